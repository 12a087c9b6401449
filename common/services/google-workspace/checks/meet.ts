import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit, wholeTenant } from './units.ts'

export const meetChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.meet-outsiders-ask',
    title:
      'External users who were not explicitly invited to a Google Meet meeting SHALL be required to ask to join',
    metric: 'meeting-access-restricted',
    severity: 'high',
    ...scuba('GWS.MEET.1.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'meet-service',
      reads: ['meet-access-type'],
      deviates: '!(u.meetAccessType in ["TRUSTED", "RESTRICTED"])',
    }),
    expected: 'Trusted or restricted',
    steps: [
      'Select Apps > Google Workspace > Google Meet.',
      'Select Meet safety settings > Access Type.',
      'In Meeting access type (subject to restrictions set in Domain), select Trusted or Restricted.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.meet-workspace-meetings-only',
    title:
      'Meeting access SHALL be disabled for meetings created by users who are not members of any Google Workspace (GWS) tenant or organization',
    metric: 'meeting-access-restricted',
    severity: 'high',
    ...scuba('GWS.MEET.2.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'meet-service',
      reads: ['meet-joinable-meetings'],
      deviates:
        '!(u.meetJoinableMeetings in ["SAME_ORGANIZATION_ONLY", "ANY_WORKSPACE_ORGANIZATION"])',
    }),
    expected: 'Meetings of the own or of any Workspace organization',
    steps: [
      'Select Apps > Google Workspace > Google Meet.',
      'Select Meet safety settings > Access.',
      'Select Meetings created in your organization only or Meetings created in any Workspace organization.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.meet-hosts-manage',
    title: 'Host management meeting features SHALL be enabled',
    metric: 'meeting-access-restricted',
    severity: 'high',
    ...scuba('GWS.MEET.3.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'meet-service',
      reads: ['meet-host-management'],
      deviates: 'u.meetHostManagement != true',
    }),
    expected: 'On',
    steps: [
      'Select Apps > Google Workspace > Google Meet.',
      'Select Meet safety settings > Host management.',
      'Check the Start video calls with host management turned on checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.meet-outsiders-labelled',
    title: '"Warn for external participants" SHALL be enabled',
    metric: 'external-messages-marked',
    severity: 'high',
    ...scuba('GWS.MEET.4.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'meet-service',
      reads: ['meet-external-label'],
      deviates: 'u.meetExternalLabel != true',
    }),
    expected: 'On',
    steps: [
      'Select Apps > Google Workspace > Google Meet.',
      'Select Meet safety settings > Warn for external participants.',
      'Check the External or unidentified participants in a meeting are given a label checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.meet-recording-not-automatic',
    title: 'Automatic recordings for Google Meet SHALL be disabled',
    metric: 'meeting-access-restricted',
    severity: 'high',
    ...scuba('GWS.MEET.5.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'meet-service',
      reads: ['meet-automatic-recording'],
      deviates: 'u.meetAutomaticRecording != false',
    }),
    expected: 'Off',
    steps: [
      'Select Menu > Apps > Google Workspace > Google Meet.',
      'Click Meet video settings.',
      'Click Automatic recording.',
      'Ensure Meetings are recorded by default is unselected.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.meet-transcription-not-automatic',
    title: 'Automatic transcripts for Google Meet SHALL be disabled',
    metric: 'meeting-access-restricted',
    severity: 'high',
    ...scuba('GWS.MEET.5.2v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'meet-service',
      reads: ['meet-automatic-transcription'],
      deviates: 'u.meetAutomaticTranscription != false',
    }),
    expected: 'Off',
    steps: [
      'Select Menu > Apps > Google Workspace > Google Meet.',
      'Click Meet video settings.',
      'Click Automatic transcription.',
      'Ensure Meetings are transcribed by default is unselected.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.meet-notes-sharing-fixed',
    title:
      'Administrators SHOULD NOT be allowed to override the default sharing level for meeting notes set by the organization',
    metric: 'member-privileges-restricted',
    severity: 'medium',
    ...scuba('GWS.MEET.6.1v1', 'SHOULD NOT'),
    rule: everyUnit({
      reads: ['meet-notes-sharing-by-hosts'],
      deviates: 'u.meetNotesSharingByHosts != "false"',
    }),
    expected: 'Hosts cannot change it',
    steps: [
      'Select Menu > Apps > Google Workspace > Google Meet.',
      'Click Gemini Settings.',
      'Click Gemini notes sharing.',
      'Ensure Allow hosts to change who notes are shared to is unselected.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.meet-notes-shared-inside',
    title:
      'Default sharing setting for Google AI notes SHALL be restricted to "Guests in your organization."',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('GWS.MEET.6.2v1', 'SHALL'),
    rule: everyUnit({
      reads: ['meet-notes-sharing-default'],
      deviates:
        'u.meetNotesSharingDefault == null || u.meetNotesSharingDefault.matches("EVERYONE|ANYONE|EXTERNAL|PUBLIC|UNSPECIFIED|UNKNOWN") || !u.meetNotesSharingDefault.matches("HOSTS_ONLY|HOSTS_AND_COHOSTS|INTERNAL|DOMAIN|ORGANIZATION|ORG_|SAME_ORG")',
    }),
    expected: 'The hosts and co-hosts, or invited guests in the organization',
    steps: [
      'Select Menu > Apps > Google Workspace > Google Meet.',
      'Click Gemini Settings.',
      'Click Gemini notes sharing.',
      'Ensure Default sharing setting for Gemini notes is set to "The hosts and co-hosts" or "Invited guests in your organization".',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.meet-screenshots-with-recording',
    title:
      'Screenshots of presented content SHALL only captured in notes when recording is enabled',
    metric: 'meeting-access-restricted',
    severity: 'high',
    ...scuba('GWS.MEET.6.3v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['meet-notes-screenshots'],
      test: 'meetNotesScreenshots == "WHEN_RECORDING"',
    }),
    expected: 'Only when recording is on',
    steps: [
      'Select Menu > Apps > Google Workspace > Google Meet.',
      'Click Gemini Settings.',
      'Click Visual content in notes.',
      'Ensure Select when the visual notes feature is enabled is set to "Only allow screenshots of presented content to be captured in notes when recording is enabled".',
    ],
  }),
]
