import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'

/**
 * CISA's SCuBA baseline for Microsoft Entra ID: titles and steps are the baseline's own (public
 * domain).
 */
export const entraConditionalAccessChecks = [
  defineCheck({
    id: 'microsoft-365.tenant.legacy-authentication-blocked',
    title: 'Legacy authentication SHALL be blocked.',
    metric: 'legacy-authentication-blocked',
    severity: 'critical',
    ...scuba('MS.AAD.1.1v1', 'SHALL', ['CM-7']),
    reads: ['conditional-access-policies'],
    test: 'legacyAuthenticationBlocked(conditionalAccessPolicies, accepted, now)',
    expected:
      'An enabled conditional access policy blocks Exchange ActiveSync and other legacy clients for all users and all resources.',
    steps: [
      'Determine if an agency’s existing applications use legacy authentication before blocking legacy authentication across the entire application base.',
      'Create a Conditional Access policy to block legacy authentication',
      'Users > Include > All users',
      "Target resources > Include > All resources (formerly 'All cloud apps')",
      'Conditions > Client apps > Configure > Yes > Legacy authentication clients > Select only Exchange ActiveSync clients and Other clients',
      'Access controls > Grant > Block Access',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.risky-users-blocked',
    title: 'Users detected as high risk SHALL be blocked.',
    metric: 'risk-based-sign-in',
    severity: 'high',
    ...scuba('MS.AAD.2.1v1', 'SHALL', ['AC-2(12)', 'AC-2(13)']),
    reads: ['conditional-access-policies', 'service-plans'],
    test: 'hasPlan(servicePlans, "AAD_PREMIUM_P2") ? riskyUsersBlocked(conditionalAccessPolicies, accepted, now) : "fail"',
    expected:
      'An enabled conditional access policy blocks all users at high risk (needs Entra ID P2).',
    steps: [
      'Create a conditional access policy: all users, all resources, user risk high, block access.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.risky-users-notified',
    title: 'A notification SHOULD be sent to the administrator when high-risk users are detected.',
    metric: 'security-alerts-enabled',
    severity: 'medium',
    ...scuba('MS.AAD.2.2v1', 'SHOULD', ['AC-2(12)']),
    reads: ['risk-notification-recipients'],
    expect: { op: 'notEmpty' },
    expected: 'A watched mailbox is notified of users at high risk.',
    steps: [
      'Configure Microsoft Entra ID Protection to send a regularly monitored security mailbox email notification when user accounts are determined to be high risk.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.risky-sign-ins-blocked',
    title: 'Sign-ins detected as high risk SHALL be blocked.',
    metric: 'risk-based-sign-in',
    severity: 'high',
    ...scuba('MS.AAD.2.3v1', 'SHALL', ['AC-2(12)', 'AC-2(13)']),
    reads: ['conditional-access-policies', 'service-plans'],
    test: 'hasPlan(servicePlans, "AAD_PREMIUM_P2") ? riskySignInsBlocked(conditionalAccessPolicies, accepted, now) : "fail"',
    expected:
      'An enabled conditional access policy blocks sign-ins at high risk (needs Entra ID P2).',
    steps: [
      'Create a Conditional Access policy blocking sign-ins determined high risk by the Identity Protection service. Configure the following policy settings in the new Conditional Access policy as per the values below:',
      'Users > Include > All users',
      "Target resources > Include > All resources (formerly 'All cloud apps')",
      'Conditions > Sign-in risk > High',
      'Access controls > Grant > Block Access',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.phishing-resistant-mfa-enforced',
    title: 'Phishing-resistant MFA SHALL be enforced for all users.',
    metric: 'mfa-phishing-resistant',
    severity: 'critical',
    ...scuba('MS.AAD.3.1v1', 'SHALL', ['IA-2(1)', 'IA-2(2)', 'IA-5c', 'IA-5g', 'IA-2(8)']),
    reads: ['conditional-access-policies'],
    test: 'phishingResistantMfaEnforced(conditionalAccessPolicies, accepted, now)',
    expected:
      'An enabled conditional access policy requires phishing-resistant authentication of all users for all resources.',
    steps: [
      'Create a conditional access policy enforcing phishing-resistant MFA for all users. Configure the following policy settings in the new conditional access policy, per the values below:',
      'Users > Include > All users',
      "Target resources > Include > All resources (formerly 'All cloud apps')",
      'Access controls > Grant > Grant Access > Require authentication strength > Phishing-resistant MFA',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.mfa-enforced',
    title: 'MFA SHALL be enforced for all users.',
    metric: 'mfa-enforced',
    severity: 'critical',
    ...scuba('MS.AAD.3.2v2', 'SHALL', ['IA-2(1)', 'IA-2(2)']),
    reads: ['conditional-access-policies'],
    test: 'mfaEnforced(conditionalAccessPolicies, accepted, now)',
    expected:
      'An enabled conditional access policy requires multi-factor authentication of all users for all resources.',
    steps: [
      'There are a few different options to implement a conditional access policy that enforces MFA. Each option is described below, followed by our recommendation and the respective instructions for each option.',
      'Option 1 - Create a custom authentication strength that includes the specific multifactor authentication methods supported by your organization and then create a policy that enforces your custom authentication strength.',
      'Option 2 - Create a policy that enforces multifactor authentication (no specific MFA method).',
      'Option 3 - Create a policy that enforces the built-in authentication strength named "Multifactor authentication" (no specific MFA method). We recommend using a custom authentication strength because you can enforce the specific methods that offer the...',
      'Users > Include > All users',
      "Target resources > Include > All resources (formerly 'All cloud apps')",
      'Access controls > Grant > Grant Access > Require authentication strength > YOUR_CUSTOM_AUTHENTICATION_STRENGTH Option 2. Create a conditional access policy that enforces MFA but does not dictate a specific MFA method. Configure the following policy...',
      'Users > Include > All users',
      "Target resources > Include > All resources (formerly 'All cloud apps')",
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.phishing-resistant-mfa-for-privileged-roles',
    title: 'Phishing-resistant MFA SHALL be required for highly privileged roles.',
    metric: 'mfa-phishing-resistant',
    severity: 'critical',
    ...scuba('MS.AAD.3.6v1', 'SHALL', ['IA-2(1)', 'IA-5c', 'IA-5g', 'IA-2(8)']),
    reads: ['conditional-access-policies', 'privileged-roles'],
    test: 'phishingResistantMfaForRoles(conditionalAccessPolicies, privilegedRoles, accepted, now)',
    expected:
      'An enabled conditional access policy requires phishing-resistant authentication of every highly privileged role.',
    steps: [
      'Create a conditional access policy enforcing phishing-resistant MFA for highly privileged roles. Configure the following policy settings in the new conditional access policy, per the values below:',
      'Users > Include > Select users and groups > Directory roles > select each of the roles listed in the Highly Privileged Roles section at the top of this document',
      "Target resources > Include > All resources (formerly 'All cloud apps')",
      'Access controls > Grant > Grant Access > Require authentication strength > Phishing-resistant MFA',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.managed-device-required',
    title: 'Managed devices SHOULD be required for authentication.',
    metric: 'managed-devices-required',
    severity: 'medium',
    ...scuba('MS.AAD.3.7v1', 'SHOULD', ['AC-20b', 'IA-3']),
    reads: ['conditional-access-policies'],
    test: 'managedDeviceRequired(conditionalAccessPolicies, accepted, now)',
    expected:
      'An enabled conditional access policy requires a compliant or hybrid joined device of all users.',
    steps: [
      "Create a conditional access policy requiring a user's device to be either Microsoft Entra ID hybrid joined or compliant during authentication. Configure the following policy settings in the new conditional access policy, per the values below:",
      'Users > Include > All users',
      "Target resources > Include > All resources (formerly 'All cloud apps')",
      'Access controls > Grant > Grant Access > Require device to be marked as compliant and Require Microsoft Entra ID hybrid joined device > For multiple controls > Require one of the selected controls',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.managed-device-required-to-register',
    title: 'Managed Devices SHOULD be required to register MFA.',
    metric: 'managed-devices-required',
    severity: 'medium',
    ...scuba('MS.AAD.3.8v1', 'SHOULD', ['AC-20b', 'IA-3']),
    reads: ['conditional-access-policies'],
    test: 'managedDeviceRequiredToRegister(conditionalAccessPolicies, accepted, now)',
    expected:
      'An enabled conditional access policy requires a compliant or hybrid joined device to register security information.',
    steps: [
      'Create a conditional access policy requiring a user to be on a managed device when registering for MFA. Configure the following policy settings in the new conditional access policy, per the values below:',
      'Users > Include > All users',
      'Target resources > User actions > Register security information',
      'Access controls > Grant > Grant Access > Require device to be marked as compliant and Require Microsoft Entra ID hybrid joined device > For multiple controls > Require one of the selected controls',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.device-code-flow-blocked',
    title: 'Device code authentication SHOULD be blocked.',
    metric: 'legacy-authentication-blocked',
    severity: 'medium',
    ...scuba('MS.AAD.3.9v1', 'SHOULD', ['CM-7']),
    reads: ['conditional-access-policies'],
    test: 'deviceCodeFlowBlocked(conditionalAccessPolicies, accepted, now)',
    expected: 'An enabled conditional access policy blocks the device code flow.',
    steps: [
      'Create a Conditional Access policy to block device code flow',
      'Users > Include > All users',
      "Target resources > Include > All resources (formerly 'All cloud apps')",
      'Conditions > Authentication Flows > Configure > Yes > Select Device code flow',
      'Access controls > Grant > Block Access',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.risky-agents-blocked',
    title: 'Risky AI agents SHALL be blocked.',
    metric: 'ai-access-restricted',
    severity: 'high',
    ...scuba('MS.AAD.9.1v1', 'SHALL', ['AC-3', 'AC-6', 'CM-7(4)']),
    reads: ['conditional-access-policies', 'service-plans'],
    test: 'hasPlan(servicePlans, "AAD_PREMIUM_P2") ? riskyAgentsBlocked(conditionalAccessPolicies, accepted, now) : "fail"',
    expected:
      'An enabled conditional access policy blocks all agent identities at high risk (needs Entra ID P2).',
    steps: [
      'Create a conditional access policy blocking High Risk AI Agents. Configure the following policy settings in the new conditional access policy, per the values below:',
      'Assignments > Users, agents (Preview) or workload identities > What does this policy apply to? > Agents (Preview) > Include > All agent identities (Preview)',
      "Target resources > Include > All resources (formerly 'All cloud apps')",
      'Conditions > Agent risk (Preview) > Configure > Yes > Configure agent risk levels needed for policy to be enforced > High',
    ],
  }),
]
