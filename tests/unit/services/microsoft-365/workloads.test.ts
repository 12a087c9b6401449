import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApi } from '../../../../agent/collect/api.ts'
import { assess } from '../../../../common/assess/assess.ts'
import { current } from '../../../../common/assess/current.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import { Unreadable } from '../../../../common/model/index.ts'
import type {
  CollectorContext,
  Observation,
  Reading,
  Value,
} from '../../../../common/model/index.ts'
import { collector as microsoft365Collector } from '../../../../common/services/microsoft-365/collect/index.ts'
import {
  audiencesOf,
  graphOrigin,
} from '../../../../common/services/microsoft-365/collect/origins.ts'
import { services } from '../../../../common/services/index.ts'
import { startGraph } from '../../../support/microsoft-graph.ts'
import type { GraphTenant } from '../../../support/microsoft-graph.ts'
import { wordsOf } from '../../../../common/words/english/index.ts'
import { inWords } from '../../../support/in-words.ts'

const now = '2026-11-23T12:00:00.000Z'
const jobs = '/v1.0/admin/configurationManagement/configurationSnapshotJobs'
const governance = '/providers/PowerPlatform.Governance/v1'
const resource = (resourceType: string, properties: object) => ({
  displayName: resourceType,
  resourceType,
  properties,
})

/**
 * Each workload in the shape that its administration module, or Microsoft's reference, shows;
 * SharePoint's and the Teams endpoint's replies are not wrapped as Graph's are.
 */
