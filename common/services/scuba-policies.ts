import type { PeerCheck } from './peer-results.ts'

/**
 * Policies of CISA's SCuBA baseline for Microsoft 365 (https://github.com/cisagov/ScubaGear) that ask for
 * the same as a metric: ScubaGear itself and others follow them.
 */
export const scubaPolicies: readonly PeerCheck[] = [
  {
    id: 'MS.AAD.1.1',
    title: 'legacy sign-in is blocked',
    metric: 'legacy-authentication-blocked',
    severity: 'high',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.2.1',
    title: 'risky users are blocked',
    metric: 'risk-based-sign-in',
    severity: 'high',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.2.3',
    title: 'risky sign-ins are blocked',
    metric: 'risk-based-sign-in',
    severity: 'high',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.3.1',
    title: 'everybody needs phishing-resistant factors',
    metric: 'mfa-phishing-resistant',
    severity: 'high',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.3.2',
    title: 'everybody needs a second factor',
    metric: 'mfa-enforced',
    severity: 'critical',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.3.6',
    title: 'privileged roles need phishing-resistant factors',
    metric: 'mfa-phishing-resistant',
    severity: 'high',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.3.7',
    title: 'devices must be managed',
    metric: 'managed-devices-required',
    severity: 'medium',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.5.1',
    title: 'only administrators register applications',
    metric: 'third-party-apps-restricted',
    severity: 'medium',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.5.2',
    title: 'only administrators consent to applications',
    metric: 'user-consent-restricted',
    severity: 'medium',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.7.3',
    title: 'privileged accounts exist in the cloud only',
    metric: 'privileged-accounts-separate',
    severity: 'high',
    on: 'tenant',
  },
  {
    id: 'MS.AAD.7.4',
    title: 'no privileged assignment lasts for ever',
    metric: 'privileged-access-just-in-time',
    severity: 'high',
    on: 'tenant',
  },
  {
    id: 'MS.EXO.1.1',
    title: 'mail is not forwarded outside',
    metric: 'email-forwarding-restricted',
    severity: 'high',
    on: 'tenant',
  },
  {
    id: 'MS.EXO.2.2',
    title: 'senders are published (SPF)',
    metric: 'email-authentication-enforced',
    severity: 'medium',
    on: 'tenant',
  },
  {
    id: 'MS.EXO.3.1',
    title: 'mail is signed (DKIM)',
    metric: 'email-authentication-enforced',
    severity: 'medium',
    on: 'tenant',
  },
  {
    id: 'MS.EXO.4.1',
    title: 'a DMARC policy is published',
    metric: 'email-authentication-enforced',
    severity: 'medium',
    on: 'tenant',
  },
  {
    id: 'MS.EXO.5.1',
    title: 'mail is not sent with a password alone',
    metric: 'legacy-authentication-blocked',
    severity: 'high',
    on: 'tenant',
  },
  {
    id: 'MS.EXO.7.1',
    title: 'mail from outside is marked',
    metric: 'external-messages-marked',
    severity: 'low',
    on: 'tenant',
  },
  {
    id: 'MS.EXO.13.1',
    title: 'mailboxes are audited',
    metric: 'audit-log-enabled',
    severity: 'medium',
    on: 'tenant',
  },
]
