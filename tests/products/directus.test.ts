import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { idOf, projectFields } from '../../common/services/directus/settings/fields.ts'
import { recipes as directusRecipes } from '../../common/services/directus/recipes/index.ts'
import type { Reading } from '../../common/model/observation.ts'
import { startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, pairWith } from '../support/extension/chromium.ts'
import type { ExtensionBrowser } from '../support/extension/chromium.ts'
import { startDirectus } from './directus-server.ts'
import type { DirectusServer } from './directus-server.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

const home = mkdtempSync(join(tmpdir(), 'witnessmark-directus-home-'))
let directus: DirectusServer
let running: RunningAgent
let browser: ExtensionBrowser
let chromium: BrowserContext
let page: Page
let editors = ''
let administrators = ''
let readers = ''
let folder = ''

before(async () => {
  directus = await startDirectus()
  const data = async (path: string, body?: unknown): Promise<unknown> =>
    ((await directus.api(path, body === undefined ? 'GET' : 'POST', body)) as { data: unknown })
      .data
  editors = (
    (await data('/policies', {
      name: 'Editors',
      ip_access: ['10.0.0.0/8', '192.168.1.1'],
      enforce_tfa: true,
      app_access: true,
      admin_access: false,
    })) as { id: string }
  ).id
  administrators =
    (
      (await data('/policies?fields=id,admin_access')) as { id: string; admin_access: boolean }[]
    ).find(policy => policy.admin_access)?.id ?? ''
  folder = ((await data('/folders', { name: 'Uploads, of 2026' })) as { id: string }).id
  readers = ((await data('/roles', { name: 'Readers' })) as { id: string }).id
  initHome(home)
  editConfig(home, ['tenants', 'content'], {
    service: 'directus',
    target: { url: directus.url },
    schedule: 'off',
  })
  running = await startAgent(home)
  await running.agent.secrets.set('content', directus.administrator.token)
  browser = await extensionBrowser()
  chromium = await browser.launch()
  await pairWith(chromium, running)
  page = await chromium.newPage()
  // Narrower, and a drawer of Directus lies over its form.
  await page.setViewportSize({ width: 1400, height: 1000 })
  await page.goto(`${directus.url}/admin/login`)
  await page.locator('input[type=email]').fill(directus.administrator.email)
  await page.locator('input[type=password]').fill(directus.administrator.password)
  await page.getByRole('button', { name: 'Sign In' }).click()
  await page.waitForURL(/\/admin\/content/)
  // It asks an administrator for a licence key once.
  await page.getByRole('button', { name: 'Skip' }).click()
  await page.getByRole('button', { name: 'Skip' }).waitFor({ state: 'hidden' })
})
after(async () => {
  await chromium?.close()
  browser?.remove()
  await running?.close()
  await directus?.close()
  rmSync(home, { recursive: true, force: true })
})

/** Every setting of a recipe: as the API and as the page said last. */
async function readings(
  recipe: string,
  resource: string | null,
): Promise<Record<string, { api?: Reading; console?: Reading }>> {
  const wanted =
    directusRecipes.find(item => item.id === recipe)?.settings.map(item => item.setting) ?? []
  const found: Record<string, { api?: Reading; console?: Reading }> = Object.fromEntries(
    wanted.map(setting => [setting, {}]),
  )
  for await (const item of running.agent.store.observations('content')) {
    const entry = found[item.setting]
    if (
      entry &&
      (resource === null || item.resource.id === resource) &&
      (item.source === 'api' || item.source === 'console')
    )
      entry[item.source] = item.reading
  }
  return found
}

const finding = async (check: string) =>
  (await running.agent.store.findings('content')).find(item => item.check === check)

/**
 * The API is asked, the page is opened, and each of the recipe's settings must have been read both
 * ways, with the same value.
 */
async function agree(
  recipe: string,
  path: string,
  resource: string | null,
  moment: string,
): Promise<void> {
  await scan(running.agent, tester, 'content')
  const before = await running.agent.store.logSize()
  await page.goto(directus.url + path)
  await until(
    () => running.agent.store.logSize(),
    size => size > before,
    `${recipe} captured, ${moment}`,
  )
  await until(
    () => readings(recipe, resource),
    found =>
      Object.values(found).every(
        ({ api, console }) => JSON.stringify(api) === JSON.stringify(console),
      ),
    `${recipe} as the API, ${moment}`,
  ).catch(() => {})
  const found = await readings(recipe, resource)
  assert.ok(Object.keys(found).length > 0)
  for (const [setting, { api, console }] of Object.entries(found)) {
    assert.equal(api?.state, 'observed', `${setting}, ${moment}, by API`)
    assert.deepEqual(console, api, `${setting}, ${moment}`)
  }
}

