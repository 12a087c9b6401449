import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asTyped } from '../../common/words/typed.ts'
import { commandActor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { demoTenants } from '../demo/tenants.ts'
import type { DemoTenant } from '../demo/tenants.ts'
import { editConfig } from '../home/config.ts'
import { makeHome } from '../home/furnish.ts'
import { memorySecrets } from '../home/secrets.ts'
import { openAgent } from '../open-agent.ts'
import type { Progress } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { serveAgent } from '../serve.ts'
import { startedAs } from '../started.ts'
import type { Serving } from '../serve.ts'
import { withFindings } from './assessments.ts'
import { createContext, paint } from './context.ts'
import type { Look } from './invoke.ts'
import type { Context, Globals } from './context.ts'
import { buildDashboard, untilStopped } from './serve.ts'
import { printWalked } from './json.ts'
import { summary } from './summary.ts'

/**
 * `witnessmark demo [--once]`: fictional tenants behind real servers on loopback, scanned by the
 * real agent. Exits 0 whatever they look like. Without --home everything is kept in a folder that
 * goes with the demo.
 */
export async function demo(
  globals: Globals,
  options: { readonly once?: boolean; readonly port?: string },
): Promise<number> {
  const home = globals.home ?? mkdtempSync(join(tmpdir(), 'witnessmark-demo-'))
  const context = createContext({ ...globals, home })
  makeHome(home)
  const secrets = memorySecrets()
  const tenants = await demoTenants()
  try {
    for (const { id, service, target, secret, consoles } of tenants) {
      editConfig(home, ['tenants', id], {
        service,
        target,
        schedule: options.once ? 'off' : '*/30 * * * *',
        ...(consoles ? { consoles } : {}),
      })
      await secrets.set(id, secret)
    }
    if (!options.once) buildDashboard(context)
    const open = await openAgent(home, { secrets })
    try {
      const port = Number(options.port ?? 0)
      const running = options.once ? null : await serveAgent(open, port, context.say)
      const names = tenants.map(tenant => tenant.title).join(' and ')
      context.say(
        `${paint('bold', 'Witnessmark demo')}: ${names}, both fictional, on loopback only.`,
      )
      // What is thrown away with the demo, no command finds again.
      const kept = globals.home !== undefined || running !== null
      const hint = (command: string): string | null => (kept ? `witnessmark ${command}` : null)
      await scanned(context, open.agent, hint)
      if (running) {
        await announce(context, running, open.agent, tenants)
        context.say(`In another terminal: ${hint('findings')}\nCtrl-C stops it.`)
        await untilStopped()
        await running.stop()
      } else
        context.say(
          globals.home
            ? `\nKept in ${home}. Next: ${hint('findings')}`
            : asTyped('\nNext: witnessmark demo, and open the dashboard', startedAs()),
        )
    } finally {
      await open.close()
    }
  } finally {
    await Promise.all(tenants.map(tenant => tenant.close()))
    if (!globals.home) rmSync(home, { recursive: true, force: true })
  }
  return 0
}

async function scanned(
  context: Context,
  agent: Agent,
  hint: (command: string) => string | null,
): Promise<void> {
  const tell = ({ text }: Progress): void => context.progress(text)
  const { assessments } = await perform(agent, commandActor(), 'scan', {}, tell)
  context.progress('')
  const look: Look = (name, input) => perform(agent, commandActor(), name, input)
  if (context.json)
    return printWalked(context, 'assessments', { assessments: withFindings(look, assessments) })
  context.print(summary(assessments, { hint }))
}

/** Where to look, and what to type. */
async function announce(
  context: Context,
  { server }: Serving,
  agent: Agent,
  tenants: readonly DemoTenant[],
): Promise<void> {
  const { text } = await perform(agent, commandActor(), 'pairing-offer', {})
  context.print(`\nDashboard        ${paint('bold', server.loginUrl())}`)
  for (const { page } of tenants)
    if (page)
      context.print(`${page.title.padEnd(16)} ${page.url}   (to be opened in a paired browser)`)
  context.print(
    `Pair a browser   ${text}   (in the extension's options; to have it: witnessmark extension DIR)`,
  )
}
