import { Undetermined } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import { said, some } from '../../../words/said.ts'

/**
 * The system-defined rules that the baseline's group "System-defined Rules" lists, by the name that
 * the console and the Policy API show.
 */
const requiredAlerts = [
  'Account suspension warning',
  'Calendar settings changed',
  'Device compromised',
  'Domain data export initiated',
  'Drive settings changed',
  'Email settings changed',
  'Gmail potential employee spoofing',
  'Google Operations',
  'Government-backed attacks',
  'Leaked password',
  'Malware message detected post-delivery',
  'Mobile settings changed',
  'Phishing in inboxes due to bad whitelist',
  'Phishing message detected post-delivery',
  'Rate limited recipient',
  'Spike in user-reported spam',
  'SSO profile added',
  'SSO profile updated',
  'Super admin password reset',
  'Suspicious device activity',
  'Suspicious login',
  'Suspicious message reported',
  'Suspicious programmatic login',
  'User granted Admin privilege',
  'User suspended (Google identity alert)',
  'User suspended due to suspicious activity',
  'User suspended for spamming',
  'User suspended for spamming through relay',
  "User's Admin privilege revoked",
  'User-reported phishing',
] as const

/** Rules that Google has switched off where nobody changed them; the others are on. */
const offByDefault: ReadonlySet<string> = new Set([
  'Calendar settings changed',
  'Drive settings changed',
  'Email settings changed',
  'Mobile settings changed',
  'Rate limited recipient',
  'User granted Admin privilege',
  "User's Admin privilege revoked",
])

/**
 * Required alerts that are not on. The Policy API returns only rules that somebody changed: one that
 * is not in the list has its default state.
 * @throws Undetermined where none is off, and of one its name or state is not told
 */
export function alertsNotActive(alerts: Value): string[] {
  const rules = (Array.isArray(alerts) ? (alerts as readonly Value[]) : []).map(item =>
    typeof item === 'object' && item !== null ? (item as { readonly [key: string]: Value }) : {},
  )
  const nameless = rules.some(({ displayName }) => typeof displayName !== 'string')
  const states = new Map(
    rules.map(({ displayName, state }) => [
      nameOf(String(displayName)),
      state === undefined ? null : state === 'ACTIVE',
    ]),
  )
  const judged = requiredAlerts.map(name => {
    const state = states.get(nameOf(name))
    // A rule without a name may be any that is not in the list.
    if (state === undefined) return { name, on: nameless ? null : !offByDefault.has(name) }
    return { name, on: state }
  })
  const off = judged.filter(({ on }) => on === false).map(({ name }) => name)
  const silent = judged.filter(({ on }) => on === null).map(({ name }) => name)
  if (off.length === 0 && silent.length > 0)
    throw new Undetermined('malformed', said('states-not-told', { names: some(silent) }))
  return off
}

/** Google writes "whitelist" and, newer, "allowlist". */
function nameOf(text: string): string {
  return text.trim().replace('allowlist', 'whitelist')
}
