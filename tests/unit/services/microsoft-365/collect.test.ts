import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApi } from '../../../../agent/collect/api.ts'
import { assess } from '../../../../common/assess/assess.ts'
import { current } from '../../../../common/assess/current.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import { Unreadable } from '../../../../common/model/index.ts'
import type { CollectorContext, Observation, Value } from '../../../../common/model/index.ts'
import published from '../../../support/microsoft-graph-permissions.json' with { type: 'json' }
import { collector as microsoft365Collector } from '../../../../common/services/microsoft-365/collect/index.ts'
import { services } from '../../../../common/services/index.ts'
import { takeover } from '../../../../common/services/microsoft-365/collect/takeover.ts'
import { readsOnly } from '../../../../common/services/microsoft-365/collect/permissions.ts'
import { conditionalAccessPolicy, startGraph } from '../../../support/microsoft-graph.ts'
import type { GraphTenant } from '../../../support/microsoft-graph.ts'

const now = '2026-11-23T12:00:00.000Z'
const [globalAdministrator, userAdministrator] = [
  '62e90394-69f5-4237-9190-012177145e10',
  'fe930be7-5e62-47db-91af-98c3a49a38b1',
] as const
const user = (id: string, role: string) => ({
  principalId: id,
  roleDefinitionId: role,
  principal: { '@odata.type': '#microsoft.graph.user', id },
})
const directory = '/v1.0/roleManagement/directory'
const tenant: GraphTenant = {
  replies: {
    '/v1.0/organization': [{ id: 't-1', displayName: 'Contoso' }],
    '/beta/identity/conditionalAccess/policies': [
      { displayName: 'Off', state: 'disabled' },
      { displayName: 'Report', state: 'enabledForReportingButNotEnforced' },
      conditionalAccessPolicy({
        displayName: 'Block legacy',
        state: 'enabled',
        conditions: {
          users: { includeUsers: ['All'] },
          applications: { includeApplications: ['All'] },
          clientAppTypes: ['exchangeActiveSync', 'other'],
        },
        grantControls: { builtInControls: ['block'] },
      }),
    ],
    '/v1.0/subscribedSkus': [
      {
        skuPartNumber: 'SPE_E5',
        capabilityStatus: 'Enabled',
        servicePlans: [
          { servicePlanName: 'AAD_PREMIUM_P2', servicePlanId: 'x', provisioningStatus: 'Success' },
        ],
      },
    ],
    '/beta/policies/authenticationMethodsPolicy': {
      id: 'authenticationMethodsPolicy',
      policyMigrationState: 'migrationComplete',
      authenticationMethodConfigurations: [
        { id: 'Sms', state: 'disabled' },
        { id: 'Voice', state: 'disabled' },
        { id: 'Email', state: 'enabled' },
      ],
    },
    '/v1.0/policies/authorizationPolicy': {
      id: 'authorizationPolicy',
      allowInvitesFrom: 'adminsAndGuestInviters',
      guestUserRoleId: '2af84b1e-32c8-42b7-82bc-daa82404023b',
      defaultUserRolePermissions: {
        allowedToCreateApps: false,
        permissionGrantPoliciesAssigned: [
          'ManagePermissionGrantsForSelf.microsoft-user-default-legacy',
        ],
      },
    },
    '/v1.0/policies/adminConsentRequestPolicy': { isEnabled: true },
    '/v1.0/domains': [
      {
        id: 'contoso.com',
        isVerified: true,
        isRoot: true,
        authenticationType: 'Managed',
        passwordValidityPeriodInDays: 2147483647,
        supportedServices: ['Email'],
      },
      {
        id: 'sub.contoso.com',
        isVerified: true,
        isRoot: false,
        authenticationType: 'Managed',
        passwordValidityPeriodInDays: null,
        supportedServices: ['Email'],
      },
      {
        id: 'contoso.onmicrosoft.com',
        isVerified: true,
        isRoot: true,
        authenticationType: 'Managed',
        passwordValidityPeriodInDays: null,
        supportedServices: ['Email'],
      },
    ],
    '/v1.0/admin/sharepoint/settings': {
      sharingCapability: 'existingExternalUserSharingOnly',
      sharingDomainRestrictionMode: 'allowList',
    },
    [`${directory}/roleAssignments`]: [
      user('anna', globalAdministrator),
      {
        principalId: 'admins',
        roleDefinitionId: globalAdministrator,
        principal: { '@odata.type': '#microsoft.graph.group', 'id': 'admins' },
      },
      user('app', userAdministrator),
      user('other', 'some-other-role'),
    ],
    [`${directory}/roleEligibilityScheduleInstances`]: [
      user('cy', userAdministrator),
      user('di', userAdministrator),
    ],
    '/v1.0/groups/admins/transitiveMembers': [
      { '@odata.type': '#microsoft.graph.group', 'id': 'inner' },
      { '@odata.type': '#microsoft.graph.user', 'id': 'ben' },
      { '@odata.type': '#microsoft.graph.user', 'id': 'anna' },
    ],
    ...Object.fromEntries(
      ['anna', 'ben', 'cy', 'di'].map(id => [
        `/v1.0/users/${id}`,
        { id, displayName: id, onPremisesImmutableId: id === 'di' ? 'AD==' : null },
      ]),
    ),
    [`${directory}/roleAssignmentScheduleInstances`]: [
      {
        principalId: 'anna',
        roleDefinitionId: globalAdministrator,
        startDateTime: null,
        endDateTime: null,
        assignmentType: 'Assigned',
      },
      {
        principalId: 'cy',
        roleDefinitionId: userAdministrator,
        startDateTime: now,
        endDateTime: now,
        assignmentType: 'Activated',
      },
    ],
    '/v1.0/policies/roleManagementPolicyAssignments': [
      {
        roleDefinitionId: globalAdministrator,
        policy: {
          rules: [
            { id: 'Approval_EndUser_Assignment', setting: { isApprovalRequired: true } },
            { id: 'Notification_Admin_EndUser_Assignment', notificationRecipients: [] },
          ],
        },
      },
    ],
    "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')": {
      id: 'graph',
      appRoles: [
        { id: 'r-1', value: 'RoleManagement.ReadWrite.Directory' },
        { id: 'r-2', value: 'Mail.Read' },
        { id: 'r-3', value: 'Application.ReadWrite.All' },
        { id: 'r-4', value: 'Policy.ReadWrite.PermissionGrant' },
      ],
    },
    "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo": [
      { principalId: 'sp-2', principalDisplayName: 'Backup', appRoleId: 'r-2' },
      { principalId: 'sp-1', principalDisplayName: 'Sync', appRoleId: 'r-3' },
      { principalId: 'sp-1', principalDisplayName: 'Sync', appRoleId: 'r-1' },
      { principalId: 'sp-6', principalDisplayName: 'Consents', appRoleId: 'r-4' },
    ],
    '/v1.0/oauth2PermissionGrants': [
      { clientId: 'sp-3', consentType: 'Principal', scope: 'RoleManagement.ReadWrite.Directory' },
      { clientId: 'sp-4', consentType: 'AllPrincipals', scope: 'openid Directory.Read.All' },
      { clientId: 'sp-5', consentType: 'AllPrincipals', scope: ' openid Domain.ReadWrite.All' },
      { clientId: 'sp-7', consentType: 'AllPrincipals', scope: 'Directory.AccessAsUser.All' },
    ],
    '/v1.0/servicePrincipals': [
      {
        id: '1',
        appOwnerOrganizationId: 't-1',
        passwordCredentials: [
          { startDateTime: '2026-01-01T00:00:00Z', endDateTime: '2028-01-01T00:00:00Z' },
        ],
      },
      {
        id: '2',
        appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
        passwordCredentials: [
          { startDateTime: '2026-01-01T00:00:00Z', endDateTime: '2099-01-01T00:00:00Z' },
        ],
      },
      { id: '3', appOwnerOrganizationId: 't-1', passwordCredentials: [] },
      ...['72f988bf-86f1-41af-91ab-2d7cd011db47', '47df5bb7-e6bc-4256-afb0-dd8c8e3c1ce8'].map(
        (appOwnerOrganizationId, i) => ({
          id: `microsoft-${i}`,
          appOwnerOrganizationId,
          passwordCredentials: [
            { startDateTime: '2020-01-01T00:00:00Z', endDateTime: '2099-01-01T00:00:00Z' },
          ],
        }),
      ),
    ],
    '/v1.0/applications': [
      {
        id: 'a-1',
        passwordCredentials: [
          { startDateTime: '2026-01-01T00:00:00Z', endDateTime: '2027-01-01T00:00:00Z' },
          { startDateTime: '2026-10-01T00:00:00Z', endDateTime: '2026-12-01T00:00:00Z' },
          { startDateTime: '2025-01-01T00:00:00Z', endDateTime: '2026-01-01T00:00:00Z' },
        ],
      },
      { id: 'a-2', passwordCredentials: [] },
    ],
    '/v1.0/groups': [],
    '/v1.0/users': [],
    '/v1.0/reports/authenticationMethods/userRegistrationDetails': [],
    [`${directory}/roleDefinitions`]: [],
  },
}
const txt: Readonly<Record<string, readonly string[]>> = {
  'contoso.com': ['v=spf1 redirect=_spf.contoso.com', 'MS=ms1'],
  '_spf.contoso.com': ['v=spf1 ip4:192.0.2.1 -all'],
  'sub.contoso.com': ['v=spf1 ?all'],
  '_dmarc.contoso.com': ['v=DMARC1; p=reject'],
  'selector1._domainkey.contoso.com': ['v=DKIM1; p=M'],
}

