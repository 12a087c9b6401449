import { Recipe } from '../../../capture/recipe.ts'
import type { RecipeSource } from '../../../capture/recipe.ts'

type Reading = RecipeSource['settings'][number]
const id = (name: string): string => `google-workspace.tenant.${name}`
const box = (name: string, ...label: string[]): Reading => ({ setting: id(name), read: 'checked', locate: [{ role: 'checkbox', name: label }, { near: label, role: 'checkbox' }] })

function page(name: string, title: string, headings: readonly string[], settings: readonly Reading[]): RecipeSource {
  return {
    id: `google-workspace-${name}`, service: 'google-workspace', title, where: { hosts: ['admin.google.com'], headings: [...headings] }, resource: { type: 'tenant' },
    // A unit below the top shows "Override" or "Inherit": what it has is not the tenant's setting.
    context: { save: 'button', saveButton: ['Save'], unsaved: [{ role: 'button', name: ['Override', 'Inherit', 'Inherited'] }] },
    settings: [...settings], certainty: 'source', basis: 'Page and label from CISA\'s baseline for Google Workspace, which leaves the policy to a person; not seen in a live console yet',
  }
}

const sources: readonly RecipeSource[] = [
  page('account-recovery', 'Security > Authentication > Account recovery', ['Account recovery', 'Account Recovery', 'Recovery information'], [
    box('recovery-email-allowed', 'Allow admins and users to add recovery email information to their account'),
    box('recovery-phone-allowed', 'Allow admins and users to add recovery phone information to their account'),
  ]),
  page('drive-ransomware', 'Apps > Google Workspace > Drive and Docs > Malware and Ransomware', ['Malware and Ransomware', 'Malware and ransomware'], [
    box('drive-ransomware-monitoring', 'Drive automatically monitors unusual file changes to identify potential ransomware corruption', 'Drive automatically monitors for unusual file changes to identify potential ransomware corruption'),
  ]),
  page('gemini-history', 'Generative AI > Gemini app > Gemini conversation history and management', ['Gemini conversation history and management', 'Gemini conversation history'], [
    box('gemini-conversation-history', 'Gemini conversation history'),
    { setting: id('gemini-retention-months'), read: 'selected', locate: [{ role: 'combobox', name: ['Conversation retention'] }, { near: ['Conversation retention'], role: 'combobox' }], map: { unit: { month: 1, months: 1, year: 12, years: 12 } } },
  ]),
  page('gemini-sharing', 'Generative AI > Gemini app > Sharing', ['Sharing', 'Gemini app sharing'], [box('gemini-conversation-sharing', 'Allow conversation sharing via link')]),
  page('looker-studio', 'Apps > Additional Google services > Looker Studio > Sharing setting', ['Looker Studio', 'Sharing setting'], [
    { setting: id('looker-studio-outside-sharing'), read: 'checked', map: { invert: true }, locate: [{ near: ['OFF'], role: 'radio', within: '[aria-label*="Sharing"]' }] },
  ]),
  page('pinpoint', 'Apps > Additional Google services > Pinpoint > Data Access Settings', ['Pinpoint', 'Data Access Settings'], [
    { setting: id('pinpoint-drive-access'), read: 'checked', map: { invert: true }, locate: [{ role: 'radio', name: ['OFF - Users cannot copy files from Drive to Pinpoint'] }, { near: ['OFF - Users cannot copy files from Drive to Pinpoint'], role: 'radio' }] },
  ]),
  page('meet-notes', 'Apps > Google Workspace > Google Meet > Gemini settings > Visual content in notes', ['Gemini Settings', 'Gemini settings', 'Visual content in notes'], [
    { setting: id('meet-notes-screenshots'), read: 'selected', locate: [{ role: 'combobox', name: ['Select when the visual notes feature is enabled'] }, { near: ['Select when the visual notes feature is enabled'], role: 'combobox' }], map: { values: { 'Only allow screenshots of presented content to be captured in notes when recording is enabled': 'WHEN_RECORDING' } } },
  ]),
  page('calendar-interop', 'Apps > Google Workspace > Calendar > Calendar Interop management', ['Calendar Interop management', 'Calendar interop management'], [
    { setting: id('calendar-exchange-endpoint'), read: 'selected', locate: [{ role: 'combobox', name: ['Endpoint type', 'Exchange Web Services type'] }, { near: ['Endpoint type'], role: 'combobox' }], map: { values: { 'Microsoft 365 (Graph API)': 'MICROSOFT_365_GRAPH_API', 'Exchange Web Services': 'EXCHANGE_WEB_SERVICES', 'Exchange Web Services (EWS)': 'EXCHANGE_WEB_SERVICES' } } },
  ]),
]

/** Pages of the Admin console for settings that neither the Policy API nor the admin log shows. */
export const googleWorkspaceRecipes: readonly Recipe[] = sources.map(source => Recipe.parse(source))
