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
  consoleOnly(
    'calendar-exchange-endpoint',
    { type: 'string' },
    'How Calendar Interop connects to Exchange',
    'Apps > Google Workspace > Calendar > Calendar Interop management',
  ),
  consoleOnly(
    'recovery-email-allowed',
    { type: 'boolean' },
    'People may add a recovery e-mail address',
    'Security > Authentication > Account Recovery > Recovery information',
  ),
  consoleOnly(
    'recovery-phone-allowed',
    { type: 'boolean' },
    'People may add a recovery phone number',
    'Security > Authentication > Account Recovery > Recovery information',
  ),
  documentOnly(
    'privileged-accounts-unprotected',
    { type: 'list', of: { type: 'string' } },
    'Highly privileged accounts outside the Advanced Protection Program',
    "The console tells for one account at a time (Directory > Users > (user) > Security > Advanced Protection), and which accounts count is the organisation's to say.",
    true,
  ),
  documentOnly(
    'sensitive-accounts-unprotected',
    { type: 'list', of: { type: 'string' } },
    'Sensitive accounts outside the Advanced Protection Program',
    "The console tells for one account at a time, and which accounts are sensitive is the organisation's to say.",
    true,
  ),
  documentOnly(
    'logs-not-sent-to-siem',
    { type: 'list', of: { type: 'string' } },
    'Critical logs that are not sent to the SIEM',
    'How logs are taken in is configured in the SIEM.',
  ),
  documentOnly(
    'audit-logs-searchable-months',
    { type: 'number', unit: 'months' },
    'Audit logs can be searched for',
    'The record-keeping rules of the log store say so.',
  ),
  documentOnly(
    'audit-logs-retrievable-months',
    { type: 'number', unit: 'months' },
    'Audit logs can be retrieved for',
    'The record-keeping rules of the log store say so.',
  ),
  consoleOnly(
    'looker-studio-outside-sharing',
    { type: 'boolean' },
    'Looker Studio reports may be shared outside',
    'Apps > Additional Google services > Looker Studio > Sharing setting',
  ),
  consoleOnly(
    'pinpoint-drive-access',
    { type: 'boolean' },
    'Files may be copied from Drive to Pinpoint',
    'Apps > Additional Google services > Pinpoint > Data Access Settings',
  ),
  alsoByApi(
    'rule.dlp',
    consoleOnly(
      'dlp-rules',
      {
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
      'Active data protection rules',
      'Security > Access and data control > Data protection > Manage rules',
    ),
  ),
  consoleOnly(
    'forms-responses-from-outside',
    { type: 'boolean' },
    'Forms accept responses from outside even if sharing is not allowed',
    `${drive} > Sharing settings > Sharing options > Form responses`,
  ),
  consoleOnly(
    'forms-responses-to-outside',
    { type: 'boolean' },
    'People may answer outside forms even if receiving files is not allowed',
    `${drive} > Sharing settings > Sharing options > Form responses`,
  ),
  consoleOnly(
    'drive-ransomware-monitoring',
    { type: 'boolean' },
    'Drive monitors for ransomware',
    `${drive} > Malware and Ransomware`,
  ),
  consoleOnly(
    'gemini-conversation-history',
    { type: 'boolean' },
    'Gemini conversation history',
    `${gemini} > Gemini conversation history and management`,
  ),
  consoleOnly(
    'gemini-retention-months',
    { type: 'number', unit: 'months' },
    'Gemini conversations are kept for',
    `${gemini} > Gemini conversation history and management`,
  ),
  consoleOnly(
    'gemini-conversation-sharing',
    { type: 'boolean' },
    'Gemini conversations may be shared by link',
    `${gemini} > Sharing`,
  ),
  consoleOnly(
    'meet-notes-screenshots',
    { type: 'string' },
    'When screenshots of presented content are taken into notes',
    'Apps > Google Workspace > Google Meet > Gemini Settings > Visual content in notes',
  ),
]
