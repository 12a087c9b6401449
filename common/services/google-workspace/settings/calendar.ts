import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const calendarSettings = [
  policy(
    'primary-calendar-sharing',
    'calendar_primary_calendar_max_allowed_external_sharing',
    'maxAllowedExternalSharing',
    'string',
    'What primary calendars may show outside',
    'Apps > Google Workspace > Calendar > Sharing settings > External sharing options for primary calendars',
    'EXTERNAL_FREE_BUSY_ONLY',
  ),
  policy(
    'secondary-calendar-sharing',
    'calendar_secondary_calendar_max_allowed_external_sharing',
    'maxAllowedExternalSharing',
    'string',
    'What secondary calendars may show outside',
    'Apps > Google Workspace > Calendar > General settings > External sharing options for secondary calendars',
    'EXTERNAL_ALL_INFO_READ_ONLY',
  ),
  policy(
    'calendar-invitation-warning',
    'calendar_external_invitations',
    'warnOnInvite',
    'boolean',
    'Warning before guests from outside are invited',
    'Apps > Google Workspace > Calendar > Sharing settings > External invitations',
    true,
  ),
  policy(
    'calendar-interoperability',
    'calendar_interoperability',
    'enableInteroperability',
    'boolean',
    'Availability exchange with Exchange',
    'Apps > Google Workspace > Calendar > Calendar Interop management',
    false,
  ),
  policy(
    'calendar-payments',
    'calendar_appointment_schedules',
    'enablePayments',
    'boolean',
    'Appointment schedules with payments',
    'Apps > Google Workspace > Calendar > Advanced settings > Appointment schedules with payments',
  ),
  policy(
    'calendar-service',
    'calendar_service_status',
    'serviceState',
    'string',
    'Calendar service',
    'Apps > Google Workspace > Calendar > Service status',
    'ENABLED',
  ),
] as const
