// What goes through many rows lets others be served in between, in whatever transaction it is.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteStore } from '../../../../agent/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../../agent/store/store.ts'
import type { CodedFinding, Resource } from '../../../../common/model/index.ts'
import { temporaryFolder } from '../../../support/agent.ts'
import { finding } from '../../../support/store/rows.ts'

const at = '2026-01-01T00:00:00.000Z'
const things = Array.from({ length: 200 }, (_, place) => `r${place}`)

/** What asks, and how many others are served meanwhile at least. */
const long: Readonly<Record<string, readonly [(store: Store) => Promise<unknown>, number]>> = {
  'the digest of what is current': [store => store.currentDigest('acme', { anew: true }), 100],
  'the same inside a transaction': [
    store => store.transaction(() => store.currentDigest('acme')),
    100,
  ],
  'the same after much was written': [
    store =>
      store.transaction(async () => {
        await store.currentDigest('acme')
        await store.putFindings('acme', 'r', at, found('fail'))
        return passing(() => store.currentDigest('acme'))
      }),
    100,
  ],
  'a walk': [store => Array.fromAsync(store.eachFinding('acme')), 5],
  'a walk inside a transaction': [
    store => store.transaction(() => Array.fromAsync(store.eachFinding('acme'))),
    5,
  ],
  'tallies': [store => store.tally('acme'), 2],
  'groups': [store => store.findingGroups('acme'), 2],
}

for (const [what, [ask, least]] of Object.entries(long))
  test(`${what}: others are served in between`, async context => {
    const store = openSqliteStore(join(temporaryFolder(context), 'store.sqlite'))
    context.after(() => store.close())
    await store.startRun({ id: 'r', kind: 'scan', tenant: 'acme', startedAt: at, catalogue: 'c' })
    const resources = things.map((id): Resource => ({ type: 'repository', id, name: id }))
    await store.putResources('acme', at, resources, ['repository'])
    await store.putFindings('acme', 'r', at, found('pass'))
    assert.ok((await passing(() => ask(store))) >= least)
  })

test('what is counted while somebody writes is of one moment', async context => {
  const store = openSqliteStore(join(temporaryFolder(context), 'store.sqlite'))
  context.after(() => store.close())
  await store.startRun({ id: 'r', kind: 'scan', tenant: 'acme', startedAt: at, catalogue: 'c' })
  await store.putFindings('acme', 'r', at, found('pass'))
  const [groups, tally] = [store.findingGroups('acme'), store.tally('acme')]
  await store.putFindings('acme', 'r', at, found('fail'))
  for (const counted of [await groups, await tally])
    assert.equal(new Set(counted.map(({ outcome }) => outcome)).size, 1)
})

test('what is compared while somebody writes is what it is then', async context => {
  const store = openSqliteStore(join(temporaryFolder(context), 'store.sqlite'))
  context.after(() => store.close())
  await store.startRun({ id: 'r', kind: 'scan', tenant: 'acme', startedAt: at, catalogue: 'c' })
  await store.putFindings('acme', 'r', at, found('pass'))
  const before = await store.currentDigest('acme')
  const compared = store.currentDigest('acme', { anew: true })
  await store.putFindings('acme', 'r', at, found('fail'))
  const after = await store.currentDigest('acme', { anew: true })
  assert.notEqual(after, before)
  assert.ok([before, after].includes(await compared))
})

/** How often it was somebody else's turn while something was done. */
async function passing(work: () => Promise<unknown>): Promise<number> {
  let [turns, over] = [0, false]
  const pass = (): void => {
    turns++
    if (!over) setImmediate(pass)
  }
  setImmediate(pass)
  const inside = await work()
  over = true
  return typeof inside === 'number' ? inside : turns
}

function* found(outcome: CodedFinding['outcome']): Iterable<CodedFinding> {
  for (const check of ['a', 'b', 'c'])
    for (const id of things)
      yield finding('acme', outcome, {
        id: `acme/github.repository.${check}/${id}`,
        check: `github.repository.${check}`,
        resource: { type: 'repository', id, name: id },
      })
}
