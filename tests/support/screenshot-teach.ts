// The README's picture of teach mode, on a page made up for it: `node
// tests/support/screenshot-teach.ts [FOLDER]` (default: docs).
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { chromiumPath } from './browsers.ts'
import { teachScript } from './extension/teach-page.ts'

const folder = process.argv[2] ?? fileURLToPath(new URL('../../docs', import.meta.url))
const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign-in</title><style>
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #1d2733; background: #f6f8fa; }
header { background: #24476b; color: #fff; padding: 12px 28px; font-weight: 600; }
main { max-width: 520px; padding: 20px 28px; } section { background: #fff; border: 1px solid #d5dde5; border-radius: 8px; padding: 16px 20px; }
label { display: flex; justify-content: space-between; gap: 16px; padding: 10px 0; } h1 { font-size: 22px; }
input[type=number] { width: 90px; } button { font: inherit; padding: 6px 14px; margin-top: 10px; }</style>
<header>Console</header><main><h1>Sign-in</h1><section>
<label>Require a second factor <input type="checkbox" checked></label>
<label>Who may invite <select><option value="all">Everyone<option value="admins" selected>Administrators</select></label>
<label>Sign out after minutes <input id="x" type="number" value="60"></label></section><button>Save changes</button></main>`
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
try {
  const page = await browser.newPage({
    viewport: { width: 960, height: 780 },
    deviceScaleFactor: 2,
  })
  await page.setContent(html)
  await page.evaluate(await teachScript())
  await page.waitForTimeout(200)
  await page.locator('#x').click()
  await page.waitForTimeout(200)
  await page.keyboard.press('Tab')
  await page.keyboard.type('sessions')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await page.waitForTimeout(200)
  await page.screenshot({ path: join(folder, 'teach.png') })
} finally {
  await browser.close()
}
