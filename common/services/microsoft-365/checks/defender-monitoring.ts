import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'

/**
 * CISA's SCuBA baseline for Microsoft Defender: titles and steps are the baseline's own (public
 * domain).
 */
export const defenderMonitoringChecks = [
  defineCheck({
    id: 'microsoft-365.tenant.required-alerts-on',
    title:
      'At a minimum, the alerts required by the CISA M365 Secure Configuration Baseline for Exchange Online SHALL be enabled.',
    metric: 'security-alerts-enabled',
    severity: 'high',
    ...scuba('MS.DEFENDER.5.1v1', 'SHALL', ['SI-4(5)']),
    reads: ['alert-policies'],
    test: 'alertsOn(alertPolicies, ["Suspicious email sending patterns detected", "Suspicious connector activity", "Suspicious Email Forwarding Activity", "Messages have been delayed", "Tenant restricted from sending unprovisioned email", "Tenant restricted from sending email"], ["A potentially malicious URL click was detected"])',
    expected: 'The alerts that the baseline names are on.',
    steps: [
      'Sign in to Microsoft 365 Defender.',
      'Under Email & collaboration, select Policies & rules.',
      'Select Alert Policy.',
      'Select the checkbox next to each alert to enable as determined by the agency and at a minimum those referenced in the _CISA M365 Secure Configuration Baseline for Exchange Online_ which are:',
      'Suspicious email sending patterns detected.',
      'Suspicious connector activity.',
      'Suspicious Email Forwarding Activity.',
      'Messages have been delayed.',
      'Tenant restricted from sending unprovisioned email.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.alerts-watched',
    title:
      'The alerts SHOULD be sent to a monitored address or incorporated into a Security Information and Event Management (SIEM).',
    metric: 'security-alerts-enabled',
    severity: 'medium',
    ...scuba('MS.DEFENDER.5.2v1', 'SHOULD', ['SI-4(5)']),
    reads: ['alert-policies', 'microsoft-365.alert-policy.recipients'],
    test: 'alertsWatched(recipients, accepted, "MS.DEFENDER.5.2v1", now)',
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
    id: 'microsoft-365.tenant.unified-audit-log-on',
    title: 'Unified Audit logging SHALL be enabled.',
    metric: 'audit-log-enabled',
    severity: 'critical',
    ...scuba('MS.DEFENDER.6.1v1', 'SHALL', ['AU-12']),
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
    id: 'microsoft-365.tenant.audit-log-kept-as-required',
    title:
      'Audit logs SHALL be maintained for at least the minimum duration dictated by OMB M-21-31.',
    metric: 'audit-log-months',
    severity: 'high',
    ...scuba('MS.DEFENDER.6.3v1', 'SHALL', ['AU-11']),
    reads: ['audit-log-retention-months'],
    expect: { op: 'atLeast', target: true },
    expected: 'Audit logs are kept for as long as M-21-31 says.',
    steps: [
      'To create one or more custom audit retention policies, if the default retention policy is not sufficient for agency needs, follow Create an audit log retention policy instructions. Ensure the duration selected in the retention policies is at least one...',
    ],
  }),
]
