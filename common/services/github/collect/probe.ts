import { Unreadable } from '../../../model/index.ts'
import type { CollectorContext, CollectorPart, CredentialReport } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import { wordsOf } from '../../../words/english/index.ts'
import { rights } from '../settings/rights.ts'
import { organizationReply } from './reading.ts'
import { leftOutSetting } from './repositories.ts'

/** Scopes that only read; every other one can change something. */
const readingScope = /^(?:read:.+|user:email)$/

/**
 * What the credential can read, by the very requests of a scan: each part is asked until every
 * setting of it was seen once. Of its right to write only a classic token tells.
 * @throws Unreadable where not even the organization can be read
 */
export async function probe(
  context: CollectorContext,
  parts: readonly CollectorPart[],
): Promise<CredentialReport> {
  const { headers } = await organizationReply(context)
  const unread = new Map<string, Said | null>()
  const read = new Set<string>()
  for (const part of parts) await tryOut(part, context, unread, read)
  const lacking = rights.map(({ title, reads }) => ({
    right: title,
    costs: reads.filter(setting => unread.has(setting)),
  }))
  const missing = lacking.filter(({ costs }) => costs.length > 0)
  const scopes = headers['x-oauth-scopes']
    ?.split(',')
    .map(scope => scope.trim())
    .filter(Boolean)
  return {
    account: null,
    validUntil: headers['github-authentication-token-expiration'] ?? null,
    // Of what nothing was asked, or is there to be read, nobody knows.
    granted:
      scopes ??
      rights
        .filter(({ reads }) => reads.some(id => read.has(id)) && !reads.some(id => unread.has(id)))
        .map(({ title }) => title),
    missing,
    canWrite: scopes?.filter(scope => !readingScope.test(scope)) ?? null,
    notes: [
      ...new Set([...unread.values()].flatMap(why => (why ? [wordsOf(why)] : []))),
      ...(scopes
        ? [
            'This is a classic token, which GitHub cannot limit to reading. A fine-grained token with read rights only is safer.',
          ]
        : []),
    ],
  }
}

/** The first answer for each setting of a part: read, or why not. */
async function tryOut(
  { settings, collect }: CollectorPart,
  context: CollectorContext,
  unread: Map<string, Said | null>,
  read: Set<string>,
): Promise<void> {
  const left = new Set(settings.filter(setting => setting !== leftOutSetting))
  try {
    for await (const item of collect(context)) {
      if (item.kind !== 'value' && item.kind !== 'unobserved') continue
      const lacks = item.kind === 'unobserved' && item.why?.code !== 'github-none-or-hidden'
      if (item.kind === 'value') read.add(item.setting)
      if (lacks && left.has(item.setting)) unread.set(item.setting, item.why ?? null)
      left.delete(item.setting)
      if (left.size === 0) break
    }
  } catch (error) {
    const why =
      error instanceof Unreadable ? error.said : said('told', { message: (error as Error).message })
    for (const setting of left) unread.set(setting, why)
  }
}
