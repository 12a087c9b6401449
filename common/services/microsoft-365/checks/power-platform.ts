import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'

/**
 * CISA's SCuBA baseline for the Power Platform and Power BI: titles and steps are the baseline's
 * own (public domain).
 */
export const powerPlatformChecks = [
  defineCheck({
    id: 'microsoft-365.tenant.power-platform-environments-restricted',
    title:
      'The ability to create production and sandbox environments SHALL be restricted to admins.',
    metric: 'member-privileges-restricted',
    severity: 'high',
    ...scuba('MS.POWERPLATFORM.1.1v1', 'SHALL', ['AC-6(10)']),
    reads: ['power-platform-environment-creation'],
    test: 'allSet(powerPlatformEnvironmentCreation, "disableEnvironmentCreationByNonAdminUsers", true)',
    expected: 'Only administrators make production and sandbox environments.',
    steps: [
      "Sign in to your tenant environment's respective Power Platform admin center.",
      'In the upper-right corner of the Microsoft Power Platform site, select the Gear icon (Settings icon).',
      'Select Power Platform settings.',
      'Under Production environment assignments, select Only specific admins.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-platform-trials-restricted',
    title: 'The ability to create trial environments SHALL be restricted to admins.',
    metric: 'member-privileges-restricted',
    severity: 'high',
    ...scuba('MS.POWERPLATFORM.1.2v1', 'SHALL', ['AC-6(10)']),
    reads: ['power-platform-environment-creation'],
    test: 'allSet(powerPlatformEnvironmentCreation, "disableTrialEnvironmentCreationByNonAdminUsers", true)',
    expected: 'Only administrators make trial environments.',
    steps: [
      'Follow the MS.POWERPLATFORM.1.1v1 instructions up to step 3.',
      'Under Trial environment assignments, select Only specific admins.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-platform-default-environment-governed',
    title:
      'A DLP policy SHALL be created to restrict connector access in the default Power Platform environment.',
    metric: 'data-loss-prevention-enabled',
    severity: 'high',
    ...scuba('MS.POWERPLATFORM.2.1v1', 'SHALL', ['SC-7(10)']),
    reads: [
      'power-platform-data-policies',
      'power-platform-tenant-id',
      'power-platform-environments',
    ],
    test: 'defaultEnvironmentGoverned(powerPlatformDataPolicies, powerPlatformTenantId, powerPlatformEnvironments)',
    expected: 'A data policy holds in the default environment.',
    steps: [
      "Sign in to your tenant environment's respective Power Platform admin center.",
      'On the left pane, select Security -> Data and privacy.',
      'Select Data policy, then select + New Policy icon to create a new policy.',
      'Give the policy a suitable agency name and click Next.',
      'At the Prebuilt connectors section, search and select the connectors currently in the Non-business | default tab containing sensitive data that can be utilized to create flows and apps.',
      'Click Move to Business. Connectors added to this group can not share data with connectors in other groups because connectors can reside in only one data group at a time.',
      'If necessary (and possible) for the connector, click Configure connector at the top of the screen to change connector permissions. This allows greater flexibility for the agency to allow and block certain connector actions for additional customization.',
      'For the default environment, move all other connectors to the Blocked category. For non-blockable connectors noted above, the Block action will be grayed out and a warning will appear.',
      'At the bottom of the screen, select Next to move on.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-platform-other-environments-governed',
    title: 'Non-default environments SHOULD have at least one DLP policy affecting them.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.POWERPLATFORM.2.2v1', 'SHOULD', ['SC-7(10)']),
    reads: ['power-platform-data-policies', 'power-platform-environments'],
    test: 'otherEnvironmentsGoverned(powerPlatformDataPolicies, powerPlatformEnvironments)',
    expected: 'Every other environment is under a data policy.',
    steps: [
      'Repeat steps 1 to 11 in the MS.POWERPLATFORM.2.1v1 instructions.',
      'At the Scope section for the default environment, select Add multiple environments and select the non-default environments where you wish to enforce a DLP policy upon. If you wish to apply the DLP policy for all environments including environments created...',
      'Select Next-> Create Policy to finish.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-platform-connectors-blocked',
    title:
      'Except for connectors that cannot be blocked, all connectors SHALL be blocked in the default environment (withdrawn from the baseline).',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.POWERPLATFORM.2.3v1', 'SHALL', ['SC-7(10)']),
    reads: [
      'power-platform-data-policies',
      'power-platform-tenant-id',
      'power-platform-environments',
    ],
    test: 'otherConnectorsBlocked(powerPlatformDataPolicies, powerPlatformTenantId, powerPlatformEnvironments)',
    expected: 'Connectors that can be blocked are, in the default environment.',
    steps: [
      'Sign in to the Power Platform admin center.',
      'Select Security > Data and privacy > Data policy.',
      'Edit the policy of the default environment and move every connector that can be blocked to Blocked.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-platform-tenant-isolated',
    title: 'Power Platform tenant isolation SHALL be enabled.',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('MS.POWERPLATFORM.3.1v1', 'SHALL', ['AC-3', 'SC-7(5)']),
    reads: ['power-platform-tenant-isolation'],
    test: 'allSet(powerPlatformTenantIsolation, "properties.isDisabled", false)',
    expected: 'Tenant isolation is on.',
    steps: [
      "Sign in to your tenant environment's respective Power Platform admin center.",
      'On the left pane, select Security -> Identity and access -> Tenant Isolation.',
      'Set the slider Restrict cross-tenant connections to On, then click Save on the bottom of the screen.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-platform-isolation-allowlist',
    title: 'An inbound/outbound connection allowlist SHOULD be configured.',
    metric: 'external-sharing-restricted',
    severity: 'medium',
    ...scuba('MS.POWERPLATFORM.3.2v1', 'SHOULD', ['AC-3', 'SC-7(5)']),
    reads: ['power-platform-isolation-allowlist'],
    expect: { op: 'notEmpty' },
    expected: 'An allowlist of tenants is configured.',
    steps: [
      'Follow steps 1 and 2 in MS.POWERPLATFORM.3.1v1 instructions to arrive at the same page.',
      'The tenant isolation exceptions can be configured by clicking + Add exceptions on the Tenant Isolation page.',
      'Select the Direction of the rule and add the Tenant Domain or ID this rule applies to.',
      'If Tenant Isolation is switched Off, these rules will not be enforced until tenant isolation is turned On.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-platform-content-security-policy',
    title:
      'Content Security Policy (CSP) SHALL be enforced for model-driven and canvas Power Apps.',
    metric: 'public-exposure-restricted',
    severity: 'high',
    ...scuba('MS.POWERPLATFORM.4.1v1', 'SHALL', ['SI-10']),
    reads: [
      'power-platform-environments',
      'microsoft-365.environment.content-security-policy-model-driven',
      'microsoft-365.environment.content-security-policy-canvas',
    ],
    test: 'contentSecurityEnforced(contentSecurityPolicyModelDriven, contentSecurityPolicyCanvas, accepted, now)',
    expected:
      'A content security policy is enforced in model-driven and canvas apps of every environment.',
    steps: [
      "Sign in to your tenant environment's respective Power Platform admin center.",
      'On the left-hand pane click on Manage -> Environments and then select an environment from the list.',
      'Select the Settings icon at the top of the page.',
      'Click on Product then click on Privacy + Security from the options that appear.',
      'At the bottom of the page under the Content security policy section, set Enforce content security policy to On for Model-driven and Canvas.',
      'At the same location, set Enable reporting to On and add an appropriate endpoint for reporting CSP violations can be reported to.',
      'Repeat steps 2 to 6 for all active Power Platform environments.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-pages-restricted',
    title: 'The ability to create Power Pages sites SHOULD be restricted to admins.',
    metric: 'member-privileges-restricted',
    severity: 'medium',
    ...scuba('MS.POWERPLATFORM.5.1v1', 'SHOULD', ['AC-6(10)']),
    reads: ['power-platform-environment-creation'],
    test: 'allSet(powerPlatformEnvironmentCreation, "disablePortalsCreationByNonAdminUsers", true)',
    expected: 'Only administrators make Power Pages sites.',
    steps: [
      'This setting currently can only be enabled through the Power Apps PowerShell modules.',
      "After installing the Power Apps PowerShell modules, run Add-PowerAppsAccount -Endpoint $YourTenantsEndpoint. To authenticate to your tenant's Power Platform. Discover the valid endpoint parameter here. Commercial tenants use -Endpoint prod, GCC tenants use...",
      'Then run the following PowerShell command to disable the creation of Power Pages sites by non-administrative users. Set-TenantSettings -RequestBody @{ “disablePortalsCreationByNonAdminUsers” = $true }',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-apps-share-with-everyone-off',
    title: 'The Share with Everyone feature SHOULD be disabled.',
    metric: 'external-sharing-restricted',
    severity: 'medium',
    ...scuba('MS.POWERPLATFORM.6.1v1', 'SHOULD', ['AC-6(5)', 'AC-6(10)']),
    reads: ['power-platform-environment-creation'],
    test: 'allSet(powerPlatformEnvironmentCreation, "powerPlatform.powerApps.disableShareWithEveryone", true)',
    expected: 'Apps cannot be shared with everyone.',
    steps: [
      'This setting currently can only be enabled through the Power Apps PowerShell modules.',
      "After installing the Power Apps PowerShell modules, run Add-PowerAppsAccount -Endpoint $YourTenantsEndpoint. To authenticate to your tenant's Power Platform. Discover the valid endpoint parameter here. Commercial tenants use -Endpoint prod, GCC tenants use...",
      'Then run the following PowerShell commands to get the settings object and set the variable disableShareWithEveryone to $true. $tenantSettings = Get-TenantSettings $tenantSettings.powerPlatform.powerApps.disableShareWithEveryone = $true Set-TenantSettings...',
    ],
  }),
]
