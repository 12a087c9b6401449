// What is read of configuration snapshots against Microsoft's schema of them: an extract, made by
// tests/vendor/extract.ts.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { snapshotTypes } from '../../common/services/microsoft-365/collect/snapshot.ts'
import { casesOf, fieldsFrom, lookedAt, sample } from '../vendor/snapshots.ts'
import type { Snapshots } from '../vendor/snapshots.ts'

const { source, types } = JSON.parse(
  readFileSync(new URL('../vendor/microsoft-365-snapshots.json', import.meta.url), 'utf8'),
) as Snapshots
/**
 * Exchange's own objects have them beside what snapshots have: another name, whether a policy is the
 * default one, a summary of a rule's conditions.
 */
const beside = ['name', 'identity', 'id', 'domain', 'isDefault', 'conditions']
/** What other sources have in another form, and is read in both: the module's own objects, Teams' endpoint. */
const otherForms = [
  'microsoft.exchange.malwarefilterrule.priority',
  'microsoft.securityandcompliance.dlpcompliancerule.contentContainsSensitiveInformation',
  'microsoft.teams.federationconfiguration.allowedDomains',
]
const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

test('each type and each field that is looked at is in the schema, with its source and date', () => {
  assert.match(source.date, /^\d{4}-\d{2}-\d{2}$/)
  assert.ok(source.name && source.version)
  assert.deepEqual(Object.keys(types).sort(), Object.keys(snapshotTypes).sort())
  let fields = 0
  for (const [type, looked] of lookedAt()) {
    const has = new Set(
      Object.keys(types[type] ?? {}).flatMap(name => [
        ...fieldsFrom(type, { [name]: sample(name) }),
      ]),
    )
    fields += looked.size
    assert.deepEqual(
      [...looked].filter(name => !has.has(name) && !beside.includes(name)),
      [],
      type,
    )
  }
  assert.ok(fields > 100)
})

test('words and types of the cases that are judged are those of the schema', () => {
  const wrong: string[] = []
  for (const [type, properties] of Object.entries(types))
    for (const { name, value } of casesOf(type)) {
      const found = Object.entries(properties).find(([property]) => lower(property) === name)
      if (!found || value === null) continue
      const [, kind] = found
      const fits =
        typeof kind === 'string'
          ? kind === (Array.isArray(value) ? 'list' : typeof value)
          : kind.some(word => word.toLowerCase() === String(value).toLowerCase())
      if (!fits) wrong.push(`${type}.${name}`)
    }
  assert.deepEqual([...new Set(wrong)].sort(), otherForms)
})
