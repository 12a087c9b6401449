import { z } from 'zod'
import { EvidenceRef } from '../../common/model/index.ts'
import type { Metric } from '../../common/model/index.ts'
import type { Passage } from '../../common/policies/passages.ts'
import { sentenceOf } from '../../common/recommend/sentence.ts'
import type { Agent } from '../agent.ts'
import { Accepted, PolicyFile } from '../judge/policies.ts'
import type { Policy } from '../judge/policies.ts'
import { list } from './operation.ts'

const Said = Accepted.extend({
  title: z.string(),
  /** What the document says, in the controlled language. */
  sentence: z.string(),
})

/** A document as it stands, without what it is compared with. */
export const PolicyShape = z.strictObject({
  tenant: z.string(),
  document: z.string(),
  /** The version that counts; null where what named it was erased. */
  file: PolicyFile.nullable(),
  at: z.string(),
  evidence: list(EvidenceRef),
  accepted: list(Said.extend({ until: z.string().nullable(), due: z.boolean(), entry: z.int() })),
  /** Accepted of an earlier version: somebody has to say whether this one says so, too. */
  asked: list(Said),
})

export const PassageShape = z.strictObject({
  section: z.string(),
  text: z.string(),
  proposed: list(
    z.strictObject({
      metric: z.string(),
      title: z.string(),
      value: z.number(),
      unit: z.string().nullable(),
      sentence: z.string(),
      words: list(z.string()),
    }),
  ),
  /** The metric as whose limit the passage was accepted, in the version that counts. */
  acceptedAs: z.string().nullable(),
})

export function shownPolicy(
  agent: Pick<Agent, 'catalogue'>,
  policy: Policy,
): z.infer<typeof PolicyShape> {
  const { metrics } = agent.catalogue()
  return {
    ...policy,
    accepted: policy.accepted.map(item => ({ ...item, ...saidOf(metrics, item) })),
    asked: policy.asked.map(item => ({ ...item, ...saidOf(metrics, item) })),
  }
}

function saidOf(
  metrics: readonly Metric[],
  { metric: id, value }: Accepted,
): { readonly title: string; readonly sentence: string } {
  const metric = metrics.find(item => item.id === id)
  if (!metric) return { title: id, sentence: `${id} ${value}` }
  const { title, operator, unit } = metric
  return { title, sentence: sentenceOf({ metric: id, operator, value, unit }) }
}

export function shownPassages(
  { accepted }: Pick<Policy, 'accepted'>,
  passages: readonly Passage[],
): z.infer<typeof PassageShape>[] {
  return passages.map(passage => ({
    ...passage,
    acceptedAs:
      accepted.find(({ section, text }) => section === passage.section && text === passage.text)
        ?.metric ?? null,
  }))
}
