import { answersIn, failedLookUp, inheritedFrom } from '../../../dns/query-log.ts'
import type { Setting, Value } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import type { Readings, ScubaGogglesExport } from './export.ts'
import { failedCall } from './export.ts'
import { directorySettings } from '../settings/directory.ts'
import { unitPath } from './policies.ts'

const byName = new Map(
  directorySettings.map(setting => [setting.id.slice(setting.id.lastIndexOf('.') + 1), setting]),
)
const setting = (name: string): Setting => byName.get(name) as Setting

/** Units, accounts, single sign-on, domains and their records. */
export function directoryReadings(source: ScubaGogglesExport, into: Readings): void {
  const root = source.tenant_info?.topLevelOU ?? ''
  const read = (
    name: string,
    section: keyof ScubaGogglesExport,
    value: Value | undefined,
    error?: string | null,
    ...words: readonly string[]
  ): void => {
    const failed = error ?? (words.length > 0 ? failedCall(source, ...words) : null)
    if (failed)
      into.miss(setting(name), 'forbidden', said('call-refused', { message: failed.slice(0, 200) }))
    else if (value === undefined)
      into.miss(setting(name), 'not-found', said('no-section', { section: String(section) }))
    else into.observe(setting(name), value)
  }
  const unit = (path: string | null | undefined): string => unitPath(path ?? '', root)
  read(
    'organizational-units',
    'organizational_units',
    source.organizational_units?.organizationUnits?.map(item => ({
      id: item.orgUnitId.replace(/^id:/, ''),
      path: item.orgUnitPath,
    })) ?? (source.organizational_units ? [] : undefined),
    null,
    'orgunits',
  )
  read(
    'super-admins',
    'super_admins',
    source.super_admins?.map(user => ({ email: user.primaryEmail, unit: unit(user.orgUnitPath) })),
    null,
    'users',
  )
  read(
    'privileged-users',
    'privileged_users',
    source.privileged_users?.map(user => ({
      email: user.primaryEmail,
      ...(typeof user.orgUnitPath === 'string' ? { unit: unit(user.orgUnitPath) } : {}),
      ...(user.groupKeys ? { groups: user.groupKeys } : {}),
    })),
    source.privileged_users_error,
    'roleassignments',
  )
  read(
    'sso-assignments',
    'inbound_sso_assignments',
    source.inbound_sso_assignments?.map(item => ({
      ...item,
      ssoMode: String(item['ssoMode'] ?? 'SSO_MODE_UNSPECIFIED'),
    })),
    source.inbound_sso_assignments_error,
    'inboundsso',
  )
  read('domains', 'domains', source.domains ?? undefined, null, 'domains')
  for (const kind of ['spf', 'dkim', 'dmarc'] as const) {
    read(`${kind}-records`, `${kind}_records`, recordsOf(source, kind), null, kind)
  }
}

/**
 * What the tool found for each domain. DMARC is about alias domains too: one that the tool did not
 * look up has no record, as a domain that it did not.
 */
function recordsOf(
  source: ScubaGogglesExport,
  kind: 'spf' | 'dkim' | 'dmarc',
): readonly Value[] | undefined {
  const found = source[`${kind}_records`]
  if (!found) return undefined
  const aliases = kind === 'dmarc' ? (source.alias_domains ?? []) : []
  const known = new Set(found.map(item => item.domain.toLowerCase()))
  return [
    ...found.map(item => {
      const failed = failedLookUp(item.domain, item.rdata, item['log'])
      const included = kind === 'spf' ? answersIn(item['log']) : []
      const above = kind === 'dmarc' ? inheritedFrom(item.domain, item['log']) : undefined
      return {
        domain: item.domain,
        records: item.rdata,
        ...(failed === null ? {} : { failed }),
        ...(above === undefined ? {} : { inheritedFrom: above }),
        ...(included.length === 0 ? {} : { included: included as readonly Value[] }),
      }
    }),
    ...aliases
      .filter(domain => !known.has(domain.toLowerCase()))
      .map(domain => ({ domain, records: [] })),
  ]
}

/** Exclusions that the export carries from the tool's own configuration, by policy. */
export function exclusions(
  source: ScubaGogglesExport,
  unit: (name: string) => string,
): Record<string, Value> {
  const list = (section: string): Value => {
    const entries = (source as { readonly [key: string]: unknown })[section]
    return Array.isArray(entries)
      ? entries.flatMap(item =>
          typeof item === 'object' && item !== null
            ? [declared(item as { readonly [key: string]: unknown }, unit)]
            : [String(item)],
        )
      : []
  }
  const all = {
    'GWS.GMAIL.9.1': list('imap_exclusions'),
    'GWS.SITES.1.1': list('sites_exclusions'),
    'GWS.COMMONCONTROLS.6.2': list('break_glass_accounts'),
  }
  return Object.fromEntries(
    Object.entries(all).filter(([, entries]) => Array.isArray(entries) && entries.length > 0),
  )
}

function declared(
  entry: { readonly [key: string]: unknown },
  unit: (name: string) => string,
): Value {
  const text = (name: string): string => (typeof entry[name] === 'string' ? entry[name] : '')
  return {
    ou: text('ou') === '' ? '' : unit(text('ou')),
    group: text('group'),
    email: text('primaryEmail') || text('email'),
    reason: text('justification') || text('reason'),
  }
}
