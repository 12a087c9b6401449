import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { claimedBy, expectationOf, expectedOf, slug } from '../../../../agent/console/lesson.ts'
import { editTaught, removeTaught, taughtSettings } from '../../../../agent/console/taught.ts'
import { teach } from '../../../../agent/console/teach.ts'
import { meets } from '../../../../common/assess/expectation.ts'
import type { Value } from '../../../../common/model/index.ts'
import type { Lesson } from '../../../../common/protocol/message.ts'
import { comparisonsOf } from '../../../../common/words/english/comparisons.ts'
import { testAgent } from '../../../support/agent.ts'

const lesson: Lesson = {
  address: 'https://admin.example.com/security',
  heading: 'Security',
  language: 'en',
  title: 'Require SSO',
  type: 'boolean',
  locate: [{ role: 'switch', name: ['Require SSO'] }],
  read: 'checked',
  wanted: true,
  metric: 'single-sign-on-enforced',
  severity: 'high',
  save: 'instant',
}
const page = 'taught-admin-example-com-security'
const id = 'admin-example-com.tenant.require-sso'

async function opened(context: TestContext) {
  const { agent, home } = await testAgent(context, {})
  const read = (folder: string, name = page): string =>
    readFileSync(join(home, folder, `${name}.yaml`), 'utf8')
  const checks = () =>
    agent
      .catalogue()
      .checksOf('admin-example-com')
      .map(item => item.check)
  return { agent, home, read, checks }
}

test('every comparison that is offered for a type is one that is judged', () => {
  for (const [type, wanted] of [
    ['boolean', true],
    ['number', 1],
    ['string', 'x'],
    ['list', 'x'],
  ] as const)
    for (const { op } of comparisonsOf(type)) {
      const isSeveral = op === 'oneOf' || type === 'list'
      assert.ok(expectationOf(type, { op, wanted: isSeveral ? [wanted] : wanted }), op)
    }
})

test('what is wanted is compared by the type of the value', () => {
  const rows: readonly (readonly [Lesson['type'], Lesson['op'], Lesson['wanted'], Value, Value])[] =
    [
      ['boolean', 'equals', true, true, false],
      ['number', 'atMost', 15, 15, 16],
      ['number', 'atLeast', 12, 12, 11],
      ['number', 'oneOf', [15, 30], 30, 45],
      ['string', 'oneOf', ['Reader', 'Guest'], 'Guest', 'Owner'],
      ['string', 'includes', 'a.b (c)', 'x a.b (c) y', 'axb (c)'],
      ['list', 'includes', ['DE'], ['FR', 'DE'], ['FR']],
      ['list', 'excludes', ['SMS'], ['Key'], ['Key', 'SMS']],
      ['list', 'equals', ['A', 'B'], ['A', 'B'], ['A']],
    ]
  for (const [type, op, wanted, good, bad] of rows) {
    const expect = expectationOf(type, { op, wanted })
    assert.deepEqual(
      [good, bad].map(value => meets(expect, value, null)),
      [true, false],
      `${type} ${op}`,
    )
    assert.deepEqual(claimedBy(expect), { op, wanted }, 'and is shown as it was said')
  }
  for (const [type, op, wanted] of [
    ['boolean', 'atMost', true],
    ['number', 'atMost', '15'],
    ['string', 'oneOf', 'Reader'],
    ['string', 'includes', ''],
    ['list', 'includes', []],
    ['string', 'atLeast', 'x'],
  ] as const)
    assert.throws(() => expectationOf(type, { op, wanted: wanted as Lesson['wanted'] }), {
      code: 'lesson-invalid',
    })
  assert.equal(expectedOf({ op: 'oneOf', wanted: ['A', 'B'] }), 'one of A, B')
  assert.equal(expectedOf({ wanted: true }), 'on')
})

test('titles of any script have ids of their own; the same title on the same site is said', async context => {
  assert.deepEqual(['Für Gäste', '二要素認証', 'Двухфакторная', 'ÆØ', 'x'.repeat(90)].map(slug), [
    'fur-gaste',
    'setting',
    'setting',
    'setting',
    'x'.repeat(60),
  ])
  const { agent } = await opened(context)
  for (const title of ['二要素認証', 'パスワードの長さ', 'MFA 二要素', 'MFA'])
    await teach(agent, { ...lesson, title, locate: [{ role: 'switch', name: [title] }] })
  const [recipe] = agent.recipes().filter(item => item.id.startsWith(page))
  assert.deepEqual(
    recipe?.settings.map(item => item.setting.replace('admin-example-com.tenant.', '')),
    ['setting', 'setting-2', 'mfa', 'mfa-2'],
    'one page is one recipe',
  )
  await assert.rejects(teach(agent, { ...lesson, title: 'パスワードの長さ' }), {
    code: 'lesson-known',
    message: 'title: there is a setting "パスワードの長さ" already',
  })
})

