import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import { buildDashboard } from '../../agent/cli/serve.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { chromiumPath } from '../support/browsers.ts'
import { seededServer } from '../support/dashboard/home.ts'

const text =
  'id,title,text\n' +
  'R-1,Logging on,Everybody proves who they are with a second factor.\n' +
  'R-2,Idle,Idle sessions end.\n'

test('a framework is mapped on its page: accepted as more than proposed, refused, taken back, by name', async context => {
  buildDashboard({ say: () => undefined })
  const { server, agent } = await seededServer(context)
  await perform(agent, tester, 'framework-import', { id: 'own-rules', name: 'r.csv', text })
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
  context.after(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 390, height: 800 } })
  await page.goto(server.loginUrl())
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.goto(`${server.url}/frameworks?framework=own-rules`)
  await page.getByRole('link', { name: 'Map it' }).click()

  const one = page.getByRole('region', { name: 'R-1 Logging on' })
  const decide = async (summary: string, verdict: string, open = ''): Promise<void> => {
    const part = one.locator('details.accept', { hasText: summary })
    await part.locator('summary').click()
    await part.locator('select[name=verdict]').selectOption(verdict)
    if (open !== '') await part.locator('input[name=open]').fill(open)
    await part.locator('input[name=by]').fill('Ada Example')
    await part.getByRole('button', { name: 'Seal' }).click()
  }
  await decide('Weak second factors are off', 'refused')
  await one.getByText('mfa-weak-methods-disabled does not speak for it').waitFor()
  await one.getByText(/refused by Ada Example, .*, entry \d+/).waitFor()
  await decide('Multi-factor authentication is enforced', 'decides')
  await one.getByText(/nothing was accepted or refused: .*notProven/).waitFor()
  const first = one.locator('details.accept', { hasText: 'Multi-factor' })
  await first.locator('input[name=open]').fill('Machines without a person.')
  await first.getByRole('button', { name: 'Seal' }).click()
  await page.getByText('1 of 2 requirements mapped').waitFor()
  assert.equal(await one.count(), 0, 'it is open no more')

  await page.getByLabel('only what nothing speaks for').uncheck()
  await one.getByText(/^mfa-enforced decides/).waitFor()
  await one.getByText(/accepted by Ada Example/).waitFor()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  assert.ok(wide <= 0, `${wide} pixels wider than the window`)
  await decide('Take back mfa-enforced', 'refused')
  await page.getByText('0 of 2 requirements mapped').waitFor()
})
