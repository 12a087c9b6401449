import { z } from 'zod'
import { withTargets } from '../../common/assess/targets.ts'
import { Time } from '../../common/model/id.ts'
import type { CodedFinding, EvidenceRef, Observation, ValueType } from '../../common/model/index.ts'
import { statementOf, VERSION } from '../../common/services/policies/settings/index.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import { valueLine } from '../../common/words/value.ts'
import { tenantOf } from '../agent.ts'
import type { Agent } from '../agent.ts'
import { bodyOf } from '../log/current-rows.ts'
import { Problem } from '../problem.ts'
import { judgedNow } from './by-thing.ts'

// What policies say, and whether tenants keep to it. It changes no outcome: a policy is no measurement.

/** A passage that a person accepted as what the document says of a metric. */
export const Accepted = z.strictObject({
  metric: z.string(),
  /** In the metric's unit. */
  value: z.number(),
  section: z.string(),
  text: z.string(),
  by: z.string(),
  at: Time,
})
export type Accepted = z.infer<typeof Accepted>

export const PolicyFile = z.strictObject({ name: z.string(), bytes: z.int(), sha256: z.string() })
export type PolicyFile = z.infer<typeof PolicyFile>

/** What is sealed of a version: its file, and what of the one before is to be asked again. */
export const PolicyVersion = z.strictObject({
  format: z.literal('witnessmark/policy-version'),
  version: z.literal(1),
  document: z.string(),
  file: PolicyFile,
  before: z.array(Accepted),
})

/** What is sealed of a passage that was accepted. */
export const PolicyStatement = z.strictObject({
  format: z.literal('witnessmark/policy-statement'),
  version: z.literal(1),
  grade: z.literal('D'),
  document: z.string(),
  file: PolicyFile,
  accepted: Accepted,
})

export type Policy = {
  readonly tenant: string
  readonly document: string
  /** The version that counts; null where its entry was erased. */
  readonly file: PolicyFile | null
  readonly at: string
  /** Of what names the version, then of its bytes. */
  readonly evidence: readonly EvidenceRef[]
  readonly accepted: readonly (Accepted & {
    readonly until: string | null
    /** It is over: the passage is to be looked at again. */
    readonly due: boolean
    readonly entry: number
  })[]
  /** Accepted of an earlier version: what this one says of it is to be asked. */
  readonly asked: readonly Accepted[]
}

/** Tenants whose policies are kept. */
export function policyTenants(agent: Pick<Agent, 'config'>): readonly string[] {
  return Object.entries(agent.config().tenants)
    .filter(([, { service }]) => service === 'policies')
    .map(([tenant]) => tenant)
    .sort()
}

/** Every policy of a tenant, by name. @throws Problem `tenant-unknown`, `policy-other-service` */
export async function policiesOf(agent: Agent, tenant: string): Promise<readonly Policy[]> {
  const { service } = tenantOf(agent, tenant)
  if (service.id !== 'policies')
    throw new Problem('policy-other-service', { tenant, service: service.title })
  const observations = await Array.fromAsync(agent.store.observations(tenant))
  const byDocument = Map.groupBy(observations, ({ resource }) => resource.id)
  const policies: Policy[] = []
  for (const [document, readings] of [...byDocument].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const version = readings.find(({ setting }) => setting === VERSION)
    if (version) policies.push(await policyOf(agent, tenant, document, version, readings))
  }
  return policies
}

/** @throws Problem `policy-unknown`, and as `policiesOf` */
export async function policyNamed(agent: Agent, tenant: string, document: string): Promise<Policy> {
  const policies = await policiesOf(agent, tenant)
  const found = policies.find(item => item.document === document)
  if (found) return found
  throw new Problem('policy-unknown', { document, known: policies.map(item => item.document) })
}

async function policyOf(
  agent: Agent,
  tenant: string,
  document: string,
  version: Observation,
  readings: readonly Observation[],
): Promise<Policy> {
  const sealed = async (ref: EvidenceRef | undefined): Promise<unknown> =>
    ref ? bodyOf(await agent.store.evidence(ref.index)) : null
  const now = agent.clock().toISOString()
  const accepted: Policy['accepted'][number][] = []
  const asked: Accepted[] = []
  for (const { setting, reading, evidence, until = null } of readings) {
    if (setting === VERSION) continue
    const body = await sealed(evidence[0])
    if (reading.state === 'observed') {
      const said = PolicyStatement.safeParse(body).data?.accepted
      const due = until !== null && until <= now
      if (said) accepted.push({ ...said, until, due, entry: evidence[0]?.index ?? -1 })
    } else {
      const before = PolicyVersion.safeParse(body).data?.before ?? []
      asked.push(...before.filter(({ metric }) => statementOf(metric) === setting))
    }
  }
  const file = PolicyVersion.safeParse(await sealed(version.evidence[0])).data?.file ?? null
  const { at, evidence } = version
  return { tenant, document, file, at, evidence, accepted, asked }
}

/** So many characters of a value are shown beside a policy. */
const LONGEST_ACTUAL = 300

/** What would be found of something if it were held to what a policy says. */
export type Compared = {
  readonly tenant: string
  readonly finding: Pick<CodedFinding, 'id' | 'check' | 'outcome' | 'resource' | 'grade'>
  /** What it is set to, or what decided, in words; null where nothing is to be said of it. */
  readonly actual: string | null
}

/**
 * Each thing whose checks compare with a metric's target, held to a policy's value in its place.
 * Nothing of it is stored.
 */
export async function comparedWith(
  agent: Agent,
  { metric, value }: Pick<Accepted, 'metric' | 'value'>,
): Promise<readonly Compared[]> {
  const compared: Compared[] = []
  const from = agent.clock().toISOString()
  for (const [tenant, { service }] of Object.entries(agent.config().tenants)) {
    const checks = withTargets(agent.catalogue().checksOf(service), [
      { metric, value, from },
    ]).filter(({ check, target }) => target && check.metric === metric)
    if (checks.length === 0) continue
    const types = new Map(
      tenantOf(agent, tenant).service.settings.map(({ id, type }) => [id, type]),
    )
    for await (const finding of judgedNow(agent, tenant, checks)) {
      const actual = actualOf(finding, shownFinding(finding, agent.catalogue()).detail, types)
      compared.push({ tenant, finding, actual })
    }
  }
  return compared
}

/** The values that decided where they are short, else what the finding says of them. */
function actualOf(
  { decided }: CodedFinding,
  detail: string | null,
  types: ReadonlyMap<string, ValueType>,
): string | null {
  const values = decided.map(item => ('value' in item ? item.value : undefined))
  const short = values.every(value => value !== undefined && typeof value !== 'object')
  const words = short
    ? decided.flatMap(item =>
        'value' in item ? [valueLine(item.value, types.get(item.setting) ?? null)] : [],
      )
    : []
  const said = words.length > 0 ? words.join('; ') : detail
  return said === null ? null : said.slice(0, LONGEST_ACTUAL)
}