test('no metric: it is read, and nothing is claimed of it', async context => {
  const { agent, checks } = await opened(context)
  await teach(agent, { ...lesson, metric: null })
  assert.deepEqual(checks(), [])
  const [recipe] = agent.recipes().filter(item => item.id === page)
  assert.equal(recipe?.settings[0]?.setting, id)
  assert.equal(taughtSettings(agent)[0]?.claim, null)
})

test('a list is taught, and a named save button with the message that confirms it', async context => {
  const { agent, checks } = await opened(context)
  await teach(agent, {
    ...lesson,
    title: 'Allowed methods',
    type: 'list',
    read: 'list',
    op: 'excludes',
    wanted: ['SMS'],
    save: 'button',
    saveButton: 'Save changes',
  })
  const saved = { ...lesson, save: 'button', saveButton: 'Save changes', saved: 'Saved!' } as const
  await teach(agent, saved)
  const recipes = agent.recipes().filter(item => item.id.startsWith(page))
  assert.equal(recipes.length, 1, 'one page is one recipe')
  assert.deepEqual(recipes[0]?.context, {
    save: 'button',
    saveButton: ['Save changes'],
    saved: [
      { near: ['Saved!'], role: 'status' },
      { near: ['Saved!'], role: 'alert' },
      { role: 'button', name: ['Saved!'] },
    ],
  })
  assert.deepEqual(checks()[0]?.expect, { op: 'excludes', value: ['SMS'] })
  await assert.rejects(
    teach(agent, { ...saved, title: 'Other', saveButton: undefined }),
    /saveButton: /,
  )
})

test("no heading that names the customer is a page's mark", async context => {
  const { agent } = await opened(context)
  await teach(agent, lesson)
  const tenant = agent.config().tenants['admin-example-com']
  assert.equal(tenant?.title, 'admin.example.com')
  await teach(agent, {
    ...lesson,
    title: 'Other',
    heading: 'Settings of admin.example.com',
    locate: [{ css: '#other' }],
  })
  const found = agent.recipes().find(item => item.id === `${page}-2`)
  assert.equal(found?.where.headings, undefined)
  assert.doesNotMatch(found?.title ?? '', /example/)
})

test('taught settings are listed, renamed, changed and removed; what a person wrote beside stays', async context => {
  const { agent, home, read, checks } = await opened(context)
  await teach(agent, lesson)
  await teach(agent, {
    ...lesson,
    title: 'Idle time-out',
    type: 'number',
    read: 'number',
    op: 'atMost',
    wanted: 15,
    locate: [{ css: '#idle' }],
  })
  const file = join(home, 'checks', `${page}.yaml`)
  writeFileSync(file, read('checks').replace('settings:', 'settings:\n  # ours'))
  assert.deepEqual(
    taughtSettings(agent).map(item => [item.title, item.page, item.claim?.op, item.claim?.wanted]),
    [
      ['Require SSO', 'Security', 'equals', true],
      ['Idle time-out', 'Security', 'atMost', 15],
    ],
  )
  const claim = { metric: 'mfa-enforced', op: 'equals', wanted: false, severity: 'low' } as const
  await editTaught(agent, id, 'SSO is required', claim)
  const [first] = taughtSettings(agent)
  assert.deepEqual([first?.setting, first?.title, first?.claim], [id, 'SSO is required', claim])
  assert.equal(checks().find(item => item.id === id)?.expected, 'off')
  await editTaught(agent, id, 'SSO is required', { ...claim, metric: null })
  assert.equal(
    checks().some(item => item.id === id),
    false,
    'nothing is claimed any more',
  )
  await editTaught(agent, id, 'SSO is required', claim)
  const before = read('checks')
  for (const [title, wrong] of [
    ['idle  Time-Out', claim],
    ['X', { ...claim, wanted: 'yes' }],
    ['X', { ...claim, metric: 'no-such-metric' }],
  ] as const)
    await assert.rejects(editTaught(agent, id, title, wrong), /title|wanted|no-such-metric/)
  assert.equal(read('checks'), before, 'a refusal changes nothing')
  assert.match(before, /settings:\n  # ours/)

  await removeTaught(agent, id)
  assert.deepEqual(
    taughtSettings(agent).map(item => item.title),
    ['Idle time-out'],
  )
  assert.match(read('checks'), /settings:\n  # ours/)
  assert.equal(agent.recipes().find(item => item.id === page)?.settings.length, 1)
  await assert.rejects(removeTaught(agent, id), { code: 'taught-unknown' })
  await removeTaught(agent, 'admin-example-com.tenant.idle-time-out')
  assert.ok(!existsSync(join(home, 'recipes', `${page}.yaml`)))
  assert.deepEqual(checks(), [], 'the service stays: its tenant names it')
  await teach(agent, lesson)
  assert.equal(taughtSettings(agent).length, 1)
  assert.deepEqual(await agent.setAside(), [])
})
