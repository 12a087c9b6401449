import { levelNote } from '../../common/model/index.ts'
import type { Output } from '../operations/index.ts'
import { exitCode } from '../problems.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

type Answer = Output<'tree'>
type Node = Answer['nodes'][number]
type Stated = NonNullable<Answer['requirement']>

const colours = { 'satisfied': 'green', 'not-satisfied': 'red', 'undetermined': 'yellow' } as const

export type TreeFlags = {
  readonly framework?: string
  readonly level?: string
  readonly at?: string
  readonly period?: boolean
  readonly scope?: boolean
  readonly from?: string
  readonly to?: string
}

/**
 * `witnessmark tree --framework X`: from the framework down to what is found. Exit code 3 where
 * something is not satisfied, 4 where something could not be told.
 */
export async function treeCommand(
  context: Context,
  framework: string,
  { level, at, from, to, period, scope }: TreeFlags,
): Promise<number> {
  const over = period || from !== undefined || to !== undefined ? 'period' : 'now'
  const answer = await invoke(context, 'tree', {
    framework,
    level,
    at,
    from,
    to,
    over,
    within: scope ? 'scope' : 'all',
  })
  if (context.json) context.printJson('tree', answer)
  else print(context, answer)
  sayStanding(context, answer)
  const note = levelNote(answer.framework)
  if (note !== null) context.say(plainText(note))
  const found = answer.nodes.at(at === undefined ? 0 : placeOf(answer.nodes, at))?.status
  return exitWith(
    answer,
    found === 'not-satisfied'
      ? exitCode.deviation
      : found === 'satisfied'
        ? exitCode.met
        : exitCode.unknown,
  )
}

function placeOf(nodes: readonly Node[], at: string): number {
  return nodes.findIndex(({ id }) => id === at)
}

function print(context: Context, { framework, nodes, requirement, when }: Answer): void {
  const [whole] = nodes
  context.print(`${paint('bold', framework.title)} ${framework.version}`)
  context.print(when)
  // What nothing measures is counted, and not listed.
  for (const node of nodes.slice(1)) if (isMeasured(node)) context.print(line(node))
  if (whole) context.print(`in all: ${countsText(whole)}${weightedText(whole, nodes)}`)
  if (!requirement) return
  if (requirement.text !== '') context.print(`\n${requirement.text}`)
  for (const { id, title, says, grade } of requirement.aspects) {
    context.print(`\n${title}: ${says}${grade === null ? '' : ` (grade ${grade})`}`)
    for (const item of requirement.evidence.filter(({ aspect }) => aspect === id)) {
      const not = item.notProven === undefined ? '' : ` Not proven: ${item.notProven}`
      context.print(`  ${item.by} ${item.says}: ${item.why}${not}`)
      for (const { tenant, text } of item.targets)
        context.print(`    own target of ${tenant ?? 'all'}: ${plainText(text)}`)
      for (const { tenant, text } of item.facts) context.print(`    ${tenant}: ${text}`)
      for (const { outcome, title: check, tenant, count, first } of item.checks)
        context.print(`    ${outcome}  ${tenant}  ${check}  ${count}  ${plainText(first)}`)
      if (item.more > 0) context.print(`    and ${item.more} more`)
    }
  }
  printStated(context, requirement)
}

/** What people said, apart from what is measured. */
function printStated(context: Context, { applicability, manual }: Stated): void {
  if (applicability) {
    const applies = applicability.applies ? 'applies' : 'does not apply'
    context.print(`\nstated: ${applies}: ${plainText(applicability.reason)}`)
  }
  for (const { title, owner, review, due } of manual)
    context.print(
      `stated: ${plainText(title)} (${plainText(owner)}, review ${review.slice(0, 10)}${due ? ', DUE' : ''})`,
    )
}

function isMeasured({ requirements }: Node): boolean {
  return requirements.satisfied + requirements['not-satisfied'] + requirements.undetermined > 0
}

function line(node: Node): string {
  const { kind, id, title, status, depth, grade, effective } = node
  const { pass, fail, unknown } = node.counts
  return [
    `${'  '.repeat(depth)}${paint(colours[status], node.says)}  ${id} ${title}`,
    ...(kind === 'requirement' ? [] : [countsText(node)]),
    `${pass} pass, ${fail} fail, ${unknown} unknown`,
    ...(grade === null ? [] : [`grade ${grade}`]),
    ...(effective === null ? [] : [`effective throughout: ${effective.answer}`]),
  ].join('; ')
}

/** Shares by weight, where any weighs more than one. */
function weightedText({ weighted }: Node, nodes: readonly Node[]): string {
  if (nodes.every(({ weight }) => weight === 1)) return ''
  const { satisfied, notSatisfied } = weighted
  return `; by weight ${percent(satisfied)} satisfied, ${percent(notSatisfied)} not`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function countsText({ requirements }: Node): string {
  const { satisfied, undetermined, unmeasured } = requirements
  return `${satisfied} satisfied, ${requirements['not-satisfied']} not, ${undetermined} undetermined, ${unmeasured} not measured`
}
