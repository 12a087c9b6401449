import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editConfig } from '../../agent/home/config.ts'
import { testAgent } from '../support/agent.ts'
import { startGoogle } from '../support/google-workspace.ts'
import { conditionalAccessPolicy, startGraph } from '../support/microsoft-graph.ts'
import { inWords } from '../support/in-words.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

const blockLegacy = conditionalAccessPolicy({
  displayName: 'Block legacy',
  state: 'enabled',
  grantControls: { builtInControls: ['block'] },
  conditions: {
    users: { includeUsers: ['All'], excludeUsers: ['break-glass'] },
    applications: { includeApplications: ['All'] },
    clientAppTypes: ['exchangeActiveSync', 'other'],
  },
})

test('an exclusion of a conditional access policy: undeclared it fails; declared it passes and is named with reason and end; ended it fails again and says so', async context => {
  const graph = await startGraph({
    replies: {
      '/v1.0/organization': [{ id: 't-1', displayName: 'Contoso' }],
      '/beta/identity/conditionalAccess/policies': [blockLegacy],
    },
  })
  context.after(() => graph.close())
  let now = new Date('2026-11-23T12:00:00Z')
  const { agent, home } = await testAgent(
    context,
    {
      contoso: {
        service: 'microsoft-365',
        target: { tenant: 't-1', url: graph.url },
        secret: 'graph-token',
      },
    },
    () => now,
  )
  const finding = async () =>
    (await scan(agent, tester, 'contoso', { transport: { sleep: async () => undefined } })).findings
      .map(inWords)
      .find(item => item.check === 'microsoft-365.tenant.legacy-authentication-blocked')

  const undeclared = await finding()
  assert.equal(undeclared?.outcome, 'fail')
  assert.match(undeclared?.detail ?? '', /nobody declared: break-glass/)

  editConfig(home, ['tenants', 'contoso', 'accepted'], {
    'MS.AAD.1.1v1': {
      capExclusions: { users: ['break-glass'] },
      reason: 'emergency access',
      until: '2026-12-31',
    },
  })
  const declared = await finding()
  assert.equal(declared?.outcome, 'pass')
  assert.match(
    declared?.detail ?? '',
    /left out as declared: break-glass \(emergency access, until 2026-12-31\)/,
  )
  // What the dashboard, exports and the command line read is the stored finding.
  assert.equal(
    (await agent.store.findings('contoso')).map(inWords).find(item => item.id === declared?.id)
      ?.detail,
    declared?.detail,
  )

  now = new Date('2027-01-01T12:00:00Z')
  const ended = await finding()
  assert.equal(ended?.outcome, 'fail')
  assert.match(
    ended?.detail ?? '',
    /nobody declared: break-glass.*an exclusion ended on 2026-12-31 \(emergency access\)/,
  )
})

test('a unit of Google Workspace that may deviate: accepted until the end, then named as a deviation again', async context => {
  const directory = '/admin/directory/v1'
  const off = (unit: string, serviceState: string) => ({
    policyQuery: { orgUnit: `orgUnits/${unit}`, sortOrder: 1 },
    setting: { type: 'settings/sites.service_status', value: { serviceState } },
  })
  const google = await startGoogle({
    lists: {
      [`${directory}/customer/my_customer/orgunits`]: {
        name: 'organizationUnits',
        items: [
          { orgUnitId: 'id:root', orgUnitPath: '/', name: 'example.org' },
          { orgUnitId: 'id:sales', orgUnitPath: '/Sales', name: 'Sales' },
        ],
      },
      '/v1/policies': {
        name: 'policies',
        items: [off('root', 'DISABLED'), off('sales', 'ENABLED')],
      },
    },
  })
  context.after(() => google.close())
  let now = new Date('2026-11-23T12:00:00Z')
  const { agent, home } = await testAgent(
    context,
    {
      example: {
        service: 'google-workspace',
        target: { domain: 'example.org', url: google.url },
        secret: 'google-token',
      },
    },
    () => now,
  )
  const finding = async () =>
    (await scan(agent, tester, 'example', { transport: { sleep: async () => undefined } })).findings
      .map(inWords)
      .find(item => item.check === 'google-workspace.tenant.sites-off')
  const deviating = await finding()
  assert.deepEqual([deviating?.outcome, deviating?.detail?.startsWith('/Sales: ')], ['fail', true])
  editConfig(home, ['tenants', 'example', 'accepted'], {
    'GWS.SITES.1.1': { entries: [{ ou: '/Sales' }], reason: 'public pages', until: '2026-12-31' },
  })
  assert.deepEqual(
    [(await finding())?.outcome, (await finding())?.detail],
    ['pass', 'accepted: /Sales (public pages, until 2026-12-31)'],
  )
  now = new Date('2027-01-01T12:00:00Z')
  const ended = await finding()
  assert.equal(ended?.outcome, 'fail')
  assert.match(
    ended?.detail ?? '',
    /^\/Sales: .*an exclusion ended on 2026-12-31 \(public pages\)$/,
  )
})
