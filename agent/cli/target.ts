import type { Output } from '../operations/index.ts'
import { plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

type Item = Pick<
  Output<'targets'>['targets'][number],
  'metric' | 'tenant' | 'value' | 'by' | 'reason'
>

function line({ metric, tenant, value, by, reason }: Item): string {
  const why = reason === undefined ? '' : `: ${plainText(reason)}`
  const of = tenant === undefined ? '' : ` of ${tenant}`
  return `${metric}${of}  ${JSON.stringify(value)}  (${plainText(by)}${why})`
}

/** `witnessmark target list`: what counts, and what config.yaml proposes. */
export async function targetList(context: Context): Promise<number> {
  const { targets, proposals } = await invoke(context, 'targets', {})
  if (context.json) context.printJson('targets', { targets, proposals })
  else {
    for (const item of targets) context.print(`${line(item)}  since ${item.from.slice(0, 10)}`)
    for (const item of proposals)
      context.print(`proposed (${item.change}, not sealed, counts for nothing)  ${line(item)}`)
  }
  context.say(`${targets.length} targets`)
  return 0
}

/** `witnessmark target apply [METRIC] [--tenant NAME]`: seals what config.yaml proposes. */
export async function targetApply(
  context: Context,
  wanted: { readonly metric?: string | undefined; readonly tenant?: string | undefined },
): Promise<number> {
  const { targets } = await invoke(context, 'target-apply', wanted)
  if (context.json) context.printJson('targets', { targets })
  else for (const item of targets) context.print(`${line(item)} counts from now on.`)
  context.say(`${targets.length} sealed`)
  return 0
}

/** `witnessmark target end METRIC [--tenant NAME] --reason WHY`: what it stood in place of counts again. */
export async function targetEnd(
  context: Context,
  wanted: {
    readonly metric: string
    readonly tenant?: string | undefined
    readonly reason: string
  },
): Promise<number> {
  const { target } = await invoke(context, 'target-end', wanted)
  if (context.json) context.printJson('target', { target })
  else context.print(`${line(target)} ended: what it stood in place of counts again.`)
  return 0
}
