import type {
  CollectorContext,
  CollectorPart,
  EvidenceHandle,
  Yield,
} from '../../../model/collector.ts'
import type { Value } from '../../../model/value.ts'
import { said } from '../../../words/said.ts'
import { nextLink, rootOf, unreadable, valueOf } from './graph.ts'
import { settingsOf } from '../import/index.ts'
import type { Fields } from '../predicates/read.ts'
import { at, fields, objects, string, strings } from '../predicates/read.ts'
import { recipes } from '../recipes/index.ts'
import { settings } from '../settings/index.ts'

type Map1 = (properties: Fields) => Fields
const as =
  (name: string): Map1 =>
  properties => ({
    ...properties,
    [name]: properties['Identity'] ?? properties['identity'] ?? null,
  })
/**
 * Snapshots say whether a rule is on; Exchange's own objects say it in a word. Where one says
 * neither, the rules cannot be judged.
 */
const rule: Map1 = properties => {
  const on = properties['Enabled'] ?? properties['enabled']
  return typeof on === 'boolean' && properties['State'] === undefined
    ? { ...properties, State: on ? 'Enabled' : 'Disabled' }
    : properties
}
const same: Map1 = properties => properties
/** A policy's mode says whether it is enforced; a snapshot has no second switch beside it. */
const dataLossPolicy: Map1 = properties => {
  const { Enabled: on, Mode: mode } = properties
  return on !== undefined || mode === undefined
    ? properties
    : { ...properties, Enabled: string(mode).toLowerCase() === 'enable' }
}
const dataLossRule: Map1 = properties => {
  const { ContentContainsSensitiveInformation: found } = properties
  return {
    ...properties,
    ParentPolicyName: properties['ParentPolicyName'] ?? properties['Policy'] ?? null,
    ...(found === undefined ? {} : { ContentContainsSensitiveInformation: typesIn(found) }),
  }
}

/**
 * What sets a rule off by itself, as the list that Purview's own objects have. What has to be found
 * together with something else does not.
 */
function typesIn(condition: Value): Value {
  if (Array.isArray(condition)) return condition
  const alone = (found: Fields, list: string): readonly Fields[] => {
    const entries = objects(found[list])
    return entries.length > 1 && /^and$/i.test(string(found['Operator'] ?? found['operator']))
      ? []
      : entries
  }
  const whole = fields(condition)
  return [
    ...objects(whole['SensitiveInformation']),
    ...alone(whole, 'Groups').flatMap(group => alone(group, 'SensitiveInformation')),
  ].map(type => ({ name: type['name'] ?? type['Name'] ?? null }))
}

/**
 * Resource types of a configuration snapshot, with the section of an export that has the same
 * objects. Property names are the administration modules' own; their types are in
 * https://json.schemastore.org/utcm-monitor.json
 */
