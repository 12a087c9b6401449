// How often the record is read: by an export, to count and compare a line and to write it; by a run, to
// prove what people decided.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { decide } from '../../agent/judge/decisions.ts'
import { decidingProblem } from '../../agent/log/deciding-entries.ts'
import type { Store } from '../../agent/store/store.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { recorded } from '../support/export.ts'

test('a table reads each finding twice, and where the window rests on an earlier assessment once more, whatever is compared before it leaves the house', async context => {
  const { agent, home, scanOn } = await recorded(context)
  await scanOn('2026-03-20')
  let read = 0
  const watched = (of: Store): Store =>
    new Proxy(of, {
      get(target, name: keyof Store) {
        if (name === 'snapshot')
          return (work: (one: Store) => Promise<unknown>) =>
            target.snapshot(one => work(watched(one)))
        const found = target[name]
        if (name !== 'eachFinding' && name !== 'findingRows') return found
        return async function* (...given: readonly unknown[]) {
          for await (const row of (found as (...all: readonly unknown[]) => AsyncIterable<object>)(
            ...given,
          )) {
            read++
            yield row
          }
        }
      },
    })
  const out = join(home, 'exports', 'table.csv')
  const source = { ...agent, store: watched(agent.store) }
  await exportTo(source, { format: 'csv', out, from: '2026-03-20' })
  const count = (await agent.store.findings('aurora-labs')).length
  assert.ok(count > 100)
  // And once more what stood at the assessment before, from which what was read last is followed.
  assert.ok(read <= 3.2 * count, `${read} lines of ${count} findings`)
})

test('what people decided is proven and read once', async context => {
  const { agent } = await testAgent(context, {})
  const say = (key: string) =>
    decide(agent, tester, { about: 'manual', act: 'set', key, tenant: null, said: {} })
  await say('a')
  await say('b')
  let [proofs, bodies, checkpoints, strangers] = [0, 0, 0, 0]
  const store: Store = new Proxy(agent.store, {
    get(target, name: keyof Store) {
      if (name === 'leaves') proofs++
      if (name === 'evidence') bodies++
      if (name === 'checkpoints') checkpoints++
      if (name === 'others') return async () => String(strangers)
      return target[name]
    },
  })
  const looked = async (): Promise<readonly [number, boolean, number]> => {
    ;[proofs, bodies, checkpoints] = [0, 0, 0]
    assert.equal(await decidingProblem(store, agent.log), null)
    return [proofs, bodies > 0, checkpoints]
  }
  assert.deepEqual(await looked(), [2, true, 1])
  assert.deepEqual(await looked(), [0, false, 0])
  await say('c')
  assert.deepEqual(await looked(), [1, true, 1])
  assert.deepEqual(await looked(), [0, false, 0])
  strangers++
  assert.deepEqual(await looked(), [0, true, 1], 'read again, and the same as was proven')
})
