import type {
  Condition,
  Excluded,
  Kind,
  Microsoft365,
  Part,
  Shown,
  Strength,
  Things,
} from '../codes/microsoft-365.ts'
import type { KeptSaid, Some } from '../kept.ts'
import { because } from './judging.ts'
import { listed, mapped } from './table.ts'
import type { InWords, Table } from './table.ts'

const dmarc = (holds: string): string => `domains of which this holds: ${holds}`
const kinds: Readonly<Record<Kind, string>> = {
  'authorization-policies': 'authorization policies',
  'privileged-users': 'privileged users',
  'remote-domains': 'remote domains',
  'domains-failing-senders': 'domains with a failing-all sender policy',
  'domains-signing': 'domains that sign',
  'dmarc-published': dmarc('a DMARC policy is published (MS.EXO.4.1v1)'),
  'dmarc-rejecting': dmarc('the DMARC policy rejects (MS.EXO.4.2v1)'),
  'dmarc-reporting-federal': dmarc('aggregate reports go to CISA (MS.EXO.4.3v1)'),
  'dmarc-reporting-agency': dmarc(
    'aggregate and failure reports go to the organisation itself too (MS.EXO.4.4v1)',
  ),
  'sharing-policies': 'sharing policies',
  'organisation-wide-policies': 'organisation-wide policies',
  'configurations': 'configurations',
  'permission-policies': 'permission policies',
  'alert-policies': 'alert policies',
  'environments': 'environments',
  'rules': 'rules',
}
const parts: Readonly<Record<Part, string>> = {
  'model-driven-apps': 'model-driven apps',
  'canvas-apps': 'canvas apps',
  'restricted-apps': 'restricted apps',
  'bluetooth-apps': 'Bluetooth apps',
}
const shown: Readonly<Record<Shown, string>> = {
  application: 'the application name',
  place: 'the place',
}
const excluded: Readonly<Record<Excluded, string>> = {
  users: 'users',
  groups: 'groups',
  roles: 'roles',
  guests: 'kinds of guests',
  resources: 'resources',
}
const conditions: Readonly<Record<Condition, string>> = {
  'sign-in-risk': 'to sign-ins at some risk',
  'user-risk': 'to users at some risk',
  'insider-risk': 'to insiders at some risk',
  'agent-risk': 'to agents at some risk',
  'service-principal-risk': 'to workload identities at some risk',
  'client-apps': 'to some client apps',
  'authentication-flows': 'to some authentication flows',
  'application-filter': 'to applications that a filter names',
  'device-states': 'to devices in some states',
  'workload-identities': 'to workload identities',
  'times': 'at some times',
}
const strengths: Readonly<Record<Strength, string>> = {
  'phishing-resistant': 'phishing-resistant',
  'multi-factor': 'multi-factor',
}
/** The ways there are where the API gives nothing. */
const way =
  'have Microsoft make a configuration snapshot that names it (Graph: configurationSnapshots/createSnapshot), or import an export of ScubaGear'

