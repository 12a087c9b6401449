import { verifyLog } from '../log/verify.ts'
import { exitCode, paint } from './context.ts'
import type { Context } from './context.ts'
import { withHome } from './read.ts'

/** `witnessmark verify`: recomputes the whole evidence log; names the first entry that does not fit (exit code 5). */
export async function verify(context: Context): Promise<number> {
  return withHome(context, async ({ store }) => {
    const result = await verifyLog(store, (done, total) => context.progress(`verifying ${done} of ${total}`))
    context.progress('')
    if (context.json) context.printJson('verification', result)
    else if (result.first) context.print(paint('red', `✗ entry ${result.first.entry}: ${result.first.problem}`))
    else context.print(`${paint('green', '✓')} ${result.entries} entries under ${result.checkpoints} checkpoints fit together; ${result.gaps} gaps are on record, ${result.erased} bodies erased, ${result.pending} entries pending a checkpoint.`)
    if (result.ok) context.say('This shows that nothing here was changed since it was recorded. It does not show that the service told the truth.')
    return result.ok ? 0 : exitCode.verification
  })
}
