import { resolve } from 'node:path'
import { isRealDay } from '../../common/model/day.ts'
import { formats } from '../export/formats.ts'
import { oscalVersions } from '../export/oscal/names.ts'
import { ocsfClasses } from '../export/ocsf-class.ts'
import type { Input } from '../operations/index.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { sayLevelNotes } from './level-note.ts'
import { usage } from './usage.ts'

export type ExportFlags = {
  readonly format?: string
  readonly out?: string
  readonly force?: boolean
  readonly from?: string
  readonly to?: string
  readonly tenant?: readonly string[]
  readonly framework?: readonly string[]
  readonly level?: string
  readonly scope?: string
  readonly sample?: string
  readonly redact?: string
  readonly oscalVersion?: string
  readonly ocsfClass?: string
}

/**
 * `witnessmark export --format F --out FILE`: the window as an auditor, a GRC tool or a SIEM takes
 * it; through the running agent where there is one.
 */
export async function exportCommand(context: Context, flags: ExportFlags): Promise<number> {
  const options = optionsOf(flags)
  const started = performance.now()
  const exported = await invoke(context, 'export', options)
  if (context.json) context.printJson('export', exported)
  else {
    context.print(
      `${paint('bold', exported.file)}  ${exported.as}, ${sizeText(exported.bytes)}, ${exported.from.slice(0, 10)} to ${exported.to.slice(0, 10)}, ${exported.entries} log entries`,
    )
    context.print(
      `sealed at ${exported.checkpoint.size} entries, root ${exported.checkpoint.root.slice(0, 16)}…, level ${exported.level}`,
    )
  }
  if (options.level !== undefined) await sayLevelNotes(context, options.frameworks)
  if (options.scope !== undefined) await sayLevelNotes(context, [options.scope])
  context.say(
    `${((performance.now() - started) / 1000).toFixed(1)} s.${exported.as === 'bundle' ? ` Next: witnessmark verify ${exported.file} --key KEY, with the one that witnessmark key says` : ''}`,
  )
  return 0
}

function optionsOf(flags: ExportFlags): Input<'export'> {
  const format = formats.find(item => item === flags.format)
  if (!format || !flags.out)
    throw usage(
      `export --format ${formats.join('|')} --out FILE [--force] [--from DAY] [--to DAY] [--tenant T] [--framework F] [--level L] [--scope F] [--sample DAY,DAY] [--redact personal] [--oscal-version ${oscalVersions.join('|')}] [--ocsf-class ${ocsfClasses.join('|')}]`,
    )
  if (flags.redact !== undefined && flags.redact !== 'personal')
    throw usage('--redact takes "personal"')
  const oscalVersion =
    flags.oscalVersion === undefined
      ? undefined
      : oscalVersions.find(item => item === flags.oscalVersion)
  if (flags.oscalVersion !== undefined && !oscalVersion)
    throw usage(`--oscal-version "${flags.oscalVersion}": there are ${oscalVersions.join(', ')}`)
  const ocsfClass = ocsfClasses.find(item => String(item) === (flags.ocsfClass ?? '2003'))
  if (!ocsfClass)
    throw usage(`--ocsf-class "${flags.ocsfClass}": there are ${ocsfClasses.join(', ')}`)
  const days = flags.sample
    ?.split(',')
    .map(day => day.trim())
    .filter(day => day !== '')
  for (const day of days ?? [])
    if (timeOf(day, 'start', '--sample').slice(0, 10) !== day)
      throw usage(`--sample "${day}" is not a day such as 2026-03-31`)
  return {
    format,
    out: resolve(flags.out),
    force: flags.force,
    tenants: flags.tenant,
    frameworks: flags.framework,
    level: flags.level,
    scope: flags.scope,
    days,
    redact: flags.redact === 'personal',
    oscalVersion,
    ocsfClass,
    from: flags.from === undefined ? undefined : timeOf(flags.from, 'start', '--from'),
    to: flags.to === undefined ? undefined : timeOf(flags.to, 'end', '--to'),
  }
}

/** A day means all of it, in UTC; a time means itself. */
function timeOf(text: string, edge: 'start' | 'end', flag: string): string {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? `${text}T${edge === 'start' ? '00:00:00.000' : '23:59:59.999'}Z`
    : text
  const date = new Date(whole)
  if (Number.isNaN(date.getTime()) || !isRealDay(text) || !/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text))
    throw usage(`${flag} "${text}" is not a day (2026-03-31) or time (2026-03-31T12:00:00Z)`)
  return date.toISOString()
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`
}
