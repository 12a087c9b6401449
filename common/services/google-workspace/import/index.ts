import type { ImportedReading, ImportedState, Importer, Resource } from '../../../model/index.ts'
import { directoryReadings, exclusions } from './directory.ts'
import type { Readings } from './export.ts'
import { ScubaGogglesExport } from './export.ts'
import { loggedReadings } from './logs.ts'
import { policyReadings, unitPath } from './policies.ts'

/**
 * A provider export of CISA's ScubaGoggles in our settings. Pure. `[]` is an empty export: nothing
 * of it was read.
 * @throws ZodError where a part is there but not in the shape that the tool writes
 */
export function fromScubaGoggles(document: unknown): ImportedState {
  const source = ScubaGogglesExport.parse(
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
    miss: (setting, reason, why) =>
      void readings.push({
        resource: { type: tenant.type, id: tenant.id },
        setting: setting.id,
        reading: { state: 'unobserved', reason, why },
      }),
  }
  policyReadings(source, into)
  loggedReadings(source, into)
  directoryReadings(source, into)
  return {
    resources: [tenant],
    readings,
    listed: ['tenant'],
    accepted: exclusions(source, name => unitPath(name, root)),
  }
}

/**
 * Parts of an export that the mapping looks at; the rest (group settings, version information) is
 * not kept.
 */
function wantedByScubaGoggles(section: string): boolean {
  return (
    section in ScubaGogglesExport.shape ||
    section.endsWith('_exclusions') ||
    section === 'break_glass_accounts'
  )
}

/** Refuses what is no whole provider export. @throws Error that says which file to give instead */
export function checkScubaGoggles(document: Readonly<Record<string, unknown>>): void {
  if (
    !('tenant_info' in document) ||
    !('policies' in document || Object.keys(document).some(name => name.endsWith('_logs')))
  ) {
    throw new Error(
      'this is no provider export of ScubaGoggles: it has no "tenant_info" with "policies" or logs. Give ProviderSettingsExport.json of a run, not the results or the report. Exports of early versions, which have neither, cannot be read',
    )
  }
  const parsed = ScubaGogglesExport.safeParse(document)
  if (!parsed.success)
    throw new Error(
      `the export is not in the shape that ScubaGoggles writes: ${parsed.error.issues
        .slice(0, 3)
        .map(issue => `${issue.path.join('.') || 'the whole'}: ${issue.message}`)
        .join('; ')}`,
    )
}

/** The tool writes this text where it could not read a name. */
function named(text: string | null | undefined): string | null {
  return !text || text === 'Error Retrieving' ? null : text
}

/** https://github.com/cisagov/ScubaGoggles: `ProviderSettingsExport.json` of a run. */
export const importer = {
  name: 'scubagoggles',
  service: 'google-workspace',
  policyPrefix: 'GWS.',
  map: fromScubaGoggles,
  wants: wantedByScubaGoggles,
  check: checkScubaGoggles,
} satisfies Importer
