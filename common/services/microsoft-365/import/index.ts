import type { ImportedReading, ImportedState, Importer } from '../../../model/import.ts'
import type { Reading } from '../../../model/observation.ts'
import type { Value } from '../../../model/value.ts'
import type { Fields } from '../predicates/read.ts'
import { fields, items, objects, string, strings } from '../predicates/read.ts'
import { lookedAtInRules, shortenedRule } from '../predicates/data-loss.ts'
import { settings } from '../settings/index.ts'
import { said } from '../../../words/said.ts'
import { excerptOf } from './excerpt.ts'

/**
 * A section of ScubaGear's provider export: which product wrote it, the command that filled it, and
 * the settings it carries.
 */
type Section = {
  readonly product:
    | 'aad'
    | 'defender'
    | 'exo'
    | 'powerplatform'
    | 'sharepoint'
    | 'teams'
    | 'powerbi'
    | 'securitysuite'
  readonly commands: readonly string[]
  /** What the section has of a setting; undefined where it says nothing of it. */
  readonly settings: { readonly [name: string]: (section: Value) => Value | undefined }
}
const whole = (section: Value): Value => section
const first = (section: Value): Fields => objects(section)[0] ?? {}
const plain = (
  product: Section['product'],
  setting: string,
  ...commands: readonly string[]
): Section => ({ product, commands, settings: { [setting]: whole } })

