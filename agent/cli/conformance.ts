import { exitCode } from '../problems.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/**
 * `witnessmark conformance [--now TIME] FILE...`: runs cases through importer, observations and
 * checks, and prints the agreement per policy, each disagreeing case, each stated difference, and as
 * the last lines `agrees A, differs for a stated reason B, disagrees C` and `N of M`, N being A + B.
 * @returns exit code: 0 none disagrees, 3 some do
 */
export async function conformance(
  context: Context,
  files: readonly string[],
  { now }: { readonly now?: string },
): Promise<number> {
  const result = await invoke(context, 'conformance', { files, now })
  const { agrees, differs, disagrees, agreed, total, policies, differences, disagreements } = result
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
    for (const item of differences)
      context.print(
        `${item.file}:${item.line} ${item.policy} ${item.case}: differs for a stated reason, ${item.code}: expected ${item.expected}, found ${item.found} (${item.upstream ?? 'not reported upstream'})`,
      )
    context.print(
      `agrees ${agrees}, differs for a stated reason ${differs}, disagrees ${disagrees}`,
    )
    context.print(`${agreed} of ${total}`)
  }
  return disagreements.length === 0 ? exitCode.met : exitCode.deviation
}
