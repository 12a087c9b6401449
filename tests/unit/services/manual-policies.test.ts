import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import type { Agent } from '../../../agent/agent.ts'
import { editConfig } from '../../../agent/home/config.ts'
import { importDocument } from '../../../agent/import/document.ts'
import { importExport } from '../../../agent/import/import.ts'
import { importers } from '../../../agent/import/index.ts'
import type { OpenAgent } from '../../../agent/open-agent.ts'
import type { Recipe } from '../../../common/capture/recipe.ts'
import type { ShownFinding, Value } from '../../../common/model/index.ts'
import { recipes } from '../../../common/services/consoles.ts'
import { fixtureHome, openFixture } from '../../support/extension/home.ts'
import { inWords } from '../../support/in-words.ts'
import { ingestCapture, tester } from '../../support/actor.ts'

// The policies that CISA's own tools leave to a person, or to an admin log that is blind where
// nothing changed: what closes each of them here, through the product.
const Policy = z.strictObject({
  id: z.string(),
  left: z.enum(['manual', 'log-based']),
  console: z.array(z.string()).default([]),
  document: z.array(z.string()).default([]),
  /**
   * Which things there are comes from an export; or the setting has an API or a snapshot of its
   * own.
   */
  import: z.string().optional(),
  api: z.string().optional(),
  snapshot: z.string().optional(),
})
type Policy = z.infer<typeof Policy>
const policies = z
  .array(Policy)
  .parse(
    JSON.parse(
      readFileSync(new URL('../../support/manual-policies.json', import.meta.url), 'utf8'),
    ),
  )

const serviceOf = (id: string): string =>
  id.startsWith('MS.') ? 'microsoft-365' : 'google-workspace'
const tenantOf = (id: string, choice: number): string =>
  `${id.toLowerCase().replaceAll('.', '-')}-${choice}`
const alerts = ['Messages have been delayed', 'Suspicious connector activity']
const environments = ['Default-t-1', 'e-sales']
const rules = ['Low volume', 'High volume']
const things: Readonly<Record<string, readonly string[]>> = {
  'alert-policy': alerts,
  'environment': environments,
  'dlp-rule': rules,
}
const types = [
  'Credit Card Number',
  'U.S. Individual Taxpayer Identification Number (ITIN)',
  'U.S. Social Security Number (SSN)',
].map(name => ({ name }))
const provider = {
  module_version: '1.6.0',
  timestamp_zulu: new Date().toISOString(),
  tenant_details: [{ TenantId: 't-1', DisplayName: 'Contoso' }],
  scuba_config: { ProductNames: ['powerplatform', 'defender'] },
  environment_list: [
    environments.map(name => ({
      EnvironmentName: name,
      DisplayName: name === 'e-sales' ? 'Sales' : 'Contoso (default)',
      IsDefault: name !== 'e-sales',
    })),
  ],
  dlp_compliance_policies: [{ Name: 'Personal data', Enabled: true, Mode: 'Enable' }],
  dlp_compliance_rules: rules.map(Name => ({
    Name,
    ParentPolicyName: 'Personal data',
    Disabled: false,
    ContentContainsSensitiveInformation: types,
  })),
}

const fixture = fixtureHome('http://127.0.0.1:9')
let open: OpenAgent
before(async () => {
  editConfig(
    fixture.home,
    ['tenants'],
    Object.fromEntries(
      policies.flatMap(({ id }) =>
        [0, 1, 2].map(choice => [
          tenantOf(id, choice),
          {
            service: serviceOf(id),
            target: { tenant: 't-1', domain: 'example.org' },
            schedule: 'off',
          },
        ]),
      ),
    ),
  )
  open = await openFixture(fixture.home)
})
after(async () => {
  await open?.close()
  fixture.remove()
})

