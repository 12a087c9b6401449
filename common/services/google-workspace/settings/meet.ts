import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const meetSettings = [
  policy({
    name: 'meet-access-type',
    title: 'Who joins without asking',
    section: 'meet_meet_joining',
    field: 'allowedAudience',
    type: 'string',
    path: 'Apps > Google Workspace > Google Meet > Meet safety settings > Access Type',
  }),
  policy({
    name: 'meet-joinable-meetings',
    title: 'Meetings that people may join',
    section: 'meet_safety_access',
    field: 'meetingsAllowedToJoin',
    type: 'string',
    path: 'Apps > Google Workspace > Google Meet > Meet safety settings > Access',
  }),
  policy({
    name: 'meet-host-management',
    title: 'Host management',
    section: 'meet_safety_host_management',
    field: 'enableHostManagement',
    type: 'boolean',
    path: 'Apps > Google Workspace > Google Meet > Meet safety settings > Host management',
  }),
  policy({
    name: 'meet-external-label',
    title: 'Label for external participants',
    section: 'meet_safety_external_participants',
    field: 'enableExternalLabel',
    type: 'boolean',
    path: 'Apps > Google Workspace > Google Meet > Meet safety settings > Warn for external participants',
  }),
  policy({
    name: 'meet-automatic-recording',
    title: 'Automatic recording',
    section: 'meet_automatic_recording',
    field: 'enabled',
    type: 'boolean',
    path: 'Apps > Google Workspace > Google Meet > Meet video settings > Automatic recording',
  }),
  policy({
    name: 'meet-automatic-transcription',
    title: 'Automatic transcription',
    section: 'meet_automatic_transcription',
    field: 'enabled',
    type: 'boolean',
    path: 'Apps > Google Workspace > Google Meet > Meet video settings > Automatic transcription',
  }),
  policy({
    name: 'meet-service',
    title: 'Meet service',
    section: 'meet_service_status',
    field: 'serviceState',
    type: 'string',
    path: 'Apps > Google Workspace > Google Meet > Service status',
    fallback: 'ENABLED',
  }),
] as const
