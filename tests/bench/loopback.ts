// 100,000 raw requests and upgrades, seeded, at an agent that serves: how each was answered. Not a
// time: none may end the agent or meet a fault of ours. `npm test` does 2,000.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fuzzLoopback } from '../support/loopback-fuzz.ts'
import { rawRequest } from '../support/raw-request.ts'
import { serving } from '../support/serving.ts'
import { seeded } from '../support/tamper.ts'

const COUNT = 100_000
const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
const ends: (() => unknown)[] = []
const agent = await serving({ after: end => ends.push(end) }, home)
try {
  const { port, token } = agent
  const answers = await fuzzLoopback(port, { count: COUNT, random: seeded(1), token })
  assert.equal(agent.ended(), false, agent.said())
  assert.equal((await rawRequest(port, { path: '/api/v1/overview' })).status, 401)
  assert.doesNotMatch(agent.said(), /nobody foresaw/)
  assert.deepEqual([answers['500'], answers['refused']], [undefined, undefined])
  for (const [status, times] of Object.entries(answers))
    process.stdout.write(`${status.padEnd(6)} ${times}\n`)
  assert.equal(await agent.stop(), 0)
} finally {
  for (const end of ends) end()
  rmSync(home, { recursive: true, force: true })
}
