import type { Setting } from '../../../model/setting.ts'
import { documents, page, setting } from './setting.ts'

const admin = 'https://admin.exchange.microsoft.com/'
const dns = (name: string) => ({ api: { request: `TXT ${name}`, certainty: 'documented' as const } })

export const exchangeSettings: readonly Setting[] = [
  setting('exchange-remote-domains', 'Remote domains', documents, page('Mail flow > Remote domains', `${admin}#/remotedomains`)),
  setting('exchange-transport-configurations', 'Transport configuration', documents, page('Settings > Mail flow', `${admin}#/settings`)),
  setting('exchange-sharing-policies', 'Sharing policies', documents, page('Organization > Sharing', `${admin}#/individualsharing`)),
  setting('exchange-transport-rules', 'Mail flow rules', documents, page('Mail flow > Rules', `${admin}#/transportrules`)),
  setting('exchange-organization-configurations', 'Organization configuration', documents),
  setting('spf-records', 'SPF records', documents, dns('DOMAIN')),
  setting('dkim-configurations', 'DKIM signing', documents, page('Email & collaboration > Policies & rules > Email authentication settings > DKIM', 'https://security.microsoft.com/dkimv2')),
  setting('dkim-records', 'DKIM records', documents, dns('selector1._domainkey.DOMAIN')),
  setting('dmarc-records', 'DMARC records', documents, dns('_dmarc.DOMAIN')),
]
