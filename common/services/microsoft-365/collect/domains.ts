import { getDomain } from 'tldts'
import type { CollectorContext, CollectorPart, EvidenceHandle } from '../../../model/collector.ts'
import type { Value } from '../../../model/value.ts'
import { nextLink, valueOf } from './graph.ts'
import { objects, string, strings } from '../predicates/read.ts'

/** Mail domains' records come from DNS; which domains there are, from Graph. */
export const mailDomainParts: readonly CollectorPart[] = [
  {
    id: 'spf',
    settings: ['microsoft-365.tenant.spf-records'],
    async *collect(context) {
      const { names, evidence } = await mailDomains(context)
      const records: Value[] = []
      for (const domain of names)
        records.push({ domain, ...(await spf(context, domain, evidence)) })
      yield valueOf(context, 'spf-records', records, evidence)
    },
  },
  {
    id: 'dkim',
    settings: ['microsoft-365.tenant.dkim-records'],
    async *collect(context) {
      const { names, evidence } = await mailDomains(context)
      const records: Value[] = []
      for (const domain of names) {
        const rdata: string[] = []
        for (const selector of ['selector1', 'selector2'])
          rdata.push(...(await texts(context, `${selector}._domainkey.${domain}`, evidence)))
        records.push({ domain, rdata })
      }
      yield valueOf(context, 'dkim-records', records, evidence)
    },
  },
  {
    id: 'dmarc',
    settings: ['microsoft-365.tenant.dmarc-records'],
    async *collect(context) {
      const { names, evidence } = await mailDomains(context)
      const records: Value[] = []
      for (const domain of names) {
        const own = await texts(context, `_dmarc.${domain}`, evidence)
        // RFC 7489, section 6.6.3: without a record of its own, a name is under its organisational
        // domain's, which the public suffix list tells.
        const parent = own.some(isDmarc) ? null : getDomain(domain)
        records.push(
          parent === null || parent === domain
            ? { domain, rdata: own }
            : {
                domain,
                rdata: await texts(context, `_dmarc.${parent}`, evidence),
                inheritedFrom: parent,
              },
        )
      }
      yield valueOf(context, 'dmarc-records', records, evidence)
    },
  },
]

/** Other records under the same name are not heeded. */
function isDmarc(text: string): boolean {
  return /^\s*v\s*=\s*DMARC1\s*(;|$)/i.test(text)
}

/** Verified domains that take mail. Microsoft keeps the records of onmicrosoft.com itself. */
async function mailDomains({ api }: CollectorContext): Promise<{
  readonly names: readonly string[]
  readonly evidence: EvidenceHandle[]
}> {
  const names: string[] = []
  const evidence: EvidenceHandle[] = []
  for await (const page of api.pages('/v1.0/domains', nextLink)) {
    evidence.push(page.evidence)
    for (const domain of objects(page.items as Value)) {
      if (
        domain['isVerified'] === true &&
        strings(domain['supportedServices']).includes('Email') &&
        !string(domain['id']).endsWith('.onmicrosoft.com')
      )
        names.push(string(domain['id']).toLowerCase())
    }
  }
  return { names: names.sort(), evidence }
}

async function texts(
  { dns }: CollectorContext,
  name: string,
  evidence: EvidenceHandle[],
): Promise<readonly string[]> {
  const found = await dns.txt(name)
  evidence.push(found.evidence)
  return found.records
}

/**
 * RFC 7208: whether a sender that the policy does not name fails, here or where it redirects to.
 */
async function spf(
  context: CollectorContext,
  domain: string,
  evidence: EvidenceHandle[],
): Promise<{ readonly compliant: boolean; readonly message: string }> {
  let name = domain
  for (let hops = 0; hops < 10; hops++) {
    const policies = (await texts(context, name, evidence)).filter(text =>
      /^v=spf1(\s|$)/i.test(text),
    )
    const [policy] = policies
    if (!policy || policies.length > 1)
      return {
        compliant: false,
        message: policy
          ? `${name} publishes several SPF policies, which is an error`
          : `${name} publishes no SPF policy`,
      }
    const terms = policy.toLowerCase().split(/\s+/)
    const all = terms.find(term => /^[+~?-]?all$/.test(term))
    if (all) return { compliant: all === '-all', message: `${name} ends in ${all}` }
    const redirect = terms.find(term => term.startsWith('redirect='))
    if (!redirect)
      return { compliant: false, message: `${name} neither fails other senders nor redirects` }
    name = redirect.slice('redirect='.length)
  }
  return { compliant: false, message: `${domain} redirects too often` }
}
