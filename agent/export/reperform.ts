import { canonicalBytes } from '../../common/log/canonical.ts'
import type { Finding, Outcome } from '../../common/model/index.ts'
import { Finding as FindingLine } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { tenantOf } from '../agent.ts'
import { sha256 } from '../log/crypto.ts'
import { Problem } from '../problem.ts'
import { openZip } from './read-zip.ts'
import { linesOf, verifyBundle } from './verify-bundle.ts'

/** One finding of which the two say different things; null: it is not there. */
type Difference = {
  readonly check: string
  readonly resource: { readonly type: string; readonly id: string; readonly name: string }
  readonly theirs: Outcome | null
  readonly own: Outcome | null
}

/** Whose findings these are, and what seals them. */
type Side = {
  readonly tenant: string
  readonly assessed: string
  /** The assessment's place in the log that this verifier key signs. */
  readonly entry: number
  readonly key: string
  readonly catalogue: string
}

/** What was read by other people of the same thing, compared finding by finding. */
export type Comparison = {
  readonly service: string
  readonly theirs: Side
  readonly own: Side
  /** Findings that came out the same. */
  readonly same: number
  readonly differing: readonly Difference[]
  /** How many more there are than are listed. */
  readonly more: number
}

const LISTED = 1000

/**
 * Compares what a bundle says of a tenant with what this home read of the same one, with a token of its own
 * and the same collector.
 * @param tenant as the bundle calls it
 * @param as what it is called here
 * @param pinned the verifier key that must have signed the bundle
 * @throws Problem `reperform-unverified` for a bundle that does not verify, or was redacted;
 * `tenant-unknown`, `reperform-other` where the two are of different services, `record-empty`
 */
export async function reperform(
  agent: Agent,
  wanted: {
    readonly file: string
    readonly tenant: string
    readonly as: string
    readonly pinned: string
  },
): Promise<{ readonly comparison: Comparison; readonly key: string; readonly signature: string }> {
  const { file, tenant, as, pinned } = wanted
  const { problems, manifest, key: signedBy } = await verifyBundle(file, { pinned })
  if (!manifest || !signedBy || problems.length > 0)
    throw new Problem('reperform-unverified', { file, problem: problems[0]?.problem ?? '' })
  const theirs = manifest.tenants.find(({ id }) => id === tenant)
  const known = manifest.tenants.map(({ id }) => id)
  if (!theirs) throw new Problem('tenant-unknown', { tenant, known })
  const judged = theirs.assessments.at(-1)
  if (!judged?.file)
    throw new Problem('reperform-unverified', { file, problem: 'without findings' })
  const { service } = tenantOf(agent, as)
  if (service.id !== theirs.service)
    throw new Problem('reperform-other', { theirs: theirs.service, own: service.id })
  const last = await agent.store.lastEvidence('assessment', as)
  if (!last) throw new Problem('record-empty', {})
  const outcomes = await outcomesIn(file, judged.file)
  const differing: Difference[] = []
  let same = 0
  for await (const finding of agent.store.eachFinding(as)) {
    const found = outcomes.get(nameOf(finding))
    outcomes.delete(nameOf(finding))
    if (found?.outcome === finding.outcome) same++
    else differing.push(differenceOf(finding, found?.outcome ?? null, finding.outcome))
  }
  for (const finding of outcomes.values())
    differing.push(differenceOf(finding, finding.outcome, null))
  differing.sort((a, b) => (a.check + a.resource.id < b.check + b.resource.id ? -1 : 1))
  const key = agent.log.verifierKey()
  const comparison: Comparison = {
    service: service.id,
    theirs: {
      tenant,
      assessed: judged.at,
      entry: judged.entry,
      key: signedBy,
      catalogue: manifest.catalogue,
    },
    own: {
      tenant: as,
      assessed: last.ipe.recordedAt,
      entry: last.index,
      key,
      catalogue: agent.catalogueDigest(),
    },
    same,
    differing: differing.slice(0, LISTED),
    more: Math.max(0, differing.length - LISTED),
  }
  const signature = agent.log.attest('reperformance', sha256(canonicalBytes(comparison)))
  return { comparison, key, signature }
}

async function outcomesIn(file: string, member: string): Promise<Map<string, Finding>> {
  const zip = await openZip(file)
  try {
    const found = new Map<string, Finding>()
    for await (const line of linesOf(await zip.stream(member))) {
      const finding = FindingLine.parse(JSON.parse(Buffer.from(line).toString()))
      found.set(nameOf(finding), finding)
    }
    return found
  } finally {
    zip.close()
  }
}

/** The same thing has the same id in every home; the tenant may be called otherwise. */
function nameOf({ check, resource }: Pick<Finding, 'check' | 'resource'>): string {
  return JSON.stringify([check, resource.type, resource.id])
}

function differenceOf(
  { check, resource: { type, id, name } }: Pick<Finding, 'check' | 'resource'>,
  theirs: Outcome | null,
  own: Outcome | null,
): Difference {
  return { check, resource: { type, id, name }, theirs, own }
}
