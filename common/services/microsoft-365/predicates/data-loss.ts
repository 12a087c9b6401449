import { fail, pass } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import type { Fields } from './read.ts'
import { beyond, objects, string, strings, untold } from './read.ts'

/** Names of Purview's own sensitive information types. */
const personal = [
  'Credit Card Number',
  'U.S. Individual Taxpayer Identification Number (ITIN)',
  'U.S. Social Security Number (SSN)',
]
const locations = [
  ['exchangeLocation', 'Exchange'],
  ['sharePointLocation', 'SharePoint'],
  ['oneDriveLocation', 'OneDrive'],
  ['teamsLocation', 'Teams'],
  ['endpointDlpLocation', 'Devices'],
] as const

export const dataLossPredicates: readonly Predicate[] = [
  {
    signature: 'personalDataProtected(dyn, dyn): dyn',
    description:
      'Rules of enforced data loss prevention policies find card, taxpayer and social security numbers (MS.DEFENDER.4.1v2, MS.SECURITYSUITE.3.1v1).',
    run: (policies = null, rules = null) =>
      sensitive(policies, rules, () => [], said('no-personal-data-rule')),
  },
  {
    signature: 'personalDataEverywhere(dyn, dyn): dyn',
    description:
      'Such rules together hold for all of Exchange, SharePoint, OneDrive, Teams and devices (MS.DEFENDER.4.2v1, MS.SECURITYSUITE.3.2v1).',
    run: (policies = null, rules = null) => {
      const enforced = enforcedPolicies(policies)
      const covering = rulesOnPersonalData(policies, rules).map(rule => ({
        kinds: kindsIn(rule),
        policy: enforced.get(string(rule['parentPolicyName'])) ?? {},
      }))
      if (covering.length === 0) return fail(said('no-policy-to-look-at'))
      const uncovered = (found: typeof covering): readonly string[] =>
        locations
          .filter(
            ([field]) =>
              !findEveryKind(found.filter(({ policy }) => strings(policy[field]).includes('All'))),
          )
          .map(([, location]) => location)
      const name = [...new Set(covering.map(({ policy }) => string(policy['name'])))].join(', ')
      const names = some([name])
      if (uncovered(covering.filter(rule => findEveryKind([rule]))).length === 0)
        return pass(said('met-by', { names }))
      const lacks = uncovered(covering).map(location => said('does-not-cover-all', { location }))
      return lacks.length === 0
        ? pass(said('met-together', { names }))
        : fail(said('rules-lack', { rules: some([{ name, lacks: some(lacks) }]) }))
    },
  },
  {
    signature: 'personalDataBlocked(dyn, dyn): dyn',
    description:
      'Such rules block sharing with everyone (MS.DEFENDER.4.3v1, MS.SECURITYSUITE.3.3v1).',
    run: (policies = null, rules = null) =>
      sensitive(
        policies,
        rules,
        rule =>
          rule['blockAccess'] === true && string(rule['blockAccessScope']) === 'All'
            ? []
            : [said('does-not-block-everyone')],
        said('no-rule-to-look-at'),
      ),
  },
  {
    signature: 'personalDataNotified(dyn, dyn): dyn',
    description: 'Such rules tell somebody (MS.DEFENDER.4.4v1, MS.SECURITYSUITE.3.4v1).',
    run: (policies = null, rules = null) =>
      sensitive(
        policies,
        rules,
        rule => (strings(rule['notifyUser']).length > 0 ? [] : [said('notifies-nobody')]),
        said('no-rule-to-look-at'),
      ),
  },
]

/**
 * Enforced rules that together find all three kinds of data, in enforced policies, without the named
 * shortfall.
 */
function sensitive(
  policies: Value,
  rules: Value,
  lacks: (rule: Fields, policy: Fields) => readonly Said[],
  none: Said,
): Ruling {
  const enforced = enforcedPolicies(policies)
  const judged = rulesOnPersonalData(policies, rules).map(rule => {
    const policy = enforced.get(string(rule['parentPolicyName'])) ?? {}
    return {
      name: `${string(policy['name'])} / ${string(rule['name'])}`,
      kinds: kindsIn(rule),
      lacks: lacks(rule, policy),
    }
  })
  const met = judged.filter(item => item.lacks.length === 0)
  const whole = met.filter(rule => findEveryKind([rule]))
  if (whole.length > 0) return pass(said('met-by', { names: some(whole.map(({ name }) => name)) }))
  if (findEveryKind(met))
    return pass(said('met-together', { names: some(met.map(({ name }) => name)) }))
  const short = judged.filter(item => item.lacks.length > 0)
  return fail(
    short.length === 0
      ? none
      : said('rules-lack', {
          rules: some(short.map(({ name, lacks: found }) => ({ name, lacks: some(found) }))),
        }),
  )
}

/**
 * Rules of enforced policies that are on and find kinds of personal data; none where they leave one of
 * the three to nobody.
 */
export function rulesOnPersonalData(policies: Value, rules: Value): readonly Fields[] {
  const enforced = enforcedPolicies(policies)
  const found = objects(rules).filter(
    rule => enforced.has(string(rule['parentPolicyName'])) && kindsIn(rule).length > 0,
  )
  const silent = found.filter(rule => typeof rule['disabled'] !== 'boolean')
  if (silent.length > 0)
    throw untold(
      'disabled',
      silent.map(rule => string(rule['name'])),
    )
  return findEveryKind(found.map(rule => ({ kinds: kindsIn(rule) }))) ? found : []
}

function findEveryKind(rules: readonly { readonly kinds: readonly string[] }[]): boolean {
  return (
    beyond(
      personal,
      rules.flatMap(({ kinds }) => kinds),
    ).length === 0
  )
}

/** What is looked at here of a rule, besides the kinds of data that it finds. */
export const lookedAtInRules: readonly string[] = [
  'name',
  'parentPolicyName',
  'disabled',
  'blockAccess',
  'blockAccessScope',
  'notifyUser',
]

/**
 * A rule with what is looked at alone: its advanced form and its other kinds of data may be large.
 * @returns null for one that counts nowhere, whatever its policy is
 */
export function shortenedRule(rule: Fields): Fields | null {
  const kinds = kindsIn(rule)
  if (kinds.length === 0) return null
  return {
    ...Object.fromEntries(
      lookedAtInRules.flatMap(name => (name in rule ? [[name, rule[name] ?? null]] : [])),
    ),
    contentContainsSensitiveInformation: kinds.map(name => ({ name })),
  }
}

/** The kinds of personal data that a rule finds; none where it is off. */
function kindsIn(rule: Fields): readonly string[] {
  if (rule['disabled'] === true) return []
  const types = new Set(typesOf(rule).map(type => type.toLowerCase()))
  return personal.filter(name => types.has(name.toLowerCase()))
}

function enforcedPolicies(policies: Value): ReadonlyMap<string, Fields> {
  return new Map(
    objects(policies)
      .filter(policy => policy['enabled'] === true && string(policy['mode']) === 'Enable')
      .map(policy => [string(policy['name']), policy]),
  )
}

/**
 * A simple rule lists its types; an advanced one carries them in a JSON text, which is searched
 * rather than parsed: exports escape it in several ways.
 */
function typesOf(rule: Fields): readonly string[] {
  const simple = objects(rule['contentContainsSensitiveInformation']).map(type =>
    string(type['name']),
  )
  const advanced = [
    ...string(rule['advancedRule']).matchAll(/\\*["']name\\*["']\s*:\s*\\*["']([^"'\\]+)/gi),
  ].map(match => match[1] ?? '')
  return [...simple, ...advanced]
}