const save = (): ReturnType<Page['locator']> =>
  page.locator('header .primary button.button').first()
const box = (field: string): ReturnType<Page['locator']> =>
  page.locator(`[data-field="${field}"] button[role=checkbox]`)

test('a scan reads Directus whole, and says what is wrong', async () => {
  const assessment = await scan(running.agent, tester, 'content')
  assert.deepEqual(
    assessment.findings.filter(item => item.outcome === 'unknown'),
    [],
  )
  const found = Object.fromEntries(
    assessment.findings.map(item => [`${item.check} ${item.resource.name}`, item.outcome]),
  )
  assert.equal(found['directus.policy.second-factor Administrator'], 'fail')
  assert.equal(found['directus.policy.second-factor Editors'], 'not-applicable')
  assert.equal(found['directus.policy.public-without-app Public'], 'pass')
  const read = Object.fromEntries(
    (await Array.fromAsync(running.agent.store.observations('content'))).map(item => [
      item.setting,
      item.reading,
    ]),
  )
  assert.deepEqual(read['directus.project.administrators'], {
    state: 'observed',
    value: [directus.administrator.email],
  })
  assert.deepEqual(read['directus.project.static-tokens'], {
    state: 'observed',
    value: [directus.administrator.email],
  })
  assert.deepEqual(read['directus.project.public-permissions'], { state: 'observed', value: [] })
  assert.deepEqual(read['directus.project.version'], { state: 'observed', value: '12.4.0' })
  // What the anonymous may do is told when somebody gives it to them.
  const { data } = (await directus.api('/access?fields=policy,role,user')) as {
    data: { policy: string; role: string | null; user: string | null }[]
  }
  const open = data.find(item => item.role === null && item.user === null)?.policy
  await directus.api('/permissions', 'POST', {
    policy: open,
    collection: 'directus_files',
    action: 'create',
    permissions: {},
    fields: ['*'],
  })
  await scan(running.agent, tester, 'content')
  assert.equal((await finding('directus.project.public-only-reads'))?.outcome, 'fail')
})

