import { z } from 'zod'
import type { PeerResult } from '../../peer-results.ts'
import { recordsOf } from '../../../model/csv.ts'

/** A finding as one of Prowler's files has it. */
export type Found = {
  readonly check: string
  readonly says: PeerResult['says']
  readonly provider: string
  readonly account: string
  readonly accountName: string
  readonly resource: string
  readonly resourceName: string
  /** RFC 3339, in UTC. */
  readonly at: string
  readonly version: string
}

const text = z.string().nullish()
const Ocsf = z.looseObject({
  metadata: z.looseObject({
    event_code: z.string().min(1),
    product: z.looseObject({ name: z.literal('Prowler'), version: z.string() }),
  }),
  status_code: z.string(),
  /** Seconds. */
  time: z.number(),
  cloud: z.looseObject({
    provider: z.string(),
    account: z.looseObject({ uid: z.string(), name: text }),
  }),
  resources: z.array(z.looseObject({ uid: text, name: text })).min(1),
})

/** @throws Error naming the finding, the place in it, and what to do */
export function fromOcsf(json: string): readonly Found[] {
  let document: unknown
  try {
    document = JSON.parse(json)
  } catch (error) {
    throw new Error(
      `it is no JSON (${error instanceof Error ? error.message : String(error)}): it is cut off or was edited; give the .ocsf.json as Prowler wrote it`,
      { cause: error },
    )
  }
  return z
    .array(z.unknown())
    .parse(document)
    .map((item, place) => {
      const parsed = Ocsf.safeParse(item)
      if (!parsed.success) throw misshaped(`finding ${place + 1}`, parsed.error)
      const { metadata, status_code, time, cloud, resources } = parsed.data
      const [resource] = resources
      return {
        check: metadata.event_code,
        says: saysOf(status_code),
        provider: cloud.provider,
        account: cloud.account.uid,
        accountName: cloud.account.name ?? '',
        resource: resource?.uid || resource?.name || cloud.account.uid,
        resourceName: resource?.name ?? '',
        at: new Date(time * 1000).toISOString(),
        version: metadata.product.version,
      }
    })
}

const Row = z.looseObject({
  CHECK_ID: z.string().min(1),
  STATUS: z.string().min(1),
  PROVIDER: z.string().min(1),
  ACCOUNT_UID: z.string().min(1),
  ACCOUNT_NAME: z.string(),
  RESOURCE_UID: z.string(),
  RESOURCE_NAME: z.string(),
  TIMESTAMP: z.string(),
  PROWLER_VERSION: z.string().min(1),
})

/** @throws Error naming the line, the column, and what to do */
export function fromCsv(csv: string): readonly Found[] {
  return recordsOf(csv, ';', Object.keys(Row.shape)).map(({ line, record }) => {
    const parsed = Row.safeParse(record)
    if (!parsed.success) throw misshaped(`line ${line}`, parsed.error)
    const row = parsed.data
    return {
      check: row.CHECK_ID,
      says: saysOf(row.STATUS),
      provider: row.PROVIDER,
      account: row.ACCOUNT_UID,
      accountName: row.ACCOUNT_NAME,
      resource: row.RESOURCE_UID || row.RESOURCE_NAME || row.ACCOUNT_UID,
      resourceName: row.RESOURCE_NAME,
      at: timeOf(row.TIMESTAMP, `line ${line}: TIMESTAMP`),
      version: row.PROWLER_VERSION,
    }
  })
}

/** A finding that is muted there still fails. */
function saysOf(status: string): PeerResult['says'] {
  return status === 'PASS' ? 'pass' : status === 'FAIL' ? 'fail' : 'untold'
}

/**
 * A time without a zone is that of the machine on which Prowler ran: the earliest that it can be, since
 * it says how old the results are. @throws Error
 */
function timeOf(given: string, place: string): string {
  const isZoned = /(?:Z|[+-]\d{2}:\d{2})$/.test(given)
  const time = new Date(isZoned ? given : `${given.replace(' ', 'T')}+14:00`)
  if (Number.isNaN(time.getTime()))
    throw new Error(`${place}: "${given}" is no time: give the file as Prowler wrote it`)
  return time.toISOString()
}

function misshaped(place: string, { issues: [first] }: z.ZodError): Error {
  const where = first?.path.join('.') ?? ''
  return new Error(
    `${place}${where === '' ? '' : `: ${where}`}: ${first?.message ?? 'not in the form of Prowler'}; give the .ocsf.json or .csv as Prowler wrote it`,
  )
}
