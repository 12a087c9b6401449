import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  deepLink,
  inWordsOf,
  isOwnAddress,
  matchRecipes,
  originsOf,
  resourceIdOf,
} from '../../../common/capture/match.ts'
import { recipes as oktaRecipes } from '../../../common/services/okta/recipes/index.ts'
import { Recipe, type RecipeSource } from '../../../common/capture/recipe.ts'

const recipe = (over: Partial<RecipeSource>): Recipe =>
  Recipe.parse({
    id: 'page',
    service: 'slack',
    title: 'Page',
    where: { hosts: ['example.com'] },
    resource: { type: 'workspace' },
    context: { save: 'instant' },
    settings: [{ setting: 'slack.workspace.x', read: 'checked', locate: [{ css: 'input' }] }],
    certainty: 'guess',
    basis: 'test',
    ...over,
  } satisfies RecipeSource)
const acme = {
  id: 'acme',
  service: 'slack',
  target: { workspace: 'acme', url: 'http://127.0.0.1:8080/blog/' },
}
const ids = (address: string, ...recipes: readonly Recipe[]) =>
  matchRecipes(address, recipes, [acme]).map(match => match.recipe.id)

test("a named host part must be the tenant's own", () => {
  const page = recipe({ where: { hosts: [':workspace.slack.com'], paths: ['/admin/**'] } })
  assert.deepEqual(ids('https://acme.slack.com/admin/settings', page), ['page'])
  assert.deepEqual(ids('https://other.slack.com/admin/settings', page), [])
  assert.deepEqual(ids('https://acme.slack.com.evil.test/admin/settings', page), [])
  assert.deepEqual(ids('https://slack.com/admin/settings', page), [])
  assert.deepEqual(originsOf([page], acme), ['https://acme.slack.com'])
})

test('{base} is origin and leading path of the configured address', () => {
  const page = recipe({
    where: { hosts: ['{base}'], paths: ['/wp-admin/options.php'] },
    url: '{base}/wp-admin/options.php',
  })
  assert.deepEqual(ids('http://127.0.0.1:8080/blog/wp-admin/options.php?x=1', page), ['page'])
  for (const other of [
    'http://127.0.0.1:8080/wp-admin/options.php',
    'http://127.0.0.1:8081/blog/wp-admin/options.php',
    'http://127.0.0.1:8080/blogs/wp-admin/options.php',
    'not an address',
    'file:///blog/wp-admin/options.php',
  ])
    assert.deepEqual(ids(other, page), [], other)
  assert.equal(deepLink(page, acme), 'http://127.0.0.1:8080/blog/wp-admin/options.php')
})

test('a plain http page of a public host is never read', () => {
  assert.deepEqual(ids('http://example.com/', recipe({})), [])
  assert.deepEqual(ids('https://example.com/', recipe({})), ['page'])
})

test('paths: literal, named, one, rest; query', () => {
  const page = recipe({
    where: {
      hosts: ['github.com'],
      paths: ['/:owner/:name/settings', '/org/*/x/**'],
      query: { tab: 'a' },
    },
    resource: { type: 'repository', id: ':owner/:name' },
  })
  const [match] = matchRecipes('https://github.com/a%20b/c/settings?tab=a', [page], [acme])
  assert.equal(match && resourceIdOf(page, match.parts), 'a b/c')
  assert.deepEqual(ids('https://github.com/org/y/x/1/2?tab=a', page), ['page'])
  assert.deepEqual(ids('https://github.com/org/x/1?tab=a', page), [])
  assert.deepEqual(ids('https://github.com/a/b/settings', page), [])
})

test("another service's tenant gives nothing", () => {
  assert.deepEqual(
    matchRecipes('https://example.com/', [recipe({})], [{ ...acme, service: 'other' }]),
    [],
  )
})

test('the language refuses code and unknown words', () => {
  const source = {
    ...recipe({}),
    settings: [{ setting: 'slack.workspace.x', read: 'eval', locate: [{ js: 'alert(1)' }] }],
  }
  const result = Recipe.safeParse(source)
  assert.ok(!result.success)
  assert.ok(result.error.issues.some(issue => issue.path.join('.') === 'settings.0.read'))
  assert.ok(!Recipe.safeParse({ ...recipe({}), where: { hosts: ['https://example.com'] } }).success)
})

test("a tenant's own address: its pages and its host, never a host that all customers share", () => {
  const shared = recipe({ where: { hosts: ['admin.example.com'], paths: ['/security'] } })
  const named = recipe({ where: { hosts: [':workspace.slack.com'], paths: ['/admin'] } })
  const based = recipe({ where: { hosts: ['{base}'], paths: ['/settings'] } })
  const own = (address: string, ...recipes: readonly Recipe[]) =>
    isOwnAddress(address, recipes, acme)
  assert.deepEqual(
    [
      'https://acme.slack.com/anything',
      'https://other.slack.com/admin',
      'http://acme.slack.com/admin',
      'https://acme.slack.com.evil.test/',
    ].map(address => own(address, named)),
    [true, false, false, false],
  )
  assert.deepEqual(
    [
      'http://127.0.0.1:8080/blog/users',
      'http://127.0.0.1:8080/blogs',
      'http://127.0.0.1:8081/blog/users',
      'file:///blog',
    ].map(address => own(address, based)),
    [true, false, false, false],
  )
  assert.deepEqual(
    ['https://admin.example.com/security', 'https://admin.example.com/users'].map(address =>
      own(address, shared),
    ),
    [true, false],
  )
  assert.equal(
    isOwnAddress('https://acme.slack.com/admin', [named], { ...acme, service: 'zoom' }),
    false,
  )
  assert.equal(
    isOwnAddress('https://x.slack.com/admin', [named], { id: 'x', service: 'slack', target: {} }),
    true,
    "a recipe's page, where the workspace is not configured",
  )
})

