import { fail, pass } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import type { Fields, Lack } from './read.ts'
import {
  beyond,
  lacking,
  nothingSaid,
  objects,
  string,
  strings,
  told,
  wrongIn,
  wrongOf,
} from './read.ts'

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
      const finders = findersOf(policies, rules)
      const sure = finders.filter(({ doubts }) => doubts.length === 0)
      if (!findEveryKind(sure)) {
        if (mayFindEveryKind(finders)) wrongIn(untoldOf(finders))
        return fail(said('no-policy-to-look-at'))
      }
      const uncovered = (of: readonly Finder[]): readonly Lack[] =>
        locations.flatMap(([field, location]) => {
          const covers = ({ policy }: Finder): boolean | null =>
            told(policy, field, places => strings(places).includes('All'))
          if (findEveryKind(of.filter(finder => covers(finder) === true))) return []
          const maybe = finders.filter(finder => covers(finder) !== false)
          const [silent] = maybe.filter(finder => covers(finder) === null)
          if (!mayFindEveryKind(maybe)) return [said('does-not-cover-all', { location })]
          return silent ? [nothingSaid(field, string(silent.policy['name']))] : untoldOf(maybe)
        })
      const name = [...new Set(sure.map(({ policy }) => string(policy['name'])))].join(', ')
      const names = some([name])
      if (uncovered(sure.filter(finder => findEveryKind([finder]))).length === 0)
        return pass(said('met-by', { names }))
      const lacks = wrongIn(uncovered(sure))
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
        rule => {
          const open = said('does-not-block-everyone')
          const blocks = lacking(rule, 'blockAccess', on => on === true, open, string(rule['name']))
          if (wrongOf(blocks).length > 0) return blocks
          const scope = lacking(
            rule,
            'blockAccessScope',
            of => of === 'All',
            open,
            string(rule['name']),
          )
          return wrongOf(scope).length > 0 ? scope : [...blocks, ...scope]
        },
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
        rule =>
          lacking(
            rule,
            'notifyUser',
            who => strings(who).length > 0,
            said('notifies-nobody'),
            string(rule['name']),
          ),
        said('no-rule-to-look-at'),
      ),
  },
]

/**
 * Enforced rules that together find all three kinds of data, in enforced policies, without the named
 * shortfall.
 * @throws Undetermined where they may, and something is not said
 */
function sensitive(
  policies: Value,
  rules: Value,
  lacks: (rule: Fields) => readonly Lack[],
  none: Said,
): Ruling {
  const judged = findersOf(policies, rules).map(finder => ({
    ...finder,
    name: `${string(finder.policy['name'])} / ${string(finder.rule['name'])}`,
    lacks: [...finder.doubts, ...lacks(finder.rule)],
  }))
  const met = judged.filter(item => item.lacks.length === 0)
  const whole = met.filter(rule => findEveryKind([rule]))
  if (whole.length > 0) return pass(said('met-by', { names: some(whole.map(({ name }) => name)) }))
  if (findEveryKind(met))
    return pass(said('met-together', { names: some(met.map(({ name }) => name)) }))
  const maybe = judged.filter(item => wrongOf(item.lacks).length === 0)
  if (mayFindEveryKind(maybe)) wrongIn([...maybe.flatMap(item => item.lacks), ...untoldOf(maybe)])
  const sure = judged.filter(({ doubts }) => doubts.length === 0)
  const short = findEveryKind(sure) ? sure.filter(item => wrongOf(item.lacks).length > 0) : []
  return fail(
    short.length === 0
      ? none
      : said('rules-lack', {
          rules: some(short.map(item => ({ name: item.name, lacks: some(wrongOf(item.lacks)) }))),
        }),
  )
}

/** A rule that finds personal data, as far as it is told. */
type Finder = {
  readonly rule: Fields
  /** Its policy, empty where the rule does not say which. */
  readonly policy: Fields
  /** Those that it says it finds. */
  readonly kinds: readonly string[]
  /** Those that it may find. */
  readonly mayFind: readonly string[]
  /** Why it may be no such rule: what is not said of it or of its policy. */
  readonly doubts: readonly Lack[]
}

