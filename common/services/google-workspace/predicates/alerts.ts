import type { Value } from '../../../model/index.ts'

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
 */
export function alertsNotActive(alerts: Value): string[] {
  const states = new Map(
    (Array.isArray(alerts) ? (alerts as readonly Value[]) : []).map(item => {
      const rule =
        typeof item === 'object' && item !== null ? (item as { readonly [key: string]: Value }) : {}
      return [nameOf(String(rule['displayName'])), rule['state'] === 'ACTIVE']
    }),
  )
  return requiredAlerts.filter(name => !(states.get(nameOf(name)) ?? !offByDefault.has(name)))
}

/** Google writes "whitelist" and, newer, "allowlist". */
function nameOf(text: string): string {
  return text.trim().replace('allowlist', 'whitelist')
}
