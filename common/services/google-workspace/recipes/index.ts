import { Recipe } from '../../../capture/recipe.ts'
import type { Value } from '../../../model/value.ts'
import { savedBy } from '../../../capture/console-page.ts'
import type { RecipeSource } from '../../../capture/recipe.ts'

type Reading = RecipeSource['settings'][number]
const id = (name: string): string => `google-workspace.tenant.${name}`
const box = (name: string, ...label: string[]): Reading => ({
  setting: id(name),
  read: 'checked',
  locate: [
    { role: 'checkbox', name: label },
    { near: label, role: 'checkbox' },
  ],
})

/**
 * What the page of the top unit shows, as the settings have it that else only the admin log tells:
 * a value at a place.
 */
const top = (value: string | boolean): Value => [{ unit: '/', value }]
const interop = [
  "Allow Google Calendar to display Exchange users' availability",
  'Allow Google Calendar to display Exchange users’ availability',
]
const logBox = (
  name: string,
  whenChecked: string,
  whenNot: string,
  ...label: string[]
): Reading => ({
  ...box(name, ...label),
  map: { values: { true: top(whenChecked), false: top(whenNot) } },
})
const logChoice = (
  name: string,
  label: readonly string[],
  wordings: Readonly<Record<string, string>>,
): Reading => ({
  setting: id(name),
  read: 'selected',
  locate: [
    { role: 'radiogroup', name: [...label] },
    { near: [...label], role: 'radiogroup' },
    { role: 'combobox', name: [...label] },
  ],
  map: {
    values: Object.fromEntries(
      Object.entries(wordings).map(([wording, value]) => [wording, top(value)]),
    ),
  },
})
const verification = {
  'Ask users for additional verifications from Google if a sign-in looks suspicious, and always apply 2-Step Verification policies (if configured)': true,
  'Bypass additional verifications from Google': false,
} as const
const verificationAs = (asked: string, bypassed: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(verification).map(([wording, asks]) => [wording, asks ? asked : bypassed]),
  )
const categories = {
  'Harassment': 'HARASSMENT',
  'Discrimination': 'DISCRIMINATION',
  'Explicit content': 'EXPLICIT_CONTENT',
  'Spam': 'SPAM',
  'Confidential information': 'CONFIDENTIAL_INFORMATION',
  'Sensitive information': 'SENSITIVE_INFORMATION',
  'Other': 'OTHER',
} as const
const turned = (wordings: Readonly<Record<string, string>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(wordings).flatMap(([wording, value]) =>
      [wording, wording.toUpperCase()].map(text => [text, top(value)]),
    ),
  )
const regions = {
  'Disable features that may process data across multiple regions': 'DISABLED',
  'Enable features that may process data across multiple regions': 'ENABLED',
} as const
const reporting = (name: string, ...label: string[]): Reading =>
  logBox(name, 'CONTENT_REPORTING_STATE_ENABLED', 'CONTENT_REPORTING_STATE_DISABLED', ...label)

const saysItself = 'the page shows what is so: what is pressed asks first and acts at once'

function page({
  name,
  title,
  headings,
  settings,
  save = 'button',
}: {
  readonly name: string
  readonly title: string
  readonly headings: readonly string[]
  readonly settings: readonly Reading[]
  readonly save?: 'button' | 'instant'
}): RecipeSource {
  return {
    id: `google-workspace-${name}`,
    service: 'google-workspace',
    title,
    where: { hosts: ['admin.google.com'], headings: [...headings] },
    resource: { type: 'tenant' },
    // A unit below the top shows "Override" or "Inherit": what it has is not the tenant's setting.
    context: {
      ...(save === 'button' ? savedBy(['Save']) : { save, saveBasis: saysItself }),
      unsaved: [{ role: 'button', name: ['Override', 'Inherit', 'Inherited'] }],
    },
    settings: [...settings],
    certainty: 'source',
    basis:
      "Page and label from CISA's baseline for Google Workspace, which leaves the policy to a person; not seen in a live console yet",
  }
}