test('all 25 manual and 12 log-based policies that are judged are here, each with what closes it', () => {
  assert.deepEqual(
    [
      policies.length,
      policies.filter(policy => policy.left === 'manual').length,
      policies.filter(policy => policy.left === 'log-based').length,
    ],
    [37, 25, 12],
  )
  for (const policy of policies) {
    const settings = new Map(
      open.agent
        .catalogue()
        .services.find(service => service.id === serviceOf(policy.id))
        ?.settings.map(setting => [setting.id, setting]),
    )
    assert.ok(policy.console.length + policy.document.length > 0, policy.id)
    for (const id of policy.document) assert.ok(settings.has(id), `${policy.id}: ${id}`)
    for (const id of [policy.api, policy.snapshot])
      if (id) assert.ok(settings.get(id)?.api, `${policy.id}: ${id} has an API`)
    // A setting that no page shows says so, and how it is told.
    for (const id of policy.document)
      if (!settings.get(id)?.api) assert.equal(settings.get(id)?.console, undefined, id)
  }
})

for (const policy of policies) {
  test(`${policy.id}: unknown before, told after ${[...(policy.import ? [`an import of ${policy.import}`] : []), ...policy.console, ...policy.document.map(id => `a document for ${id}`)].join(', ')}`, async () => {
    for (const choice of [0, 1]) {
      const tenant = tenantOf(policy.id, choice)
      const [first, ...steps] = stepsOf(open.agent, policy, tenant, choice)
      await first?.()
      // A part may be enough to fail; it never is to pass.
      if (steps.length > 0)
        assert.ok(
          (choice === 0 ? ['unknown'] : ['unknown', 'fail']).includes(
            (await outcome(tenant, policy.id)).outcome,
          ),
          `after the first of ${steps.length + 1}`,
        )
      for (const step of steps) await step()
      const { outcome: told, reason, detail, grade } = await outcome(tenant, policy.id)
      assert.notEqual(told, 'unknown', `${reason}: ${detail}`)
      assert.equal(grade, policy.import || policy.document.length > 0 ? 'D' : 'C')
    }
  })
}

test('half of the things leaves the policy unknown, and names the others', async () => {
  const halves: readonly (readonly [string, RegExp])[] = [
    ['MS.POWERPLATFORM.4.1v1', /not of environments: Sales \(model-driven apps and canvas apps\)$/],
    [
      'MS.SECURITYSUITE.4.2v1',
      /1 of 2 read; not of alert policies: Suspicious connector activity$/,
    ],
    ['MS.SECURITYSUITE.4.2v1', /not of alert policies: Suspicious connector activity$/],
    ['MS.SECURITYSUITE.3.5v1', /not of rules: High volume \(restricted apps and Bluetooth apps\)$/],
    ['MS.SECURITYSUITE.3.5v1', /not of rules: High volume/],
  ]
  for (const [id, names] of halves) {
    const policy = policies.find(item => item.id === id) ?? assert.fail(id)
    const tenant = tenantOf(id, 2)
    for (const step of stepsOf(open.agent, policy, tenant, 0, things => things.slice(0, 1)))
      await step()
    const found = await outcome(tenant, id)
    assert.equal(found.outcome, 'unknown', id)
    assert.equal(found.reason, 'never-captured')
    assert.match(found.detail ?? '', names)
  }
})

async function outcome(tenant: string, policy: string): Promise<ShownFinding> {
  const checks =
    open.agent
      .catalogue()
      .services.find(service => service.id === serviceOf(policy))
      ?.checks.filter(check => check.references?.some(reference => reference.id === policy)) ?? []
  assert.equal(checks.length, 1, policy)
  return inWords(
    (await open.agent.store.findings(tenant)).find(finding => finding.check === checks[0]?.id) ??
      assert.fail(`${policy}: no finding`),
  )
}

