import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { EvidenceRef, Metric, Observation, Resource } from '../../common/model/index.ts'
import { nearest } from '../../common/model/nearest.ts'
import { passagesIn, sentencesOf } from '../../common/policies/passages.ts'
import type { Passage } from '../../common/policies/passages.ts'
import { sectionName } from '../../common/policies/sections.ts'
import type { Section } from '../../common/policies/sections.ts'
import { amountFor, amountsIn } from '../../common/recommend/amounts.ts'
import { recommender } from '../../common/recommend/recommend.ts'
import { statementOf, VERSION } from '../../common/services/policies/settings/index.ts'
import type { Actor } from '../actor.ts'
import { tenantOf } from '../agent.ts'
import type { Agent } from '../agent.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
import { policiesOf, policyNamed } from '../judge/policies.ts'
import type {
  Accepted,
  Policy,
  PolicyFile,
  PolicyStatement,
  PolicyVersion,
} from '../judge/policies.ts'
import { rootResource } from '../collect/root-resource.ts'
import { perAgent } from '../per-agent.ts'
import { Problem } from '../problem.ts'
import { inRun } from '../record/run.ts'
import type { RunCommit } from '../record/run.ts'
import { LARGEST } from './document.ts'
import { documentSections } from './document-text/text.ts'
import type { z } from 'zod'

// A policy's own words as evidence of grade D: each version of the document is sealed, and a reading rests
// on a passage of it that a person accepted.

/** So long a passage that was accepted counts, unless a new version comes before. */
const HOLDS_DAYS = 365

export type NewPolicy = {
  readonly tenant: string
  readonly name: string
  readonly body: Uint8Array
  /** What the document is called, in every version; its file's name without ending otherwise. */
  readonly document?: string | undefined
}

/** A document with what may be proposed of it. */
export type ReadPolicy = {
  readonly policy: Policy
  readonly passages: readonly Passage[]
}

/**
 * Seals a version of a document as evidence. What was accepted of another version counts no more from
 * then on, and is asked again. A version that counts already is not sealed again.
 * @returns whether it is new, and the passages that may say something of a metric
 * @throws Problem `document-empty`, `document-too-large`, `document-unreadable`, and as `policiesOf`;
 * nothing is sealed then
 */
export async function readPolicy(
  agent: Agent,
  actor: Actor,
  { tenant, name, body, document = basename(name, extname(name)) }: NewPolicy,
): Promise<ReadPolicy & { readonly isNew: boolean }> {
  if (body.length === 0) throw new Problem('document-empty', { name })
  if (body.length > LARGEST)
    throw new Problem('document-too-large', { name, bytes: body.length, most: LARGEST })
  const known = (await policiesOf(agent, tenant)).find(item => item.document === document)
  const file = {
    name: basename(name).slice(0, 200),
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
  }
  const sections = await documentSections(name, body)
  const isNew = known?.file?.sha256 !== file.sha256
  if (isNew)
    await inRun(agent, actor, { kind: 'document', tenant }, async run => {
      await putVersion(agent, run, { document, file, body, before: known })
      await assessTenant(agent, run)
    })
  const policy = await policyNamed(agent, tenant, document)
  return { policy, isNew, passages: proposed(agent, sections) }
}

type Versioned = {
  readonly document: string
  readonly file: PolicyFile
  readonly body: Uint8Array
  readonly before: Policy | undefined
}

async function putVersion(
  agent: Agent,
  run: RunCommit,
  { document, file, body, before }: Versioned,
): Promise<void> {
  const asked = [
    ...(before?.accepted ?? []).map(({ until: _, due: _due, entry: _entry, ...said }) => said),
    ...(before?.asked ?? []),
  ]
  const sealed: z.infer<typeof PolicyVersion> = {
    format: 'witnessmark/policy-version',
    version: 1,
    document,
    file,
    before: asked,
  }
  const evidence = await run.append([
    entryOf(run, `policy ${file.name}`, canonicalBytes(sealed), 'application/json'),
    // Whatever the file is, it is bytes: nobody is to open it because of what it says of itself.
    entryOf(run, `policy ${file.name}, its bytes`, body, 'application/octet-stream'),
  ])
  const { service, config } = tenantOf(agent, run.tenant)
  const { tenant } = run
  const root = rootResource(service, await agent.store.resources(tenant), config.target, {
    id: tenant,
    name: tenant,
  })
  const own: Resource = {
    type: 'document',
    id: document,
    name: document,
    parent: { type: root.type, id: root.id },
  }
  await run.putResources([root, own], [])
  await run.putObservations([
    reading(run, document, VERSION, { state: 'observed', value: file.sha256 }, evidence),
    ...asked.map(({ metric }) =>
      reading(
        run,
        document,
        statementOf(metric),
        { state: 'unobserved', reason: 'stale' },
        evidence.slice(0, 1),
      ),
    ),
  ])
}

