import type { Compared } from './compare.ts'

/**
 * Why the two say otherwise of a mutation, where the reason is in the tool or in the export that
 * nobody would have. What a user should know of stands in the services' own tables of differences.
 */
export type Reason = {
  readonly code: string
  readonly policies: readonly string[]
  /** Of the mutation: its section, path and change. */
  readonly where: RegExp
  readonly theirs: Compared['theirs']
  readonly ours: Compared['ours']
  readonly why: string
}

const reasons: readonly Reason[] = [
  {
    code: 'counts-names',
    policies: ['MS.AAD.7.1v1', 'MS.AAD.7.2v1'],
    where: /^privileged_users\.[^.]+\.DisplayName /,
    theirs: 'fail',
    ours: 'pass',
    why: 'The tool counts names: two administrators of one name, or one without a name, are fewer than they are.',
  },
  {
    code: 'guards-nobody',
    policies: ['MS.DEFENDER.2.'],
    where: /^anti_phish_policies\..*Targeted(User|Domain)ProtectionAction gone$/,
    theirs: 'fail',
    ours: 'pass',
    why: 'Nobody is declared, and nobody guarded: what would be done with mail that imitates them concerns none. The tool finds no policy where the field is not there.',
  },
  {
    code: 'met-without-licence',
    policies: ['MS.DEFENDER.', 'MS.SECURITYSUITE.'],
    where: /^defender_(dlp_)?license\. flipped$/,
    theirs: 'pass',
    ours: 'fail',
    why: 'Without the licence the tool writes "Requirement not met", and counts it as met.',
  },
  {
    code: 'other-field',
    policies: ['GWS.GMAIL.7.5'],
    where: /detect(GroupsSpoofing|DomainSpoofingFromUnauthenticatedSenders) /,
    theirs: 'pass',
    ours: 'fail',
    why: 'The policy is about groups (detectGroupsSpoofing); the rule reads detectDomainSpoofingFromUnauthenticatedSenders.',
  },
  {
    code: 'other-field',
    policies: ['GWS.GMAIL.7.5'],
    where: /detect(GroupsSpoofing|DomainSpoofingFromUnauthenticatedSenders) /,
    theirs: 'fail',
    ours: 'pass',
    why: 'The policy is about groups (detectGroupsSpoofing); the rule reads detectDomainSpoofingFromUnauthenticatedSenders.',
  },
  {
    code: 'word-without-name',
    policies: ['GWS.COMMONCONTROLS.10.4'],
    where: /^as it is$|accessLevel/,
    theirs: 'pass',
    ours: 'fail',
    why: 'ALLOW_SIGN_IN_ONLY lets users in. The rule has a name for its later spelling only, and what has no name drops out of the list of what is wrong.',
  },
  {
    code: 'scopes-that-are-absent',
    policies: ['GWS.COMMONCONTROLS.10.1', 'GWS.COMMONCONTROLS.10.2'],
    where: /api_controls_google_services/,
    theirs: 'pass',
    ours: 'fail',
    why: 'A service that is not among the restricted ones, or is enabled there, leaves its scopes to the users; the rules look for certain names in the list only.',
  },
  {
    code: 'distribution-without-sharing',
    policies: ['GWS.DRIVEDOCS.1.7'],
    where: /^as it is$|drive_and_docs_external_sharing/,
    theirs: 'pass',
    ours: 'fail',
    why: 'The policy is about moving content to drives of others, which "No one" forbids; the rule leaves units out where sharing is off.',
  },
  {
    code: 'summary-of-the-tool',
    policies: ['GWS.GMAIL.18.1', 'GWS.GMAIL.18.2'],
    where: /gmail_spam_override_lists|gmail_rule_states|enabled/,
    theirs: 'fail',
    ours: 'pass',
    why: 'The rules read a summary that the tool wrote before (senderDomainsFound), which the mutation leaves as it was.',
  },
  {
    code: 'alerts-not-returned',
    policies: ['GWS.COMMONCONTROLS.13.1'],
    where: /rule_system_defined_alerts/,
    theirs: 'pass',
    ours: 'fail',
    why: 'Alert rules that are not returned have their default state, which for some is off; the rule counts those returned.',
  },
  {
    code: 'name-does-not-decide',
    policies: ['MS.'],
    where:
      /^(conditional_access_policies|directory_settings|admin_audit_log_config|atp_policy_for_o365|authorization_policies)\..*\.(Identity|DisplayName|Id) /,
    theirs: 'fail',
    ours: 'pass',
    why: 'The rule looks the thing up by a name, or tells of it by one; what is set does not depend on it.',
  },
  {
    code: 'name-does-not-decide',
    policies: ['MS.'],
    where: /^(conditional_access_policies|privileged_users)\..*\.DisplayName /,
    theirs: 'unknown',
    ours: 'pass',
    why: 'The rule breaks off where there is no name to tell.',
  },
  {
    code: 'key-of-microsoft',
    policies: ['MS.EXO.3.1v1'],
    where: /^(dkim_records|dkim_config|spf_records)\./,
    theirs: 'fail',
    ours: 'pass',
    why: 'Microsoft publishes the keys of onmicrosoft.com itself and signs for its coexistence domain; the tool leaves the latter out only where the configuration lists it.',
  },
  {
    code: 'summary-of-the-tool',
    policies: ['MS.EXO.2.2v3'],
    where: /^spf_records\./,
    theirs: 'fail',
    ours: 'pass',
    why: 'The rule reads what the tool said of the record before (compliant); here the record decides.',
  },
  {
    code: 'summary-of-the-tool',
    policies: ['MS.EXO.2.2v3', 'GWS.GMAIL.3.1'],
    where: /^spf_records\./,
    theirs: 'pass',
    ours: 'fail',
    why: 'The rule reads what the tool said of the record before (compliant); here the record decides, and a domain without one has none.',
  },
  {
    code: 'nothing-found',
    policies: ['MS.EXO.3.1v1', 'MS.POWERPLATFORM.2.2v1', 'MS.EXO.4.'],
    where: / (emptied|gone)$/,
    theirs: 'pass',
    ours: 'fail',
    why: 'A tenant has at least one domain and one environment: a list without any is no proof.',
  },
  {
    code: 'transport-rule-narrowed',
    policies: ['MS.EXO.7.1v1'],
    where: /^transport_rule\./,
    theirs: 'pass',
    ours: 'fail',
    why: 'With one more condition or exception the transport rule marks some mail from outside only; the tool does not look at all of them.',
  },
  {
    code: 'no-domain-known',
    policies: ['GWS.GMAIL.'],
    where: /^domains\./,
    theirs: 'pass',
    ours: 'unknown',
    why: 'Without a list of domains nobody can say that all of them do.',
  },
  {
    code: 'no-domain-known',
    policies: ['GWS.GMAIL.'],
    where: /^domains\./,
    theirs: 'fail',
    ours: 'unknown',
    why: 'Without a list of domains nobody can say which of them do not.',
  },
  {
    code: 'root-not-named',
    policies: ['GWS.'],
    where: /^tenant_info\./,
    theirs: 'unknown',
    ours: 'pass',
    why: 'The rules break off without the name of the top unit; here every unit counts, whatever the top one is called.',
  },
  {
    code: 'no-exclusion-given',
    policies: ['MS.AAD.'],
    where: /^conditional_access_policies\..*\.Exclude\w+ gone$/,
    theirs: 'fail',
    ours: 'pass',
    why: 'A policy without an exclusion leaves nobody out, whether the list is empty or not given.',
  },
  {
    code: 'off-in-any-cloud',
    policies: ['MS.TEAMS.4.1v1'],
    where: /^(teams_tenant_info|client_configuration)\./,
    theirs: 'unknown',
    ours: 'pass',
    why: 'Mail into channels is off, or the cloud has none: the other of the two sections decides nothing.',
  },
  {
    code: 'off-in-any-cloud',
    policies: ['MS.TEAMS.4.1v1'],
    where: /^(teams_tenant_info|client_configuration)\./,
    theirs: 'fail',
    ours: 'pass',
    why: 'Mail into channels is off, or the cloud has none: the other of the two sections decides nothing.',
  },
  {
    code: 'nothing-found',
    policies: ['MS.AAD.3.5v2'],
    where: /^authentication_method\..* (emptied|gone)$/,
    theirs: 'pass',
    ours: 'fail',
    why: 'The tool looks for a method that is on, and finds none where there is none: what has to be off was not found.',
  },
  {
    code: 'stronger-than-asked',
    policies: ['MS.DEFENDER.1.4v1', 'MS.DEFENDER.1.5v1'],
    where: /_policy_rules\..*RecipientDomainIs/,
    theirs: 'fail',
    ours: 'pass',
    why: 'A strict preset without conditions covers everybody, those declared too; the tool asks for the conditions.',
  },
  {
    code: 'root-not-listed',
    policies: ['GWS.'],
    where: /^organizational_unit/,
    theirs: 'fail',
    ours: 'pass',
    why: 'Where the list of units lacks the top one, or there is none, the tool drops its events.',
  },
  {
    code: 'root-not-listed',
    policies: ['GWS.'],
    where: /^organizational_unit/,
    theirs: 'pass',
    ours: 'fail',
    why: 'Where the list of units lacks the top one, or there is none, the tool drops its events.',
  },
  {
    code: 'root-not-listed',
    policies: ['GWS.'],
    where: /^organizational_unit/,
    theirs: 'unknown',
    ours: 'pass',
    why: 'Where the list of units lacks the top one, or there is none, the tool drops its events.',
  },
  {
    code: 'empty-by-default',
    policies: ['GWS.GMAIL.14.1'],
    where: /^policies\..* (emptied|gone)$/,
    theirs: 'unknown',
    ours: 'pass',
    why: 'A list of addresses that is not returned is empty; the rule breaks off where there is none.',
  },
  {
    code: 'root-not-known',
    policies: ['MS.AAD.6.1v1'],
    where: /^domain_settings\..*IsRoot flipped$/,
    theirs: 'fail',
    ours: 'unknown',
    why: 'A subdomain has the password policy of its root, which the list does not have: not known, but not wrong.',
  },
  {
    code: 'shared-with-anybody',
    policies: ['GWS.DRIVEDOCS.1.2'],
    where: /^as it is$|drive_and_docs_external_sharing/,
    theirs: 'pass',
    ours: 'fail',
    why: 'Where sharing with anybody is allowed, files of anybody come in; the rule looks at the two modes that restrict it.',
  },
]

/** The first reason for a comparison. */
export function reasonFor(row: Compared): Reason | undefined {
  return reasons.find(
    ({ policies, where, theirs, ours }) =>
      theirs === row.theirs &&
      ours === row.ours &&
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
