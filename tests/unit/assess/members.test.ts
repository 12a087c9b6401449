import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../../common/assess/assess.ts'
import { current } from '../../../common/assess/current.ts'
import { CatalogueError, compileCheck } from '../../../common/catalogue.ts'
import type { Observation, Reading, Resource, Service, Value } from '../../../common/model/index.ts'
import { at, metric, organization, seen, serviceWith, setting, source, value } from './tenant.ts'

const rooms = setting('rooms', { type: 'list', of: { type: 'any' } })
const locked = { ...setting('locked', { type: 'boolean' }, 'room'), id: 'acme.room.locked' }
const base = serviceWith()
const service: Service = {
  ...base,
  settings: [...base.settings, rooms, locked],
  resourceTypes: [
    ...base.resourceTypes,
    {
      id: 'room',
      title: 'Room',
      plural: 'Rooms',
      listedBy: { setting: rooms.id, id: 'key', name: 'title' },
    },
  ],
}
const compile = (part: Readonly<Record<string, unknown>>) =>
  compileCheck(source(part), service, new Map([[metric.id, metric]]))
const all = compile({
  reads: [rooms.id, locked.id],
  test: 'locked.all(room, room.read && room.value)',
})
const any = compile({
  reads: [rooms.id, locked.id],
  test: 'locked.exists(room, room.read && room.value)',
})

const room = (id: string): Resource => ({
  type: 'room',
  id,
  name: id,
  parent: { type: 'organization', id: 'o' },
})
const of = (id: string, reading: Reading, more: Partial<Observation> = {}): Observation => ({
  setting: locked.id,
  resource: { type: 'room', id },
  reading,
  source: 'console',
  grade: 'C',
  at,
  evidence: [{ index: 7, commitment: 'c' }],
  ...more,
})
const judge = (
  check: typeof all,
  list: Reading,
  observations: readonly Observation[],
  resources: readonly Resource[] = [],
) =>
  assess(
    [check],
    current({
      tenant: 'main',
      service: 'acme',
      at,
      resources: [organization, ...resources],
      observations: [seen(rooms.id, list), ...observations],
    }),
  )
const listed = (...keys: readonly string[]): Reading =>
  value(keys.map(key => ({ key, title: `Room ${key}` })) as readonly Value[])

test('a check on the whole sees every listed thing, each with its own reading, value and reason', () => {
  const shown = compile({
    reads: [rooms.id, locked.id],
    test: 'locked.all(r, r.read == (r.id == "1") && r.name == "Room " + r.id && r.item.key == r.id && r.reason == (r.id == "1" ? "" : r.id == "2" ? "stale" : "not-readable-by-api" ) || r.id == "3" && r.reason == "never-captured")',
  })
  const old = '2020-01-01T00:00:00.000Z'
  assert.equal(
    judge(shown, listed('1', '2', '3'), [
      of('1', value(true)),
      of('2', value(true), { at: old }),
    ])[0]?.outcome,
    'pass',
  )
})

test('one that nobody read keeps the whole from passing; what the list no longer names does not count', () => {
  const both = [of('1', value(true)), of('2', value(true))]
  assert.deepEqual(
    judge(all, listed('1', '2'), both).map(item => item.outcome),
    ['pass'],
  )
  assert.equal(
    judge(all, listed('1', '2'), both.slice(0, 1))[0]?.outcome,
    'fail',
    'the expression alone decides what unread means',
  )
  assert.equal(
    judge(all, listed('1'), [of('1', value(true)), of('2', value(false))])[0]?.outcome,
    'pass',
  )
  const [finding] = judge(all, listed('1', '2'), both)
  assert.deepEqual(
    finding?.decided.find(item => item.setting === locked.id),
    {
      setting: locked.id,
      value: [
        { resource: 'Room 1', value: true },
        { resource: 'Room 2', value: true },
      ],
    },
  )
  assert.deepEqual(
    [finding?.grade, finding?.source, finding?.evidence.map(item => item.index)],
    ['C', 'console', [7]],
    'as weak as the weakest',
  )
})

test('without the list nothing is told, whatever was read of single things', () => {
  const [finding] = judge(any, { state: 'unobserved', reason: 'forbidden' }, [of('1', value(true))])
  assert.deepEqual([finding?.outcome, finding?.reason], ['unknown', 'forbidden'])
})

test('an id written in two ways is one thing; two entries of one id, or one without, are read by nobody', () => {
  assert.equal(
    judge(all, listed('Main  Hall'), [of('main hall', value(true))], [room('main hall')])[0]
      ?.outcome,
    'pass',
  )
  assert.equal(judge(any, listed('1', '1'), [of('1', value(true))])[0]?.outcome, 'fail')
  assert.equal(
    judge(any, value([{ title: 'nameless' }]), [of('', value(true))])[0]?.outcome,
    'fail',
  )
  assert.equal(
    judge(all, value([[{ key: '1' }], { key: '2' }]), [
      of('1', value(true)),
      of('2', value(true)),
    ])[0]?.outcome,
    'pass',
    'lists in a list are taken apart',
  )
})

test('a check that reads things must read their list, and says what it makes of them', () => {
  assert.throws(
    () => compile({ reads: [locked.id], test: 'size(locked) > 0' }),
    (error: unknown) =>
      error instanceof CatalogueError &&
      /"acme\.organization\.rooms", which lists them, must be read too/.test(error.message),
  )
  assert.throws(
    () => compile({ reads: [rooms.id, locked.id], test: 'locked' }),
    (error: unknown) => error instanceof CatalogueError && /gives list/.test(error.message),
  )
})
