import { basename } from 'node:path'
import { userInfo } from 'node:os'
import type { Input, Output } from '../operations/index.ts'
import { weightText } from '../../common/words/english/evaluations.ts'
import { plainText } from './context.ts'
import type { Context } from './context.ts'
import { readFile } from './document.ts'
import { invoke } from './invoke.ts'
import { sayLevelNotes } from './level-note.ts'
import { exitWith, sayStanding } from './standing.ts'
import { usage } from './usage.ts'

type Flags = Readonly<Record<string, string | undefined>>

/** `witnessmark scope show --framework F`: the scope and the statement of applicability. */
export async function scopeShow(context: Context, framework: string): Promise<number> {
  const answer = await invoke(context, 'scope', { framework })
  if (context.json) context.printJson('scope', answer)
  else print(context, answer)
  sayStanding(context, answer)
  if (answer.scope?.level !== undefined) await sayLevelNotes(context, [framework])
  return exitWith(answer, 0)
}

/** `witnessmark scope set --framework F --tenants A,B --responsibilities TEXT [--level L] [--weights ID=N,ID=N] [--by WHO]`. */
export async function scopeSet(
  context: Context,
  framework: string,
  tenants: readonly string[],
  { responsibilities = '', level, weights, by = userInfo().username }: Flags,
): Promise<number> {
  const weighed = weights === undefined ? {} : { weights: weightsIn(weights) }
  const wanted = { framework, tenants: [...tenants], responsibilities, level, by, ...weighed }
  const answer = await invoke(context, 'scope-set', wanted satisfies Input<'scope-set'>)
  if (context.json) context.printJson('scope-set', answer)
  else if (answer.scope) context.print(scopeText(answer.scope))
  if (level !== undefined) await sayLevelNotes(context, [framework])
  return 0
}

/** `OPS=3,OPS-21.1=5`. */
function weightsIn(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(',').map(part => {
      const [, id, weight] = /^\s*([^=]+)=(\d{1,3})\s*$/.exec(part) ?? []
      if (id === undefined) throw usage('scope set --weights ID=N,ID=N: from 1 to 100')
      return [id, Number(weight)]
    }),
  )
}

/** `witnessmark scope include|exclude REQUIREMENT --framework F --reason WHY [--by WHO]`. */
export async function scopeApplies(
  context: Context,
  requirement: string,
  applies: boolean,
  { framework = '', reason = '', by = userInfo().username }: Flags,
): Promise<number> {
  const wanted = { framework, requirement, applies, reason, by }
  const answer = await invoke(context, 'applicability-set', wanted)
  if (context.json) context.printJson('applicability', answer)
  else
    context.print(`${requirement} ${applies ? 'applies' : 'does not apply'}: ${plainText(reason)}`)
  return 0
}

/** `witnessmark scope manual REQUIREMENT --framework F --title T --owner WHO --review DAY [--document FILE]`. */
export async function scopeManual(
  context: Context,
  requirement: string,
  { framework = '', title = '', owner = '', review = '', statement, document: file }: Flags,
): Promise<number> {
  const document =
    file === undefined
      ? undefined
      : { name: basename(file), body: readFile(file).toString('base64') }
  const item = { framework, requirement, title, owner, review, statement, document }
  const answer = await invoke(context, 'manual-set', item)
  if (context.json) context.printJson('manual-item', answer)
  else for (const stated of answer.manual) context.print(manualText(stated))
  return 0
}

function print(context: Context, { framework, scope, requirements }: Output<'scope'>): void {
  context.print(`${framework.title} ${framework.version}`)
  context.print(scope ? scopeText(scope) : 'no scope is set: every tenant, every level')
  for (const { id, title, says, applicability, manual } of requirements) {
    const applies = applicability?.applies === false ? 'does not apply' : 'applies'
    const why = applicability
      ? ` (${plainText(applicability.reason)}; ${plainText(applicability.by)}, entry ${applicability.entry})`
      : ''
    context.print(`${id} ${title}: ${applies}${why}; measured: ${says}`)
    for (const item of manual) context.print(`    stated: ${manualText(item)}`)
  }
}

function scopeText(scope: NonNullable<Output<'scope'>['scope']>): string {
  const level = scope.level === undefined ? 'every level' : `level ${scope.level}`
  const weights = scope.weights ? `, weights ${weightText(scope.weights)}` : ''
  return `${scope.tenants.join(', ')}, ${level}${weights}: ${plainText(scope.responsibilities)} (${plainText(scope.by)}, entry ${scope.entry})`
}

function manualText(item: Output<'manual-set'>['manual'][number]): string {
  const file = item.document
    ? `, ${plainText(item.document.name)} in entry ${item.document.entry}`
    : ''
  const due = item.due ? ', REVIEW IS DUE' : ''
  return `${plainText(item.title)} (${plainText(item.owner)}, review ${item.review.slice(0, 10)}${due}${file})`
}
