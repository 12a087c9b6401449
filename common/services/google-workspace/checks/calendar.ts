import type { CheckSource } from '../../../model/index.ts'
import { tenantCheck, unitCheck } from './define.ts'

export const calendarChecks: readonly CheckSource[] = [
  unitCheck({
    name: 'primary-calendar-free-busy', policy: 'GWS.CALENDAR.1.1v1', criticality: 'SHALL', metric: 'external-sharing-restricted', severity: 'high',
    title: 'External sharing options for primary calendars SHALL be configured to "Only free/busy information (hide event details)."',
    service: 'calendar-service', reads: ['primary-calendar-sharing'],
    deviates: 'u.primaryCalendarSharing != "EXTERNAL_FREE_BUSY_ONLY"',
    expected: 'Only free/busy information',
    steps: ['Select Apps > Google Workspace > Calendar.', 'Select Sharing settings > External sharing options for primary calendars.', 'Select Only free/busy information (hide event details).'],
  }),
  unitCheck({
    name: 'secondary-calendar-free-busy', policy: 'GWS.CALENDAR.1.2v1', criticality: 'SHALL', metric: 'external-sharing-restricted', severity: 'high',
    title: 'External sharing options for secondary calendars SHALL be configured to "Only free/busy information (hide event details)."',
    service: 'calendar-service', reads: ['secondary-calendar-sharing'],
    deviates: 'u.secondaryCalendarSharing != "EXTERNAL_FREE_BUSY_ONLY"',
    expected: 'Only free/busy information',
    steps: ['Select Apps > Google Workspace > Calendar.', 'Select General settings > External sharing options for secondary calendars.', 'Select Only free/busy information (hide event details).'],
  }),
  unitCheck({
    name: 'calendar-outside-guests-warned', policy: 'GWS.CALENDAR.2.1v1', criticality: 'SHALL', metric: 'external-communication-restricted', severity: 'high',
    title: 'External invitations warnings SHALL be enabled to prompt users before sending invitations',
    service: 'calendar-service', reads: ['calendar-invitation-warning'],
    deviates: 'u.calendarInvitationWarning != true',
    expected: 'On',
    steps: ['Select Apps > Google Workspace > Calendar.', 'Select Sharing settings > External Invitations.', 'Check the Warn users when inviting guests outside of the domain checkbox.'],
  }),
  unitCheck({
    name: 'calendar-interop-disabled', policy: 'GWS.CALENDAR.3.1v1', criticality: 'SHOULD', metric: 'external-sharing-restricted', severity: 'medium',
    title: 'Calendar Interop SHOULD be disabled',
    service: 'calendar-service', reads: ['calendar-interoperability'],
    deviates: 'u.calendarInteroperability != false',
    expected: 'Off',
    steps: ['Select Apps > Google Workspace > Calendar.', 'Select Calendar Interop management.', 'Select Exchange availability in Calendar.', 'Uncheck the Allow Google Calendar to display Exchange users\' availability checkbox.'],
  }),
  tenantCheck({
    name: 'calendar-interop-by-graph', policy: 'GWS.CALENDAR.3.2v1', criticality: 'SHALL', metric: 'legacy-authentication-blocked', severity: 'high',
    title: 'Microsoft 365 (Graph API) SHALL be used instead of basic authentication to establish connectivity between tenants or organizations in cases where Calendar Interop is deemed necessary for agency mission fulfillment',
    reads: ['calendar-interoperability', 'calendar-exchange-endpoint'],
    test: 'calendarInteroperability.exists(unit, unit.value == true) ? (calendarExchangeEndpoint == "MICROSOFT_365_GRAPH_API" ? "pass" : "fail") : "not-applicable"',
    expected: 'Microsoft 365 (Graph API), where Calendar Interop is on',
    steps: ['Select Apps > Google Workspace > Calendar.', 'Select Calendar Interop management.', 'Select Exchange availability in Calendar.', 'Check the Allow Google Calendar to display Exchange users\' availability checkbox.', 'Select Add an Exchange endpoint.', 'Select Microsoft 365 (Graph API) as the endpoint type.', 'Enter the applicable Exchange domain names, Exchange role accounts, Tenant ID, Application (client) ID, and Client secret.', 'Click Add.'],
  }),
  unitCheck({
    name: 'calendar-payments-disabled', policy: 'GWS.CALENDAR.4.1v1', criticality: 'SHOULD', metric: 'third-party-apps-restricted', severity: 'medium',
    title: '"Appointment Schedule with Payments" SHOULD be disabled',
    service: 'calendar-service', reads: ['calendar-payments'],
    deviates: 'u.calendarPayments != false',
    expected: 'Off',
    steps: ['Select Apps > Google Workspace > Calendar.', 'Select Advanced settings > Appointment schedules with payments.', 'Ensure the Allow appointment schedule users to require payments for booked appointments through their own payment provider accounts checkbox is unchecked.'],
  }),
]
