import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Unreadable } from '../../common/model/index.ts'
import { collectors } from '../../common/services/collectors.ts'
import { said } from '../../common/words/said.ts'
import type { Agent } from '../agent.ts'
import { probeContext } from '../collect/scan.ts'
import { holderOf } from '../home/lock.ts'
import { verifyHome } from '../keep/verify-home.ts'
import { messageOf } from '../problem.ts'
import { answering, list } from './operation.ts'

const Item = z.strictObject({ what: z.string(), ok: z.boolean(), detail: z.string() })
type Item = z.input<typeof Item>

/** What is in order here and what is not, each with its remedy. */
export const doctor = answering({
  title: 'What is in order here and what is not',
  role: 'reader',
  needs: 'home',
  commandsOnly: true,
  input: z.strictObject({}),
  kind: 'doctor',
  output: z.strictObject({ items: list(Item) }),
  async run(agent) {
    return {
      items: [
        node(),
        holder(agent),
        ...keyFile(agent),
        ...notActedOn(agent),
        ...(await ownFiles(agent)),
        await store(agent),
        await evidenceLog(agent),
        ...(await credentials(agent)),
      ],
    }
  },
})

function node(): Item {
  const [major] = process.versions.node.split('.')
  return { what: 'Node', ok: Number(major) >= 24, detail: process.version }
}

function holder({ home }: Agent): Item {
  const held = holderOf(home)
  const detail = held
    ? `running as process ${held.pid} at ${held.url ?? 'an address not yet known'}`
    : 'not running; start it with "witnessmark serve"'
  return { what: 'agent', ok: true, detail }
}

function keyFile({ home }: Agent): Item[] {
  const key = join(home, 'keys', 'log.json')
  if (!existsSync(key) || process.platform === 'win32') return []
  const open = (statSync(key).mode & 0o077) !== 0
  const detail = open ? `${key} can be read by others: chmod 600 it` : 'readable by its owner only'
  return [{ what: 'signing key', ok: !open, detail }]
}

/** What config.yaml may say and nothing does yet: whoever relies on it should know. */
function notActedOn(agent: Agent): Item[] {
  const { alerts, targets } = agent.config()
  const accepted = 'accepted, not acted on yet'
  return [
    ...(alerts.length > 0
      ? [{ what: 'alerts', ok: false, detail: `${accepted}: nobody is told of a new failure` }]
      : []),
    ...(Object.keys(targets).length > 0
      ? [{ what: 'targets', ok: false, detail: `${accepted}, but for own checks with "target"` }]
      : []),
  ]
}

async function ownFiles(agent: Agent): Promise<Item[]> {
  return (await agent.setAside()).map(({ file, problem }) => ({
    what: file,
    ok: false,
    detail: problem,
  }))
}

async function store(agent: Agent): Promise<Item> {
  const { ok, detail, bytes } = await agent.store.health()
  return { what: 'store', ok, detail: `${detail}, ${Math.round(bytes / 1024)} KiB` }
}

async function evidenceLog(agent: Agent): Promise<Item> {
  const { ok, first, entries } = await verifyHome(agent)
  const detail = first ? `entry ${first.entry}: ${first.problem}` : `${entries} entries`
  return { what: 'evidence log', ok, detail }
}

async function credentials(agent: Agent): Promise<Item[]> {
  const items: Item[] = []
  for (const [tenant, { service, target }] of Object.entries(agent.config().tenants)) {
    const collector = collectors.find(item => item.service === service)
    if (!collector) continue
    try {
      const secret = await agent.secrets.get(tenant)
      if (!secret) throw new Unreadable('no-credential', said('no-credential'))
      const { missing, account } = await collector.probe(probeContext(collector, target, secret))
      const rights = missing.map(item => item.right).join(', ')
      const detail = rights ? `missing rights: ${rights}` : account ? `as ${account}` : ''
      items.push({
        what: tenant,
        ok: true,
        detail: ['reachable', detail].filter(Boolean).join('; '),
      })
    } catch (error) {
      const reason = error instanceof Unreadable ? ` (${error.reason})` : ''
      items.push({ what: tenant, ok: false, detail: messageOf(error) + reason })
    }
  }
  return items
}
