import type { ImportedReading, ImportedState, Importer, Resource } from '../../../model/index.ts'
import { directoryReadings, exclusions } from './directory.ts'
import type { Readings } from './export.ts'
import type { ScubaGogglesExport } from './export.ts'
import { isSection, parseExport } from './export.ts'
import { said } from '../../../words/said.ts'
import { loggedReadings } from './logs.ts'
import { policyReadings, unitPath } from './policies.ts'

/**
 * A provider export of CISA's ScubaGoggles in our settings. Pure. `[]` is an empty export: nothing
 * of it was read.
 * A part that is there but not in the shape that the tool writes is malformed, and the others count.
 * @throws ZodError where the parts that say what was read are not in that shape
 */
export function fromScubaGoggles(document: unknown): ImportedState {
  const { source, malformed } = parseExport(
    Array.isArray(document) && document.length === 0 ? {} : document,
  )
  const root = source.tenant_info?.topLevelOU ?? ''
  const tenant: Resource = {
    type: 'tenant',
    id: named(source.tenant_info?.domain) ?? (root || 'google-workspace'),
    name:
      named(source.tenant_info?.name) ??
      named(source.tenant_info?.domain) ??
      (root || 'Google Workspace'),
  }
  const readings: ImportedReading[] = []
  const into: Readings = {
    observe: (setting, value) =>
      void readings.push({
        resource: { type: tenant.type, id: tenant.id },
        setting: setting.id,
        reading: { state: 'observed', value },
      }),
    from: 'export',
    miss(setting, reason, why) {
      const section = why.code === 'no-section' ? why.params.section : ''
      readings.push({
        resource: { type: tenant.type, id: tenant.id },
        setting: setting.id,
        reading: malformed.has(section)
          ? {
              state: 'unobserved',
              reason: 'malformed',
              why: said('section-malformed', { section }),
            }
          : { state: 'unobserved', reason, why },
      })
    },
  }
  policyReadings(source, into)
  loggedReadings(source, into)
  directoryReadings(source, into)
  return {
    resources: [tenant],
    readings,
    listed: ['tenant'],
    accepted: exclusions(source, name => unitPath(name, root)),
    ...(takenAt(source) === undefined ? {} : { takenAt: takenAt(source) }),
  }
}

/**
 * Parts of an export that the mapping looks at; the rest (group settings, version information) is
 * not kept.
 */
function wantedByScubaGoggles(section: string): boolean {
  return isSection(section) || section.endsWith('_exclusions') || section === 'break_glass_accounts'
}

/** Refuses what is no whole provider export. @throws Error that says which file to give instead */
export function checkScubaGoggles(document: Readonly<Record<string, unknown>>): void {
  if (
    !('tenant_info' in document) ||
    !('policies' in document || Object.keys(document).some(name => name.endsWith('_logs')))
  ) {
    throw new Error(
      'this is no provider export of ScubaGoggles: it has no "tenant_info" with "policies" or logs. Give ScubaResults.json or ProviderSettingsExport.json of a run, not the report. Exports of early versions, which have neither, cannot be read',
    )
  }
  const { source, malformed } = parseExport(document)
  if (malformed.has('policies'))
    throw new Error('the section "policies" is not in the shape that ScubaGoggles writes')
  if (takenAt(source) === undefined)
    throw new Error(
      'it does not say when it was taken: give the ScubaResults.json of the run, which does, as the tool wrote it',
    )
}

/**
 * When the export was taken, as itself or the report around it says.
 * @throws Error where that is no time
 */
function takenAt(source: ScubaGogglesExport): string | undefined {
  const { timestamp_zulu: own, MetaData: report } = source
  // Until 0.4 the report spelled it another way.
  const text = own ?? report?.TimestampZulu ?? report?.TimeStampZulu
  if (!text) return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new Error(`the time of the export is none: ${text.slice(0, 60)}`)
  return new Date(time).toISOString()
}

/** The tool writes this text where it could not read a name. */
function named(text: string | null | undefined): string | null {
  return !text || text === 'Error Retrieving' ? null : text
}

/**
 * https://github.com/cisagov/ScubaGoggles: `ProviderSettingsExport.json` of a run, or since 0.4 the
 * `ScubaResults.json` that carries it under `Raw`.
 */
export const importer = {
  name: 'scubagoggles',
  service: 'google-workspace',
  policyPrefix: 'GWS.',
  map: fromScubaGoggles,
  wants: wantedByScubaGoggles,
  inside: 'Raw',
  check: checkScubaGoggles,
} satisfies Importer
