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
  /**
   * Of a whole export: when it was taken (RFC 3339; one that does not say it is refused) and the
   * version of the tool that took it.
   */
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

/** How the export of one other tool becomes observations. Pure. */
export type Importer = {
  /** The word after `witnessmark import`. */
  readonly name: string
  readonly service: string
  /** Policies of this tool's baseline start with this. */
  readonly policyPrefix: string | null
  /**
   * Export (or, in a conformance case, the part of one) to settings. A section that was not
   * read is unobserved; one that was read and is empty is an observation.
   */
  readonly map: (document: unknown) => ImportedState
  /**
   * Members of the export's object that `map` looks at; the others, which may be huge, are not
   * kept. All, when absent.
   */
  readonly wants?: (section: string) => boolean
  /**
   * What `map` and the predicates of the service look at of each record of a section (a list) that is
   * too large to be kept as it came; null where that is all of it. `map` takes both forms.
   */
  readonly shorten?: (section: string) => ((record: unknown) => readonly unknown[]) | null
  /** The member of a report in which this tool keeps the export, where it keeps one. */
  readonly inside?: string
  /**
   * For a file that is no JSON object: it is read and sealed whole, as one section; `map` gets an object
   * with that member. `read` throws an error that says where it breaks and what to do.
   */
  readonly whole?: { readonly section: string; readonly read: (text: string) => unknown }
  /** Refuses what is no whole export of a known version: throws an error that says what to do. */
  readonly check?: (document: Readonly<Record<string, unknown>>) => void
}