export const microsoft365: Table<Microsoft365> = {
  'comply': ({ count, kind }) => `all ${count} ${kinds[kind]} comply`,
  'not-complying': ({ kind, names }) => `${kinds[kind]} that do not comply: ${listed(names)}`,
  'domains-not-complying': ({ kind, domains }, words) =>
    `${kinds[kind]} that do not comply: ${listed(
      mapped(domains, ({ domain, problem }) => `${domain} (${words(problem)})`),
    )}`,
  'none-found': ({ kind }) => `no ${kinds[kind]} was found`,
  'field-complies': ({ count, field }) => `all ${count} ${field} comply`,
  'field-not-complying': ({ field, names }) => `${field} that do not comply: ${listed(names)}`,
  'field-not-found': ({ field }) => `no ${field} was found`,
  'not-told': ({ kind, field, names }) =>
    `${kind ? `${kinds[kind]} that do not say` : `nothing is said of ${field ?? ''} by`}: ${listed(names)}`,
  'all-comply': ({ count }) => `all ${count} comply`,
  'things-not-complying': ({ kind, things }) =>
    `${kinds[kind]} that do not comply: ${named(things)}`,
  'things-unread': ({ read, of, kind, things }) =>
    `${read} of ${of} read; not of ${kinds[kind]}: ${named(things)}`,
  'state-missing': ({ name }) => `the rule ${name} does not say whether it is on`,
  'classifications-not-read': () =>
    'users may consent to permissions classified as low-risk, and which these are was not read',
  'domain-unread': ({ name }) =>
    `the domain ${name} does not say whether it is verified and a root, who keeps its passwords, or how long they hold`,
  'senders-unread': () => 'the list of senders let past the filter is not there, or cannot be read',
  'priority-unreadable': ({ name }) =>
    `the rule ${name} does not say at which place it comes, so which policy counts is not known`,
  'none-known': ({ kind }) => `none of the ${kinds[kind]} is known`,
  'not-in-plan': ({ kind }) => `the plan has it for none of the ${kinds[kind]}`,
  'alerts-to-siem': ({ siem, why, until }) =>
    `alerts go to a SIEM as declared: ${siem}; left out as declared: alert policies without recipients${because(why, until)}`,
  'key-of-microsoft': ({ names }) => `Microsoft keeps the keys itself: ${listed(names)}`,
  'alerts-on': () => 'every alert is on',
  'alerts-not-on': ({ names }) => `not on: ${listed(names)}`,

  'closest-lacks': ({ of, name, lacks }, words) =>
    `none of ${of} policies does; the closest, "${name}", ${each(lacks, words)}`,
  'stronger-than-asked': () => 'more than is asked',
  'no-conditional-access': () => 'there is no conditional access policy',
  'no-privileged-role': () => 'no highly privileged role is known',
  'only-reports': () => 'only reports',
  'not-enabled': () => 'is not enabled',
  'some-platforms': () => 'applies to some platforms only',
  'some-locations': () => 'applies to some locations only',
  'some-devices': () => 'applies to some devices only',
  'narrowed-by': ({ condition }) => `applies ${conditions[condition]} only`,
  'not-all-users': () => 'does not include all users',
  'not-all-resources': () => 'does not include all resources',
  'lacks-values': ({ values, path }) => `lacks ${listed(values)} in ${path}`,
  'does-not-block': () => 'does not block',
  'no-strength': ({ strength }) => `requires no ${strengths[strength]} authentication strength`,
  'accepts-weaker': ({ values }) => `accepts ${listed(values, ' and ')}`,
  'accepts-other-control': () => 'accepts another control in place of multi-factor authentication',
  'accepts-instead': ({ controls }) => `accepts ${listed(controls, ' or ', ' or ')} instead`,
  'no-managed-device': () => 'requires no managed device',
  'accepts-unmanaged': ({ values }) =>
    `accepts ${listed(values, ' or ', ' or ')} in place of a managed device`,
  'leaves-agents-out': () => 'leaves agents out',
  'leaves-out-undeclared': ({ kind, names }) =>
    `leaves out ${excluded[kind]} that nobody declared: ${listed(names)}`,

  'no-personal-data-rule': () =>
    'no enforced rule finds card, taxpayer and social security numbers',
  'no-personal-data-rule-known': () =>
    'no enforced rule is known that finds card, taxpayer and social security numbers, so there is none whose device actions could be looked at',
  'no-policy-to-look-at': () => 'no policy to look at',
  'no-rule-to-look-at': () => 'no rule to look at',
  'rules-lack': ({ rules }, words) =>
    listed(
      mapped(rules, rule => `${rule.name} ${each(rule.lacks, words)}`),
      '. ',
    ),
  'does-not-cover-all': ({ location }) => `does not cover all of ${location}`,
  'does-not-block-everyone': () => 'does not block everyone',
  'notifies-nobody': () => 'notifies nobody',

  'presets-on': () => 'both presets are on',
  'presets-not-on': ({ presets }) => `not on: ${listed(presets, ' and ')} preset`,
  'no-preset-on': () => 'no preset is on',
  'presets-leave-out': () => 'the presets leave people out',
  'presets-guard': () => 'both presets guard what was declared',
  'presets-lack': ({ lacks }, words) => each(lacks, words),
  'preset-guards-none': ({ preset }) => `the ${preset} preset guards none`,
  'preset-guards-undeclared': ({ preset }) =>
    `the ${preset} preset guards some, but none is declared`,
  'preset-does-not-guard': ({ preset, name }) => `the ${preset} preset does not guard ${name}`,
  'preset-does-nothing': ({ preset }) => `the ${preset} preset does nothing then`,
  'strict-not-on': () => 'the strict preset is not on',
  'strict-covers': () => 'the strict preset covers the sensitive accounts',
  'strict-lacks': ({ lacks }, words) => `the strict preset ${each(lacks, words)}`,
  'only-covers': ({ names }) => `only covers ${listed(names)}`,
  'does-not-cover': ({ name }) => `does not cover ${name}`,
  'leaves-out': ({ name }) => `leaves out ${name}`,

  'no-authenticator': () => 'the configuration of Microsoft Authenticator was not found',
  'authenticator-off': () => 'Microsoft Authenticator is off',
  'context-shown': () => 'application and place are shown to all users',
  'lacks': ({ lacks }, words) => each(lacks, words),
  'not-shown': ({ what }) => `${shown[what]} is not shown`,
  'shown-to-some': ({ what }) => `${shown[what]} is shown to some users only`,
  'not-shown-to-group': ({ what, group }) => `${shown[what]} is not shown to group ${group}`,
  'one-time-codes': () => 'one-time codes are allowed',
  'weak-methods-off': () => 'SMS, voice and e-mail are off',
  'weak-methods-on': ({ methods }) => `not off: ${listed(methods)}`,
  'no-application-policy': () => 'there is no default app management policy',
  'policy-off': () => 'the policy is off',
  'restriction-not-enabled': ({ side, kind }) => `${side}: ${kind} is not enabled`,
  'restriction-spares': ({ side, before }) => `${side}: spares applications made before ${before}`,
  'restriction-lifetime': ({ side, lifetime }) =>
    `${side}: lifetime ${lifetime === '' ? 'not set' : lifetime}`,
  'applications-restricted': () => 'restricted for applications and service principals',
  'risky-classified': ({ applications }) =>
    `users may consent to what is classified as low-risk, and among it is: ${listed(
      mapped(applications, app => `${app.name} (${listed(app.permissions)})`),
    )}`,
  'no-domain-found': () => 'no domain was found',
  'passwords-stay': () => 'no managed domain lets passwords expire',
  'passwords-expire': ({ domains }) =>
    `passwords expire in: ${listed(mapped(domains, ({ name, days }) => `${name} (${days} days)`))}`,
  'global-administrators-out-of-bounds': ({ count }) =>
    `${count} Global Administrators; the share is not computed outside two to eight (MS.AAD.7.1v1)`,
  'global-administrators': ({ count, others }) =>
    `${count} Global Administrators to ${others} others`,
  'no-such-role': () => 'no such role was found',
  'roles-comply': ({ count }) => `${count} roles comply`,
  'roles-lack': ({ roles }, words) =>
    listed(
      mapped(roles, ({ role, lack }) => `${role}: ${words(lack)}`),
      '; ',
    ),
  'administrators-alike': ({ names }) =>
    `several administrators have one name, or none: ${listed(names)}`,
  'permanent': ({ id }) => `${id} is permanent`,
  'assigned-outside': ({ id }) => `${id} was assigned outside`,
  'no-approval-rule': () => 'no rule on approval was found',
  'no-approval': ({ source }) => `no approval (${source})`,
  'no-rule': ({ id }) => `no rule ${id}`,
  'no-notification-rule': () => 'no rule on notification was found',
  'rule-notifies-nobody': ({ id, source }) => `${id} of ${source} notifies nobody`,
  'no-undeclared-application': () => 'nobody holds such permissions undeclared',
  'undeclared-applications': ({ applications }) =>
    listed(
      mapped(applications, app => `${app.name} (${app.id}): ${listed(app.permissions)}`),
      '; ',
    ),

  'marked-by': ({ names }) => `marked by ${names.items.length === 0 ? 'a rule' : listed(names)}`,
  'nothing-marks': () => 'no enforced transport rule marks mail from outside',
  'marks-some': ({ names }) =>
    `marked by rules that have more conditions, or exceptions, so that not all mail from outside is: ${listed(names)}`,
  'not-licensed': () => 'the tenant has no licence for it',
  'covers-everybody': ({ name }) => `${name} covers everybody`,
  'settings-not-found': ({ name }) => `${name} covers everybody, but its settings were not found`,
  'no-policy-covers': () => 'no policy covers everybody',
  'no-spam-policy-covers': () => 'no anti-spam policy covers everybody',
  'built-in-leaves-out': () =>
    'the built-in protection leaves people out, and no other policy covers everybody',
  'policy-complies': ({ name }) => `"${name}" covers everybody and complies`,
  'policy-lacks': ({ name, lacks }, words) => `"${name}" ${each(lacks, words)}`,
  'some-under-weaker': ({ name, lacks }, words) =>
    `some are under "${name}" first, which ${each(lacks, words)}`,
  'is-off': () => 'is off',
  'filters-no-types': () => 'filters no file types',
  'lets-type-through': ({ type }) => `lets .${type} files through`,
  'no-look-after-delivery': () => 'does not look at delivered mail again',
  'malware-action': ({ action }) => `does ${action === '' ? 'nothing' : action} with malware`,
  'guards-undeclared-accounts': () => 'guards accounts, but none is declared as sensitive',
  'none-declared': () => 'is held against a declaration of the owner, and nothing is declared',
  'guards-no-accounts': () => 'guards no accounts',
  'guards-undeclared-domains': () => "guards domains, but none is declared as a partner's",
  'guards-no-domains': () => 'guards no domains',
  'own-domains-unguarded': () => 'does not guard own domains',
  'does-not-guard': ({ name }) => `does not guard ${name}`,
  'does-nothing-then': ({ field }) => `does nothing then (${field})`,
  'switch-off': ({ name }) => `${name} is off`,
  'action-is': ({ action, value }) => `${action} is ${value === '' ? 'not set' : value}`,
  'lets-past-filter': ({ domain }) => `lets ${domain === '' ? 'a sender' : domain} past the filter`,

  'off-for-organisation': () => 'off for the organisation',
  'open-to-organisation': () => 'open to the organisation',
  'environment-governed': ({ environment, policies }) => `${environment}: ${listed(policies)}`,
  'environment-ungoverned': ({ environment }) => `no data policy holds in ${environment}`,
  'no-environment-found': () => 'no environment was found',
  'environments-governed': () => 'every environment is under a data policy',
  'environments-ungoverned': ({ names }) => `under no data policy: ${listed(names)}`,
  'default-ungoverned': () => 'no data policy holds in the default environment',
  'connectors-closed': () => 'only connectors that cannot be blocked are open',
  'connectors-open': ({ names }) => `open: ${listed(names)}`,

  'recipients-not-in-snapshot': () =>
    'the configuration snapshot does not say who it notifies: open the policy with the extension',
  'no-snapshot': ({ type, page }) =>
    `no configuration snapshot of the last seven days has ${type}: ${way}${page ? ', or open the page with the extension' : ''}`,
  'snapshot-lacks': ({ at, type }) =>
    `the configuration snapshot of ${at} succeeded in part and lacks ${type}`,
  'out-of-reach': ({ path, page }) =>
    page
      ? `Microsoft gives it to its own modules by POST only, or not at all: open ${path} with the extension, or import an export of ScubaGear or a document`
      : `Microsoft gives it to its own modules by POST only: import an export of ScubaGear or a document${path === null ? '' : `; a person sees it at ${path}`}`,
  'sharepoint-name-missing': () =>
    "the administration site carries the organisation's own name: connect with --set sharepoint=NAME (NAME-admin.sharepoint.com)",
  'no-address': ({ workload }) => `no address of ${workload} is known in this cloud`,
}

function each(lacks: Some<KeptSaid>, words: InWords): string {
  return listed(mapped(lacks, words), '; ')
}

function named(things: Things): string {
  return listed(
    mapped(things, thing =>
      thing.parts.length === 0
        ? thing.name
        : `${thing.name} (${thing.parts.map(part => (part in parts ? parts[part as Part] : part)).join(' and ')})`,
    ),
  )
}
