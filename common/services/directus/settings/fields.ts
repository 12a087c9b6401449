import type { Setting } from '../../../model/setting.ts'
import { languages } from './languages.ts'
import type { Value, ValueType } from '../../../model/value.ts'

// Directus writes the API's own field names on its pages (`data-field`): one row says setting,
// field and control, so that the two readings cannot drift apart.

/** How the page shows a field: Directus' interfaces. */
export type Control =
  | { readonly kind: 'box' | 'text' | 'number' | 'role' | 'folder' | 'tags' | 'links' | 'filter' }
  /** A choice shows its wording; the API has the value. */
  | { readonly kind: 'choice'; readonly wordings: Readonly<Record<string, Value>> }

export type Field = Pick<Setting, 'title' | 'description' | 'vendorDefault'> & {
  readonly name: string
  readonly field: string
  readonly type: ValueType
  readonly control: Control
}

const strong =
  "/(?=^.{8,}$)(?=.*\\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[!@#$%^&*()_+}{';'?>.<,])(?!.*\\s).*$/"
const box = (name: string, field: string, title: string, vendorDefault = false): Field => ({
  name,
  field,
  title,
  vendorDefault,
  type: { type: 'boolean' },
  control: { kind: 'box' },
})
const text = (name: string, field: string, title: string): Field => ({
  name,
  field,
  title,
  vendorDefault: null,
  type: { type: 'string', nullable: true },
  control: { kind: 'text' },
})

/**
 * Settings > Settings. Not read: the access token for maps (a credential), the template of the
 * address for errors, and lists of tiles, thumbnails, image ratios and modules.
 */
export const projectFields: readonly Field[] = [
  text('project-name', 'project_name', 'Name of the project'),
  text('project-descriptor', 'project_descriptor', 'Descriptor of the project'),
  text('project-url', 'project_url', 'Address of the project'),
  {
    name: 'default-language',
    field: 'default_language',
    title: 'Language of the app',
    vendorDefault: 'en-US',
    type: { type: 'string' },
    control: { kind: 'choice', wordings: languages },
  },
  {
    name: 'embedded-pages',
    field: 'visual_editor_urls',
    title: 'Pages embedded in the visual editor',
    vendorDefault: [],
    type: { type: 'list', of: { type: 'string' } },
    control: { kind: 'links' },
  },
  {
    name: 'password-policy',
    field: 'auth_password_policy',
    title: 'Rule for passwords',
    description:
      'A regular expression that every new password must match; null where there is none.',
    vendorDefault: null,
    type: { type: 'string', nullable: true },
    control: {
      kind: 'choice',
      wordings: {
        'None – Not Recommended': null,
        'Keine - Nicht empfohlen': null,
        'Weak – Minimum 8 Characters': '/^.{8,}$/',
        'Schwach - Minimum 8 Zeichen': '/^.{8,}$/',
        'Strong – Upper / Lowercase / Numbers / Special': strong,
        'Stark - Groß / Klein / Zahlen / Spezialzeichen': strong,
      },
    },
  },
  {
    name: 'login-attempts',
    field: 'auth_login_attempts',
    title: 'Failed sign-ins before an account is suspended',
    description: 'Null is unlimited.',
    vendorDefault: 25,
    type: { type: 'number', nullable: true },
    control: { kind: 'number' },
  },
  box('public-registration', 'public_registration', 'Anybody can register'),
  {
    name: 'registration-role',
    field: 'public_registration_role',
    title: 'Role of those who register themselves',
    vendorDefault: null,
    type: { type: 'string', nullable: true },
    control: { kind: 'role' },
  },
  box(
    'registration-verified',
    'public_registration_verify_email',
    'Those who register confirm their address',
    true,
  ),
  {
    name: 'registration-filtered',
    field: 'public_registration_email_filter',
    title: 'Only certain addresses can register',
    description:
      'Whether a filter on the e-mail address is set; what it lets through is not judged.',
    vendorDefault: false,
    type: { type: 'boolean' },
    control: { kind: 'filter' },
  },
  {
    name: 'default-folder',
    field: 'storage_default_folder',
    title: 'Folder that uploads go to',
    description: 'Null is the root of the file library.',
    vendorDefault: null,
    type: { type: 'string', nullable: true },
    control: { kind: 'folder' },
  },
  {
    name: 'asset-transformations',
    field: 'storage_asset_transform',
    title: 'Image transformations that anybody can ask for',
    vendorDefault: 'all',
    type: { type: 'string' },
    control: {
      kind: 'choice',
      wordings: {
        'Allow all transformations': 'all',
        'Alle Transformationen erlauben': 'all',
        'Disable transformations': 'none',
        'Transformationen deaktivieren': 'none',
        'Limit transformations to presets below': 'presets',
        'Transformationen auf untenstehende Voreinstellungen begrenzen': 'presets',
      },
    },
  },
  text('report-feature-url', 'report_feature_url', 'Where people ask for features'),
  text('report-bug-url', 'report_bug_url', 'Where people report bugs'),
  {
    name: 'default-save-action',
    field: 'default_save_action',
    title: 'What the Save button does',
    vendorDefault: 'save-and-quit',
    type: { type: 'string' },
    control: {
      kind: 'choice',
      wordings: {
        'Save and Quit': 'save-and-quit',
        'Speichern und schließen': 'save-and-quit',
        'Save and Stay': 'save-and-stay',
        'Speichern und auf der Seite bleiben': 'save-and-stay',
        'Save and Create New': 'save-and-create-new',
        'Speichern und neues Element anlegen': 'save-and-create-new',
      },
    },
  },
  box(
    'collaborative-editing',
    'collaborative_editing_enabled',
    'Several people edit one item at once',
  ),
]

/** Settings > AI, the part on the Model Context Protocol. */
export const mcpFields: readonly Field[] = [
  box('mcp-server', 'mcp_enabled', 'AI tools reach the project through its MCP server'),
  box('mcp-deletes', 'mcp_allow_deletes', 'AI tools may delete'),
  box(
    'mcp-system-prompt',
    'mcp_system_prompt_enabled',
    'The built-in system prompt is given to AI tools',
    true,
  ),
]

/** Settings > Access Policies > one policy. */
export const policyFields: readonly Field[] = [
  {
    name: 'name',
    field: 'name',
    title: 'Name',
    type: { type: 'string' },
    control: { kind: 'text' },
  },
  box('app-access', 'app_access', 'May use the app'),
  box('admin-access', 'admin_access', 'Administers everything'),
  box('second-factor-required', 'enforce_tfa', 'A second factor is required'),
  {
    name: 'ip-access',
    field: 'ip_access',
    title: 'Addresses it may be used from',
    description: 'Empty: from anywhere.',
    vendorDefault: [],
    type: { type: 'list', of: { type: 'string' } },
    control: { kind: 'tags' },
  },
]

export const idOf = (resource: string, { name }: Field): string => `directus.${resource}.${name}`
