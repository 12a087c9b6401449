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

/** Required alerts that the list does not show as ACTIVE: switched off, or not there. */
export function alertsNotActive(alerts: Value): string[] {
  const active = new Set(
    (Array.isArray(alerts) ? (alerts as readonly Value[]) : []).flatMap(item => {
      const rule =
        typeof item === 'object' && item !== null ? (item as { readonly [key: string]: Value }) : {}
      return rule['state'] === 'ACTIVE' ? [String(rule['displayName']).trim()] : []
    }),
  )
  return requiredAlerts.filter(name => !active.has(name))
}
