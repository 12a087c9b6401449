import type { CheckSource } from '../../../model/index.ts'
import { tenantCheck, unitCheck } from './define.ts'

export const geminiChecks: readonly CheckSource[] = [
  unitCheck({
    name: 'gemini-unlicensed-off', policy: 'GWS.GEMINI.1.1v1', criticality: 'SHALL', metric: 'ai-access-restricted', severity: 'high',
    title: 'Gemini app user access SHALL be set to OFF for everyone without a license',
    service: 'gemini-app-service', reads: ['gemini-unlicensed-access'],
    deviates: 'u.geminiUnlicensedAccess != "false"',
    expected: 'Off for everyone without a license, or the Gemini app is off',
    steps: ['Select Generative AI > Gemini App.', 'Select User Access.', 'Ensure Allow all users to access the Gemini app, regardless of license is Unchecked.'],
  }),
  unitCheck({
    name: 'gemini-beta-off', policy: 'GWS.GEMINI.2.1v1', criticality: 'SHALL', metric: 'ai-access-restricted', severity: 'high',
    title: 'Gemini Beta features SHALL be disabled',
    service: 'gemini-app-service', reads: ['gemini-beta-features'],
    deviates: 'u.geminiBetaFeatures != "false"',
    expected: 'Off, or the Gemini app is off',
    steps: ['Select Generative AI > Gemini in Workspace.', 'Select Beta Gemini features.', 'Ensure Beta features is set to Off.'],
  }),
  tenantCheck({
    name: 'gemini-history-on', policy: 'GWS.GEMINI.3.1v1', criticality: 'SHALL', metric: 'data-retention-configured', severity: 'high',
    title: 'Gemini conversation history SHALL be enabled',
    reads: ['gemini-conversation-history'],
    test: 'geminiConversationHistory',
    expected: 'On',
    steps: ['Select Generative AI > Gemini App.', 'Select Gemini conversation history and management', 'Select Gemini conversation history', 'Ensure Gemini conversation history is checked.'],
  }),
  tenantCheck({
    name: 'gemini-history-retained', policy: 'GWS.GEMINI.3.2v1', criticality: 'SHALL', metric: 'data-retention-configured', severity: 'high',
    title: 'Gemini conversation retention SHALL be set to minimum of 18 months',
    reads: ['gemini-retention-months'],
    test: 'geminiRetentionMonths >= 18.0',
    expected: '18 months or more',
    steps: ['Select Generative AI > Gemini App.', 'Select Gemini conversation history and management', 'Select Gemini conversation history', 'Ensure Conversation retention is set to at least 18 months.'],
  }),
  tenantCheck({
    name: 'gemini-sharing-off', policy: 'GWS.GEMINI.4.1v1', criticality: 'SHALL', metric: 'external-sharing-restricted', severity: 'high',
    title: 'Conversation sharing SHALL be set to OFF',
    reads: ['gemini-conversation-sharing'],
    test: '!geminiConversationSharing',
    expected: 'Off',
    steps: ['Select Generative AI > Gemini App.', 'Select Sharing', 'Ensure Allow conversation sharing via link is set to OFF.'],
  }),
]
