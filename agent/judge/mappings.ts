import { Mapping, MappingDecision } from '../../common/model/index.ts'
import type { Requirement } from '../../common/model/index.ts'
import { recommender } from '../../common/recommend/recommend.ts'
import { wordsOf } from '../../common/recommend/words.ts'
import { noSuch } from '../../common/model/nearest.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { writeAtomically } from '../files.ts'
import { mappedFile } from '../home/own-frameworks.ts'
import { sealedDecisions } from '../log/sealed-decisions.ts'
import type { SealedDecision } from '../log/sealed-decisions.ts'
import { perAgent } from '../per-agent.ts'
import { issuesText, Problem } from '../problem.ts'
import { decide } from './decisions.ts'

// Metrics for the requirements of an imported framework: proposed by their words, and nothing of them counts
// before a person accepted it. What counts stands in the framework's file; who said so is sealed.

/** A metric that may speak for a requirement: never more than supporting it. */
export type ProposedMapping = {
  readonly metric: string
  readonly title: string
  readonly words: readonly string[]
  readonly strength: 'supports'
  readonly why: string
}

/** So many metrics are proposed for one requirement. */
const MOST = 3

/** Metrics by the words of a requirement's title and of what it asks for. */
export function proposedFor(
  agent: Agent,
  { title, asks = '' }: Pick<Requirement, 'title' | 'asks'>,
): readonly ProposedMapping[] {
  const text = `${title}. ${asks}`
  return recommenderOf(agent)()(text, MOST).map(({ metric, title: called, words: found }) => {
    const words = found.slice(0, 5).map(word => asWritten(word, text))
    return {
      metric,
      title: called,
      words,
      strength: 'supports',
      why: `Its words speak of the same (${words.join(', ')}): ${called}.`,
    }
  })
}

/** Words are ranked without their endings, and some stand for others: here is the one that a text has. */
function asWritten(word: string, text: string): string {
  const written = text.split(/[^\p{L}\d-]+/u).find(item => wordsOf(item).includes(word))
  return written?.toLowerCase() ?? word
}

/** Ranks by the catalogue as it is; made anew where that is another one. */
export const recommenderOf = perAgent(agent => {
  let known: {
    readonly digest: string
    readonly rank: ReturnType<typeof recommender>
  } | null = null
  return () => {
    const digest = agent.catalogueDigest()
    if (known?.digest !== digest) known = { digest, rank: recommender(agent.catalogue()) }
    return known.rank
  }
})

/** What people said of metrics for the requirements of a framework: the last word of each. */
export async function mappingsSaid(
  agent: Pick<Agent, 'store'>,
  framework: string,
): Promise<readonly SealedDecision<MappingDecision>[]> {
  return (await sealedDecisions(agent.store, 'mapping', MappingDecision)).filter(
    ({ said }) => said.framework === framework,
  )
}

/**
 * Seals that a metric speaks for a requirement, or does not, and writes it into the framework's file. What is
 * refused is taken out of it, and not proposed again. Without a reason, what is accepted says why it was
 * proposed.
 * @throws Problem `mapping-invalid`, and as `mappedFile`; nothing is sealed then
 */
export async function mapRequirement(
  agent: Agent,
  actor: Actor,
  decision: MappingDecision,
): Promise<void> {
  const { framework, requirement, metric: id, verdict } = decision
  const { metrics } = agent.catalogue()
  const metric = metrics.find(item => item.id === id)
  if (!metric) {
    const known = metrics.map(item => item.id)
    throw new Problem('mapping-invalid', { detail: noSuch('metric', id, known) })
  }
  const place = { framework, requirement, metric }
  mappedFile(agent.home, { ...place, mapping: null })
  const wanted = {
    ...place,
    mapping: verdict === 'accepted' ? mappingOf(agent, decision) : null,
  }
  mappedFile(agent.home, wanted)
  const said = MappingDecision.parse({ ...decision, ...wanted.mapping })
  const key = `${framework}:${requirement}/${id}`
  await decide(agent, actor, { about: 'mapping', act: 'set', key, tenant: null, said })
  // Read again: the file may have changed meanwhile, and what is accepted counts from here on.
  const { file, text } = mappedFile(agent.home, wanted)
  writeAtomically(file, text)
}

/** @throws Problem `mapping-invalid` for what decides and does not say what it leaves open */
function mappingOf(
  agent: Agent,
  { framework, requirement, metric, strength = 'supports', why, notProven, whole }: MappingDecision,
): Mapping {
  const parsed = Mapping.safeParse({
    metric,
    strength,
    why: why ?? proposedWhy(agent, { framework, requirement, metric }),
    ...(notProven === undefined ? {} : { notProven }),
    ...(whole === undefined ? {} : { whole }),
  })
  if (!parsed.success) throw new Problem('mapping-invalid', { detail: issuesText(parsed.error) })
  return parsed.data
}

function proposedWhy(
  agent: Agent,
  { framework, requirement, metric }: Pick<MappingDecision, 'framework' | 'requirement' | 'metric'>,
): string | undefined {
  const item = agent
    .catalogue()
    .frameworks.find(({ id }) => id === framework)
    ?.requirements.find(({ id }) => id === requirement)
  return item && proposedFor(agent, item).find(proposed => proposed.metric === metric)?.why
}
