import type { CheckSource } from './check.ts'
import type { Reason } from './reason.ts'
import type { Setting } from './setting.ts'
import type { Value } from './value.ts'
import type { KeptSaid } from '../words/kept.ts'
import type { Said } from '../words/said.ts'

/**
 * What a predicate may give instead of a bool: the outcome, and by code what decided it, the most
 * important first.
 */
export type Ruling = {
  readonly outcome: 'pass' | 'fail'
  readonly said: readonly KeptSaid[]
}

export function pass(...decided: readonly KeptSaid[]): Ruling {
  return { outcome: 'pass', said: decided }
}

export function fail(...decided: readonly KeptSaid[]): Ruling {
  return { outcome: 'fail', said: decided }
}

/**
 * A function callable from `test`. Arguments and result are plain JSON values (numbers are
 * doubles). It may throw Undetermined.
 */
export type Predicate = {
  /**
   * CEL signature, all types from bool, double, string, list, map, dyn: `blocksLegacyAuth(list):
   * bool`.
   */
  readonly signature: string
  readonly run: (...args: readonly Value[]) => Value
  readonly description: string
}

/**
 * A kind of resource; the first one of a service is the tenant's root (organization, site, tenant),
 * of which there is exactly one. `listedBy`: the setting (a list of records) of a resource above
 * that says which of them there are, and the fields that carry id and name. A check on that
 * resource may then read settings of this kind: it sees every listed one, also those that nobody
 * read.
 */
export type ResourceType = {
  readonly id: string
  readonly title: string
  readonly plural: string
  readonly listedBy?:
    | { readonly setting: string; readonly id: string; readonly name: string }
    | undefined
}

/** Somebody else's list of checks, each with those of ours that answer to it, or why there is none. */
export type Peer = {
  readonly source: string
  readonly title: string
  readonly checks: readonly {
    readonly id: string
    readonly ours: readonly string[]
    readonly why?: string | undefined
  }[]
}

/** A right a credential needs and what is lost without it. */
type Right = {
  readonly id: string
  readonly title: string
  readonly reads: readonly string[]
  readonly optional?: boolean
}

/**
 * Everything that both sides know of a service. Collectors and recipes are in registries of their
 * own.
 */
export type Service = {
  readonly id: string
  readonly title: string
  readonly vendor: string
  /** Where people open it, unless a tenant has an address of its own. */
  readonly address?: string
  readonly resourceTypes: readonly ResourceType[]
  readonly rights: readonly Right[]
  /**
   * The address under which a credential can be made, with the rights pre-filled where the vendor
   * allows it.
   */
  readonly credentialUrl?: string
  /** Said by `connect` where the vendor has no read-only scope. */
  readonly writeScopeNote?: string
  readonly settings: readonly Setting[]
  readonly checks: readonly CheckSource[]
  readonly predicates?: readonly Predicate[]
  /** What others check of this service, for the README. */
  readonly peers?: readonly Peer[]
  /**
   * What it was tested against: "live service", "documented shapes only". Shown with every
   * finding's evidence.
   */
  readonly testedAgainst: string
}

/**
 * Thrown by a predicate whose inputs do not allow an answer: the outcome is unknown with this
 * reason, never a pass.
 */
export class Undetermined extends Error {
  readonly reason: Reason
  readonly said: Said
  constructor(reason: Reason, why: Said) {
    super(why.code)
    this.reason = reason
    this.said = why
  }
}
