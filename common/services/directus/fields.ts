import type { Setting } from '../../model/setting.ts'
import type { Value, ValueType } from '../../model/value.ts'

// Directus writes the API's own field names on its pages (`data-field`): one row says setting, field and control, so that the two readings cannot drift apart.

/** How the page shows a field: Directus' interfaces. */
export type Control =
  | { readonly kind: 'box' | 'text' | 'number' | 'role' | 'tags' }
  /** A choice shows its wording; the API has the value. */
  | { readonly kind: 'choice'; readonly wordings: Readonly<Record<string, Value>> }

export type Field = Pick<Setting, 'title' | 'description' | 'vendorDefault'> & { readonly name: string; readonly field: string; readonly type: ValueType; readonly control: Control }

const box = (name: string, field: string, title: string, vendorDefault = false): Field => ({ name, field, title, vendorDefault, type: { type: 'boolean' }, control: { kind: 'box' } })
const text = (name: string, field: string, title: string): Field => ({ name, field, title, vendorDefault: null, type: { type: 'string', nullable: true }, control: { kind: 'text' } })

/** Settings > Settings. Not read: the access token for maps (a credential), and lists of tiles, thumbnails and modules. */
export const projectFields: readonly Field[] = [
  text('project-name', 'project_name', 'Name of the project'),
  text('project-descriptor', 'project_descriptor', 'Descriptor of the project'),
  text('project-url', 'project_url', 'Address of the project'),
  {
    name: 'password-policy', field: 'auth_password_policy', title: 'Rule for passwords', description: 'A regular expression that every new password must match; null where there is none.', vendorDefault: null,
    type: { type: 'string', nullable: true },
    control: {
      kind: 'choice', wordings: {
        'None – Not Recommended': null, 'Weak – Minimum 8 Characters': '/^.{8,}$/',
        'Strong – Upper / Lowercase / Numbers / Special': '/(?=^.{8,}$)(?=.*\\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[!@#$%^&*()_+}{\';\'?>.<,])(?!.*\\s).*$/',
      },
    },
  },
  { name: 'login-attempts', field: 'auth_login_attempts', title: 'Failed sign-ins before an account is suspended', description: 'Null is unlimited.', vendorDefault: 25, type: { type: 'number', nullable: true }, control: { kind: 'number' } },
  box('public-registration', 'public_registration', 'Anybody can register'),
  { name: 'registration-role', field: 'public_registration_role', title: 'Role of those who register themselves', vendorDefault: null, type: { type: 'string', nullable: true }, control: { kind: 'role' } },
  box('registration-verified', 'public_registration_verify_email', 'Those who register confirm their address', true),
  {
    name: 'asset-transformations', field: 'storage_asset_transform', title: 'Image transformations that anybody can ask for', vendorDefault: 'all', type: { type: 'string' },
    control: { kind: 'choice', wordings: { 'Allow all transformations': 'all', 'Disable transformations': 'none', 'Limit transformations to presets below': 'presets' } },
  },
  text('report-feature-url', 'report_feature_url', 'Where people ask for features'),
  text('report-bug-url', 'report_bug_url', 'Where people report bugs'),
  {
    name: 'default-save-action', field: 'default_save_action', title: 'What the Save button does', vendorDefault: 'save-and-quit', type: { type: 'string' },
    control: { kind: 'choice', wordings: { 'Save and Quit': 'save-and-quit', 'Save and Stay': 'save-and-stay', 'Save and Create New': 'save-and-create-new' } },
  },
  box('collaborative-editing', 'collaborative_editing_enabled', 'Several people edit one item at once'),
]

/** Settings > AI, the part on the Model Context Protocol. */
export const mcpFields: readonly Field[] = [
  box('mcp-server', 'mcp_enabled', 'AI tools reach the project through its MCP server'),
  box('mcp-deletes', 'mcp_allow_deletes', 'AI tools may delete'),
  box('mcp-system-prompt', 'mcp_system_prompt_enabled', 'The built-in system prompt is given to AI tools', true),
]

/** Settings > Access Policies > one policy. */
export const policyFields: readonly Field[] = [
  box('app-access', 'app_access', 'May use the app'),
  box('admin-access', 'admin_access', 'Administers everything'),
  box('second-factor-required', 'enforce_tfa', 'A second factor is required'),
  { name: 'ip-access', field: 'ip_access', title: 'Addresses it may be used from', description: 'Empty: from anywhere.', vendorDefault: [], type: { type: 'list', of: { type: 'string' } }, control: { kind: 'tags' } },
]

export const idOf = (resource: string, { name }: Field): string => `directus.${resource}.${name}`
