import { statfs } from 'node:fs/promises'
import { z } from 'zod'
import { emptyCounts } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { nextRun } from '../home/cron.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import { frequenciesOf } from '../judge/frequency.ts'
import { standingOf } from '../judge/standing.ts'
import { version } from '../version.ts'
import { answering, list } from './operation.ts'

const Metric = z.strictObject({
  name: z.string(),
  help: z.string(),
  samples: list(z.strictObject({ labels: z.record(z.string(), z.string()), value: z.number() })),
})
type Metric = z.input<typeof Metric>

/** Numbers for whatever watches the agent: how things stand, and nothing of what was read. */
export const metrics = answering({
  title: 'Numbers for what watches the agent',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'metrics',
  output: z.strictObject({ metrics: list(Metric) }),
  async run(agent) {
    return {
      metrics: [
        gauge('info', 'The version that runs', [[{ version }, 1]]),
        gauge('log_entries', 'Entries of the evidence log', [[{}, await agent.store.logSize()]]),
        gauge('free_bytes', 'Free space where the home is', [[{}, await freeBytes(agent)]]),
        ...(await ofTenants(agent)),
        ...(await ofStanding(agent)),
      ],
    }
  },
})

type Labelled = readonly (readonly [Readonly<Record<string, string>>, number])[]

function gauge(name: string, help: string, samples: Labelled): Metric {
  return {
    name: `witnessmark_${name}`,
    help,
    samples: samples.map(([labels, value]) => ({ labels: { ...labels }, value })),
  }
}

async function freeBytes({ home }: Agent): Promise<number> {
  const { bavail, bsize } = await statfs(home)
  return bavail * bsize
}

const seconds = (time: string | Date): number => new Date(time).getTime() / 1000

async function ofTenants(agent: Agent): Promise<Metric[]> {
  const tenants = Object.entries(agent.config().tenants).sort(([a], [b]) => (a < b ? -1 : 1))
  const findings: (readonly [Readonly<Record<string, string>>, number])[] = []
  const scanned: typeof findings = []
  const planned: typeof findings = []
  for (const [tenant, { schedule }] of tenants) {
    const counts = emptyCounts()
    for (const group of (await findingIndexOf(agent).of(tenant)).groups)
      counts[group.outcome] += group.count
    for (const [outcome, count] of Object.entries(counts))
      findings.push([{ tenant, outcome }, count])
    const scans = { tenant, kind: 'scan', status: 'finished', limit: 1 } as const
    const [last] = await agent.store.runs(scans)
    if (last?.finishedAt) scanned.push([{ tenant }, seconds(last.finishedAt)])
    const next = nextRun(schedule)
    if (next) planned.push([{ tenant }, seconds(next)])
  }
  const due = (await frequenciesOf(agent)).map(
    item => [{ tenant: item.tenant, hours: String(item.hours) }, seconds(item.due)] as const,
  )
  return [
    gauge('findings', 'Findings by outcome', findings),
    gauge('last_scan_timestamp_seconds', 'When the last scan ended', scanned),
    gauge('next_scan_timestamp_seconds', 'When the next one is planned', planned),
    gauge('scan_due_timestamp_seconds', 'Until when it is read often enough', due),
  ]
}

async function ofStanding(agent: Agent): Promise<Metric[]> {
  const { unsealed, undelivered, left } = await standingOf(agent)
  return [
    gauge('unsealed_tenants', 'Tenants whose rows are not as they were sealed', [
      [{}, unsealed.length],
    ]),
    gauge('left_tenants', 'Tenants that the configuration has no more and nobody ended', [
      [{}, left.length],
    ]),
    gauge(
      'undelivered_alerts',
      'Alerts that a channel did not take',
      undelivered.map(({ channel, waiting, dead }) => [{ channel }, waiting + dead] as const),
    ),
  ]
}
