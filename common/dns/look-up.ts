import { Unreadable } from '../model/collector.ts'
import type { Dns, EvidenceHandle } from '../model/collector.ts'
import { dmarcTree, isDmarc } from './dmarc.ts'
import type { DomainRecords } from './domains.ts'
import { spfTargets } from './spf.ts'

/** What DNS has for one domain, and the replies that say so. */
export type Found = Omit<DomainRecords, 'domain'> & { readonly evidence: readonly EvidenceHandle[] }

/** A sender policy with what it includes and redirects to, as far as eleven look-ups reach. */
export function lookUpSpf(dns: Dns, domain: string): Promise<Found> {
  return told(async evidence => {
    const ask = asking(dns, evidence)
    const records = await ask(domain)
    const included: { name: string; records: readonly string[] }[] = []
    const names = [...spfTargets(records)]
    for (const name of names) {
      if (included.length > 10) break
      if (name === domain || included.some(item => item.name === name)) continue
      const found = await ask(name).catch(unread)
      if (found === null) continue
      included.push({ name, records: found })
      names.push(...spfTargets(found))
    }
    return { records, ...(included.length > 0 ? { included } : {}) }
  })
}

/** The keys under the first selector that has some. */
export function lookUpDkim(dns: Dns, selectors: readonly string[], domain: string): Promise<Found> {
  return told(async evidence => {
    const ask = asking(dns, evidence)
    for (const selector of selectors) {
      const records = await ask(`${selector}._domainkey.${domain}`)
      if (records.length > 0) return { records }
    }
    return { records: [] }
  })
}

/**
 * The record of the domain itself, else the one that the walk up the tree finds (RFC 9989, section
 * 4.10): the name with the fewest labels, unless a record says where the registry ends (`psd`).
 * Receivers of RFC 7489 ask the organisational domain alone, which the public suffix list tells: a
 * record above it counts only if it says that it is a registry's.
 */
export function lookUpDmarc(dns: Dns, domain: string): Promise<Found> {
  return told(async evidence => {
    const ask = asking(dns, evidence)
    const [, ...above] = dmarcTree(domain)
    const records = await ask(`_dmarc.${domain}`)
    if (records.some(isDmarc)) return { records }
    // The list is large, and few ask by it.
    const { getDomain } = await import('tldts')
    const organisational = getDomain(domain) ?? domain
    let found: { readonly records: readonly string[]; readonly inheritedFrom: string } | null = null
    for (const name of above) {
      const own = await ask(`_dmarc.${name}`)
      const record = own.find(isDmarc)
      if (record === undefined) continue
      const registry = /;\s*psd\s*=\s*([yn])\s*(?:;|$)/i.exec(record)?.[1]?.toLowerCase()
      const beyond = name.split('.').length < organisational.split('.').length
      if (registry === 'y' ? found !== null : beyond) break
      found = { records: own, inheritedFrom: name }
      if (registry !== undefined) break
    }
    return found ?? { records }
  })
}

function asking(
  dns: Dns,
  evidence: EvidenceHandle[],
): (name: string) => Promise<readonly string[]> {
  return async name => {
    const reply = await dns.txt(name)
    evidence.push(reply.evidence)
    return reply.records
  }
}

/** What an included name publishes may stay unknown: the policy that names it was read. */
function unread(error: unknown): null {
  if (error instanceof Unreadable) return null
  throw error
}

/** A look-up that failed leaves its own domain unknown, not the others. */
async function told(
  read: (evidence: EvidenceHandle[]) => Promise<Omit<Found, 'evidence'>>,
): Promise<Found> {
  const evidence: EvidenceHandle[] = []
  try {
    return { ...(await read(evidence)), evidence }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { records: [], failed: error.reason, evidence }
  }
}
