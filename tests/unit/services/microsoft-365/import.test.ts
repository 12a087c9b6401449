import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mapScubaGear } from '../../../../common/services/microsoft-365/import/index.ts'
import { wordsOf } from '../../../../common/words/english/index.ts'
import { said } from '../../../../common/words/said.ts'

const header = {
  module_version: '1.6.0',
  baseline_version: '1',
  scuba_config: { ProductNames: ['aad', 'sharepoint'] },
}
function reading(document: unknown, name: string) {
  const found = mapScubaGear(document).readings.find(
    item => item.setting === `microsoft-365.tenant.${name}`,
  )
  assert.ok(found, `no reading of ${name}`)
  return found.reading
}

test('an excerpt speaks of what it holds: what it lacks was read and found absent', () => {
  assert.deepEqual(reading({}, 'conditional-access-policies'), { state: 'observed', value: null })
  assert.deepEqual(reading([], 'sharepoint-sharing-capability'), { state: 'observed', value: null })
  assert.deepEqual(reading({ conditional_access_policies: [] }, 'conditional-access-policies'), {
    state: 'observed',
    value: [],
  })
})

test('in a whole export a product that did not run, and a command that failed, leave settings unobserved', () => {
  assert.equal(
    reading({ ...header, conditional_access_policies: [] }, 'conditional-access-policies').state,
    'observed',
  )
  assert.equal(reading(header, 'teams-meeting-policies').state, 'unobserved')
  const failed = reading(
    {
      ...header,
      conditional_access_policies: [],
      aad_unsuccessful_commands: ['Get-MgBetaIdentityConditionalAccessPolicy'],
    },
    'conditional-access-policies',
  )
  assert.ok(
    failed.state === 'unobserved' &&
      failed.why !== undefined &&
      wordsOf(failed.why).includes('Get-MgBetaIdentityConditionalAccessPolicy'),
  )
})

test("PowerShell spelling and dates become Graph's", () => {
  const value = reading(
    { privileged_roles: [{ DisplayName: 'X', Assignments: [{ StartDateTime: '/Date(0)/' }] }] },
    'privileged-roles',
  )
  assert.deepEqual(value, {
    state: 'observed',
    value: [{ displayName: 'X', assignments: [{ startDateTime: '1970-01-01T00:00:00.000Z' }] }],
  })
})

test('numbers of enumerations become words, unknown ones no value', () => {
  assert.deepEqual(
    reading({ SPO_tenant: [{ SharingCapability: 3 }] }, 'sharepoint-sharing-capability'),
    { state: 'observed', value: 'existingExternalUserSharingOnly' },
  )
  const unknown = {
    state: 'unobserved',
    reason: 'not-found',
    why: said('no-section', { section: 'SPO_tenant' }),
  }
  for (const odd of [{ SharingCapability: 9 }, { SharingCapability: 'other' }, {}])
    assert.deepEqual(reading({ SPO_tenant: [odd] }, 'sharepoint-sharing-capability'), unknown)
  assert.deepEqual(
    reading({ SPO_tenant: [{ SharingCapability: null }] }, 'sharepoint-sharing-capability'),
    { state: 'observed', value: null },
  )
})

test('a Power BI list of anything but settings gives no setting', () => {
  for (const list of [null, [null]])
    assert.deepEqual(reading({ powerbi_tenant_settings: list }, 'power-bi-publish-to-web'), {
      state: 'observed',
      value: null,
    })
  for (const list of [['bad'], [{ enabled: false }]])
    assert.equal(
      reading({ powerbi_tenant_settings: list }, 'power-bi-publish-to-web').state,
      'unobserved',
    )
})

test("what the export's configuration declares is keyed by policy", () => {
  assert.deepEqual(
    mapScubaGear({
      scuba_config: { Aad: { 'MS.AAD.1.1v1': { CapExclusions: { Users: ['a'] } } }, OutPath: '.' },
    }).accepted,
    { 'MS.AAD.1.1v1': { capExclusions: { users: ['a'] } } },
  )
})

test('what is not an object is refused', () => {
  assert.throws(() => mapScubaGear('text'), /expected one JSON object/)
})

test('a command that failed is found by its present name; one that nobody knows leaves what is empty', () => {
  const state = (commands: string[], section: object, name: string) =>
    reading({ ...header, ...section, sharepoint_unsuccessful_commands: commands }, name).state
  const tenant = { SPO_tenant: [{ SharingCapability: 0 }] }
  assert.equal(state(['Get-SPOTenantRest'], tenant, 'sharepoint-sharing-capability'), 'unobserved')
  assert.equal(state(['Get-Unheard'], tenant, 'sharepoint-sharing-capability'), 'observed')
  assert.equal(
    state(['Get-Unheard'], { SPO_tenant: [] }, 'sharepoint-sharing-capability'),
    'unobserved',
  )
})

