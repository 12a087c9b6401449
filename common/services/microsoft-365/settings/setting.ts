import type { Setting } from '../../../model/setting.ts'
import type { ValueType } from '../../../model/value.ts'

const prefix = 'microsoft-365.tenant.'

/**
 * A list of Microsoft's own objects, kept as they came (first letters of names in lower case); null
 * when the source has no such section.
 */
export const documents = {
  type: 'list',
  of: { type: 'any' },
  nullable: true,
} as const satisfies ValueType
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