/** https://github.com/cisagov/ScubaGear: the keys of its ProviderSettingsExport.json. */
export const sections: { readonly [key: string]: Section } = {
  conditional_access_policies: plain(
    'aad',
    'conditional-access-policies',
    'Get-MgBetaIdentityConditionalAccessPolicy',
  ),
  service_plans: plain('aad', 'service-plans', 'Get-MgBetaSubscribedSku'),
  authorization_policies: plain(
    'aad',
    'authorization-policies',
    'Get-MgBetaPolicyAuthorizationPolicy',
  ),
  risky_delegated_permission_classifications: plain(
    'aad',
    'risky-permission-classifications',
    'Get-ServicePrincipalsWithRiskyDelegatedPermissionClassifications',
  ),
  default_app_management_policy: plain(
    'aad',
    'default-app-management-policies',
    'Get-MgBetaPolicyDefaultAppManagementPolicy',
  ),
  domain_settings: plain('aad', 'domains', 'Get-MgBetaDomain'),
  privileged_roles: plain('aad', 'privileged-roles', 'Get-PrivilegedRole'),
  privileged_users: {
    product: 'aad',
    commands: ['Get-PrivilegedUser'],
    settings: { 'privileged-users': privilegedUsers },
  },
  directory_settings: {
    product: 'aad',
    commands: ['Get-MgBetaDirectorySetting'],
    settings: { 'admin-consent-requests': consentRequests },
  },
  authentication_method: {
    product: 'aad',
    commands: ['Get-MgBetaPolicyAuthenticationMethodPolicy'],
    settings: {
      // Until 1.2 the section was the policy itself; an empty one is none.
      'authentication-methods': section =>
        isEmpty(section)
          ? null
          : (first(section)['authentication_method_feature_settings'] ??
            first(section)['authenticationMethodConfigurations']),
      'authentication-method-migration': section =>
        ('authentication_method_policy' in first(section)
          ? fields(first(section)['authentication_method_policy'])
          : first(section)
        )['policyMigrationState'],
    },
  },
  defender_license: plain('defender', 'defender-licensed', 'Get-ProtectionPolicyRule'),
  defender_dlp_license: plain('defender', 'dlp-licensed', 'Get-DlpCompliancePolicy'),
  protection_policy_rules: plain('defender', 'preset-rules', 'Get-EOPProtectionPolicyRule'),
  atp_policy_rules: plain('defender', 'preset-defender-rules', 'Get-ATPProtectionPolicyRule'),
  anti_phish_policies: plain('defender', 'anti-phishing-policies', 'Get-AntiPhishPolicy'),
  anti_phish_rules: plain('defender', 'anti-phishing-rules', 'Get-AntiPhishRule'),
  anti_malware_policies: plain('defender', 'malware-policies', 'Get-MalwareFilterPolicy'),
  anti_malware_rules: plain('defender', 'malware-rules', 'Get-MalwareFilterRule'),
  safe_attachment_policies: plain('defender', 'attachment-policies', 'Get-SafeAttachmentPolicy'),
  safe_attachment_rules: plain('defender', 'attachment-rules', 'Get-SafeAttachmentRule'),
  built_in_protection_rules: plain(
    'defender',
    'built-in-protection-rules',
    'Get-ATPBuiltInProtectionRule',
  ),
  safe_links_policies: plain('defender', 'link-policies', 'Get-SafeLinksPolicy'),
  safe_links_rules: plain('defender', 'link-rules', 'Get-SafeLinksRule'),
  hosted_content_filter_policies: plain(
    'defender',
    'anti-spam-policies',
    'Get-HostedContentFilterPolicy',
  ),
  hosted_content_filter_rules: plain('defender', 'anti-spam-rules', 'Get-HostedContentFilterRule'),
  conn_filter: plain('defender', 'connection-filters', 'Get-HostedConnectionFilterPolicy'),
  accepted_domains: plain('exo', 'accepted-domains', 'Get-AcceptedDomain'),
  atp_policy_for_o365: plain('defender', 'office-attachment-protection', 'Get-AtpPolicyForO365'),
  protection_alerts: plain('defender', 'alert-policies', 'Get-ProtectionAlert'),
  dlp_compliance_policies: plain('defender', 'dlp-policies', 'Get-DlpCompliancePolicy'),
  dlp_compliance_rules: plain('defender', 'dlp-rules', 'Get-DlpComplianceRule'),
  admin_audit_log_config: plain(
    'defender',
    'admin-audit-configurations',
    'Get-AdminAuditLogConfig',
  ),
  unified_audit_log_retention_policies: plain(
    'defender',
    'audit-retention-policies',
    'Get-UnifiedAuditLogRetentionPolicy',
  ),
  remote_domains: plain('exo', 'exchange-remote-domains', 'Get-RemoteDomain'),
  spf_records: plain('exo', 'spf-records', 'Get-ScubaSpfRecord'),
  dkim_config: plain('exo', 'dkim-configurations', 'Get-DkimSigningConfig'),
  dkim_records: plain('exo', 'dkim-records', 'Get-ScubaDkimRecord'),
  dmarc_records: plain('exo', 'dmarc-records', 'Get-ScubaDmarcRecord'),
  transport_config: plain('exo', 'exchange-transport-configurations', 'Get-TransportConfig'),
  sharing_policy: plain('exo', 'exchange-sharing-policies', 'Get-SharingPolicy'),
  transport_rule: plain('exo', 'exchange-transport-rules', 'Get-TransportRule'),
  org_config: plain('exo', 'exchange-organization-configurations', 'Get-OrganizationConfig'),
  environment_creation: plain(
    'powerplatform',
    'power-platform-environment-creation',
    'Get-TenantSettings',
    'Get-PowerPlatformTenantSettingsRest',
  ),
  tenant_id: plain(
    'powerplatform',
    'power-platform-tenant-id',
    'Get-TenantDetailsFromGraph',
    'Get-MgBetaOrganization',
  ),
  environment_list: plain(
    'powerplatform',
    'power-platform-environments',
    'Get-AdminPowerAppEnvironment',
    'Get-PowerPlatformEnvironmentsRest',
  ),
  dlp_policies: plain(
    'powerplatform',
    'power-platform-data-policies',
    'Get-DlpPolicy',
    'Get-PowerPlatformDlpPoliciesRest',
  ),
  tenant_isolation: plain(
    'powerplatform',
    'power-platform-tenant-isolation',
    'Get-PowerAppTenantIsolationPolicy',
    'Get-PowerPlatformTenantIsolationRest',
  ),
  meeting_policies: plain('teams', 'teams-meeting-policies', 'Get-CsTeamsMeetingPolicy'),
  broadcast_policies: plain('teams', 'teams-event-policies', 'Get-CsTeamsMeetingBroadcastPolicy'),
  federation_configuration: plain(
    'teams',
    'teams-federation-configurations',
    'Get-CsTenantFederationConfiguration',
  ),
  client_configuration: plain(
    'teams',
    'teams-client-configurations',
    'Get-CsTeamsClientConfiguration',
  ),
  teams_tenant_info: plain('teams', 'teams-tenants', 'Get-CsTenant'),
  app_policies: plain('teams', 'teams-app-permission-policies', 'Get-CsTeamsAppPermissionPolicy'),
  tenant_app_settings: plain('teams', 'teams-org-app-settings', 'Get-M365UnifiedTenantSettings'),
  SPO_tenant: {
    product: 'sharepoint',
    commands: ['Get-SPOTenant', 'Get-PnPTenant'],
    settings: {
      'sharepoint-sharing-capability': section =>
        named(first(section)['sharingCapability'], sharing),
      'onedrive-sharing-capability': section =>
        named(first(section)['oDBSharingCapability'], sharing),
      'sharepoint-sharing-domain-restriction': section =>
        named(first(section)['sharingDomainRestrictionMode'], ['none', 'allowList', 'blockList']),
      'sharepoint-default-link-type': section =>
        named(
          first(section)['defaultSharingLinkType'],
          ['none', 'specificPeople', 'organization', 'anyone'],
          ['none', 'direct', 'internal', 'anonymousAccess'],
        ),
      'sharepoint-default-link-permission': section =>
        named(first(section)['defaultLinkPermission'], ['none', 'view', 'edit']),
      'sharepoint-anyone-link-days': section =>
        number(first(section)['requireAnonymousLinksExpireInDays']),
      'sharepoint-anyone-file-permission': section =>
        named(first(section)['fileAnonymousLinkType'], ['none', 'view', 'edit']),
      'sharepoint-anyone-folder-permission': section =>
        named(first(section)['folderAnonymousLinkType'], ['none', 'view', 'edit', 'upload']),
      'sharepoint-verification-code-required': section =>
        boolean(first(section)['emailAttestationRequired']),
      'sharepoint-verification-code-days': section =>
        number(first(section)['emailAttestationReAuthDays']),
    },
  },
  powerbi_license_found: plain('powerbi', 'power-bi-licensed', 'Get-PowerBITenantSettings'),
  powerbi_tenant_settings: {
    product: 'powerbi',
    commands: ['Get-PowerBITenantSettings', 'Invoke-RestMethod'],
    settings: {
      'power-bi-publish-to-web': toggle('PublishToWeb'),
      'power-bi-guest-access': toggle('AllowGuestUserToAccessSharedContent'),
      'power-bi-external-invitations': toggle('ExternalSharingV2'),
      'power-bi-service-principal-access': toggle('ServicePrincipalAccessPermissionAPIs'),
      'power-bi-service-principal-profiles': toggle('AllowServicePrincipalsCreateAndUseProfiles'),
      'power-bi-resource-key-authentication-blocked': toggle('BlockResourceKeyAuthentication'),
      'power-bi-python-and-r-visuals': toggle('RScriptVisual'),
      'power-bi-sensitivity-labels': toggle('EimInformationProtectionEdit'),
    },
  },
}

