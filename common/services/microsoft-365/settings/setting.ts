import type { Setting } from '../../../model/setting.ts'
import type { ValueType } from '../../../model/value.ts'

const prefix = 'microsoft-365.tenant.'

/**
 * A list of Microsoft's own objects, kept as they came (first letters of names in lower case); null
 * when the source has no such section.
 */
export const documents = documentsWith({})

/**
 * The same of objects that are of no use without some fields: one that lacks such a field, or has
 * something else there, makes the reading malformed.
 */
export function documentsWith(fields: { readonly [name: string]: ValueType }): ValueType {
  return { type: 'list', of: { type: 'record', fields }, nullable: true }
}

/** A list of our own records. */
export function listOf(fields: { readonly [name: string]: ValueType }): ValueType {
  return { type: 'list', of: { type: 'record', fields } }
}
export const text = { type: 'string' } as const satisfies ValueType
export const texts = { type: 'list', of: text } as const satisfies ValueType
/** A rule of mail protection: whether it is on, and the policy that it puts somebody under. */
export function rulesFor(policy: string): ValueType {
  return documentsWith({ state: text, [policy]: text })
}
export const policiesByIdentity = documentsWith({ identity: text })
export const flag = { type: 'boolean', nullable: true } as const satisfies ValueType
export const word = { type: 'string', nullable: true } as const satisfies ValueType
export const count = { type: 'number', nullable: true } as const satisfies ValueType

type Source = Pick<Setting, 'api' | 'console' | 'description' | 'personal'>

export function setting({
  name,
  title,
  type,
  ...source
}: {
  readonly name: string
  readonly title: string
  readonly type: ValueType
} & Source): Setting {
  return { id: prefix + name, title, resource: 'tenant', type, ...source }
}

/** A setting that each alert policy, rule or environment has for itself. */
export function settingOf({
  resource,
  name,
  title,
  type,
  ...source
}: {
  readonly resource: string
  readonly name: string
  readonly title: string
  readonly type: ValueType
} & Source): Setting {
  return { id: `microsoft-365.${resource}.${name}`, title, resource, type, ...source }
}

/** Read from Microsoft Graph, in documented shapes. */
export function graph(path: string, right: string): Source {
  return { api: { request: `GET ${path}`, right, certainty: 'documented' } }
}

/**
 * Read from a workload's own endpoint, as its administration module reads it; `source` where only
 * open-source readers show the shape.
 */
export function workload(
  request: string,
  right: string,
  certainty: 'documented' | 'source' = 'source',
): Source {
  return { api: { request: `GET ${request}`, right, certainty } }
}

/**
 * In a configuration snapshot that an administrator had Microsoft make:
 * https://learn.microsoft.com/graph/api/resources/configurationsnapshotjob
 */
export function snapshot(type: string): Source {
  return {
    api: {
      request: 'GET /v1.0/admin/configurationManagement/configurationSnapshotJobs',
      field: type,
      right: 'ConfigurationMonitoring.Read.All',
      certainty: 'documented',
    },
  }
}

/** Shown on a console page. */
export function page(
  path: string,
  url: string,
  certainty: 'documented' | 'guess' = 'documented',
): Source {
  return { console: { path, url, certainty } }
}
