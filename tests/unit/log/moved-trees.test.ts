import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sealOf } from '../../../agent/log/finding-lines.ts'
import { verifyFinding } from '../../../agent/log/finding-proof.ts'
import { FindingTree } from '../../../agent/log/finding-tree.ts'
import { SnapshotTree, snapshotRoot } from '../../../agent/log/snapshot.ts'
import type { Store } from '../../../agent/store/store.ts'
import { observation, finding } from '../../support/store/rows.ts'
import { testAgent } from '../../support/agent.ts'

/** Which of some things there are at each place, and what is said of them. */
const history: readonly Readonly<Record<string, boolean>>[] = [
  { b: true, d: true, é: false, z: true },
  { b: false, d: true, é: false, z: true },
  { a: true, b: false, d: true, é: false, z: false },
  { a: true, d: true, é: false, z: false },
  { a: true, d: true, é: false, z: false },
  { '😀': true, 'ﬀ': true, 'a': false },
  {},
  { a: true },
  { a: true, m: true, z: true },
  { a: true, b: true, m: true },
]

/** @returns the place at which each of the history stands */
async function written(store: Store): Promise<number[]> {
  const places: number[] = []
  for (const [day, things] of history.entries()) {
    const at = `2026-01-0${day + 1}T00:00:00.000Z`
    const named = Object.entries(things)
    const resources = named.map(([id]) => ({ type: 'organization', id, name: id }))
    await store.putResources('acme', at, resources, ['organization'])
    await store.putObservations(
      'acme',
      'r',
      at,
      named.flatMap(([id, value]) => [
        { ...observation(value, at), resource: { type: 'organization', id } },
        { ...observation(true, at), resource: { type: 'organization', id }, setting: 'x.y.z' },
        { ...observation(value, at), resource: { type: 'organization', id }, source: 'console' },
      ]),
    )
    await store.putFindings(
      'acme',
      'r',
      at,
      named.map(([id, value]) => finding('acme', value ? 'pass' : 'fail', { id: `acme/c/${id}` })),
    )
    const leaf = new Uint8Array([day])
    places.push(await store.appendLeaves([{ leaf, hash: leaf }]))
  }
  return places
}

/** Everything is read of the store as a whole as often as it is counted here. */
function counting(store: Store, name: 'eachFinding' | 'observations') {
  const asked = { times: 0 }
  const counted = new Proxy(store, {
    get(target, key, receiver) {
      if (key === name) asked.times++
      return Reflect.get(target, key, receiver) as unknown
    },
  })
  return { store: counted, asked }
}

test('a tree over findings moves to any place, and reads all of them but once', async context => {
  const { agent } = await testAgent(context, {})
  const places = await written(agent.store)
  const { store, asked } = counting(agent.store, 'eachFinding')
  const tree = await FindingTree.at(store, 'acme', places[3] ?? 0)
  for (const index of [3, 2, 1, 0, 4, 5, 6, 7, 5, 0, 7, 8, 9, 8, 3]) {
    const place = places[index] ?? assert.fail()
    await tree.moveTo(place)
    const { findings, count = 0, tree: kind } = await sealOf(agent.store.eachFinding('acme', place))
    const seal = { findings, count, tree: kind }
    assert.equal(tree.count, seal.count)
    assert.equal(tree.root(), seal.findings)
    assert.ok(tree.fits(seal) && !tree.fits({ ...seal, count: seal.count + 1 }))
    for await (const line of agent.store.eachFinding('acme', place))
      assert.ok(verifyFinding(await tree.prove(line), seal))
  }
  await assert.rejects(tree.prove(finding('acme', 'pass', { id: 'acme/c/0' })), RangeError)
  assert.equal(asked.times, 1)
})

test('one finding that changed costs as many hashes as the tree is high', async context => {
  const { agent } = await testAgent(context, {})
  const many = (outcome: 'pass' | 'fail') =>
    Array.from({ length: 3000 }, (_, at) =>
      finding('acme', at === 1234 ? outcome : 'pass', { id: `acme/c/${at}` }),
    )
  const leaf = new Uint8Array([1])
  const places: number[] = []
  for (const [day, outcome] of (['pass', 'fail', 'pass'] as const).entries()) {
    await agent.store.putFindings('acme', 'r', `2026-01-0${day + 1}T00:00:00.000Z`, many(outcome))
    places.push(await agent.store.appendLeaves([{ leaf, hash: leaf }]))
  }
  const tree = await FindingTree.at(agent.store, 'acme', places[2] ?? 0)
  tree.root()
  const before = tree.hashed
  await tree.moveTo(places[1] ?? 0)
  const seal = await sealOf(agent.store.eachFinding('acme', places[1]))
  assert.equal(tree.root(), seal.findings)
  const cost = tree.hashed - before
  assert.equal(cost, 1 + Math.ceil(Math.log2(3000)))
  // A proof hashes nothing again.
  for await (const line of agent.store.eachFinding('acme', places[1])) await tree.prove(line)
  assert.equal(tree.hashed - before, cost)
})

test('a tree over settings moves on with what changed', async context => {
  const { agent } = await testAgent(context, {})
  const places = await written(agent.store)
  const { store, asked } = counting(agent.store, 'observations')
  const tree = await SnapshotTree.at(store, 'acme', places[0] ?? 0)
  const roots = new Set<string>()
  for (const place of places) {
    await tree.moveTo(place)
    roots.add(tree.root())
    const stood = await Array.fromAsync(agent.store.observations('acme', place))
    const bySource = Object.groupBy(stood, ({ source }) => source)
    assert.equal(tree.root(), await snapshotRoot(walked(bySource.api ?? [])))
  }
  assert.ok(roots.size > 5)
  assert.equal(asked.times, 1)
})

test('one setting that changed costs as many hashes as the tree is high, wherever the tree stood before', async context => {
  const { agent } = await testAgent(context, {})
  const first = '2026-01-01T00:00:00.000Z'
  const of = (id: number, value: boolean, at: string) => ({
    ...observation(value, at),
    resource: { type: 'organization', id: String(id) },
  })
  const many = Array.from({ length: 1000 }, (_, id) => of(id, true, first))
  const leaf = new Uint8Array([1])
  const places: number[] = []
  for (const read of [
    many,
    [of(3, false, '2026-01-02T00:00:00.000Z')],
    [of(500, false, '2026-01-03T00:00:00.000Z')],
  ]) {
    await agent.store.putObservations('acme', 'r', read[0]?.at ?? first, read)
    places.push(await agent.store.appendLeaves([{ leaf, hash: leaf }]))
  }
  const tree = await SnapshotTree.at(agent.store, 'acme', places[0] ?? 0)
  tree.root()
  for (const place of places.slice(1)) {
    const before = tree.hashed
    await tree.moveTo(place)
    assert.equal(tree.root(), await snapshotRoot(agent.store.observations('acme', place)))
    assert.equal(tree.hashed - before, 1 + Math.ceil(Math.log2(1000)))
  }
})

async function* walked<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