/**
 * Commands that fill no section that is read here. One of another name may have been any of its
 * product's.
 */
const unread = [
  'Get-MgBetaUserCount',
  'Get-MgBetaPolicyAppManagementPolicy',
  'Get-AppManagementPolicies',
  'Get-ApplicationsWithRiskyPermissions',
  'Get-ServicePrincipalsWithRiskyPermissions',
  'Format-RiskyApplications',
  'Format-RiskyThirdPartyServicePrincipals',
  'Get-LegacyExchangeServicePrincipal',
  'Get-DedicatedExchangeHybridApplications',
  'Get-InboundConnector',
  'Get-OutboundConnector',
  'Get-IntraOrganizationConnector',
  'Get-OrganizationRelationship',
]

/** Not a provider export, or one of a shape we do not know. */
class ExportError extends Error {}

/**
 * A ScubaGear provider export, or an excerpt of one, as settings. In a whole export (it names its
 * module version) a product that did not run, and a command in the list of unsuccessful ones, leave
 * settings unobserved. An excerpt speaks of what it holds: what it lacks is absent.
 * @throws ExportError
 */
export function mapScubaGear(document: unknown): ImportedState {
  if (typeof document !== 'object' || document === null)
    throw new ExportError('expected one JSON object: the provider export of ScubaGear')
  const input = (Array.isArray(document) ? {} : document) as { readonly [key: string]: Value }
  const details = first(lower(input['tenant_details'] ?? null))
  const tenant = {
    type: 'tenant',
    id: string(details['tenantId']) || 'tenant',
    name: string(details['displayName']) || string(details['domainName']) || 'tenant',
  }
  const ran = productsOf(input)
  const failed = failedCommands(input)
  const readings: ImportedReading[] = []
  const add = (name: string, reading: Reading, section: string): void => {
    readings.push({
      resource: { type: tenant.type, id: tenant.id },
      setting: `microsoft-365.tenant.${name}`,
      reading,
      section,
    })
  }
  for (const [key, section] of Object.entries(sections)) {
    const command = failed.of(section, input[key] ?? null)
    const present = key in input
    const unobserved: Reading | null = command
      ? {
          state: 'unobserved',
          reason: 'unreachable',
          why: said('command-failed', { command }),
        }
      : !present && ran
        ? {
            state: 'unobserved',
            reason: 'not-found',
            why: ran.has(section.product)
              ? said('no-section', { section: key })
              : said('product-not-run', { product: section.product }),
          }
        : null
    const found = new Map(settingsOf(key, input[key] ?? null))
    for (const name of Object.keys(section.settings)) {
      // An excerpt speaks of what it holds: without the section nothing is set.
      const value = found.has(name) || present || ran ? found.get(name) : null
      const told = ran || value === undefined ? value : excerptOf(name, value)
      add(name, unobserved ?? readingOf(key, told), key)
    }
  }
  return {
    resources: [tenant],
    readings,
    listed: ['tenant'],
    accepted: declarations(input['scuba_config'] ?? null),
    takenAt: timeOf(input),
    tool: ran ? `ScubaGear ${string(input['module_version'])}` : undefined,
  }
}

