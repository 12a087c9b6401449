import type { TestContext } from 'node:test'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { tester } from './actor.ts'
import { testAgent } from './agent.ts'
import { scan } from './scan.ts'

/** The demo's organization as a tenant: where a replay serves it, with the credential that reads it. */
export function organizationAt({ url }: { readonly url: string }) {
  return { service: 'github', target: { organization: 'aurora-labs', url }, secret: demoToken }
}

/**
 * An agent with one tenant, the demo's organization as "aurora", and a clock that a test moves. Both
 * end with the test.
 * The service's own time is that clock's, less what `world` says that it is ahead by.
 * @returns with `scanned`, which scans it once, and `replay`, whose state a test changes
 */
export async function testOrganization(context: TestContext, { repositories = 2 } = {}) {
  const clock = { now: Date.parse('2026-10-05T09:00:00Z') }
  const world = { ahead: 0 }
  const replay = await startGithubReplay({
    repositories,
    throttle: false,
    clock: () => new Date(clock.now - world.ahead),
  })
  context.after(() => replay.close())
  const open = await testAgent(
    context,
    { aurora: organizationAt(replay) },
    () => new Date((clock.now += 1)),
  )
  const transport = { sleep: async () => undefined, random: () => 0 }
  const scanned = () => scan(open.agent, tester, 'aurora', { transport })
  return { ...open, replay, clock, world, scanned }
}
