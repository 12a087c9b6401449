import { gradesOf, weakest } from '../../common/assess/evaluate.ts'
import type { CheckCounts } from '../../common/assess/evaluate.ts'
import { keptBy, majorReasons, repairStateOf } from '../../common/assess/non-conformity.ts'
import type { RepairState } from '../../common/assess/non-conformity.ts'
import { WITHHELD } from '../../common/log/bundle.ts'
import {
  Applicability,
  emptyCounts,
  ManualItem,
  MappingDecision,
  RepairPlan,
  Scope,
} from '../../common/model/index.ts'
import type {
  Framework,
  Grade,
  MonitoringFact,
  OwnTarget,
  Service,
  Severity,
} from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { targetText } from '../../common/words/english/evaluations.ts'
import { auditRequests } from '../judge/audit-requests.ts'
import type { Asked } from '../judge/audit-requests.ts'
import { worstOf } from '../judge/monitoring.ts'
import { sealedCertificates } from '../log/sealed-certificates.ts'
import type { CertificateStep } from '../log/sealed-certificates.ts'
import { sealedDecisions } from '../log/sealed-decisions.ts'
import type { SealedDecision } from '../log/sealed-decisions.ts'
import { targetEntries } from '../log/sealed-targets.ts'

/** What fails of a check at the end of a window, or was to be repaired, with its plan. */
export type Repair = {
  readonly tenant: string
  readonly check: string
  readonly title: string
  readonly severity: Severity
  /** Of what fails. */
  readonly grade: 'major' | 'minor' | null
  readonly state: RepairState
  /** Findings that fail openly, of how many that the check is about. */
  readonly failing: number
  readonly of: number
  readonly plan: SealedDecision<RepairPlan> | null
  /** The assessment that says so, and the weakest grade of what passes in it. */
  readonly measured: {
    readonly at: string
    readonly entry: number
    readonly grade: Grade | null
  }
}

/** What people decided, as it stood at the end of a window; nothing of it changes what is measured. */
export type Stated = {
  readonly scopes: readonly SealedDecision<Scope>[]
  readonly applicability: readonly SealedDecision<Applicability>[]
  readonly manual: readonly SealedDecision<ManualItem>[]
  /** Whether a metric speaks for a requirement of a framework of the user's own. */
  readonly mappings: readonly SealedDecision<MappingDecision>[]
  /** What a person says that the body that certifies decided, of each framework in order. */
  readonly certificates: readonly CertificateStep[]
  /** What auditors said and asked for, and what was answered. */
  readonly asked: readonly Asked[]
  /** Of the last assessment of each tenant. */
  readonly repairs: readonly Repair[]
  /** The owner's own targets that count, in words. */
  readonly targets: readonly {
    readonly target: OwnTarget
    readonly says: string
    readonly entry: number
  }[]
  /** Places in the log, documents too. */
  readonly entries: readonly number[]
}

type Source = Pick<Agent, 'store' | 'catalogue'>

/** What of a sealed assessment repairs are told by. */
type Judged = {
  readonly at: string
  readonly entry: number
  readonly checks: readonly CheckCounts[]
  readonly monitoring: readonly MonitoringFact[]
}
type Tenant = {
  readonly id: string
  readonly service: Service
  readonly moments: readonly Judged[]
}

type Input = {
  /** The end of the window. */
  readonly to: string
  /** Of the log under its checkpoint. */
  readonly size: number
  readonly redact: boolean
  readonly frameworks: readonly Framework[]
  readonly tenants: readonly Tenant[]
}

/** Where the window is redacted, without what a person wrote: it may name persons. */
export async function readStated(source: Source, input: Input): Promise<Stated> {
  const { store } = source
  const { size, redact, frameworks, tenants } = input
  const ids = new Set(frameworks.map(({ id }) => id))
  const isOf = ({ said }: { readonly said: { readonly framework: string } }): boolean =>
    ids.has(said.framework)
  const scopes = (await sealedDecisions(store, 'scope', Scope, size)).filter(isOf)
  const applicability = (await sealedDecisions(store, 'applicability', Applicability, size)).filter(
    isOf,
  )
  const manual = (await sealedDecisions(store, 'manual', ManualItem, size)).filter(isOf)
  const mappings = (await sealedDecisions(store, 'mapping', MappingDecision, size)).filter(isOf)
  const certificates = (await sealedCertificates(store, size)).filter(step =>
    ids.has(step.framework),
  )
  const asked = (await auditRequests(source, size)).filter(
    ({ request: { said } }) => said.framework === undefined || ids.has(said.framework),
  )
  const repairs = await readRepairs(source, input)
  const chosen = new Set(tenants.map(({ id }) => id))
  const targets = [...(await targetEntries(store, size)).values()]
    .filter(({ target: { tenant, endedAt } }) => !endedAt && (!tenant || chosen.has(tenant)))
    .sort((a, b) => a.entry - b.entry)
  const documents = manual.flatMap(({ said }) => said.document?.entry ?? [])
  const plans = repairs.flatMap(({ plan }) => plan ?? [])
  const said = [
    ...scopes,
    ...applicability,
    ...manual,
    ...mappings,
    ...certificates,
    ...asked.flatMap(({ request, answer }) => (answer ? [request, answer] : [request])),
    ...plans,
    ...targets,
  ]
  const hidden = redact ? withheld : <T>(item: T): T => item
  return {
    scopes: scopes.map(hidden),
    applicability: applicability.map(hidden),
    manual: manual.map(hidden),
    mappings: mappings.map(hidden),
    certificates: redact ? certificates.map(withheldStep) : certificates,
    asked: asked.map(({ request, answer }) => ({
      request: hidden(request),
      answer: answer && hidden(answer),
    })),
    repairs: repairs.map(item => ({ ...item, plan: item.plan && hidden(item.plan) })),
    targets: targets.map(({ target, entry }) => ({
      target: redact ? withoutNames(target) : target,
      says: saysOf(source, target),
      entry,
    })),
    entries: [...said.map(({ entry }) => entry), ...documents].filter(
      entry => entry >= 0 && entry < size,
    ),
  }
}