async function read(context: TestContext, over: Partial<GraphTenant> = {}) {
  const graph = await startGraph({ ...tenant, ...over })
  context.after(() => graph.close())
  let evidence = 0
  const slept: number[] = []
  const collecting: CollectorContext = {
    api: createApi({
      ...microsoft365Collector.endpoint({ url: graph.url }),
      secret: 'graph-token',
      sleep: async ms => {
        slept.push(ms)
      },
      recorder: { earlier: async () => null, record: async () => evidence++, unchanged: () => 0 },
    }),
    dns: { txt: async name => ({ records: txt[name] ?? [], evidence: evidence++ }) },
    target: { tenant: 't-1', url: graph.url },
    now: () => new Date(now),
  }
  const values = new Map<string, Value>()
  const failures = new Map<string, string>()
  for (const part of microsoft365Collector.parts) {
    try {
      for await (const item of part.collect(collecting))
        if (item.kind === 'value')
          values.set(item.setting.slice('microsoft-365.tenant.'.length), item.value)
    } catch (error) {
      assert.ok(error instanceof Unreadable, String(error))
      failures.set(part.id, error.reason)
    }
  }
  return { values, failures, slept, requests: graph.requests, collecting }
}

function judge(values: ReadonlyMap<string, Value>): (check: string) => string | undefined {
  const resource = { type: 'tenant', id: 't-1' }
  const observations = [...values].map(([setting, value]): Observation => ({
    setting: `microsoft-365.tenant.${setting}`,
    resource,
    reading: { state: 'observed', value },
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
      resources: [{ ...resource, name: 'Contoso' }],
      observations,
    }),
  )
  return check =>
    findings.find(finding => finding.check === `microsoft-365.tenant.${check}`)?.outcome
}