const graph: GraphTenant = {
  replies: {
    '/v1.0/organization': [{ id: 't-1', displayName: 'Contoso' }],
    '/v1.0/subscribedSkus': [
      {
        capabilityStatus: 'Enabled',
        servicePlans: [{ servicePlanName: 'BI_AZURE_P2', provisioningStatus: 'Success' }],
      },
    ],
    '/v1.0/admin/sharepoint/settings': {
      sharingCapability: 'externalUserAndGuestSharing',
      sharingDomainRestrictionMode: 'none',
    },
    '/v1.0/domains': [],
    [jobs]: [
      {
        id: 'old',
        status: 'succeeded',
        resources: ['microsoft.exchange.remotedomain'],
        completedDateTime: '2026-10-01T00:00:00Z',
        resourceLocation: 'SNAPSHOTS/old',
      },
      {
        id: 'new',
        status: 'succeeded',
        resources: [
          'microsoft.exchange.remotedomain',
          'microsoft.exchange.transportconfig',
          'microsoft.exchange.sharingpolicy',
          'microsoft.exchange.transportrule',
          'microsoft.exchange.organizationconfig',
          'microsoft.exchange.hostedConnectionFilterPolicy',
        ],
        completedDateTime: '2026-11-22T00:00:00Z',
        resourceLocation: 'SNAPSHOTS/new',
      },
      {
        id: 'half',
        status: 'partiallySuccessful',
        resources: [
          'microsoft.exchange.remotedomain',
          'microsoft.exchange.accepteddomain',
          'microsoft.exchange.dkimsigningconfig',
        ],
        completedDateTime: '2026-11-23T00:00:00Z',
        resourceLocation: 'SNAPSHOTS/half',
      },
      {
        id: 'going',
        status: 'running',
        resources: ['microsoft.exchange.atppolicyforo365'],
        completedDateTime: '0001-01-01T00:00:00Z',
        resourceLocation: '',
      },
    ],
  },
  raw: {
    '/snapshots/new': {
      id: 'new',
      resources: [
        resource('microsoft.exchange.remotedomain', {
          Identity: 'Default',
          DomainName: '*',
          AutoForwardEnabled: true,
        }),
        resource('microsoft.exchange.transportconfig', { SmtpClientAuthenticationDisabled: true }),
        resource('microsoft.exchange.sharingpolicy', {
          Name: 'Default',
          Domains: ['*:CalendarSharingFreeBusySimple'],
        }),
        resource('microsoft.exchange.transportrule', {
          Name: 'Mark',
          Enabled: true,
          Mode: 'Enforce',
          FromScope: 'NotInOrganization',
          PrependSubject: '[External]',
        }),
        resource('microsoft.exchange.organizationconfig', { AuditDisabled: false }),
        resource('microsoft.exchange.hostedConnectionFilterPolicy', {
          Identity: 'Default',
          IPAllowList: [],
          EnableSafeList: false,
        }),
      ],
    },
    '/snapshots/half': {
      id: 'half',
      resources: [resource('microsoft.exchange.accepteddomain', { Identity: 'contoso.com' })],
    },
  },
}
const teams: GraphTenant = {
  token: 'token for 48ac35b8-9aa8-4d74-927d-1f4a14a0b239',
  replies: {},
  raw: {
    '/Skype.Policy/configurations/TeamsMeetingPolicy': [
      {
        Identity: 'Global',
        AllowExternalParticipantGiveRequestControl: false,
        AllowAnonymousUsersToStartMeeting: false,
        AutoAdmittedUsers: 'EveryoneInCompanyExcludingGuests',
        AllowPSTNUsersToBypassLobby: false,
        AllowCloudRecording: true,
      },
      {
        Identity: 'Tag:Kiosk',
        AllowExternalParticipantGiveRequestControl: true,
        AllowAnonymousUsersToStartMeeting: false,
        AutoAdmittedUsers: 'Everyone',
        AllowPSTNUsersToBypassLobby: false,
        AllowCloudRecording: false,
      },
    ],
    '/Skype.Policy/configurations/TeamsMeetingBroadcastPolicy': [
      { Identity: 'Global', BroadcastRecordingMode: 'UserOverride' },
    ],
    '/Skype.Policy/configurations/TenantFederationSettings': [
      {
        Identity: 'Global',
        AllowFederatedUsers: true,
        AllowedDomains: { AllowedDomain: [{ Domain: 'partner.example' }] },
        AllowTeamsConsumer: true,
        AllowTeamsConsumerInbound: false,
      },
    ],
    '/Skype.Policy/configurations/TeamsClientConfiguration': [
      { Identity: 'Global', AllowEmailIntoChannel: false },
    ],
    '/Skype.Policy/configurations/TeamsAppPermissionPolicy': [
      {
        Identity: 'Global',
        DefaultCatalogAppsType: 'BlockedAppList',
        GlobalCatalogAppsType: 'AllowedAppList',
        PrivateCatalogAppsType: 'AllowedAppList',
      },
    ],
    '/Teams.Tenant/tenants': { tenantId: 't-1', assignedPlan: ['TEAMS1'] },
  },
}
const platform: GraphTenant = {
  token: 'token for https://service.powerapps.com/',
  replies: {},
  raw: {
    '/providers/Microsoft.BusinessAppPlatform/scopes/admin/environments': {
      value: [
        {
          name: 'Default-t-1',
          location: 'europe',
          properties: {
            displayName: 'Contoso (default)',
            isDefault: true,
            environmentSku: 'Default',
          },
        },
        {
          name: 'e-2',
          properties: { displayName: 'Sales', isDefault: false, environmentSku: 'Production' },
        },
      ],
    },
    [`${governance}/policies`]: {
      value: [
        {
          name: 'p-1',
          displayName: 'Default only',
          environmentType: 'OnlyEnvironments',
          environments: [{ name: 'Default-t-1' }],
          connectorGroups: [],
        },
      ],
    },
    [`${governance}/tenants/t-1/tenantIsolationPolicy`]: {
      properties: {
        tenantId: 't-1',
        isDisabled: false,
        allowedTenants: [{ tenantId: 't-2', direction: { inbound: true, outbound: false } }],
      },
    },
  },
}
const bi: GraphTenant = {
  token: 'token for https://api.fabric.microsoft.com',
  replies: {},
  raw: {
    '/v1/admin/tenantsettings': {
      tenantSettings: [
        {
          settingName: 'PublishToWeb',
          title: 'Publish to web',
          enabled: false,
          canSpecifySecurityGroups: true,
          tenantSettingGroup: 'Export and sharing settings',
        },
        {
          settingName: 'AllowGuestUserToAccessSharedContent',
          title: 'Guest users',
          enabled: true,
          canSpecifySecurityGroups: true,
          enabledSecurityGroups: [{ graphId: 'g-1', name: 'Partners' }],
        },
      ],
    },
  },
}
const sharepoint: GraphTenant = {
  token: 'token for https://contoso-admin.sharepoint.com',
  replies: {},
  raw: {
    '/_api/SPO.Tenant': {
      d: {
        SharingCapability: 2,
        ODBSharingCapability: 0,
        SharingDomainRestrictionMode: 0,
        DefaultSharingLinkType: 1,
        DefaultLinkPermission: 1,
        RequireAnonymousLinksExpireInDays: 30,
        FileAnonymousLinkType: 1,
        FolderAnonymousLinkType: 2,
        EmailAttestationRequired: true,
        EmailAttestationReAuthDays: 30,
      },
    },
  },
}

