// Pictures of the dashboard, from a real agent over the replayed organization: those of the
// documentation, or with a folder every page, wide and narrow, light and dark: `npm run pictures`.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { buildDashboard } from '../../agent/cli/serve.ts'
import { chromiumPath, installBrowsers } from './browsers.ts'
import { fixtureFramework, seededServer } from './dashboard/home.ts'

const own = process.argv[2]
const folder = own ?? fileURLToPath(new URL('../../docs', import.meta.url))
const twoFactor = '/finding?id=aurora-labs%2Fgithub.organization.two-factor-required%2Faurora-labs'
const documented = { dashboard: '/', finding: twoFactor }
const every = {
  ...documented,
  'findings': '/findings',
  'failing': '/findings?outcome=fail',
  'checks': '/findings?group=check&outcome=fail',
  'none-found': '/findings?text=nothing-is-called-so',
  'tenants': '/tenants',
  'frameworks': '/frameworks',
  'tree': '/tree?framework=house-rules',
  'mapping': '/mapping?framework=house-rules',
  'what-if': '/tree?framework=house-rules&at=A-1&repaired=github.organization.two-factor-required',
  'certificate': '/certificate?framework=house-rules',
  'non-conformities': '/non-conformities',
  'changes': '/changes?tenant=aurora-labs',
  'log': '/log',
  'exports': '/exports',
  'browsers': '/connect',
  'runs': '/runs',
  'acceptances': '/exceptions',
  'owners': '/owners',
  'access': '/access',
  'policies': '/policies',
  'alerts': '/alerts',
  'help': '/help',
  'nowhere': '/nowhere',
}
mkdirSync(folder, { recursive: true })
installBrowsers()
buildDashboard({ say: text => process.stderr.write(`${text}\n`) })
const closing: (() => unknown)[] = []
const { server } = await seededServer(
  {
    after: (close: unknown) => {
      closing.unshift(close as () => unknown)
    },
  },
  own ? { frameworks: [fixtureFramework] } : {},
)
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
try {
  for (const colorScheme of own ? (['light', 'dark'] as const) : (['light'] as const))
    for (const width of own ? [1280, 390] : [1200]) {
      const page = await browser.newPage({
        colorScheme,
        viewport: { width, height: 800 },
        deviceScaleFactor: own ? 1 : 2,
      })
      await page.goto(server.loginUrl())
      await page.locator('h1').waitFor()
      for (const [name, address] of Object.entries(own ? every : documented)) {
        await page.goto(`${server.url}${address}`)
        await page.locator('h1').waitFor()
        await page.waitForFunction(() => document.querySelector('.skeleton') === null)
        if (name === 'browsers') {
          await page.getByRole('button', { name: 'Pair a browser' }).click()
          await page.locator('.code').waitFor()
        }
        const file = own ? `${name}-${width}-${colorScheme}.png` : `${name}.png`
        await page.screenshot({ path: join(folder, file), fullPage: own !== undefined })
      }
      await page.close()
    }
} finally {
  await browser.close()
  for (const close of closing) await close()
}