export const snapshotTypes: Readonly<Record<string, readonly [section: string, change: Map1]>> = {
  'microsoft.exchange.accepteddomain': ['accepted_domains', as('DomainName')],
  'microsoft.exchange.remotedomain': ['remote_domains', same],
  'microsoft.exchange.transportconfig': ['transport_config', same],
  'microsoft.exchange.sharingpolicy': ['sharing_policy', same],
  'microsoft.exchange.transportrule': ['transport_rule', rule],
  'microsoft.exchange.organizationconfig': ['org_config', same],
  'microsoft.exchange.dkimsigningconfig': ['dkim_config', as('Domain')],
  'microsoft.exchange.antiphishpolicy': ['anti_phish_policies', same],
  'microsoft.exchange.antiphishrule': ['anti_phish_rules', rule],
  'microsoft.exchange.malwarefilterpolicy': ['anti_malware_policies', same],
  'microsoft.exchange.malwarefilterrule': ['anti_malware_rules', rule],
  'microsoft.exchange.safeattachmentpolicy': ['safe_attachment_policies', same],
  'microsoft.exchange.safeattachmentrule': ['safe_attachment_rules', rule],
  'microsoft.exchange.safelinkspolicy': ['safe_links_policies', same],
  'microsoft.exchange.safelinksrule': ['safe_links_rules', rule],
  'microsoft.exchange.hostedcontentfilterpolicy': ['hosted_content_filter_policies', same],
  'microsoft.exchange.hostedcontentfilterrule': ['hosted_content_filter_rules', rule],
  'microsoft.exchange.hostedconnectionfilterpolicy': ['conn_filter', same],
  'microsoft.exchange.atppolicyforo365': ['atp_policy_for_o365', same],
  'microsoft.exchange.eopprotectionpolicyrule': ['protection_policy_rules', same],
  'microsoft.securityandcompliance.protectionalert': ['protection_alerts', same],
  'microsoft.securityandcompliance.dlpcompliancepolicy': [
    'dlp_compliance_policies',
    dataLossPolicy,
  ],
  'microsoft.securityandcompliance.dlpcompliancerule': ['dlp_compliance_rules', dataLossRule],
  'microsoft.teams.meetingpolicy': ['meeting_policies', same],
  'microsoft.teams.meetingbroadcastpolicy': ['broadcast_policies', same],
  'microsoft.teams.federationconfiguration': ['federation_configuration', same],
  'microsoft.teams.clientconfiguration': ['client_configuration', same],
  'microsoft.teams.apppermissionpolicy': ['app_policies', same],
}
/** What the workload's own endpoint tells of today: a snapshot only stands in for it. */
const standsIn = (type: string): boolean => type.startsWith('microsoft.teams.')
const DATA_LOSS = 'microsoft.securityandcompliance.dlpcompliancepolicy'
const LICENSED = 'dlp-licensed'
const ALERT = 'alert-policy'
const RECIPIENTS = 'microsoft-365.alert-policy.recipients'
const settingsPerType = new Map(
  Object.entries(snapshotTypes).map(([type, [section]]) => [
    type,
    settingsOf(section, null).map(([name]) => name),
  ]),
)

/** What some page recipe reads: only there is anybody sent with the extension. */
const readFromPages = new Set(
  recipes.flatMap(recipe => recipe.settings.map(reading => reading.setting)),
)

/**
 * A snapshot older than this says too little of today. Microsoft itself deletes them after seven
 * days.
 */
const MAXIMUM_AGE = 7 * 86_400_000
const jobs = '/v1.0/admin/configurationManagement/configurationSnapshotJobs'

/**
 * Exchange and Defender answer their administration modules by POST only, which this agent does not
 * send. Microsoft Graph serves by GET what its tenant configuration management has copied from
 * them: the newest snapshot of each type that an administrator, or their automation, had made.
 */
export const snapshotPart: CollectorPart = {
  id: 'configuration-snapshot',
  settings: [
    ...[...settingsPerType]
      .filter(([type]) => !standsIn(type))
      .flatMap(([, names]) => names)
      .map(name => `microsoft-365.tenant.${name}`),
    RECIPIENTS,
  ],
  lists: [ALERT],
  async *collect(context) {
    const evidence: EvidenceHandle[] = []
    const found = await newestPerType(context, evidence)
    const bodies = new Map<string, readonly Fields[]>()
    for (const [type, names] of settingsPerType) {
      const job = found.get(type)
      if (!job && standsIn(type)) continue
      if (!job) {
        for (const name of names)
          yield unreadable(
            context,
            name,
            'not-readable-by-api',
            said('no-snapshot', {
              type,
              page: readFromPages.has(`microsoft-365.tenant.${name}`),
            }),
            evidence,
          )
        continue
      }
      const location = string(job['resourceLocation'])
      if (!bodies.has(location)) {
        const reply = await context.api.get(location, { personal: true })
        evidence.push(reply.evidence)
        bodies.set(location, objects(fields(reply.body as Value)['resources']))
      }
      yield* readings(context, type, job, bodies.get(location) ?? [], evidence)
    }
  },
}

