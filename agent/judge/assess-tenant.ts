import { assessEach } from '../../common/assess/assess.ts'
import { boundedFinding } from '../../common/assess/decided.ts'
import { withTargets } from '../../common/assess/targets.ts'
import { current } from '../../common/assess/current.ts'
import type { Current } from '../../common/assess/current.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { countOutcomes, emptyCounts } from '../../common/model/index.ts'
import type {
  Assessment,
  CodedFinding,
  Exception,
  Finding,
  Observation,
  Outcome,
} from '../../common/model/index.ts'
import { tenantOf } from '../agent.ts'
import type { Agent } from '../agent.ts'
import { sha256 } from '../log/crypto.ts'
import { sealedFindings } from '../log/current-rows.ts'
import { sealOfLeaves } from '../log/finding-lines.ts'
import type { FindingsSeal } from '../log/finding-lines.ts'
import type { ReadingRules } from '../log/sealed-rules.ts'
import { countingTargets, sealedTargets } from '../log/sealed-targets.ts'
import type { RunCommit } from '../record/run.ts'
import { endOf } from '../store/store.ts'
import type { Verdict } from '../store/store.ts'
import { version } from '../version.ts'
import { remember, restOf, totalOf } from './carried.ts'
import type { Inputs } from './carried.ts'
import { unloadedFindings } from './unloaded.ts'

/**
 * What is known of the tenant now. @throws Error for a tenant that is not configured
 */
export async function currentOf(
  agent: Agent,
  tenant: string,
  { now }: { readonly now?: string } = {},
): Promise<Current> {
  const observations = await Array.fromAsync(agent.store.observations(tenant))
  return stateOf(agent, tenant, now ?? agent.clock().toISOString(), observations)
}

async function stateOf(
  agent: Agent,
  tenant: string,
  at: string,
  observations: readonly Observation[],
): Promise<Current> {
  const { config } = tenantOf(agent, tenant)
  return current({
    tenant,
    service: config.service,
    at,
    resources: await agent.store.resources(tenant),
    unlisted: await agent.store.unlisted(tenant),
    observations,
    staleAfterDays: agent.config().staleAfterDays,
  })
}

/**
 * Judges the tenant's current settings, stores the findings and seals them: every
 * assessment is an entry, whether a scan, a capture, an import or an exception led to it. Inside a
 * run's transaction it sees that run's observations.
 * @param exceptions where they are others than the log has sealed so far
 * @param beginning ids of baselines that take what stands now
 */
export async function assessTenant(
  agent: Agent,
  run: RunCommit,
  exceptions?: readonly Exception[],
  beginning?: ReadonlySet<string>,
): Promise<Assessed> {
  const { tenant, at, catalogue } = run
  const { config } = tenantOf(agent, tenant)
  const targets = await sealedTargets(agent.store)
  const own = [...targets.values()].filter(item => item.endedAt === undefined)
  const { counts, seal, digest } = await judge(agent, run, {
    at,
    exceptions: exceptions ?? (await agent.exceptions()),
    checks: withTargets(agent.catalogue().checksOf(config.service), own),
    targets: own,
    lost: await lostChecks(agent),
    ...(beginning && { beginning }),
  })
  await run.append([
    {
      kind: 'assessment',
      subject: `${tenant} assessment`,
      mediaType: 'application/json',
      body: canonicalBytes({
        run: run.id,
        tenant,
        at,
        catalogue,
        counts,
        reading: readingRules(agent, tenant),
        ...(own.length > 0 ? { targets: countingTargets(targets) } : {}),
        ...seal,
        current: digest,
      }),
      ipe: {
        request: 'assessment',
        tenant,
        collector: `agent@${version}`,
        catalogue,
        seenAt: at,
        recordedAt: at,
      },
    },
  ])
  return {
    format: 'witnessmark/assessment',
    version: 1,
    tenant,
    run: run.id,
    at,
    catalogue,
    counts,
  }
}

/** For how long a reading counts from now on, and how often it is planned. */
export function readingRules(agent: Pick<Agent, 'config'>, tenant: string): ReadingRules {
  const { staleAfterDays, frequencies, tenants } = agent.config()
  return { staleAfterDays, frequencies, schedule: tenants[tenant]?.schedule ?? 'off' }
}

/** What an assessment rests on, and the baselines that begin with it. */
type Judging = Inputs & { readonly beginning?: ReadonlySet<string> }

type Judged = {
  readonly counts: Readonly<Record<Outcome, number>>
  readonly seal: Required<FindingsSeal>
  /** Of what is current afterwards. */
  readonly digest: string
}

