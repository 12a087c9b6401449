import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page } from 'playwright-core'
import { CHROMIUM_ID } from '../../../common/protocol/origin.ts'
import { chromiumPath } from '../browsers.ts'
import { testDist } from './dist.ts'

/** Chromium with the built extension in a profile of its own. */
export type ExtensionBrowser = { readonly profile: string; launch(): Promise<BrowserContext>; remove(): void }

export async function extensionBrowser(): Promise<ExtensionBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'witnessmark-chromium-'))
  const dist = await testDist('chrome')
  return {
    profile,
    async launch() {
      const context = await chromium.launchPersistentContext(profile, {
        executablePath: chromiumPath, headless: true, viewport: { width: 1000, height: 640 },
        args: ['--no-sandbox', '--headless=new', `--disable-extensions-except=${dist}`, `--load-extension=${dist}`],
      })
      if (context.serviceWorkers().length === 0) await context.waitForEvent('serviceworker')
      return context
    },
    remove() { for (const folder of [profile, dist]) rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) },
  }
}

/** One of the extension's own pages, in a tab. */
export async function openOwn(context: BrowserContext, name: 'options' | 'popup' | 'panel'): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`chrome-extension://${CHROMIUM_ID}/extension/${name}/index.html`)
  return page
}

/** Keeps a screenshot where WITNESSMARK_SCREENSHOTS names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['WITNESSMARK_SCREENSHOTS']
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}
