import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit } from './units.ts'

export const chatChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.chat-history-on',
    title: 'Chat history SHALL be enabled for information traceability',
    metric: 'data-retention-configured',
    severity: 'high',
    ...scuba('GWS.CHAT.1.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'chat-service',
      reads: ['chat-history-default'],
      deviates: 'u.chatHistoryDefault != true',
    }),
    expected: 'On',
    steps: [
      'Select Apps > Google Workspace > Google Chat.',
      'Select History for chats.',
      'Select History is ON.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.chat-history-fixed',
    title: 'Users SHALL NOT be allowed to change their history setting',
    metric: 'member-privileges-restricted',
    severity: 'high',
    ...scuba('GWS.CHAT.1.2v1', 'SHALL NOT'),
    rule: everyUnit({
      whereOn: 'chat-service',
      reads: ['chat-history-user-change'],
      deviates: 'u.chatHistoryUserChange != false',
    }),
    expected: 'Users cannot change it',
    steps: [
      'Select Apps > Google Workspace > Google Chat.',
      'Select History for chats.',
      'Uncheck the Allow users to change their history setting checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.chat-external-files-disabled',
    title:
      'External file sharing SHALL be disabled to protect sensitive information from unauthorized or accidental sharing',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('GWS.CHAT.2.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'chat-service',
      reads: ['chat-external-files'],
      deviates: 'u.chatExternalFiles != "NO_FILES"',
    }),
    expected: 'No files',
    steps: [
      'Select Apps > Google Workspace > Google Chat.',
      'Select Chat file sharing.',
      'In the External file sharing dropdown menu, select No files.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.space-history-always-on',
    title: 'Space history SHOULD be enabled for information traceability',
    metric: 'data-retention-configured',
    severity: 'medium',
    ...scuba('GWS.CHAT.3.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'chat-service',
      reads: ['chat-space-history'],
      deviates: 'u.chatSpaceHistory != "HISTORY_ALWAYS_ON"',
    }),
    expected: 'Always on',
    steps: [
      'Select Apps > Google Workspace > Google Chat.',
      'Select History for spaces.',
      'Select History is ALWAYS ON.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.external-chat-allowlisted',
    title: 'External chat messaging SHALL be restricted to allowlisted domains only',
    metric: 'external-communication-restricted',
    severity: 'high',
    ...scuba('GWS.CHAT.4.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'chat-service',
      reads: ['chat-external-allowed', 'chat-external-restriction'],
      deviates: 'u.chatExternalAllowed != false && u.chatExternalRestriction != "TRUSTED_DOMAINS"',
    }),
    expected: 'Off, or allowlisted domains only',
    steps: [
      'Select Apps > Google Workspace > Google Chat.',
      'Select External chat settings > Chat externally.',
      'Select ON.',
      'Select Only allow this for allowlisted domains.',
      'To add allowlisted domains select Manage allowlisted domains.',
      'Select OFF.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.chat-reporting-enabled',
    title: 'Chat content reporting SHALL be enabled for all conversation types',
    metric: 'security-alerts-enabled',
    severity: 'high',
    ...scuba('GWS.CHAT.5.1v1', 'SHALL'),
    rule: everyUnit({
      reads: [
        'chat-reporting-direct',
        'chat-reporting-groups',
        'chat-reporting-spaces',
        'chat-reporting-space-restrictions',
      ],
      deviates:
        'u.chatReportingDirect != "CONTENT_REPORTING_STATE_ENABLED" || u.chatReportingGroups != "CONTENT_REPORTING_STATE_ENABLED" || u.chatReportingSpaces != "CONTENT_REPORTING_STATE_ENABLED" || u.chatReportingSpaceRestrictions != "SPACE_RESTRICTIONS_NO_RESTRICTIONS"',
    }),
    expected: 'On for direct messages, group chats and all spaces',
    steps: [
      'Select Menu > Apps > Google Workspace > Google Chat.',
      'Click Manage content reporting then Content reporting.',
      'Ensure Allow users to report content in Chat is enabled.',
      'Ensure all conversation type checkboxes are selected.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.chat-reporting-complete',
    title: 'All reporting message categories SHOULD be selected',
    metric: 'security-alerts-enabled',
    severity: 'medium',
    ...scuba('GWS.CHAT.5.2v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['chat-reporting-categories'],
      deviates: '!allCategoriesReported(u.chatReportingCategories)',
    }),
    expected: 'All categories',
    steps: [
      'Select Menu > Apps > Google Workspace > Google Chat.',
      'Click Manage content reporting then Content reporting.',
      'Ensure all checkboxes under Reporting categories are selected.',
    ],
  }),
]
