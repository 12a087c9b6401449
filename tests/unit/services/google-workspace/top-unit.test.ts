import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../../../common/assess/assess.ts'
import { current } from '../../../../common/assess/current.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import type { Observation, Value } from '../../../../common/model/index.ts'
import { service as googleWorkspace } from '../../../../common/services/google-workspace/service.ts'
import { inWords } from '../../../support/in-words.ts'

const checks = loadCatalogue({
  services: [googleWorkspace],
  metrics,
  frameworks: [],
}).checksOf('google-workspace')
const at = '2026-11-24T00:00:00.000Z'
const resource = { type: 'tenant', id: 'example.org', name: 'example.org' }
const units = (...paths: readonly string[]): readonly [string, Observation['source'], Value] => [
  'organizational-units',
  'api',
  paths.map((path, id) => ({ id: String(id), path })),
]
function judge(
  policy: string,
  ...readings: readonly (readonly [string, Observation['source'], Value])[]
) {
  const observations = readings.map(([name, source, value]): Observation => ({
    setting: `google-workspace.tenant.${name}`,
    resource,
    reading: { state: 'observed', value },
    source,
    grade: source === 'api' ? 'A' : 'C',
    at,
    evidence: [],
  }))
  const [finding] = assess(
    checks.filter(({ check }) => check.references.some(reference => reference.id === policy)),
    current({
      tenant: 'acme',
      service: 'google-workspace',
      at,
      resources: [resource],
      observations,
    }),
  )
  return inWords(finding ?? assert.fail(policy))
}
const sandbox = (...values: Value[]): Value => values
const top = { unit: '/', value: 'true' }

test('what passes on the page of the top unit names the units below it that nobody saw', () => {
  const found = judge(
    'GWS.GMAIL.16.1v1',
    ['security-sandbox', 'console', [top]],
    units('/', '/Sales', '/Sales/EMEA', '/Labs'),
  )
  assert.deepEqual(
    [found.outcome, found.detail],
    [
      'pass',
      'read on the page of the top unit; not seen in 3 below it: /Labs, /Sales, /Sales/EMEA',
    ],
  )
  const plain = judge(
    'GWS.DRIVEDOCS.5.2v1',
    ['drive-ransomware-monitoring', 'console', true],
    units('/', '/Sales'),
  )
  assert.deepEqual(
    [plain.outcome, plain.detail],
    ['pass', 'read on the page of the top unit; not seen in 1 below it: /Sales'],
  )
  assert.match(
    judge(
      'GWS.GMAIL.16.1v1',
      ['security-sandbox', 'console', [top]],
      units('/', ...Array.from({ length: 30 }, (_, i) => `/u${i}`)),
    ).detail ?? '',
    /and 10 more$/,
  )
})

test('without a list of units the finding says so; with the top unit alone there is nothing to add', () => {
  assert.match(
    judge('GWS.GMAIL.16.1v1', ['security-sandbox', 'console', [top]]).detail ?? '',
    /which units are below it is not known$/,
  )
  assert.deepEqual(
    [
      judge('GWS.GMAIL.16.1v1', ['security-sandbox', 'console', [top]], units('/')).outcome,
      judge('GWS.GMAIL.16.1v1', ['security-sandbox', 'console', [top]], units('/')).detail,
    ],
    ['pass', null],
  )
})

test('what fails there fails, and what an API or an import tells has no such limit', () => {
  assert.equal(
    judge(
      'GWS.GMAIL.16.1v1',
      ['security-sandbox', 'console', [{ unit: '/', value: 'false' }]],
      units('/', '/Sales'),
    ).outcome,
    'fail',
  )
  for (const source of ['api', 'import', 'document'] as const)
    assert.deepEqual(
      [
        judge('GWS.GMAIL.16.1v1', ['security-sandbox', source, [top]], units('/', '/Sales'))
          .outcome,
        judge('GWS.GMAIL.16.1v1', ['security-sandbox', source, [top]], units('/', '/Sales')).detail,
      ],
      ['pass', null],
      source,
    )
})

test('the log knows of units below the top, the page of the top: together they tell, and a unit that the log knows was seen', () => {
  const log = (value: string): Value =>
    sandbox(
      { unit: '/Sales', value, at: '2026-11-01T00:00:00Z' },
      { unit: '/', value: null, origin: 'no-event' },
    )
  const blind = judge(
    'GWS.GMAIL.16.1v1',
    ['security-sandbox', 'api', log('true')],
    units('/', '/Sales'),
  )
  assert.deepEqual(
    [blind.outcome, /no event in the admin log/.test(blind.detail ?? '')],
    ['fail', true],
  )
  const both = judge(
    'GWS.GMAIL.16.1v1',
    ['security-sandbox', 'api', log('true')],
    ['security-sandbox', 'console', [top]],
    units('/', '/Sales', '/Labs'),
  )
  assert.deepEqual(
    [both.outcome, both.detail, both.grade],
    ['pass', 'read on the page of the top unit; not seen in 1 below it: /Labs', 'C'],
  )
  const deviating = judge(
    'GWS.GMAIL.16.1v1',
    ['security-sandbox', 'api', log('false')],
    ['security-sandbox', 'console', [top]],
    units('/', '/Sales'),
  )
  assert.equal(deviating.outcome, 'fail')
  assert.match(deviating.detail ?? '', /^\/Sales: securitySandbox = false$/)
  assert.equal(both.disagreement, undefined, 'they speak of different units')
  const against = judge(
    'GWS.GMAIL.16.1v1',
    ['security-sandbox', 'api', sandbox({ unit: '/', value: 'false' })],
    ['security-sandbox', 'console', [top]],
  )
  assert.deepEqual(
    [against.outcome, against.grade, against.disagreement?.length],
    ['fail', 'A', 1],
    'where both know a unit the API counts, and they disagree',
  )
})