/** Judges what may come out otherwise than before, and stores what was found. */
async function judge(agent: Agent, run: RunCommit, inputs: Judging): Promise<Judged> {
  const { tenant } = run
  const rest = await restOf(agent, tenant, inputs)
  const counts = new Map(rest?.carried)
  const checks = rest?.checks ?? inputs.checks
  const { changed, observations } =
    checks.length === 0 && rest
      ? { changed: 0, observations: [] }
      : await judgeChecks(agent, run, { ...inputs, checks }, rest?.settings ?? null, counts)
  // What the assessment before sealed was compared before this run wrote anything.
  const before = changed === 0 ? await sealedFindings(agent.store, tenant) : null
  const seal = before ?? sealOfLeaves(await agent.store.findingLeaves(tenant))
  const digest = await agent.store.currentDigest(tenant)
  remember(agent, tenant, inputs, { digest, counts, observations, rest })
  return { counts: totalOf(counts), seal, digest }
}

/** @param settings of which the checks need to know; null for all checks, and all that is known */
async function judgeChecks(
  agent: Agent,
  run: RunCommit,
  inputs: Judging,
  settings: ReadonlySet<string> | null,
  counts: Map<string, Record<Outcome, number>>,
): Promise<{ readonly changed: number; readonly observations: readonly Observation[] }> {
  const { tenant, at } = run
  const { accepted } = tenantOf(agent, tenant).config
  const seen = agent.store.observations(tenant, undefined, settings ? [...settings] : undefined)
  const observations = await Array.fromAsync(seen)
  const state = await stateOf(agent, tenant, at, observations)
  const only = settings ? inputs.checks.map(({ check }) => check.id) : undefined
  const { previous, unloaded } = await beforeOf(agent, tenant, inputs, state, only)
  const { exceptions, beginning } = inputs
  const judged = assessEach(inputs.checks, state, {
    exceptions,
    previous,
    accepted,
    ...(beginning && { beginning }),
  })
  const found = counting([judged, unloaded], counts)
  return { changed: await run.putFindings(previous, found, only), observations }
}

/** Files of the user's that held checks and cannot be loaded, with nothing in their place. */
async function lostChecks(agent: Agent): Promise<string[]> {
  return (await agent.setAside())
    .filter(({ file, lost }) => lost && file.startsWith('checks/'))
    .map(({ file }) => file)
}

/** An assessment without its findings, which are in the store. */
export type Assessed = Omit<Assessment, 'findings'>

/** The same with its findings, as they stood when its run ended. */
export async function wholeAssessment(agent: Agent, assessed: Assessed): Promise<Assessment> {
  const { tenant } = assessed
  const runs = await agent.store.runs({ tenant, status: 'finished' })
  const run = runs.find(({ id }) => id === assessed.run)
  return { ...assessed, findings: await agent.store.findings(tenant, endOf(run ?? {})) }
}

/** What is judged, one by one as it is sealed, while its outcomes are counted. */
function* counting(
  parts: readonly Iterable<CodedFinding>[],
  counts: Map<string, Record<Outcome, number>>,
): Generator<CodedFinding> {
  for (const part of parts)
    for (const finding of part) {
      let ofCheck = counts.get(finding.check)
      if (!ofCheck) counts.set(finding.check, (ofCheck = emptyCounts()))
      ofCheck[finding.outcome]++
      yield boundedFinding(finding, sha256)
    }
}

/** What the assessment before said, and the findings of it whose checks cannot be loaded now. */
async function beforeOf(
  agent: Agent,
  tenant: string,
  { checks, lost: files }: Inputs,
  state: Current,
  only: readonly string[] | undefined,
): Promise<{
  readonly previous: ReadonlyMap<string, Verdict>
  readonly unloaded: readonly CodedFinding[]
}> {
  const previous = await agent.store.verdicts(tenant, only)
  const judged = new Set(checks.map(({ check }) => check.id))
  if (files.length === 0) return { previous, unloaded: [] }
  const before: Finding[] = []
  for await (const finding of agent.store.eachFinding(tenant))
    if (!judged.has(finding.check)) before.push(finding)
  return { previous, unloaded: unloadedFindings(before, judged, files, state) }
}

/** The stored findings as a document. */
export function assessmentOf(
  tenant: string,
  run: string,
  at: string,
  catalogue: string,
  findings: readonly Finding[],
): Assessment {
  return {
    format: 'witnessmark/assessment',
    version: 1,
    tenant,
    run,
    at,
    catalogue,
    counts: countOutcomes(findings),
    findings: [...findings],
  }
}