test('what Graph and DNS say is judged by the same checks as an import', async context => {
  const { values, failures } = await read(context)
  // A single token is Graph's: the workloads beside it are not asked with it.
  const beside = [
    'teams-meetings',
    'teams-events',
    'teams-federation',
    'teams-client',
    'teams-apps',
    'teams-tenant',
    'power-platform-environments',
    'power-platform-data-policies',
    'power-platform-isolation',
    'power-bi',
  ]
  assert.deepEqual(
    [...failures],
    [
      ['app-management', 'not-found'],
      ['configuration-snapshot', 'not-found'],
      ...beside.map(part => [part, 'unauthorized']),
    ],
  )
  const outcome = judge(values)
  const expected: Record<string, string> = {
    'legacy-authentication-blocked': 'pass',
    'mfa-enforced': 'fail',
    'weak-methods-disabled': 'fail',
    'method-migration-complete': 'pass',
    'application-registration-restricted': 'pass',
    'user-consent-restricted': 'fail',
    'admin-consent-workflow': 'pass',
    'guests-restricted': 'pass',
    'passwords-do-not-expire': 'pass',
    'global-administrators-limited': 'pass',
    'finer-roles-preferred': 'pass',
    'privileged-accounts-cloud-only': 'fail',
    'no-permanent-assignments': 'fail',
    'global-administrator-activation-approved': 'pass',
    'global-administrator-activation-alerts': 'fail',
    'sharepoint-sharing-limited': 'pass',
    'sharepoint-sharing-domains-restricted': 'pass',
    'spf-published': 'fail',
    'dmarc-rejects': 'pass',
    'application-passwords-short-lived': 'fail',
    'application-takeover-permissions': 'fail',
    'delegated-takeover-permissions': 'fail',
    // What neither can say is never a pass.
    'dkim-enabled': 'unknown',
    'teams-recording-off': 'unknown',
    'application-passwords-blocked': 'unknown',
    'onedrive-sharing-limited': 'unknown',
    'forwarding-restricted': 'unknown',
  }
  assert.deepEqual(
    Object.fromEntries(Object.keys(expected).map(check => [check, outcome(check)])),
    expected,
  )
})

