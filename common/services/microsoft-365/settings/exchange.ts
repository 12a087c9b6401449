import type { Setting } from '../../../model/setting.ts'
import { documents, documentsWith, page, setting, snapshot, texts } from './setting.ts'

const admin = 'https://admin.exchange.microsoft.com/'
const dns = (name: string) => ({
  api: { request: `TXT ${name}`, certainty: 'documented' as const },
})

export const exchangeSettings: readonly Setting[] = [
  setting({
    name: 'exchange-remote-domains',
    title: 'Remote domains',
    type: documents,
    ...snapshot('microsoft.exchange.remotedomain'),
    ...page('Mail flow > Remote domains', `${admin}#/remotedomains`),
  }),
  setting({
    name: 'exchange-transport-configurations',
    title: 'Transport configuration',
    type: documents,
    ...snapshot('microsoft.exchange.transportconfig'),
    ...page('Settings > Mail flow', `${admin}#/settings`),
  }),
  setting({
    name: 'exchange-sharing-policies',
    title: 'Sharing policies',
    type: documentsWith({ domains: texts }),
    ...snapshot('microsoft.exchange.sharingpolicy'),
    ...page('Organization > Sharing', `${admin}#/individualsharing`),
  }),
  setting({
    name: 'exchange-transport-rules',
    title: 'Mail flow rules',
    type: documents,
    ...snapshot('microsoft.exchange.transportrule'),
    ...page('Mail flow > Rules', `${admin}#/transportrules`),
  }),
  setting({
    name: 'exchange-organization-configurations',
    title: 'Organization configuration',
    type: documents,
    ...snapshot('microsoft.exchange.organizationconfig'),
  }),
  setting({
    name: 'spf-records',
    title: 'SPF records',
    type: documents,
    ...dns('DOMAIN'),
  }),
  setting({
    name: 'dkim-configurations',
    title: 'DKIM signing',
    type: documents,
    ...snapshot('microsoft.exchange.dkimsigningconfig'),
    ...page(
      'Email & collaboration > Policies & rules > Email authentication settings > DKIM',
      'https://security.microsoft.com/dkimv2',
    ),
  }),
  setting({
    name: 'dkim-records',
    title: 'DKIM records',
    type: documents,
    ...dns('selector1._domainkey.DOMAIN'),
  }),
  setting({
    name: 'dmarc-records',
    title: 'DMARC records',
    type: documents,
    ...dns('_dmarc.DOMAIN'),
  }),
]
