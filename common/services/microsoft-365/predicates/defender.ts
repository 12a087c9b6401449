import { fail, pass } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said, some } from '../../../words/said.ts'
import { declared } from './accepted.ts'
import type { Fields } from './read.ts'
import {
  beyond,
  both,
  fields,
  holding,
  lacking,
  listed,
  namesNobody,
  objects,
  string,
  strings,
  wrongIn,
  wrongOf,
} from './read.ts'
import { addressOf } from './security-suite.ts'
import { coversAllOrSilent, isPreset, isPresetOn } from './threat-policies.ts'

const presets = ['Standard', 'Strict']
const on = (value: Value): boolean => value === true

export const defenderPredicates: readonly Predicate[] = [
  {
    signature: 'presetsEnabled(dyn, dyn): dyn',
    description:
      'The standard and the strict preset are on, for Exchange Online Protection or for Defender for Office 365 (MS.DEFENDER.1.1v1).',
    run: (eop = null, defender = null) => {
      const rules = [...objects(eop), ...objects(defender)]
      const off = presets.filter(
        word => holding(rules, rule => isPresetOn(rule, [word]), 'state').length === 0,
      )
      return off.length === 0
        ? pass(said('presets-on'))
        : fail(said('presets-not-on', { presets: some(off) }))
    },
  },
  {
    signature: 'everybodyInPreset(dyn): dyn',
    description:
      'The standard or the strict preset is on for every recipient (MS.DEFENDER.1.2v1, 1.3v1).',
    run: (rules = null) => {
      const isOn = (rule: Fields): boolean | null => isPresetOn(rule, presets)
      const [covering] = holding(
        objects(rules),
        rule => both(isOn(rule), coversAllOrSilent(rule, null)),
        'recipients',
      )
      const found = objects(rules).filter(isOn)
      return covering
        ? pass(said('covers-everybody', { name: string(covering['identity']) }))
        : fail(found.length === 0 ? said('no-preset-on') : said('presets-leave-out'))
    },
  },
  {
    signature: 'sensitiveInStrict(dyn, map, string, google.protobuf.Timestamp): dyn',
    description:
      'Accounts declared as sensitive are in the strict preset, and nobody else is left out of it (MS.DEFENDER.1.4v1, 1.5v1).',
    run: (rules = null, accepted = null, id = null, now = null) =>
      sensitive(rules, fields(declared(accepted, string(id), now)['sensitiveAccounts'])),
  },
  guarded(
    'presetUsersProtected',
    'MS.DEFENDER.2.1v1',
    'sensitiveUsers',
    'enableTargetedUserProtection',
    'targetedUsersToProtect',
    'targetedUserProtectionAction',
  ),
  guarded(
    'presetAgencyDomainsProtected',
    'MS.DEFENDER.2.2v1',
    'agencyDomains',
    'enableTargetedDomainsProtection',
    'targetedDomainsToProtect',
    'targetedDomainProtectionAction',
  ),
  guarded(
    'presetPartnerDomainsProtected',
    'MS.DEFENDER.2.3v1',
    'partnerDomains',
    'enableTargetedDomainsProtection',
    'targetedDomainsToProtect',
    'targetedDomainProtectionAction',
  ),
]

/** Both presets must guard what was declared, and nothing that nobody declared when nothing was. */
function guarded(
  name: string,
  id: string,
  declaration: string,
  enable: string,
  list: string,
  action: string,
): Predicate {
  return {
    signature: `${name}(dyn, map, google.protobuf.Timestamp): dyn`,
    description: `Both presets guard what the owner declared as ${declaration} against impersonation (${id}).`,
    run: (policies = null, accepted = null, now = null) => {
      const wanted = strings(declared(accepted, id, now)[declaration]).map(addressOf)
      const lacks = presets.flatMap(word => {
        const [policy] = holding(objects(policies), item => isPreset(item, word), 'identity')
        const none = said('preset-guards-none', { preset: word })
        if (!policy) return [none]
        const unguarded = [
          ...lacking(policy, 'enabled', on, none),
          ...lacking(policy, enable, on, none),
        ]
        if (wrongOf(unguarded).length > 0) return [none]
        return [
          ...unguarded,
          ...listed(policy, list, names => {
            const found = strings(names).map(addressOf)
            if (wanted.length > 0)
              return beyond(wanted, found).map(missing =>
                said('preset-does-not-guard', { preset: word, name: missing }),
              )
            return found.length === 0 ? [] : [said('preset-guards-undeclared', { preset: word })]
          }),
          ...(wanted.length === 0
            ? []
            : lacking(
                policy,
                action,
                does => !['', 'NoAction'].includes(string(does)),
                said('preset-does-nothing', { preset: word }),
              )),
        ]
      })
      const wrong = wrongIn(lacks)
      return wrong.length === 0
        ? pass(said('presets-guard'))
        : fail(said('presets-lack', { lacks: some(wrong) }))
    },
  }
}

const scopes = [
  ['includedUsers', 'sentTo'],
  ['includedGroups', 'sentToMemberOf'],
  ['includedDomains', 'recipientDomainIs'],
  ['excludedUsers', 'exceptIfSentTo'],
  ['excludedGroups', 'exceptIfSentToMemberOf'],
  ['excludedDomains', 'exceptIfRecipientDomainIs'],
] as const

function sensitive(rules: Value, accounts: Fields): Ruling {
  const [rule] = holding(objects(rules), item => isPresetOn(item, ['Strict']), 'state')
  if (!rule) return fail(said('strict-not-on'))
  const included = scopes.slice(0, 3)
  const unconditional = namesNobody(
    rule,
    included.map(([, field]) => field),
  )
  const lacks = [
    // Conditions of different kinds all have to hold, so a condition that was not declared leaves
    // people out.
    ...(unconditional
      ? []
      : included.flatMap(([declaration, field]) =>
          listed(rule, field, list => {
            const [wanted, found] = [strings(accounts[declaration]), strings(list)]
            if (wanted.length === 0)
              return namesNobody(rule, [field]) ? [] : [said('only-covers', { names: some(found) })]
            return beyond(wanted, found).map(name => said('does-not-cover', { name }))
          }),
        )),
    ...(scopes.slice(3).some(([, field]) => field in rule)
      ? scopes
          .slice(3)
          .flatMap(([declaration, field]) =>
            listed(rule, field, list =>
              beyond(strings(list), strings(accounts[declaration])).map(name =>
                said('leaves-out', { name }),
              ),
            ),
          )
      : []),
  ]
  const wrong = wrongIn(lacks)
  return wrong.length === 0
    ? pass(said('strict-covers'))
    : fail(said('strict-lacks', { lacks: some(wrong) }))
}
