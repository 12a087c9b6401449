import { said } from '../words/said.ts'
import type { Said } from '../words/said.ts'

/** Whether mail from senders that a domain does not name fails, and why not, or why nobody knows. */
export type Spf =
  | { readonly state: 'fails-others' }
  | { readonly state: 'open' | 'unknown'; readonly why: Said }

/** TXT records of a name; undefined where they were not read. */
export type Lookup = (name: string) => readonly string[] | undefined

const MOST_LOOKUPS = 10

/**
 * A domain's sender policy by RFC 7208. `~all` meets CISA's baselines as `-all` does. An error makes
 * receivers apply no policy at all, so a record with one is open. Of an included name that was not
 * read, one look-up counts and nothing else is said.
 */
export function judgeSpf(records: readonly string[], lookup: Lookup = () => undefined): Spf {
  const policy = policyOf(records)
  if ('problem' in policy) return open(policy.problem)
  const walk: Walk = { lookup, lookups: 0 }
  const result = evaluate(policy.record, walk)
  if ('problem' in result) return open(result.problem)
  if ('unknown' in result) return { state: 'unknown', why: result.unknown }
  return ['-', '~'].includes(result.others)
    ? { state: 'fails-others' }
    : open(spfOpen(policy.record))
}

/** Names whose records a policy's own evaluation asks for: what it includes or redirects to. */
export function spfTargets(records: readonly string[]): readonly string[] {
  const policy = policyOf(records)
  if ('problem' in policy) return []
  const parsed = parse(policy.record)
  if ('problem' in parsed) return []
  return parsed.terms
    .filter(({ name }) => name === 'include' || name === 'redirect')
    .map(({ value }) => nameOf(value))
    .filter(name => !name.includes('%'))
}

type Term = { readonly qualifier: string; readonly name: string; readonly value: string }
type Problem = { readonly problem: Said }
type Walk = { readonly lookup: Lookup; lookups: number }
/** What is said of a sender that nothing names; `+` also where everybody is named. */
type Result = { readonly others: string } | Problem | { readonly unknown: Said }

/** Records of another kind are not heeded; of two policies none is applied (section 4.5). */
function policyOf(records: readonly string[]): { readonly record: string } | Problem {
  const found = records.filter(record => /^v=spf1( |$)/i.test(record))
  const [record] = found
  if (record === undefined) return { problem: said('spf-none') }
  return found.length > 1 ? { problem: said('spf-many') } : { record }
}

function evaluate(record: string, walk: Walk): Result {
  const parsed = parse(record)
  if ('problem' in parsed) return parsed
  for (const { qualifier, name, value } of parsed.terms) {
    if (name === 'all') return { others: qualifier }
    if (everybody(name, value)) return { others: qualifier }
    if (!['include', 'a', 'mx', 'ptr', 'exists'].includes(name)) continue
    if (++walk.lookups > MOST_LOOKUPS) return { problem: said('spf-lookups', { record }) }
    if (name !== 'include' || value.includes('%')) continue
    const found = walk.lookup(nameOf(value))
    if (found === undefined) continue
    const target = targetOf(nameOf(value), found, walk)
    if ('problem' in target) return target
    if ('others' in target && target.others === '+') return { others: qualifier }
  }
  const redirect = parsed.terms.find(({ name }) => name === 'redirect')
  if (!redirect) return { others: '?' }
  if (++walk.lookups > MOST_LOOKUPS) return { problem: said('spf-lookups', { record }) }
  const name = nameOf(redirect.value)
  const found = name.includes('%') ? undefined : walk.lookup(name)
  return found === undefined
    ? { unknown: said('spf-redirects', { record }) }
    : targetOf(name, found, walk)
}

/** A name that publishes no policy, or two, is an error of the policy that names it (5.2, 6.1). */
function targetOf(name: string, records: readonly string[], walk: Walk): Result {
  const policy = policyOf(records)
  return 'problem' in policy
    ? { problem: said('spf-target', { name }) }
    : evaluate(policy.record, walk)
}