test('a field that Graph leaves out is left out, not null: what is judged by it is unknown', async context => {
  const { values } = await read(context, {
    replies: {
      ...tenant.replies,
      ...Object.fromEntries(
        ['anna', 'ben', 'cy', 'di'].map(id => [`/v1.0/users/${id}`, { id, displayName: id }]),
      ),
      [`${directory}/roleAssignmentScheduleInstances`]: [
        { principalId: 'anna', roleDefinitionId: globalAdministrator, assignmentType: 'Assigned' },
      ],
      '/v1.0/policies/roleManagementPolicyAssignments': [
        {
          roleDefinitionId: globalAdministrator,
          policy: {
            rules: [
              { id: 'Approval_EndUser_Assignment' },
              { id: 'Notification_Admin_EndUser_Assignment' },
            ],
          },
        },
      ],
    },
  })
  const outcome = judge(values)
  for (const check of [
    'privileged-accounts-cloud-only',
    'no-permanent-assignments',
    'assigned-through-pim',
    'global-administrator-activation-approved',
    'global-administrator-activation-alerts',
  ])
    assert.equal(outcome(check), 'unknown', check)
})

test('users come from assignments, groups and eligibility; applications are no users; activations are not assignments', async context => {
  const { values } = await read(context)
  assert.deepEqual(values.get('privileged-users'), [
    {
      id: 'anna',
      displayName: 'anna',
      onPremisesImmutableId: null,
      roles: ['Global Administrator'],
    },
    { id: 'cy', displayName: 'cy', onPremisesImmutableId: null, roles: ['User Administrator'] },
    { id: 'di', displayName: 'di', onPremisesImmutableId: 'AD==', roles: ['User Administrator'] },
    { id: 'ben', displayName: 'ben', onPremisesImmutableId: null, roles: ['Global Administrator'] },
  ])
  const roles = values.get('privileged-roles') as { displayName: string; assignments: unknown[] }[]
  assert.deepEqual(
    roles.filter(role => role.assignments.length > 0).map(role => role.displayName),
    ['Global Administrator'],
  )
  assert.deepEqual(values.get('application-permissions'), [
    {
      id: 'sp-1',
      displayName: 'Sync',
      permissions: ['Application.ReadWrite.All', 'RoleManagement.ReadWrite.Directory'],
    },
    { id: 'sp-6', displayName: 'Consents', permissions: ['Policy.ReadWrite.PermissionGrant'] },
  ])
  assert.deepEqual(values.get('delegated-permissions'), [
    { id: 'sp-5', displayName: 'sp-5', permissions: ['Domain.ReadWrite.All'] },
    { id: 'sp-7', displayName: 'sp-7', permissions: ['Directory.AccessAsUser.All'] },
  ])
  assert.deepEqual(values.get('application-credentials'), {
    applications: 2,
    servicePrincipals: 5,
    withPasswords: 2,
    longLivedPasswords: 2,
    expiredPasswords: 1,
  })
})

