import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { levelWords } from '../../common/log/bundle.ts'
import { seenIn } from '../export/seen.ts'
import type { Input, Output } from '../operations/index.ts'
import { Problem } from '../problem.ts'
import { exitCode } from '../problems.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { usage } from './usage.ts'

type Trusted = NonNullable<Input<'verify'>['trusted']>

export type VerifyFlags = {
  readonly oscal?: string
  readonly key?: string
  readonly every?: boolean
  readonly new?: boolean
  readonly seen?: string
  readonly witness?: string
  readonly authority?: string
}

/**
 * `witnessmark verify`: recomputes the whole evidence log and names the first entry that does not fit;
 * `--new` goes on from the state that was verified last;
 * `--seen FILE` holds it against a checkpoint, bundle, report or time stamp that was kept elsewhere;
 * `verify FILE` recomputes a bundle, or verifies a monitoring statement; `--key`, `--witness` and `--authority` name whom the reader trusts;
 * `verify --oscal FILE` looks for dangling references and duplicate
 * uuids (exit code 5 each).
 */
export async function verify(
  context: Context,
  file: string | undefined,
  flags: VerifyFlags,
): Promise<number> {
  if (flags.oscal !== undefined) return verifyOscal(context, flags.oscal)
  if (file !== undefined && flags.seen !== undefined)
    throw usage('verify --seen FILE: without another file, it is held against the log of the home')
  assertKey('key', flags.key)
  assertKey('witness', flags.witness)
  const trusted = {
    ...(flags.witness === undefined ? {} : { witness: flags.witness }),
    ...(flags.authority === undefined ? {} : { authority: certificates(flags.authority) }),
  }
  return file === undefined
    ? verifyHome(context, flags, trusted)
    : verifyFile(context, file, flags.key, trusted)
}

/** As Go's note package writes a verifier key. @throws Problem (usage): with what is none, nothing is compared */
function assertKey(flag: string, key: string | undefined): void {
  if (key !== undefined && !/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/.test(key))
    throw usage(
      `verify --${flag}: "${key}" is no verifier key. One reads NAME+ID+KEY, as witnessmark key prints it`,
    )
}

/** @throws Problem `nothing-to-verify`, `usage` for a file without a certificate */
function certificates(file: string): string {
  if (!existsSync(file)) throw new Problem('nothing-to-verify', { file })
  const pem = readFileSync(file, 'utf8')
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw usage(`verify --authority FILE: ${file} holds no certificate (PEM)`)
  return pem
}

async function verifyHome(
  context: Context,
  { every = false, new: onlyNew = false, key, seen }: VerifyFlags,
  trusted: Trusted,
): Promise<number> {
  if (every && onlyNew) throw usage('verify --new: reads no earlier assessment; without --every')
  const kept = seen === undefined ? {} : { seen: await seenIn(resolve(seen)) }
  const pinned = key === undefined ? {} : { pinned: key }
  const result = await invoke(context, 'verify', {
    every,
    new: onlyNew,
    trusted,
    ...kept,
    ...pinned,
  })
  const { ok, first } = result
  if (context.json) context.printJson('verification', result)
  else if (first) context.print(paint('red', `✗ entry ${first.entry}: ${first.problem}`))
  else context.print(`${paint('green', '✓')} ${verifiedText(result)}`)
  if (!ok) return exitCode.verification
  context.say(levelWords(result.signers))
  if (result.since) context.say(unreadText(result.since))
  else if (onlyNew)
    context.say('Nothing that was verified before could be gone on from: all of it was read.')
  context.say(
    'This shows that nothing here was changed since it was recorded. It does not show that the service told the truth.',
  )
  return exitCode.met
}

/** What reading only what is new does not show. */
function unreadText({ size, whole }: NonNullable<Output<'verify'>['since']>): string {
  return `Entries before ${size}, their bodies and the rows that they left were not read again, nor the findings of assessments against their tree. An edit of what was there at ${whole.at}, when all ${whole.size} entries were read, and one of what was verified since, is found by \`witnessmark verify\`.`
}

function verifiedText(result: Output<'verify'>): string {
  const { entries, checkpoints, gaps, erased, pending, pruned, stamped, since } = result
  return [
    `${entries} entries ${since ? `since entry ${since.size} ` : ''}under ${checkpoints} checkpoints fit together; ${gaps} gaps are on record`,
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
  trusted: Trusted,
): Promise<number> {
  if (isText(file)) return verifyStatement(context, file, pinned)
  const result = await invoke(context, 'verify-bundle', { file: resolve(file), pinned, trusted })
  const { ok, problems, files, entries, withheld, key, changes, signers } = result
  if (context.json) context.printJson('bundle-verification', result)
  else {
    for (const { file: name, problem } of problems)
      context.print(paint('red', `✗ ${plainText(name)}: ${plainText(problem)}`))
    if (ok)
      context.print(
        `${paint('green', '✓')} ${files} files are as exported; ${entries} log entries prove their place under the signed checkpoint; ${withheld} bodies are withheld.`,
      )
  }
  if (ok && signers) {
    context.say(levelWords(signers))
    for (const { entry, reason, handedOver } of changes)
      context.say(
        `The log changed its key at entry ${entry}, ${handedOver ? 'signed by both keys' : 'WITHOUT the signature of the key before'}: ${plainText(reason)}`,
      )
    const whose =
      pinned === undefined
        ? 'Compare that key with the one the organisation gave you by another way, or name it: --key KEY.'
        : pinned === key
          ? 'It is the key that you named.'
          : 'The key that you named handed over to it; every hand-over is signed by both keys.'
    context.say(
      `Signed by ${key}\n${whose} A bundle does not show that the service told the truth.`,
    )
  }
  return ok ? exitCode.met : exitCode.verification
}

/** A statement is JSON, a bundle an archive, which can be larger than memory. */
function isText(file: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile()) return false
  const opened = openSync(file, 'r')
  try {
    const first = Buffer.alloc(1)
    return readSync(opened, first) === 1 && first.toString() === '{'
  } finally {
    closeSync(opened)
  }
}

async function verifyStatement(
  context: Context,
  file: string,
  pinned: string | undefined,
): Promise<number> {
  const text = readFileSync(file, 'utf8')
  const result = await invoke(context, 'verify-statement', { text, pinned })
  if (context.json) context.printJson('statement-verification', result)
  else {
    for (const problem of result.problems)
      context.print(`${paint('red', '✗')} ${plainText(problem)}`)
    for (const { title, version, figures } of result.statement?.frameworks ?? [])
      context.print(
        `${result.ok ? paint('green', '✓') : '?'} ${plainText(`${title} ${version}`)}: ${figures.satisfied} requirements satisfied, ${figures.notSatisfied} not, ${figures.undetermined} undetermined, ${figures.notMeasured} not measured; weakest grade ${figures.grade ?? 'none'}`,
      )
  }
  if (result.ok && result.statement)
    context.say(
      `${result.statement.says}\nSigned by ${result.key}\n${pinned === undefined ? 'Compare that key with the one the organisation gave you by another way, or name it: --key KEY.' : 'It is the key that you named.'}`,
    )
  return result.ok ? exitCode.met : exitCode.verification
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
