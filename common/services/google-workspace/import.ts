import { z } from 'zod'
import type {
  ImportedReading,
  ImportedState,
  Reading,
  Resource,
  Setting,
  Value,
} from '../../model/index.ts'
import { Value as AnyValue } from '../../model/index.ts'
import type { ReadFrom } from '../../words/codes/reading.ts'
import type { Said } from '../../words/said.ts'
import { directoryReadings, exclusions } from './import/directory.ts'
import { loggedReadings } from './import/logs.ts'
import { policyReadings, unitPath } from './import/policies.ts'

const Section = z.record(z.string(), AnyValue)
const Logs = z.looseObject({
  items: z
    .array(
      z.looseObject({
        id: z.looseObject({ time: z.string() }).optional(),
        events: z
          .array(
            z.looseObject({
              name: z.string().optional(),
              parameters: z
                .array(z.looseObject({ name: z.string(), value: z.string().optional() }))
                .optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
})
const Records = z.array(z.looseObject({ domain: z.string(), rdata: z.array(z.string()) }))

/**
 * The parts of a ScubaGoggles provider export that we read; a part that is not there was not read.
 * Other parts are ignored.
 */
export const ScubaGogglesExport = z.looseObject({
  tenant_info: z
    .looseObject({
      topLevelOU: z
        .string()
        .nullish()
        .transform(text => (text === 'Error Retrieving' ? null : text)),
      domain: z.string().nullish(),
      name: z.string().nullish(),
    })
    .nullish(),
  policies: z.record(z.string(), z.unknown()).nullish(),
  missing_policies: z.array(z.string()).nullish(),
  unsuccessful_calls: z.array(z.string()).nullish(),
  organizational_units: z
    .looseObject({
      organizationUnits: z
        .array(
          z.looseObject({
            name: z.string().optional(),
            orgUnitPath: z.string(),
            orgUnitId: z.string(),
          }),
        )
        .optional(),
    })
    .nullish(),
  super_admins: z
    .array(z.looseObject({ primaryEmail: z.string(), orgUnitPath: z.string().nullish() }))
    .nullish(),
  privileged_users: z
    .array(
      z.looseObject({
        primaryEmail: z.string(),
        orgUnitPath: z.string().nullish(),
        groupKeys: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
  privileged_users_error: z.string().nullish(),
  inbound_sso_assignments: z.array(Section).nullish(),
  inbound_sso_assignments_error: z.string().nullish(),
  domains: z.array(z.string()).nullish(),
  spf_records: Records.nullish(),
  dkim_records: Records.nullish(),
  dmarc_records: Records.nullish(),
  assuredcontrols_logs: Logs.nullish(),
  calendar_logs: Logs.nullish(),
  chat_logs: Logs.nullish(),
  commoncontrols_logs: Logs.nullish(),
  gemini_logs: Logs.nullish(),
  gmail_logs: Logs.nullish(),
  meet_logs: Logs.nullish(),
})
export type ScubaGogglesExport = z.infer<typeof ScubaGogglesExport>

/** What every part of the mapping adds to: readings of the tenant's settings. */
export type Readings = {
  /** What the readings are taken from. */
  readonly from: ReadFrom
  observe(setting: Pick<Setting, 'id'>, value: Value): void
  miss(
    setting: Pick<Setting, 'id'>,
    reason: Extract<Reading, { state: 'unobserved' }>['reason'],
    why: Said,
  ): void
}

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
export function wantedByScubaGoggles(section: string): boolean {
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

/** Whether a call that the export itself lists as failed names one of these words. */
export function failedCall(source: ScubaGogglesExport, ...words: readonly string[]): string | null {
  return (
    source.unsuccessful_calls?.find(call =>
      words.some(word => call.toLowerCase().includes(word)),
    ) ?? null
  )
}

/** The tool writes this text where it could not read a name. */
function named(text: string | null | undefined): string | null {
  return !text || text === 'Error Retrieving' ? null : text
}
