import type { Setting } from '../../../model/setting.ts'
import { documents, page, setting, snapshot } from './setting.ts'

const admin = 'https://admin.exchange.microsoft.com/'
const dns = (name: string) => ({
  api: { request: `TXT ${name}`, certainty: 'documented' as const },
})

export const exchangeSettings: readonly Setting[] = [
  setting('exchange-remote-domains', 'Remote domains', documents, {
    ...snapshot('microsoft.exchange.remotedomain'),
    ...page('Mail flow > Remote domains', `${admin}#/remotedomains`),
  }),
  setting('exchange-transport-configurations', 'Transport configuration', documents, {
    ...snapshot('microsoft.exchange.transportconfig'),
    ...page('Settings > Mail flow', `${admin}#/settings`),
  }),
  setting('exchange-sharing-policies', 'Sharing policies', documents, {
    ...snapshot('microsoft.exchange.sharingpolicy'),
    ...page('Organization > Sharing', `${admin}#/individualsharing`),
  }),
  setting('exchange-transport-rules', 'Mail flow rules', documents, {
    ...snapshot('microsoft.exchange.transportrule'),
    ...page('Mail flow > Rules', `${admin}#/transportrules`),
  }),
  setting(
    'exchange-organization-configurations',
    'Organization configuration',
    documents,
    snapshot('microsoft.exchange.organizationconfig'),
  ),
  setting('spf-records', 'SPF records', documents, dns('DOMAIN')),
  setting('dkim-configurations', 'DKIM signing', documents, {
    ...snapshot('microsoft.exchange.dkimsigningconfig'),
    ...page(
      'Email & collaboration > Policies & rules > Email authentication settings > DKIM',
      'https://security.microsoft.com/dkimv2',
    ),
  }),
  setting('dkim-records', 'DKIM records', documents, dns('selector1._domainkey.DOMAIN')),
  setting('dmarc-records', 'DMARC records', documents, dns('_dmarc.DOMAIN')),
]
