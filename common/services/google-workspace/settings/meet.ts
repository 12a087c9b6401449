import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const meetSettings = [
  policy(
    'meet-access-type',
    'meet_meet_joining',
    'allowedAudience',
    'string',
    'Who joins without asking',
    'Apps > Google Workspace > Google Meet > Meet safety settings > Access Type',
  ),
  policy(
    'meet-joinable-meetings',
    'meet_safety_access',
    'meetingsAllowedToJoin',
    'string',
    'Meetings that people may join',
    'Apps > Google Workspace > Google Meet > Meet safety settings > Access',
  ),
  policy(
    'meet-host-management',
    'meet_safety_host_management',
    'enableHostManagement',
    'boolean',
    'Host management',
    'Apps > Google Workspace > Google Meet > Meet safety settings > Host management',
  ),
  policy(
    'meet-external-label',
    'meet_safety_external_participants',
    'enableExternalLabel',
    'boolean',
    'Label for external participants',
    'Apps > Google Workspace > Google Meet > Meet safety settings > Warn for external participants',
  ),
  policy(
    'meet-automatic-recording',
    'meet_automatic_recording',
    'enabled',
    'boolean',
    'Automatic recording',
    'Apps > Google Workspace > Google Meet > Meet video settings > Automatic recording',
  ),
  policy(
    'meet-automatic-transcription',
    'meet_automatic_transcription',
    'enabled',
    'boolean',
    'Automatic transcription',
    'Apps > Google Workspace > Google Meet > Meet video settings > Automatic transcription',
  ),
  policy(
    'meet-service',
    'meet_service_status',
    'serviceState',
    'string',
    'Meet service',
    'Apps > Google Workspace > Google Meet > Service status',
    'ENABLED',
  ),
] as const