async function read(
  context: TestContext,
  over: {
    readonly graph?: Partial<GraphTenant>
    readonly teams?: Partial<GraphTenant>
    readonly bi?: Partial<GraphTenant>
    readonly target?: Record<string, string>
  } = {},
) {
  const start = async (tenant: GraphTenant) => {
    const server = await startGraph(tenant)
    context.after(() => server.close())
    return server
  }
  const located = { ...graph, ...over.graph }
  const [own, ...others] = [
    await start(located),
    await start({ ...teams, ...over.teams }),
    await start(platform),
    await start({ ...bi, ...over.bi }),
    await start(sharepoint),
  ]
  for (const job of located.replies[jobs] as { resourceLocation: string }[])
    job.resourceLocation = job.resourceLocation.replace(
      /^.*(?=\/(old|new|half)$)/,
      `${own.url}/snapshots`,
    )
  const [teamsUrl, platformUrl, biUrl, sharepointUrl] = others.map(server => server.url)
  const target = over.target ?? {
    'tenant': 't-1',
    'url': own.url,
    'sharepoint': 'contoso',
    'teams-url': teamsUrl ?? '',
    'power-platform-url': platformUrl ?? '',
    'power-bi-url': biUrl ?? '',
    'sharepoint-url': sharepointUrl ?? '',
  }
  let evidence = 0
  const slept: number[] = []
  const collecting: CollectorContext = {
    api: createApi({
      ...microsoft365Collector.endpoint({ url: own.url, ...target }),
      secret: async audience => (audience === undefined ? 'graph-token' : `token for ${audience}`),
      sleep: async ms => {
        slept.push(ms)
      },
      random: () => 0,
      recorder: { earlier: async () => null, record: async () => evidence++, unchanged: () => 0 },
    }),
    dns: { txt: async () => ({ records: [], evidence: evidence++ }) },
    target: { url: own.url, ...target },
    now: () => new Date(now),
  }
  const readings = new Map<string, Reading>()
  for (const part of microsoft365Collector.parts) {
    try {
      for await (const item of part.collect(collecting)) {
        if (item.kind === 'value')
          readings.set(item.setting, { state: 'observed', value: item.value })
        if (item.kind === 'unobserved')
          readings.set(item.setting, {
            state: 'unobserved',
            reason: item.reason,
            ...(item.why ? { why: item.why } : {}),
          })
      }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      // As a scan does: what another part read stays.
      for (const setting of part.settings.filter(id => !readings.has(id)))
        readings.set(setting, { state: 'unobserved', reason: error.reason, why: error.said })
    }
  }
  const tenant = { type: 'tenant', id: 't-1' }
  const observations = [...readings].map(([setting, reading]): Observation => ({
    setting,
    resource: tenant,
    reading,
    source: 'api',
    grade: 'A',
    at: now,
    evidence: [],
  }))
  const findings = assess(
    loadCatalogue({ services, metrics, frameworks: [] }).checksOf('microsoft-365'),
    current({
      tenant: 'contoso',
      service: 'microsoft-365',
      at: now,
      resources: [{ ...tenant, name: 'Contoso' }],
      observations,
    }),
  )
  const finding = (check: string) =>
    findings.map(inWords).find(item => item.check === `microsoft-365.tenant.${check}`)
  return {
    readings,
    finding,
    collecting,
    slept,
    requests: [own, ...others].flatMap(server => server.requests),
  }
}

const outcomes = (
  finding: Awaited<ReturnType<typeof read>>['finding'],
  checks: Readonly<Record<string, string>>,
) => Object.fromEntries(Object.keys(checks).map(check => [check, finding(check)?.outcome]))

