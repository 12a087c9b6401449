import type { Output } from '../operations/index.ts'
import { exitCode } from '../problems.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

type Drift = Output<'changes'>['changes'][number]['drift']

const words: Readonly<Record<Drift, string>> = {
  'new-failing': 'NEW FAILING',
  'lost-sight': 'LOST SIGHT',
  'seen-again': 'SEEN AGAIN',
  'fixed': 'FIXED',
  'gone': 'GONE',
}
const colours: Partial<Readonly<Record<Drift, 'red' | 'green'>>> = {
  'new-failing': 'red',
  'fixed': 'green',
}

/**
 * `witnessmark diff [TENANT]`: what changed between two times; by default between the last two runs.
 * A tenant of which nothing was known before has a first assessment, and no changes. Exit code 3 when
 * something newly fails.
 */
export async function diffCommand(
  context: Context,
  tenant: string | undefined,
  { from, to }: { readonly from?: string; readonly to?: string },
): Promise<number> {
  const { first, changes, stillFailing, ...standing } = await invoke(context, 'changes', {
    tenant,
    from,
    to,
  })
  if (context.json) context.printJson('diff', { first, changes, stillFailing, ...standing })
  else {
    for (const { tenant: id, counts, accepted } of first)
      context.print(
        `FIRST ASSESSMENT of ${id}: ${counts.fail} failing, ${counts.unknown} that cannot be told, ${counts.pass} as they should be${accepted > 0 ? `; ${accepted} accepted` : ''}`,
      )
    for (const { drift, before, after } of changes) {
      const finding = after ?? before
      if (!finding) continue
      const word = paint(colours[drift] ?? 'gray', words[drift].padEnd(13))
      context.print(`${word} ${plainText(finding.resource.name).padEnd(28)} ${finding.check}`)
    }
  }
  const count = (drift: Drift): number => changes.filter(change => change.drift === drift).length
  // As alerts do: what is accepted is no news.
  const news = changes.filter(
    ({ drift, after }) => drift === 'new-failing' && after?.exception === null,
  ).length
  context.say(
    changes.length === 0 && stillFailing === 0
      ? first.length > 0
        ? 'Nothing was known before. Next: witnessmark findings'
        : tenant !== undefined
          ? `Nothing of ${tenant} changed.`
          : standing.unread === null
            ? 'Nothing changed.'
            : 'Nothing that was scanned changed.'
      : `${news} newly failing, ${count('fixed')} fixed, ${stillFailing} still failing`,
  )
  sayStanding(context, standing)
  const failing = first.some(({ counts, accepted }) => counts.fail > accepted)
  return exitWith(standing, news > 0 || failing ? exitCode.deviation : exitCode.met)
}
