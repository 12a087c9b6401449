import type { TestContext } from 'node:test'
import { addException } from '../../../agent/judge/exceptions.ts'
import type { Agent } from '../../../agent/agent.ts'
import { startGithubReplay } from '../../../agent/demo/github.ts'
import { scan } from '../../../agent/collect/scan.ts'
import { startDoors } from '../../../agent/serve.ts'
import type { RunningServer } from '../../../agent/http/server.ts'
import { loadCatalogue } from '../../../common/catalogue.ts'
import type { Catalogue } from '../../../common/catalogue.ts'
import type { Aspect, Framework } from '../../../common/model/index.ts'
import { testAgent } from '../agent.ts'
import { tester } from '../actor.ts'
import { organizationAt } from '../organization.ts'

/** A repository whose name is markup: a page that renders names as HTML runs it. */
export const hostileName = '<img src=x onerror="document.title=\'owned\'">'

function decidedBy(metric: string): Aspect {
  const why = 'The setting is as the house wants it.'
  return {
    id: 'set',
    title: 'It is set',
    by: [{ metric, strength: 'decides', why, notProven: 'What people do in spite of it.' }],
  }
}

/**
 * A framework of the test's own: a parent, a satisfied, an unsatisfied, an undetermined and an
 * unmeasured requirement.
 */
export const fixtureFramework: Framework = {
  id: 'house-rules',
  title: 'House rules',
  version: '1',
  publisher: 'the test',
  note: 'Made for tests.',
  requirements: [
    { id: 'A', title: 'Code', aspects: [] },
    {
      id: 'A-1',
      title: 'Changes are reviewed',
      parent: 'A',
      level: 'High',
      automated: true,
      aspects: [decidedBy('change-review-required')],
    },
    {
      id: 'A-2',
      title: 'Domains are verified',
      parent: 'A',
      level: 'Basic',
      aspects: [decidedBy('domain-ownership-verified')],
    },
    { id: 'B', title: 'People', aspects: [] },
    {
      id: 'B-1',
      title: 'One way to sign in',
      parent: 'B',
      level: 'Substantial',
      automated: true,
      aspects: [decidedBy('single-sign-on-enforced')],
    },
    {
      id: 'B-2',
      title: 'People are trained',
      parent: 'B',
      level: 'Basic',
      aspects: [],
    },
  ],
}

export type Seeded = {
  readonly agent: Agent
  readonly home: string
  readonly server: RunningServer
  readonly replay: Awaited<ReturnType<typeof startGithubReplay>>
  readonly change: () => Promise<void>
}

const transport = {
  sleep: async () => undefined,
  timeoutMs: 5000,
  random: () => 0,
  maxWaitMs: 60_000,
}

/**
 * A served agent whose tenant was scanned over three weeks by the real collector: something got
 * worse, something was fixed, sight was lost once, one acceptance ends soon. The days are the
 * clock's, everything else is as in use.
 */
export async function seededServer(
  context: Pick<TestContext, 'after'>,
  options: { readonly frameworks?: readonly Framework[]; readonly hostile?: boolean } = {},
): Promise<Seeded> {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  let now = Date.now() - 21 * 86_400_000
  const open = await testAgent(
    context,
    {
      'aurora-labs': organizationAt(replay),
    },
    () => new Date((now += 7)),
  )
  const { frameworks } = options
  let [own, framed] = [open.agent.catalogue(), null as Catalogue | null]
  const catalogue = (): Catalogue => {
    if (!frameworks) return open.agent.catalogue()
    if (own !== open.agent.catalogue()) framed = null
    own = open.agent.catalogue()
    return (framed ??= loadCatalogue({ ...own, frameworks }))
  }
  const agent: Agent = { ...open.agent, catalogue }
  const organization = replay.state.organization as Record<string, unknown>
  const day = async (ago: number): Promise<void> => {
    now = Date.now() - ago * 86_400_000
    await scan(agent, tester, 'aurora-labs', { transport })
  }

  if (options.hostile)
    replay.state.repositories.push({ ...replay.state.repositories[4]!, name: hostileName })
  organization['two_factor_requirement_enabled'] = true
  organization['default_repository_permission'] = 'read'
  await day(21)
  organization['two_factor_requirement_enabled'] = false
  await day(15)
  replay.faults.set('/orgs/aurora-labs', 'server-error')
  await day(11)
  replay.faults.delete('/orgs/aurora-labs')
  await day(9)
  await addException(agent, tester, {
    tenant: 'aurora-labs',
    check: 'github.organization.public-creation-restricted',
    reason: 'Open-source team publishes until the review in spring',
    until: new Date(Date.now() + 6 * 86_400_000).toISOString(),
    by: 'Ada (CISO)',
  }).catch(async () => {
    const check = (await agent.store.findings('aurora-labs')).find(
      item =>
        item.outcome === 'fail' &&
        item.resource.type === 'organization' &&
        !item.check.includes('two-factor'),
    )
    if (check)
      await addException(agent, tester, {
        tenant: 'aurora-labs',
        check: check.check,
        reason: 'Open-source team publishes until the review in spring',
        until: new Date(Date.now() + 6 * 86_400_000).toISOString(),
        by: 'Ada (CISO)',
      })
  })
  organization['default_repository_permission'] = 'write'
  organization['web_commit_signoff_required'] = true
  await day(0.02)

  const server = await startDoors(agent, { port: 0 })
  context.after(() => server.close())
  return {
    agent,
    home: open.home,
    server,
    replay,
    change: async () => {
      organization['default_repository_permission'] = 'read'
      await day(0)
    },
  }
}
