import { z } from 'zod'
import { leavesOf, Mapping, MappingDecision, mappingsOf, Time } from '../../common/model/index.ts'
import { strengthWords } from '../../common/words/english/evaluations.ts'
import { mappingsSaid, proposedFor } from '../judge/mappings.ts'
import { frameworkOf } from '../judge/scope.ts'
import { answering, list } from './operation.ts'

const PAGE = 20

const Said = MappingDecision.pick({ verdict: true, by: true }).extend({ at: Time, entry: z.int() })

/** Metrics proposed for the requirements of a framework, beside what people said of them. */
export const frameworkProposals = answering({
  title: 'Mappings that are proposed for a framework, and what was said of them',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    framework: z.string(),
    /** `open`: only requirements for which nothing speaks yet. */
    show: z.enum(['open', 'all']).catch('open').default('open'),
    /** From 0; a page has 20. What is no page number is the first. */
    page: z.coerce.number().int().nonnegative().catch(0).default(0),
  }),
  kind: 'framework-proposals',
  output: z.strictObject({
    framework: z.string(),
    title: z.string(),
    /** Of all requirements, for how many something speaks. */
    requirements: z.int(),
    mapped: z.int(),
    /** Requirements that are shown, on all pages. */
    total: z.int(),
    items: list(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        asks: z.string().nullable(),
        /** What speaks for it, whoever wrote it; with who accepted it, where somebody did here. */
        mapped: list(Mapping.safeExtend({ says: z.string(), said: Said.nullable() })),
        /** By words alone; nothing of it counts. */
        proposed: list(
          z.strictObject({
            metric: z.string(),
            title: z.string(),
            words: list(z.string()),
            strength: z.literal('supports'),
            why: z.string(),
          }),
        ),
        refused: list(Said.extend({ metric: z.string(), why: z.string().nullable() })),
      }),
    ),
  }),
  async run(agent, _, { framework: id, show, page }) {
    const framework = frameworkOf(agent, id)
    const leaves = leavesOf(framework)
    const open = leaves.filter(item => mappingsOf(item).length === 0)
    const shown = show === 'open' ? open : leaves
    const said = Map.groupBy(await mappingsSaid(agent, id), item => item.said.requirement)
    return {
      framework: id,
      title: framework.title,
      requirements: leaves.length,
      mapped: leaves.length - open.length,
      total: shown.length,
      items: shown.slice(page * PAGE, (page + 1) * PAGE).map(item => {
        const decided = new Map((said.get(item.id) ?? []).map(one => [one.said.metric, one]))
        const mapped = mappingsOf(item)
        const refused = [...decided.values()].filter(one => one.said.verdict === 'refused')
        const known = new Set([
          ...mapped.map(({ metric }) => metric),
          ...refused.map(one => one.said.metric),
        ])
        const sealed = (metric: string | undefined): z.input<typeof Said> | null => {
          const one = metric === undefined ? undefined : decided.get(metric)
          if (one?.said.verdict !== 'accepted') return null
          const { at, entry } = one
          return { verdict: one.said.verdict, by: one.said.by, at, entry }
        }
        return {
          id: item.id,
          title: item.title,
          asks: item.asks ?? null,
          mapped: mapped.map(mapping => ({
            ...mapping,
            says: strengthWords[mapping.strength],
            said: sealed(mapping.metric),
          })),
          proposed: proposedFor(agent, item)
            .filter(({ metric }) => !known.has(metric))
            .map(({ words, ...proposal }) => ({ ...proposal, words: [...words] })),
          refused: refused.map(({ said: { verdict, by, metric, why = null }, at, entry }) => ({
            verdict,
            by,
            metric,
            why,
            at,
            entry,
          })),
        }
      }),
    }
  },
})
