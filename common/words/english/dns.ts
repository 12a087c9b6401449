import type { Dns } from '../codes/dns.ts'
import type { Table } from './table.ts'

export const dns: Table<Dns> = {
  'spf-redirects': ({ record }) => `the SPF record redirects: ${record}`,
  'spf-none': () => 'no SPF record',
  'spf-many': () => 'more than one SPF record',
  'spf-open': ({ record }) => `SPF does not fail other senders: ${record}`,
  'spf-error': ({ term }) => `the SPF record has an error, so receivers apply none: ${term}`,
  'spf-lookups': ({ record }) =>
    `SPF asks for more than ten look-ups, so receivers apply none: ${record}`,
  'spf-target': ({ name }) =>
    `SPF includes or redirects to ${name}, which does not publish one policy: receivers apply none`,
  'spf-told': ({ message }) => `SPF does not fail other senders: ${message}`,
  'dkim-none': () => 'no DKIM key',
  'dkim-off': () => 'signing is off',
  'dmarc-none': () => 'no DMARC record',
  'dmarc-many': () => 'more than one DMARC record',
  'dmarc-repeats': ({ record }) =>
    `a tag of the DMARC record stands twice, so receivers apply none: ${record}`,
  'dmarc-policy': ({ policy }) => `p=${policy ?? '(missing)'}`,
  'dmarc-share': ({ percentage }) => `pct=${percentage}: the rest is not rejected`,
  'dmarc-testing': () => 't=y: a policy in test mode is not applied',
  'dmarc-without-recipient': ({ address }) => `rua does not include ${address}`,
  'dmarc-few-aggregate': () => 'rua has fewer than two addresses',
  'dmarc-no-own-aggregate': () => "rua has no address beside CISA's",
  'dmarc-no-failure': () => 'ruf has no address',
  'lookup-failed': ({ domain, message }) => `${domain}: the look-up failed: ${message}`,
}
