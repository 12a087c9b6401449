import { existsSync, readFileSync } from 'node:fs'
import type { Input } from '../operations/index.ts'
import { Problem } from '../problem.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { usage } from './usage.ts'

type Flags = Readonly<Record<string, string | undefined>>

/**
 * `witnessmark credential draft STATEMENT --framework F --log-key KEY --issuer URL --until DAY --status-uri URL
 * --index N [--holder FILE] [--key FILE]`: signed by the assessor's key, unsigned without one.
 */
export async function credentialDraft(
  context: Context,
  file: string,
  flags: Flags,
): Promise<number> {
  const { framework, issuer, until, index, holder, key } = flags
  const [pinned, uri] = [flags['logKey'], flags['statusUri']]
  if (!framework || !issuer || !until || !pinned || !uri || index === undefined)
    throw usage(
      'credential draft STATEMENT --framework ID --log-key KEY --issuer URL --until DAY --status-uri URL --index N [--holder FILE] [--key FILE]',
    )
  const answer = await invoke(context, 'credential-draft', {
    statement: textOf(file),
    pinned,
    framework,
    issuer,
    until,
    status: { uri, index: Number(index) },
    ...(holder === undefined ? {} : { holder: textOf(holder) }),
    ...(key === undefined ? {} : { key: textOf(key) }),
  })
  if (context.json) context.printJson('credential-draft', answer)
  else context.print(answer.credential ?? JSON.stringify(answer.payload, null, 2))
  context.say(
    answer.credential === null
      ? 'An unsigned draft: it says nothing until an assessor signs it (--key FILE).'
      : "Signed by the assessor's key. Its issuer answers for it; nothing here certifies anything.",
  )
  return 0
}

/** `witnessmark credential status --status-uri URL --size N --key FILE [--set 3=suspended,4=invalid] [--before FILE]`. */
export async function credentialStatus(context: Context, flags: Flags): Promise<number> {
  const { key, size, set = '', before } = flags
  const uri = flags['statusUri']
  if (!uri || !key || size === undefined)
    throw usage(
      'credential status --status-uri URL --size N --key FILE [--set 3=suspended,4=invalid] [--before FILE]',
    )
  const { list } = await invoke(context, 'credential-status', {
    uri,
    size: Number(size),
    set: set === '' ? [] : set.split(',').map(statusOf),
    key: textOf(key),
    ...(before === undefined ? {} : { before: textOf(before) }),
  })
  if (context.json) context.printJson('credential-status', { list })
  else context.print(list)
  return 0
}

type One = NonNullable<Input<'credential-status'>['set']>[number]

function statusOf(text: string): One {
  const [, index, word] = /^(\d+)=(valid|invalid|suspended)$/.exec(text.trim()) ?? []
  const status = (['valid', 'invalid', 'suspended'] as const).find(known => known === word)
  if (!status) throw usage('credential status --set 3=suspended: valid, invalid or suspended')
  return { index: Number(index), status }
}

/** @throws Problem `nothing-to-verify` */
function textOf(file: string): string {
  if (!existsSync(file)) throw new Problem('nothing-to-verify', { file })
  return readFileSync(file, 'utf8')
}
