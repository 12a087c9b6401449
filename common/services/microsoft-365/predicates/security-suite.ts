import { fail, pass, Undetermined } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import { declared } from './accepted.ts'
import type { Fields, Lack } from './read.ts'
import {
  beyond,
  items,
  lacking,
  listed,
  objects,
  string,
  strings,
  untold,
  wrongIn,
} from './read.ts'
import { coverage, coversAll, isDefault, policyOf, rulesInOrder } from './threat-policies.ts'

type Lacks = (policy: Fields) => readonly Lack[]

/** A switch that has to be on. */
const on = (value: Value): boolean => value === true

export const securitySuitePredicates: readonly Predicate[] = [
  {
    signature: 'clickToRunBlocked(dyn, dyn, dyn, dyn): dyn',
    description:
      'The malware policy that covers everybody filters .exe, .cmd and .vbe files (MS.SECURITYSUITE.1.1v1).',
    run: (policies = null, rules = null, presets = null, domains = null) =>
      active(
        { policies, rules, presets, domains, field: 'malwareFilterPolicy', presetsMeet: true },
        policy => [
          ...lacking(policy, 'enableFileFilter', on, said('filters-no-types')),
          ...listed(policy, 'fileTypes', types =>
            beyond(
              ['exe', 'cmd', 'vbe'],
              strings(types).map(type => type.replace(/^\./, '')),
            ).map(type => said('lets-type-through', { type })),
          ),
        ],
      ),
  },
  {
    signature: 'scannedAfterDelivery(dyn, dyn, dyn, dyn): dyn',
    description:
      'The malware policy that covers everybody looks at delivered mail again (MS.SECURITYSUITE.1.2v1).',
    run: (policies = null, rules = null, presets = null, domains = null) =>
      active(
        { policies, rules, presets, domains, field: 'malwareFilterPolicy', presetsMeet: true },
        policy => lacking(policy, 'zapEnabled', on, said('no-look-after-delivery')),
      ),
  },
  {
    signature: 'malwareHeld(dyn, dyn, dyn, dyn, dyn): dyn',
    description:
      'The attachment policy that covers everybody holds or drops malware (MS.SECURITYSUITE.1.3v1).',
    run: (policies = null, rules = null, presets = null, builtIn = null, domains = null) =>
      active(
        {
          policies,
          rules,
          presets,
          domains,
          builtIn,
          field: 'safeAttachmentPolicy',
          presetsMeet: true,
        },
        policy => {
          const weak = said('malware-action', { action: string(policy['action']) })
          const holds = (action: Value): boolean =>
            ['Block', 'DynamicDelivery', 'Replace'].includes(string(action))
          const [first] = lacking(policy, 'action', holds, weak)
          return first ? [first] : lacking(policy, 'enable', on, weak)
        },
      ),
  },
  ...impersonation(
    'sensitiveUsersProtected',
    'MS.SECURITYSUITE.2.1v1',
    'Accounts declared as sensitive are guarded against impersonation',
    (policy, declaration) => {
      const users = strings(declaration['sensitiveUsers']).map(addressOf)
      if (users.length === 0) return [said('none-declared')]
      return [
        ...lacking(policy, 'enableTargetedUserProtection', on, said('guards-no-accounts')),
        ...listed(policy, 'targetedUsersToProtect', list =>
          beyond(users, strings(list).map(addressOf)).map(name => said('does-not-guard', { name })),
        ),
        ...acts(policy, 'targetedUserProtectionAction'),
      ]
    },
  ),
  ...impersonation(
    'ownDomainsProtected',
    'MS.SECURITYSUITE.2.2v1',
    "The organisation's own domains are guarded against impersonation",
    policy => [
      ...lacking(policy, 'enableOrganizationDomainsProtection', on, said('own-domains-unguarded')),
      ...acts(policy, 'targetedDomainProtectionAction'),
    ],
  ),
  ...impersonation(
    'partnerDomainsProtected',
    'MS.SECURITYSUITE.2.3v1',
    "Domains declared as partners' are guarded against impersonation",
    (policy, declaration) => {
      const domains = strings(declaration['partnerDomains'])
      if (domains.length === 0) return [said('none-declared')]
      return [
        ...lacking(policy, 'enableTargetedDomainsProtection', on, said('guards-no-domains')),
        ...listed(policy, 'targetedDomainsToProtect', list =>
          beyond(domains, strings(list)).map(name => said('does-not-guard', { name })),
        ),
        ...acts(policy, 'targetedDomainProtectionAction'),
      ]
    },
  ),
  {
    signature: 'safetyTipsShown(dyn, dyn, dyn, dyn): dyn',
    description:
      'The anti-phishing policy that covers everybody shows every safety tip and indicator; both presets do (MS.SECURITYSUITE.2.4v1).',
    run: (policies = null, rules = null, presets = null, domains = null) =>
      active(
        { policies, rules, presets, domains, field: 'antiPhishPolicy', presetsComply: true },
        policy =>
          [
            'enableFirstContactSafetyTips',
            'enableSimilarUsersSafetyTips',
            'enableSimilarDomainsSafetyTips',
            'enableUnusualCharactersSafetyTips',
            'enableViaTag',
            'enableUnauthenticatedSender',
          ].flatMap(name => lacking(policy, name, on, said('switch-off', { name }))),
      ),
  },
  {
    signature: 'spamKeptOut(dyn, dyn, dyn, dyn): dyn',
    description:
      'Spam and phishing go to junk or quarantine under the anti-spam policy that covers everybody (MS.SECURITYSUITE.6.1v1).',
    run: (policies = null, rules = null, presets = null, domains = null) =>
      antiSpam({ policies, rules, presets, domains }, policy =>
        [
          'spamAction',
          'highConfidenceSpamAction',
          'phishSpamAction',
          'highConfidencePhishAction',
        ].flatMap(action =>
          lacking(
            policy,
            action,
            value => ['MoveToJmf', 'Quarantine', 'Delete', 'Redirect'].includes(string(value)),
            said('action-is', { action, value: string(policy[action]) }),
          ),
        ),
      ),
  },
  {
    signature: 'noDomainsAllowed(dyn, dyn, dyn, dyn): dyn',
    description:
      'The anti-spam policy that covers everybody lets no domain past the filter (MS.SECURITYSUITE.6.2v1).',
    run: (policies = null, rules = null, presets = null, domains = null) =>
      antiSpam({ policies, rules, presets, domains }, policy =>
        senders(policy['allowedSenderDomains']).map(domain => said('lets-past-filter', { domain })),
      ),
  },
  {
    signature: 'linksProtected(dyn, dyn, dyn, dyn, list): dyn',
    description:
      'The link policy that covers everybody has every named switch on; both presets do (MS.SECURITYSUITE.7.x).',
    run: (policies = null, rules = null, presets = null, domains = null, switches = null) =>
      active(
        { policies, rules, presets, domains, field: 'safeLinksPolicy', presetsComply: true },
        policy =>
          strings(switches).flatMap(name =>
            lacking(policy, name, on, said('switch-off', { name })),
          ),
      ),
  },
]

