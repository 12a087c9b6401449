import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assess } from '../../../../common/assess/assess.ts'
import { current } from '../../../../common/assess/current.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import type { Observation, Reason, Value } from '../../../../common/model/index.ts'
import { service as wordpress } from '../../../../common/services/wordpress/service.ts'
import { recipes as wordpressRecipes } from '../../../../common/services/wordpress/recipes/index.ts'

type Fixture = {
  readonly check: string
  readonly case: string
  readonly outcome: string
  readonly settings: Readonly<Record<string, Value | { readonly $unobserved: Reason }>>
}
const folder = new URL('../../../../common/services/wordpress/checks/', import.meta.url).pathname
const fixtures = globSync(`${folder}*.fixtures.json`).flatMap(
  file => JSON.parse(readFileSync(file, 'utf8')) as Fixture[],
)
// A check that is shipped switched off is judged here too.
const checks = loadCatalogue({
  services: [
    { ...wordpress, checks: wordpress.checks.map(check => ({ ...check, enabled: true })) },
  ],
  metrics,
  frameworks: [],
}).checksOf('wordpress')
const at = '2026-11-23T12:00:00.000Z'

for (const fixture of fixtures) {
  test(`${fixture.check}: ${fixture.case} is ${fixture.outcome}`, () => {
    const check = checks.find(item => item.check.id === fixture.check)
    assert.ok(check, 'no such check')
    const resource = { type: check.check.resource, id: 'x' }
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
    const state = current({
      tenant: 'x',
      service: 'wordpress',
      at,
      resources: [{ ...resource, name: 'x' }],
      observations,
    })
    const [finding] = assess([check], state, { exceptions: [], previous: new Map(), accepted: {} })
    assert.equal(finding?.outcome, fixture.outcome, JSON.stringify(finding))
  })
}

test('every check has a passing, a failing and an unknown case', () => {
  for (const { check } of checks) {
    for (const outcome of ['pass', 'fail', 'unknown'])
      assert.ok(
        fixtures.some(item => item.check === check.id && item.outcome === outcome),
        `${check.id} lacks ${outcome}`,
      )
  }
})

test('every setting of a page has a recipe that reads it, and no recipe names the mail password', () => {
  const read = new Set(
    wordpressRecipes.flatMap(recipe => recipe.settings.map(item => item.setting)),
  )
  assert.deepEqual(
    wordpress.settings
      .filter(setting => 'console' in setting && setting.console)
      .map(setting => setting.id)
      .filter(id => !read.has(id)),
    [],
  )
  for (const id of read)
    assert.ok(
      wordpress.settings.some(setting => setting.id === id),
      `${id} is no setting`,
    )
  assert.doesNotMatch(JSON.stringify(wordpressRecipes), /pass(?!word expires)/i)
})
