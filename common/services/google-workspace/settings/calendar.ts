import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const calendarSettings = [
  policy({
    name: 'primary-calendar-sharing',
    title: 'What primary calendars may show outside',
    section: 'calendar_primary_calendar_max_allowed_external_sharing',
    field: 'maxAllowedExternalSharing',
    type: 'string',
    path: 'Apps > Google Workspace > Calendar > Sharing settings > External sharing options for primary calendars',
    fallback: 'EXTERNAL_FREE_BUSY_ONLY',
  }),
  policy({
    name: 'secondary-calendar-sharing',
    title: 'What secondary calendars may show outside',
    section: 'calendar_secondary_calendar_max_allowed_external_sharing',
    field: 'maxAllowedExternalSharing',
    type: 'string',
    path: 'Apps > Google Workspace > Calendar > General settings > External sharing options for secondary calendars',
    fallback: 'EXTERNAL_ALL_INFO_READ_ONLY',
  }),
  policy({
    name: 'calendar-invitation-warning',
    title: 'Warning before guests from outside are invited',
    section: 'calendar_external_invitations',
    field: 'warnOnInvite',
    type: 'boolean',
    path: 'Apps > Google Workspace > Calendar > Sharing settings > External invitations',
    fallback: true,
  }),
  policy({
    name: 'calendar-interoperability',
    title: 'Availability exchange with Exchange',
    section: 'calendar_interoperability',
    field: 'enableInteroperability',
    type: 'boolean',
    path: 'Apps > Google Workspace > Calendar > Calendar Interop management',
    fallback: false,
  }),
  policy({
    name: 'calendar-payments',
    title: 'Appointment schedules with payments',
    section: 'calendar_appointment_schedules',
    field: 'enablePayments',
    type: 'boolean',
    path: 'Apps > Google Workspace > Calendar > Advanced settings > Appointment schedules with payments',
  }),
  policy({
    name: 'calendar-service',
    title: 'Calendar service',
    section: 'calendar_service_status',
    field: 'serviceState',
    type: 'string',
    path: 'Apps > Google Workspace > Calendar > Service status',
    fallback: 'ENABLED',
  }),
] as const
