import { resolve } from 'node:path'
import { levelText } from '../../common/log/bundle.ts'
import type { Output } from '../operations/index.ts'
import { exitCode } from '../problems.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

export type VerifyFlags = {
  readonly oscal?: string
  readonly key?: string
  readonly every?: boolean
}

/**
 * `witnessmark verify`: recomputes the whole evidence log and names the first entry that does not fit;
 * `verify FILE` does so for a bundle, `verify --oscal FILE` looks for dangling references and duplicate
 * uuids (exit code 5 each).
 */
export async function verify(
  context: Context,
  file: string | undefined,
  flags: VerifyFlags,
): Promise<number> {
  if (flags.oscal !== undefined) return verifyOscal(context, flags.oscal)
  return file === undefined ? verifyHome(context, flags) : verifyFile(context, file, flags.key)
}

async function verifyHome(context: Context, { every = false }: VerifyFlags): Promise<number> {
  const result = await invoke(context, 'verify', { every })
  const { ok, first } = result
  if (context.json) context.printJson('verification', result)
  else if (first) context.print(paint('red', `✗ entry ${first.entry}: ${first.problem}`))
  else context.print(`${paint('green', '✓')} ${verifiedText(result)}`)
  if (!ok) return exitCode.verification
  context.say(
    'This shows that nothing here was changed since it was recorded. It does not show that the service told the truth.',
  )
  return exitCode.met
}

function verifiedText(result: Output<'verify'>): string {
  const { entries, checkpoints, gaps, erased, pending, pruned, stamped } = result
  return [
    `${entries} entries under ${checkpoints} checkpoints fit together; ${gaps} gaps are on record`,
    `${erased} bodies erased`,
    `${pending} entries pending a checkpoint`,
    ...(pruned > 0 ? [`${pruned} entries gone by retention`] : []),
    ...(stamped > 0 ? [`${stamped} checkpoints stamped by an outside authority`] : []),
  ]
    .join(', ')
    .concat('.')
}

async function verifyFile(
  context: Context,
  file: string,
  pinned: string | undefined,
): Promise<number> {
  const result = await invoke(context, 'verify-bundle', { file: resolve(file), pinned })
  const { ok, problems, files, entries, withheld, manifest, key } = result
  if (context.json) context.printJson('bundle-verification', result)
  else {
    for (const { file: name, problem } of problems)
      context.print(paint('red', `✗ ${plainText(name)}: ${plainText(problem)}`))
    if (ok)
      context.print(
        `${paint('green', '✓')} ${files} files are as exported; ${entries} log entries prove their place under the signed checkpoint; ${withheld} bodies are withheld.`,
      )
  }
  if (ok && manifest) {
    context.say(levelText[manifest.level])
    context.say(
      `Signed by ${key}\nCompare that key with the one the organisation gave you by another way${pinned ? ' (it is the one you named)' : ', or name it: --key KEY'}. A bundle does not show that the service told the truth.`,
    )
  }
  return ok ? exitCode.met : exitCode.verification
}

async function verifyOscal(context: Context, file: string): Promise<number> {
  const { ok, problems } = await invoke(context, 'verify-oscal', { file: resolve(file) })
  if (context.json) context.printJson('oscal-integrity', { ok, problems })
  else {
    for (const { kind, path, detail } of problems) {
      const mark = kind === 'unresolved' ? paint('yellow', '?') : paint('red', '✗')
      context.print(`${mark} ${kind} ${plainText(path)}: ${plainText(detail)}`)
    }
    if (problems.length === 0)
      context.print(`${paint('green', '✓')} every reference resolves and every uuid stands once`)
  }
  if (!ok) return exitCode.verification
  return problems.length > 0 ? exitCode.unknown : exitCode.met
}
