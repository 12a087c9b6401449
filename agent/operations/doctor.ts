import { existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Agent, CheckedItem as Item } from '../agent.ts'
import { browsersOf } from '../console/browsers.ts'
import { pairingsOf } from '../console/pairings.ts'
import { assertFolder } from '../files.ts'
import { nextRun } from '../home/cron.ts'
import { storeProblem } from '../home/engine.ts'
import { holderOf } from '../home/lock.ts'
import { verifyHome } from '../keep/verify-home.ts'
import { frequenciesOf } from '../judge/frequency.ts'
import { isIn, isOf } from '../judge/owners.ts'
import { targetProposals, writtenTargets } from '../judge/targets.ts'
import { isProblem, messageOf } from '../problem.ts'
import type { Problem } from '../problem.ts'
import { credentialItems } from './credentials.ts'
import { answering, list } from './operation.ts'
import { timesIn } from '../log/request-dates.ts'
import { Checked } from './shapes.ts'

/** What is in order here and what is not, each with its remedy. */
export const doctor = answering({
  title: 'What is in order here and what is not',
  role: 'reader',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({}),
  kind: 'doctor',
  output: z.strictObject({ items: list(Checked) }),
  async run(agent) {
    assertFolder(agent.home)
    const here = [node(), holder(agent), await disk(agent)]
    if (!existsSync(join(agent.home, 'config.yaml'))) return { items: [...here, noHome(agent)] }
    const hindrance = await storeProblem(agent)
    const recorded = hindrance === null
    return {
      items: [
        ...here,
        ...keyFile(agent),
        ...(await ownTargets(agent, recorded)),
        ...owners(agent),
        ...(isAway(agent, hindrance) ? [] : await ownFiles(agent)),
        ...schedules(agent),
        ...((await agent.askCredentials?.()) ?? (await credentialItems(agent))),
        ...(recorded ? await ofRecord(agent) : [unread(agent, hindrance)]),
      ],
    }
  },
})

function noHome({ home }: Agent): Item {
  return { what: 'home', ok: false, detail: `nothing is at ${home} yet: witnessmark init` }
}

function nothingRecorded(agent: Agent): Item {
  const connected = Object.keys(agent.config().tenants).length > 0
  const next = connected ? 'scan' : 'connect SERVICE'
  return { what: 'scans', ok: true, detail: `nothing was scanned yet: witnessmark ${next}` }
}

function unread(agent: Agent, hindrance: Problem): Item {
  if (isProblem(hindrance, 'nothing-recorded')) return nothingRecorded(agent)
  return { what: 'store', ok: false, detail: hindrance.message }
}

/** What is accepted, and so which files say otherwise, a database says that cannot be asked now. */
function isAway(agent: Agent, hindrance: Problem | null): boolean {
  return hindrance !== null && agent.config().store !== undefined
}

async function ofRecord(agent: Agent): Promise<Item[]> {
  return [
    await store(agent),
    ...((await agent.store.tenants()).length === 0 ? [nothingRecorded(agent)] : []),
    await evidenceLog(agent),
    await pairings(agent),
    ...(await clocks(agent)),
    ...(await frequencies(agent)),
  ]
}

const LEAST_FREE = 512 * 1024 * 1024

/** Where the home is or will be. */
async function disk({ home }: Agent): Promise<Item> {
  const folder = existsSync(home) ? home : dirname(home)
  try {
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    const detail = `${Math.round(free / 1024 / 1024)} MiB free`
    return { what: 'disk', ok: free >= LEAST_FREE, detail }
  } catch (error) {
    return { what: 'disk', ok: false, detail: messageOf(error) }
  }
}

/** When each tenant is scanned next; what is no schedule stands with the files that cannot be used. */
function schedules(agent: Agent): Item[] {
  const running = holderOf(agent.home) !== null
  const planned = Object.entries(agent.config().tenants).flatMap(
    ([tenant, { schedule, groups }]) => [
      { what: tenant, schedule },
      ...Object.entries(groups).map(([name, group]) => ({ ...group, what: `${tenant}, ${name}` })),
    ],
  )
  return planned.flatMap(({ what, schedule }) => {
    const next = nextRun(schedule)
    if (!next) return []
    const detail = `${next.toISOString()}${running ? '' : ', if the agent runs then'}`
    return [{ what: `next scan: ${what}`, ok: true, detail }]
  })
}

/** Whether each tenant was, and by its schedule will be, read as often as its metrics require. */
async function frequencies(agent: Agent): Promise<Item[]> {
  const { tenants } = agent.config()
  return (await frequenciesOf(agent)).flatMap(({ tenant, hours, metrics, last, due, state }) => {
    const next = nextRun(tenants[tenant]?.schedule ?? 'off')?.toISOString()
    const late = state === 'met' && next !== undefined && next > due
    const every = `${metrics.length} metrics every ${hours} h, last at ${last}`
    const detail =
      state === 'missed'
        ? `${every}: missed since ${due}; witnessmark scan ${tenant}`
        : late
          ? `${every}: the next planned scan is at ${next ?? ''}, after ${due}: plan it more often`
          : state === 'soon'
            ? `${every}: has to be read again until ${due}; witnessmark scan ${tenant}`
            : every
    return [{ what: `frequency: ${tenant}`, ok: state === 'met' && !late, detail }]
  })
}

