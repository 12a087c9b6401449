import type { KeptSaid, Some } from '../kept.ts'
import type { ReadFrom } from './reading.ts'

/** A unit, or a group inside one. */
export type Place = { readonly unit: string; readonly group: string | null }
/** What deviates: a text as it was read, a place with its values, or a domain with its problem. */
export type Deviation =
  | string
  | (Place & {
      /** Values as JSON; null where the log has no event. */
      readonly values: readonly { readonly name: string; readonly value: string | null }[]
      readonly service?: string
    })
  | { readonly domain: string; readonly problem: KeptSaid }

export type GoogleWorkspace = {
  'deviating': { readonly items: Some<Deviation> }
  'without-value': { readonly places: Some<Place & { readonly settings: Some<string> }> }
  'accepted-in': {
    readonly places: Some<Place & { readonly why: string; readonly until: string }>
  }
  'seen-at-top': {}
  'unseen-below': { readonly units: Some<string> }
  'not-a-time': { readonly text: string }
  'not-a-duration': { readonly text: string }
  'assignment-without-target': {}
  'assignment-without-mode': { readonly users: Some<string> }
  'states-not-told': { readonly names: Some<string> }

  'no-domain-known': {}

  'no-event': {}
  'other-field-off': { readonly setting: string }
  'units-not-listed': { readonly units: Some<string> }
  'by-default': { readonly settings: Some<string> }
  'listed-missing': { readonly name: string; readonly from: ReadFrom }
  'no-field': { readonly name: string; readonly from: ReadFrom }
  'rules-in-unknown-shape': { readonly from: ReadFrom }
  'list-shape': { readonly items: string; readonly at: string; readonly message: string }
  'address-list-missing': { readonly id: string }
  'policy-for-unknown': { readonly section: string }
  'rule-state-missing': { readonly section: string }
}
