import { userInfo } from 'node:os'
import type { Output } from '../operations/index.ts'
import { plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

type Review = Output<'access-reviews'>['reviews'][number]

/** `witnessmark access list [--tenant T]`: reviews, with what is open in each. */
export async function accessList(context: Context, tenant?: string): Promise<number> {
  const answer = await invoke(context, 'access-reviews', tenant === undefined ? {} : { tenant })
  if (context.json) context.printJson('access-reviews', answer)
  else for (const review of answer.reviews) context.print(headOf(review))
  context.say(`${answer.reviews.length} reviews`)
  sayStanding(context, answer)
  return exitWith(answer, 0)
}

/** `witnessmark access show REVIEW --tenant T`: every account of it. */
export async function accessShow(context: Context, tenant: string, id: string): Promise<number> {
  const answer = await invoke(context, 'access-reviews', { tenant, review: id })
  if (context.json) context.printJson('access-reviews', answer)
  else for (const review of answer.reviews) print(context, review)
  sayStanding(context, answer)
  return exitWith(answer, 0)
}

/** `witnessmark access start REVIEW --tenant T --reviewer WHO --due DAY`. */
export async function accessStart(
  context: Context,
  wanted: {
    readonly tenant: string
    readonly id: string
    readonly reviewer: string
    readonly due: string
  },
): Promise<number> {
  const { review } = await invoke(context, 'access-start', wanted)
  if (context.json) context.printJson('access-review', { review })
  else print(context, review)
  return 0
}

/** `witnessmark access keep|change|remove REVIEW ACCOUNT --tenant T [--reason WHY] [--by WHO]`. */
export async function accessDecide(
  context: Context,
  decision: 'keep' | 'change' | 'remove',
  { tenant, review: id, account }: { tenant: string; review: string; account: number },
  { reason, by = userInfo().username }: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const wanted = { tenant, review: id, account, decision, by, reason }
  const { review } = await invoke(context, 'access-decide', wanted)
  if (context.json) context.printJson('access-review', { review })
  else for (const item of review.accounts) if (item.place === account) context.print(lineOf(item))
  return 0
}

function print(context: Context, review: Review): void {
  context.print(headOf(review))
  context.print(`accounts: ${review.covers}`)
  for (const what of review.notRead) context.print(`not read: ${what}`)
  for (const account of review.accounts) context.print(lineOf(account))
  for (const name of review.since) context.print(`came since it began: ${plainText(name)}`)
}

function headOf({ id, tenant, reviewer, due, overdue, accounts, entry }: Review): string {
  const open = accounts.filter(({ state }) => state === 'undecided').length
  const waits = accounts.filter(({ state }) => state === 'waits').length
  return `${id}  ${tenant}  ${plainText(reviewer)}, due ${due.slice(0, 10)}${overdue ? ' (overdue)' : ''}: ${open} of ${accounts.length} undecided, ${waits} not done, entry ${entry}`
}

function lineOf({
  place,
  name,
  roles,
  enabled,
  secondFactor,
  lastUse,
  decision,
  says,
}: Review['accounts'][number]): string {
  const factor =
    secondFactor === null ? '' : secondFactor ? ', second factor' : ', no second factor'
  const off = enabled === false ? ' (switched off)' : ''
  const use = lastUse === null ? '' : `, last use ${lastUse}`
  const said = decision ? `${decision.decision} (${plainText(decision.by)}): ` : ''
  return `${place}  ${plainText(name)}  ${roles.map(plainText).join(', ')}${off}${factor}${use}  ${said}${says}`
}
