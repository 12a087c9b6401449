import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit, wholeTenant } from './units.ts'

export const geminiChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.gemini-unlicensed-off',
    title: 'Gemini app user access SHALL be set to OFF for everyone without a license',
    metric: 'ai-access-restricted',
    severity: 'high',
    ...scuba('GWS.GEMINI.1.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'gemini-app-service',
      elseOn: true,
      reads: ['gemini-unlicensed-access'],
      deviates: 'u.geminiUnlicensedAccess != "false"',
    }),
    expected: 'Off for everyone without a license, or the Gemini app is off',
    steps: [
      'Select Generative AI > Gemini App.',
      'Select User Access.',
      'Ensure Allow all users to access the Gemini app, regardless of license is Unchecked.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.gemini-beta-off',
    title: 'Gemini Beta features SHALL be disabled',
    metric: 'ai-access-restricted',
    severity: 'high',
    ...scuba('GWS.GEMINI.2.1v1', 'SHALL'),
    rule: everyUnit({
      reads: ['gemini-beta-features'],
      deviates: 'u.geminiBetaFeatures != "false"',
    }),
    expected: 'Off',
    steps: [
      'Select Generative AI > Gemini in Workspace.',
      'Select Beta Gemini features.',
      'Ensure Beta features is set to Off.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.gemini-history-on',
    title: 'Gemini conversation history SHALL be enabled',
    metric: 'data-retention-configured',
    severity: 'high',
    ...scuba('GWS.GEMINI.3.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['gemini-conversation-history'],
      test: 'geminiConversationHistory',
    }),
    expected: 'On',
    steps: [
      'Select Generative AI > Gemini App.',
      'Select Gemini conversation history and management',
      'Select Gemini conversation history',
      'Ensure Gemini conversation history is checked.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.gemini-history-retained',
    title: 'Gemini conversation retention SHALL be set to minimum of 18 months',
    metric: 'ai-history-retention',
    severity: 'high',
    ...scuba('GWS.GEMINI.3.2v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['gemini-retention-months'],
      test: 'geminiRetentionMonths >= target',
    }),
    expected: '18 months or more',
    steps: [
      'Select Generative AI > Gemini App.',
      'Select Gemini conversation history and management',
      'Select Gemini conversation history',
      'Ensure Conversation retention is set to at least 18 months.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.gemini-sharing-off',
    title: 'Conversation sharing SHALL be set to OFF',
    metric: 'external-sharing-restricted',
    severity: 'high',
    ...scuba('GWS.GEMINI.4.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['gemini-conversation-sharing'],
      test: '!geminiConversationSharing',
    }),
    expected: 'Off',
    steps: [
      'Select Generative AI > Gemini App.',
      'Select Sharing',
      'Ensure Allow conversation sharing via link is set to OFF.',
    ],
  }),
]
