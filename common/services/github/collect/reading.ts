import { z } from 'zod'
import { Unreadable } from '../../../model/index.ts'
import type {
  CollectorContext,
  EvidenceHandle,
  GraphqlError,
  GraphqlReply,
  Reply,
  Value,
} from '../../../model/index.ts'
import { said } from '../../../words/said.ts'

const Account = z.object({ type: z.string().optional() })
const Refusal = z.object({ message: z.string().default('') })
const Hook = z.object({
  id: z.number(),
  active: z.boolean(),
  config: z.object({
    url: z.string().optional(),
    insecure_ssl: z.union([z.string(), z.number()]).optional(),
    secret: z.string().optional(),
  }),
})
/** The workflow token of an organization or of a repository. */
export const Workflow = z.object({
  default_workflow_permissions: z.string(),
  can_approve_pull_request_reviews: z.boolean(),
})

/** @throws Unreadable when the tenant's configuration does not name the organization */
export function organizationOf(target: Readonly<Record<string, string>>): string {
  const organization = target['organization']
  if (!organization) throw new Unreadable('not-found', said('github-names-no-organization'))
  return encodeURIComponent(organization)
}

/**
 * The organization as REST shows it.
 * @throws Unreadable not-found where there is none of that name; a person's account is told as such
 */
export async function organizationReply({
  api,
  target,
}: Pick<CollectorContext, 'api' | 'target'>): Promise<Reply> {
  const login = organizationOf(target)
  const reply = await api.get(`/orgs/${login}`, { accept: [404] })
  if (reply.status !== 404) return reply
  const account = await api.get(`/users/${login}`, { accept: [404] })
  const { type } = Account.parse(account.body)
  if (type === 'User')
    throw new Unreadable('not-found', said('github-user-account', { login }), [account.evidence])
  const { message } = Refusal.parse(reply.body)
  throw new Unreadable('not-found', said('answered', { status: 404, message }), [reply.evidence])
}

/** A webhook of an organization or of a repository, without what may be its secret. */
export function hookOf(item: unknown): Value {
  const hook = Hook.parse(item)
  const url = URL.canParse(hook.config.url ?? '') ? new URL(hook.config.url ?? '') : null
  // Only the host: the path of a webhook often is its secret.
  return {
    id: hook.id,
    host: url?.host ?? '',
    https: url?.protocol === 'https:',
    insecureSsl: String(hook.config.insecure_ssl ?? '0') === '1',
    secretSet: Boolean(hook.config.secret),
    active: hook.active,
  }
}

/** A list of the organization, 100 a page. */
export function restList(
  { api, target }: CollectorContext,
  path: string,
  personal: boolean,
): AsyncIterable<{ readonly items: readonly unknown[]; readonly evidence: EvidenceHandle }> {
  return api.pages(
    `/orgs/${organizationOf(target)}/${path}${path.includes('?') ? '&' : '?'}per_page=100`,
    { style: 'link-header' },
    { personal },
  )
}

/**
 * GitHub answers 200 with field errors: one that stands on `path` (or above it) means the whole
 * part was not read, and so does any where there is no data: the query itself was refused then. @throws Unreadable
 */
export function fieldErrors(reply: GraphqlReply, path: readonly string[]): void {
  const error = reply.errors.find(
    item =>
      reply.data === null || !item.path || item.path.every((key, index) => key === path[index]),
  )
  if (error)
    throw new Unreadable(reasonOf(error), said('told', { message: error.message }), [
      reply.evidence,
    ])
}

/** GitHub's error types as our reasons. */
export function reasonOf(
  error: GraphqlError,
): 'forbidden' | 'not-found' | 'rate-limited' | 'not-readable-by-api' | 'malformed' {
  if (error.type === 'FORBIDDEN' || error.type === 'INSUFFICIENT_SCOPES') return 'forbidden'
  if (error.type === 'NOT_FOUND') return 'not-found'
  // An Enterprise Server that is older than the field.
  if (error.type === 'undefinedField') return 'not-readable-by-api'
  return error.type?.startsWith('RATE_LIMIT') ? 'rate-limited' : 'malformed'
}
