import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  consoleChecks,
  consoleRecipes,
  consoleSettings,
  choice,
  off,
  oneOf,
  toggle,
} from '../../../common/capture/console-page.ts'
import type { Console } from '../../../common/capture/console-page.ts'
import { matchRecipes } from '../../../common/capture/match.ts'
import { recipes } from '../../../common/services/consoles.ts'
import { services } from '../../../common/services/index.ts'

const sample: Console = {
  service: 'sample',
  resource: 'team',
  pages: [
    {
      id: 'security',
      path: 'Settings > Security',
      where: { hosts: ['sample.example'] },
      context: { save: 'instant' },
      certainty: 'documented',
      basis: 'a test',
      rows: [
        toggle({
          name: 'links',
          title: 'Open links',
          label: 'Allow open links',
          want: off('anonymous-links-restricted', 'high'),
        }),
        choice({
          name: 'login',
          title: 'Login',
          label: ['Log in with', 'Login method'],
          wordings: ['Anything', 'SSO'],
          want: oneOf('single-sign-on-enforced', 'high', 'SSO'),
        }),
        toggle({
          name: 'theme',
          title: 'Dark theme',
          label: 'Dark',
        }),
      ],
    },
  ],
}

test('one row gives setting, reading and, where something is wanted, a check', () => {
  assert.deepEqual(
    consoleSettings(sample).map(setting => [
      setting.id,
      setting.type.type,
      setting.console?.certainty,
    ]),
    [
      ['sample.team.links', 'boolean', 'documented'],
      ['sample.team.login', 'string', 'documented'],
      ['sample.team.theme', 'boolean', 'documented'],
    ],
  )
  assert.deepEqual(
    consoleChecks(sample).map(check => [check.id, check.expect]),
    [
      ['sample.team.links', { op: 'equals', value: false }],
      ['sample.team.login', { op: 'oneOf', value: ['SSO'] }],
    ],
  )
  const [recipe] = consoleRecipes(sample)
  assert.deepEqual(recipe?.settings[1]?.locate[0], {
    role: 'combobox',
    name: ['Log in with', 'Login method'],
  })
  assert.deepEqual(recipe?.settings[1]?.map?.values, { Anything: 'Anything', SSO: 'SSO' })
})

test('at least 120 console-only settings have a recipe that says what it rests on', () => {
  const consoleOnly = new Set(
    services
      .flatMap(service => service.settings)
      .filter(setting => setting.console && !setting.api)
      .map(setting => setting.id),
  )
  const read = new Set(
    recipes
      .flatMap(recipe => recipe.settings.map(item => item.setting))
      .filter(id => consoleOnly.has(id)),
  )
  assert.ok(read.size >= 120, `${read.size}`)
  for (const recipe of recipes) assert.ok(recipe.basis.length > 10, recipe.id)
})

test('every recipe reads settings of its own service and resource type, and ids are used once', () => {
  assert.equal(new Set(recipes.map(recipe => recipe.id)).size, recipes.length)
  for (const recipe of recipes) {
    const service = services.find(item => item.id === recipe.service)
    for (const { setting } of recipe.settings)
      assert.equal(
        service?.settings.find(item => item.id === setting)?.resource,
        recipe.resource.type,
        `${recipe.id}: ${setting}`,
      )
  }
})

test('wherever a button saves, the recipe says what tells that the service took the change', () => {
  const without = recipes.filter(
    ({ context }) => context.save === 'button' && !(context.saved && context.saved.length > 0),
  )
  assert.deepEqual(
    without.map(recipe => recipe.id),
    [],
  )
})

test("a page of somebody else's organization is not read", () => {
  const tenants = [
    { id: 'ours', service: 'atlassian', target: { organization: 'org-1' } },
    { id: 'chat', service: 'slack', target: { workspace: 'acme' } },
  ]
  assert.ok(
    matchRecipes('https://admin.atlassian.com/o/org-1/authentication-policies', recipes, tenants)
      .length > 0,
  )
  assert.equal(
    matchRecipes('https://admin.atlassian.com/o/org-2/authentication-policies', recipes, tenants)
      .length,
    0,
  )
  assert.ok(matchRecipes('https://acme.slack.com/admin/settings', recipes, tenants).length > 0)
  assert.equal(matchRecipes('https://other.slack.com/admin/settings', recipes, tenants).length, 0)
})
