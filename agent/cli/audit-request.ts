import { userInfo } from 'node:os'
import type { Output } from '../operations/index.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { readFile } from './document.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

type Asked = Output<'audit-requests'>['requests'][number]

/** `witnessmark request list`: what auditors said and asked for, and what was answered. */
export async function requestList(context: Context): Promise<number> {
  const answer = await invoke(context, 'audit-requests', {})
  if (context.json) context.printJson('audit-requests', answer)
  else for (const item of answer.requests) print(context, item)
  sayStanding(context, answer)
  context.say(openText(answer.requests))
  return exitWith(answer, 0)
}

/** `witnessmark request import FILE`: an auditor's file. */
export async function requestImport(context: Context, file: string): Promise<number> {
  const text = readFile(file).toString('utf8')
  const answer = await invoke(context, 'audit-request-import', { name: file, text })
  if (context.json) context.printJson('audit-request-import', answer)
  else for (const item of answer.requests) print(context, item)
  context.say(`${answer.sealed} sealed; ${openText(answer.requests)}`)
  return 0
}

/** `witnessmark request answer ID --text TEXT [--by WHO]`. */
export async function requestAnswer(
  context: Context,
  id: string,
  text: string,
  by: string = userInfo().username,
): Promise<number> {
  const answer = await invoke(context, 'audit-request-answer', { id, text, by })
  if (context.json) context.printJson('audit-request-answer', answer)
  else for (const item of answer.requests) if (item.id === id) print(context, item)
  return 0
}

function openText(all: readonly Asked[]): string {
  const requests = all.filter(({ kind }) => kind === 'request')
  return `${requests.filter(({ awaits }) => awaits).length} of ${requests.length} requests are not answered`
}

function print(context: Context, item: Asked): void {
  const { id, kind, from, text, framework, requirement, about, answer, entry } = item
  const of = [framework, requirement, about === null ? undefined : `entry ${about}`]
    .flatMap(part => part ?? [])
    .map(plainText)
  const where = of.length === 0 ? '' : ` (${of.join(', ')})`
  context.print(
    `${paint('bold', plainText(id))}  ${kind} of ${plainText(from)}${where}: ${plainText(text)}, entry ${entry}`,
  )
  if (answer)
    context.print(
      `    answered by ${plainText(answer.by)}: ${plainText(answer.text)}, entry ${answer.entry}`,
    )
  else if (item.awaits) context.print('    not answered')
}