test('SharePoint, Teams, the Power Platform and Power BI are read by GET, each with a token of its own, and judged by the checks of the import', async context => {
  const { finding, requests } = await read(context)
  const expected = {
    'sharepoint-sharing-limited': 'fail',
    'onedrive-sharing-limited': 'pass',
    'sharepoint-default-link-specific-people': 'pass',
    'sharepoint-anyone-links-expire': 'pass',
    'sharepoint-anyone-links-view': 'fail',
    'sharepoint-verification-code-reauthentication': 'pass',
    'teams-external-control-off': 'fail',
    'teams-anonymous-cannot-start': 'pass',
    'teams-internal-users-admitted': 'pass',
    'teams-recording-off': 'fail',
    'teams-events-not-always-recorded': 'pass',
    'teams-federation-per-domain': 'pass',
    'teams-unmanaged-cannot-start': 'pass',
    'teams-internal-cannot-contact-unmanaged': 'fail',
    'teams-mail-into-channels-off': 'pass',
    'power-platform-default-environment-governed': 'pass',
    'power-platform-other-environments-governed': 'fail',
    'power-platform-tenant-isolated': 'pass',
    'power-platform-isolation-allowlist': 'pass',
    'power-bi-publish-to-web': 'pass',
    'power-bi-guest-access': 'pass',
    // Only POST gives these: unknown, never a pass.
    'power-platform-environments-restricted': 'unknown',
    'teams-third-party-apps-approved': 'unknown',
  }
  assert.deepEqual(outcomes(finding, expected), expected)
  assert.equal(finding('power-platform-environments-restricted')?.reason, 'not-readable-by-api')
  assert.match(
    finding('power-platform-environments-restricted')?.detail ?? '',
    /import an export of ScubaGear or a document; a person sees it at Manage > Tenant settings/,
    'no recipe reads that page, so nobody is sent there with the extension',
  )
  assert.ok(requests.every(request => request.startsWith('GET ')))
})

test('Exchange and Defender come from the newest configuration snapshot of each type, and a gap in one is not an absence', async context => {
  const { finding, readings } = await read(context)
  const expected = {
    'forwarding-restricted': 'fail',
    'smtp-auth-disabled': 'pass',
    'contacts-not-shared': 'pass',
    'calendars-not-shared': 'fail',
    'external-mail-marked': 'pass',
    'mailbox-auditing-on': 'pass',
    'no-ip-allow-list': 'pass',
    'no-safe-list': 'pass',
  }
  assert.deepEqual(outcomes(finding, expected), expected)
  assert.deepEqual(readings.get('microsoft-365.tenant.accepted-domains'), {
    state: 'observed',
    value: [{ identity: 'contoso.com', domainName: 'contoso.com' }],
  })
  const gap = readings.get('microsoft-365.tenant.dkim-configurations')
  assert.ok(
    gap?.state === 'unobserved' &&
      gap.reason === 'not-found' &&
      gap.why !== undefined &&
      wordsOf(gap.why).includes('succeeded in part'),
  )
  const none = readings.get('microsoft-365.tenant.office-attachment-protection')
  assert.ok(
    none?.state === 'unobserved' &&
      none.reason === 'not-readable-by-api' &&
      none.why !== undefined &&
      wordsOf(none.why).includes('atppolicyforo365'),
  )
})

const snapshotOf = (...resources: ReturnType<typeof resource>[]): Partial<GraphTenant> => ({
  replies: {
    ...graph.replies,
    [jobs]: [
      {
        id: 'new',
        status: 'succeeded',
        resources: [...new Set(resources.map(item => item.resourceType))],
        completedDateTime: '2026-11-22T00:00:00Z',
        resourceLocation: 'SNAPSHOTS/new',
      },
    ],
  },
  raw: { '/snapshots/new': { id: 'new', resources } },
})

