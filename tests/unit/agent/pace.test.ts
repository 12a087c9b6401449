import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scan } from '../../../agent/collect/scan.ts'
import { createPace } from '../../../agent/collect/pace.ts'
import { demoToken, startGithubReplay } from '../../../agent/demo/github.ts'
import { editConfig } from '../../../agent/home/config.ts'
import { tester } from '../../support/actor.ts'
import { testAgent } from '../../support/agent.ts'

test('requests to one service go out evenly, another one is not held up, and none waits without a limit', async () => {
  let now = 1000
  const pace = createPace(() => now)
  const waits: number[] = []
  const sleep = async (milliseconds: number): Promise<void> => void waits.push(milliseconds)
  // All at once, as several tenants ask: each gets a place of its own.
  await Promise.all([1, 2, 3].map(() => pace.next('github', 120, sleep)))
  assert.deepEqual(waits, [500, 1000])
  await pace.next('okta', 120, sleep)
  await pace.next('github', undefined, sleep)
  assert.equal(waits.length, 2)
  now += 10_000
  await pace.next('github', 120, sleep)
  assert.equal(waits.length, 2, 'what was not used is no credit, and no debt')
})

test('a scan keeps to what config.yaml allows, and says nothing of its own waits to the record', async context => {
  const replay = await startGithubReplay({ repositories: 2, throttle: false })
  context.after(() => replay.close())
  const target = { organization: 'aurora-labs', url: replay.url }
  const { agent, home } = await testAgent(context, {
    aurora: { service: 'github', target, secret: demoToken },
  })
  const waits: number[] = []
  let asked = 0
  const transport = {
    sleep: async (milliseconds: number) => void waits.push(milliseconds),
    onRequest: () => void asked++,
    random: () => 0,
  }
  await scan(agent, tester, 'aurora', { transport })
  assert.deepEqual(waits, [])
  editConfig(home, ['requestsPerMinute'], { github: 1 })
  asked = 0
  const { counts } = await scan(agent, tester, 'aurora', { transport })
  assert.equal(waits.length, asked - 1, 'all but the first one wait')
  assert.ok(waits.every(wait => wait > 50_000))
  assert.ok(counts.pass > 0)
})
