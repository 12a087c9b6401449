import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { editConfig, initHome } from '../home/config.ts'
import { demoTenants } from '../demo/tenants.ts'
import { openAgent } from '../open-agent.ts'
import { memorySecrets } from '../home/secrets.ts'
import { createContext, paint } from './context.ts'
import type { Globals } from './context.ts'
import { commandActor } from '../actor.ts'
import { scanAll } from './scan.ts'
import { buildDashboard, startAgent, untilStopped } from './serve.ts'
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
  initHome(home)
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
      const running = options.once
        ? null
        : await startAgent(context, open, Number(options.port ?? 0))
      context.say(
        `${paint('bold', 'Witnessmark demo')}: ${tenants.map(tenant => tenant.title).join(' and ')}, both fictional, on loopback only.`,
      )
      const assessments = await scanAll(context, open.agent, commandActor(), [])
      if (context.json) context.printJson('assessments', { assessments })
      else context.print(summary(assessments, open.agent.catalogue()))
      if (running) {
        const { server } = running
        const pairing = server.extensions.offer()
        context.print(`\nDashboard        ${paint('bold', server.loginUrl())}`)
        for (const tenant of tenants)
          if (tenant.page) context.print(`${tenant.page.title.padEnd(16)} ${tenant.page.url}`)
        context.print(
          `Pair a browser   ${server.port}-${pairing.code}   (extension options; load dist/chrome or dist/firefox after "npm run build")`,
        )
        context.say('Ctrl-C stops it.')
        await untilStopped()
        await running.stop()
      } else
        context.say(
          globals.home
            ? `\nKept in ${home}. Next: npm run --silent witnessmark -- findings --home ${home}`
            : '\nNext: npm run demo, and open the dashboard',
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
