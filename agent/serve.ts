import type { Agent } from './agent.ts'
import { scheduleActor } from './actor.ts'
import { scanQueueOf } from './collect/scan-queue.ts'
import { startServer } from './http/server.ts'
import type { RunningServer } from './http/server.ts'
import { watchHome } from './home/watch.ts'
import { unsealedOf } from './judge/standing.ts'
import { startAnchoring } from './keep/anchor.ts'
import { startNotifying } from './notify/deliver.ts'
import { goOnWhateverFails } from './last-resort.ts'
import type { OpenAgent } from './open-agent.ts'
import { perform } from './operations/perform.ts'
import { startSchedule } from './schedule.ts'
import { createExtensionHub } from './socket/extension.ts'

/**
 * Dashboard, API and extension socket over an agent, which hear of it when the user edits a file.
 * @param port 0 for any free one
 */
export async function startDoors(
  agent: Agent,
  options: { readonly port: number; readonly name?: string },
): Promise<RunningServer> {
  let server: RunningServer | null = null
  const extensions = createExtensionHub(agent, {
    name: options.name ?? 'Witnessmark',
    dashboard: () => server?.url ?? '',
    login: () => server?.loginUrl() ?? '',
  })
  const started = await startServer(agent, { port: options.port, extensions })
  server = started
  const watching = watchHome(agent.home, () => agent.events.emit('configured'))
  return {
    ...started,
    close() {
      watching.stop()
      return started.close()
    },
  }
}

/** What runs until it is stopped. */
export type Serving = { readonly server: RunningServer; stop(): Promise<void> }

/**
 * Doors and schedules over an open agent, announced in the lock file so that commands find it.
 * @param say hears what a person should know
 */
export async function serveAgent(
  open: OpenAgent,
  port: number,
  say: (text: string) => void,
): Promise<Serving> {
  const { agent } = open
  const server = await startDoors(agent, { port })
  open.announce(server.url, server.token)
  // Compared with the log at the start: whoever looks first need not wait for all of it.
  void unsealedOf(agent)().catch(() => undefined)
  const scan = async (tenant: string, group?: string): Promise<void> => {
    await perform(agent, scheduleActor(tenant), 'scan', { tenants: [tenant], group })
  }
  const schedule = await startSchedule(agent, scan, say)
  const anchoring = startAnchoring(agent, say)
  const notifying = startNotifying(agent, say)
  const endWatch = goOnWhateverFails(say)
  return {
    server,
    async stop() {
      await schedule.stop()
      await anchoring.stop()
      await notifying.stop()
      await server.close()
      await scanQueueOf(agent).ended()
      endWatch()
    },
  }
}
