import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dashboardActor, scheduleActor } from '../actor.ts'
import type { Actor } from '../actor.ts'
import { startAnchoring } from '../keep/anchor.ts'
import { initHome } from '../home/config.ts'
import type { Assessment } from '../../common/model/index.ts'
import type { OpenAgent } from '../open-agent.ts'
import { startSchedule } from '../schedule.ts'
import { startServer } from '../http/server.ts'
import type { RunningServer } from '../http/server.ts'
import { UsageError, paint, withAgent } from './context.ts'
import type { Context } from './context.ts'
import { scanAll } from './scan.ts'

/** `witnessmark serve [--port N]`: dashboard, extension socket and schedules, until Ctrl-C. */
export async function serve(
  context: Context,
  options: { readonly port?: string },
): Promise<number> {
  initHome(context.home)
  buildDashboard(context)
  return withAgent(context, async open => {
    const port = options.port === undefined ? open.agent.config().port : Number(options.port)
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new UsageError(`--port "${options.port}" is not a port`)
    const running = await startAgent(context, open, port)
    context.print(`Dashboard: ${paint('bold', running.server.loginUrl())}`)
    context.say('Ctrl-C stops it.')
    await untilStopped()
    await running.stop()
    return 0
  })
}

/**
 * Server and schedules over an open agent, announced in the lock file so that commands find it.
 * Whoever asks for a scan, one runs at a time.
 */
export async function startAgent(
  context: Context,
  open: OpenAgent,
  port: number,
): Promise<{ readonly server: RunningServer; stop(): Promise<void> }> {
  let last: Promise<unknown> = Promise.resolve()
  const scan = (actor: Actor, tenants: readonly string[]): Promise<Assessment[]> => {
    const mine = last.then(() => scanAll(context, open.agent, actor, tenants))
    last = mine.catch(() => undefined)
    return mine
  }
  const server = await startServer(open.agent, {
    port,
    scan: tenants => scan(dashboardActor(), tenants),
  })
  open.announce(server.url, server.token)
  const schedule = await startSchedule(
    open.agent,
    async tenant => {
      await scan(scheduleActor(tenant), [tenant])
    },
    context.say,
  )
  const anchoring = startAnchoring(open.agent, context.say)
  return {
    server,
    async stop() {
      await schedule.stop()
      await anchoring.stop()
      await server.close()
      await last
    },
  }
}

export function untilStopped(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve())
  })
}

/**
 * In a clone: builds the dashboard when it is missing or older than its sources. An installed
 * package carries it.
 */
export function buildDashboard(context: Pick<Context, 'say'>): void {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const config = join(root, 'agent/dashboard/vite.config.ts')
  const built = join(root, 'dist/dashboard/index.html')
  if (!existsSync(config)) return
  const newest = Math.max(
    ...globSync('agent/dashboard/**/*.*', { cwd: root }).map(
      file => statSync(join(root, file)).mtimeMs,
    ),
  )
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return
  context.say('building the dashboard (once)')
  const done = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      '--config',
      config,
      '--logLevel',
      'error',
    ],
    { cwd: root, stdio: ['ignore', 2, 2] },
  )
  if (done.status !== 0) throw new Error('the dashboard could not be built; its message is above')
}
