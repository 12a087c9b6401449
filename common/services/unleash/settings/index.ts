import type { Setting } from '../../../model/setting.ts'

const config = (field: string): Pick<Setting, 'api'> => ({
  api: { request: 'GET /api/admin/ui-config', field, certainty: 'confirmed' },
})
const environments = (field: string): Pick<Setting, 'api'> => ({
  api: { request: 'GET /api/admin/environments', field, certainty: 'confirmed' },
})

export const settings: readonly Setting[] = [
  {
    id: 'unleash.instance.frontend-api-origins',
    title: 'Origins that may call the Frontend API',
    resource: 'instance',
    type: { type: 'list', of: { type: 'string' } },
    vendorDefault: ['*'],
    ...config('frontendApiOrigins'),
    console: {
      path: 'Admin > Instance config > CORS origins',
      url: '{base}/admin/cors',
      certainty: 'source',
    },
  },
  {
    id: 'unleash.instance.password-login-disabled',
    title: 'Log-in with a password is disabled',
    resource: 'instance',
    type: { type: 'boolean' },
    vendorDefault: false,
    ...config('disablePasswordAuth'),
  },
  {
    id: 'unleash.instance.administrators',
    title: 'Administrators',
    resource: 'instance',
    type: { type: 'list', of: { type: 'string' } },
    personal: true,
    api: {
      request: 'GET /api/admin/user-admin',
      field: 'rootRole',
      right: 'ADMIN',
      certainty: 'confirmed',
    },
  },
  {
    id: 'unleash.environment.kind',
    title: 'Type',
    resource: 'environment',
    type: { type: 'string' },
    ...environments('type'),
  },
  {
    id: 'unleash.environment.enabled',
    title: 'Enabled',
    resource: 'environment',
    type: { type: 'boolean' },
    ...environments('enabled'),
  },
  {
    id: 'unleash.environment.required-approvals',
    title: 'Approvals a change needs',
    resource: 'environment',
    type: { type: 'number', nullable: true },
    ...environments('requiredApprovals'),
    description: 'Null where the edition has no change requests.',
  },
]
