import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Observation, Setting, Value } from '../../../common/model/index.ts'
import { organization, seen, setting, stateOf, value } from './tenant.ts'
import { wordsOf } from '../../../common/words/english/index.ts'

const flag = setting('flag', { type: 'boolean' })
const read = (observations: readonly Observation[], of: Setting = flag, staleAfterDays?: number) =>
  stateOf(observations, staleAfterDays === undefined ? {} : { staleAfterDays }).reading(
    organization,
    of,
  )
const page = (reading: Observation['reading'], at = '2026-02-28T00:00:00.000Z') =>
  seen(flag.id, reading, { source: 'console', grade: 'C', at })
const forbidden = seen(flag.id, { state: 'unobserved', reason: 'forbidden' })

test('an observed API value comes first, then an import, then a page', () => {
  const imported = seen(flag.id, value('import'), { source: 'import', grade: 'D' })
  assert.equal(read([page(value('page')), imported, seen(flag.id, value('api'))]).source, 'api')
  assert.equal(read([page(value('page')), imported]).source, 'import')
  assert.equal(read([page(value('page')), imported, forbidden]).source, 'import')
})

test('a page answers what the API may not read; without it the reason stays', () => {
  const found = read([forbidden, page(value(true))])
  assert.deepEqual([found.state, found.source, found.grade], ['observed', 'console', 'C'])
  const none = read([page({ state: 'unobserved', reason: 'unsaved' }), forbidden])
  assert.equal(none.state === 'unobserved' && none.reason, 'forbidden')
})

test('an old page reading is stale, an API reading is not, and the limit can be set', () => {
  const old = read([page(value(true), '2026-01-01T00:00:00.000Z')])
  assert.deepEqual(old.state === 'unobserved' && [old.reason, old.why && wordsOf(old.why)], [
    'stale',
    'last read 2026-01-01',
  ])
  assert.equal(read([page(value(true), '2026-01-01T00:00:00.000Z')], flag, 90).state, 'observed')
  assert.equal(
    read([seen(flag.id, value(true), { at: '2025-01-01T00:00:00.000Z' })]).state,
    'observed',
  )
  // Exactly at the limit it still counts; a millisecond older does not.
  assert.equal(read([page(value(true), '2026-02-28T12:00:00.000Z')], flag, 1).state, 'observed')
  assert.equal(read([page(value(true), '2026-02-28T11:59:59.999Z')], flag, 1).state, 'unobserved')
})

test('what nobody read is unobserved with the reason that fits, never missing', () => {
  const reason = (of: Setting) => {
    const found = read([], of)
    return found.state === 'unobserved' && found.reason
  }
  const { api: _, ...bare } = flag
  assert.equal(reason(flag), 'never-captured')
  assert.equal(
    reason({ ...bare, console: { path: 'Settings', certainty: 'documented' } }),
    'never-captured',
  )
  assert.equal(reason(bare), 'not-readable-by-api')
})

test("another resource's reading is not this one's", () => {
  assert.equal(
    read([seen(flag.id, value(true), { resource: { type: 'organization', id: 'other' } })]).state,
    'unobserved',
  )
})

test('API and page disagree only while both are observed, fresh and different', () => {
  const disagreement = (observations: readonly Observation[]) =>
    stateOf(observations).disagreement(organization, flag)
  assert.deepEqual(disagreement([seen(flag.id, value(true)), page(value(false))]), {
    setting: flag.id,
    api: true,
    console: false,
  })
  assert.equal(
    disagreement([seen(flag.id, value({ a: 1, b: [2] })), page(value({ b: [2], a: 1 }))]),
    null,
  )
  assert.equal(disagreement([forbidden, page(value(false))]), null)
  assert.equal(
    disagreement([seen(flag.id, value(true)), page(value(false), '2025-01-01T00:00:00.000Z')]),
    null,
  )
})

test('a page shows fewer fields of the same objects than the API gives: no disagreement; another state, or an object more or less, is one', () => {
  const list = {
    ...flag,
    id: 'acme.organization.names',
    type: { type: 'list', of: { type: 'any' } },
  } as const
  const api = [
    { name: 'a', disabled: false, other: 1 },
    { name: 'b', disabled: true },
  ]
  const disagrees = (console: Value): boolean =>
    stateOf([
      seen(list.id, value(api)),
      seen(list.id, value(console), { source: 'console', grade: 'C' }),
    ]).disagreement(organization, list) !== null
  assert.deepEqual(
    [
      disagrees([
        { name: 'b', disabled: true },
        { name: 'a', disabled: false },
      ]),
      disagrees([
        { name: 'a', disabled: true },
        { name: 'b', disabled: true },
      ]),
      disagrees([{ name: 'a', disabled: false }]),
    ],
    [false, true, true],
  )
})
