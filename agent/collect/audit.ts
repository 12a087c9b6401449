import { canonicalBytes } from '../../common/log/canonical.ts'
import { Unreadable } from '../../common/model/index.ts'
import type { Reason } from '../../common/model/index.ts'
import type { AuditedChange, AuditEvent } from '../../common/model/audit.ts'
import { collectors } from '../../common/services/collectors.ts'
import type { Actor } from '../actor.ts'
import { tenantOf } from '../agent.ts'
import type { Agent } from '../agent.ts'
import type { AuditBody } from '../judge/audited.ts'
import { driftBetween } from '../judge/drift.ts'
import type { FindingDrift } from '../judge/drift.ts'
import { inRun } from '../record/run.ts'
import type { Run } from '../store/store.ts'
import type { Recorder } from './api.ts'
import { createMask } from './mask.ts'
import { createPorts } from './scan.ts'
import type { ScanOptions } from './scan.ts'
import { tenantCredential } from './tenant-credential.ts'

/** Clocks differ by as much. */
const LEEWAY = 2 * 60_000
/** A year of somebody else's changes is not read for one of ours. */
const MOST_EVENTS = 5000
/** Events of all changes together: one that does not say of which thing may be of each. */
const MOST_MATCHED = 5000
/** Longer texts of an event are cut. */
const LONGEST = 500

/**
 * Asks a service's own audit log who made the changes that the tenant's last scan saw: a run of its own,
 * after that scan, and only where something changed and the owner wants it. What it says of anything else
 * is not kept. What may not be read is said by its reason; no finding depends on it.
 * @returns whether it was asked
 * @throws Problem `log-unsound`, `credential-elsewhere`
 */
export async function joinAudit(
  agent: Agent,
  actor: Actor,
  tenant: string,
  options: Pick<ScanOptions, 'transport'> = {},
): Promise<boolean> {
  const { config, service } = tenantOf(agent, tenant)
  const collector = collectors.find(item => item.service === service.id)
  const audit = collector?.audit
  const scans = { tenant, kind: 'scan', status: 'finished', limit: 2 } as const
  const [last, before] = await agent.store.runs(scans)
  if (!config.audit || !audit || !last?.finishedAt || !before) return false
  const { finishedAt } = last
  const window = { from: finishedAt, to: finishedAt }
  const drifts = await Array.fromAsync(driftBetween(agent, tenant, window))
  const changed = drifts.filter(item => item.run.id === last.id && isChange(item))
  if (changed.length === 0) return false
  const asked = askedFor(changed, before, finishedAt)
  const gather = async (): Promise<Found> => {
    const mask = createMask()
    const kept = await tenantCredential(agent, tenant, collector, config.target)
    if (kept) mask.add(kept.secret)
    const keep = async (fresh: string): Promise<void> => {
      mask.add(fresh)
      await kept?.replace(fresh)
    }
    const hooks = {
      mask,
      keep,
      allowance: { bytes: 64 * 1024 * 1024, milliseconds: 5 * 60_000 },
      onWait: () => undefined,
      onRequest: () => undefined,
    }
    const events: AuditedChange[] = []
    try {
      const secret = kept?.secret ?? null
      const { target } = config
      const ports = createPorts(collector, target, secret, forgetful, agent, options, hooks)
      for await (const item of audit.events({ ...ports, target }, asked)) {
        if (events.length >= MOST_EVENTS) return { reason: 'malformed', events }
        events.push({ ...item, event: shortened(item.event) })
      }
    } catch (error) {
      return { reason: error instanceof Unreadable ? error.reason : 'malformed', events: [] }
    }
    return { reason: null, events }
  }
  const name = `${service.id}@${collector.version}`
  await inRun(
    agent,
    actor,
    { kind: 'audit', tenant, gather, collector: name },
    async (run, found) => {
      const { events } = found
      const { changes, whole } = matched(changed, {
        events,
        whole: found.reason === null,
        root: collector.root(config.target).type,
        between: change => betweenOf(change, before, finishedAt),
      })
      const reason = found.reason ?? (whole ? null : 'malformed')
      const body: AuditBody = { v: 1, of: last.id, ...asked, reason, changes }
      const request = `audit events ${asked.from} ${asked.to}`
      const { run: _, tenant: __, ...own } = agent.log.own('evidence', tenant, request, body)
      // Whoever it names may ask to be forgotten.
      const ipe = { ...own.ipe, request, collector: name }
      const [ref] = await run.append([{ ...own, body: canonicalBytes(body), ipe, personal: true }])
      run.end({ manifest: { audit: { of: last.id, entry: ref?.index ?? -1 } } })
    },
  )
  return true
}

