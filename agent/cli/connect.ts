import { collectors } from '../../common/services/collectors.ts'
import { assertTarget } from '../collect/target.ts'
import type { Output } from '../operations/index.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { given } from './given.ts'
import { invoke } from './invoke.ts'
import { usage } from './usage.ts'

export type ConnectOptions = {
  readonly name?: string
  readonly set?: readonly string[]
  readonly schedule?: string
  readonly credentialFile?: string
}

/**
 * `witnessmark connect SERVICE`: asks for a read-only credential, has it tested at once, and says what
 * will be readable and where it could write. The credential comes from a file (`--credential-file`), a
 * pipe, WITNESSMARK_TOKEN, or a hidden prompt; never from an argument.
 */
export async function connect(
  context: Context,
  service: string,
  { name, set, schedule, credentialFile }: ConnectOptions,
): Promise<number> {
  const access = await invoke(context, 'service-access', { service })
  const target = targetOf(set ?? [])
  const collector = collectors.find(item => item.service === service)
  if (collector) assertTarget(access.title, collector, target)
  if (access.collector) explain(context, access)
  const credential = access.collector
    ? await given(context, credentialFile, process.env['WITNESSMARK_TOKEN'])
    : null
  const interactive = process.stdin.isTTY
  const wanted = { service, name, target, schedule, credential, interactive }
  const connected = await invoke(context, 'connect', wanted)
  const { tenant, title, report, keptIn } = connected
  if (!report) {
    context.print(
      `Connected ${tenant}. ${title} has no API collector here: open its console with the extension paired to this agent, or import an export.`,
    )
    return 0
  }
  if (context.json) context.printJson('credential', { tenant, service, keptIn, ...report })
  else context.print(describe(connected, report, access.writeScopeNote !== null))
  context.say(`Next: witnessmark scan ${tenant}`)
  return 0
}

/** `witnessmark disconnect TENANT`: forgets credential and configuration; evidence and findings stay. */
export async function disconnect(context: Context, tenant: string): Promise<number> {
  await invoke(context, 'disconnect', { tenant })
  context.print(
    `Disconnected ${tenant}. A credential that it had is gone from here: revoke it at the service too. Evidence stays until retention or "witnessmark erase".`,
  )
  return 0
}

function targetOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=')
      if (at < 1) throw usage(`connect SERVICE --set KEY=VALUE (not "${pair}")`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function explain(context: Context, access: Output<'service-access'>): void {
  context.say(`${access.title} needs:`)
  for (const { title, optional } of access.rights)
    context.say(`  ${optional ? '(optional) ' : ''}${title}`)
  if (access.credentialUrl) context.say(`Make the credential here: ${access.credentialUrl}`)
  if (access.writeScopeNote) context.say(access.writeScopeNote)
}

type Report = NonNullable<Output<'connect'>['report']>

function describe(
  { tenant, title, readable, keptIn }: Output<'connect'>,
  { account, missing, canWrite, validUntil, notes }: Report,
  /** It was said before that a credential of this service may write. */
  noted: boolean,
): string {
  const { byApi, ofApi, byPage } = readable
  return [
    `Connected ${paint('bold', tenant)} (${title})${account ? ` as ${account}` : ''}.`,
    `  ${byApi} of ${ofApi} settings readable by API, ${byPage} more by page.`,
    ...missing.map(item => `  missing: ${item.right} (costs ${item.costs.length} settings)`),
    writing(canWrite, noted),
    validUntil
      ? `  Valid until ${validUntil.slice(0, 10)}.`
      : '  The service does not say until when it is valid.',
    `  Kept in ${keptIn}.`,
    ...notes.map(note => `  ${note}`),
  ].join('\n')
}

function writing(canWrite: Report['canWrite'], noted: boolean): string {
  if (canWrite === null && noted) return '  What it could write, the service does not tell.'
  if (canWrite === null)
    return '  Whether it could also write is not told by the service: give it read-only rights.'
  if (canWrite.length === 0) return '  It can only read.'
  return paint(
    'yellow',
    `  This credential could also write: ${canWrite.join(', ')}. The agent only reads${noted ? '' : '; a read-only one is safer'}.`,
  )
}
