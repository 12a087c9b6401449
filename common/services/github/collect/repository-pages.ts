import { z } from 'zod'
import { Unreadable } from '../../../model/index.ts'
import type { CollectorContext, GraphqlReply } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import { fieldErrors, organizationOf, reasonOf } from './reading.ts'
import { asksForTopics, inScope, nameOf } from './scope.ts'

const Page = z.object({
  organization: z.object({ repositories: z.object({ nodes: z.array(z.unknown()).nullable() }) }),
})
const Scopable = z.object({
  nameWithOwner: z.string(),
  visibility: z.string().nullish(),
  repositoryTopics: z
    .object({
      totalCount: z.number(),
      nodes: z.array(z.object({ topic: z.object({ name: z.string() }) }).nullable()).nullable(),
    })
    .nullish(),
})

/** A repository in a list of GraphQL: as it came, or that it is hidden. */
export type Listed = {
  readonly reply: GraphqlReply
  /** Its place in the reply, which errors name. */
  readonly index: number
} & (
  | { readonly hidden: Unreadable }
  | {
      readonly hidden?: never
      readonly id: string
      readonly inScope: boolean
      readonly node: unknown
    }
)

/**
 * The organization's repositories by a query over `organization.repositories` that asks for
 * `nameWithOwner`, `visibility` and, with `$topics`, `repositoryTopics`.
 * @throws Unreadable where the list itself is refused
 */
export async function* listedBy(
  { api, target }: Pick<CollectorContext, 'api' | 'target'>,
  query: string,
): AsyncIterable<Listed> {
  for await (const reply of api.graphqlPages(
    query,
    { org: organizationOf(target), topics: asksForTopics(target) },
    { connection: 'organization.repositories', first: 25, most: 100 },
  )) {
    fieldErrors(reply, ['organization', 'repositories'])
    const { nodes } = Page.parse(reply.data).organization.repositories
    for (const [index, node] of (nodes ?? []).entries()) {
      if (node === null) {
        yield { reply, index, hidden: hiddenRepository(reply, index) }
        continue
      }
      const { nameWithOwner: id, visibility = null, repositoryTopics } = Scopable.parse(node)
      const shown = shownOf(repositoryTopics?.nodes).map(({ topic }) => topic.name)
      const topics = repositoryTopics?.totalCount === shown.length ? shown : null
      yield {
        reply,
        index,
        id,
        node,
        inScope: inScope(target, { name: nameOf(id), visibility, topics }),
      }
    }
  }
}

/** What is hidden from the credential comes as null. */
export function shownOf<T>(nodes: readonly (T | null)[] | null | undefined): readonly T[] {
  return (nodes ?? []).filter(node => node !== null)
}

/** A repository that GitHub counts and does not show. */
function hiddenRepository(reply: GraphqlReply, index: number): Unreadable {
  const error = reply.errors.find(({ path }) => path?.[2] === 'nodes' && path[3] === index)
  return error
    ? new Unreadable(reasonOf(error), said('told', { message: error.message }), [reply.evidence])
    : new Unreadable('forbidden', said('github-repository-hidden'), [reply.evidence])
}