/** `ip4:0.0.0.0/0` names everybody. */
function everybody(name: string, value: string): boolean {
  return (name === 'ip4' || name === 'ip6') && /\/0+$/.test(value)
}

/** Terms in order; modifiers have no qualifier. A modifier that nobody knows is ignored (6). */
function parse(record: string): { readonly terms: readonly Term[] } | Problem {
  const terms: Term[] = []
  const seen = new Set<string>()
  for (const text of record.slice('v=spf1'.length).split(' ')) {
    if (text === '') continue
    const bad: Problem = { problem: said('spf-error', { term: text }) }
    const modifier = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(text)
    if (modifier) {
      const [name, value] = [(modifier[1] ?? '').toLowerCase(), modifier[2] ?? '']
      const known = name === 'redirect' || name === 'exp'
      if (known ? seen.has(name) || !isDomainSpec(value) : !isMacroString(value)) return bad
      seen.add(name)
      terms.push({ qualifier: '', name, value })
      continue
    }
    const mechanism = /^([+?~-]?)([a-z][a-z0-9._-]*)(?:([:/])(.*))?$/i.exec(text)
    if (!mechanism) return bad
    const [, sign = '', word = '', separator = '', rest = ''] = mechanism
    const name = word.toLowerCase()
    const value = separator === '/' ? `/${rest}` : rest
    if (!fits(name, separator, value)) return bad
    terms.push({ qualifier: sign === '' ? '+' : sign, name, value })
  }
  return { terms }
}

function fits(name: string, separator: string, value: string): boolean {
  switch (name) {
    case 'all':
      return separator === ''
    case 'include':
    case 'exists':
      return separator === ':' && isDomainSpec(value)
    case 'ptr':
      return separator === '' || (separator === ':' && isDomainSpec(value))
    case 'a':
    case 'mx':
      return isHost(separator, value)
    case 'ip4':
      return separator === ':' && isAddress4(value)
    case 'ip6':
      return separator === ':' && isAddress6(value)
    default:
      return false
  }
}

/** `a`, `a:name`, each with `/length`, `//length` or both. */
function isHost(separator: string, value: string): boolean {
  const found = /^(.*?)(?:\/(\d{1,2}))?(?:\/\/(\d{1,3}))?$/.exec(value)
  if (!found) return false
  const [, name = '', four, six] = found
  if (separator === ':' ? !isDomainSpec(name) : name !== '') return false
  return isLength(four, 32) && isLength(six, 128)
}

function isAddress4(value: string): boolean {
  const [address = '', length, ...more] = value.split('/')
  const parts = address.split('.')
  return (
    more.length === 0 &&
    parts.length === 4 &&
    parts.every(part => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255) &&
    isLength(length, 32)
  )
}

function isAddress6(value: string): boolean {
  const [address = '', length, ...more] = value.split('/')
  return (
    more.length === 0 &&
    /^[0-9a-f:.]+$/i.test(address) &&
    URL.canParse(`http://[${address}]/`) &&
    isLength(length, 128)
  )
}

function isLength(text: string | undefined, most: number): boolean {
  return text === undefined || (/^(0|[1-9]\d*)$/.test(text) && Number(text) <= most)
}

const macro = /%(?:\{[slodiphcrtv]\d*r?[.\-+,/_=]*\}|%|_|-)/gi

function isMacroString(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text) && !text.replace(macro, '').includes('%')
}

/** A name with at least two labels, or one that ends in a macro (section 7.1). */
function isDomainSpec(text: string): boolean {
  if (!isMacroString(text) || text === '') return false
  if (/%\{[^}]*\}$/.test(text)) return true
  const top = /\.([a-z0-9-]+)\.?$/i.exec(text)?.[1] ?? ''
  return /[a-z-]/i.test(top) && !top.startsWith('-') && !top.endsWith('-')
}

function nameOf(value: string): string {
  return value.toLowerCase().replace(/\.$/, '')
}

function spfOpen(record: string): Said {
  return said('spf-open', { record })
}

function open(why: Said): Spf {
  return { state: 'open', why }
}
