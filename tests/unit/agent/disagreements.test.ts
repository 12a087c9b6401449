import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timedDisagreements } from '../../../agent/judge/disagreements.ts'
import { boundedFinding } from '../../../common/assess/decided.ts'
import type { CodedFinding, Finding, Observation, Value } from '../../../common/model/index.ts'
import { sha256 } from '../../../agent/log/crypto.ts'

const seen = (
  source: Observation['source'],
  value: Value,
  at: string,
  id = 'one',
): Observation => ({
  setting: 'acme.policy.flag',
  resource: { type: 'policy', id },
  reading: { state: 'observed', value },
  source,
  grade: source === 'api' ? 'A' : 'C',
  at,
  evidence: [],
})
const observations: readonly Observation[] = [
  seen('api', true, '2026-01-01T00:00:00.000Z'),
  seen('console', false, '2026-01-03T00:00:00.000Z'),
  seen('api', true, '2026-01-02T00:00:00.000Z', 'two'),
  seen('console', false, '2026-01-04T00:00:00.000Z', 'two'),
]
const store = {
  async *observations() {
    yield* observations
  },
}
const finding = (id: string, resource: string, disagreement?: Finding['disagreement']): Finding =>
  ({
    id,
    tenant: 'main',
    resource: { type: 'policy', id: resource, name: resource },
    ...(disagreement ? { disagreement } : {}),
  }) as Finding

test("both values of a disagreement carry the time of their own resource's reading", async () => {
  const told = [{ setting: 'acme.policy.flag', api: true, console: false }]
  const found = await timedDisagreements(store, 'main', [
    finding('a', 'one', told),
    finding('b', 'two', told),
    finding('c', 'one'),
  ])
  assert.deepEqual(Object.fromEntries(found), {
    a: [{ ...told[0], apiAt: '2026-01-01T00:00:00.000Z', consoleAt: '2026-01-03T00:00:00.000Z' }],
    b: [{ ...told[0], apiAt: '2026-01-02T00:00:00.000Z', consoleAt: '2026-01-04T00:00:00.000Z' }],
  })
  assert.equal((await timedDisagreements(store, 'other', [finding('a', 'one', told)])).size, 0)
})

test('a long value that disagrees stands in the line as its digest, and is told from its own row', async () => {
  const [api, console] = ['api', 'console'].map(word =>
    Array.from({ length: 300 }, (_, index) => `${word} ${index}`),
  )
  const readings = [
    seen('api', ['something else'], '2026-01-01T00:00:00.000Z', 'two'),
    seen('api', api ?? [], '2026-01-01T00:00:00.000Z'),
    seen('console', console ?? [], '2026-01-03T00:00:00.000Z'),
  ]
  const kept = {
    async *observations() {
      yield* readings
    },
  }
  const line = boundedFinding(
    {
      ...finding('a', 'one'),
      v: 2,
      evidence: [],
      decided: [],
      disagreement: [
        { setting: 'acme.policy.flag', api: { value: api }, console: { value: console } },
      ],
    } as unknown as CodedFinding,
    sha256,
  )
  assert.ok(JSON.stringify(line).length < 500)
  const [told] = (await timedDisagreements(kept, 'main', [line])).get('a') ?? []
  assert.deepEqual(told, {
    setting: 'acme.policy.flag',
    api,
    console,
    apiAt: '2026-01-01T00:00:00.000Z',
    consoleAt: '2026-01-03T00:00:00.000Z',
  })
})
