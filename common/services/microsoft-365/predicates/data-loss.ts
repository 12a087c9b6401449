import { fail, pass } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import type { Fields } from './read.ts'
import { beyond, objects, string, strings } from './read.ts'

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
      'An enforced data loss prevention policy has a rule that finds card, taxpayer and social security numbers (MS.DEFENDER.4.1v2, MS.SECURITYSUITE.3.1v1).',
    run: (policies = null, rules = null) =>
      sensitive(policies, rules, () => [], said('no-personal-data-rule')),
  },
  {
    signature: 'personalDataEverywhere(dyn, dyn): dyn',
    description:
      'Such policies together hold for all of Exchange, SharePoint, OneDrive, Teams and devices (MS.DEFENDER.4.2v1, MS.SECURITYSUITE.3.2v1).',
    run: (policies = null, rules = null) => {
      const covering = rulesOnPersonalData(policies, rules).map(
        rule => enforcedPolicies(policies).get(string(rule['parentPolicyName'])) ?? {},
      )
      if (covering.length === 0) return fail(said('no-policy-to-look-at'))
      const name = [...new Set(covering.map(policy => string(policy['name'])))].join(', ')
      const lacks = locations
        .filter(([field]) => !covering.some(policy => strings(policy[field]).includes('All')))
        .map(([, location]) => said('does-not-cover-all', { location }))
      return lacks.length === 0
        ? pass(said('met-by', { names: some([name]) }))
        : fail(said('rules-lack', { rules: some([{ name, lacks: some(lacks) }]) }))
    },
  },
  {
    signature: 'personalDataBlocked(dyn, dyn): dyn',
    description:
      'Such a rule blocks sharing with everyone (MS.DEFENDER.4.3v1, MS.SECURITYSUITE.3.3v1).',
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
    description: 'Such a rule tells somebody (MS.DEFENDER.4.4v1, MS.SECURITYSUITE.3.4v1).',
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
 * One enforced rule that finds all three kinds of data, in an enforced policy, without the named
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
      lacks: lacks(rule, policy),
    }
  })
  const met = judged.filter(item => item.lacks.length === 0)
  if (met.length > 0) return pass(said('met-by', { names: some(met.map(item => item.name)) }))
  return fail(
    judged.length === 0
      ? none
      : said('rules-lack', {
          rules: some(judged.map(({ name, lacks: found }) => ({ name, lacks: some(found) }))),
        }),
  )
}

/** Rules of enforced policies that are on and find all three kinds of data. */
export function rulesOnPersonalData(policies: Value, rules: Value): readonly Fields[] {
  const enforced = enforcedPolicies(policies)
  return objects(rules).filter(
    rule => enforced.has(string(rule['parentPolicyName'])) && findsPersonalData(rule),
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
  if (!findsPersonalData(rule)) return null
  return {
    ...Object.fromEntries(
      lookedAtInRules.flatMap(name => (name in rule ? [[name, rule[name] ?? null]] : [])),
    ),
    contentContainsSensitiveInformation: personal.map(name => ({ name })),
  }
}

function findsPersonalData(rule: Fields): boolean {
  return rule['disabled'] !== true && beyond(personal, typesOf(rule)).length === 0
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