/** What was read; with a reason where that is not all. */
type Found = { readonly reason: Reason | null; readonly events: readonly AuditedChange[] }

/** Nothing of a reply is kept but what is matched: it names everybody who did anything. */
const forgetful: Recorder = {
  earlier: async () => null,
  record: async () => 0,
  unchanged: () => 0,
}

/** Something that was lost sight of was not changed by anybody. */
function isChange({ after, values }: FindingDrift): boolean {
  return after !== null && after.outcome !== 'unknown' && values.length > 0
}

/** Between which times something was changed, by what is known here. */
function betweenOf(
  { lastBefore }: FindingDrift,
  before: Run,
  finishedAt: string,
): { readonly from: number; readonly to: number } {
  return { from: Date.parse(lastBefore ?? before.startedAt), to: Date.parse(finishedAt) }
}

function askedFor(
  changed: readonly FindingDrift[],
  before: Run,
  finishedAt: string,
): { readonly from: string; readonly to: string } {
  const times = changed.map(item => betweenOf(item, before, finishedAt))
  return {
    from: new Date(Math.min(...times.map(({ from }) => from)) - LEEWAY).toISOString(),
    to: new Date(Date.parse(finishedAt) + LEEWAY).toISOString(),
  }
}

type Matching = {
  readonly events: readonly AuditedChange[]
  /** Whether these are all that there are. */
  readonly whole: boolean
  /** The type of what is the tenant itself. */
  readonly root: string
  readonly between: (change: FindingDrift) => ReturnType<typeof betweenOf>
}

function matched(
  changed: readonly FindingDrift[],
  { events, whole, root, between }: Matching,
): Pick<AuditBody, 'changes'> & { readonly whole: boolean } {
  const found = new Map<string, AuditBody['changes'][number]>()
  for (const change of changed) {
    const { after, values } = change
    if (!after) continue
    const { type, id, name } = after.resource
    const { from, to } = between(change)
    for (const { setting } of values) {
      const fitting = events.filter(
        ({ event, settings, thing }) =>
          settings.includes(setting) &&
          (thing === null || thing === id || thing === name) &&
          Date.parse(event.at) >= from - LEEWAY,
      )
      if (found.size + fitting.length > MOST_MATCHED)
        return { changes: [...found.values()].map(likely), whole: false }
      for (const { event, thing } of fitting) {
        const at = Date.parse(event.at)
        const isSure = whole && at >= from && at <= to && (thing !== null || type === root)
        found.set(`${setting} ${type} ${id} ${event.id}`, {
          setting,
          resource: { type, id },
          certainty: isSure && fitting.length === 1 ? 'certain' : 'likely',
          event,
        })
      }
    }
  }
  return { changes: [...found.values()], whole }
}

function likely<T extends object>(change: T): T & { readonly certainty: 'likely' } {
  return { ...change, certainty: 'likely' }
}

function shortened({ at, ...event }: AuditEvent): AuditEvent {
  const cut = <T extends string | null>(text: T) => (text?.slice(0, LONGEST) ?? null) as T
  const { id, action, actor, from } = event
  return { at, id: cut(id), action: cut(action), actor: cut(actor), from: cut(from) }
}
