import type { KeptSaid, Some } from '../kept.ts'

/** Kinds of things of which every one must comply. */
export type Kind =
  | 'authorization-policies'
  | 'privileged-users'
  | 'remote-domains'
  | 'domains-failing-senders'
  | 'domains-signing'
  | 'dmarc-published'
  | 'dmarc-rejecting'
  | 'dmarc-reporting-federal'
  | 'dmarc-reporting-agency'
  | 'sharing-policies'
  | 'organisation-wide-policies'
  | 'configurations'
  | 'permission-policies'
  | 'alert-policies'
  | 'environments'
  | 'rules'
export type Part = 'model-driven-apps' | 'canvas-apps' | 'restricted-apps' | 'bluetooth-apps'
export type Shown = 'application' | 'place'
export type Excluded = 'users' | 'groups' | 'roles' | 'guests' | 'resources'
/** Conditions under which a policy leaves some sign-ins out. */
export type Condition =
  | 'sign-in-risk'
  | 'user-risk'
  | 'insider-risk'
  | 'agent-risk'
  | 'service-principal-risk'
  | 'client-apps'
  | 'authentication-flows'
  | 'application-filter'
  | 'device-states'
  | 'workload-identities'
  | 'times'
export type Strength = 'phishing-resistant' | 'multi-factor'

/** Things by name, each with the parts of it that are meant. */
export type Things = Some<{ readonly name: string; readonly parts: readonly string[] }>
type Names = { readonly names: Some<string> }
type Name = { readonly name: string }
type Lacks = { readonly lacks: Some<KeptSaid> }