function readingOf(section: string, value: Value | undefined): Reading {
  if (value === undefined)
    return { state: 'unobserved', reason: 'not-found', why: said('no-section', { section }) }
  // A text among objects is a message, or a shape that nobody knows: it is not an empty list.
  return Array.isArray(value) && value.some(item => item !== null && typeof item !== 'object')
    ? { state: 'unobserved', reason: 'malformed', why: said('section-malformed', { section }) }
    : { state: 'observed', value }
}

type FailedCommands = {
  /** The command that left a section unread: its own, or one of its product's that nobody knows. */
  of(section: Section, value: Value): string | undefined
}

/**
 * Commands that the export lists as unsuccessful. They change their names: the module's became
 * `...Rest`. One that is not known here may have been any of its product's.
 */
function failedCommands(input: Fields): FailedCommands {
  const known = new Set(
    [...Object.values(sections).flatMap(({ commands }) => commands), ...unread].map(plainName),
  )
  const failed = Object.entries(input).flatMap(([key, list]) => {
    const product = /^(.*)_unsuccessful_commands$/.exec(key)?.[1]?.toLowerCase()
    return product === undefined ? [] : strings(list).map(command => ({ product, command }))
  })
  return {
    of({ product, commands }, value) {
      const names = commands.map(plainName)
      const own = failed.find(item => names.includes(plainName(item.command)))
      if (own) return own.command
      if (!isEmpty(value)) return undefined
      return failed.find(
        item => productsFor(item.product).includes(product) && !known.has(plainName(item.command)),
      )?.command
    },
  }
}

/** The security suite's baseline reads what Defender's and Exchange's read. */
function productsFor(product: string): readonly string[] {
  return product === 'securitysuite' ? ['securitysuite', 'defender', 'exo'] : [product]
}

function plainName(command: string): string {
  return command
    .toLowerCase()
    .replace(/rest$/, '')
    .replace(/^get-mg(beta)?/, 'get-mg')
}

/** Without anything in it: a command that failed leaves `[]`, `[null]`, `{}` or an empty text. */
function isEmpty(value: Value): boolean {
  if (Array.isArray(value)) return value.every(item => item === null)
  return (
    value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
  )
}

/**
 * What one section carries, by the last part of the setting's id. The collectors read replies of
 * the same shapes through it, so that checks see one form whatever the source.
 */
