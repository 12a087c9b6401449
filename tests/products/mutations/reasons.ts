import type { Compared } from './compare.ts'

/** What theirs is, and ours. */
type Way = readonly [theirs: Compared['theirs'], ours: Compared['ours']]

/**
 * Why the two say otherwise of a mutation, where the reason is in the mutation itself: what the tool
 * made of the tenant before, or an export that nobody would have. What a user can meet stands in the
 * services' own tables of differences.
 */
export type Reason = {
  readonly code: string
  readonly policies: readonly string[]
  /** Of the mutation: its section, path and change. */
  readonly where: RegExp
  readonly ways: readonly Way[]
  readonly why: string
}

const reasons: readonly Reason[] = [
  {
    code: 'guards-nobody',
    policies: ['MS.DEFENDER.2.'],
    where: /^anti_phish_policies\..*Targeted(User|Domain)ProtectionAction gone$/,
    ways: [['fail', 'pass']],
    why: 'Nobody is declared, and nobody guarded: what would be done with mail that imitates them concerns none. The tool finds no policy where the field is not there.',
  },
  {
    code: 'summary-of-the-tool',
    policies: ['GWS.GMAIL.18.1', 'GWS.GMAIL.18.2'],
    where: /gmail_spam_override_lists|gmail_rule_states|enabled/,
    ways: [
      ['fail', 'pass'],
      ['pass', 'fail'],
    ],
    why: 'The rules read a summary that the tool wrote before (senderDomainsFound, warningDomainsFound), which the mutation leaves as it was.',
  },
  {
    code: 'summary-of-the-tool',
    policies: ['MS.EXO.2.2v3', 'GWS.GMAIL.3.1'],
    where: /^spf_records\./,
    ways: [
      ['fail', 'pass'],
      ['pass', 'fail'],
    ],
    why: 'The rule reads what the tool said of the record before (compliant); here the record decides, and a domain without one has none.',
  },
  {
    code: 'name-does-not-decide',
    policies: ['MS.'],
    where:
      /^(conditional_access_policies|directory_settings|admin_audit_log_config|atp_policy_for_o365|authorization_policies)\..*\.(Identity|DisplayName|Id) /,
    ways: [['fail', 'pass']],
    why: 'The rule looks the thing up by a name, or tells of it by one; what is set does not depend on it.',
  },
  {
    code: 'name-does-not-decide',
    policies: ['MS.'],
    where: /^(conditional_access_policies|privileged_users)\..*\.DisplayName /,
    ways: [['unknown', 'pass']],
    why: 'The rule breaks off where there is no name to tell.',
  },
  {
    code: 'root-not-named',
    policies: ['GWS.'],
    where: /^tenant_info\./,
    ways: [['unknown', 'pass']],
    why: 'The rules break off without the name of the top unit; here every unit counts, whatever the top one is called.',
  },
  {
    code: 'list-unreadable',
    policies: ['GWS.'],
    where: /^organizational_unit_names\.\d* ?(null|a number)$/,
    ways: [
      ['unknown', 'pass'],
      ['fail', 'pass'],
      ['pass', 'fail'],
    ],
    why: 'Names of units that nobody writes: the rules break off, or take the unit for a deleted one; here no unit is one.',
  },
  {
    code: 'event-without-its-change',
    policies: ['GWS.'],
    where: /^\w+_logs\.items\.\d+\.events\.\d+\.parameters emptied$/,
    ways: [
      ['pass', 'unknown'],
      ['fail', 'unknown'],
    ],
    why: 'An event that changes a setting names it. The rule passes over one that names none; here it may be any of its log, and the log is not told.',
  },
  {
    code: 'off-in-any-cloud',
    policies: ['MS.TEAMS.4.1v1'],
    where: /^(teams_tenant_info|client_configuration)\./,
    ways: [
      ['unknown', 'pass'],
      ['fail', 'pass'],
    ],
    why: 'Mail into channels is off, or the cloud has none: the other of the two sections decides nothing.',
  },
  {
    code: 'empty-by-default',
    policies: ['GWS.GMAIL.14.1'],
    where: /^policies\..* (emptied|gone)$/,
    ways: [['unknown', 'pass']],
    why: 'A list of addresses that is not returned is empty; the rule breaks off where there is none.',
  },
]

/** The first reason for a comparison. */
export function reasonFor(row: Compared): Reason | undefined {
  return reasons.find(
    ({ policies, where, ways }) =>
      ways.some(([theirs, ours]) => theirs === row.theirs && ours === row.ours) &&
      policies.some(policy => row.policy.startsWith(policy)) &&
      where.test(row.mutation),
  )
}

export type Class = 'agrees' | 'differs' | 'weaker' | 'no verdict' | 'disagrees'

/**
 * What one comparison is. The tool has no verdict where it implements none or its rules break off. Of
 * a value that no vendor writes (gone, null, of another type, an unknown word) the weaker claim is
 * right: what the tool does not pass must not pass here.
 */
export function classOf(row: Compared): Class {
  if (row.theirs === row.ours) return 'agrees'
  if (row.difference !== null || reasonFor(row)) return 'differs'
  if (!row.fits && row.ours !== 'pass') return 'weaker'
  if (row.theirs === 'unknown' && (row.fits || row.said !== 'no test')) return 'no verdict'
  return 'disagrees'
}
