import type { Certainty, Setting, Value, ValueType } from '../../../model/index.ts'

type Scalar = 'boolean' | 'string' | 'number' | 'any'

/**
 * A setting of the Policy API
 * (https://cloud.google.com/identity/docs/concepts/supported-policy-api-settings), with the section
 * it is in.
 */
export type PolicySetting = Setting & { readonly section: string; readonly field: string | null }

/**
 * A setting that the Policy API shows per organisational unit and group: its value is the list of
 * explicit values.
 * @param field null where the section itself is the value
 * @param fallback the default that Google documents for the root where the API leaves the setting
 * out; none: absent is unknown
 */
export function policy({
  name,
  section,
  field,
  type,
  title,
  path,
  fallback,
}: {
  readonly name: string
  readonly section: string
  readonly field: string | null
  readonly type: Scalar | ValueType
  readonly title: string
  readonly path: string
  readonly fallback?: Value
}): PolicySetting {
  return {
    id: `google-workspace.tenant.${name}`,
    title,
    resource: 'tenant',
    type: perUnit(typeof type === 'string' ? { type } : type),
    section,
    field,
    ...(fallback === undefined ? {} : { vendorDefault: fallback }),
    api: {
      request: 'GET https://cloudidentity.googleapis.com/v1/policies',
      field: field === null ? section : `${section}.${field}`,
      right: 'cloud-identity.policies.readonly',
      certainty: 'documented',
    },
    ...(path === ''
      ? {}
      : {
          console: {
            path,
            url: 'https://admin.google.com/',
            certainty: 'source' satisfies Certainty,
          },
        }),
  }
}

/**
 * A setting known only from events of the admin log: which names the log has for it, and what a
 * deleted setting falls back to.
 */
export type LoggedSetting = Setting & {
  readonly log: string
  readonly names: readonly string[]
  readonly event?: string
  /** What holds where nobody ever set it. */
  readonly unsetValue?: string
}

/**
 * `log` is the section of the export (`gmail_logs` without `_logs`). Blind where nothing changed
 * within the six months that Google keeps.
 */
export function logged({
  name,
  log,
  names,
  title,
  path,
  fallback,
  unset,
  event,
}: {
  readonly name: string
  readonly log: string
  readonly names: readonly string[]
  readonly title: string
  readonly path: string
  readonly fallback: string | null
  readonly unset?: string
  readonly event?: string
}): LoggedSetting {
  return {
    id: `google-workspace.tenant.${name}`,
    title,
    resource: 'tenant',
    type: perUnit({ type: 'string', nullable: true }),
    fills: 'unit',
    log,
    names,
    ...(event ? { event } : {}),
    ...(unset === undefined ? {} : { unsetValue: unset }),
    description:
      'Derived from the admin log, which shows changes only and is kept for six months: where nothing changed the console page is the only source.',
    vendorDefault: fallback,
    api: {
      request:
        'GET https://admin.googleapis.com/admin/reports/v1/activity/users/all/applications/admin',
      field: names[0] ?? event ?? '',
      right: 'admin.reports.audit.readonly',
      certainty: 'source',
    },
    console: { path, url: 'https://admin.google.com/', certainty: 'source' },
  }
}

/** A setting that only a page of the Admin console shows. */
export function consoleOnly({
  name,
  type,
  title,
  path,
  personal = false,
}: {
  readonly name: string
  readonly type: ValueType
  readonly title: string
  readonly path: string
  readonly personal?: boolean
}): Setting {
  return {
    id: `google-workspace.tenant.${name}`,
    title,
    resource: 'tenant',
    type,
    ...(personal ? { personal } : {}),
    console: { path, url: 'https://admin.google.com/', certainty: 'source' },
  }
}

/** A setting that no page shows either: a document that somebody brings does. */
export function documentOnly({
  name,
  type,
  title,
  description,
  personal = false,
}: {
  readonly name: string
  readonly type: ValueType
  readonly title: string
  readonly description: string
  readonly personal?: boolean
}): Setting {
  return {
    id: `google-workspace.tenant.${name}`,
    title,
    description,
    resource: 'tenant',
    type,
    ...(personal ? { personal } : {}),
  }
}

function perUnit(value: ValueType): ValueType {
  return { type: 'list', of: { type: 'record', fields: { unit: { type: 'string' }, value } } }
}
