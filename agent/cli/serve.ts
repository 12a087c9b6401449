import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configReader } from '../home/config.ts'
import { channelSecret, openSecrets } from '../home/secrets.ts'
import type { Secrets } from '../home/secrets.ts'
import { openAgent } from '../open-agent.ts'
import { Problem } from '../problem.ts'
import { serveAgent } from '../serve.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { invoke, opening } from './invoke.ts'
import { askPassphrase, unlock } from './passphrase.ts'
import { usage } from './usage.ts'

/** `witnessmark serve [--port N]`: dashboard, extension socket and schedules, until Ctrl-C. */
export async function serve(
  context: Context,
  options: { readonly port?: string },
): Promise<number> {
  await invoke(context, 'init', {})
  buildDashboard(context)
  const open = await openAgent(context.home, {
    ...opening(context),
    secrets: await openedSecrets(context),
  })
  try {
    const port = options.port === undefined ? open.agent.config().port : portOf(options.port)
    const running = await serveAgent(open, port, context.say)
    // What is printed to nobody is kept by a journal or a container's log, for others to read.
    if (context.interactive) context.print(`Dashboard: ${paint('bold', running.server.loginUrl())}`)
    else context.print(`Dashboard: ${running.server.url} (to sign in: witnessmark open)`)
    context.say('Ctrl-C stops it.')
    await untilStopped()
    await running.stop()
    return 0
  } finally {
    await open.close()
  }
}

/** The credentials of an agent that serves: opened now, and never asked for later. */
async function openedSecrets(context: Context): Promise<Secrets> {
  let asked = false
  const secrets = openSecrets(context.home, to =>
    asked ? Promise.resolve(null) : askPassphrase(context)(to),
  )
  const { tenants, alerts } = configReader(context.home).read()
  const names = [...Object.keys(tenants), ...alerts.map(({ name }) => channelSecret(name))]
  if (names.some(name => !secrets.isGiven(name))) await unlock(context, secrets)
  asked = true
  return secrets
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw usage(`serve --port PORT ("${text}" is not a port)`)
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
    ...globSync(['agent/dashboard/**/*.*', 'agent/operations/routes.ts'], { cwd: root }).map(
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
  if (done.status !== 0) throw new Problem('dashboard-unbuilt', {})
}
