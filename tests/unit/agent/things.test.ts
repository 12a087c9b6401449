import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { isProblem } from '../../../agent/problem.ts'
import { importDocument } from '../../../agent/import/document.ts'
import { roundPages } from '../../../agent/console/page.ts'
import { recipes } from '../../../common/services/consoles.ts'
import type { Value } from '../../../common/model/index.ts'
import type { Capture } from '../../../common/protocol/message.ts'
import { testAgent } from '../../support/agent.ts'
import { ingestCapture, tester } from '../../support/actor.ts'

const tenants = { contoso: { service: 'microsoft-365', target: { tenant: 't-1' } } }
function capture(id: string, address: string, value: Value, over: Partial<Capture> = {}): Capture {
  const recipe = recipes.find(item => item.id === id) ?? assert.fail(id)
  return {
    id: randomUUID(),
    tenant: 'contoso',
    recipe: id,
    recipeVersion: 1,
    address,
    title: 'Console',
    heading: null,
    language: 'en',
    account: null,
    tenantShown: null,
    seenAt: new Date().toISOString(),
    zone: 0,
    browser: 'test',
    extension: '0.1.0',
    readings: recipe.settings.map(({ setting }) => ({
      setting,
      reading: { state: 'observed', value },
    })),
    ...over,
  }
}
const environment = 'https://admin.powerplatform.microsoft.com/manage/environments/environment'
const alertPage = 'https://security.microsoft.com/alertpoliciesv2'

test('the address says which environment it is, however it is written; the round has a page for each, with its own address', async context => {
  const { agent } = await testAgent(context, tenants)
  const about = (id: string) =>
    ingestCapture(
      agent,
      capture(
        'microsoft-365-content-security-canvas',
        `${environment}/${id}/settings/privacySecurity`,
        true,
      ),
      'p',
    )
  const canvas = async () =>
    (await roundPages(agent)).filter(
      page => page.recipe === 'microsoft-365-content-security-canvas',
    )
  assert.deepEqual(
    (await canvas()).map(page => [page.resource, page.settings[0]?.state]),
    [[undefined, 'never']],
    'which there are is not known yet',
  )
  await importDocument(agent, tester, {
    tenant: 'contoso',
    setting: 'microsoft-365.tenant.power-platform-environments',
    value: [
      { environmentName: 'Default-1', displayName: 'Contoso' },
      { environmentName: 'E-2', displayName: 'Sales' },
    ],
    by: 'Ada',
    name: 'environments.csv',
    body: new Uint8Array([1]),
  })
  await about('e-2')
  await about('E-2')
  assert.deepEqual(
    (await agent.store.resources('contoso'))
      .filter(item => item.type === 'environment')
      .map(item => item.id),
    ['e-2'],
    'one environment',
  )
  assert.deepEqual(
    (await canvas()).map(page => [
      page.title.split(': ').at(-1),
      page.settings[0]?.state,
      page.url,
    ]),
    [
      [
        'Contoso',
        'never',
        'https://admin.powerplatform.microsoft.com/manage/environments/environment/Default-1/hub',
      ],
      [
        'Sales',
        'fresh',
        'https://admin.powerplatform.microsoft.com/manage/environments/environment/e-2/hub',
      ],
    ],
  )
})

test('a page that must name its thing and does not is refused; one that does is personal where its setting is', async context => {
  const { agent } = await testAgent(context, tenants)
  await assert.rejects(
    ingestCapture(
      agent,
      capture('microsoft-365-alert-recipients', alertPage, ['soc@example.com']),
      'p',
    ),
    (error: unknown) =>
      isProblem(error, 'thing-not-shown') &&
      error.refusal === 'invalid' &&
      /did not say of which/.test(error.message),
  )
  await assert.rejects(
    ingestCapture(
      agent,
      capture('microsoft-365-alert-recipients', alertPage, ['soc@example.com'], {
        resourceShown: `ghp_${'a1B2'.repeat(9)}`,
      }),
      'p',
    ),
    (error: unknown) => isProblem(error, 'thing-not-shown'),
  )
  assert.equal((await agent.store.resources('contoso')).length, 0)
  await ingestCapture(
    agent,
    capture('microsoft-365-alert-recipients', alertPage, ['soc@example.com'], {
      resourceShown: 'Connector activity',
    }),
    'p',
  )
  const [evidence] = (await Array.fromAsync(agent.store.evidenceOf({ tenant: 'contoso' }))).filter(
    item => item.kind === 'capture',
  )
  assert.equal(evidence?.personal, true)
  const [observation] = await Array.fromAsync(agent.store.observations('contoso'))
  assert.deepEqual(observation?.resource, { type: 'alert-policy', id: 'Connector activity' })
})
