import { holderOf } from '../home/lock.ts'
import { isProblem } from '../problem.ts'
import { exitCode } from '../problems.ts'
import type { Output } from '../operations/index.ts'
import { exitOfAll, withFindings } from './assessments.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke, looking } from './invoke.ts'
import { printWalked } from './json.ts'
import { sayBaselines } from './standing.ts'
import { summary } from './summary.ts'

type Scanned = Output<'scan'>

/** `witnessmark scan [TENANT...]`: reads, judges and keeps; through the running agent where there is one. */
export async function scanCommand(
  context: Context,
  tenants: readonly string[],
  { group }: { readonly group?: string } = {},
): Promise<number> {
  const scanned = await invoke(context, 'scan', { tenants: [...tenants], group })
  const { assessments, failed, unreached, byPage, imported, beside, waiting, untold, baselines } =
    scanned
  const looked = [
    ...assessments,
    ...[...byPage, ...imported].flatMap(item => item.assessment ?? []),
  ]
  const unseen = failed.length + byPage.filter(item => item.assessment === null).length
  if (context.json)
    await looking(context, look =>
      printWalked(context, 'assessments', {
        assessments: withFindings(look, assessments),
        failed,
        unreached,
        byPage: byPage.map(({ tenant, pages }) => ({ tenant, pages })),
        imported: imported.map(({ tenant, at }) => ({ tenant, at })),
        baselines,
      }),
    )
  else {
    const of = beside.length === 0 ? null : namesOf(looked.map(item => item.tenant))
    if (looked.length > 0) context.print(summary(looked, { unseen, of }))
    for (const item of byPage) context.print(pagesText(item))
    for (const { tenant, at } of imported)
      context.print(
        `\n${paint('bold', tenant)} was imported on ${at.slice(0, 10)} and is not connected: nothing was asked. Next: import a newer export, or witnessmark connect`,
      )
    if (beside.length > 0) context.print(besideText(beside))
    const changed = await changedSince(
      context,
      assessments.map(({ tenant }) => tenant),
    )
    if (changed !== '') context.print(changed)
  }
  sayBaselines(context, baselines)
  for (const { tenant, problem } of failed) context.say(`${tenant} was not read: ${problem}`)
  for (const { tenant, problem } of unreached) context.say(`${tenant}: ${problem}`)
  for (const problem of waiting)
    context.say(`${problem}. It is asked again at the next scan, or by "witnessmark anchor".`)
  for (const problem of untold) context.say(`not told: ${problem}. Next: witnessmark alert list`)
  const dashboard = holderOf(context.home)?.url ? 'open' : 'serve'
  context.say(`\nNext: witnessmark findings, or witnessmark ${dashboard} for the dashboard`)
  if (failed.length > 0) return exitCode.failure
  const found = exitOfAll(looked)
  return found === exitCode.met && unseen > 0 ? exitCode.unknown : found
}

const changeWords = [
  ['fixed', 'fixed'],
  ['new-failing', 'newly failing'],
  ['lost-sight', 'can no longer be told'],
  ['seen-again', 'told again'],
] as const

/** What came out otherwise than at the scan before; empty where nothing did, or none was before. */
async function changedSince(context: Context, tenants: readonly string[]): Promise<string> {
  const found = await Promise.all(
    tenants.map(async tenant => {
      try {
        return (await invoke(context, 'diff', { tenant })).changes
      } catch (error) {
        if (isProblem(error, 'no-two-runs')) return []
        throw error
      }
    }),
  )
  const counts = changeWords.flatMap(([drift, words]) => {
    const count = found.flat().filter(change => change.drift === drift).length
    return count === 0 ? [] : [`${count} ${words}`]
  })
  return counts.length === 0
    ? ''
    : `\nSince the scan before: ${counts.join(', ')} (witnessmark diff)`
}

const NAMED = 3

function namesOf(tenants: readonly string[]): string {
  const more = tenants.length - NAMED
  return `${tenants.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Which pages are to be opened where no API shows anything. */
function pagesText({ tenant, pages, assessment }: Scanned['byPage'][number]): string {
  const head = `\n${paint('bold', tenant)} is read on console pages, by no API: `
  if (pages.length === 0)
    return `${head}${assessment === null ? 'no page of it is known. Next: import an export, or teach the extension a page' : 'all of them were read'}.`
  return [
    `${head}witnessmark serve, and open these in a paired browser`,
    ...pages.map(({ title, url, open, of, at }) => {
      const read = at === null ? 'never read' : `last read ${at.slice(0, 10)}`
      const where = url === null ? '' : `\n      ${plainText(url)}`
      return `  ${plainText(title)}: ${open} of ${of} settings ${read}${where}`
    }),
  ].join('\n')
}

/** What is known of those that nobody asked for: that nothing fails elsewhere says nothing of them. */
function besideText(beside: Scanned['beside']): string {
  return [
    '\nNot scanned here',
    ...beside.map(({ tenant, assessment }) => `  ${tenant.padEnd(22)} ${stateOf(assessment)}`),
  ].join('\n')
}

function stateOf(assessment: Scanned['beside'][number]['assessment']): string {
  if (assessment === null) return 'not scanned yet'
  const { counts, summary: found, at } = assessment
  const fails = found.failing.length === 0 ? 'nothing fails' : `${found.failing.length} checks fail`
  const open = counts.unknown === 0 ? '' : `, ${counts.unknown} findings could not be told`
  return `as of ${at.slice(0, 16).replace('T', ' ')} UTC: ${fails}${open}`
}
