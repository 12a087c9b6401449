import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'

/**
 * CISA's SCuBA baseline for Microsoft Defender: titles and steps are the baseline's own (public
 * domain).
 */
export const defenderDataLossChecks = [
  defineCheck({
    id: 'microsoft-365.tenant.personal-data-protected',
    title:
      'A custom policy SHALL be configured to protect PII and sensitive information, as defined by the agency, blocking at a minimum: credit card numbers, U.S. Individual Taxpayer Identification Numbers (ITIN), and U.S. Social Security numbers (SSN).',
    metric: 'data-loss-prevention-enabled',
    severity: 'high',
    ...scuba('MS.DEFENDER.4.1v2', 'SHALL', ['SC-7(10)']),
    reads: ['dlp-policies', 'dlp-rules', 'dlp-licensed'],
    test: 'dlpLicensed == true ? personalDataProtected(dlpPolicies, dlpRules) : notLicensed()',
    expected: 'An enforced rule finds card, taxpayer and social security numbers.',
    steps: [
      'Sign in to the Microsoft Purview portal.',
      'Under the Solutions section on the left-hand menu, select Data loss prevention.',
      'Select Policies from the top of the page.',
      'Select Create policy.',
      'From the Categories list, select Custom.',
      'From the Regulations list, select Custom policy and then click Next.',
      'Edit the name and description of the policy if desired, then click Next.',
      'Under Assign admin units, ensure Admin units is set to Full directory by default, then click Next.',
      'Under Choose where to apply the policy, set Status to On for at least the Exchange email, OneDrive accounts, SharePoint sites, Teams chat and channel messages, and Devices locations, then click Next.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.personal-data-protected-everywhere',
    title:
      'The custom policy SHOULD be applied to Exchange, OneDrive, SharePoint, Teams chat, and Devices.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.DEFENDER.4.2v1', 'SHOULD', ['SC-7(10)']),
    reads: ['dlp-policies', 'dlp-rules', 'dlp-licensed'],
    test: 'dlpLicensed == true ? personalDataEverywhere(dlpPolicies, dlpRules) : notLicensed()',
    expected: 'It covers all of Exchange, SharePoint, OneDrive, Teams and devices.',
    steps: [
      'See MS.DEFENDER.4.1v2 Instructions step 8 for details on enforcing DLP policy in specific M365 service locations.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.personal-data-blocked',
    title:
      'The action for the custom policy SHOULD be set to block sharing sensitive information with everyone.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.DEFENDER.4.3v1', 'SHOULD', ['AC-3', 'SC-7(10)']),
    reads: ['dlp-policies', 'dlp-rules', 'dlp-licensed'],
    test: 'dlpLicensed == true ? personalDataBlocked(dlpPolicies, dlpRules) : notLicensed()',
    expected: 'It blocks sharing with everyone.',
    steps: [
      'See MS.DEFENDER.4.1v2 Instructions steps 15-17 for details on configuring DLP policy to block sharing sensitive information with everyone.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.personal-data-notified',
    title:
      'Notifications to inform users and help educate them on the proper use of sensitive information SHOULD be enabled in the custom policy.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.DEFENDER.4.4v1', 'SHOULD', ['AT-2b']),
    reads: ['dlp-policies', 'dlp-rules', 'dlp-licensed'],
    test: 'dlpLicensed == true ? personalDataNotified(dlpPolicies, dlpRules) : notLicensed()',
    expected: 'It notifies users.',
    steps: [
      'See MS.DEFENDER.4.1v2 Instructions steps 18-19 for details on configuring DLP policy to notify users when accessing sensitive information.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.restricted-apps-defined',
    title:
      'A list of apps that are restricted from accessing files protected by DLP policy SHOULD be defined.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.DEFENDER.4.5v1', 'SHOULD', ['SC-7(10)']),
    reads: ['dlp-restricted-apps'],
    expect: { op: 'notEmpty' },
    expected: 'A list of apps that may not open protected files is defined.',
    steps: [
      'Sign in to the Microsoft Purview portal.',
      'Go to Settings, under Solution Settings select Data loss prevention.',
      'Go to Endpoint DLP Settings.',
      'Go to Restricted apps and app groups.',
      'Click Add or edit Restricted Apps.',
      'Enter an app and executable name to disallow said app from accessing protected files, and log the incident.',
      'Return and click Unallowed Bluetooth apps.',
      'Click Add or edit unallowed Bluetooth apps.',
      'Enter an app and executable name to disallow said app from accessing protected files, and log the incident.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.restricted-apps-blocked',
    title:
      'The custom policy SHOULD include an action to block access to sensitive information by restricted apps and unwanted Bluetooth applications.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.DEFENDER.4.6v1', 'SHOULD', ['AC-19a']),
    reads: [
      'dlp-policies',
      'dlp-rules',
      'microsoft-365.dlp-rule.restricted-app-action',
      'microsoft-365.dlp-rule.bluetooth-action',
    ],
    test: 'restrictedAppsBlocked(dlpPolicies, restrictedAppAction, bluetoothAction, accepted, "MS.DEFENDER.4.6v1", now)',
    expected:
      'Every rule that protects personal data blocks restricted apps and unallowed Bluetooth apps.',
    steps: [
      'If restricted app and unwanted Bluetooth app restrictions are desired, associated devices must be onboarded with Defender for Endpoint before the instructions below can be completed.',
      'Sign in to the Microsoft Purview portal.',
      'Under Solutions, select Data loss prevention.',
      'Select Policies from the top of the page.',
      'Find the custom DLP policy configured under MS.DEFENDER.4.1v2 Instructions in the list and click the Policy name to select.',
      'Select Edit Policy.',
      'Click Next on each page in the policy wizard until you reach the Advanced DLP rules page.',
      'Select the relevant rule and click the pencil icon to edit it.',
      'Under Actions, click Add an action.',
    ],
  }),
]