type Input = {
  readonly policies: Value
  readonly rules: Value
  readonly presets: Value
  readonly domains: Value
  /** Where a custom rule names its policy. */
  readonly field: string
  /**
   * Rules of the built-in protection, where the last resort is built in and may leave people out.
   */
  readonly builtIn?: Value
  /**
   * Both presets meet the requirement by Microsoft's definition, so their objects are not looked
   * into.
   */
  readonly presetsComply?: boolean
  /**
   * The baseline says that both presets meet the requirement: they are looked into where their
   * settings are there, and believed where not.
   */
  readonly presetsMeet?: boolean
}

/** Judges every policy that somebody is under, until one covers every recipient. */
function active(input: Input, lacks: Lacks): Ruling {
  const policies = objects(input.policies)
  const so = coverage(input.domains)
  const names: string[] = []
  /** Policies that some are under, and of which nothing is known. */
  const unread: string[] = []
  const unlessUnread = (ruling: Ruling): Ruling => {
    if (ruling.outcome === 'pass' && unread.length > 0) throw untold('settings', unread)
    return ruling
  }
  for (const scope of rulesInOrder(input.presets, input.rules, input.field)) {
    if (!so.reaches(scope.rule)) continue
    const everybody = so.isWholeWith(scope.rule)
    const together = everybody && !coversAll(scope.rule, input.domains)
    const add = (): void => {
      names.push(scope.name)
      so.add(scope.rule)
    }
    const met = (): Ruling =>
      unlessUnread(pass(said('met-together', { names: some([...names, scope.name]) })))
    const policy = policyOf(scope, policies)
    const believed =
      scope.kind === 'preset' && (input.presetsComply || (input.presetsMeet && !policy))
    if (believed) {
      if (everybody)
        return together ? met() : unlessUnread(pass(said('covers-everybody', { name: scope.name })))
      add()
      continue
    }
    if (!policy) {
      if (everybody) return fail(said('settings-not-found', { name: scope.name }))
      unread.push(scope.name)
      continue
    }
    const found = wrongIn(lacks(policy))
    if (everybody)
      return together && found.length === 0 ? met() : unlessUnread(judged(scope.name, found))
    if (found.length > 0)
      return fail(said('some-under-weaker', { name: scope.name, lacks: some(found) }))
    add()
  }
  const last =
    policies.find(isDefault) ??
    policies.find(policy => string(policy['identity']).startsWith('Built-In Protection Policy'))
  if (!last) {
    const silent = policies.filter(policy => policy['isDefault'] === undefined)
    if (silent.length > 0)
      throw untold(
        'isDefault',
        silent.map(policy => string(policy['identity'])),
      )
    return fail(said('no-policy-covers'))
  }
  if (
    input.builtIn !== undefined &&
    !objects(input.builtIn).some(rule => coversAll(rule, input.domains))
  )
    return fail(said('built-in-leaves-out'))
  return unlessUnread(judged(string(last['identity']), wrongIn(lacks(last))))
}

