import { z } from 'zod'
import { Unreadable } from '../../../model/index.ts'
import type {
  CollectorContext,
  CollectorPart,
  Resource,
  Value,
  Yield,
} from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import { Workflow, hookOf, organizationOf, restList } from './reading.ts'
import { inScope, nameOf } from './scope.ts'

const Named = z.object({
  full_name: z.string(),
  visibility: z.string().nullish(),
  topics: z.array(z.string()).nullish(),
})

type Repository = Pick<Resource, 'type' | 'id'>
type Readings = Readonly<Record<string, Value>>

const setting = (name: string): string => `github.repository.${name}`

/** What GitHub shows for one repository at a time only, by the word that asks for it. */
const parts: Readonly<
  Record<
    string,
    {
      readonly settings: readonly string[]
      readonly read: (
        api: CollectorContext['api'],
        path: string,
      ) => Promise<{ readonly values: Readings; readonly evidence: readonly number[] }>
    }
  >
> = {
  'webhooks': {
    settings: ['webhooks'],
    async read(api, path) {
      const webhooks: Value[] = []
      const evidence: number[] = []
      for await (const page of api.pages(`${path}/hooks?per_page=100`, { style: 'link-header' })) {
        webhooks.push(...page.items.map(hookOf))
        evidence.push(page.evidence)
      }
      return { values: { webhooks }, evidence }
    },
  },
  'workflow-token': {
    settings: ['workflow-token-permission', 'workflow-can-approve-reviews'],
    async read(api, path) {
      const reply = await api.get(`${path}/actions/permissions/workflow`)
      const body = Workflow.parse(reply.body)
      return {
        evidence: [reply.evidence],
        values: {
          'workflow-token-permission': body.default_workflow_permissions,
          'workflow-can-approve-reviews': body.can_approve_pull_request_reviews,
        },
      }
    },
  },
}

const words = Object.keys(parts)

/** What the tenant asks of each repository: terms of `each-repository`, between commas. */
function askedOf({ target }: Pick<CollectorContext, 'target'>): ReadonlySet<string> {
  const terms = (target['each-repository'] ?? '').split(',').map(term => term.trim().toLowerCase())
  return new Set(words.filter(word => terms.includes(word)))
}

/** Says of a repository what is not asked of each, since that takes requests for each. */
export function* notAsked(
  context: Pick<CollectorContext, 'target'>,
  resource: Repository,
): Iterable<Yield> {
  const asked = askedOf(context)
  for (const [word, { settings }] of Object.entries(parts)) {
    if (asked.has(word)) continue
    for (const name of settings)
      yield {
        kind: 'unobserved',
        resource,
        setting: setting(name),
        reason: 'not-asked',
        why: said('github-not-asked', { word }),
        evidence: [],
      }
  }
}

/** What ends the asking: every further repository would be refused alike. */
const forAll: ReadonlySet<string> = new Set(['rate-limited', 'unauthorized', 'no-credential'])

export const eachRepositoryPart: CollectorPart = {
  id: 'each repository',
  settings: words.flatMap(word => (parts[word]?.settings ?? []).map(setting)),
  async *collect(context) {
    const asked = [...askedOf(context)]
    if (asked.length === 0) return
    for await (const { items } of restList(context, 'repos', false))
      for (const item of items) {
        const { full_name: id, visibility = null, topics: tagged = null } = Named.parse(item)
        if (!inScope(context.target, { name: nameOf(id), visibility, topics: tagged })) continue
        for (const word of asked) yield* readEach(context, { type: 'repository', id }, word)
      }
  },
}

async function* readEach(
  { api, target }: CollectorContext,
  resource: Repository,
  word: string,
): AsyncIterable<Yield> {
  const part = parts[word]
  if (!part) return
  const path = `/repos/${organizationOf(target)}/${encodeURIComponent(nameOf(resource.id))}`
  try {
    const { values, evidence } = await part.read(api, path)
    for (const [name, value] of Object.entries(values))
      yield { kind: 'value', resource, setting: setting(name), value, evidence }
  } catch (error) {
    if (!(error instanceof Unreadable) || forAll.has(error.reason)) throw error
    for (const name of part.settings)
      yield {
        kind: 'unobserved',
        resource,
        setting: setting(name),
        reason: error.reason,
        why: error.said,
        evidence: error.evidence,
      }
  }
}