/** What somebody does one after the other: an import, pages of the walk, documents. */
function stepsOf(
  agent: Agent,
  policy: Policy,
  tenant: string,
  choice: number,
  some: (things: readonly string[]) => readonly string[] = things => things,
): readonly (() => Promise<unknown>)[] {
  const importer = importers.find(item => item.name === policy.import)
  const pages = policy.console.flatMap(id => {
    const recipe = recipes.find(item => item.id === id) ?? assert.fail(`no recipe ${id}`)
    const of =
      recipe.resource.type === 'tenant'
        ? [null]
        : some(things[recipe.resource.type] ?? assert.fail(recipe.resource.type))
    return of.map(thing => () => visit(agent, tenant, recipe, thing, choice))
  })
  const file = join(fixture.home, `${tenant}.json`)
  return [
    ...(importer
      ? [
          async () => {
            writeFileSync(file, JSON.stringify(provider))
            await importExport(agent, tester, tenant, importer, file)
          },
        ]
      : []),
    ...pages,
    ...policy.document.map(
      setting => () =>
        importDocument(agent, tester, {
          tenant,
          setting,
          value: stated(setting, choice),
          by: 'Ada',
          name: 'statement.pdf',
          body: new TextEncoder().encode('%PDF-1.7 signed'),
        }),
    ),
  ]
}

function visit(
  agent: Agent,
  tenant: string,
  recipe: Recipe,
  thing: string | null,
  choice: number,
): Promise<unknown> {
  const [host = '', path = '/'] = [
    recipe.where.hosts[0]?.replace('*', 'contoso'),
    recipe.where.paths[0]?.replace('/**', '/x').replace(/:\w+/, encodeURIComponent(thing ?? '')),
  ]
  return ingestCapture(
    agent,
    {
      id: randomUUID(),
      tenant,
      recipe: recipe.id,
      recipeVersion: recipe.version,
      address: `https://${host}${path}`,
      title: 'Console',
      heading: recipe.where.headings?.[0] ?? null,
      language: 'en',
      account: 'admin',
      tenantShown: null,
      ...(recipe.resource.shown ? { resourceShown: thing ?? '' } : {}),
      seenAt: new Date().toISOString(),
      zone: 0,
      browser: 'test',
      extension: '0.1.0',
      readings: recipe.settings.map(reading => ({
        setting: reading.setting,
        reading: { state: 'observed', value: readable(reading, choice) },
      })),
    },
    'pairing',
  )
}

/** One of the values that the recipe can make of the page. */
function readable({ read, map }: Recipe['settings'][number], choice: number): Value {
  const values = Object.values(map?.values ?? {})
  if (read === 'chosen')
    return placed(
      map?.into ?? '$',
      values.slice(0, choice === 0 ? values.length : 1).join(map?.joined ?? ', '),
    )
  if (values.length > 0) return values[choice % values.length] ?? null
  if (map?.least) return choice === 0 ? 12 : 3
  if (map?.columns) return alerts.map(name => ({ name, disabled: false }))
  switch (read) {
    case 'checked':
    case 'pressed':
    case 'presence':
      return choice === 0
    case 'number':
      return 18
    case 'list':
      return choice === 0 ? ['soc@example.com'] : []
    case 'rows':
      return choice === 0 ? [{ Name: 'one' }] : []
    case 'selected':
    case 'text':
      return map?.unit ? 18 * (1 - choice) : 'text'
  }
}

function placed(shape: Value, value: Value): Value {
  return JSON.parse(JSON.stringify(shape).replace('"$"', JSON.stringify(value))) as Value
}

/** What a document may state of a setting. */
function stated(setting: string, choice: number): Value {
  if (setting.endsWith('-months')) return choice === 0 ? 12 : 1
  if (setting.endsWith('.dlp-rules'))
    return choice === 0
      ? [
          {
            name: 'All',
            apps: ['DRIVE', 'CALENDAR', 'CHAT', 'GMAIL'],
            detectors: ['CREDIT_CARD_NUMBER'],
            action: 'BLOCK',
          },
        ]
      : []
  return choice === 0 ? [] : ['ada@example.org']
}
