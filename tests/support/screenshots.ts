// Pictures for the README, from a real agent over the replayed organization: `node
// tests/support/screenshots.ts [FOLDER]` (default: docs).
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { buildDashboard } from '../../agent/cli/serve.ts'
import { chromiumPath, installBrowsers } from './browsers.ts'
import { seededServer } from './dashboard/home.ts'

const folder = process.argv[2] ?? fileURLToPath(new URL('../../docs', import.meta.url))
mkdirSync(folder, { recursive: true })
installBrowsers()
buildDashboard({ say: text => process.stderr.write(`${text}\n`) })
const closing: (() => unknown)[] = []
const { server } = await seededServer({
  after: (close: unknown) => {
    closing.unshift(close as () => unknown)
  },
})
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
try {
  for (const [name, colorScheme, width, path] of [
    ['dashboard', 'light', 1200, '/'],
    ['dashboard-dark', 'dark', 1200, '/'],
    [
      'finding',
      'light',
      1200,
      '/finding?id=aurora-labs%2Fgithub.organization.two-factor-required%2Faurora-labs',
    ],
    ['findings', 'light', 1200, '/findings?outcome=fail'],
    ['findings-narrow', 'dark', 360, '/findings'],
    ['checks', 'light', 1280, '/findings?group=check&outcome=fail'],
    ['checks-narrow', 'dark', 390, '/findings?group=check&sort=recent'],
    ['today-narrow', 'light', 360, '/'],
    ['tenants', 'light', 1200, '/tenants'],
    ['frameworks', 'light', 1200, '/frameworks'],
    ['log', 'dark', 1200, '/log'],
    ['exports', 'light', 1200, '/exports'],
    ['exports-narrow', 'dark', 360, '/exports'],
    ['browsers', 'light', 1200, '/connect'],
    [
      'finding-narrow',
      'light',
      360,
      '/finding?id=aurora-labs%2Fgithub.organization.two-factor-required%2Faurora-labs',
    ],
  ] as const) {
    const page = await browser.newPage({
      colorScheme,
      viewport: { width, height: width < 500 ? 780 : 800 },
      deviceScaleFactor: process.argv[2] ? 1 : 2,
    })
    await page.goto(server.loginUrl())
    await page.locator('h1').waitFor()
    await page.goto(`${server.url}${path}`)
    await page.locator('h1').waitFor()
    await page.waitForFunction(() => document.querySelector('.skeleton') === null)
    if (path === '/connect') {
      await page.getByRole('button', { name: 'Pair a browser' }).click()
      await page.locator('.code').waitFor()
    }
    // The README shows two; a folder of one's own gets them all.
    if (process.argv[2] || ['dashboard', 'finding'].includes(name))
      await page.screenshot({
        path: join(folder, `${name}.png`),
        fullPage: Boolean(process.argv[2]) && width > 500,
      })
    await page.close()
  }
} finally {
  await browser.close()
  for (const close of closing) await close()
}
