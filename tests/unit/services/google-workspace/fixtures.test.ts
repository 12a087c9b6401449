import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assess } from '../../../../common/assess/assess.ts'
import { current } from '../../../../common/assess/current.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import type { Observation, Reason, Value } from '../../../../common/model/index.ts'
import { service as googleWorkspace } from '../../../../common/services/google-workspace/service.ts'
import { inWords } from '../../../support/in-words.ts'

type Fixture = {
  readonly check: string
  readonly case: string
  readonly outcome: string
  readonly settings: Readonly<Record<string, Value | { readonly $unobserved: Reason }>>
}

const folder = new URL('../../../../common/services/google-workspace/checks/', import.meta.url)
const fixtures = readdirSync(folder)
  .filter(name => name.endsWith('.fixtures.json'))
  .flatMap(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Fixture[])
const checks = new Map(
  loadCatalogue({ services: [googleWorkspace], metrics, frameworks: [] })
    .checksOf('google-workspace')
    .map(compiled => [compiled.check.id, compiled]),
)
const at = '2026-11-23T00:00:00.000Z'

test('each of the 138 policies has one check with a passing, a failing and an unknown case', () => {
  assert.equal(checks.size, 138)
  const policies = [...checks.values()].flatMap(compiled =>
    compiled.check.references
      .filter(reference => reference.source === 'SCuBA')
      .map(reference => reference.id),
  )
  assert.equal(new Set(policies).size, 138)
  for (const id of checks.keys()) {
    const outcomes = new Set(
      fixtures.filter(fixture => fixture.check === id).map(fixture => fixture.outcome),
    )
    for (const wanted of ['pass', 'fail', 'unknown'])
      assert.ok(outcomes.has(wanted), `${id} has no case for ${wanted}`)
  }
})

test('every case is judged as it says', () => {
  const resource = { type: 'tenant', id: 'example.org', name: 'Example' }
  for (const fixture of fixtures) {
    const compiled = checks.get(fixture.check)
    assert.ok(compiled, fixture.check)
    const observations = Object.entries(fixture.settings).map(([setting, value]): Observation => ({
      setting,
      resource,
      source: 'api',
      grade: 'A',
      at,
      evidence: [],
      reading:
        typeof value === 'object' && value !== null && '$unobserved' in value
          ? { state: 'unobserved', reason: value.$unobserved as Reason }
          : { state: 'observed', value: value as Value },
    }))
    const [line] = assess(
      [compiled],
      current({
        tenant: 't',
        service: 'google-workspace',
        at,
        resources: [resource],
        observations,
      }),
    )
    const finding = line && inWords(line)
    assert.equal(
      finding?.outcome,
      fixture.outcome,
      `${fixture.check}: ${fixture.case}: ${finding?.reason} ${finding?.detail}`,
    )
    if (fixture.case === 'one unit deviates' && fixture.outcome === 'fail')
      assert.match(finding?.detail ?? '', /^\/Sales: /, fixture.check)
  }
})
