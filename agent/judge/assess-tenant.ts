import { assessEach } from '../../common/assess/assess.ts'
import { boundedFinding } from '../../common/assess/decided.ts'
import type { CompiledCheck } from '../../common/assess/assess.ts'
import { current } from '../../common/assess/current.ts'
import type { Current } from '../../common/assess/current.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { countOutcomes, emptyCounts } from '../../common/model/index.ts'
import type {
  Assessment,
  CodedFinding,
  Exception,
  Finding,
  Outcome,
} from '../../common/model/index.ts'
import { tenantOf } from '../agent.ts'
import type { Agent } from '../agent.ts'
import { sha256 } from '../log/crypto.ts'
import { sealOf } from '../log/finding-lines.ts'
import type { RunCommit } from '../record/run.ts'
import { endOf } from '../store/store.ts'
import type { Verdict } from '../store/store.ts'
import { version } from '../version.ts'
import { unloadedFindings } from './unloaded.ts'

/**
 * What is known of the tenant now. @throws Error for a tenant that is not configured
 */
export async function currentOf(
  agent: Agent,
  tenant: string,
  { now }: { readonly now?: string } = {},
): Promise<Current> {
  const { config } = tenantOf(agent, tenant)
  return current({
    tenant,
    service: config.service,
    at: now ?? agent.clock().toISOString(),
    resources: await agent.store.resources(tenant),
    unlisted: await agent.store.unlisted(tenant),
    observations: await Array.fromAsync(agent.store.observations(tenant)),
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
  const state = await currentOf(agent, tenant, { now: at })
  const checks = agent.catalogue().checksOf(config.service)
  const { previous, unloaded } = await beforeOf(agent, tenant, checks, state)
  const judged = assessEach(checks, state, {
    exceptions: exceptions ?? (await agent.exceptions()),
    previous,
    accepted: config.accepted,
    ...(beginning && { beginning }),
  })
  const counts = emptyCounts()
  await run.putFindings(previous, counting([judged, unloaded], counts))
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
        ...(await sealOf(agent.store.eachFinding(tenant))),
        current: await agent.store.currentDigest(tenant),
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
  counts: Record<Outcome, number>,
): Generator<CodedFinding> {
  for (const part of parts)
    for (const finding of part) {
      counts[finding.outcome]++
      yield boundedFinding(finding, sha256)
    }
}

/** What the assessment before said, and the findings of it whose checks cannot be loaded now. */
async function beforeOf(
  agent: Agent,
  tenant: string,
  checks: readonly CompiledCheck[],
  state: Current,
): Promise<{
  readonly previous: ReadonlyMap<string, Verdict>
  readonly unloaded: readonly CodedFinding[]
}> {
  const previous = await agent.store.verdicts(tenant)
  const files = (await agent.setAside())
    .filter(({ file, lost }) => lost && file.startsWith('checks/'))
    .map(({ file }) => file)
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
