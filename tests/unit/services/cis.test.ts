import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { cisIds as google } from '../../../common/services/google-workspace/checks/cis.ts'
import { cisIds as microsoft } from '../../../common/services/microsoft-365/checks/cis.ts'
import { services } from '../../../common/services/index.ts'

const catalogued = new URL('../../../../shared/reference/manual-controls.json', import.meta.url)

test('benchmark ids stand with policies that some check judges, and reach the checks', () => {
  const references = services.flatMap(service =>
    service.checks.map(check => check.references ?? []),
  )
  for (const [policy, ids] of [...Object.entries(microsoft), ...Object.entries(google)]) {
    const found = references.find(list => list.some(reference => reference.id === policy))
    assert.ok(found, policy)
    for (const id of ids)
      assert.ok(
        found.some(reference => reference.source.startsWith('cis-') && reference.id === id),
        `${policy}: ${id}`,
      )
  }
})

test(
  'benchmark ids are ids of the benchmarks',
  {
    skip: existsSync(catalogued)
      ? false
      : 'SKIPPED, NOT PASSED: manual-controls.json is not beside this clone',
  },
  () => {
    const known = (
      JSON.parse(readFileSync(catalogued, 'utf8')) as {
        cis_ids_and_titles: { source: string; id: string }[]
      }
    ).cis_ids_and_titles
    const idsOf = (source: string) =>
      new Set(known.filter(item => item.source === source).map(item => item.id))
    for (const [map, source] of [
      [microsoft, 'cis_7.0_m365'],
      [google, 'cis_1.3_googleworkspace'],
    ] as const) {
      const ids = idsOf(source)
      assert.deepEqual(
        Object.values(map)
          .flat()
          .filter(id => !ids.has(id)),
        [],
        source,
      )
    }
  },
)