/**
 * Anti-spam: every policy that somebody is under counts, until one covers everybody. A preset whose
 * settings are not in the export leaves the decision to the next rule.
 */
function antiSpam(input: Omit<Input, 'field'>, lacks: Lacks): Ruling {
  const policies = objects(input.policies)
  const so = coverage(input.domains)
  const names: string[] = []
  for (const scope of rulesInOrder(input.presets, input.rules, 'hostedContentFilterPolicy')) {
    const policy = policyOf(scope, policies)
    if (!policy || !so.reaches(scope.rule)) continue
    const verdict = judged(scope.name, wrongIn(lacks(policy)))
    if (verdict.outcome === 'fail' || coversAll(scope.rule, input.domains)) return verdict
    names.push(scope.name)
    if (so.isWholeWith(scope.rule)) return pass(said('met-together', { names: some(names) }))
    so.add(scope.rule)
  }
  const last = policies.find(isDefault)
  return last
    ? judged(string(last['identity']), wrongIn(lacks(last)))
    : fail(said('no-spam-policy-covers'))
}

function judged(name: string, lacks: readonly Said[]): Ruling {
  return lacks.length === 0
    ? pass(said('policy-complies', { name }))
    : fail(said('policy-lacks', { name, lacks: some(lacks) }))
}

/**
 * Anti-phishing policies with a declaration: the policy that covers everybody must guard what was
 * declared, and do something.
 */
function impersonation(
  name: string,
  id: string,
  description: string,
  lacks: (policy: Fields, declaration: Fields) => readonly Lack[],
): readonly Predicate[] {
  return [
    {
      signature: `${name}(dyn, dyn, dyn, dyn, map, google.protobuf.Timestamp): dyn`,
      description: `${description} (${id}).`,
      run: (
        policies = null,
        rules = null,
        presets = null,
        domains = null,
        accepted = null,
        now = null,
      ) => {
        const declaration = declared(accepted, id, now)
        return active({ policies, rules, presets, domains, field: 'antiPhishPolicy' }, policy => [
          ...lacking(policy, 'enabled', on, said('is-off')),
          ...lacks(policy, declaration),
        ])
      },
    },
  ]
}

/** What keeps a message from its recipient's inbox: a blind copy to somebody else does not. */
const keepsOut = ['Quarantine', 'MoveToJmf', 'Delete', 'Redirect']

function acts(policy: Fields, field: string): readonly Lack[] {
  return lacking(
    policy,
    field,
    action => keepsOut.includes(string(action)),
    said('does-nothing-then', { field }),
  )
}

/** A person is written as `name;address`: the address tells who it is. */
export function addressOf(person: string): string {
  return person.slice(person.lastIndexOf(';') + 1).trim()
}

/** Exchange writes allowed senders as texts, or as objects with a domain. */
/** @throws Undetermined for a list that is not there, or holds what is no sender */
function senders(value: Value | undefined): readonly string[] {
  if (
    (value ?? null) === null ||
    items(value).some(item => typeof item === 'number' || item === null)
  )
    throw new Undetermined('malformed', said('senders-unread'))
  return [
    ...strings(value),
    ...objects(value).map(item => string(item['domain']) || string(item['sender'])),
  ]
}
