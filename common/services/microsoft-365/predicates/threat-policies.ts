import { Undetermined } from '../../../model/service.ts'
import { said } from '../../../words/said.ts'
import type { Fields } from './read.ts'
import {
  beyond,
  both,
  either,
  holding,
  namesNobody,
  objects,
  string,
  strings,
  told,
  untold,
} from './read.ts'
import type { Value } from '../../../model/value.ts'

/**
 * Exchange Online Protection and Defender for Office 365 give each recipient the first policy whose
 * rule covers them: the strict preset, the standard preset, custom policies by priority, then the
 * default or built-in one. https://learn.microsoft.com/defender-office-365/preset-security-policies
 */
export type Scope = {
  readonly kind: 'preset' | 'custom'
  readonly name: string
  readonly rule: Fields
}

/** Enabled rules in the order in which they take hold. */
export function rulesInOrder(presets: Value, custom: Value, policyField: string): readonly Scope[] {
  const enabled = (list: Value): readonly Fields[] =>
    objects(list).filter(rule => {
      if (rule['state'] === undefined) throw untold('state', [nameOf(rule)])
      return string(rule['state']) === 'Enabled'
    })
  const preset = (word: string): readonly Scope[] =>
    holding(enabled(presets), rule => isPreset(rule, word), 'identity', { each: true }).map(
      rule => ({ kind: 'preset', name: `${word} Preset Security Policy`, rule }),
    )
  return [
    ...preset('Strict'),
    ...preset('Standard'),
    ...ranked(enabled(custom)).map(rule => ({
      kind: 'custom' as const,
      name: string(rule[policyField]),
      rule,
    })),
  ]
}

/**
 * Whether a rule covers every recipient: no condition, or all accepted domains; and nobody
 * excepted.
 * @throws Undetermined where a condition is not told
 */
export function coversAll(rule: Fields, acceptedDomains: Value): boolean {
  return known(rule, coversAllOrSilent(rule, acceptedDomains))
}

/** The same, null where a condition is not told. */
export function coversAllOrSilent(rule: Fields, acceptedDomains: Value): boolean | null {
  return either(
    both(namesNobody(rule, [...persons, 'recipientDomainIs']), namesNobody(rule, exceptions)),
    both(
      isEveryDomain(strings(rule['recipientDomainIs']), acceptedDomains),
      namesNobody(rule, [...persons, ...exceptions]),
    ),
  )
}

function known(rule: Fields, covers: boolean | null): boolean {
  if (covers === null) throw untold('recipients', [nameOf(rule)])
  return covers
}

/** Whom rules cover that take hold one after the other. */
export function coverage(acceptedDomains: Value): {
  /** Whether somebody is under a rule: nobody is where all its recipients are under one before. */
  readonly reaches: (rule: Fields) => boolean
  /** Whether everybody is under this rule or one before. */
  readonly isWholeWith: (rule: Fields) => boolean
  readonly add: (rule: Fields) => void
} {
  const covered: string[] = []
  const isCovered = (domains: readonly string[]): boolean =>
    domains.length > 0 && beyond(domains, covered).length === 0
  return {
    reaches: rule =>
      !isCovered(strings(rule['recipientDomainIs'])) &&
      !isCovered(
        strings(rule['sentTo']).map(address => address.slice(address.lastIndexOf('@') + 1)),
      ),
    isWholeWith: rule =>
      coversAll(rule, acceptedDomains) ||
      isEveryDomain([...covered, ...wholeDomains(rule)], acceptedDomains),
    add: rule => covered.push(...wholeDomains(rule)),
  }
}

function isEveryDomain(domains: readonly string[], acceptedDomains: Value): boolean {
  const own = objects(acceptedDomains).map(domain => string(domain['domainName']))
  if (own.includes('')) throw untold('domainName', own)
  return own.length > 0 && beyond(own, domains).length === 0
}

/** Domains of which a rule covers everybody: none that is not told. */
function wholeDomains(rule: Fields): readonly string[] {
  return namesNobody(rule, [...persons, ...exceptions]) === true
    ? strings(rule['recipientDomainIs'])
    : []
}
const persons = ['sentTo', 'sentToMemberOf']
const exceptions = ['exceptIfSentTo', 'exceptIfSentToMemberOf', 'exceptIfRecipientDomainIs']

/** Identities of presets carry a number: "Strict Preset Security Policy1659535429826". */
export function isPreset(item: Fields, word: string): boolean | null {
  return told(item, 'identity', name => string(name).startsWith(`${word} Preset Security Policy`))
}

/** Whether a rule is a preset's that is on; null where it does not say so. */
export function isPresetOn(rule: Fields, words: readonly string[]): boolean | null {
  return both(
    either(...words.map(word => isPreset(rule, word))),
    told(rule, 'state', state => state === 'Enabled'),
  )
}

export function isDefault(policy: Fields): boolean {
  return (
    policy['isDefault'] === true ||
    /^(Default|Office365 AntiPhish Default)$/i.test(string(policy['identity']))
  )
}

/** The policy that a rule's scope names. */
export function policyOf(scope: Scope, policies: readonly Fields[]): Fields | undefined {
  return scope.kind === 'preset'
    ? policies.find(policy => string(policy['identity']).startsWith(scope.name))
    : policies.find(policy =>
        [policy['identity'], policy['name']].some(
          name => string(name) !== '' && string(name) === scope.name,
        ),
      )
}

/**
 * Rules by priority: a number, or a text with one in configuration snapshots.
 * @throws Undetermined where the order of several cannot be told
 */
function ranked(rules: readonly Fields[]): readonly Fields[] {
  const unclear = rules.find(rule => Number.isNaN(priority(rule)))
  if (unclear && rules.length > 1)
    throw new Undetermined('malformed', said('priority-unreadable', { name: nameOf(unclear) }))
  return [...rules].sort((a, b) => priority(a) - priority(b))
}

function nameOf(rule: Fields): string {
  return string(rule['identity']) || string(rule['name'])
}

function priority(rule: Fields): number {
  const value = rule['priority']
  if (typeof value === 'number') return value
  return /^\d+$/.test(string(value)) ? Number(value) : Number.NaN
}
