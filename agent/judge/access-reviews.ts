import { AccessDecision, AccessReview } from '../../common/model/index.ts'
import type { Account, EvidenceRef, Observation } from '../../common/model/index.ts'
import { accountSettings, accountsOf, reviewedServices } from '../../common/services/accounts.ts'
import type { KnownAccounts } from '../../common/services/accounts.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { tenantOf } from '../agent.ts'
import { sealedDecisions } from '../log/sealed-decisions.ts'
import type { SealedDecision } from '../log/sealed-decisions.ts'
import { Problem } from '../problem.ts'
import { decide } from './decisions.ts'
import { assertNames } from './names.ts'
import { dayAhead } from './scope.ts'

/**
 * `undecided`, `kept`. Of one that is to go or to change: `waits` while it is there as it was, `done`
 * once what was read since says otherwise, `untold` where that could not be read.
 */
export const accessStates = ['undecided', 'kept', 'waits', 'done', 'untold'] as const
type AccessState = (typeof accessStates)[number]

/** One account of a review with what was decided of it, and what is measured since. */
type ReviewedAccount = {
  /** From 1. */
  readonly place: number
  readonly account: Account
  readonly decision: SealedDecision<AccessDecision> | null
  readonly state: AccessState
  /** Places in the log of the readings, or of the run, that say that it is done. */
  readonly proof: readonly number[]
}

export type Reviewed = {
  readonly review: SealedDecision<AccessReview>
  readonly accounts: readonly ReviewedAccount[]
  /** Accounts that came since it began: nobody looked at them. */
  readonly since: readonly string[]
  /** It is due, and something is undecided. */
  readonly overdue: boolean
}

type Now = KnownAccounts & {
  readonly evidence: ReadonlyMap<string, readonly EvidenceRef[]>
  /** Place in the log of what the last run sealed. */
  readonly run: number
}

/** @throws Problem `review-unread` for a service of which no accounts are read */
async function accountsNow(agent: Agent, tenant: string): Promise<Now> {
  const { service } = tenantOf(agent, tenant)
  const settings = accountSettings(service.id)
  const current = new Map<string, Observation>()
  for await (const item of agent.store.observations(tenant, undefined, [...settings])) {
    const key = JSON.stringify([item.setting, item.resource.id])
    const known = current.get(key)
    // What the API says counts.
    if (known?.source !== 'api') current.set(key, item)
  }
  const resources = await agent.store.resources(tenant)
  const things = new Map(resources.map(({ id, name }) => [id, name]))
  // Of a thing that is there no more a last reading says nothing.
  const seen = [...current.values()].filter(({ resource }) => things.has(resource.id))
  const known = accountsOf(service.id, seen, id => things.get(id) ?? id)
  if (!known) throw new Problem('review-unread', { tenant, known: reviewedServices })
  const evidence = Map.groupBy(seen, ({ setting }) => setting)
  return {
    ...known,
    run: (await agent.store.lastEvidence('run', tenant))?.index ?? -1,
    evidence: new Map(
      [...evidence].map(([setting, of]) => [setting, of.flatMap(item => item.evidence)]),
    ),
  }
}

/** Every review that stands, the last one first. */
export async function accessReviews(agent: Agent, tenant?: string): Promise<readonly Reviewed[]> {
  const reviews = await sealedDecisions(agent.store, 'review', AccessReview)
  const decisions = new Map(
    (await sealedDecisions(agent.store, 'access', AccessDecision)).map(item => [item.key, item]),
  )
  const wanted = reviews.filter(({ said }) => tenant === undefined || said.tenant === tenant)
  const configured = agent.config().tenants
  const now = new Map<string, Now>()
  for (const id of new Set(wanted.map(({ said }) => said.tenant)))
    if (configured[id]) now.set(id, await accountsNow(agent, id))
  const at = agent.clock().toISOString()
  return wanted
    .toReversed()
    .map(review => reviewed(review, decisions, now.get(review.said.tenant) ?? null, at))
}

function reviewed(
  review: SealedDecision<AccessReview>,
  decisions: ReadonlyMap<string, SealedDecision<AccessDecision>>,
  now: Now | null,
  at: string,
): Reviewed {
  const { tenant, id, due } = review.said
  const accounts = review.said.accounts.map((account, index): ReviewedAccount => {
    const place = index + 1
    const decision = decisions.get(keyOf(tenant, id, place)) ?? null
    return {
      place,
      account,
      decision,
      ...measured(account, decision?.said.decision, now, review),
    }
  })
  return {
    review,
    accounts,
    since: (now?.accounts ?? [])
      .filter(item => !review.said.accounts.some(account => isSame(account, item)))
      .map(({ name }) => name),
    overdue: due <= at && accounts.some(({ state }) => state === 'undecided'),
  }
}

