import type { CheckSource } from '../../model/check.ts'

/** Steps that were followed in Ghost 6.65. @param section its place in Settings */
const inSettings = (section: string, ...steps: readonly string[]): CheckSource['remediation'] => ({ steps: [`Open Settings > ${section}`, ...steps], seen: '2026-11-24' })

export const checks: readonly CheckSource[] = [
  {
    id: 'ghost.site.address-encrypted', title: 'The site is reached over TLS', metric: 'encryption-configured', resource: 'site', severity: 'high',
    reads: ['ghost.site.address'], expect: { op: 'matches', value: '^https://' }, expected: 'An address that begins with https://',
    remediation: { steps: ['Set `url` in the server\'s config.production.json to the https address', 'Restart Ghost'], url: 'https://docs.ghost.org/config', seen: 'documented' },
  },
  {
    id: 'ghost.site.new-device-code', title: 'A new device is asked for a code', metric: 'risk-based-sign-in', resource: 'site', severity: 'high',
    reads: ['ghost.site.new-device-code'], expect: { op: 'equals', value: true }, expected: 'security.staffDeviceVerification: on',
    rationale: 'Without it a password alone opens the site to whoever has it, from anywhere.',
    remediation: { steps: ['Remove `staffDeviceVerification: false` under `security` in the server\'s config.production.json', 'Restart Ghost'], url: 'https://docs.ghost.org/config', seen: 'documented' },
  },
  {
    id: 'ghost.site.email-code-on-each-login', title: 'Every staff login takes a second step', metric: 'mfa-enforced', resource: 'site', severity: 'high',
    reads: ['ghost.site.email-code-on-each-login', 'ghost.site.new-device-code'], test: 'emailCodeOnEachLogin && newDeviceCode', expected: 'Require email 2FA codes: on',
    rationale: 'A site that nobody touched shows the switch as on while Ghost asks for a code on new devices only: switch it off and on once.',
    remediation: inSettings('General settings > Staff', 'Switch "Require email 2FA codes to be used on all staff logins" on; where it looks on already, off and on again'),
  },
  {
    id: 'ghost.site.administrators-few', title: 'Few administer the site, and not only one', metric: 'privileged-roles-limited', resource: 'site', severity: 'medium',
    reads: ['ghost.site.administrators'], test: 'size(administrators) >= 2 && size(administrators) <= 5', expected: 'Two to five, the owner among them',
    remediation: inSettings('General settings > Staff', 'Give those who do not administer the Editor role, or name a second administrator'),
  },
  {
    id: 'ghost.site.no-administrator-invited', title: 'No invitation makes an administrator', metric: 'administrator-approval', resource: 'site', severity: 'medium',
    reads: ['ghost.site.invitations'], test: '!invitations.exists(i, i.role == "Administrator")', expected: 'No open invitation with the Administrator role',
    rationale: 'Whoever reads the invited mailbox takes the role; nobody looks again.',
    remediation: inSettings('General settings > Staff > Invited', 'Revoke the invitation; invite with a lesser role and raise it after the person has come'),
  },
  {
    id: 'ghost.user.in-use', title: 'Who may administer or edit signs in', metric: 'least-privilege-default', resource: 'user', severity: 'medium',
    reads: ['ghost.user.role', 'ghost.user.status', 'ghost.user.last-seen'], when: 'status == "active" && role in ["Owner", "Administrator", "Super Editor", "Editor"]',
    test: 'lastSeen != null && now - timestamp(lastSeen + "T00:00:00Z") < duration("2160h")', expected: 'Seen within 90 days',
    remediation: inSettings('General settings > Staff', 'Open the person', 'Choose Actions > Suspend user, or a lesser role'),
  },
  {
    id: 'ghost.site.integrations-few', title: 'Custom integrations are few', metric: 'api-access-restricted', resource: 'site', severity: 'medium',
    reads: ['ghost.site.custom-integrations'], test: 'size(customIntegrations) <= 3', expected: 'At most three custom integrations',
    rationale: 'The key of each reads members and changes posts, and never ends.',
    remediation: inSettings('Advanced > Integrations > Custom', 'Delete those that nobody needs'),
  },
  {
    id: 'ghost.site.no-injected-code', title: 'No code is injected into every page', metric: 'third-party-apps-restricted', resource: 'site', severity: 'medium',
    reads: ['ghost.site.code-in-head', 'ghost.site.code-in-foot'], test: '!codeInHead && !codeInFoot', expected: 'Site header and footer: empty',
    rationale: 'What stands there runs in every reader\'s browser, and in that of staff who look at the site.',
    remediation: inSettings('Advanced > Code injection', 'Open it and remove the code, or move it into the theme, which is versioned'),
  },
  {
    id: 'ghost.site.comments-restricted', title: 'Not everybody may comment', metric: 'moderation-enabled', resource: 'site', severity: 'low',
    reads: ['ghost.site.commenting', 'ghost.site.signup-access'], test: 'commenting != "all" || signupAccess in ["invite", "none"]', expected: 'Comments by paying or invited members, or off',
    rationale: 'Ghost shows a comment at once; nobody looks at it before.',
    remediation: inSettings('Membership > Access', 'Set "Who can comment on posts?" to Paid-members only or Nobody', 'Save'),
  },
  {
    id: 'ghost.site.spam-domains-blocked', title: 'Throw-away mail domains cannot subscribe', metric: 'spam-protection-configured', resource: 'site', severity: 'low',
    reads: ['ghost.site.blocked-email-domains', 'ghost.site.signup-access'], when: 'signupAccess == "all"', test: 'size(blockedEmailDomains) > 0', expected: 'At least one domain',
    remediation: inSettings('Membership > Spam filters', 'Enter the domains that only bots use, one a line', 'Save'),
  },
  {
    id: 'ghost.site.growth-not-shared', title: 'Revenue and member numbers stay here', metric: 'external-sharing-restricted', resource: 'site', severity: 'low',
    reads: ['ghost.site.growth-shared'], expect: { op: 'equals', value: false }, expected: 'Share growth data: off',
    remediation: inSettings('Growth > Ghost Explore', 'Switch "Share growth data to rank higher?" off'),
  },
  {
    id: 'ghost.site.not-offered-to-ai', title: 'Nothing is prepared for AI to collect', metric: 'ai-access-restricted', resource: 'site', severity: 'low',
    reads: ['ghost.site.offered-to-ai'], expect: { op: 'equals', value: false }, expected: 'Structured data for LLMs: off',
    remediation: inSettings('General settings > Meta data', 'Switch "Enable structured data for LLMs and AI search engines" off', 'Save'),
  },
  {
    id: 'ghost.site.private', title: 'The site is behind an access code', metric: 'public-exposure-restricted', resource: 'site', severity: 'high',
    reads: ['ghost.site.private'], expect: { op: 'equals', value: true }, expected: 'Who should be able to browse your site: Private',
    rationale: 'For intranets and sites that are not launched: enable this check there.',
    remediation: inSettings('Membership > Access', 'Set "Who should be able to browse your site?" to Private and give an access code', 'Save'), enabled: false,
  },
]
