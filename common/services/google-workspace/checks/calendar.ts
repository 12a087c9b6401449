import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit, wholeTenant } from './units.ts'

export const calendarChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.primary-calendar-free-busy',
    title:
      'External sharing options for primary calendars SHALL be configured to "Only free/busy information (hide event details)."',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('GWS.CALENDAR.1.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'calendar-service',
      reads: ['primary-calendar-sharing'],
      deviates: 'u.primaryCalendarSharing != "EXTERNAL_FREE_BUSY_ONLY"',
    }),
    expected: 'Only free/busy information',
    steps: [
      'Select Apps > Google Workspace > Calendar.',
      'Select Sharing settings > External sharing options for primary calendars.',
      'Select Only free/busy information (hide event details).',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.secondary-calendar-free-busy',
    title:
      'External sharing options for secondary calendars SHALL be configured to "Only free/busy information (hide event details)."',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('GWS.CALENDAR.1.2v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'calendar-service',
      reads: ['secondary-calendar-sharing'],
      deviates: 'u.secondaryCalendarSharing != "EXTERNAL_FREE_BUSY_ONLY"',
    }),
    expected: 'Only free/busy information',
    steps: [
      'Select Apps > Google Workspace > Calendar.',
      'Select General settings > External sharing options for secondary calendars.',
      'Select Only free/busy information (hide event details).',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.calendar-outside-guests-warned',
    title:
      'External invitations warnings SHALL be enabled to prompt users before sending invitations',
    metric: 'external-communication-restricted',
    severity: 'high',
    ...scuba('GWS.CALENDAR.2.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'calendar-service',
      reads: ['calendar-invitation-warning'],
      deviates: 'u.calendarInvitationWarning != true',
    }),
    expected: 'On',
    steps: [
      'Select Apps > Google Workspace > Calendar.',
      'Select Sharing settings > External Invitations.',
      'Check the Warn users when inviting guests outside of the domain checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.calendar-interop-disabled',
    title: 'Calendar Interop SHOULD be disabled',
    metric: 'external-sharing-restricted',
    severity: 'medium',
    ...scuba('GWS.CALENDAR.3.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'calendar-service',
      reads: ['calendar-interoperability'],
      deviates: 'u.calendarInteroperability != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Calendar.',
      'Select Calendar Interop management.',
      'Select Exchange availability in Calendar.',
      "Uncheck the Allow Google Calendar to display Exchange users' availability checkbox.",
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.calendar-interop-by-graph',
    title:
      'Microsoft 365 (Graph API) SHALL be used instead of basic authentication to establish connectivity between tenants or organizations in cases where Calendar Interop is deemed necessary for agency mission fulfillment',
    metric: 'legacy-authentication-blocked',
    severity: 'high',
    ...scuba('GWS.CALENDAR.3.2v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['calendar-interoperability', 'calendar-exchange-endpoint'],
      test: 'calendarInteroperability.exists(unit, unit.value == true) ? (calendarExchangeEndpoint == "MICROSOFT_365_GRAPH_API" ? "pass" : "fail") : "not-applicable"',
    }),
    expected: 'Microsoft 365 (Graph API), where Calendar Interop is on',
    steps: [
      'Select Apps > Google Workspace > Calendar.',
      'Select Calendar Interop management.',
      'Select Exchange availability in Calendar.',
      "Check the Allow Google Calendar to display Exchange users' availability checkbox.",
      'Select Add an Exchange endpoint.',
      'Select Microsoft 365 (Graph API) as the endpoint type.',
      'Enter the applicable Exchange domain names, Exchange role accounts, Tenant ID, Application (client) ID, and Client secret.',
      'Click Add.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.calendar-payments-disabled',
    title: '"Appointment Schedule with Payments" SHOULD be disabled',
    metric: 'third-party-apps-restricted',
    severity: 'medium',
    ...scuba('GWS.CALENDAR.4.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'calendar-service',
      reads: ['calendar-payments'],
      deviates: 'u.calendarPayments != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Calendar.',
      'Select Advanced settings > Appointment schedules with payments.',
      'Ensure the Allow appointment schedule users to require payments for booked appointments through their own payment provider accounts checkbox is unchecked.',
    ],
  }),
]
