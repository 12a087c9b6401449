import type { Setting } from '../../../model/index.ts'
import { consoleOnly, documentOnly } from './define.ts'

const drive = 'Apps > Google Workspace > Drive and Docs'
const gemini = 'Generative AI > Gemini App'

/** The Policy API shows it too, since it has rules. */
function alsoByApi(type: string, setting: Setting): Setting {
  return {
    ...setting,
    api: {
      request: 'GET https://cloudidentity.googleapis.com/v1/policies',
      field: type,
      right: 'cloud-identity.policies.readonly',
      certainty: 'documented',
    },
  }
}

/**
 * What CISA's tool leaves to a person: no API shows it, a page of the Admin console does, or only a
 * document.
 */
export const consoleSettings: readonly Setting[] = [
  consoleOnly({
    name: 'calendar-exchange-endpoint',
    title: 'How Calendar Interop connects to Exchange',
    type: { type: 'string' },
    path: 'Apps > Google Workspace > Calendar > Calendar Interop management',
  }),
  consoleOnly({
    name: 'recovery-email-allowed',
    title: 'People may add a recovery e-mail address',
    type: { type: 'boolean' },
    path: 'Security > Authentication > Account Recovery > Recovery information',
  }),
  consoleOnly({
    name: 'recovery-phone-allowed',
    title: 'People may add a recovery phone number',
    type: { type: 'boolean' },
    path: 'Security > Authentication > Account Recovery > Recovery information',
  }),
  documentOnly({
    name: 'privileged-accounts-unprotected',
    title: 'Highly privileged accounts outside the Advanced Protection Program',
    type: { type: 'list', of: { type: 'string' } },
    description:
      "The console tells for one account at a time (Directory > Users > (user) > Security > Advanced Protection), and which accounts count is the organisation's to say.",
    personal: true,
  }),
  documentOnly({
    name: 'sensitive-accounts-unprotected',
    title: 'Sensitive accounts outside the Advanced Protection Program',
    type: { type: 'list', of: { type: 'string' } },
    description:
      "The console tells for one account at a time, and which accounts are sensitive is the organisation's to say.",
    personal: true,
  }),
  documentOnly({
    name: 'logs-not-sent-to-siem',
    title: 'Critical logs that are not sent to the SIEM',
    type: { type: 'list', of: { type: 'string' } },
    description: 'How logs are taken in is configured in the SIEM.',
  }),
  documentOnly({
    name: 'audit-logs-searchable-months',
    title: 'Audit logs can be searched for',
    type: { type: 'number', unit: 'months' },
    description: 'The record-keeping rules of the log store say so.',
  }),
  documentOnly({
    name: 'audit-logs-retrievable-months',
    title: 'Audit logs can be retrieved for',
    type: { type: 'number', unit: 'months' },
    description: 'The record-keeping rules of the log store say so.',
  }),
  consoleOnly({
    name: 'looker-studio-outside-sharing',
    title: 'Looker Studio reports may be shared outside',
    type: { type: 'boolean' },
    path: 'Apps > Additional Google services > Looker Studio > Sharing setting',
  }),
  consoleOnly({
    name: 'pinpoint-drive-access',
    title: 'Files may be copied from Drive to Pinpoint',
    type: { type: 'boolean' },
    path: 'Apps > Additional Google services > Pinpoint > Data Access Settings',
  }),
  alsoByApi(
    'rule.dlp',
    consoleOnly({
      name: 'dlp-rules',
      title: 'Active data protection rules',
      type: {
        type: 'list',
        of: {
          type: 'record',
          fields: {
            name: { type: 'string' },
            apps: { type: 'list', of: { type: 'string' } },
            detectors: { type: 'list', of: { type: 'string' } },
            action: { type: 'string' },
          },
        },
      },
      path: 'Security > Access and data control > Data protection > Manage rules',
    }),
  ),
  consoleOnly({
    name: 'forms-responses-from-outside',
    title: 'Forms accept responses from outside even if sharing is not allowed',
    type: { type: 'boolean' },
    path: `${drive} > Sharing settings > Sharing options > Form responses`,
  }),
  consoleOnly({
    name: 'forms-responses-to-outside',
    title: 'People may answer outside forms even if receiving files is not allowed',
    type: { type: 'boolean' },
    path: `${drive} > Sharing settings > Sharing options > Form responses`,
  }),
  consoleOnly({
    name: 'drive-ransomware-monitoring',
    title: 'Drive monitors for ransomware',
    type: { type: 'boolean' },
    path: `${drive} > Malware and Ransomware`,
  }),
  consoleOnly({
    name: 'gemini-conversation-history',
    title: 'Gemini conversation history',
    type: { type: 'boolean' },
    path: `${gemini} > Gemini conversation history and management`,
  }),
  consoleOnly({
    name: 'gemini-retention-months',
    title: 'Gemini conversations are kept for',
    type: { type: 'number', unit: 'months' },
    path: `${gemini} > Gemini conversation history and management`,
  }),
  consoleOnly({
    name: 'gemini-conversation-sharing',
    title: 'Gemini conversations may be shared by link',
    type: { type: 'boolean' },
    path: `${gemini} > Sharing`,
  }),
  consoleOnly({
    name: 'meet-notes-screenshots',
    title: 'When screenshots of presented content are taken into notes',
    type: { type: 'string' },
    path: 'Apps > Google Workspace > Google Meet > Gemini Settings > Visual content in notes',
  }),
]