export type Microsoft365 = {
  'comply': { readonly count: number; readonly kind: Kind }
  'not-complying': { readonly kind: Kind; readonly names: Some<string> }
  'domains-not-complying': {
    readonly kind: Kind
    readonly domains: Some<{ readonly domain: string; readonly problem: KeptSaid }>
  }
  'none-found': { readonly kind: Kind }
  'field-complies': { readonly count: number; readonly field: string }
  'field-not-complying': { readonly field: string; readonly names: Some<string> }
  'field-not-found': { readonly field: string }
  'not-told': { readonly kind?: Kind; readonly field?: string; readonly names: Some<string> }
  'all-comply': { readonly count: number }
  'things-not-complying': { readonly kind: Kind; readonly things: Things }
  'things-unread': {
    readonly read: number
    readonly of: number
    readonly kind: Kind
    readonly things: Things
  }
  'none-known': { readonly kind: Kind }
  'classifications-not-read': {}
  'domain-unread': { readonly name: string }
  'senders-unread': {}
  'priority-unreadable': { readonly name: string }
  'state-missing': { readonly name: string }
  'not-in-plan': { readonly kind: Kind }
  'alerts-to-siem': { readonly siem: string; readonly why: string; readonly until: string }
  'alerts-on': {}
  'key-of-microsoft': Names
  'alerts-not-on': Names

  // Conditional access
  'closest-lacks': { readonly of: number; readonly name: string } & Lacks
  'stronger-than-asked': {}
  'no-conditional-access': {}
  'no-privileged-role': {}
  'only-reports': {}
  'not-enabled': {}
  'some-platforms': {}
  'some-locations': {}
  'some-devices': {}
  'narrowed-by': { readonly condition: Condition }
  'not-all-users': {}
  'not-all-resources': {}
  'lacks-values': { readonly values: Some<string>; readonly path: string }
  'does-not-block': {}
  'no-strength': { readonly strength: Strength }
  'accepts-weaker': { readonly values: Some<string> }
  'accepts-other-control': {}
  'accepts-instead': { readonly controls: Some<string> }
  'no-managed-device': {}
  'accepts-unmanaged': { readonly values: Some<string> }
  'leaves-agents-out': {}
  'leaves-out-undeclared': { readonly kind: Excluded; readonly names: Some<string> }

  // Data loss
  'no-personal-data-rule': {}
  'no-personal-data-rule-known': {}
  'no-policy-to-look-at': {}
  'no-rule-to-look-at': {}
  'rules-lack': { readonly rules: Some<Name & Lacks> }
  'does-not-cover-all': { readonly location: string }
  'does-not-block-everyone': {}
  'notifies-nobody': {}

  // Presets
  'presets-on': {}
  'presets-not-on': { readonly presets: Some<string> }
  'no-preset-on': {}
  'presets-leave-out': {}
  'presets-guard': {}
  'presets-lack': Lacks
  'preset-guards-none': { readonly preset: string }
  'preset-guards-undeclared': { readonly preset: string }
  'preset-does-not-guard': { readonly preset: string; readonly name: string }
  'preset-does-nothing': { readonly preset: string }
  'strict-not-on': {}
  'strict-covers': {}
  'strict-lacks': Lacks
  'only-covers': Names
  'does-not-cover': Name
  'leaves-out': Name

  // Entra
  'no-authenticator': {}
  'authenticator-off': {}
  'context-shown': {}
  'lacks': Lacks
  'not-shown': { readonly what: Shown }
  'shown-to-some': { readonly what: Shown }
  'not-shown-to-group': { readonly what: Shown; readonly group: string }
  'one-time-codes': {}
  'weak-methods-off': {}
  'weak-methods-on': { readonly methods: Some<string> }
  'no-application-policy': {}
  'policy-off': {}
  'restriction-not-enabled': { readonly side: string; readonly kind: string }
  'restriction-spares': { readonly side: string; readonly before: string }
  'restriction-lifetime': { readonly side: string; readonly lifetime: string }
  'applications-restricted': {}
  'risky-classified': {
    readonly applications: Some<Name & { readonly permissions: Some<string> }>
  }
  'no-domain-found': {}
  'passwords-stay': {}
  'passwords-expire': { readonly domains: Some<Name & { readonly days: number | string }> }
  'global-administrators-out-of-bounds': { readonly count: number }
  'global-administrators': { readonly count: number; readonly others: number }
  'no-such-role': {}
  'roles-comply': { readonly count: number }
  'roles-lack': { readonly roles: Some<{ readonly role: string; readonly lack: KeptSaid }> }
  'administrators-alike': Names
  'permanent': { readonly id: string }
  'assigned-outside': { readonly id: string }
  'no-approval-rule': {}
  'no-approval': { readonly source: string }
  'no-rule': { readonly id: string }
  'no-notification-rule': {}
  'rule-notifies-nobody': { readonly id: string; readonly source: string }
  'no-undeclared-application': {}
  'undeclared-applications': {
    readonly applications: Some<Name & { readonly id: string; readonly permissions: Some<string> }>
  }

  // Mail
  'marked-by': Names
  'nothing-marks': {}
  'marks-some': Names
  'not-licensed': {}
  'covers-everybody': Name
  'settings-not-found': Name
  'no-policy-covers': {}
  'no-spam-policy-covers': {}
  'built-in-leaves-out': {}
  'policy-complies': Name
  'policy-lacks': Name & Lacks
  'some-under-weaker': Name & Lacks
  'is-off': {}
  'filters-no-types': {}
  'lets-type-through': { readonly type: string }
  'no-look-after-delivery': {}
  'malware-action': { readonly action: string }
  'guards-undeclared-accounts': {}
  'none-declared': {}
  'guards-no-accounts': {}
  'guards-undeclared-domains': {}
  'guards-no-domains': {}
  'own-domains-unguarded': {}
  'does-not-guard': Name
  'does-nothing-then': { readonly field: string }
  'switch-off': Name
  'action-is': { readonly action: string; readonly value: string }
  'lets-past-filter': { readonly domain: string }

  // Teams and Power Platform
  'off-for-organisation': {}
  'open-to-organisation': {}
  'environment-governed': { readonly environment: string; readonly policies: Some<string> }
  'environment-ungoverned': { readonly environment: string }
  'no-environment-found': {}
  'environments-governed': {}
  'environments-ungoverned': Names
  'default-ungoverned': {}
  'connectors-closed': {}
  'connectors-open': Names

  // Reading
  'recipients-not-in-snapshot': {}
  'no-snapshot': { readonly type: string; readonly page: boolean }
  'snapshot-lacks': { readonly at: string; readonly type: string }
  'out-of-reach': { readonly path: string | null; readonly page: boolean }
  'sharepoint-name-missing': {}
  'no-address': { readonly workload: string }
}