async function pairings(agent: Agent): Promise<Item> {
  const paired = (await pairingsOf(agent)).filter(item => item.revokedAt === null)
  const browsers = browsersOf(agent)
  const seen = paired.map(({ id, lastSeen }) => browsers.heardAt(id) ?? lastSeen ?? '').sort()
  const detail =
    paired.length === 0 ? 'none' : `${paired.length}, last seen ${seen.at(-1) || 'never'}`
  return { what: 'paired browsers', ok: true, detail }
}

/** More than replies take on their way, and than `Date` (in seconds) leaves open. */
const FAR_OFF = 2 * 60_000
const Manifest = z.object({ startedAt: z.string() })

/**
 * This machine's clock against the `Date` of each tenant's service, as the last manifest sealed them: a
 * reply comes after the run began and before it was recorded.
 */
async function clocks(agent: Agent): Promise<Item[]> {
  const items: Item[] = []
  for (const tenant of Object.keys(agent.config().tenants)) {
    const entry = await agent.store.lastEvidence('run', tenant)
    if (!entry?.body) continue
    const body: unknown = JSON.parse(Buffer.from(entry.body).toString('utf8'))
    const { startedAt } = Manifest.parse(body)
    const dates = timesIn(body).sort((a, b) => a - b)
    const [first, last] = [dates[0], dates.at(-1)]
    if (first === undefined || last === undefined) continue
    const ahead = Date.parse(startedAt) - first
    const behind = last - Date.parse(entry.ipe.recordedAt)
    const off = Math.max(ahead, behind)
    const ok = off < FAR_OFF
    const detail = ok
      ? `as its service's, on ${startedAt.slice(0, 10)}`
      : `${Math.round(off / 1000)} s ${ahead > behind ? 'ahead of' : 'behind'} its service's: set this machine's clock`
    items.push({ what: `clock: ${tenant}`, ok, detail })
  }
  return items
}

function node(): Item {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return { what: 'Node', ok: major > 24 || (major === 24 && minor >= 6), detail: process.version }
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

/** Targets that config.yaml says and nobody sealed: they count for nothing. */
async function ownTargets(agent: Agent, recorded: boolean): Promise<Item[]> {
  const written = writtenTargets(agent.config())
  if (written.length === 0) return []
  const proposed = (recorded ? await targetProposals(agent) : written)
    .map(({ metric, tenant }) => (tenant === undefined ? metric : `${metric} of ${tenant}`))
    .toSorted()
  const detail =
    proposed.length === 0
      ? `${written.length} sealed, as config.yaml says`
      : `proposed, counting for nothing: ${proposed.join(', ')}; next: witnessmark target apply`
  return [{ what: 'targets', ok: proposed.length === 0, detail }]
}

/** Whether all that `owners` names is there, and what nobody looks after is told to somebody. */
function owners(agent: Agent): Item[] {
  const config = agent.config()
  if (config.owners.length === 0) return []
  const checks = agent.catalogue().services.flatMap(service => service.checks.map(({ id }) => id))
  const areas = agent
    .catalogue()
    .frameworks.flatMap(({ id, requirements }) => [id, ...requirements.map(it => `${id}:${it.id}`)])
  const lost = config.owners.flatMap(rule => [
    ...(rule.tenants ?? []).filter(tenant => !config.tenants[tenant]),
    ...(rule.checks ?? []).filter(named => !checks.some(check => isOf(check, named))),
    ...(rule.areas ?? []).filter(area => !areas.some(known => isIn(known, area))),
  ])
  const untold = config.alerts.length > 0 && config.alerts.every(channel => channel.owners)
  const detail = [
    ...(lost.length > 0 ? [`config.yaml names what is not there: ${lost.join(', ')}`] : []),
    ...(untold
      ? ['every channel has "owners": news of what nobody looks after is told to nobody']
      : []),
  ].join('; ')
  return [
    {
      what: 'owners',
      ok: detail === '',
      detail: detail || `${config.owners.length} in config.yaml`,
    },
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
  const { ok, first, entries, since } = await verifyHome(agent, { onlyNew: true })
  const detail = first
    ? `entry ${first.entry}: ${first.problem}`
    : since
      ? `${entries} entries since ${since.size}; those before ${since.whole.size} were read last at ${since.whole.at}: witnessmark verify`
      : `${entries} entries`
  return { what: 'evidence log', ok, detail }
}
