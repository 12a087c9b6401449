import { z } from 'zod'
import { Unreadable } from '../../../model/index.ts'
import type { CollectorPart, GraphqlError, Yield } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import { environmentsQuery } from './queries.ts'
import { reasonOf } from './reading.ts'
import { listedBy, shownOf } from './repository-pages.ts'

const Environment = z.object({
  name: z.string(),
  protectionRules: z.object({
    nodes: z.array(z.object({ type: z.string() }).nullable()).nullable(),
  }),
})
const Repository = z.object({
  environments: z.object({
    totalCount: z.number(),
    nodes: z.array(Environment.nullable()).nullable(),
  }),
})
const id = 'github.repository.environments'

/**
 * Asked for apart from what else is read of repositories: GitHub's schema has no place for a list
 * that is refused, so that a credential without the right gets no repository at all.
 */
export const environmentsPart: CollectorPart = {
  id: 'environments',
  settings: [id],
  async *collect(context) {
    let hidden: Unreadable | null = null
    for await (const item of listedBy(context, environmentsQuery)) {
      if (item.hidden) {
        hidden = item.hidden
        continue
      }
      if (!item.inScope) continue
      const { reply, index, node } = item
      const about = {
        resource: { type: 'repository', id: item.id },
        setting: id,
        evidence: [reply.evidence],
      }
      const error = reply.errors.find(
        ({ type, path }) =>
          path?.includes('environments') && (type === 'undefinedField' || path[3] === index),
      )
      yield { ...about, ...(error ? refusedBy(error) : environmentsOf(node)) }
    }
    if (hidden) throw hidden
  },
}

type Told =
  | Pick<Extract<Yield, { kind: 'value' }>, 'kind' | 'value'>
  | Pick<Extract<Yield, { kind: 'unobserved' }>, 'kind' | 'reason' | 'why'>

function refusedBy(error: GraphqlError): Told {
  const why = said('told', { message: error.message })
  return { kind: 'unobserved', reason: reasonOf(error), why }
}

/** A list that is cut off is judged where an environment without any rule is in sight. */
function environmentsOf(node: unknown): Told {
  const { totalCount, nodes } = Repository.parse(node).environments
  const value = shownOf(nodes).map(({ name, protectionRules }) => ({
    name,
    rules: shownOf(protectionRules.nodes).map(({ type }) => type),
  }))
  return totalCount > value.length && value.every(({ rules }) => rules.length > 0)
    ? { kind: 'unobserved', reason: 'not-readable-by-api', why: said('github-not-all-shown') }
    : { kind: 'value', value }
}