test('a snapshot stands in for Teams where its own endpoint refuses, and not where it answers', async context => {
  const configured = snapshotOf(
    resource('microsoft.teams.meetingpolicy', {
      Identity: 'Global',
      AllowAnonymousUsersToStartMeeting: true,
    }),
    resource('microsoft.teams.federationconfiguration', {
      Identity: 'Global',
      AllowFederatedUsers: true,
      AllowedDomains: [],
      AllowTeamsConsumer: false,
    }),
    resource('microsoft.teams.meetingbroadcastpolicy', {
      Identity: 'Global',
      BroadcastRecordingMode: 'AlwaysEnabled',
    }),
    resource('microsoft.teams.clientconfiguration', {
      Identity: 'Global',
      AllowEmailIntoChannel: true,
    }),
    resource('microsoft.teams.apppermissionpolicy', {
      Identity: 'Global',
      DefaultCatalogAppsType: 'AllowedAppList',
      PrivateCatalogAppsType: 'BlockedAppList',
    }),
  )
  const kinds = [
    'TeamsMeetingPolicy',
    'TenantFederationSettings',
    'TeamsMeetingBroadcastPolicy',
    'TeamsClientConfiguration',
    'TeamsAppPermissionPolicy',
  ]
  const [meetings = '', ...others] = kinds.map(kind => `/Skype.Policy/configurations/${kind}`)
  const refused = await read(context, {
    graph: configured,
    teams: { forbidden: [meetings, ...others] },
  })
  assert.equal(refused.finding('teams-events-not-always-recorded')?.outcome, 'fail')
  assert.equal(refused.finding('teams-mail-into-channels-off')?.outcome, 'fail')
  const apps = refused.readings.get('microsoft-365.tenant.teams-app-permission-policies')
  assert.ok(apps?.state === 'observed' && Array.isArray(apps.value))
  assert.deepEqual(apps.value[0], {
    identity: 'Global',
    defaultCatalogAppsType: 'AllowedAppList',
    privateCatalogAppsType: 'BlockedAppList',
  })
  assert.equal(refused.finding('teams-anonymous-cannot-start')?.outcome, 'fail')
  assert.equal(refused.finding('teams-federation-per-domain')?.outcome, 'fail')
  const answered = await read(context, { graph: configured })
  assert.equal(answered.finding('teams-anonymous-cannot-start')?.outcome, 'pass')
  const without = await read(context, { teams: { forbidden: [meetings] } })
  assert.equal(without.finding('teams-anonymous-cannot-start')?.reason, 'forbidden')
})

test('data loss prevention comes from a snapshot, in its own shape', async context => {
  const types = [
    'Credit Card Number',
    'U.S. Individual Taxpayer Identification Number (ITIN)',
    'U.S. Social Security Number (SSN)',
  ].map(name => ({ name }))
  const outcome = async (condition: Value, mode = 'Enable') => {
    const { finding } = await read(context, {
      graph: snapshotOf(
        resource('microsoft.securityandcompliance.dlpcompliancepolicy', {
          Name: 'Personal',
          Mode: mode,
          ExchangeLocation: ['All'],
        }),
        resource('microsoft.securityandcompliance.dlpcompliancerule', {
          Name: 'Block',
          Policy: 'Personal',
          ContentContainsSensitiveInformation: condition,
          BlockAccess: true,
          BlockAccessScope: 'All',
          Disabled: false,
        }),
      ),
    })
    return finding('suite-personal-data-blocked')?.outcome
  }
  assert.equal(await outcome({ SensitiveInformation: types }), 'pass')
  assert.equal(await outcome({ SensitiveInformation: types.slice(1) }), 'fail')
  assert.equal(await outcome({ SensitiveInformation: types }, 'TestWithNotifications'), 'fail')
  const groups = types.map(type => ({ Operator: 'Or', SensitiveInformation: [type] }))
  assert.equal(await outcome({ Operator: 'Or', Groups: groups }), 'pass')
  assert.equal(await outcome({ Operator: 'And', Groups: groups }), 'fail')
  const together = [{ Operator: 'And', SensitiveInformation: types }]
  assert.equal(await outcome({ Operator: 'Or', Groups: together }), 'fail')
})

test('rules of a snapshot that do not say whether they are on are not judged', async context => {
  const state = async (properties: Record<string, Value>) =>
    (
      await read(context, {
        graph: snapshotOf(
          resource('microsoft.exchange.malwarefilterrule', { Identity: 'Sales', ...properties }),
        ),
      })
    ).readings.get('microsoft-365.tenant.malware-rules')
  assert.equal((await state({ Priority: '0', Enabled: true }))?.state, 'observed')
  const silent = await state({ Priority: '0' })
  assert.ok(silent?.state === 'unobserved' && silent.reason === 'malformed')
})