test("an Okta organization on another of Okta's domains is named by its address", () => {
  const page = oktaRecipes.find(item => item.id.endsWith('account'))
  assert.ok(page)
  const matches = (address: string, target: Readonly<Record<string, string>>): number =>
    matchRecipes(address, [page], [{ id: 'sign-in', service: 'okta', target }]).length
  assert.equal(
    matches('https://acme-admin.okta.com/admin/settings/account', { organization: 'acme-admin' }),
    1,
  )
  assert.equal(
    matches('https://acme-admin.oktapreview.com/admin/settings/account', {
      organization: 'acme-admin',
    }),
    0,
  )
  assert.equal(
    matches('https://acme-admin.oktapreview.com/admin/settings/account', {
      url: 'https://acme-admin.oktapreview.com',
    }),
    1,
  )
  assert.equal(
    matches('https://other-admin.oktapreview.com/admin/settings/account', {
      url: 'https://acme-admin.oktapreview.com',
    }),
    0,
  )
})

test("a label that holds the customer's name is looked for with the tenant's", () => {
  const page = recipe({
    where: { hosts: ['example.com'], headings: ['{workspace} security'] },
    settings: [
      {
        setting: 'slack.workspace.x',
        read: 'checked',
        locate: [
          {
            role: 'checkbox',
            name: ['Everyone in your workspace', 'Everyone in {workspace}', 'Everyone in {plan}'],
          },
          { near: ['{plan}'], role: 'switch' },
          { css: '{workspace}' },
        ],
      },
    ],
  })
  const filled = inWordsOf(page, acme)
  assert.deepEqual(filled.where.headings, ['acme security'])
  assert.deepEqual(filled.settings[0]?.locate, [
    { role: 'checkbox', name: ['Everyone in your workspace', 'Everyone in acme'] },
    { near: ['{plan}'], role: 'switch' },
    { css: '{workspace}' },
  ])
})

test('a thing of which the page says the name, or the address; a recipe says one of them', () => {
  const shown = recipe({ resource: { type: 'rule', shown: [{ role: 'textbox', name: ['Name'] }] } })
  assert.deepEqual(
    [
      resourceIdOf(shown, {}, 'High volume'),
      resourceIdOf(shown, {}),
      resourceIdOf(recipe({}), {}, 'High volume'),
    ],
    ['High volume', null, null],
  )
  assert.equal(
    deepLink(recipe({ url: 'https://example.com/things/{resource}/edit' }), acme, 'a b/c'),
    'https://example.com/things/a%20b%2Fc/edit',
  )
  assert.equal(
    deepLink(recipe({ url: 'https://example.com/things/{resource}/edit' }), acme),
    null,
    'of which is not known',
  )
  assert.ok(
    !Recipe.safeParse({
      ...recipe({}),
      resource: { type: 'rule', id: ':rule', shown: [{ css: 'h2' }] },
    }).success,
  )
})

test('a fragment tells pages and tenants apart: what is not below the tenant is not read', () => {
  const page = recipe({
    where: { hosts: ['{base}'], paths: ['/**'], fragments: ['/settings', '/teams/:team'] },
    url: '{base}/settings',
    resource: { type: 'workspace', id: ':team' },
  })
  const tenants = ['prod', 'test'].map(id => ({
    id,
    service: 'slack',
    target: { url: `https://console.example/ui/#/${id}` },
  }))
  const at = (address: string): readonly string[] =>
    matchRecipes(address, [page], tenants).map(
      ({ tenant, parts, recipe: { resource } }) =>
        `${tenant.id} ${resourceIdOf(page, parts) || resource.type}`,
    )
  assert.deepEqual(at('https://console.example/ui/#/prod/settings'), ['prod workspace'])
  assert.deepEqual(at('https://console.example/ui/#/test/settings?x=/prod'), ['test workspace'])
  assert.deepEqual(at('https://console.example/ui/#!/test/teams/red'), ['test red'])
  for (const other of [
    '',
    '#/settings',
    '#/production/settings',
    '#/prod/other',
    '#/prod',
    '#prod/settings',
  ])
    assert.deepEqual(at(`https://console.example/ui/${other}`), [], other)
  assert.deepEqual(
    tenants.map(tenant => isOwnAddress('https://console.example/ui/#/prod/x', [page], tenant)),
    [true, false],
  )
  assert.equal(deepLink(page, tenants[0] ?? acme), 'https://console.example/ui/#/prod/settings')
  const any = recipe({ where: { hosts: ['console.example'] } })
  assert.deepEqual(ids('https://console.example/#/whatever', any), ['page'])
})
