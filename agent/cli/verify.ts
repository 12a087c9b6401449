import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { levelText } from '../../common/log/bundle.ts'
import { checkOscal } from '../export/oscal/integrity.ts'
import { verifyBundle } from '../export/verify-bundle.ts'
import { verifyLog } from '../log/verify.ts'
import { exitCode } from '../problems.ts'
import { UsageError, paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { withHome } from './read.ts'

export type VerifyFlags = {
  readonly oscal?: string
  readonly key?: string
  readonly every?: boolean
}

/**
 * `witnessmark verify`: recomputes the whole evidence log and names the first entry that does not
 * fit; `verify FILE` does so for a bundle, `verify --oscal FILE` looks for dangling references and
 * duplicate uuids (exit code 5 each).
 */
export async function verify(
  context: Context,
  file: string | undefined,
  flags: VerifyFlags,
): Promise<number> {
  if (flags.oscal !== undefined) return verifyOscal(context, flags.oscal)
  return file === undefined ? verifyHome(context, flags) : verifyFile(context, file, flags.key)
}

async function verifyHome(context: Context, flags: VerifyFlags): Promise<number> {
  return withHome(context, async ({ store }) => {
    const result = await verifyLog(store, {
      everyAssessment: flags.every ?? false,
      onProgress: (done, total) => context.progress(`verifying ${done} of ${total}`),
    })
    context.progress('')
    if (context.json) context.printJson('verification', result)
    else if (result.first)
      context.print(paint('red', `✗ entry ${result.first.entry}: ${result.first.problem}`))
    else
      context.print(
        `${paint('green', '✓')} ${result.entries} entries under ${result.checkpoints} checkpoints fit together; ${result.gaps} gaps are on record, ${result.erased} bodies erased, ${result.pending} entries pending a checkpoint${result.pruned > 0 ? `, ${result.pruned} entries gone by retention` : ''}${result.stamped > 0 ? `, ${result.stamped} checkpoints stamped by an outside authority` : ''}.`,
      )
    if (result.ok)
      context.say(
        'This shows that nothing here was changed since it was recorded. It does not show that the service told the truth.',
      )
    return result.ok ? 0 : exitCode.verification
  })
}

async function verifyFile(
  context: Context,
  file: string,
  pinned: string | undefined,
): Promise<number> {
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`)
  const result = await verifyBundle(file, {
    pinned,
    onProgress: (done, total) => context.progress(`verifying ${done} of ${total} files`),
  })
  context.progress('')
  if (context.json) context.printJson('bundle-verification', result)
  else {
    for (const { file: name, problem } of result.problems)
      context.print(paint('red', `✗ ${plainText(name)}: ${plainText(problem)}`))
    if (result.ok)
      context.print(
        `${paint('green', '✓')} ${result.files} files are as exported; ${result.entries} log entries prove their place under the signed checkpoint; ${result.withheld} bodies are withheld.`,
      )
  }
  if (result.ok && result.manifest) {
    context.say(levelText[result.manifest.level])
    context.say(
      `Signed by ${result.key}\nCompare that key with the one the organisation gave you by another way${pinned ? ' (it is the one you named)' : ', or name it: --key KEY'}. A bundle does not show that the service told the truth.`,
    )
  }
  return result.ok ? 0 : exitCode.verification
}

async function verifyOscal(context: Context, file: string): Promise<number> {
  const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))
  const beside = (href: string, from: string): string =>
    resolve(dirname(from), decodeURIComponent(href))
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`)
  const local = (href: string): boolean => !/^[a-z][a-z0-9+.-]*:/i.test(href)
  const problems = await checkOscal(
    resolve(file),
    await read(file),
    async (href, from) => {
      if (!local(href) || !existsSync(beside(href, from))) return null
      try {
        return { name: beside(href, from), document: await read(beside(href, from)) }
      } catch {
        return null
      }
    },
    (href, from) => (from.includes('#') ? null : existsSync(beside(href, from))),
  )
  const certain = problems.filter(problem => problem.kind !== 'unresolved')
  if (context.json) context.printJson('oscal-integrity', { ok: certain.length === 0, problems })
  else {
    for (const { kind, path, detail } of problems)
      context.print(
        `${paint(kind === 'unresolved' ? 'yellow' : 'red', kind === 'unresolved' ? '?' : '✗')} ${kind} ${plainText(path)}: ${plainText(detail)}`,
      )
    if (problems.length === 0)
      context.print(`${paint('green', '✓')} every reference resolves and every uuid stands once`)
  }
  return certain.length > 0 ? exitCode.verification : problems.length > 0 ? exitCode.unknown : 0
}
