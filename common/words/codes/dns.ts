/** What is said of a domain's records, whatever service it is in. */
export type Dns = {
  'spf-redirects': { readonly record: string }
  'spf-none': {}
  'spf-many': {}
  'spf-open': { readonly record: string }
  'spf-error': { readonly term: string }
  'spf-lookups': { readonly record: string }
  'spf-target': { readonly name: string }
  'spf-told': { readonly message: string }
  'dkim-none': {}
  'dkim-off': {}
  'dmarc-none': {}
  'dmarc-many': {}
  'dmarc-repeats': { readonly record: string }
  'dmarc-policy': { readonly policy: string | null }
  'dmarc-share': { readonly percentage: number }
  'dmarc-testing': {}
  'dmarc-without-recipient': { readonly address: string }
  'dmarc-few-aggregate': {}
  'dmarc-no-own-aggregate': {}
  'dmarc-no-failure': {}
  'lookup-failed': { readonly domain: string; readonly message: string }
}
