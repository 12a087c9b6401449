import type { Deviation, GoogleWorkspace, Place } from '../codes/google-workspace.ts'
import { listed, mapped } from './table.ts'
import type { InWords, Table } from './table.ts'
import { places as from } from './reading.ts'

export const googleWorkspace: Table<GoogleWorkspace> = {
  'deviating': ({ items }, words) =>
    listed(
      mapped(items, item => described(item, words)),
      '; ',
      '; and ',
    ),
  'without-value': ({ places }) =>
    `no value for ${listed(
      mapped(places, place => `${placed(place)}: ${listed(place.settings)}`),
      '; ',
      '; and ',
    )}`,
  'accepted-in': ({ places }) =>
    `accepted: ${listed(
      mapped(places, place => `${placed(place)} (${accepted(place)})`),
      '; ',
      '; and ',
    )}`,
  'seen-at-top': () => 'read on the page of the top unit; which units are below it is not known',
  'unseen-below': ({ units }) =>
    `read on the page of the top unit; not seen in ${units.items.length + units.more} below it: ${listed(units)}`,
  'not-a-time': ({ text }) => `"${text}" is not a time`,
  'not-a-duration': ({ text }) => `"${text}" is not a duration`,
  'assignment-without-target': () =>
    'an assignment of single sign-on does not say which unit or group it is about',

  'assignment-without-mode': ({ users }) =>
    `the assignment does not say whether single sign-on is on for: ${listed(users)}`,
  'states-not-told': ({ names }) =>
    `what was read does not say whether these are on: ${listed(names)}`,
  'no-domain-known': () => 'no domain of this tenant is known',

  'other-field-off': ({ setting }) => `${setting}, which is another setting, is off somewhere`,
  'units-not-listed': ({ units }) =>
    `set in units that the list of units does not have: ${listed(units)}`,
  'by-default': ({ settings }) => `as Google sets it where nobody did: ${listed(settings)}`,
  'no-event': () => 'no event in the admin log, which shows changes of six months only',
  'listed-missing': ({ name, from: place }) => `${from[place]} lists ${name} as missing`,
  'no-field': ({ name, from: place }) =>
    `${from[place]} has no ${name}, and Google documents no default`,
  'rules-in-unknown-shape': ({ from: place }) =>
    `${from[place]} has data protection rules in a shape that is not known`,
  'list-shape': ({ items, at, message }) => `${items}: ${at} ${message}`,
  'address-list-missing': ({ id }) =>
    `a spam rule names the address list ${id}, which the reply does not have`,
  'policy-for-unknown': ({ section }) =>
    `a policy of ${section} does not say in a known form for which unit, group or licence it is`,
  'rule-state-missing': ({ section }) =>
    `the reply does not say whether the rule of ${section} is on`,
}

function described(item: Deviation, words: InWords): string {
  if (typeof item === 'string') return item
  if ('domain' in item) return `${item.domain}: ${words(item.problem)}`
  const values = item.values.map(({ name, value }) =>
    value === null
      ? `${name} has no event in the admin log, which does not reach back for ever: if it was set earlier, open the console page`
      : `${name} = ${value}`,
  )
  const service =
    item.service !== undefined && values.length === 0 ? `service = ${item.service}` : ''
  return `${placed(item)}: ${values.join(', ')}${service}`
}

/** `/Sales`, or `/Sales (group admins@example.org)`. */
function placed({ unit, group }: Place): string {
  return group ? `${unit} (group ${group})` : unit
}

/** The owner's reason, and the end that was set. */
function accepted({ why, until }: { readonly why: string; readonly until: string }): string {
  const reason = why === '' ? 'no reason declared' : why
  return until === '' ? reason : `${reason}, until ${until}`
}
