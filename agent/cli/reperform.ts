import { resolve } from 'node:path'
import { exitCode } from '../problems.ts'
import { plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/**
 * `witnessmark reperform BUNDLE --tenant T --key KEY [--as OWN]`: in the auditor's own home, after a scan with
 * their own token. Exit code 3 where anything came out otherwise.
 */
export async function reperformCommand(
  context: Context,
  file: string,
  { tenant, key: pinned, as = tenant }: { tenant: string; key: string; as?: string | undefined },
): Promise<number> {
  const answer = await invoke(context, 'reperform', { file: resolve(file), tenant, as, pinned })
  const { same, differing, more, theirs, own } = answer.comparison
  if (context.json) context.printJson('reperformance', answer)
  else {
    for (const item of differing)
      context.print(
        `${item.check}  ${plainText(item.resource.name)}: ${item.theirs ?? 'not there'} in the bundle, ${item.own ?? 'not there'} here`,
      )
    if (more > 0) context.print(`and ${more} more`)
  }
  const different = differing.length + more
  context.say(
    `${same} findings came out the same, ${different} did not: assessed ${theirs.assessed} there, ${own.assessed} here.`,
  )
  if (theirs.catalogue !== own.catalogue)
    context.say('The catalogues are different: what differs may come from that.')
  context.say(`Signed by ${answer.key} (--json has the note).`)
  return different > 0 ? exitCode.deviation : exitCode.met
}
