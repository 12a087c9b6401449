import { readFileSync } from 'node:fs'
import { collectors } from '../../common/services/collectors.ts'
import { services } from '../../common/services/index.ts'
import { Unreadable } from '../../common/model/index.ts'
import type { CredentialReport, Service } from '../../common/model/index.ts'
import { keptSecret } from '../collect/auth/credential.ts'
import { openBrowser } from '../collect/auth/open-browser.ts'
import { editConfig, initHome, readConfig } from '../home/config.ts'
import { probeContext } from '../collect/scan.ts'
import { exitCode } from '../problems.ts'
import { UsageError, paint, secretsOf } from './context.ts'
import type { Context } from './context.ts'

export type ConnectOptions = {
  readonly name?: string
  readonly set?: readonly string[]
  readonly schedule?: string
}

/**
 * `witnessmark connect SERVICE`: asks for a read-only credential, tests it at once, says what will
 * be readable and where it could write, and keeps it in the keyring. The credential comes from a
 * pipe, WITNESSMARK_TOKEN, or a hidden prompt; never from an argument.
 */
export async function connect(
  context: Context,
  serviceId: string,
  options: ConnectOptions,
): Promise<number> {
  const service = services.find(item => item.id === serviceId)
  if (!service)
    throw new UsageError(
      `no service "${serviceId}"; known are: ${services.map(item => item.id).join(', ')}`,
    )
  const target = targetOf(options.set ?? [])
  const tenant = options.name ?? nameOf(service, target)
  initHome(context.home)
  const collector = collectors.find(item => item.service === serviceId)
  if (!collector) {
    editConfig(context.home, ['tenants', tenant], { service: serviceId, target, schedule: 'off' })
    context.print(
      `Connected ${tenant}. ${service.title} has no API collector here: open its console with the extension paired to this agent, or import an export.`,
    )
    return 0
  }
  const asked = collector.endpoint(target)
  explain(context, service)
  const given =
    process.env['WITNESSMARK_TOKEN'] ??
    (process.stdin.isTTY
      ? await context.ask('Credential (not shown): ', { hidden: true })
      : readFileSync(0, 'utf8').trim())
  if (!given)
    throw new UsageError(
      'no credential: pipe it in (printf %s "$TOKEN" | witnessmark connect …), set WITNESSMARK_TOKEN, or run this in a terminal',
    )
  let secret: string
  let report: CredentialReport
  try {
    secret = await keptSecret(service, given, target, asked.baseUrl, (address, code) => {
      context.say(
        code === undefined
          ? `Sign in here: ${address}`
          : `Open ${address} in a browser and enter ${code}`,
      )
      if (code === undefined && process.stdin.isTTY) openBrowser(address)
    })
    report = await collector.probe(probeContext(collector, target, secret))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    context.say(
      `The credential does not work at ${asked.baseUrl}: ${error.message} (${error.reason}). Nothing was kept.`,
    )
    return exitCode.failure
  }
  await secretsOf(context).set(tenant, secret)
  editConfig(context.home, ['tenants', tenant], {
    service: serviceId,
    target,
    schedule: options.schedule ?? '0 6 * * *',
  })
  if (context.json) context.printJson('credential', { tenant, service: serviceId, ...report })
  else context.print(describe(tenant, service, report))
  context.say(`Next: witnessmark scan ${tenant}`)
  return 0
}

/**
 * `witnessmark disconnect TENANT`: forgets the credential and the configuration; evidence and
 * findings stay.
 */
export async function disconnect(context: Context, tenant: string): Promise<number> {
  if (!readConfig(context.home).tenants[tenant]) throw new UsageError(`no tenant "${tenant}"`)
  await secretsOf(context).delete(tenant)
  editConfig(context.home, ['tenants', tenant], undefined)
  context.print(
    `Disconnected ${tenant}. Its credential is gone from here; revoke it at the service too. Evidence stays until retention or "witnessmark erase".`,
  )
  return 0
}

function targetOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`--set takes KEY=VALUE, not "${pair}"`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function nameOf(service: Service, target: Readonly<Record<string, string>>): string {
  const [first] = Object.values(target)
  return `${service.id}-${first ?? 'tenant'}`
    .toLowerCase()
    .replace(/^([a-z0-9-]+)-https?:\/\//, '$1-')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

function explain(context: Context, service: Service): void {
  context.say(`${service.title} needs:`)
  for (const right of service.rights)
    context.say(`  ${right.optional ? '(optional) ' : ''}${right.title}`)
  if (service.credentialUrl) context.say(`Make the credential here: ${service.credentialUrl}`)
  if (service.writeScopeNote) context.say(service.writeScopeNote)
}

function describe(tenant: string, service: Service, report: CredentialReport): string {
  const lines = [
    `Connected ${paint('bold', tenant)} (${service.title})${report.account ? ` as ${report.account}` : ''}.`,
  ]
  const byApi = service.settings.filter(setting => setting.api)
  const lost = new Set(report.missing.flatMap(item => item.costs))
  lines.push(
    `  ${byApi.filter(setting => !lost.has(setting.id)).length} of ${byApi.length} settings readable by API, ${service.settings.filter(setting => !setting.api && setting.console).length} more by page.`,
  )
  for (const item of report.missing)
    lines.push(`  missing: ${item.right} (costs ${item.costs.length} settings)`)
  if (report.canWrite === null)
    lines.push(
      '  Whether it could also write is not told by the service: give it read-only rights.',
    )
  else
    lines.push(
      report.canWrite.length > 0
        ? paint(
            'yellow',
            `  This credential could also write: ${report.canWrite.join(', ')}. The agent only reads; a read-only one is safer.`,
          )
        : '  It can only read.',
    )
  lines.push(
    report.validUntil
      ? `  Valid until ${report.validUntil.slice(0, 10)}.`
      : '  The service does not say until when it is valid.',
  )
  return [...lines, ...report.notes.map(note => `  ${note}`)].join('\n')
}
