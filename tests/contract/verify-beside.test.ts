// A false alarm is as bad as a missed one: verification beside an agent that writes reads everything
// that it compares at one moment.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { erase } from '../../agent/keep/erasure.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'

test('40 verifications of a home that an agent writes to: none cries wolf', async context => {
  const { agent, home, scanOn, replay } = await recorded(context)
  const organization = replay.state.organization as Record<string, unknown>
  const worker = new Worker(new URL('../support/verifying.ts', import.meta.url), {
    workerData: { home, times: 40 },
  })
  context.after(() => worker.terminate())
  let problems: readonly string[] | null = null
  const verified = once(worker, 'message').then(([found]: readonly unknown[]) => {
    problems = found as readonly string[]
  })
  let day = 0
  for (; problems === null; day++) {
    organization['default_repository_permission'] = day % 2 === 0 ? 'read' : 'write'
    await scanOn(new Date(Date.parse('2026-03-14') + day * 86_400_000).toISOString().slice(0, 10))
    if (day % 5 === 0) await agent.log.rotate('Often', tester.id)
    if (day !== 10) continue
    const bodies = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'evidence' }))
    await erase(agent, tester, { entries: [bodies[0]?.index ?? -1], reason: 'A request' })
  }
  await verified
  assert.ok(day > 10, `${day} scans were written meanwhile`)
  assert.deepEqual(problems, [])
})
