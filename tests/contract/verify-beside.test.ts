// A false alarm is as bad as a missed one: verification beside an agent that writes reads everything
// that it compares at one moment.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { scan } from '../support/scan.ts'

/** How many scans are written, at least, between the first verification and the last. */
const SCANS = 12

test('40 verifications of a home that an agent writes to: none cries wolf', async context => {
  // What is compared is the same of one repository as of many, and takes less to write and to read.
  const replay = await startGithubReplay({ repositories: 1, throttle: false })
  context.after(() => replay.close())
  let now = Date.parse('2026-03-14T06:00:00Z')
  const target = { organization: 'aurora-labs', url: replay.url }
  const { agent, home } = await testAgent(
    context,
    { 'aurora-labs': { service: 'github', target, secret: demoToken } },
    () => new Date((now += 7)),
  )
  const organization = replay.state.organization as Record<string, unknown>
  // Neither waits for the other: whichever is faster goes on until the other is done, too.
  const written = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('../support/verifying.ts', import.meta.url), {
    workerData: { home, times: 40, written },
  })
  context.after(() => worker.terminate())
  let problems: readonly string[] | null = null
  const verified = once(worker, 'message').then(([found]: readonly unknown[]) => {
    problems = found as readonly string[]
  })
  let day = 0
  for (; problems === null; day++) {
    organization['default_repository_permission'] = day % 2 === 0 ? 'read' : 'write'
    now += 86_400_000
    await scan(agent, tester, 'aurora-labs')
    if (day % 5 === 0) await agent.log.rotate('Often', tester.id)
    if (day === SCANS) Atomics.store(written, 0, 1)
    if (day !== 10) continue
    const bodies = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'evidence' }))
    await erase(agent, tester, { entries: [bodies[0]?.index ?? -1], reason: 'A request' })
  }
  await verified
  assert.deepEqual(problems, [])
})