const sources: readonly RecipeSource[] = [
  page({
    name: 'account-recovery',
    title: 'Security > Authentication > Account recovery',
    headings: ['Account recovery', 'Account Recovery', 'Recovery information'],
    settings: [
      box(
        'recovery-email-allowed',
        'Allow admins and users to add recovery email information to their account',
      ),
      box(
        'recovery-phone-allowed',
        'Allow admins and users to add recovery phone information to their account',
      ),
    ],
  }),
  page({
    name: 'drive-ransomware',
    title: 'Apps > Google Workspace > Drive and Docs > Malware and Ransomware',
    headings: ['Malware and Ransomware', 'Malware and ransomware'],
    settings: [
      box(
        'drive-ransomware-monitoring',
        'Drive automatically monitors unusual file changes to identify potential ransomware corruption',
        'Drive automatically monitors for unusual file changes to identify potential ransomware corruption',
      ),
    ],
  }),
  page({
    name: 'gemini-history',
    title: 'Generative AI > Gemini app > Gemini conversation history and management',
    headings: ['Gemini conversation history and management', 'Gemini conversation history'],
    settings: [
      box('gemini-conversation-history', 'Gemini conversation history'),
      {
        setting: id('gemini-retention-months'),
        read: 'selected',
        locate: [
          { role: 'combobox', name: ['Conversation retention'] },
          { near: ['Conversation retention'], role: 'combobox' },
        ],
        map: { unit: { month: 1, months: 1, year: 12, years: 12 } },
      },
    ],
  }),
  page({
    name: 'gemini-sharing',
    title: 'Generative AI > Gemini app > Sharing',
    headings: ['Sharing', 'Gemini app sharing'],
    settings: [box('gemini-conversation-sharing', 'Allow conversation sharing via link')],
  }),
  page({
    name: 'looker-studio',
    title: 'Apps > Additional Google services > Looker Studio > Sharing setting',
    headings: ['Looker Studio', 'Sharing setting'],
    settings: [
      {
        setting: id('looker-studio-outside-sharing'),
        read: 'checked',
        map: { invert: true },
        locate: [{ near: ['OFF'], role: 'radio', within: '[aria-label*="Sharing"]' }],
      },
    ],
  }),
  page({
    name: 'pinpoint',
    title: 'Apps > Additional Google services > Pinpoint > Data Access Settings',
    headings: ['Pinpoint', 'Data Access Settings'],
    settings: [
      {
        setting: id('pinpoint-drive-access'),
        read: 'checked',
        map: { invert: true },
        locate: [
          { role: 'radio', name: ['OFF - Users cannot copy files from Drive to Pinpoint'] },
          { near: ['OFF - Users cannot copy files from Drive to Pinpoint'], role: 'radio' },
        ],
      },
    ],
  }),
  page({
    name: 'meet-notes',
    title: 'Apps > Google Workspace > Google Meet > Gemini settings > Visual content in notes',
    headings: ['Gemini Settings', 'Gemini settings', 'Visual content in notes'],
    settings: [
      {
        setting: id('meet-notes-screenshots'),
        read: 'selected',
        locate: [
          { role: 'combobox', name: ['Select when the visual notes feature is enabled'] },
          { near: ['Select when the visual notes feature is enabled'], role: 'combobox' },
        ],
        map: {
          values: {
            'Only allow screenshots of presented content to be captured in notes when recording is enabled':
              'WHEN_RECORDING',
          },
        },
      },
    ],
  }),
  page({
    name: 'calendar-interop',
    title: 'Apps > Google Workspace > Calendar > Calendar Interop management',
    headings: ['Calendar Interop management', 'Calendar interop management'],
    settings: [
      {
        setting: id('calendar-interoperability'),
        read: 'checked',
        locate: [
          { role: 'checkbox', name: interop },
          { near: interop, role: 'checkbox' },
        ],
        map: { values: { true: top(true), false: top(false) } },
      },
      {
        setting: id('calendar-exchange-endpoint'),
        read: 'selected',
        locate: [
          { role: 'combobox', name: ['Endpoint type', 'Exchange Web Services type'] },
          { near: ['Endpoint type'], role: 'combobox' },
        ],
        map: {
          values: {
            'Microsoft 365 (Graph API)': 'MICROSOFT_365_GRAPH_API',
            'Exchange Web Services': 'EXCHANGE_WEB_SERVICES',
            'Exchange Web Services (EWS)': 'EXCHANGE_WEB_SERVICES',
          },
        },
      },
    ],
  }),
  page({
    name: 'forms-responses',
    title: 'Apps > Google Workspace > Drive and Docs > Sharing settings > Form responses',
    headings: ['Form responses'],
    settings: [
      {
        setting: id('forms-responses-from-outside'),
        read: 'checked',
        locate: [
          { near: ['to accept responses from anyone with the link outside'], role: 'checkbox' },
        ],
      },
      {
        setting: id('forms-responses-to-outside'),
        read: 'checked',
        locate: [
          {
            near: ['to submit responses to forms from users or shared drives outside of'],
            role: 'checkbox',
          },
        ],
      },
    ],
  }),
  // What else only changes in the admin log tell: the page says how it stands, also where nothing
  // changed.
  page({
    name: 'data-regions',
    title: 'Data > Compliance > Data Regions > Advanced Settings',
    headings: ['Advanced Settings', 'Advanced settings'],
    settings: [
      logChoice('multi-region-processing-calendar', ['Calendar'], regions),
      logChoice('multi-region-processing-docs', ['Drive and Docs', 'Drive Docs'], regions),
      logChoice('multi-region-processing-gmail', ['Gmail'], regions),
      logChoice(
        'multi-region-processing-chat',
        ['Google Chat and classic Hangouts', 'Google Chat'],
        regions,
      ),
      logChoice('multi-region-processing-meet', ['Google Meet', 'Meet'], regions),
      logChoice('multi-region-processing-gemini', ['Gemini', 'Gemini app'], regions),
    ],
  }),
  page({
    name: 'chat-reporting',
    title: 'Apps > Google Workspace > Google Chat > Manage content reporting > Content reporting',
    headings: ['Content reporting', 'Manage content reporting'],
    settings: [
      reporting('chat-reporting-direct', '1:1 direct messages', '1:1 messages'),
      reporting('chat-reporting-groups', 'Group messages', 'Group chats'),
      reporting('chat-reporting-spaces', 'Spaces'),
      {
        // All of the boxes must be there, or none is read.
        setting: id('chat-reporting-categories'),
        read: 'chosen',
        locate: [{ role: 'checkbox', name: Object.keys(categories) }],
        map: { values: categories, into: top('$'), joined: ', ' },
      },
      logChoice('chat-reporting-space-restrictions', ['Spaces', 'Select the spaces'], {
        'All spaces': 'SPACE_RESTRICTIONS_NO_RESTRICTIONS',
        'Discoverable spaces only': 'SPACE_RESTRICTIONS_DISCOVERABLE_SPACES_ONLY',
      }),
    ],
  }),
  page({
    name: 'post-sso-verification',
    title: 'Security > Authentication > Login challenges > Post-SSO verification',
    headings: ['Post-SSO verification', 'Login challenges'],
    settings: [
      logChoice(
        'post-sso-verification',
        ['Settings for users signing in using the SSO profile for your organization'],
        verificationAs('PERFORM_CHALLENGE_SELECTION', 'BYPASS_ADDITIONAL_CHALLENGES'),
      ),
      logChoice(
        'post-sso-verification-other-profiles',
        ['Settings for users signing in using other SSO profiles'],
        verificationAs(
          'SSO_PROFILES_PERFORM_CHALLENGE_SELECTION',
          'SSO_PROFILES_BYPASS_ADDITIONAL_CHALLENGES',
        ),
      ),
    ],
  }),
  page({
    name: 'context-aware-access',
    title: 'Security > Access and data control > Context-Aware Access',
    headings: ['Context-Aware Access'],
    settings: [
      // The page offers what is not so: "Turn off" where it is on.
      {
        setting: id('context-aware-access'),
        read: 'text',
        locate: [{ role: 'button', name: ['Turn on', 'Turn off'] }],
        map: {
          values: turned({
            'Turn on': 'DISABLED',
            'Turn off': 'ENABLED',
            'Turn On': 'DISABLED',
            'Turn Off': 'ENABLED',
          }),
        },
      },
    ],
    save: 'instant',
  }),
  // Every service has a page of this kind with the same words: it must say that it is Gemini's.
  page({
    name: 'gemini-service',
    title: 'Generative AI > Gemini App > Service status',
    headings: ['Gemini app', 'Gemini'],
    settings: [
      {
        setting: id('gemini-app-service'),
        read: 'selected',
        locate: [
          { role: 'radiogroup', name: ['Service status'] },
          { near: ['ON for everyone'], role: 'radiogroup' },
        ],
        map: {
          values: turned({
            'ON for everyone': 'ENABLED',
            'OFF for everyone': 'DISABLED',
            'On for everyone': 'ENABLED',
            'Off for everyone': 'DISABLED',
          }),
        },
      },
    ],
  }),
  page({
    name: 'gemini-access',
    title: 'Generative AI > Gemini App > User Access',
    headings: ['User Access', 'User access'],
    settings: [
      logBox(
        'gemini-unlicensed-access',
        'true',
        'false',
        'Allow all users to access the Gemini app, regardless of license',
      ),
    ],
  }),
  page({
    name: 'gemini-beta',
    title: 'Generative AI > Gemini in Workspace > Beta Gemini features',
    headings: ['Beta Gemini features'],
    settings: [
      logBox('gemini-beta-features', 'true', 'false', 'Beta features', 'Turn on beta features'),
    ],
  }),
  // The log keeps whether the warning is off.
  page({
    name: 'external-recipients',
    title: 'Apps > Google Workspace > Gmail > End User Access > Warn for external recipients',
    headings: ['Warn for external recipients'],
    settings: [
      logBox(
        'external-reply-warning-off',
        'false',
        'true',
        "Highlight any external recipients in a conversation. Warn users before they reply to email with external recipients who aren't in their contacts",
      ),
    ],
  }),
  page({
    name: 'security-sandbox',
    title: 'Apps > Google Workspace > Gmail > Spam, phishing, and malware > Security sandbox',
    headings: ['Security sandbox'],
    settings: [
      logBox(
        'security-sandbox',
        'true',
        'false',
        'Enable virtual execution of attachments in a sandbox environment for all the users of the Organizational Unit for protection against malware, ransomware, and zero-day threats',
      ),
    ],
  }),
  page({
    name: 'meet-notes-sharing',
    title: 'Apps > Google Workspace > Google Meet > Gemini Settings > Gemini notes sharing',
    headings: ['Gemini notes sharing'],
    settings: [
      logBox(
        'meet-notes-sharing-by-hosts',
        'true',
        'false',
        'Allow hosts to change who notes are shared to',
      ),
      logChoice('meet-notes-sharing-default', ['Default sharing setting for Gemini notes'], {
        'The hosts and co-hosts': 'HOSTS_AND_COHOSTS',
        'Hosts and co-hosts': 'HOSTS_AND_COHOSTS',
        'Invited guests in your organization': 'INVITED_GUESTS_IN_DOMAIN',
        'All invited guests': 'EVERYONE_INVITED',
      }),
    ],
  }),
]

/** Pages of the Admin console for settings that neither the Policy API nor the admin log shows. */
export const recipes: readonly Recipe[] = sources.map(source => Recipe.parse(source))
