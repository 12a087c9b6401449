import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { chunksOf, sealOfChunks } from '../../../agent/judge/chunked-seal.ts'
import type { Chunks } from '../../../agent/judge/chunked-seal.ts'
import { sealOfLeaves } from '../../../agent/log/finding-lines.ts'
import { openSqliteStore } from '../../../agent/store/sqlite/sqlite-store.ts'
import type { FindingLeaf, Store } from '../../../agent/store/store.ts'
import { temporaryFolder } from '../../support/agent.ts'
import { finding } from '../../support/store/rows.ts'
import { seeded } from '../../support/tamper.ts'

const tenant = 'acme'

async function* hashes(leaves: AsyncIterable<FindingLeaf>): AsyncGenerator<Uint8Array> {
  for await (const { hash } of leaves) yield hash
}

test('of many findings that gave way, in few of the chunks that there are, no others are read', async context => {
  const store = openSqliteStore(`${temporaryFolder(context)}/store.sqlite`)
  context.after(() => store.close())
  let all = 0
  const counting: Store = {
    ...store,
    findingLeaves(of, which) {
      if (!which) all++
      return store.findingLeaves(of, which)
    },
  }
  const put = async (step: number, changed: number): Promise<void> => {
    const hash = createHash('sha256').update(String(step)).digest()
    await store.appendLeaves([{ leaf: hash, hash }])
    const findings = Array.from({ length: 2000 }, (_, at) =>
      finding(tenant, at < changed && step > 0 ? 'fail' : 'pass', {
        id: `${tenant}/a.b/${String(at).padStart(4, '0')}`,
      }),
    )
    await store.putFindings(tenant, `r${step}`, `2026-01-0${step + 1}T00:00:00.000Z`, findings)
  }
  await put(0, 0)
  const chunks = await chunksOf(counting, tenant, null)
  const place = await store.logSize()
  await put(1, 500)
  all = 0
  assert.deepEqual(
    sealOfChunks(await chunksOf(counting, tenant, { chunks, place })),
    await sealOfLeaves(hashes(store.findingLeaves(tenant))),
  )
  assert.equal(all, 0)
})

test('a seal that was moved on is the seal over all lines, at every size, whatever came, went or changed', async context => {
  const store = openSqliteStore(`${temporaryFolder(context)}/store.sqlite`)
  context.after(() => store.close())
  const random = seeded(7)
  let read = 0
  const counting: Store = {
    ...store,
    findingLeaves(of, which) {
      if (!which) read++
      return store.findingLeaves(of, which)
    },
  }
  const values = new Map<string, number>()
  const name = (at: number): string => `${tenant}/a.b/${String(at).padStart(4, '0')}`
  let known: { readonly chunks: Chunks; readonly place: number } | null = null
  const steps: readonly (() => void)[] = [
    () => Array.from({ length: 255 }, (_, at) => values.set(name(at), 0)),
    () => values.set(name(255), 0),
    () => values.set(name(256), 0),
    () => Array.from({ length: 500 }, (_, at) => values.set(name(300 + at), 0)),
    ...Array.from({ length: 5 }, () => () => change(1 + Math.floor(random() * 20))),
    () => values.delete(name(3)),
    () => change(60),
    () => values.delete(name(700)) && values.set(name(900), 0),
    () => change(3),
  ]
  const change = (count: number): void => {
    const ids = [...values.keys()]
    for (let at = 0; at < count; at++)
      values.set(ids[Math.floor(random() * ids.length)] ?? '', random())
  }
  const moved: boolean[] = []
  for (const [step, act] of steps.entries()) {
    act()
    const at = `2026-01-${String(step + 1).padStart(2, '0')}T00:00:00.000Z`
    const hash = createHash('sha256').update(String(step)).digest()
    await store.appendLeaves([{ leaf: hash, hash }])
    const findings = [...values].map(([id, value]) =>
      finding(tenant, 'pass', { id, since: at.slice(0, 0) + new Date(value * 1e12).toISOString() }),
    )
    await store.putFindings(tenant, `r${step}`, at, findings)
    read = 0
    const chunks: Chunks = await chunksOf(counting, tenant, known)
    moved.push(read === 0)
    known = { chunks, place: await store.logSize() }
    assert.deepEqual(
      sealOfChunks(chunks),
      await sealOfLeaves(hashes(store.findingLeaves(tenant))),
      `${step}`,
    )
  }
  assert.deepEqual(
    moved.map((one, step) => (one ? step : -1)).filter(step => step >= 0),
    [4, 5, 6, 7, 8, 12],
    'few that gave way to others of the same ids: nothing else is read',
  )
})
