import { z } from 'zod'
import type { Reading, Setting, Value } from '../../../model/index.ts'
import { Value as AnyValue } from '../../../model/index.ts'
import type { ReadFrom } from '../../../words/codes/reading.ts'
import type { Said } from '../../../words/said.ts'

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
const ScubaGogglesExport = z.looseObject({
  timestamp_zulu: z.string().nullish(),
  MetaData: z
    .looseObject({ TimestampZulu: z.string().nullish(), TimeStampZulu: z.string().nullish() })
    .nullish(),
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
  organizational_unit_names: z.array(z.string()).nullish(),
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
  alias_domains: z.array(z.string()).nullish(),
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

export function isSection(name: string): boolean {
  return name in ScubaGogglesExport.shape
}

/** What says which parts were read: without it nothing can be told. */
const telling = [
  'tenant_info',
  'missing_policies',
  'unsuccessful_calls',
  'timestamp_zulu',
  'MetaData',
]

/**
 * The parts of an export that are in the shape that the tool writes, and the names of those that are
 * not: one bad record spoils its own part.
 * @throws ZodError for what is no object, or where a part that tells what was read is malformed
 */
export function parseExport(document: unknown): {
  readonly source: ScubaGogglesExport
  readonly malformed: ReadonlySet<string>
} {
  const parts = z.record(z.string(), z.unknown()).parse(document)
  const broken = ScubaGogglesExport.safeParse(parts).error?.issues.map(issue => issue.path[0]) ?? []
  const malformed = new Set(broken.map(String).filter(name => !telling.includes(name)))
  const rest = Object.entries(parts).filter(([name]) => !malformed.has(name))
  return { source: ScubaGogglesExport.parse(Object.fromEntries(rest)), malformed }
}

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

/** Whether a call that the export itself lists as failed names one of these words. */
export function failedCall(source: ScubaGogglesExport, ...words: readonly string[]): string | null {
  return (
    source.unsuccessful_calls?.find(call =>
      words.some(word => call.toLowerCase().includes(word)),
    ) ?? null
  )
}