export function settingsOf(key: string, section: Value): readonly (readonly [string, Value])[] {
  const value = lower(section)
  return Object.entries(sections[key]?.settings ?? {}).flatMap(([name, pick]) => {
    const found = pick(value)
    return found === undefined ? [] : [[name, typed(name, found)] as const]
  })
}

const known = new Set([
  'module_version',
  'baseline_version',
  'date',
  'timestamp_zulu',
  'tenant_details',
  'scuba_config',
])

/** Members of an export that carry settings, or say what was read. */
function wantedByScubaGear(section: string): boolean {
  return (
    section in sections ||
    known.has(section) ||
    section.endsWith('_successful_commands') ||
    section.endsWith('_unsuccessful_commands')
  )
}

/** Data loss prevention rules are the one list that grows large; what is no object stays as it is. */
function shorten(section: string): ((record: unknown) => readonly Value[]) | null {
  return section === 'dlp_compliance_rules' ? record => shortRule(record as Value) : null
}

function shortRule(record: Value): readonly Value[] {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return [record]
  const { contentContainsSensitiveInformation: types, ...rule } = picked(fields(record), ofRules)
  const short = shortenedRule({
    ...fields(lower(rule)),
    ...(types === undefined
      ? {}
      : { contentContainsSensitiveInformation: objects(types).map(type => picked(type, ofTypes)) }),
  })
  return short ? [short] : []
}
const ofRules: ReadonlySet<string> = new Set([
  ...lookedAtInRules,
  'contentContainsSensitiveInformation',
  'advancedRule',
  'additionalProperties',
])
const ofTypes: ReadonlySet<string> = new Set(['name'])

/** Some fields, in the form that `lower` gives their names. */
function picked(record: Fields, names: ReadonlySet<string>): Fields {
  const found: Record<string, Value> = {}
  for (const [key, value] of Object.entries(record)) {
    const name = firstLower(key)
    if (names.has(name)) found[name] = value
  }
  return found
}

/** @throws ExportError for anything but a whole provider export of a version that we know */
function checkScubaGear(document: Readonly<Record<string, unknown>>): void {
  const version = document['module_version']
  if (typeof version !== 'string')
    throw new ExportError(
      'no "module_version": this is neither a ProviderSettingsExport.json nor a ScubaResults.json of ScubaGear',
    )
  if (!/^1\.([2-9]|\d\d)(\.|$)/.test(version))
    throw new ExportError(
      `ScubaGear ${version} writes exports that are not known here; versions 1.2 and later of 1 are. Run such a version and give its export`,
    )
  if (timeOf(document as Fields) === undefined)
    throw new ExportError(
      'no "timestamp_zulu", so that it does not say when it was taken: run ScubaGear again and give what it writes, as it is',
    )
}

/** https://github.com/cisagov/ScubaGear: its provider export, or the report that carries one. */
export const importer = {
  name: 'scubagear',
  service: 'microsoft-365',
  policyPrefix: 'MS.',
  map: mapScubaGear,
  wants: wantedByScubaGear,
  shorten,
  inside: 'Raw',
  check: checkScubaGear,
} satisfies Importer

/** @throws ExportError where there is a time that cannot be read */
function timeOf(input: Fields): string | undefined {
  const text = input['timestamp_zulu']
  if (text === undefined || text === null || text === '') return undefined
  const time = Date.parse(string(text))
  if (Number.isNaN(time))
    throw new ExportError(`"timestamp_zulu" is not a time: ${JSON.stringify(text).slice(0, 60)}`)
  return new Date(time).toISOString()
}

/** Products of a whole export; null for an excerpt. */
function productsOf(input: Fields): ReadonlySet<string> | null {
  if (!('module_version' in input) && !('baseline_version' in input)) return null
  const config = fields(input['scuba_config'])
  return new Set(
    [
      ...strings(config['ProductNames']),
      ...strings(config['productNames']),
      ...Object.keys(input)
        .filter(key => key.endsWith('_successful_commands'))
        .map(key => key.slice(0, key.indexOf('_'))),
    ].map(name => name.toLowerCase()),
  )
}

/** Exclusions and lists that the export's own configuration declares, by policy. */
function declarations(config: Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.values(fields(config)).flatMap(product =>
      Object.entries(fields(product))
        .filter(([key]) => /^MS\.[A-Z]+\.\d/.test(key))
        .map(([key, value]) => [key, lower(value)]),
    ),
  )
}

