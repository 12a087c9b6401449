import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scan } from '../../agent/collect/scan.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'

test('what the first assessment of a tenant found is no change; what the next one finds is', async context => {
  const replay = await startGithubReplay({ repositories: 3, throttle: false })
  context.after(() => replay.close())
  const target = { organization: 'aurora-labs', url: replay.url }
  const { agent } = await testAgent(context, {
    aurora: { service: 'github', target, secret: demoToken },
  })
  const scanned = () =>
    scan(agent, tester, 'aurora', { transport: { sleep: async () => undefined } })
  const { counts } = await scanned()
  const none = await perform(agent, tester, 'changes', {})
  assert.deepEqual([none.first, none.changes], [[{ tenant: 'aurora', counts, accepted: 0 }], []])
  replay.state.organization.two_factor_requirement_enabled = true
  await scanned()
  const { first, changes } = await perform(agent, tester, 'changes', {})
  assert.deepEqual(first, [])
  assert.ok(changes.some(change => change.drift === 'fixed'))
})
