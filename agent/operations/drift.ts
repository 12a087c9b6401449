import { z } from 'zod'
import { isRealDay } from '../../common/model/day.ts'
import {
  CatalogueId,
  KebabId,
  Outcome,
  Reason,
  Severity,
  ShownFinding,
  Time,
  Value,
} from '../../common/model/index.ts'
import type { Finding, Held, Setting } from '../../common/model/index.ts'
import { about } from '../../common/words/english/findings.ts'
import { valueLine } from '../../common/words/value.ts'
import { auditedWords } from '../../common/words/english/audited.ts'
import { AuditEvent } from '../../common/model/audit.ts'
import { auditedOf, certainties } from '../judge/audited.ts'
import type { AuditBody } from '../judge/audited.ts'
import { driftBetween } from '../judge/drift.ts'
import type { FindingDrift } from '../judge/drift.ts'
import { standingOf } from '../judge/standing.ts'
import { Problem } from '../problem.ts'
import { runKinds } from '../store/store.ts'
import { assertNames } from '../judge/names.ts'
import { answering, list } from './operation.ts'
import { standing } from './shapes.ts'

const PAGE = 100
const DAY = 86_400_000
const WINDOW_DAYS = 30

const Said = z.strictObject({ outcome: Outcome, reason: Reason.nullable() })

const Change = z.strictObject({
  tenant: KebabId,
  id: z.string(),
  check: CatalogueId,
  title: z.string(),
  severity: Severity,
  resource: ShownFinding.shape.resource,
  /** The acceptance that it has now. */
  exception: z.string().nullable(),
  before: Said.nullable(),
  after: Said.nullable(),
  /** Settings that decided, and are otherwise; null where none was read. */
  values: list(
    z.strictObject({
      setting: CatalogueId,
      title: z.string(),
      before: Value.nullable(),
      after: Value.nullable(),
      words: z.strictObject({ before: z.string(), after: z.string() }),
    }),
  ),
  /** It was changed between the two. */
  lastBefore: Time.nullable(),
  firstSeen: Time,
  /** Of what fails: when it was last seen right. */
  lastGood: Time.nullable(),
  run: z.strictObject({ id: z.string(), kind: z.enum(runKinds) }),
  /**
   * What the service's own audit log says of it; null where it was not asked, or where that was erased. Where
   * it could not be read, why.
   */
  audit: z
    .strictObject({
      /** All of it in words. */
      says: list(z.string()),
      reason: Reason.nullable(),
      events: list(
        AuditEvent.extend({ setting: CatalogueId, certainty: z.enum(certainties) }).strict(),
      ),
    })
    .nullable(),
})

/** Every change of value and outcome in a window, newest first: 30 days unless asked otherwise. */
export const drift = answering({
  title: 'Every change of value and outcome',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    tenant: z.string().optional(),
    check: z.string().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    /** From 0; a page has 100. What is no page number is the first. */
    page: z.coerce.number().int().nonnegative().catch(0).default(0),
  }),
  kind: 'drift',
  output: z.strictObject({
    ...standing,
    from: Time,
    to: Time,
    total: z.int(),
    changes: list(Change),
  }),
  async run(agent, _, { page, ...wanted }) {
    const known = Object.keys(agent.config().tenants).sort()
    assertNames(agent, { tenant: wanted.tenant })
    const now = agent.clock()
    const to = wanted.to === undefined ? now.toISOString() : timeOf(wanted.to, true)
    const earliest = new Date(Date.parse(to) - WINDOW_DAYS * DAY).toISOString()
    const from = wanted.from === undefined ? earliest : timeOf(wanted.from, false)
    const { services } = agent.catalogue()
    const named: Named = {
      titles: new Map(services.flatMap(({ checks }) => checks.map(({ id, title }) => [id, title]))),
      settings: new Map(services.flatMap(({ settings }) => settings.map(item => [item.id, item]))),
    }
    const found: z.output<typeof Change>[] = []
    for (const tenant of wanted.tenant === undefined ? known : [wanted.tenant]) {
      const audited = await auditedOf(agent, await agent.store.runs({ tenant, status: 'finished' }))
      for await (const item of driftBetween(agent, tenant, { from, to }))
        found.push(...shown(item, named, wanted.check, audited.get(item.run.id) ?? null))
    }
    // One that is judged no more may stand in the past.
    if (found.length === 0) assertNames(agent, { check: wanted.check })
    found.sort((a, b) => (a.firstSeen < b.firstSeen ? 1 : a.firstSeen > b.firstSeen ? -1 : 0))
    return {
      from,
      to,
      total: found.length,
      changes: found.slice(page * PAGE, (page + 1) * PAGE),
      ...(await standingOf(agent)),
    }
  },
})

/** What the catalogue calls checks and settings. */
type Named = {
  readonly titles: ReadonlyMap<string, string>
  readonly settings: ReadonlyMap<string, Setting>
}

function shown(
  { run, before, after, values, lastBefore, lastGood }: FindingDrift,
  { titles, settings }: Named,
  wanted: string | undefined,
  audited: AuditBody | null,
): z.output<typeof Change>[] {
  const finding = after ?? before
  if (!finding || !run.finishedAt || (wanted !== undefined && finding.check !== wanted)) return []
  const { tenant, id, check, severity, resource, exception } = finding
  return [
    {
      tenant,
      id,
      check,
      title: titles.get(check) ?? check,
      severity,
      resource,
      exception,
      before: before && said(before),
      after: after && said(after),
      values: values.map(item => valueChange(item, settings.get(item.setting))),
      lastBefore,
      firstSeen: run.finishedAt,
      lastGood,
      run: { id: run.id, kind: run.kind },
      audit: audited && auditOf(audited, resource, values),
    },
  ]
}

function valueChange(
  { setting, before, after }: FindingDrift['values'][number],
  known: Setting | undefined,
): z.output<typeof Change>['values'][number] {
  const words = (held: Held | null): string =>
    held === null
      ? 'not read'
      : 'value' in held
        ? valueLine(held.value, known?.type)
        : about.longValue(held.length)
  return {
    setting,
    title: known?.title ?? setting,
    before: before && valueOf(before),
    after: after && valueOf(after),
    words: { before: words(before), after: words(after) },
  }
}

function auditOf(
  { reason, changes }: AuditBody,
  { type, id }: Pick<Finding['resource'], 'type' | 'id'>,
  values: FindingDrift['values'],
): NonNullable<z.output<typeof Change>['audit']> {
  const events = changes
    .filter(
      ({ resource, setting }) =>
        resource.type === type &&
        resource.id === id &&
        values.some(item => item.setting === setting),
    )
    .map(({ event, setting, certainty }) => ({ ...event, setting, certainty }))
  return { reason, events, says: [...auditedWords({ reason, events })] }
}

function said({ outcome, reason }: Finding): z.output<typeof Said> {
  return { outcome, reason }
}

function valueOf(held: Held): z.output<typeof Value> {
  return 'value' in held ? held.value : about.longValue(held.length)
}

/** @param whole the end of a day that is named without a time @throws Problem `time-invalid` */
function timeOf(text: string, whole: boolean): string {
  const time = new Date(whole && /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59.999Z` : text)
  if (Number.isNaN(time.getTime()) || !isRealDay(text)) throw new Problem('time-invalid', { text })
  return time.toISOString()
}