/** The passages of a document that is sealed. @throws Problem `policy-erased`, and as `policyNamed` */
export async function passagesOf(
  agent: Agent,
  tenant: string,
  document: string,
): Promise<ReadPolicy> {
  const policy = await policyNamed(agent, tenant, document)
  return { policy, passages: proposed(agent, await sectionsOfSealed(agent, policy)) }
}

async function sectionsOfSealed(
  agent: Agent,
  { document, file, evidence }: Policy,
): Promise<readonly Section[]> {
  const body = evidence[1] && (await agent.store.evidence(evidence[1].index))?.body
  if (!file || !body) throw new Problem('policy-erased', { document })
  return documentSections(file.name, body)
}

export type AcceptedPassage = {
  readonly tenant: string
  readonly document: string
  readonly metric: string
  readonly section: string
  readonly text: string
  readonly by: string
}

/**
 * Makes a passage a reading of grade D: that the document, in the version that counts, sets this limit for
 * a metric, accepted by somebody who is named. The number is the passage's own.
 * @throws Problem `document-author`, `metric-unknown`, `passage-unknown` where no section says so,
 * `passage-other` where its limit is none of the metric; as `passagesOf`
 */
export async function acceptPassage(
  agent: Agent,
  actor: Actor,
  { tenant, document, metric: id, section, text, by: given }: AcceptedPassage,
): Promise<Policy> {
  const by = given.trim()
  if (by === '' || by.length > 200) throw new Problem('document-author', {})
  const metric = metricOf(agent, id)
  const policy = await policyNamed(agent, tenant, document)
  const { file } = policy
  const says = (await sectionsOfSealed(agent, policy)).some(
    item =>
      sectionName(item) === section &&
      item.paragraphs.some(paragraph => sentencesOf(paragraph).includes(text)),
  )
  if (!file || !says) throw new Problem('passage-unknown', { document, section })
  const value = valueFor(metric, text)
  await inRun(agent, actor, { kind: 'document', tenant }, async run => {
    const accepted: Accepted = { metric: id, value, section, text, by, at: run.at }
    const sealed: z.infer<typeof PolicyStatement> = {
      format: 'witnessmark/policy-statement',
      version: 1,
      grade: 'D',
      document,
      file,
      accepted,
    }
    const [entry] = await run.append([
      entryOf(
        run,
        `policy ${file.name}, ${section}`,
        canonicalBytes(sealed),
        'application/json',
        by,
      ),
    ])
    const evidence = [...(entry ? [entry] : []), ...policy.evidence.slice(1)]
    const until = new Date(Date.parse(run.at) + HOLDS_DAYS * 86_400_000).toISOString()
    const said = { state: 'observed', value } as const
    await run.putObservations([
      { ...reading(run, document, statementOf(id), said, evidence), until },
    ])
    await assessTenant(agent, run)
  })
  return policyNamed(agent, tenant, document)
}

function metricOf(agent: Agent, id: string): Metric {
  const metrics = agent.catalogue().metrics.filter(({ scale }) => scale === 'number')
  const found = metrics.find(item => item.id === id)
  if (found) return found
  const like = nearest(
    id,
    metrics.map(item => item.id),
  )
  throw new Problem('metric-unknown', { metric: id, like })
}

function valueFor(metric: Metric, text: string): number {
  for (const amount of amountsIn(text)) {
    const value = amountFor(metric, amount)
    if (value !== null) return value
  }
  const { id, operator, unit = '' } = metric
  throw new Problem('passage-other', { metric: id, operator: operator.replace('-', ' '), unit })
}

function proposed(agent: Agent, sections: readonly Section[]): readonly Passage[] {
  const metrics = agent.catalogue().metrics.filter(({ scale }) => scale === 'number')
  return passagesIn(sections, metrics, rankingOf(agent)())
}

/** Made anew where the catalogue is another one. */
const rankingOf = perAgent(agent => {
  let known: { readonly digest: string; readonly rank: ReturnType<typeof recommender> } | null =
    null
  return () => {
    const digest = agent.catalogueDigest()
    if (known?.digest !== digest) known = { digest, rank: recommender(agent.catalogue()) }
    return known.rank
  }
})

function reading(
  { at }: RunCommit,
  document: string,
  setting: string,
  said: Observation['reading'],
  evidence: readonly EvidenceRef[],
): Observation {
  return {
    setting,
    resource: { type: 'document', id: document },
    reading: said,
    source: 'document',
    grade: 'D',
    at,
    evidence: [...evidence],
  }
}

function entryOf(
  { tenant, at, catalogue }: RunCommit,
  request: string,
  body: Uint8Array,
  mediaType: string,
  account = '',
) {
  const ipe = {
    request,
    account,
    tenant,
    collector: 'import-policy@1',
    catalogue,
    seenAt: at,
    recordedAt: at,
    filters: '',
  }
  const kind = 'evidence' as const
  return { kind, subject: `${tenant} policy`, mediaType, body, personal: true, ipe }
}
