import type { Found } from '../../../dns/look-up.ts'
import { lookUpDkim, lookUpDmarc, lookUpSpf } from '../../../dns/look-up.ts'
import type { CollectorContext, CollectorPart, EvidenceHandle } from '../../../model/collector.ts'
import type { Value } from '../../../model/value.ts'
import { nextLink, valueOf } from './graph.ts'
import { objects, string, strings } from '../predicates/read.ts'

/** Mail domains' records come from DNS; which domains there are, from Graph. */
export const mailDomainParts: readonly CollectorPart[] = [
  recordsPart('spf', lookUpSpf),
  recordsPart('dkim', (dns, domain) => lookUpDkim(dns, ['selector1', 'selector2'], domain)),
  recordsPart('dmarc', lookUpDmarc),
]

/** Records stand under the name that exports of CISA's tool have for them. */
function recordsPart(
  kind: 'spf' | 'dkim' | 'dmarc',
  read: (dns: CollectorContext['dns'], domain: string) => Promise<Found>,
): CollectorPart {
  return {
    id: kind,
    settings: [`microsoft-365.tenant.${kind}-records`],
    async *collect(context) {
      const { names, evidence } = await mailDomains(context)
      const found: Value[] = []
      for (const domain of names) {
        const { records, evidence: of, ...more } = await read(context.dns, domain)
        found.push({ domain, rdata: records, ...more } as Value)
        evidence.push(...of)
      }
      yield valueOf(context, `${kind}-records`, found, evidence)
    },
  }
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
