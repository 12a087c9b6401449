import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Unreadable } from '../../common/model/index.ts'
import { collectors } from '../../common/services/collectors.ts'
import { said } from '../../common/words/said.ts'
import { holderOf } from '../home/lock.ts'
import { verifyLog } from '../log/verify.ts'
import { probeContext } from '../collect/scan.ts'
import { exitCode } from '../problems.ts'
import { paint, secretsOf } from './context.ts'
import type { Context } from './context.ts'
import { withHome } from './read.ts'

type Item = { readonly what: string; readonly ok: boolean; readonly detail: string }

/** `witnessmark doctor`: what is in order here and what is not, each with its remedy. */
export async function doctor(context: Context): Promise<number> {
  const items: Item[] = [
    {
      what: 'Node',
      ok: Number(process.versions.node.split('.')[0]) >= 24,
      detail: process.version,
    },
  ]
  const holder = holderOf(context.home)
  items.push({
    what: 'agent',
    ok: true,
    detail: holder
      ? `running as process ${holder.pid} at ${holder.url ?? 'an address not yet known'}`
      : 'not running; start it with "witnessmark serve"',
  })
  const key = join(context.home, 'keys', 'log.json')
  if (existsSync(key) && process.platform !== 'win32') {
    const open = (statSync(key).mode & 0o077) !== 0
    items.push({
      what: 'signing key',
      ok: !open,
      detail: open ? `${key} can be read by others: chmod 600 it` : 'readable by its owner only',
    })
  }
  await withHome(context, async ({ store, config }) => {
    const health = await store.health()
    items.push({
      what: 'store',
      ok: health.ok,
      detail: `${health.detail}, ${Math.round(health.bytes / 1024)} KiB`,
    })
    const verified = await verifyLog(store)
    items.push({
      what: 'evidence log',
      ok: verified.ok,
      detail: verified.first
        ? `entry ${verified.first.entry}: ${verified.first.problem}`
        : `${verified.entries} entries`,
    })
    const secrets = secretsOf(context)
    for (const [tenant, { service, target }] of Object.entries(config.tenants)) {
      const collector = collectors.find(item => item.service === service)
      if (!collector) continue
      items.push(
        await probe(tenant, async () => {
          const secret = await secrets.get(tenant)
          if (!secret) throw new Unreadable('unauthorized', said('no-credential'))
          const report = await collector.probe(probeContext(collector, target, secret))
          return report.missing.length === 0
            ? `reachable${report.account ? ` as ${report.account}` : ''}`
            : `reachable; missing rights: ${report.missing.map(item => item.right).join(', ')}`
        }),
      )
    }
  })
  if (context.json) context.printJson('doctor', { items })
  else
    for (const { what, ok, detail } of items)
      context.print(`${ok ? paint('green', '✓') : paint('red', '✗')} ${what.padEnd(20)} ${detail}`)
  return items.every(item => item.ok) ? 0 : exitCode.failure
}

async function probe(tenant: string, work: () => Promise<string>): Promise<Item> {
  try {
    return { what: tenant, ok: true, detail: await work() }
  } catch (error) {
    return {
      what: tenant,
      ok: false,
      detail: error instanceof Unreadable ? `${error.message} (${error.reason})` : String(error),
    }
  }
}
