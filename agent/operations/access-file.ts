import { Readable } from 'node:stream'
import { z } from 'zod'
import { csv } from '../export/csv.ts'
import type { Agent } from '../agent.ts'
import { accessReview } from '../judge/access-reviews.ts'
import { shapeOfReview } from './access-reviews.ts'
import { downloading } from './operation.ts'

const columns = [
  'tenant',
  'review',
  'reviewer',
  'due',
  'began',
  'log entry',
  'accounts of',
  'not read',
  'account',
  'roles',
  'enabled',
  'second factor',
  'last use',
  'decision',
  'decided by',
  'decided at',
  'reason',
  'decision in entry',
  'state',
  'proof in entries',
] as const

/** A review of who has access as a table (CSV), one row an account. */
export const accessFile = downloading({
  title: 'A review of who has access, as a table',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ tenant: z.string(), review: z.string() }),
  async open(agent, _, { tenant, review }) {
    const text = await Array.fromAsync(csv(columns, rowsOf(agent, tenant, review)))
    const bytes = Buffer.from(text.join(''))
    return {
      name: `witnessmark-access-${tenant}-${review}.csv`,
      mediaType: 'text/csv; charset=utf-8',
      bytes: bytes.length,
      body: Readable.toWeb(Readable.from([bytes])) as ReadableStream,
    }
  },
})

/** @throws Problem `review-unknown` */
async function* rowsOf(agent: Agent, tenant: string, id: string): AsyncIterable<readonly string[]> {
  const review = shapeOfReview(await accessReview(agent, tenant, id))
  const about = [
    review.tenant,
    review.id,
    review.reviewer,
    review.due,
    review.at,
    String(review.entry),
    review.covers,
    review.notRead.join(' '),
  ]
  const notRead = 'not read'
  const said = (is: boolean | null): string => (is === null ? notRead : is ? 'yes' : 'no')
  for (const {
    name,
    roles,
    enabled,
    secondFactor,
    lastUse,
    decision,
    says,
    proof,
  } of review.accounts)
    yield [
      ...about,
      name,
      roles.join(', '),
      said(enabled),
      said(secondFactor),
      lastUse ?? notRead,
      decision?.decision ?? '',
      decision?.by ?? '',
      decision?.at ?? '',
      decision?.reason ?? '',
      decision ? String(decision.entry) : '',
      says,
      proof.join(' '),
    ]
  for (const name of review.since)
    yield [
      ...about,
      name,
      '',
      notRead,
      notRead,
      notRead,
      '',
      '',
      '',
      '',
      '',
      'came since it began',
      '',
    ]
}