test("SPF follows redirects; DMARC of a subdomain is its parent's", async context => {
  const { values } = await read(context)
  assert.deepEqual(values.get('spf-records'), [
    {
      domain: 'contoso.com',
      rdata: ['v=spf1 redirect=_spf.contoso.com', 'MS=ms1'],
      included: [{ name: '_spf.contoso.com', records: ['v=spf1 ip4:192.0.2.1 -all'] }],
    },
    { domain: 'sub.contoso.com', rdata: ['v=spf1 ?all'] },
  ])
  assert.deepEqual(values.get('dmarc-records'), [
    { domain: 'contoso.com', rdata: ['v=DMARC1; p=reject'] },
    { domain: 'sub.contoso.com', rdata: ['v=DMARC1; p=reject'], inheritedFrom: 'contoso.com' },
  ])
  // What the record above says of names below it holds for them.
  assert.equal(
    judge(
      new Map<string, Value>([
        [
          'dmarc-records',
          [
            {
              domain: 'sub.contoso.com',
              rdata: ['v=DMARC1; p=reject; sp=none'],
              inheritedFrom: 'contoso.com',
            },
          ],
        ],
      ]),
    )('dmarc-rejects'),
    'fail',
  )
  assert.equal(
    judge(
      new Map<string, Value>([
        ['dmarc-records', [{ domain: 'contoso.com', rdata: ['v=DMARC1; p=reject; sp=none'] }]],
      ]),
    )('dmarc-rejects'),
    'pass',
  )
})

test('throttling is waited out, refusals leave only their own settings unread, and a tenant without P2 still gives its users', async context => {
  const slow = await read(context, {
    throttled: ['/v1.0/servicePrincipals', '/v1.0/domains'],
    forbidden: ['/v1.0/subscribedSkus', '/v1.0/admin/sharepoint/settings'],
    unlicensed: [
      `${directory}/roleEligibilityScheduleInstances`,
      `${directory}/roleAssignmentScheduleInstances`,
    ],
  })
  assert.ok(slow.slept.filter(ms => ms === 1000).length >= 2)
  assert.deepEqual(
    Object.fromEntries([...slow.failures].filter(([, reason]) => reason !== 'unauthorized')),
    {
      'configuration-snapshot': 'not-found',
      'service-plans': 'forbidden',
      'app-management': 'not-found',
      'sharepoint-sharing': 'forbidden',
      'sharepoint-domains': 'forbidden',
      'privileged-roles': 'unsupported-plan',
      'power-bi-plan': 'forbidden',
    },
  )
  assert.deepEqual(
    (slow.values.get('privileged-users') as { id: string }[]).map(item => item.id),
    ['anna', 'ben'],
  )
  assert.ok(slow.requests.every(request => request.startsWith('GET ')))
})

test('probing names each missing right and what it costs', async context => {
  const { collecting } = await read(context, { forbidden: ['/v1.0/servicePrincipals'] })
  const report = await microsoft365Collector.probe(collecting)
  assert.equal(report.account, 'Contoso')
  assert.deepEqual(
    report.missing.filter(item => !item.right.endsWith('-admin')),
    [
      {
        right: 'Application.Read.All',
        costs: [
          'microsoft-365.tenant.application-credentials',
          'microsoft-365.tenant.application-permissions',
        ],
      },
    ],
  )
  assert.ok(report.granted.includes('Policy.Read.All'))
})

test('probing tells which rights could write, and says nothing where it cannot look', async context => {
  const app = "/v1.0/servicePrincipals(appId='app-1')"
  const replies = {
    ...tenant.replies,
    [app]: { id: 'sp-9' },
    [`${app}/appRoleAssignments`]: [
      { appRoleId: 'r-2', resourceDisplayName: 'Microsoft Graph' },
      { appRoleId: 'x', resourceDisplayName: 'Office 365 SharePoint Online' },
    ],
    '/v1.0/oauth2PermissionGrants': [
      {
        clientId: 'sp-9',
        consentType: 'AllPrincipals',
        scope:
          'openid Policy.Read.All Mail.Send RoleManagement.Read.Directory Directory.AccessAsUser.All',
      },
    ],
  }
  const writes = async (over: Partial<GraphTenant>, client?: string) => {
    const { collecting } = await read(context, over)
    return (
      await microsoft365Collector.probe({
        ...collecting,
        target: { ...collecting.target, ...(client ? { client } : {}) },
      })
    ).canWrite
  }
  assert.deepEqual(await writes({ replies }, 'app-1'), [
    'Directory.AccessAsUser.All',
    'Mail.Send',
    'a permission of Office 365 SharePoint Online',
  ])
  assert.equal(
    await writes({ replies, forbidden: ['/v1.0/oauth2PermissionGrants'] }, 'app-1'),
    null,
  )
  assert.equal(await writes({ replies }), null)
})