/**
 * PowerShell writes `DisplayName` where Graph writes `displayName`, and dates as `/Date(0)/`. What
 * its Graph module (until ScubaGear 1.5) does not know of a type stands under
 * `AdditionalProperties`.
 */
function lower(value: Value): Value {
  if (typeof value === 'string') {
    const date = /^\/Date\((-?\d+)\)\/$/.exec(value)
    return date ? new Date(Number(date[1])).toISOString() : value
  }
  if (Array.isArray(value)) return value.map(item => lower(item as Value))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(
    ([key, item]) => [firstLower(key), lower(item)] as const,
  )
  const { additionalProperties, ...own } = Object.fromEntries(entries)
  return { ...fields(additionalProperties), ...own }
}

function firstLower(key: string): string {
  return key.charAt(0).toLowerCase() + key.slice(1)
}

/** A lone thing is a list of one; whatever else does not fit its setting is malformed, not absent. */
function typed(name: string, value: Value): Value {
  if (types.get(name) !== 'list' || value === null) return value
  // PowerShell nests a list in another one, and writes nulls for what a command did not find.
  const list = items(value).flatMap(items)
  return list.every(item => item === null) ? [] : list
}
const types = new Map(
  settings.map(setting => [setting.id.slice(setting.id.lastIndexOf('.') + 1), setting.type.type]),
)

function privilegedUsers(section: Value): Value {
  if (section === null) return null
  if (Array.isArray(section))
    return section
      .flatMap(item => Object.entries(fields(item as Value)))
      .flatMap(([id, user]) =>
        typeof user === 'object' && !Array.isArray(user) && user !== null
          ? [{ ...fields(user), id }]
          : [],
      )
  return Object.entries(fields(section)).map(([id, user]) => ({ ...fields(user), id }))
}

/** Undefined where a setting does not say what it has, or the switch not what it is. */
function consentRequests(section: Value): Value | undefined {
  const all = objects(section)
  const values = all.flatMap(setting => objects(setting['values']))
  const found = values.filter(item => string(item['name']) === 'EnableAdminConsentRequests')
  if (found.some(item => item['value'] === undefined)) return undefined
  if (found.length > 0) return found.every(item => String(item['value']).toLowerCase() === 'true')
  const silent =
    all.some(setting => setting['values'] === undefined) ||
    values.some(item => item['name'] === undefined)
  return silent ? undefined : null
}

/**
 * A switch of Power BI's tenant settings; undefined where it is not listed, or does not say whether
 * it is on. Without `enabledSecurityGroups` it is on for everybody: Fabric writes that member only
 * where there are groups (https://learn.microsoft.com/rest/api/fabric/admin/tenants/list-tenant-settings).
 */
function toggle(name: string): (section: Value) => Value | undefined {
  return section => {
    // The reply as it came has its list under `value`.
    const list = fields(section)['value'] ?? section
    const found = objects(list).find(item => string(item['settingName']) === name)
    if (isEmpty(section)) return null
    if (typeof found?.['enabled'] !== 'boolean') return undefined
    return {
      enabled: found['enabled'],
      securityGroups: objects(found['enabledSecurityGroups']).map(
        group => string(group['name']) || string(group['graphId']),
      ),
    }
  }
}

const sharing = [
  'disabled',
  'externalUserSharingOnly',
  'externalUserAndGuestSharing',
  'existingExternalUserSharingOnly',
]

/** An enumeration by number, as PowerShell's JSON has it, or by name; undefined where it is none. */
function named(
  value: Value | undefined,
  names: readonly string[],
  vendors: readonly string[] = names,
): Value | undefined {
  if (value === undefined || value === null) return value
  if (typeof value === 'number') return names[value]
  const wanted = string(value).toLowerCase()
  const at = [names, vendors]
    .map(list => list.findIndex(name => name.toLowerCase() === wanted))
    .find(place => place >= 0)
  return at === undefined ? undefined : names[at]
}

function number(value: Value | undefined): Value | undefined {
  return value === null || typeof value === 'number' ? value : undefined
}
function boolean(value: Value | undefined): Value | undefined {
  return value === null || typeof value === 'boolean' ? value : undefined
}
