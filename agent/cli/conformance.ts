import { exitCode } from '../problems.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/**
 * `witnessmark conformance [--now TIME] FILE...`: runs cases through importer, observations and
 * checks, and prints the agreement per policy, each disagreeing case, and as the last line `N of M`.
 * @returns exit code: 0 all agree, 3 some disagree
 */
export async function conformance(
  context: Context,
  files: readonly string[],
  { now }: { readonly now?: string },
): Promise<number> {
  const result = await invoke(context, 'conformance', { files, now })
  const { agreed, total, policies, disagreements } = result
  if (context.json) context.printJson('conformance', result)
  else {
    for (const row of policies) {
      const mark = row.agreed === row.total ? 'ok  ' : 'DIFF'
      context.print(`${mark} ${row.policy.padEnd(28)} ${row.agreed} of ${row.total}`)
    }
    for (const item of disagreements) {
      const variant = item.variant ? ` (${item.variant})` : ''
      const detail = item.detail ? ` (${item.detail})` : ''
      context.print(
        `${item.file}:${item.line} ${item.policy} ${item.case}${variant}: expected ${item.expected}, found ${item.found}${detail}`,
      )
    }
    context.print(`${agreed} of ${total}`)
  }
  return disagreements.length === 0 ? exitCode.met : exitCode.deviation
}
