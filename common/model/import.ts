import type { Observation, Reading } from './observation.ts'
import type { Resource } from './resource.ts'
import type { Value } from './value.ts'

/**
 * What the export of another tool says, in our settings: the pure half of an importer (files are
 * read in agent/import/).
 */
export type ImportedState = {
  /** Every resource the export speaks of; the tenant's root is always among them. */
  readonly resources: readonly Resource[]
  readonly readings: readonly ImportedReading[]
  /** Resource types that the export lists completely. */
  readonly listed: readonly string[]
  /** Exclusions that the export itself declares, by outside policy id. */
  readonly accepted: Readonly<Record<string, Value>>
  /** Of a whole export: when it was taken (RFC 3339) and the version of the tool that took it. */
  readonly takenAt?: string | undefined
  readonly tool?: string | undefined
}

/** `section` names the member of the export that the reading came from. */
export type ImportedReading = {
  readonly resource: Observation['resource']
  readonly setting: string
  readonly reading: Reading
  readonly section?: string
}
