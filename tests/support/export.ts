import type { TestContext } from 'node:test'
import { addException } from '../../agent/judge/exceptions.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import type { OpenAgent } from '../../agent/open-agent.ts'
import { scan } from '../../agent/collect/scan.ts'
import { testAgent } from './agent.ts'
import type { Database } from './agent.ts'
import { tester } from './actor.ts'
import { recordGap } from '../../agent/record/gap.ts'
import { organizationAt } from './organization.ts'

/** Names that formats tend to break: markup, a formula, Greek, Polish, Japanese, right to left. */
export const names = {
  markup: '<img src=x onerror=alert(1)>',
  formula: '=HYPERLINK("http://evil.example","x")',
  greek: 'Ωμέγα-αποθετήριο',
  polish: 'Zażółć-gęślą-jaźń',
  japanese: '証跡リポジトリ',
} as const

export type Recorded = OpenAgent & {
  readonly home: string
  readonly at: (day: string) => void
  readonly scanOn: (day: string) => Promise<void>
  readonly replay: Awaited<ReturnType<typeof startGithubReplay>>
}

/**
 * An agent that scanned the demo's organization on five days of March 2026, with changes, a
 * failure, a gap of nine days, an accepted finding and repositories whose names are hard. Its clock
 * stands where it is put.
 * @param options `sameClock`: what the service says of the time is that clock, too
 */
export async function recorded(
  context: Pick<TestContext, 'after'>,
  {
    sameClock = false,
    database,
  }: { readonly sameClock?: boolean; readonly database?: Database } = {},
): Promise<Recorded> {
  let now = Date.parse('2026-03-01T06:00:00Z')
  const replay = await startGithubReplay({
    throttle: false,
    ...(sameClock ? { clock: () => new Date(now) } : {}),
  })
  context.after(() => replay.close())
  const open = await testAgent(
    context,
    {
      'aurora-labs': organizationAt(replay),
    },
    () => new Date((now += 7)),
    database,
  )
  const at = (day: string): void => {
    now = Date.parse(`${day}T06:00:00Z`)
  }
  const scanOn = async (day: string): Promise<void> => {
    at(day)
    await scan(open.agent, tester, 'aurora-labs', {
      transport: {
        sleep: async () => undefined,
        timeoutMs: 5000,
        random: () => 0,
        maxWaitMs: 60_000,
      },
    })
  }
  const organization = replay.state.organization as Record<string, unknown>
  for (const name of Object.values(names))
    replay.state.repositories.push({ ...replay.state.repositories[4]!, name })
  await scanOn('2026-03-01')
  organization['default_repository_permission'] = 'write'
  await scanOn('2026-03-02')
  replay.faults.set('/orgs/aurora-labs', 'server-error')
  await scanOn('2026-03-03')
  replay.faults.delete('/orgs/aurora-labs')
  at('2026-03-12')
  await recordGap(open.agent, {
    cause: 'missed-schedule',
    tenant: 'aurora-labs',
    from: '2026-03-04T06:00:00.000Z',
    to: '2026-03-12T06:00:00.000Z',
    detail: 'the machine was off',
  })
  await scanOn('2026-03-12')
  const failing = (await open.agent.store.findings('aurora-labs')).find(
    item => item.outcome === 'fail' && item.resource.type === 'organization',
  )
  if (failing)
    await addException(open.agent, tester, {
      tenant: 'aurora-labs',
      check: failing.check,
      reason: 'Accepted until the review in autumn',
      until: '2026-10-01T00:00:00Z',
      by: 'Ada (CISO)',
    })
  await scanOn('2026-03-13')
  return { ...open, at, scanOn, replay }
}