test('what a permission is said to do is what Microsoft publishes of its methods', () => {
  // Names that write, of which no method is documented that does.
  const named = (name: string) => /Write/.test(name)
  assert.deepEqual(
    published.getOnly.filter(name => !readsOnly(name) && !named(name)),
    [],
  )
  // Methods are listed for each of several permissions that a request needs together, so that ones
  // that read are among those of requests that write: these are told by name.
  const both = published.changing.filter(name => readsOnly(name))
  assert.ok(
    both.every(name => /\.Read(Basic)?(\.|$)/.test(name) && !named(name)),
    both.join(', '),
  )
  assert.equal(readsOnly('A.Permission.OfTomorrow'), false)
})

/** Rights that take a tenant over, for which Microsoft's data document no method that changes. */
const inWordsOnly = [
  'Application.ReadUpdate.All',
  'PrivilegedAccess.ReadWrite.AzureADGroup',
  'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
  'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
  'RoleAssignmentSchedule.ReadWrite.Directory',
  'RoleEligibilitySchedule.ReadWrite.Directory',
  'RoleManagementPolicy.ReadWrite.AzureADGroup',
  'UserAuthMethod-Password.ReadWrite.All',
]
/** Why a right over people's ways to sign in does not sign anybody in. */
const signNobodyIn = {
  'UserAuthMethod-Email.ReadWrite.All': "one of the two that an administrator's reset asks for",
  'UserAuthMethod-External.ReadWrite.All': 'a second factor',
  'UserAuthMethod-MicrosoftAuthApp.ReadWrite.All': 'deletes only',
  'UserAuthMethod-PlatformCred.ReadWrite.All': 'deletes only',
  'UserAuthMethod-ResourceKey.ReadWrite.All': 'deletes only',
  'UserAuthMethod-SoftwareOATH.ReadWrite.All': 'deletes only',
  'UserAuthMethod-WindowsHello.ReadWrite.All': 'deletes only',
}

test("each right that takes a tenant over has its reason, and changes something by Microsoft's own data", () => {
  const changing = new Set(published.changing)
  assert.deepEqual([...takeover.keys()].filter(name => !changing.has(name)).sort(), inWordsOnly)
  assert.ok([...takeover.values()].every(reason => reason.length > 5))
  const known = new Set([...published.changing, ...published.getOnly])
  const ways = [...known].filter(name => /^UserAuthMethod-\w+\.ReadWrite\.All$/.test(name))
  assert.ok(ways.length > 8)
  assert.deepEqual(
    ways.filter(name => takeover.has(name) === name in signNobodyIn),
    [],
    'each way to sign in is one or the other',
  )
  for (const name of [
    'AgentIdentityBlueprint.AddRemoveCreds.All',
    'OnPremDirectorySynchronization.ReadWrite.All',
    'User-OnPremisesSyncBehavior.ReadWrite.All',
  ])
    assert.ok(takeover.has(name), name)
})

test('a group whose members cannot be read is asked for with the right that it needs', async context => {
  const { collecting, failures } = await read(context, {
    forbidden: ['/v1.0/groups', '/v1.0/groups/admins/transitiveMembers'],
  })
  assert.equal(failures.get('privileged-users'), 'forbidden')
  const { missing } = await microsoft365Collector.probe(collecting)
  assert.deepEqual(
    missing.filter(item => item.right === 'GroupMember.Read.All'),
    [
      {
        right: 'GroupMember.Read.All',
        costs: ['microsoft-365.tenant.privileged-users', 'microsoft-365.tenant.account-roles'],
      },
    ],
  )
  assert.ok(microsoft365Collector.scopes.includes('GroupMember.Read.All'))
})
