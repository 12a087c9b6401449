import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit, wholeTenant } from './units.ts'

export const organizationChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.system-alerts-active',
    title:
      'Required system-defined alerting rules, as listed in the policy group description, SHALL be enabled with alerts',
    metric: 'security-alerts-enabled',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.13.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['system-alerts'],
      test: 'verdict(alertsNotActive(size(systemAlerts) == 0 ? [] : systemAlerts[0].value), [])',
    }),
    expected: 'All required system-defined rules are active',
    steps: [
      'Click Rules.',
      'From the Rules page, click Add a filter.',
      'From the drop-down menu, select Type.',
      'Select the System defined check box.',
      'Click Apply.',
      'A list of system-defined rules will appear. For each of the rules listed above, edit the configuration:',
      'Select the rule by clicking the table row for the rule.',
      'Select Actions.',
      'From the Actions page, configure the Severity for the alert to High, Medium, or Low, and select Send to alert center if available. If alerts are not available or supported, select Send email notifications and specify recipients for those notifications.',
      'Click Next: Review.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.logs-sent-to-siem',
    title: "The following critical logs SHALL be sent to the agency's centralized SIEM",
    metric: 'audit-log-retained',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.14.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['logs-not-sent-to-siem'],
      test: 'verdict(logsNotSentToSiem, [])',
    }),
    expected: 'Every critical log is sent',
    steps: ['Send the named logs to the SIEM in the way of your products'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.audit-logs-retained',
    title:
      'Audit logs SHALL be retained and searchable for a minimum of 3 months and retrievable for a minimum of 12 months',
    metric: 'audit-log-months',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.14.2v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['audit-logs-searchable-months', 'audit-logs-retrievable-months'],
      test: 'auditLogsSearchableMonths >= 3.0 && auditLogsRetrievableMonths >= target',
    }),
    expected: 'Searchable for 3 months, retrievable for 12 months',
    steps: [
      'Keep audit logs searchable for at least 3 months and retrievable for at least 12, outside Google where its own keeping is shorter',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.data-at-rest-in-us',
    title:
      "The data storage region SHALL be set to be the United States for all users in the agency's GWS environment",
    metric: 'data-location-controlled',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.15.1v1', 'SHALL'),
    rule: everyUnit({
      reads: ['data-at-rest-region'],
      deviates: 'u.dataAtRestRegion != "US"',
    }),
    expected: 'United States',
    steps: [
      'Navigate to Data > Compliance > Data Regions.',
      'Click the Region card.',
      'Click the Data at rest card.',
      'Select the radio button option: "United States."',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.data-processed-where-stored',
    title: 'Data SHALL be processed in the region selected for data at rest',
    metric: 'data-location-controlled',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.15.2v1', 'SHALL'),
    rule: everyUnit({
      reads: ['data-processing-in-region'],
      deviates: 'u.dataProcessingInRegion != true',
    }),
    expected: 'In the region selected for data at rest',
    steps: [
      'Navigate to Data > Compliance > Data Regions.',
      'Click the Region card.',
      'Click the Data processing card.',
      'Select the radio button option: "Process data in the region selected for data at rest."',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.services-without-control-off',
    title:
      'Service status for Google services that do not have an individual control SHOULD be set to OFF for everyone',
    metric: 'least-privilege-default',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.16.1v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['services-without-control'],
      deviates: 'u.servicesWithoutControl != "ENABLED"',
    }),
    expected: 'Off for everyone',
    steps: [
      'Click CHANGE at the top where it says if Access to additional services without individual control for all organizational units is On/Off.',
      'Select the option: "OFF for everyone"',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.early-access-apps-off',
    title: 'User access to Early Access applications SHOULD be disabled',
    metric: 'least-privilege-default',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.16.2v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['early-access-apps'],
      deviates: 'u.earlyAccessApps != "DISABLED"',
    }),
    expected: 'Off for everyone',
    steps: [
      'In the list of all services, scroll to and click on the Early Access Apps service.',
      'Click on Service status.',
      'Ensure OFF for everyone is checked.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.looker-studio-sharing-off',
    title: 'Looker Studio Sharing outside org SHOULD be set to OFF',
    metric: 'external-sharing-restricted',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.16.3v1', 'SHOULD'),
    rule: wholeTenant({
      reads: ['looker-studio-outside-sharing'],
      test: '!lookerStudioOutsideSharing',
    }),
    expected: 'Off',
    steps: [
      'In the list of all services, scroll to and click on the Looker Studio service.',
      'Select Sharing setting.',
      'Ensure OFF is checked.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.pinpoint-drive-access-off',
    title: 'Pinpoint access to drive SHOULD be set to OFF',
    metric: 'external-sharing-restricted',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.16.4v1', 'SHOULD'),
    rule: wholeTenant({
      reads: ['pinpoint-drive-access'],
      test: '!pinpointDriveAccess',
    }),
    expected: 'Off',
    steps: [
      'In the list of all services, scroll to and click on the Pinpoint service.',
      'Click on Data Access Settings.',
      'Ensure OFF - Users cannot copy files from Drive to Pinpoint is checked.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.multi-party-approval-on',
    title: 'Require multi-party approval for sensitive admin actions SHOULD be enabled',
    metric: 'administrator-approval',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.17.1v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['multi-party-approval'],
      deviates: 'u.multiPartyApproval != "ENABLED"',
    }),
    expected: 'On',
    steps: [
      'Navigate to Security.',
      'Click the Multi-party approval settings card.',
      'Ensure Require multi party approval for sensitive admin actions is checked.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.dlp-rules-cover-personal-data',
    title:
      'A custom policy SHALL be configured for Google Drive, Google Calendar, Google Chat, and Gmail to protect PII and sensitive information as defined by the agency, covering at a minimum: credit card numbers, U.S. Individual Taxpayer Identification Numbers (ITIN), and U.S. Social Security numbers (SSN)',
    metric: 'data-loss-prevention-enabled',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.18.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['dlp-rules'],
      test: '["DRIVE", "CALENDAR", "CHAT", "GMAIL"].all(app, ["CREDIT_CARD_NUMBER", "US_INDIVIDUAL_TAXPAYER_IDENTIFICATION_NUMBER", "US_SOCIAL_SECURITY_NUMBER"].all(detector, dlpRules.exists(rule, app in rule.apps && detector in rule.detectors)))',
    }),
    expected:
      'Rules for Drive, Calendar, Chat and Gmail that find credit card numbers, ITIN and SSN',
    steps: [
      'In the Name and apps section, add the name and description of the rule.',
      'In the Name and apps section, under Google Calendar, choose the trigger for Event saved.',
      'In the Name and apps section, under Google Chat, choose the trigger for Message Sent and File uploaded.',
      'In the Name and apps section, under Google Drive, choose the trigger for Drive files.',
      'In the Name and apps section, under Gmail, choose the trigger for Message Sent and Message received.',
      'In the Actions section, select the appropriate action for each application (per GWS.COMMONCONTROLS.18.2).',
      'In the Alerting section, choose a severity level, and optionally, check Send to alert center to trigger notifications.',
      'Under Scope Click All in your tennant',
      'In the Conditions section:',
      'Click Add Condition. For Content type to scan, select All content. For What to scan for, select Matches predefined data type. For Select data type, select Global - Credit card number. Select the remaining condition properties according to agency need.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.dlp-rules-block',
    title: 'The action for DLP policies SHOULD be set to block',
    metric: 'data-loss-prevention-enabled',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.18.2v1', 'SHOULD'),
    rule: wholeTenant({
      reads: ['dlp-rules'],
      test: 'size(dlpRules) > 0 && dlpRules.all(rule, rule.action == "BLOCK")',
    }),
    expected: 'Every rule blocks',
    steps: [
      'For each rule in the Actions section follow these steps depending on application:',
      'For Google Calendar policies select Block event.',
      'For Chat policies rules select Block message and select External Conversations and Spaces, Group chats, and 1:1 chats.',
      'Optionally, for Chat policies rules select Block message and select Internal Conversations and Spaces, Group chats, and 1:1 chats.',
      'For Gmail policies select Audit Only, and then select Messages sent to external recipients, Messages to internal recipients, Messages from external senders, and Messages from internal senders .',
      'For Google Drive policies select Block external sharing.',
      'Click Continue.',
    ],
  }),
]
