import type { Setting } from '../../../model/setting.ts'
import { languages } from './languages.ts'
import type { Value, ValueType } from '../../../model/value.ts'

// Directus writes the API's own field names on its pages (`data-field`): one row says setting,
// field and control, so that the two readings cannot drift apart.

/** How the page shows a field: Directus' interfaces. */
type Control =
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
const box = ({
  name,
  field,
  title,
  vendorDefault = false,
}: {
  readonly name: string
  readonly field: string
  readonly title: string
  readonly vendorDefault?: boolean
}): Field => ({
  name,
  field,
  title,
  vendorDefault,
  type: { type: 'boolean' },
  control: { kind: 'box' },
})
const text = ({
  name,
  field,
  title,
}: {
  readonly name: string
  readonly field: string
  readonly title: string
}): Field => ({
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
  text({
    name: 'project-name',
    title: 'Name of the project',
    field: 'project_name',
  }),
  text({
    name: 'project-descriptor',
    title: 'Descriptor of the project',
    field: 'project_descriptor',
  }),
  text({
    name: 'project-url',
    title: 'Address of the project',
    field: 'project_url',
  }),
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
  box({
    name: 'public-registration',
    title: 'Anybody can register',
    field: 'public_registration',
  }),
  {
    name: 'registration-role',
    field: 'public_registration_role',
    title: 'Role of those who register themselves',
    vendorDefault: null,
    type: { type: 'string', nullable: true },
    control: { kind: 'role' },
  },
  box({
    name: 'registration-verified',
    title: 'Those who register confirm their address',
    field: 'public_registration_verify_email',
    vendorDefault: true,
  }),
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
  text({
    name: 'report-feature-url',
    title: 'Where people ask for features',
    field: 'report_feature_url',
  }),
  text({
    name: 'report-bug-url',
    title: 'Where people report bugs',
    field: 'report_bug_url',
  }),
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
  box({
    name: 'collaborative-editing',
    title: 'Several people edit one item at once',
    field: 'collaborative_editing_enabled',
  }),
]

/** Settings > AI, the part on the Model Context Protocol. */
export const mcpFields: readonly Field[] = [
  box({
    name: 'mcp-server',
    title: 'AI tools reach the project through its MCP server',
    field: 'mcp_enabled',
  }),
  box({
    name: 'mcp-deletes',
    title: 'AI tools may delete',
    field: 'mcp_allow_deletes',
  }),
  box({
    name: 'mcp-system-prompt',
    title: 'The built-in system prompt is given to AI tools',
    field: 'mcp_system_prompt_enabled',
    vendorDefault: true,
  }),
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
  box({
    name: 'app-access',
    title: 'May use the app',
    field: 'app_access',
  }),
  box({
    name: 'admin-access',
    title: 'Administers everything',
    field: 'admin_access',
  }),
  box({
    name: 'second-factor-required',
    title: 'A second factor is required',
    field: 'enforce_tfa',
  }),
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
