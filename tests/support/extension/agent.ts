import type { Agent } from '../../../agent/agent.ts'
import { startDoors } from '../../../agent/serve.ts'
import { deskOf } from './hub.ts'
import type { Desk } from './hub.ts'
import { openFixture } from './home.ts'

export type RunningAgent = {
  readonly agent: Agent
  readonly hub: Desk
  readonly port: number
  readonly loginUrl: () => string
  close(): Promise<void>
}

/** The real agent and its real server, over the given home. */
export async function startAgent(
  home: string,
  port = 0,
  clock?: () => Date,
): Promise<RunningAgent> {
  const open = await openFixture(home, clock)
  const server = await startDoors(open.agent, { port, name: 'fixture agent' })
  return {
    agent: open.agent,
    hub: deskOf(open.agent),
    port: server.port,
    loginUrl: server.loginUrl,
    async close() {
      await server.close()
      await open.close()
    },
  }
}

/** Waited in vain only where a test fails: a busy machine is no fault of what is tested. */
const PATIENCE = 30_000

/** Polls until the check holds. @throws Error with the last value after half a minute */
export async function until<T>(
  look: () => Promise<T> | T,
  holds: (value: T) => boolean,
  what: string,
): Promise<T> {
  let value = await look()
  for (const end = Date.now() + PATIENCE; !holds(value); value = await look()) {
    if (Date.now() > end) throw new Error(`${what}: still ${JSON.stringify(value)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return value
}

/** Outcome by check, without the service's prefix. */
export async function outcomes(agent: Agent, tenant = 'blog'): Promise<Record<string, string>> {
  return Object.fromEntries(
    (await agent.store.findings(tenant)).map(finding => [
      finding.check.split('.').at(-1) ?? '',
      finding.outcome,
    ]),
  )
}

/**
 * Ids of all readings and pictures in the agent's log, in its order; an id that is there twice is
 * twice in the list.
 */
export async function storedIds(agent: Agent, tenant = 'blog'): Promise<string[]> {
  const bodies = (await Array.fromAsync(agent.store.evidenceOf({ tenant }))).filter(
    item => item.kind === 'capture' && item.mediaType === 'application/json',
  )
  return bodies.map(item =>
    String((JSON.parse(Buffer.from(item.body ?? []).toString()) as { readonly id?: unknown }).id),
  )
}

/** How many readings of pages were taken in: those that came together are one run. */
export async function readings(agent: Agent, tenant = 'blog'): Promise<number> {
  const runs = await agent.store.runs({ tenant, status: 'finished' })
  const captures = runs.filter(run => run.kind === 'capture')
  return captures.reduce((sum, run) => sum + run.requests, 0)
}
