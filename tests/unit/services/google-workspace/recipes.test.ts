import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../../../common/assess/assess.ts'
import { current } from '../../../../common/assess/current.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import { mismatch } from '../../../../common/model/index.ts'
import type { Observation, Value } from '../../../../common/model/index.ts'
import { recipes as googleWorkspaceRecipes } from '../../../../common/services/google-workspace/recipes/index.ts'
import { service as googleWorkspace } from '../../../../common/services/google-workspace/service.ts'

const settings = new Map(googleWorkspace.settings.map(setting => [setting.id, setting]))
const checks = loadCatalogue({
  services: [googleWorkspace],
  metrics,
  frameworks: [],
}).checksOf('google-workspace')
const readings = new Map(
  googleWorkspaceRecipes.flatMap(recipe =>
    recipe.settings.map(reading => [reading.setting, reading]),
  ),
)
/**
 * Policies that CISA's tool leaves to a person or to the admin log, and that pages of the console
 * show.
 */
const policies = [
  'GWS.ASSUREDCONTROLS.2.1v1',
  'GWS.CHAT.5.1v1',
  'GWS.COMMONCONTROLS.3.1v1',
  'GWS.COMMONCONTROLS.3.2v1',
  'GWS.COMMONCONTROLS.8.3v1',
  'GWS.COMMONCONTROLS.16.3v1',
  'GWS.COMMONCONTROLS.16.4v1',
  'GWS.DRIVEDOCS.5.2v1',
  'GWS.GEMINI.1.1v1',
  'GWS.GEMINI.2.1v1',
  'GWS.GEMINI.3.1v1',
  'GWS.GEMINI.4.1v1',
  'GWS.GMAIL.13.1v1',
  'GWS.GMAIL.16.1v1',
  'GWS.MEET.6.1v1',
  'GWS.MEET.6.2v1',
]

test('every recipe reads settings that there are, into values that fit them', () => {
  for (const [id, { map }] of readings) {
    const setting = settings.get(id)
    assert.ok(setting, id)
    if (!map?.into)
      for (const value of Object.values(map?.values ?? {}))
        assert.equal(mismatch(value, setting.type), null, `${id}: ${JSON.stringify(value)}`)
    if (map?.into) assert.equal(mismatch(map.into, setting.type), null, id)
  }
})

for (const policy of policies) {
  test(`${policy}: what the page shows decides, either way`, () => {
    const compiled = checks.filter(({ check }) =>
      check.references?.some(reference => reference.id === policy),
    )
    assert.ok(compiled.length > 0)
    const outcomes = new Set(
      [0, 1, 2, 3].flatMap(choice =>
        assess(
          compiled,
          stateOf(
            compiled.flatMap(({ check }) => check.reads),
            choice,
          ),
        ).map(finding => finding.outcome),
      ),
    )
    assert.deepEqual([...outcomes].sort(), ['fail', 'pass'])
  })
}

/**
 * The tenant as captures of the pages left it: each setting has one of the values that its recipe
 * can give.
 */
function stateOf(reads: readonly string[], choice: number) {
  const at = '2026-03-01T00:00:00.000Z'
  const resource = { type: 'tenant', id: 'C1', name: 'example.org' }
  const observations = reads.flatMap((id): Observation[] => {
    const reading = readings.get(id)
    return reading
      ? [
          {
            setting: id,
            resource,
            reading: { state: 'observed', value: valueOf(reading, choice) },
            source: 'console',
            grade: 'C',
            at,
            evidence: [],
          },
        ]
      : []
  })
  // Whether a service is on at all is the Policy API's to say.
  for (const id of reads)
    if (id.endsWith('-service') && !readings.has(id))
      observations.push({
        setting: id,
        resource,
        reading: { state: 'observed', value: [{ unit: '/', value: 'ENABLED' }] },
        source: 'api',
        grade: 'A',
        at,
        evidence: [],
      })
  return current({
    tenant: 'acme',
    service: 'google-workspace',
    at,
    resources: [resource],
    observations,
  })
}

function valueOf(reading: NonNullable<ReturnType<typeof readings.get>>, choice: number): Value {
  const values = Object.values(reading.map?.values ?? {})
  if (values.length > 0) return values[choice % values.length] ?? null
  return reading.read === 'checked' ? choice % 2 === 0 : choice * 18
}
