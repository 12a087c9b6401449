// The README's picture of a mark beside a real setting, on a real WordPress with the real extension
// and agent: `node tests/support/screenshot-badge.ts [FOLDER]` (default: docs). Needs what
// `npm run test:products` installs for WordPress.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'
import { missingWordpress, startWordpress } from '../products/wordpress-server.ts'
import { tester } from './actor.ts'
import { chromiumPath } from './browsers.ts'
import { startAgent, until } from './extension/agent.ts'
import { testDist } from './extension/dist.ts'
import { scan } from './scan.ts'

const missing = missingWordpress()
if (missing) throw new Error(`no WordPress: ${missing}`)
const folder = process.argv[2] ?? fileURLToPath(new URL('../../docs', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'witnessmark-badge-'))
const profile = mkdtempSync(join(tmpdir(), 'witnessmark-badge-profile-'))
const site = await startWordpress()
initHome(home)
editConfig(home, ['tenants', 'blog'], {
  service: 'wordpress',
  title: 'Harbour News',
  target: { url: site.url },
  schedule: 'off',
})
const running = await startAgent(home)
await running.agent.secrets.set('blog', `${site.admin.name}:${site.applicationPassword}`)
await scan(running.agent, tester, 'blog')
const dist = await testDist('chrome')
const context = await chromium.launchPersistentContext(profile, {
  executablePath: chromiumPath,
  headless: true,
  viewport: { width: 1100, height: 700 },
  deviceScaleFactor: 2,
  args: [
    '--no-sandbox',
    '--headless=new',
    `--disable-extensions-except=${dist}`,
    `--load-extension=${dist}`,
  ],
})
try {
  if (context.serviceWorkers().length === 0) await context.waitForEvent('serviceworker')
  const page = await context.newPage()
  await page.goto(`chrome-extension://${CHROMIUM_ID}/extension/options/index.html`)
  await page.getByLabel('The agent shows').fill(`${running.port}-${running.hub.offer().code}`)
  await page.getByRole('button', { name: 'Pair' }).click()
  await page.getByText('Connected to').first().waitFor()

  await page.goto(`${site.url}/wp-login.php`)
  await page.waitForFunction(() => document.activeElement?.id === 'user_login')
  await page.fill('#user_login', site.admin.name)
  await page.fill('#user_pass', site.admin.password)
  await page.click('#wp-submit')
  await page.waitForURL('**/wp-admin/**')
  await page.goto(`${site.url}/wp-admin/options-general.php`)
  await page.waitForTimeout(2500)
  await page.check('#users_can_register')
  await page.click('#submit')
  await page.getByText('Settings saved.').waitFor()
  await until(
    async () => {
      const findings = await running.agent.store.findings('blog')
      return findings.find(({ check }) => check === 'wordpress.site.registration-closed')?.outcome
    },
    outcome => outcome === 'fail',
    'the saved change',
  )
  await page.waitForTimeout(1500)
  await page.locator('#users_can_register').scrollIntoViewIfNeeded()
  // The marks are behind the page's own controls in the order of Tab, and closed to the page.
  const box = await page.locator('label[for=users_can_register]').boundingBox()
  if (box) await page.mouse.click(box.x + box.width + 14, box.y + box.height / 2)
  await page.waitForTimeout(600)
  await page.screenshot({ path: join(folder, 'badge.png') })
} finally {
  await context.close()
  await running.close()
  await site.close()
  for (const path of [home, profile, dist]) rmSync(path, { recursive: true, force: true })
}