function* readings(
  context: CollectorContext,
  type: string,
  job: Fields,
  resources: readonly Fields[],
  evidence: readonly EvidenceHandle[],
): Iterable<Yield> {
  const [section, change] = snapshotTypes[type] ?? ['', same]
  const own = resources
    .filter(resource => string(resource['resourceType']).toLowerCase() === type)
    .map(resource => change(fields(resource['properties'])))
  // A snapshot that went wrong in part has gaps: only what it has counts, and that it has nothing
  // says nothing.
  const partial = string(job['status']) !== 'succeeded'
  const unclear = change === rule ? own.find(item => !('State' in item)) : undefined
  for (const [name, value] of settingsOf(section, own)) {
    if (unclear)
      yield unreadable(
        context,
        name,
        'malformed',
        said('state-missing', { name: string(unclear['Identity'] ?? unclear['Name']) }),
        evidence,
      )
    else if (partial && own.length === 0)
      yield unreadable(
        context,
        name,
        'not-found',
        said('snapshot-lacks', { at: string(job['completedDateTime']).slice(0, 10), type }),
        evidence,
      )
    else yield valueOf(context, name, value, evidence)
    // Microsoft lists the policies of a tenant that may have some.
    if (type === DATA_LOSS && own.length > 0) yield valueOf(context, LICENSED, true, evidence)
    if (name === 'alert-policies') yield* recipientsOf(context, value, evidence)
    if (name === 'alert-policies' && !partial) yield { kind: 'listed', type: ALERT }
  }
}

/**
 * Who a policy's alerts go to, where the snapshot says it; where it does not, the policy's page
 * does. Every policy is announced, and that these are all of them: what an earlier snapshot said of
 * one must not go on counting.
 */
function* recipientsOf(
  { target }: CollectorContext,
  policies: Value,
  evidence: readonly EvidenceHandle[],
): Iterable<Yield> {
  const { type, id } = rootOf(target)
  for (const policy of objects(policies)) {
    const name = string(policy['name'])
    if (name === '') continue
    const resource = { type: ALERT, id: name, name, parent: { type, id } }
    yield { kind: 'resource', resource, evidence }
    if ('notifyUser' in policy)
      yield {
        kind: 'value',
        resource,
        setting: RECIPIENTS,
        value: policy['notificationEnabled'] === false ? [] : [...strings(policy['notifyUser'])],
        evidence,
      }
    else
      yield {
        kind: 'unobserved',
        resource,
        setting: RECIPIENTS,
        reason: 'not-readable-by-api',
        why: said('recipients-not-in-snapshot'),
        evidence,
      }
  }
}

/**
 * The newest finished snapshot of each resource type; one that succeeded in part only where no
 * whole one is there.
 */
async function newestPerType(
  context: CollectorContext,
  evidence: EvidenceHandle[],
): Promise<ReadonlyMap<string, Fields>> {
  const finished: Fields[] = []
  for await (const page of context.api.pages(
    `${jobs}?$select=id,status,resources,completedDateTime,resourceLocation`,
    nextLink,
  )) {
    evidence.push(page.evidence)
    finished.push(
      ...objects(page.items as Value).filter(
        job =>
          ['succeeded', 'partiallySuccessful'].includes(string(job['status'])) &&
          string(job['resourceLocation']) !== '',
      ),
    )
  }
  const from = context.now().getTime() - MAXIMUM_AGE
  const ranked = finished
    .filter(job => Date.parse(string(job['completedDateTime'])) >= from)
    .sort(
      (a, b) =>
        Number(string(b['status']) === 'succeeded') - Number(string(a['status']) === 'succeeded') ||
        Date.parse(string(b['completedDateTime'])) - Date.parse(string(a['completedDateTime'])),
    )
  const newest = new Map<string, Fields>()
  for (const job of ranked)
    for (const type of strings(at(job, 'resources')))
      if (!newest.has(type.toLowerCase())) newest.set(type.toLowerCase(), job)
  return newest
}

const outOfReach = settings.filter(
  setting =>
    setting.api === undefined &&
    setting.resource === 'tenant' &&
    setting.id !== `microsoft-365.tenant.${LICENSED}`,
)

/**
 * Settings that no GET request gives: a finding that rests on them says so, and names the ways that
 * there are.
 */
export const outOfReachPart: CollectorPart = {
  id: 'out-of-reach',
  settings: outOfReach.map(setting => setting.id),
  async *collect(context) {
    for (const setting of outOfReach) {
      const name = setting.id.slice('microsoft-365.tenant.'.length)
      yield unreadable(
        context,
        name,
        'not-readable-by-api',
        said('out-of-reach', {
          path: setting.console?.path ?? null,
          page: setting.console !== undefined && readFromPages.has(setting.id),
        }),
      )
    }
  },
}
