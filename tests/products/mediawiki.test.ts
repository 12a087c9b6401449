import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { missingMediaWiki, startMediaWiki } from './mediawiki-server.ts'
import type { MediaWiki } from './mediawiki-server.ts'
import { openClassroom } from './teaching.ts'
import type { Classroom } from './teaching.ts'

// A console nobody wrote a recipe for: its settings are taught by pointing, and what the extension
// reads is what MediaWiki's own database holds.
const missing = missingMediaWiki()
let wiki: MediaWiki
let room: Classroom
let page: Page

before(async () => {
  if (missing) return
  wiki = await startMediaWiki()
  room = await openClassroom()
  page = room.page
  await page.goto(`${wiki.url}/index.php?title=Special:UserLogin`)
  await page.locator('#wpName1').fill(wiki.admin.name)
  await page.locator('#wpPassword1').fill(wiki.admin.password)
  await page.locator('#wpLoginAttempt').click()
  await page.locator('#pt-logout').waitFor({ state: 'attached' })
})
after(async () => {
  await room?.close()
  await wiki?.close()
})

const open = async (query = ''): Promise<void> => {
  await page.goto('about:blank')
  await page.goto(`${wiki.url}/index.php/Special:Preferences${query}`)
  await page.locator('[role=tab]').first().waitFor()
}
const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click()
const save = async (): Promise<void> => {
  await page
    .locator('#prefcontrol button, button[value=saveprefs], [name=prefs] button')
    .last()
    .click()
  await page.waitForLoadState('load')
}
const named = (name: string) => page.locator(`[name="wp${name}"]`).first()
/** What the database holds, where the default is known. */
const kept = (): Readonly<Record<string, unknown>> => ({
  'Gender': wiki.preference('gender') ?? 'unknown',
  'E-mail off':
    wiki.preference('disablemail') === '0' || wiki.preference('disablemail') === undefined,
  'Signature': wiki.preference('nickname') ?? '',
  'Days of recent changes': Number(wiki.preference('rcdays') ?? 7),
  'Minor edits hidden': wiki.preference('hideminor') === '1',
})

test(
  'each kind of control is taught by pointing, on several tabs, and read as the database holds it',
  { skip: missing ?? false },
  async () => {
    await open()
    const submit = { save: 'submit' } as const
    await room.teach(named('gender'), { title: 'Gender', ...submit })
    await room.teach(named('disablemail'), { title: 'E-mail off', ...submit })
    await room.teach(named('nickname'), { title: 'Signature', ...submit })
    await tab('Recent changes')
    await room.teach(named('rcdays'), { title: 'Days of recent changes', ...submit })
    await room.teach(named('hideminor'), { title: 'Minor edits hidden', ...submit })
    await open()
    const { Gender, Signature, 'E-mail off': mail } = kept()
    await room.reads({ Gender, 'E-mail off': mail, Signature }, 'the first tab')
    await tab('Recent changes')
    await room.reads(kept(), 'the other tab')
  },
)

test(
  'a change counts once it is saved, and is what the database holds',
  { skip: missing ?? false },
  async () => {
    const before = kept()
    await tab('User profile')
    await page.locator('input[name="wpgender"][value="female"]').check({ force: true })
    await named('nickname').fill('Harbour & Sons')
    await page.waitForTimeout(3000)
    await room.reads(before, 'not saved yet')
    await save()
    assert.deepEqual(
      [wiki.preference('gender'), wiki.preference('nickname')],
      ['female', 'Harbour & Sons'],
    )
    await room.reads({ Gender: 'female', Signature: 'Harbour & Sons' }, 'saved')
  },
)

test(
  'a refused save shows what was typed, and is not what is read',
  { skip: missing ?? false },
  async () => {
    await open()
    const before = kept()
    await named('nickname').fill('<b>[[')
    await named('fancysig').check({ force: true })
    await named('disablemail').click({ force: true })
    await save()
    await page
      .locator(
        '.error, .oo-ui-messageDialog, .oo-ui-labelElement-error, .oo-ui-flaggedElement-error',
      )
      .first()
      .waitFor()
    assert.equal(await named('nickname').inputValue(), '<b>[[', 'the page shows what it refused')
    await page.waitForTimeout(7000)
    assert.deepEqual(kept(), before)
    await room.reads(before, 'refused')
    await open()
    await room.reads(before, 'loaded again')
  },
)

test(
  'in another language it is read the same, or not at all',
  { skip: missing ?? false },
  async () => {
    const before = await room.read()
    await open('?uselang=de')
    await page.waitForTimeout(4000)
    for (const [title, value] of Object.entries(kept()))
      assert.ok(
        [value, 'layout-not-recognised'].includes((await room.read())[title] as string),
        title,
      )
    assert.deepEqual(Object.keys(await room.read()).sort(), Object.keys(before).sort())
  },
)

test(
  'the rights of a user are read as the database holds them',
  { skip: missing ?? false },
  async () => {
    await page.goto(`${wiki.url}/index.php/Special:UserRights/${wiki.admin.name}`)
    await room.teach(page.locator('#wpGroup-bot'), { title: 'Is a bot', save: 'submit' })
    await room.teach(page.locator('#wpGroup-sysop'), {
      title: 'Is an administrator',
      save: 'submit',
    })
    await page.reload()
    await room.reads({ 'Is a bot': false, 'Is an administrator': true }, 'as loaded')
    await page.locator('#wpGroup-bot').check()
    await page.locator('[name=saveusergroups]').click()
    await page.waitForLoadState('load')
    assert.ok(wiki.groups(wiki.admin.name).includes('bot'))
    await page.goto(`${wiki.url}/index.php/Special:UserRights/${wiki.admin.name}`)
    await room.reads({ 'Is a bot': true, 'Is an administrator': true }, 'once loaded again')
  },
)
