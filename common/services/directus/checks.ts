import type { CheckSource } from '../../model/check.ts'

const seen = '2026-11-24'

export const checks: readonly CheckSource[] = [
  {
    id: 'directus.project.registration-closed', title: 'Nobody can register, or with little', metric: 'self-registration-disabled', resource: 'project', severity: 'high',
    reads: ['directus.project.public-registration', 'directus.project.registration-verified', 'directus.project.registration-filtered'],
    test: '!publicRegistration || (registrationVerified && registrationFiltered)', expected: 'Off, or limited to certain addresses that are confirmed',
    remediation: { steps: ['Open Settings > Settings > Public Registration', 'Turn User Registration off, or turn Verify Email on and set an Email Address Filter', 'Save'], seen },
  },
  {
    id: 'directus.project.login-attempts-limited', title: 'Accounts are suspended after failed sign-ins', metric: 'risk-based-sign-in', resource: 'project', severity: 'medium',
    reads: ['directus.project.login-attempts'], test: 'loginAttempts != null && loginAttempts >= 1.0 && loginAttempts <= 25.0', expected: 'At most 25 attempts',
    remediation: { steps: ['Open Settings > Settings > Security', 'Set Auth Login Attempts to 25 or less', 'Save'], seen },
  },
  {
    id: 'directus.project.password-rule-set', title: 'Passwords must meet a rule', metric: 'password-policy', resource: 'project', severity: 'medium',
    reads: ['directus.project.password-policy'], test: 'passwordPolicy != null && passwordPolicy != ""', expected: 'A rule, at least eight characters',
    remediation: { steps: ['Open Settings > Settings > Security', 'Choose an Auth Password Policy', 'Save'], seen },
  },
  {
    id: 'directus.project.transformations-limited', title: 'Not everybody can ask for any image transformation', metric: 'public-exposure-restricted', resource: 'project', severity: 'low',
    reads: ['directus.project.asset-transformations'], expect: { op: 'oneOf', value: ['presets', 'none'] }, expected: 'Presets only, or none',
    rationale: 'Each new size costs memory and storage: a stranger can ask for thousands.',
    remediation: { steps: ['Open Settings > Settings > Files & Storage', 'Set Allowed Transformations to presets or none', 'Save'], seen },
  },
  {
    id: 'directus.project.embedded-pages-encrypted', title: 'Pages embedded in the visual editor are encrypted', metric: 'encryption-configured', resource: 'project', severity: 'low',
    reads: ['directus.project.embedded-pages'], when: 'size(embeddedPages) > 0', test: 'embeddedPages.all(p, p.startsWith("https://"))', expected: 'https:// only',
    remediation: { steps: ['Open Settings > Settings > Visual Editor', 'Change each address to https://', 'Save'], seen },
  },
  {
    id: 'directus.project.mcp-restricted', title: 'AI tools cannot delete', metric: 'ai-access-restricted', resource: 'project', severity: 'medium',
    reads: ['directus.project.mcp-server', 'directus.project.mcp-deletes'], test: '!mcpServer || !mcpDeletes', expected: 'MCP server off, or without deleting',
    remediation: { steps: ['Open Settings > AI > Model Context Protocol', 'Turn Allow Deletes off', 'Save'], seen },
  },
  {
    id: 'directus.project.administrators-few', title: 'Few accounts are administrators, and not only one', metric: 'privileged-roles-limited', resource: 'project', severity: 'medium',
    reads: ['directus.project.administrators'], test: 'size(administrators) >= 2 && size(administrators) <= 5', expected: 'Two to five administrators',
    remediation: { steps: ['Open User Directory', 'Give another role to those who do not administer, or name a second administrator'], seen },
  },
  {
    id: 'directus.project.administrators-second-factor', title: 'Every administrator has a second factor', metric: 'mfa-enforced', resource: 'project', severity: 'high',
    reads: ['directus.project.administrators-without-second-factor'], expect: { op: 'empty' }, expected: 'None without',
    remediation: { steps: ['Open Settings > Access Policies > the administrators\' policy', 'Turn Require 2FA on', 'Save'], seen },
  },
  {
    id: 'directus.project.static-tokens-few', title: 'Few static tokens', metric: 'api-access-restricted', resource: 'project', severity: 'low',
    reads: ['directus.project.static-tokens'], test: 'size(staticTokens) <= 2', expected: 'At most two accounts',
    rationale: 'A static token never ends and skips the second factor. Witnessmark itself uses one.',
    remediation: { steps: ['Open User Directory > the account > Token', 'Remove the tokens that no program uses'], seen },
  },
  {
    id: 'directus.project.public-only-reads', title: 'Without signing in nothing can be changed', metric: 'public-exposure-restricted', resource: 'project', severity: 'high',
    reads: ['directus.project.public-permissions'], test: 'publicPermissions.all(p, p.startsWith("read ") && !p.startsWith("read directus_"))', expected: 'At most reading, and nothing of the system\'s own',
    remediation: { steps: ['Open Settings > Access Policies > Public', 'Remove the permissions to create, update, delete and share, and those on system collections', 'Save'], seen },
  },
  {
    id: 'directus.project.requests-limited', title: 'Requests are limited', metric: 'api-access-restricted', resource: 'project', severity: 'low',
    reads: ['directus.project.rate-limited'], expect: { op: 'equals', value: true }, expected: 'On',
    remediation: { steps: ['Set RATE_LIMITER_ENABLED=true where Directus runs, and start it again'], url: 'https://directus.io/docs/configuration/security-limits', seen: 'documented' },
  },
  {
    id: 'directus.policy.second-factor', title: 'Who administers needs a second factor', metric: 'mfa-enforced', resource: 'policy', severity: 'high',
    reads: ['directus.policy.admin-access', 'directus.policy.second-factor-required'], when: 'adminAccess', test: 'secondFactorRequired', expected: 'Required',
    remediation: { steps: ['Open Settings > Access Policies and the policy', 'Turn Require 2FA on', 'Save'], seen },
  },
  {
    id: 'directus.policy.administered-from-known-networks', title: 'Administration only from known networks', metric: 'network-access-restricted', resource: 'policy', severity: 'low',
    reads: ['directus.policy.admin-access', 'directus.policy.ip-access'], when: 'adminAccess', test: 'size(ipAccess) > 0 && !ipAccess.exists(a, a == "0.0.0.0/0" || a == "::/0")', expected: 'A list of addresses',
    remediation: { steps: ['Open Settings > Access Policies and the policy', 'Enter the networks that administrators work from under IP Access', 'Save'], seen },
  },
  {
    id: 'directus.policy.public-without-app', title: 'Those who do not sign in have no app and no administration', metric: 'least-privilege-default', resource: 'policy', severity: 'critical',
    reads: ['directus.policy.public', 'directus.policy.admin-access', 'directus.policy.app-access'], when: 'public', test: '!adminAccess && !appAccess', expected: 'Neither',
    remediation: { steps: ['Open Settings > Access Policies > Public', 'Turn Admin Access and App Access off', 'Save'], seen },
  },
]