test("Power BI's list is read under its documented name too", async context => {
  const { '/v1/admin/tenantsettings': reply } = bi.raw as Record<string, { tenantSettings: Value }>
  const { finding } = await read(context, {
    bi: { raw: { '/v1/admin/tenantsettings': { value: reply?.tenantSettings } } },
  })
  assert.equal(finding('power-bi-publish-to-web')?.outcome, 'pass')
})

test('throttling is waited out; a workload that refuses leaves only its own settings unread; without its name SharePoint is not asked', async context => {
  const meetings = '/Skype.Policy/configurations/TeamsMeetingPolicy'
  const { readings, slept } = await read(context, {
    teams: { throttled: ['/Teams.Tenant/tenants'], forbidden: [meetings] },
  })
  assert.ok(slept.includes(1000))
  assert.equal(
    (readings.get('microsoft-365.tenant.teams-meeting-policies') as { reason?: string }).reason,
    'forbidden',
  )
  assert.equal(readings.get('microsoft-365.tenant.teams-tenants')?.state, 'observed')
  const wrong = await read(context, { teams: { token: 'another' } })
  assert.deepEqual(
    ['teams-client-configurations', 'power-bi-publish-to-web'].map(
      name => wrong.readings.get(`microsoft-365.tenant.${name}`)?.state,
    ),
    ['unobserved', 'observed'],
  )
  assert.equal(
    wrong.requests.filter(request => request.includes('/Skype.Policy/')).length,
    1,
    'a refused token is not shown again',
  )
  const unnamed = await read(context, { target: { tenant: 't-1', cloud: 'china' } })
  const link = unnamed.readings.get('microsoft-365.tenant.sharepoint-default-link-type')
  assert.ok(
    link?.state === 'unobserved' &&
      link.reason === 'not-readable-by-api' &&
      link.why !== undefined &&
      wordsOf(link.why).includes('--set sharepoint=NAME'),
  )
})

test("connecting names what each workload's missing right costs", async context => {
  const { collecting } = await read(context, {
    teams: { token: 'another' },
    graph: { forbidden: [jobs] },
  })
  const { missing } = await microsoft365Collector.probe(collecting)
  assert.deepEqual(
    missing.map(item => [item.right, item.costs.length]),
    [
      ['ConfigurationMonitoring.Read.All', 24],
      ['teams-admin', 6],
    ],
  )
})

test('a token for one audience is not shown to another origin, and no origin but the declared ones is asked', async () => {
  const asked: string[] = []
  const fetch = (async (url: string, init: RequestInit) => {
    asked.push(
      `${new URL(url).host} ${String((init.headers as Record<string, string>)['authorization'])}`,
    )
    return new Response('[]', { headers: { 'content-type': 'application/json' } })
  }) as typeof globalThis.fetch
  const api = (secret: string | ((audience?: string) => Promise<string>)) =>
    createApi({
      ...microsoft365Collector.endpoint({ tenant: 't-1' }),
      secret,
      fetch,
      recorder: { earlier: async () => null, record: async () => 0, unchanged: () => 0 },
    })
  const bap = 'https://api.bap.microsoft.com/providers'
  await assert.rejects(
    api('graph-token').get(bap),
    (error: unknown) => error instanceof Unreadable && error.reason === 'unauthorized',
  )
  await assert.rejects(
    api('graph-token').get('https://contoso-admin.sharepoint.com/_api/SPO.Tenant'),
    (error: unknown) => error instanceof Unreadable && error.reason === 'malformed',
  )
  await api(async (audience = 'own') => audience).get(bap)
  assert.deepEqual(asked, ['api.bap.microsoft.com Bearer https://service.powerapps.com/'])
  assert.equal(graphOrigin({ cloud: 'gcchigh' }), 'https://graph.microsoft.us')
  assert.deepEqual(Object.keys(audiencesOf({ cloud: 'dod', sharepoint: 'contoso' })), [
    'https://contoso-admin.sharepoint-mil.us',
    'https://api.interfaces.records.gov.teams.microsoft.us',
    'https://api.appsplatform.us',
    'https://api.mil.powerbigov.us',
  ])
})
