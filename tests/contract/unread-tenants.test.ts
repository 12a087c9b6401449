// A tenant of which nothing was judged yet keeps what others alone would satisfy from being satisfied.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { perform } from '../../agent/operations/perform.ts'
import { loadCatalogue } from '../../common/catalogue.ts'
import type { Framework } from '../../common/model/index.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { organizationAt } from '../support/organization.ts'

const id = 'house-rules'
const by = {
  check: 'github.organization.two-factor-required',
  strength: 'decides',
  why: 'It is as it is wanted.',
  whole: true,
} as const
const house: Framework = {
  id,
  title: 'House rules',
  version: '1',
  publisher: 'the test',
  requirements: [
    { id: 'two', title: 'Two factors', aspects: [{ id: 'a', title: 'Asked for', by: [by] }] },
  ],
}

test('nothing is satisfied for a tenant of which nothing was judged yet', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const one = organizationAt(replay)
  const open = await testAgent(context, { 'aurora-labs': one, 'unread': one })
  const catalogue = loadCatalogue({ ...open.agent.catalogue(), frameworks: [house] })
  const agent: Agent = { ...open.agent, catalogue: () => catalogue }
  const organization = replay.state.organization as Record<string, unknown>
  organization['two_factor_requirement_enabled'] = true
  await scan(agent, tester, 'aurora-labs')
  const tree = async (within: 'all' | 'scope') => {
    const { nodes } = await perform(agent, tester, 'tree', { framework: id, within })
    return nodes.find(node => node.id === 'two')?.status
  }
  const told = async (): Promise<readonly unknown[]> => {
    const statement = await perform(agent, tester, 'scope', { framework: id })
    const shown = await perform(agent, tester, 'frameworks', { framework: id })
    return [
      await tree('all'),
      statement.requirements[0]?.measured,
      shown.frameworks[0]?.requirements.find(item => item.id === 'two')?.aspects[0]?.state,
    ]
  }
  assert.deepEqual(await told(), ['undetermined', 'undetermined', 'untold'])
  const { nodes } = await perform(agent, tester, 'tree', { framework: id, over: 'period' })
  assert.equal(nodes.find(node => node.id === 'two')?.effective?.throughout, 'not-provable')
  await perform(agent, tester, 'scope-set', {
    framework: id,
    tenants: ['aurora-labs'],
    responsibilities: 'GitHub runs it, we configure it.',
    by: 'Ada Example',
  })
  assert.equal(await tree('scope'), 'satisfied', 'in scope is the one that was read')
  await scan(agent, tester, 'unread')
  assert.equal(await tree('all'), 'satisfied', 'and once the other was')
})
