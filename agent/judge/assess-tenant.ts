import { withTargets } from '../../common/assess/targets.ts'
import type { Current } from '../../common/assess/current.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { Assessment, Exception, Outcome } from '../../common/model/index.ts'
import { tenantOf } from '../agent.ts'
import type { Agent } from '../agent.ts'
import { sealedFindings } from '../log/current-rows.ts'
import type { FindingsSeal } from '../log/finding-lines.ts'
import type { ReadingRules } from '../log/sealed-rules.ts'
import { countingTargets, sealedTargets, targetsIn } from '../log/sealed-targets.ts'
import type { RunCommit } from '../record/run.ts'
import { endOf } from '../store/store.ts'
import { version } from '../version.ts'
import { remember, restOf, rulesOf, totalOf } from './carried.ts'
import type { Inputs } from './carried.ts'
import { judgeParts, knownOf, stateOf } from './by-thing.ts'
import { chunksOf, sealOfChunks } from './chunked-seal.ts'

/**
 * What is known of the tenant now. @throws Error for a tenant that is not configured
 */
export async function currentOf(agent: Agent, tenant: string): Promise<Current> {
  const at = agent.clock().toISOString()
  const observations = await Array.fromAsync(agent.store.observations(tenant))
  return stateOf(agent, await knownOf(agent, tenant, at, null), observations)
}

/** Acceptances of all tenants, before what a commit seals and with it. */
type Accepting = {
  readonly before: readonly Exception[]
  readonly now: readonly Exception[]
  /** Ids of baselines that take what stands now. */
  readonly beginning: ReadonlySet<string>
}

/**
 * Judges the tenant's current settings, stores the findings and seals them: every
 * assessment is an entry, whether a scan, a capture, an import or an exception led to it. Inside a
 * run's transaction it sees that run's observations.
 * @param accepting where acceptances are others than the log has sealed so far
 */
export async function assessTenant(
  agent: Agent,
  run: RunCommit,
  accepting?: Accepting,
): Promise<Assessed> {
  const { tenant, at, catalogue } = run
  const { config } = tenantOf(agent, tenant)
  const own = targetsIn(await sealedTargets(agent.store), tenant)
  const mine = (items: readonly Exception[]) => items.filter(item => item.tenant === tenant)
  const { counts, seal, digest } = await judge(agent, run, {
    at,
    exceptions: mine(accepting?.now ?? (await agent.exceptions())),
    ...(accepting && { before: mine(accepting.before), beginning: accepting.beginning }),
    checks: withTargets(agent.catalogue().checksOf(config.service), own),
    targets: own,
    lost: await lostChecks(agent),
  })
  const before = await agent.store.lastEvidence('assessment', tenant)
  await run.append([
    {
      kind: 'assessment',
      like: before?.index,
      subject: `${tenant} assessment`,
      mediaType: 'application/json',
      body: canonicalBytes({
        run: run.id,
        tenant,
        at,
        catalogue,
        counts,
        reading: readingRules(agent, tenant),
        ...(own.length > 0 ? { targets: countingTargets(own) } : {}),
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
  const rules = rulesOf(agent, inputs)
  const rest = await restOf(agent, tenant, inputs)
  const counts = new Map(rest?.carried)
  const { changed, until } = await judgeParts(agent, run, inputs, rest?.parts ?? null, counts)
  // What the assessment before sealed was compared before this run wrote anything.
  const before = changed === 0 ? await sealedFindings(agent.store, tenant) : null
  const sealed = rest?.sealed ?? null
  const chunks = before ? (sealed?.chunks ?? null) : await chunksOf(agent.store, tenant, sealed)
  const seal = before ?? sealOfChunks(chunks ?? (await chunksOf(agent.store, tenant, null)))
  const digest = await agent.store.currentDigest(tenant)
  const first = Math.min(until, rest?.until ?? until)
  await remember(agent, tenant, inputs, { rules, digest, counts, chunks, until: first })
  return { counts: totalOf(counts), seal, digest }
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
