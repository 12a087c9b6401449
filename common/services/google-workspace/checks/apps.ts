import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit } from './units.ts'

export const appsChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.google-services-restricted',
    title:
      'Agencies SHALL use GWS application access control policies to restrict access to all GWS services by third-party applications',
    metric: 'third-party-apps-restricted',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.10.1v1', 'SHALL'),
    rule: everyUnit({
      reads: ['third-party-service-access'],
      deviates: 'size(unrestrictedServices(u.thirdPartyServiceAccess, false)) > 0',
    }),
    expected: 'Every Google service is restricted',
    steps: [
      'Security > Access and data control > API controls > Manage Google services',
      'Select every service and change access to Restricted',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.low-risk-consent-disabled',
    title: 'Agencies SHALL NOT allow users to grant consent for access to low-risk scopes',
    metric: 'user-consent-restricted',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.10.2v1', 'SHALL NOT'),
    rule: everyUnit({
      reads: ['third-party-service-access'],
      deviates: 'size(unrestrictedServices(u.thirdPartyServiceAccess, true)) > 0',
    }),
    expected: 'No scope of any Google service is left to the users',
    steps: [
      'Security > Access and data control > API controls > Manage Google services',
      'Restrict every service, and leave "For apps that are not trusted, allow users to give access to OAuth scopes that aren\'t classified as high-risk" unchecked',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.internal-apps-not-trusted',
    title: 'Agencies SHALL NOT trust unconfigured internal applications',
    metric: 'third-party-apps-restricted',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.10.3v1', 'SHALL NOT'),
    rule: everyUnit({
      reads: ['internal-apps-trusted'],
      deviates: 'u.internalAppsTrusted != false',
    }),
    expected: 'Not trusted',
    steps: [
      'Select Settings.',
      'Select Internal apps and uncheck the box next to Trust internal apps.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.unconfigured-apps-blocked',
    title: 'Agencies SHALL NOT allow users to access unconfigured third-party applications',
    metric: 'third-party-apps-restricted',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.10.4v1', 'SHALL NOT'),
    rule: everyUnit({
      reads: ['unconfigured-apps-access'],
      deviates: '!(u.unconfiguredAppsAccess in ["BLOCK_ALL_SCOPES", "BLOCK_ALL"])',
    }),
    expected: 'No access',
    steps: [
      'Select Settings.',
      "Select Unconfigured third-party apps and select Don't allow users to access any third-party apps",
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.marketplace-apps-approved',
    title:
      'Only approved Google Workspace (GWS) Marketplace applications SHALL be allowed for installation',
    metric: 'third-party-apps-restricted',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.11.1v1', 'SHALL'),
    rule: everyUnit({
      reads: ['marketplace-access', 'marketplace-internal-exception'],
      deviates:
        '!(u.marketplaceAccess in ["ALLOW_LISTED_APPS", "ALLOW_NONE"]) || u.marketplaceInternalException != false',
    }),
    expected: 'Allowlisted apps only (or none), no exception for internal apps',
    steps: [
      'Select Apps > Google Workspace Marketplace apps > Settings.',
      'Select Allow users to install and run allowlisted apps from the Marketplace.',
      "Ensure that the Allow exception for internal apps. Users can install and run any internal app, even if it's not allowlisted checkbox is unchecked.",
      'On the left-hand side above Setting, click Apps lists.',
      'Click the ALLOWLIST APP to add an application to the allowlist.',
      'Click Allowlisted Apps to manage the allowlist.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.takeout-disabled',
    title: 'Google Takeout services SHALL be disabled',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.12.1v1', 'SHALL'),
    rule: everyUnit({
      reads: [
        'takeout-service',
        'takeout-blogger',
        'takeout-books',
        'takeout-location-history',
        'takeout-maps',
        'takeout-pay',
        'takeout-photos',
        'takeout-play',
        'takeout-play-console',
        'takeout-youtube',
      ],
      deviates:
        'u.takeoutService != "DISABLED" || u.takeoutBlogger != "DISABLED" || u.takeoutBooks != "DISABLED" || u.takeoutLocationHistory != "DISABLED" || u.takeoutMaps != "DISABLED" || u.takeoutPay != "DISABLED" || u.takeoutPhotos != "DISABLED" || u.takeoutPlay != "DISABLED" || u.takeoutPlayConsole != "DISABLED" || u.takeoutYoutube != "DISABLED"',
    }),
    expected: 'Off for every service',
    steps: [
      'Select Data > Data import and export > Google Takeout.',
      'Select User access to Takeout for Google services.',
      'For services without an individual administrator control, select Services without an individual administrator control then Edit.',
      "Select Don't allow for everyone.",
      "For services with an individual administrator control, under Applications select the checkbox next to Service name and select Don't allow.",
    ],
  }),
]
