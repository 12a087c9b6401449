import { savedBy } from '../../../capture/console-page.ts'
import type { RecipeSource } from '../../../capture/recipe.ts'

const source = { service: 'microsoft-365', certainty: 'guess' as const }
const environment = { type: 'environment', id: ':environment' }
const environmentPages = {
  hosts: ['admin.powerplatform.microsoft.com'],
  headings: ['Privacy + Security', 'Privacy + security'],
  paths: [
    '/manage/environments/environment/:environment/**',
    '/manage/environments/:environment/**',
    '/environments/environment/:environment/**',
    '/environments/:environment/**',
  ],
}
const enforce = [
  { role: 'switch', name: ['Enforce content security policy'] },
  { near: ['Enforce content security policy'], role: 'switch' },
]

/** One environment's page shows one kind of apps at a time: a pivot chooses which. */
function contentSecurity(app: string, title: string, pivot: readonly string[]): RecipeSource {
  return {
    ...source,
    id: `microsoft-365-content-security-${app}`,
    title: `Power Platform: (environment) > Settings > Product > Privacy + Security > Content security policy > ${title}`,
    where: environmentPages,
    url: 'https://admin.powerplatform.microsoft.com/manage/environments/environment/{resource}/hub',
    resource: environment,
    context: { ...savedBy(['Save']), showing: [{ role: 'tab', name: [...pivot] }] },
    settings: [
      {
        setting: `microsoft-365.environment.content-security-policy-${app}`,
        read: 'checked',
        locate: enforce,
      },
    ],
    basis:
      "Page, pivot and switch are named by Microsoft's documentation of the content security policy; the address is not, and nobody has opened it with the extension yet",
  }
}

const action = (name: string, label: string): RecipeSource['settings'][number] => ({
  setting: `microsoft-365.dlp-rule.${name}`,
  read: 'selected',
  locate: [
    { role: 'combobox', name: [label] },
    { near: [label], role: 'combobox' },
  ],
  absent: 'none',
  map: {
    values: {
      'Block': 'block',
      'Block with override': 'block-with-override',
      'Audit only': 'audit',
      'Audit': 'audit',
      'Allow': 'allow',
    },
  },
})

/**
 * Pages that show one alert policy, one rule or one environment: each is read for the one that it
 * shows, and a policy closes when all of them were.
 */
export const oneAtATime: readonly RecipeSource[] = [
  contentSecurity('model-driven', 'Model-driven', [
    'Model-driven',
    'Model-driven app',
    'Model-driven apps',
  ]),
  contentSecurity('canvas', 'Canvas', ['Canvas', 'Canvas app', 'Canvas apps']),
  {
    ...source,
    id: 'microsoft-365-alert-recipients',
    title: 'Defender: Email & collaboration > Policies & rules > Alert policy > (policy)',
    where: {
      hosts: ['security.microsoft.com', 'purview.microsoft.com', 'compliance.microsoft.com'],
      paths: ['/alertpoliciesv2/**', '/alertpolicies/**'],
      headings: ['Set your recipients', 'Recipients'],
    },
    url: 'https://security.microsoft.com/alertpoliciesv2',
    resource: {
      type: 'alert-policy',
      shown: [
        { css: '[role=dialog] [role=heading][aria-level="1"]' },
        { css: '[role=dialog] h1' },
        { css: '[role=dialog] h2' },
      ],
    },
    context: {
      save: 'instant',
      saveBasis: 'a panel that shows what is saved: it is edited in steps of its own',
    },
    settings: [
      {
        setting: 'microsoft-365.alert-policy.recipients',
        read: 'list',
        empty: { unknown: 'nobody has seen an alert policy without recipients yet' },
        locate: [
          { role: 'list', name: ['Email recipients', 'Recipients'] },
          { near: ['Email recipients', 'Recipients'], role: 'list' },
        ],
      },
    ],
    basis:
      "Page and labels are named by the SCuBA baseline's steps and Microsoft's documentation; how the panel is built is a guess",
  },
  {
    ...source,
    id: 'microsoft-365-dlp-rule-device-actions',
    title: 'Purview: Data loss prevention > Policies > (policy) > Advanced DLP rules > (rule)',
    where: {
      hosts: ['purview.microsoft.com', 'compliance.microsoft.com'],
      headings: ['Edit rule', 'Audit or restrict activities on devices'],
    },
    url: 'https://purview.microsoft.com/datalossprevention/policies',
    resource: { type: 'dlp-rule', shown: [{ role: 'textbox', name: ['Name', 'Rule name'] }] },
    context: savedBy(['Save']),
    settings: [
      action('restricted-app-action', 'Access by restricted apps'),
      action('bluetooth-action', 'Copy or move using unallowed Bluetooth app'),
    ],
    basis:
      "Actions are named by the SCuBA baseline's steps; how the page is built is a guess. A rule without an action has it off",
  },
]