/** A name is its owner's to change: what the account is counts where the service says that. */
function isSame({ id, name }: Account, now: Account): boolean {
  return id === undefined ? now.name === name : now.id === id
}

/** That it is done is nobody's to say: all that lists accounts has to be read, and say otherwise. */
function measured(
  account: Account,
  decision: AccessDecision['decision'] | undefined,
  now: Now | null,
  { entry: begun, said: { missing } }: SealedDecision<AccessReview>,
): Pick<ReviewedAccount, 'state' | 'proof'> {
  if (decision === undefined) return { state: 'undecided', proof: [] }
  if (decision === 'keep') return { state: 'kept', proof: [] }
  const there = now?.accounts.find(item => isSame(account, item))
  const isAsBefore = there?.roles.join('\n') === account.roles.join('\n')
  if (there && (decision === 'remove' || isAsBefore)) return { state: 'waits', proof: [] }
  // A list that was not read when the review began may have had it all the time.
  const lists = now?.listing.filter(setting => !missing.includes(setting)) ?? []
  const needed = [...account.listedBy, ...lists]
  // Roles are compared where the same is known of them as then.
  const isComparable = now?.ofRoles.every(
    setting => missing.includes(setting) === now.missing.includes(setting),
  )
  if (
    !now ||
    !needed.every(setting => now.read.includes(setting)) ||
    (decision === 'change' && !isComparable)
  )
    return { state: 'untold', proof: [] }
  const read = account.listedBy.flatMap(setting => now.evidence.get(setting) ?? [])
  const later = read.map(({ index }) => index).filter(index => index > begun)
  // Where each account is a thing of its own, that one is gone stands in no reading of another.
  const proof = later.length > 0 ? later : [now.run]
  return {
    state: 'done',
    proof: [...new Set(proof)].sort((a, b) => a - b),
  }
}

/**
 * Begins a review: seals who reviews until when, with every account as it was read last.
 * @throws Problem `tenant-unknown`, `date-not-ahead`, `review-unread`, `review-there`
 */
export async function startReview(
  agent: Agent,
  actor: Actor,
  { due, ...given }: Pick<AccessReview, 'tenant' | 'id' | 'reviewer' | 'due'>,
): Promise<Reviewed> {
  const { tenant, id } = given
  assertNames(agent, { tenant })
  const end = dayAhead(agent, '--due', due)
  if (await oneOf(agent, tenant, id)) throw new Problem('review-there', { tenant, review: id })
  const { accounts, covers, missing, reasons } = await accountsNow(agent, tenant)
  if (accounts.length === 0) throw new Problem('review-unread', { tenant, known: reviewedServices })
  const said = AccessReview.parse({ ...given, due: end, covers, missing, reasons, accounts })
  const key = `${tenant}/${id}`
  await decide(agent, actor, { about: 'review', act: 'set', key, tenant, said })
  return accessReview(agent, tenant, id)
}

/**
 * Seals what the reviewer decided of one account; a later word takes its place.
 * @throws Problem `review-unknown`, `account-unknown`
 */
export async function decideAccess(
  agent: Agent,
  actor: Actor,
  decision: AccessDecision,
): Promise<Reviewed> {
  const { tenant, review, account } = decision
  const found = await accessReview(agent, tenant, review)
  if (account > found.accounts.length)
    throw new Problem('account-unknown', { review, of: found.accounts.length })
  const said = AccessDecision.parse(decision)
  const key = keyOf(tenant, review, account)
  await decide(agent, actor, { about: 'access', act: 'set', key, tenant, said })
  return accessReview(agent, tenant, review)
}

/** @throws Problem `review-unknown` */
export async function accessReview(agent: Agent, tenant: string, id: string): Promise<Reviewed> {
  const found = await oneOf(agent, tenant, id)
  if (!found) throw new Problem('review-unknown', { tenant, review: id })
  return found
}

async function oneOf(agent: Agent, tenant: string, id: string): Promise<Reviewed | undefined> {
  return (await accessReviews(agent, tenant)).find(({ review }) => review.said.id === id)
}

/** In the leaf, which can never be erased: no name. */
function keyOf(tenant: string, review: string, account: number): string {
  return `${tenant}/${review}/${account}`
}