test('the pages of the project and of each policy say the same as the API, before and after changes', async () => {
  const project = '/admin/settings/project'
  await agree('directus-project', project, null, 'as installed')
  await directus.api('/settings', 'PATCH', {
    project_name: 'Aurora',
    project_descriptor: 'Archive',
    project_url: 'https://aurora.example',
    auth_password_policy: '/^.{8,}$/',
    auth_login_attempts: null,
    public_registration: true,
    public_registration_role: readers,
    public_registration_verify_email: false,
    public_registration_email_filter: { _and: [{ email: { _ends_with: '@aurora.example' } }] },
    default_language: 'de-DE',
    storage_default_folder: folder,
    storage_asset_transform: 'presets',
    visual_editor_urls: [
      { url: 'https://www.aurora.example/{{$version}}' },
      { url: 'http://shop.aurora.example' },
    ],
    report_feature_url: 'https://aurora.example/ideas',
    report_bug_url: 'https://aurora.example/bugs',
    default_save_action: 'save-and-stay',
    collaborative_editing_enabled: true,
  })
  await agree('directus-project', project, null, 'after all of it changed, in German')
  await directus.api('/settings', 'PATCH', {
    project_descriptor: null,
    auth_password_policy:
      "/(?=^.{8,}$)(?=.*\\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[!@#$%^&*()_+}{';'?>.<,])(?!.*\\s).*$/",
    auth_login_attempts: 3,
    default_language: 'en-US',
    public_registration: false,
    public_registration_role: null,
    public_registration_email_filter: null,
    storage_default_folder: null,
    visual_editor_urls: [{ url: 'https://www.aurora.example' }],
    storage_asset_transform: 'none',
    default_save_action: 'save-and-create-new',
  })
  await agree('directus-project', project, null, 'after some of it was emptied')
  // In a language that the recipe has no words of, wordings are not guessed; all that has none is
  // read.
  await directus.api('/settings', 'PATCH', { default_language: 'fr-FR' })
  await scan(running.agent, tester, 'content')
  const before = await running.agent.store.logSize()
  await page.goto(directus.url + project)
  await until(
    () => running.agent.store.logSize(),
    size => size > before,
    'captured in French',
  )
  const wordings = new Set(
    projectFields
      .filter(field => field.control.kind === 'choice' && field.name !== 'default-language')
      .map(field => idOf('project', field)),
  )
  for (const [setting, { api, console }] of Object.entries(
    await readings('directus-project', null),
  )) {
    if (wordings.has(setting))
      assert.equal(
        console?.state === 'unobserved' && console.reason,
        'layout-not-recognised',
        setting,
      )
    else assert.deepEqual(console, api, `${setting}, in French`)
  }
  await directus.api('/settings', 'PATCH', { default_language: 'en-US' })
  await agree('directus-ai', '/admin/settings/ai', null, 'as installed')
  await directus.api('/settings', 'PATCH', {
    mcp_enabled: true,
    mcp_allow_deletes: true,
    mcp_system_prompt_enabled: false,
  })
  await agree('directus-ai', '/admin/settings/ai', null, 'after changes')
  assert.equal((await finding('directus.project.mcp-restricted'))?.outcome, 'fail')

  const policy = (id: string): string => `/admin/settings/policies/${id}`
  await agree('directus-policy', policy(administrators), administrators, 'as installed')
  await agree('directus-policy', policy(editors), editors, 'as made')
  const anonymous =
    (await running.agent.store.resources('content')).find(item => item.name === 'Public')?.id ?? ''
  await agree('directus-policy', policy(anonymous), anonymous, 'of the anonymous')
  await directus.api(`/policies/${editors}`, 'PATCH', {
    ip_access: null,
    enforce_tfa: false,
    app_access: false,
  })
  await agree('directus-policy', policy(editors), editors, 'after it was opened to everywhere')
  await directus.api(`/policies/${editors}`, 'PATCH', { ip_access: ['203.0.113.7'] })
  await agree('directus-policy', policy(editors), editors, 'with one address')

  // A page that is slow shows nobody's values in the meantime; one that makes a new policy shows no
  // policy at all.
  await page.route('**/policies/*', async route => {
    await new Promise(resolve => setTimeout(resolve, 1500))
    await route.continue()
  })
  const size = await running.agent.store.logSize()
  for (const id of [administrators, editors]) {
    await page.goto(`${directus.url}/admin/settings/policies`)
    await page
      .getByText(id === editors ? 'Editors' : 'Administrator', { exact: true })
      .first()
      .click()
    await page.waitForURL(`**/${id}`)
    await box('app_access').waitFor()
    await page.waitForTimeout(2500)
    for (const [setting, { api, console }] of Object.entries(await readings('directus-policy', id)))
      assert.deepEqual(console, api, `${setting} of ${id}`)
  }
  await page.unroute('**/policies/*')
  await page.goto(`${directus.url}/admin/settings/policies/+`)
  await page.waitForTimeout(2500)
  const resources = (await Array.fromAsync(running.agent.store.observations('content'))).map(
    item => item.resource.id,
  )
  assert.ok(!resources.includes('+'))
  assert.ok((await running.agent.store.logSize()) >= size)
})

test('a change counts when it is saved, by button or by key; until the API is asked again both values are shown', async () => {
  const setting = 'directus.project.public-registration'
  const check = 'directus.project.registration-closed'
  const shown = async (): Promise<Reading | undefined> =>
    (await readings('directus-project', null))[setting]?.console
  await directus.api('/settings', 'PATCH', { public_registration_verify_email: false })
  await agree('directus-project', '/admin/settings/project', null, 'before the change')
  const before = await running.agent.store.logSize()
  await box('public_registration').click()
  assert.ok(await save().isEnabled())
  // The page is still for longer than a page that saves by itself needs to be.
  await page.waitForTimeout(2000)
  assert.deepEqual(await shown(), { state: 'observed', value: false })
  assert.equal(
    await running.agent.store.logSize(),
    before,
    'nothing is kept of a change that is not saved',
  )
  await save().click()
  await until(
    shown,
    reading => reading?.state === 'observed' && reading.value === true,
    'read after the save',
  )
  const told = await finding(check)
  assert.deepEqual(
    told?.disagreement?.map(({ setting: name, api, console }) => ({ name, api, console })),
    [{ name: setting, api: { value: false }, console: { value: true } }],
  )
  await scan(running.agent, tester, 'content')
  assert.equal((await finding(check))?.outcome, 'fail')
  assert.equal((await finding(check))?.disagreement, undefined)

  await box('public_registration').click()
  await page.keyboard.press('Control+s')
  await until(
    shown,
    reading => reading?.state === 'observed' && reading.value === false,
    'read after a save by key',
  )
  await scan(running.agent, tester, 'content')
  assert.equal((await finding(check))?.outcome, 'pass')
})