function saysOf(source: Source, { metric: id, value }: OwnTarget): string {
  const metric = source.catalogue().metrics.find(item => item.id === id)
  const { operator = 'equals', unit } = metric ?? {}
  return targetText({ operator, value, ...(unit === undefined ? {} : { unit }) })
}

/** What people write, and who they are. */
const personal = [
  'by',
  'owner',
  'reason',
  'responsibilities',
  'title',
  'statement',
  'note',
  'body',
  'number',
  'from',
  'text',
  'id',
  'why',
  'notProven',
]

function withoutNames<T extends object>(said: T): T {
  const entries = Object.entries(said).filter(([name]) => name !== 'document')
  return Object.fromEntries(
    entries.map(([name, value]) => [name, personal.includes(name) ? WITHHELD : value]),
  ) as T
}

function withheld<T extends object>(item: SealedDecision<T>): SealedDecision<T> {
  return { ...item, actor: item.actor === null ? null : WITHHELD, said: withoutNames(item.said) }
}

/** That a certificate is in a state names nobody. */
function withheldStep(step: CertificateStep): CertificateStep {
  const actor = step.actor === null ? null : WITHHELD
  return { ...step, actor, said: step.said && withoutNames(step.said) }
}

async function readRepairs(
  source: Source,
  { to, size, tenants }: Input,
): Promise<readonly Repair[]> {
  const plans = await sealedDecisions(source.store, 'repair', RepairPlan, size)
  const last = tenants.flatMap(tenant => {
    const moment = tenant.moments.at(-1)
    return moment ? [{ tenant, moment }] : []
  })
  // Whatever was chosen to be exported: what is major does not depend on it.
  const { frameworks } = source.catalogue()
  const groups = last.flatMap(({ moment }) => moment.checks)
  const facts = worstOf(last.flatMap(({ moment }) => moment.monitoring))
  const kept = keptBy(frameworks, groups, facts)
  return last.flatMap(({ tenant, moment }) => {
    const known = new Map<string, CheckCounts>(moment.checks.map(group => [group.check, group]))
    const planned = plans.filter(({ said }) => said.tenant === tenant.id)
    const checks = new Set([
      ...moment.checks.filter(({ counts, accepted }) => counts.fail > accepted).map(checkOf),
      ...planned.map(({ said }) => said.check),
    ])
    // What somebody plans first.
    const isPlanned = (check: string): boolean => planned.some(({ said }) => said.check === check)
    const order = [...checks].sort(
      (a, b) => Number(isPlanned(b)) - Number(isPlanned(a)) || (a < b ? -1 : 1),
    )
    return order.map(check => {
      const group = known.get(check) ?? noneLeft(check)
      const plan = planned.find(({ said }) => said.check === check) ?? null
      const decides = moment.checks.find(item => item.check === check)
      const counts = decides ? (kept.get(decides)?.decides.length ?? 0) : 0
      return repairOf({ tenant, moment, group, plan, decides: counts, to })
    })
  })
}

function checkOf({ check }: { readonly check: string }): string {
  return check
}

function noneLeft(check: string): CheckCounts {
  return { check, metric: '', counts: emptyCounts(), accepted: 0, passing: {} }
}

function repairOf({
  tenant,
  moment,
  group,
  plan,
  decides,
  to,
}: {
  readonly tenant: Tenant
  readonly moment: Judged
  readonly group: CheckCounts
  readonly plan: SealedDecision<RepairPlan> | null
  readonly decides: number
  readonly to: string
}): Repair {
  const { check, counts, accepted } = group
  const known = tenant.service.checks.find(item => item.id === check)
  const severity = known?.severity ?? 'low'
  const failing = counts.fail - accepted
  const state = repairStateOf(group, plan?.said.until ?? null, to)
  const because = majorReasons({ severity, decides, overdue: state === 'overdue' })
  return {
    tenant: tenant.id,
    check,
    title: known?.title ?? check,
    severity,
    grade: failing === 0 ? null : because.length > 0 ? 'major' : 'minor',
    state,
    failing,
    of: counts.fail + counts.pass + counts.unknown,
    plan,
    measured: { at: moment.at, entry: moment.entry, grade: weakest(gradesOf(group)) },
  }
}