const found = 'contentContainsSensitiveInformation'

/** What is not said of rules that may find personal data. */
function untoldOf(finders: readonly Finder[]): readonly Lack[] {
  return finders.flatMap(({ rule, kinds, mayFind, doubts }) => [
    ...doubts,
    ...(mayFind.length > kinds.length ? [nothingSaid(found, string(rule['name']))] : []),
  ])
}

/** Rules that are on, in policies that are enforced, and find kinds of personal data: or may be. */
function findersOf(policies: Value, rules: Value): readonly Finder[] {
  const all = objects(policies)
  const nameless = all.filter(policy => string(policy['name']) === '')
  return objects(rules).flatMap(rule => {
    const kinds = kindsIn(rule)
    const mayFind = rule['disabled'] === true ? [] : silentOfKinds(rule) ? personal : kinds
    if (mayFind.length === 0) return []
    const parent = string(rule['parentPolicyName'])
    const own = all.filter(policy => parent !== '' && string(policy['name']) === parent)
    const candidates = own.length > 0 ? own : parent === '' ? all : nameless
    return candidates.flatMap(policy => {
      const name = string(policy['name'])
      const lacks = [
        ...lacking(policy, 'enabled', on => on === true, said('not-enabled'), name),
        ...lacking(policy, 'mode', mode => mode === 'Enable', said('not-enabled'), name),
      ]
      if (wrongOf(lacks).length > 0) return []
      const of = string(rule['name'])
      const doubts = [
        ...lacks,
        ...(own.length > 0 ? [] : [nothingSaid(parent === '' ? 'parentPolicyName' : 'name', of)]),
        ...(typeof rule['disabled'] === 'boolean' ? [] : [nothingSaid('disabled', of)]),
        ...(kinds.length > 0 ? [] : [nothingSaid(found, of)]),
      ]
      return [{ rule, policy, kinds, mayFind, doubts }]
    })
  })
}

/**
 * Rules of enforced policies that are on and find kinds of personal data, none where they leave one of
 * the three to nobody; and those that may be such a rule.
 */
export function rulesOnPersonalData(
  policies: Value,
  rules: Value,
): { readonly rules: readonly Fields[]; readonly maybe: readonly Finder[] } {
  const finders = findersOf(policies, rules)
  const sure = finders.filter(({ doubts }) => doubts.length === 0)
  return {
    rules: findEveryKind(sure) ? sure.map(({ rule }) => rule) : [],
    maybe: finders.filter(({ doubts }) => doubts.length > 0),
  }
}

function findEveryKind(rules: readonly { readonly kinds: readonly string[] }[]): boolean {
  return (
    beyond(
      personal,
      rules.flatMap(({ kinds }) => kinds),
    ).length === 0
  )
}

function mayFindEveryKind(rules: readonly Finder[]): boolean {
  return findEveryKind(rules.map(({ mayFind }) => ({ kinds: mayFind })))
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
  const silent = rule['disabled'] !== true && silentOfKinds(rule)
  if (kinds.length === 0 && !silent) return null
  return {
    ...Object.fromEntries(
      lookedAtInRules.flatMap(name => (name in rule ? [[name, rule[name] ?? null]] : [])),
    ),
    ...(kinds.length > 0 || 'contentContainsSensitiveInformation' in rule
      ? {
          contentContainsSensitiveInformation: [
            ...kinds.map(name => ({ name })),
            ...(silent ? [{}] : []),
          ],
        }
      : {}),
  }
}

/** The kinds of personal data that a rule finds; none where it is off. */
function kindsIn(rule: Fields): readonly string[] {
  if (rule['disabled'] === true) return []
  const types = new Set(typesOf(rule).map(type => type.toLowerCase()))
  return personal.filter(name => types.has(name.toLowerCase()))
}

/** Whether a rule does not say what it finds, or not of each entry. */
function silentOfKinds(rule: Fields): boolean {
  const [simple, advanced] = [rule['contentContainsSensitiveInformation'], rule['advancedRule']]
  return (
    (simple === undefined && advanced === undefined) ||
    objects(simple).some(type => type['name'] === undefined && type['groups'] === undefined)
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