test('a list that holds a text is malformed, not empty; a member that is not there is not null', () => {
  const rules = reading({ transport_rule: ['access denied'] }, 'exchange-transport-rules')
  assert.equal(rules.state === 'unobserved' && rules.reason, 'malformed')
  const migration = (policy: object) =>
    reading(
      { authentication_method: [{ authentication_method_policy: policy }] },
      'authentication-method-migration',
    ).state
  assert.equal(migration({}), 'unobserved')
  assert.equal(migration({ PolicyMigrationState: null }), 'observed')
})

test('a time that cannot be read is refused, never taken for now', () => {
  assert.throws(() => mapScubaGear({ ...header, timestamp_zulu: 'soon' }), /not a time/)
})

test('commands are known by the names that each version gave them', () => {
  const of = (product: string, command: string, name: string, section: object) => {
    const found = reading(
      {
        ...header,
        scuba_config: { ProductNames: [product] },
        ...section,
        [`${product}_unsuccessful_commands`]: [command],
      },
      name,
    )
    return found.state
  }
  // What there is in the section does not make up for the command that failed.
  for (const [product, command, name, section] of [
    [
      'powerplatform',
      'Get-PowerPlatformTenantSettingsRest',
      'power-platform-environment-creation',
      { environment_creation: [{}] },
    ],
    [
      'powerplatform',
      'Get-PowerPlatformEnvironmentsRest',
      'power-platform-environments',
      { environment_list: [{}] },
    ],
    [
      'powerplatform',
      'Get-PowerPlatformDlpPoliciesRest',
      'power-platform-data-policies',
      { dlp_policies: [{}] },
    ],
    [
      'powerplatform',
      'Get-PowerPlatformTenantIsolationRest',
      'power-platform-tenant-isolation',
      { tenant_isolation: [{}] },
    ],
    ['powerplatform', 'Get-MgBetaOrganization', 'power-platform-tenant-id', { tenant_id: 'x' }],
    ['powerbi', 'Invoke-RestMethod', 'power-bi-publish-to-web', { powerbi_tenant_settings: [{}] }],
  ] as const)
    assert.equal(of(product, command, name, section), 'unobserved', command)
  // One that fills nothing here leaves what is empty as it was read; `[null]` is as empty as `[]`.
  const empty = { domain_settings: [null] }
  assert.equal(of('aad', 'Get-MgBetaUserCount', 'domains', empty), 'observed')
  assert.equal(of('aad', 'Get-Unheard', 'domains', empty), 'unobserved')
})

test('each version is read in its own shape', () => {
  const method = { Id: 'MicrosoftAuthenticator', State: 'enabled' }
  const [methods, migration] = ['authentication-methods', 'authentication-method-migration']
  // 1.2: the policy itself, as Graph's PowerShell module has it.
  const earliest = {
    authentication_method: [
      {
        PolicyMigrationState: 'migrationComplete',
        AuthenticationMethodConfigurations: [
          { ...method, AdditionalProperties: { isSoftwareOathEnabled: false } },
        ],
      },
    ],
  }
  assert.deepEqual(reading(earliest, methods), {
    state: 'observed',
    value: [{ id: 'MicrosoftAuthenticator', state: 'enabled', isSoftwareOathEnabled: false }],
  })
  assert.deepEqual(reading(earliest, migration), { state: 'observed', value: 'migrationComplete' })
  const later = {
    authentication_method: [
      {
        authentication_method_policy: { PolicyMigrationState: 'preMigration' },
        authentication_method_feature_settings: [method],
      },
    ],
  }
  assert.deepEqual(reading(later, migration), { state: 'observed', value: 'preMigration' })
  const unknown = { authentication_method: [{ methods: [method] }] }
  assert.equal(reading(unknown, methods).state, 'unobserved')
})

test('a switch that is not listed, or does not say whether it is on, is not off', () => {
  const powerBi = (...settings: object[]) =>
    reading({ ...header, powerbi_tenant_settings: settings }, 'power-bi-publish-to-web')
  const listed = { settingName: 'PublishToWeb', enabled: false }
  const other = { settingName: 'ExternalSharingV2', enabled: false }
  assert.deepEqual(powerBi(other, listed), {
    state: 'observed',
    value: { enabled: false, securityGroups: [] },
  })
  assert.equal(powerBi(other).state, 'unobserved')
  assert.equal(powerBi({ settingName: 'PublishToWeb' }).state, 'unobserved')
  assert.equal(powerBi({ enabled: true }).state, 'unobserved')
  const consent = (...settings: object[]) =>
    reading({ ...header, directory_settings: settings }, 'admin-consent-requests')
  const enabled = { Name: 'EnableAdminConsentRequests', Value: 'true' }
  assert.deepEqual(consent({ Values: [enabled] }), { state: 'observed', value: true })
  // Nobody changed it: the setting has its default.
  assert.deepEqual(consent({ Values: [] }), { state: 'observed', value: null })
  assert.equal(consent({}).state, 'unobserved')
  assert.equal(consent({ Values: [{ Name: enabled.Name }] }).state, 'unobserved')
  assert.equal(consent({ Values: [{ Value: 'true' }] }).state, 'unobserved')
})
