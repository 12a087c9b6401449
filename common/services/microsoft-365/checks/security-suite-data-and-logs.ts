import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'

/**
 * CISA's SCuBA baseline for the security suite: titles and steps are the baseline's own (public
 * domain).
 */
export const securitySuiteDataAndLogsChecks = [
  defineCheck({
    id: 'microsoft-365.tenant.suite-personal-data-protected',
    title:
      'A DLP policy SHALL be configured to protect PII and sensitive information, as defined by the agency, blocking at a minimum: credit card numbers, U.S. Individual Taxpayer Identification Numbers (ITIN), and U.S. Social Security numbers (SSN).',
    metric: 'data-loss-prevention-enabled',
    severity: 'high',
    ...scuba('MS.SECURITYSUITE.3.1v1', 'SHALL', ['SC-7(10)']),
    reads: ['dlp-policies', 'dlp-rules', 'dlp-licensed'],
    test: 'dlpLicensed == true ? personalDataProtected(dlpPolicies, dlpRules) : notLicensed()',
    expected: 'An enforced rule finds card, taxpayer and social security numbers.',
    steps: [
      'DLP is _not_ covered by the preset policies, so these steps need to be taken even if the standard or strict policies are used. As the steps for MS.SECURITYSUITE.3.1v1, MS.SECURITYSUITE.3.2v1, MS.SECURITYSUITE.3.3v1, and MS.SECURITYSUITE.3.4v1 share many...',
      'Sign in to the Microsoft Purview portal.',
      'Under the Solutions section on the left-hand menu, select Data loss prevention.',
      'Select Policies from the top of the page.',
      'Select Create policy.',
      'From the Categories list, select Custom.',
      'From the Regulations list, select Custom policy and then click Next.',
      'Edit the name and description of the policy if desired, then click Next.',
      'Under Assign admin units, ensure Admin units is set to Full directory by default, then click Next.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.suite-personal-data-protected-everywhere',
    title:
      'The DLP policy SHOULD be applied to Exchange, OneDrive, SharePoint, Teams chat, and Devices.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.SECURITYSUITE.3.2v1', 'SHOULD', ['SC-7(10)']),
    reads: ['dlp-policies', 'dlp-rules', 'dlp-licensed'],
    test: 'dlpLicensed == true ? personalDataEverywhere(dlpPolicies, dlpRules) : notLicensed()',
    expected: 'It covers all of Exchange, SharePoint, OneDrive, Teams and devices.',
    steps: [
      'See MS.SECURITYSUITE.3.1v1 Instructions step 9 for details on enforcing DLP policy in specific M365 service locations.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.suite-personal-data-blocked',
    title:
      'The action for the DLP policy SHOULD be set to block sharing sensitive information with everyone.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.SECURITYSUITE.3.3v1', 'SHOULD', ['AC-3', 'SC-7(10)']),
    reads: ['dlp-policies', 'dlp-rules', 'dlp-licensed'],
    test: 'dlpLicensed == true ? personalDataBlocked(dlpPolicies, dlpRules) : notLicensed()',
    expected: 'It blocks sharing with everyone.',
    steps: [
      'See MS.SECURITYSUITE.3.1v1 Instructions steps 16-18 for details on configuring DLP policy to block sharing sensitive information with everyone.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.suite-personal-data-notified',
    title:
      'Notifications to inform users and help educate them on the proper use of sensitive information SHOULD be enabled in the DLP policy.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.SECURITYSUITE.3.4v1', 'SHOULD', ['AT-2b']),
    reads: ['dlp-policies', 'dlp-rules', 'dlp-licensed'],
    test: 'dlpLicensed == true ? personalDataNotified(dlpPolicies, dlpRules) : notLicensed()',
    expected: 'It notifies users.',
    steps: [
      'See MS.SECURITYSUITE.3.1v1 Instructions steps 19-20 for details on configuring DLP policy to notify users when accessing sensitive information.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.suite-restricted-apps-blocked',
    title:
      'The DLP policy SHOULD include an action to block access to sensitive information by restricted apps and unwanted Bluetooth applications.',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('MS.SECURITYSUITE.3.5v1', 'SHOULD', ['AC-19a']),
    reads: [
      'dlp-policies',
      'dlp-rules',
      'microsoft-365.dlp-rule.restricted-app-action',
      'microsoft-365.dlp-rule.bluetooth-action',
    ],
    test: 'restrictedAppsBlocked(dlpPolicies, restrictedAppAction, bluetoothAction, accepted, "MS.SECURITYSUITE.3.5v1", now)',
    expected:
      'Every rule that protects personal data blocks restricted apps and unallowed Bluetooth apps.',
    steps: [
      'These implementation steps are only applicable if at least one device has been onboarded with Defender for Endpoint.',
      'Sign in to the Microsoft Purview portal.',
      'Under Settings, select Data Loss Prevention.',
      '(Optional) Select Restricted apps and app groups. Add or edit restricted apps per agency discretion.',
      'Select Unallowed Bluetooth apps then Add or edit unallowed Bluetooth apps.',
      'Ensure Include Bluetooth apps recommended by Microsoft is On.',
      '(Optional) Add other apps to restrict, per agency discretion.',
      'Click Save.',
      'Return to the main menu. Under Solutions, select Data Loss Prevention.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.suite-required-alerts-on',
    title: 'At a minimum, the alerts that the baseline names SHALL be enabled.',
    metric: 'security-alerts-enabled',
    severity: 'high',
    ...scuba('MS.SECURITYSUITE.4.1v1', 'SHALL', ['SI-4(5)']),
    reads: ['alert-policies'],
    test: 'alertsOn(alertPolicies, ["Suspicious email sending patterns detected", "Suspicious connector activity", "Suspicious Email Forwarding Activity", "Messages have been delayed", "Tenant restricted from sending unprovisioned email", "Tenant restricted from sending email"], ["A potentially malicious URL click was detected"])',
    expected: 'The alerts that the baseline names are on.',
    steps: [
      'Sign in to Microsoft 365 Defender.',
      'Under Email & collaboration, select Policies & rules.',
      'Select Alert Policy.',
      'Select the checkbox next to each alert to enable as determined by the agency and at a minimum the following:',
      'Suspicious email sending patterns detected.',
      'Suspicious connector activity.',
      'Suspicious Email Forwarding Activity.',
      'Messages have been delayed.',
      'Tenant restricted from sending unprovisioned email.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.suite-alerts-watched',
    title:
      'The alerts SHOULD be sent to a monitored address or incorporated into a Security Information and Event Management (SIEM).',
    metric: 'security-alerts-enabled',
    severity: 'medium',
    ...scuba('MS.SECURITYSUITE.4.2v1', 'SHOULD', ['SI-4(5)']),
    reads: ['alert-policies', 'microsoft-365.alert-policy.recipients'],
    test: 'alertsWatched(recipients, accepted, "MS.SECURITYSUITE.4.2v1", now)',
    expected:
      'Every alert that is on has a recipient, or the owner declares the SIEM that takes alerts in.',
    steps: [
      'For each enabled alert, to add one or more email recipients:',
      'Sign in to Microsoft 365 Defender.',
      'Under Email & collaboration, select Policies & rules.',
      'Select Alert Policy.',
      'Click the alert policy to modify.',
      'Click the pencil icon next to Set your recipients.',
      'Check the Opt-In for email notifications box.',
      'Add one or more email addresses to the Email recipients text box.',
      'Click Next.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.suite-unified-audit-log-on',
    title: 'Unified Audit logging SHALL be enabled.',
    metric: 'audit-log-enabled',
    severity: 'critical',
    ...scuba('MS.SECURITYSUITE.5.1v1', 'SHALL', ['AU-12']),
    reads: ['admin-audit-configurations'],
    test: 'allSet(adminAuditConfigurations, "unifiedAuditLogIngestionEnabled", true)',
    expected: 'Unified audit logging is on.',
    steps: [
      'To enable auditing via the Microsoft Purview portal:',
      'Sign in to the Microsoft Purview portal.',
      'Under Solutions, select Audit.',
      'If auditing is not enabled, a banner is displayed to notify the administrator to start recording user and admin activity.',
      'Click the Start recording user and admin activity.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.audit-log-retained',
    title:
      'Audit logs SHALL be retained and searchable for a minimum of 3 months and retrievable for a minimum of 12 months.',
    metric: 'audit-log-retained',
    severity: 'high',
    ...scuba('MS.SECURITYSUITE.5.2v1', 'SHALL', ['AU-11']),
    reads: ['audit-retention-policies', 'service-plans'],
    test: 'hasPlan(servicePlans, "M365_ADVANCED_AUDITING") ? someSet(auditRetentionPolicies, "enabled", true, "retentionDuration", ["TwelveMonths", "ThreeYears", "FiveYears", "SevenYears", "TenYears"]) : "fail"',
    expected:
      'An enabled retention policy keeps audit logs for twelve months or more (needs advanced auditing).',
    steps: [
      'One option for controlling how long logs are retained in M365 is to create one or more custom audit retention policies. For more details, see Create an audit log retention policy instructions. As noted in the License Requirements section above, the...',
    ],
  }),
]
