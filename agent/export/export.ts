import { statSync } from 'node:fs'
import type { Level } from '../../common/log/bundle.ts'
import { theAgent } from '../actor.ts'
import type { Actor } from '../actor.ts'
import { inCommit } from '../record/commit.ts'
import { frameworkOf, scopedOf } from '../judge/scope.ts'
import { Problem } from '../problem.ts'
import { exportFormats } from './formats.ts'
import type { Format } from './formats.ts'
import type { OcsfClass } from './ocsf-class.ts'
import type { OscalVersion } from './oscal/names.ts'
import { clampedText } from './said-beside.ts'
import { assertSealed } from './sealed.ts'
import { readWindow } from './window.ts'
import type { ExportSource, Window, WindowOptions } from './window.ts'

export type ExportOptions = WindowOptions & {
  readonly format: Format
  /** Where it goes; replaced as a whole or not at all. */
  readonly out: string
  /** Only the framework, tenants and level of the scope that is sealed of this framework. */
  readonly scope?: string | undefined
  /** Who takes it out of the house: stands on record. */
  readonly actor?: Actor | undefined
  readonly oscalVersion?: OscalVersion | undefined
  readonly ocsfClass?: OcsfClass | undefined
  readonly onProgress?: (progress: {
    readonly done: number
    readonly total: number
    readonly text: string
    readonly notice?: boolean
  }) => void
}

export type Exported = {
  readonly file: string
  readonly bytes: number
  readonly format: Format
  readonly from: string
  readonly to: string
  readonly level: Level
  readonly entries: number
  readonly checkpoint: { readonly size: number; readonly root: string }
}

/**
 * Writes one export. What it holds depends on the log up to the window's end and the catalogue
 * only: the same window gives the same bytes again. That it was made is an entry of the log,
 * appended afterwards.
 * @throws Problem `log-unsound` where what it would show is not what was sealed, and as
 * `readWindow`: for a window that holds nothing, or names that are not there; `scope-missing`,
 * `scope-alone`
 */
export async function exportTo(source: ExportSource, given: ExportOptions): Promise<Exported> {
  const options = await withinScope(source, given)
  const progress = (done: number, total: number, text: string): void =>
    options.onProgress?.({ done, total, text })
  let window: Window
  let key: string
  do {
    // Written by one key: where it was rotated meanwhile, the window's end is another one.
    key = source.log.verifierKey()
    window = await readWindow(source, options, text => progress(0, 1, text))
    if (window.clamped)
      options.onProgress?.({
        done: 0,
        total: 1,
        text: clampedText(window),
        notice: true,
      })
    await assertSealed(
      source.store,
      window,
      (done, total) => progress(done, total, 'verifying'),
      text => options.onProgress?.({ done: 0, total: 1, text, notice: true }),
    )
    await exportFormats[options.format].write({
      out: options.out,
      source,
      window,
      oscalVersion: options.oscalVersion ?? '1.1.2',
      ocsfClass: options.ocsfClass ?? 2003,
      progress: (done, total) => progress(done, total, 'writing'),
    })
  } while (source.log.verifierKey() !== key)
  const exported = {
    file: options.out,
    bytes: statSync(options.out).size,
    format: options.format,
    from: window.from,
    to: window.to,
    level: window.level,
    entries: window.entries.length,
    checkpoint: { size: window.checkpoint.size, root: window.checkpoint.root },
  }
  await record(source, window, exported, options.actor ?? theAgent)
  return exported
}

/** Who took evidence out of the house is itself on record; the place on disk is not. */
async function record(
  source: ExportSource,
  window: Window,
  { file: _, ...exported }: Exported,
  actor: Actor,
): Promise<void> {
  const body = {
    ...exported,
    tenants: window.tenants.map(tenant => tenant.id),
    redacted: window.redact,
    ...(window.assurance === null ? {} : { assurance: window.assurance }),
    days: window.days === null ? null : [...window.days],
  }
  const entry = source.log.own('export', '', `export ${exported.format}`, body)
  const ipe = { ...entry.ipe, catalogue: window.catalogue }
  await inCommit(source, actor, { kind: 'export', tenant: null, run: null }, commit =>
    commit.append([{ ...entry, ipe }]),
  )
}

async function withinScope(source: ExportSource, given: ExportOptions): Promise<ExportOptions> {
  if (given.scope === undefined) return given
  const { title, id } = frameworkOf(source, given.scope)
  const named = [given.tenants, given.frameworks, given.level].some(item => item !== undefined)
  if (named) throw new Problem('scope-alone', {})
  const { scope } = await scopedOf(source, id)
  if (!scope) throw new Problem('scope-missing', { framework: title })
  const { tenants, level } = scope.said
  return { ...given, frameworks: [id], tenants, level }
}
