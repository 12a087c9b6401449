import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { scan } from '../../../../agent/collect/scan.ts'
import { testAgent } from '../../../support/agent.ts'
import { startGraph } from '../../../support/microsoft-graph.ts'
import { inWords } from '../../../support/in-words.ts'
import { ingestCapture, tester } from '../../../support/actor.ts'

const jobs = '/v1.0/admin/configurationManagement/configurationSnapshotJobs'
const type = 'microsoft.securityandcompliance.protectionalert'

/** A scan of a tenant whose configuration snapshot has these alert policies. */
async function scanned(context: TestContext, alerts: readonly object[]) {
  const raw: Record<string, unknown> = {
    '/snapshots/1': {
      id: '1',
      resources: alerts.map(properties => ({ displayName: type, resourceType: type, properties })),
    },
  }
  const job = {
    id: '1',
    status: 'succeeded',
    resources: [type],
    completedDateTime: new Date(Date.now() - 3_600_000).toISOString(),
    resourceLocation: '',
  }
  const graph = await startGraph({
    replies: { '/v1.0/organization': [{ id: 't-1', displayName: 'Contoso' }], [jobs]: [job] },
    raw,
  })
  context.after(() => graph.close())
  job.resourceLocation = `${graph.url}/snapshots/1`
  const open = await testAgent(context, {
    contoso: {
      service: 'microsoft-365',
      target: { tenant: 't-1', url: graph.url },
      secret: 'graph-token',
    },
  })
  const watched = async () =>
    (await open.agent.store.findings('contoso'))
      .map(inWords)
      .find(finding => finding.check === 'microsoft-365.tenant.suite-alerts-watched') ??
    assert.fail('no finding')
  await scan(open.agent, tester, 'contoso', { transport: { sleep: async () => {} } })
  return {
    ...open,
    watched,
    job,
    again: () => scan(open.agent, tester, 'contoso', { transport: { sleep: async () => {} } }),
  }
}

test('a configuration snapshot that has the recipients of every alert tells by itself, as grade A', async context => {
  const found = await (
    await scanned(context, [
      {
        Name: 'Delays',
        Disabled: false,
        NotificationEnabled: true,
        NotifyUser: ['soc@example.com'],
      },
      { Name: 'Off', Disabled: true, NotificationEnabled: false, NotifyUser: [] },
    ])
  ).watched()
  assert.deepEqual([found.outcome, found.grade, found.source], ['pass', 'A', 'api'])
})

test('notification that is switched off goes to nobody, whoever is named', async context => {
  const found = await (
    await scanned(context, [
      {
        Name: 'Delays',
        Disabled: false,
        NotificationEnabled: false,
        NotifyUser: ['soc@example.com'],
      },
    ])
  ).watched()
  assert.deepEqual(
    [found.outcome, found.detail],
    ['fail', 'alert policies that do not comply: Delays'],
  )
})

test("what the snapshot leaves out, the policy's page tells; until then the finding names it", async context => {
  const { agent, watched } = await scanned(context, [
    { Name: 'Delays', Disabled: false, NotifyUser: ['soc@example.com'] },
    { Name: 'Connector', Disabled: false },
  ])
  const before = await watched()
  assert.deepEqual(
    [before.outcome, before.reason, before.detail],
    ['unknown', 'not-readable-by-api', '1 of 2 read; not of alert policies: Connector'],
  )
  await ingestCapture(
    agent,
    {
      id: randomUUID(),
      tenant: 'contoso',
      recipe: 'microsoft-365-alert-recipients',
      recipeVersion: 1,
      address: 'https://security.microsoft.com/alertpoliciesv2',
      title: 'Alert policy',
      heading: 'Set your recipients',
      language: 'en',
      account: null,
      tenantShown: null,
      resourceShown: 'Connector',
      seenAt: new Date().toISOString(),
      zone: 0,
      browser: 'test',
      extension: '0.1.0',
      readings: [
        {
          setting: 'microsoft-365.alert-policy.recipients',
          reading: { state: 'observed', value: ['soc@example.com'] },
        },
      ],
    },
    'pairing',
  )
  const after = await watched()
  assert.deepEqual([after.outcome, after.grade], ['pass', 'C'])
})

test('what an old snapshot said of a policy does not go on counting when there is no newer one', async context => {
  const { agent, watched, job, again } = await scanned(context, [
    { Name: 'Delays', Disabled: false, NotifyUser: ['soc@example.com'] },
  ])
  assert.equal((await watched()).outcome, 'pass')
  job.completedDateTime = '2020-01-01T00:00:00Z'
  await again()
  assert.equal((await watched()).outcome, 'unknown')
  const list = {
    id: randomUUID(),
    tenant: 'contoso',
    recipe: 'microsoft-365-alert-policies',
    recipeVersion: 1,
    address: 'https://security.microsoft.com/alertpoliciesv2',
    title: 'Alert policy',
    heading: 'Alert policy',
    language: 'en',
    account: null,
    tenantShown: null,
    seenAt: new Date().toISOString(),
    zone: 0,
    browser: 'test',
    extension: '0.1.0',
  }
  await ingestCapture(
    agent,
    {
      ...list,
      readings: [
        {
          setting: 'microsoft-365.tenant.alert-policies',
          reading: { state: 'observed', value: [{ name: 'Delays', disabled: false }] },
        },
      ],
    },
    'pairing',
  )
  const found = await watched()
  assert.deepEqual(
    [found.outcome, found.detail],
    ['unknown', '0 of 1 read; not of alert policies: Delays'],
  )
})
