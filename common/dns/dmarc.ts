import { said } from '../words/said.ts'
import type { Said } from '../words/said.ts'
import { parseTagList } from './tag-list.ts'

/** A domain's one DMARC record, as receivers understand it; or why they apply none. */
export type Dmarc =
  | {
      /** What holds for mail of the domain itself. */
      readonly policy: 'none' | 'quarantine' | 'reject'
      /** Whether the record itself names a policy: one that asks for reports only is `none`. */
      readonly stated: boolean
      /** Percentage of failing mail that the policy is applied to (RFC 7489; RFC 9989 has none). */
      readonly percentage: number
      /** `t=y` (RFC 9989): receivers apply the next weaker policy. */
      readonly testing: boolean
      readonly aggregate: readonly string[]
      readonly failure: readonly string[]
    }
  | { readonly problem: Said }

/** The version tag comes first, and its value is exact in case (RFC 7489, 6.4; RFC 9989, 4.8). */
export function isDmarc(record: string): boolean {
  return /^\s*[vV]\s*=\s*DMARC1\s*(;|$)/.test(record)
}

/**
 * @param records of `_dmarc.` and the domain, or and the name above whose record the domain is under
 * @param inherited whether it is the name above: then `sp` says what holds for the names below it
 */
export function readDmarc(records: readonly string[], inherited: boolean): Dmarc {
  const found = records.filter(isDmarc)
  const [record] = found
  if (record === undefined) return { problem: said('dmarc-none') }
  if (found.length > 1) return { problem: said('dmarc-many') }
  const tags = parseTagList(record, name => name.toLowerCase())
  if (!tags) return { problem: said('dmarc-repeats', { record }) }
  const aggregate = addresses(tags.get('rua'))
  const wanted = ((inherited ? tags.get('sp') : undefined) ?? tags.get('p') ?? '').toLowerCase()
  const policy = policies.find(name => name === wanted)
  // A record without a valid policy that asks for reports is read as p=none (RFC 7489, 6.6.3).
  if (policy === undefined && aggregate.length === 0)
    return { problem: said('dmarc-policy', { policy: wanted === '' ? null : wanted }) }
  return {
    policy: policy ?? 'none',
    stated: policy !== undefined,
    percentage: percentageOf(tags.get('pct')),
    testing: tags.get('t')?.toLowerCase() === 'y',
    aggregate,
    failure: addresses(tags.get('ruf')),
  }
}

/**
 * Names to look for a record at, from the domain to its top-level name (RFC 9989, section 4.10): of
 * names with more than eight labels those between the name itself and its last seven are left out.
 */
export function dmarcTree(domain: string): readonly string[] {
  const labels = domain.toLowerCase().replace(/\.$/, '').split('.')
  const above = labels.slice(labels.length > 8 ? labels.length - 7 : 1)
  return [domain, ...above.map((_, i) => above.slice(i).join('.'))]
}

const policies = ['none', 'quarantine', 'reject'] as const

/** What is no number from 0 to 100 is ignored, as every broken tag but the version's. */
function percentageOf(text: string | undefined): number {
  const found = /^\d{1,3}$/.test(text ?? '') ? Number(text) : 100
  return found > 100 ? 100 : found
}

/** Addresses among a list of URIs: only `mailto:` is defined, with a limit of size after `!`. */
function addresses(tag: string | undefined): readonly string[] {
  const found = (tag ?? '')
    .split(',')
    .map(uri => /^\s*mailto:([^\s@!]+@[^\s@!]+?)(![0-9]+[kmgt]?)?\s*$/i.exec(uri)?.[1])
    .filter(address => address !== undefined)
  return [...new Set(found.map(address => address.toLowerCase()))]
}
