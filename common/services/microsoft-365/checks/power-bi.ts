import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'

/**
 * CISA's SCuBA baseline for the Power Platform and Power BI: titles and steps are the baseline's
 * own (public domain).
 */
export const powerBiChecks = [
  defineCheck({
    id: 'microsoft-365.tenant.power-bi-publish-to-web',
    title:
      'The Publish to Web feature SHOULD be disabled unless the agency mission requires the capability.',
    metric: 'public-exposure-restricted',
    severity: 'medium',
    ...scuba('MS.POWERBI.1.1v1', 'SHOULD', ['CM-7', 'SC-7(10)(a)']),
    reads: ['power-bi-licensed', 'power-bi-publish-to-web'],
    test: 'powerBiLicensed == true && powerBiPublishToWeb != null && powerBiPublishToWeb.enabled == false',
    expected: 'Publish to web is off.',
    steps: [
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant Settings',
      'Scroll to Export and sharing settings',
      'Click Publish to web set to Disabled',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-bi-guest-access',
    title:
      'Guest user access to the Power BI tenant SHOULD be disabled unless the agency mission requires the capability.',
    metric: 'guest-access-restricted',
    severity: 'medium',
    ...scuba('MS.POWERBI.2.1v1', 'SHOULD', ['CM-7', 'AC-6']),
    reads: ['power-bi-licensed', 'power-bi-guest-access'],
    test: 'powerBiLicensed == true && powerBiGuestAccess != null && (powerBiGuestAccess.enabled == false || powerBiGuestAccess.enabled == true && size(powerBiGuestAccess.securityGroups) > 0)',
    expected: 'Guests are kept out, or limited to named security groups.',
    steps: [
      'To Disable Completely:',
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant Settings',
      'Scroll to Export and sharing settings',
      'For Commercial tenants Click on Guest users can access Microsoft Fabric and set to Disabled',
      'For GCC, GCC High and DoD tenants Click on Allow Azure Active Directory guest users to access Power BI and set to Disabled To Enable with Security Group(s):',
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant Settings',
      'Scroll to Export and sharing settings',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-bi-external-invitations',
    title:
      'The Invite external users to your organization feature SHOULD be disabled unless agency mission requires the capability.',
    metric: 'external-collaborators-restricted',
    severity: 'medium',
    ...scuba('MS.POWERBI.3.1v1', 'SHOULD', ['CM-7', 'AC-6']),
    reads: ['power-bi-licensed', 'power-bi-external-invitations'],
    test: 'powerBiLicensed == true && powerBiExternalInvitations != null && (powerBiExternalInvitations.enabled == false || powerBiExternalInvitations.enabled == true && size(powerBiExternalInvitations.securityGroups) > 0)',
    expected: 'Inviting outsiders is off, or limited to named security groups.',
    steps: [
      'To disable completely:',
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant Settings',
      'Scroll to Export and sharing settings',
      'Click on Users can invite guest users to collaborate through item sharing and permissions and set to Disabled To enable with security groups:',
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant Settings',
      'Scroll to Export and sharing settings',
      'Click on Users can invite guest users to collaborate through item sharing and permissions and set to Enabled',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-bi-service-principal-access',
    title:
      'Service principals with access to APIs SHOULD be restricted to specific security groups.',
    metric: 'api-access-restricted',
    severity: 'medium',
    ...scuba('MS.POWERBI.4.1v1', 'SHOULD', ['AC-4', 'AC-6(5)']),
    reads: ['power-bi-licensed', 'power-bi-service-principal-access'],
    test: 'powerBiLicensed == true && powerBiServicePrincipalAccess != null && (powerBiServicePrincipalAccess.enabled == false || powerBiServicePrincipalAccess.enabled == true && size(powerBiServicePrincipalAccess.securityGroups) > 0)',
    expected: 'Service principals are kept from the APIs, or limited to named security groups.',
    steps: [
      "If your organization has service principals that need to access Power BI APIs, then you configure the setting per the instructions below. If you don't have service principals that need access then for step 4, configure the setting to Disabled.",
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant settings',
      'Scroll to Developer settings',
      'Click on Service Principals can call Fabric public APIs',
      "If don't have service principals that need access to Power BI APIs, then configure the setting to Disabled and you are finished. Otherwise go to step 6.",
      'If you have service principals that need to access Power BI APIs, then configure the setting to Enabled.',
      'Select the specific security groups that contain the service principals authorized to call the APIs.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-bi-service-principal-profiles',
    title:
      'Service principals creating and using profiles SHOULD be restricted to specific security groups.',
    metric: 'api-access-restricted',
    severity: 'medium',
    ...scuba('MS.POWERBI.4.2v1', 'SHOULD', ['AC-4', 'AC-6(5)']),
    reads: ['power-bi-licensed', 'power-bi-service-principal-profiles'],
    test: 'powerBiLicensed == true && powerBiServicePrincipalProfiles != null && (powerBiServicePrincipalProfiles.enabled == false || powerBiServicePrincipalProfiles.enabled == true && size(powerBiServicePrincipalProfiles.securityGroups) > 0)',
    expected: 'Service principals cannot make profiles, or only in named security groups.',
    steps: [
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant settings',
      'Scroll to Developer settings',
      'Then, click on Allow service principals to create and use profiles',
      "If don't have service principals that need to create and use profiles, then configure the setting to Disabled and you are finished. Otherwise go to step 6.",
      'If you have service principals that need to create and use profiles, then configure the setting to Enabled.',
      'Select the specific security groups that contain the service principals authorized to to create and use profiles.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-bi-resource-key-authentication-blocked',
    title:
      'ResourceKey-based authentication SHOULD be blocked unless a specific use case (e.g., streaming and/or PUSH datasets) merits its use.',
    metric: 'legacy-authentication-blocked',
    severity: 'medium',
    ...scuba('MS.POWERBI.5.1v1', 'SHOULD', ['CM-7', 'IA-5g']),
    reads: ['power-bi-licensed', 'power-bi-resource-key-authentication-blocked'],
    test: 'powerBiLicensed == true && powerBiResourceKeyAuthenticationBlocked != null && powerBiResourceKeyAuthenticationBlocked.enabled == true',
    expected: 'ResourceKey authentication is blocked.',
    steps: [
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant settings',
      'Scroll to Developer settings',
      'Click on Block ResourceKey Authentication and set to Enabled',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-bi-python-and-r-visuals',
    title: 'Python and R interactions SHOULD be disabled.',
    metric: 'third-party-apps-restricted',
    severity: 'medium',
    ...scuba('MS.POWERBI.6.1v1', 'SHOULD', ['CM-7', 'SI-3']),
    reads: ['power-bi-licensed', 'power-bi-python-and-r-visuals'],
    test: 'powerBiLicensed == true && powerBiPythonAndRVisuals != null && powerBiPythonAndRVisuals.enabled == false',
    expected: 'Python and R visuals are off.',
    steps: [
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant settings',
      'Scroll to R and Python Visuals Settings',
      'Click on Interact with and share R and Python visuals and set to Disabled',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.power-bi-sensitivity-labels',
    title:
      'Sensitivity labels SHOULD be enabled for Power BI and employed for sensitive data per enterprise data protection policies.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.POWERBI.7.1v1', 'SHOULD', ['AC-21b', 'SC-7(10)(a)']),
    reads: ['power-bi-licensed', 'power-bi-sensitivity-labels'],
    test: 'powerBiLicensed == true && powerBiSensitivityLabels != null && powerBiSensitivityLabels.enabled == true',
    expected: 'Sensitivity labels can be applied.',
    steps: [
      'Navigate to the PowerBI Admin Portal',
      'Click on Tenant settings',
      'Scroll to Information protection',
      'Click on Allow users to apply sensitivity labels for content and set to Enabled. Define who can apply and change sensitivity labels in Power BI assets.',
    ],
  }),
]
