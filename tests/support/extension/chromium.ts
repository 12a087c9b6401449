import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page } from 'playwright-core'
import { CHROMIUM_ID } from '../../../common/protocol/origin.ts'
import { chromiumPath } from '../browsers.ts'
import type { RunningAgent } from './agent.ts'
import { testDist } from './dist.ts'

/** Chromium with the built extension in a profile of its own. */
export type ExtensionBrowser = {
  readonly profile: string
  /** @param keeping whether pages are kept for going back, as browsers do where nobody watches */
  launch(args?: readonly string[], keeping?: boolean): Promise<BrowserContext>
  remove(): void
}

/**
 * @param built a folder with another build than that of the sources as they are
 * @param permissions that are granted at installation, too
 */
export async function extensionBrowser(
  built?: string,
  permissions?: readonly string[],
): Promise<ExtensionBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'witnessmark-chromium-'))
  const dist = await testDist('chrome', undefined, built, permissions)
  return {
    profile,
    async launch(args = [], keeping = false) {
      const context = await chromium.launchPersistentContext(profile, {
        executablePath: chromiumPath,
        headless: true,
        ...(keeping ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
        viewport: args.length > 0 ? null : { width: 1000, height: 640 },
        args: [
          '--no-sandbox',
          '--headless=new',
          `--disable-extensions-except=${dist}`,
          `--load-extension=${dist}`,
          ...args,
        ],
      })
      if (context.serviceWorkers().length === 0) await context.waitForEvent('serviceworker')
      return context
    },
    remove() {
      for (const folder of [profile, dist])
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** One of the extension's own pages, in a tab. */
export async function openOwn(
  context: BrowserContext,
  name: 'options' | 'popup' | 'panel',
): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`chrome-extension://${CHROMIUM_ID}/extension/${name}/index.html`)
  return page
}

/**
 * Pairs with an agent of `startAgent` as a person does, by its text. @param port where something
 * stands before it
 */
export async function pairWith(
  context: BrowserContext,
  running: RunningAgent,
  port = running.port,
): Promise<void> {
  const options = await openOwn(context, 'options')
  await options.getByLabel('The agent shows').fill(`${port}-${running.hub.offer().code}`)
  await options.getByRole('button', { name: 'Pair' }).click()
  await options.getByText('Connected to fixture agent').waitFor()
  await options.close()
}

/**
 * The toolbar popup as a person opens it: the browser gives the tab's activeTab permission with it.
 */
export type Popup = { evaluate(expression: string): Promise<unknown>; close(): Promise<void> }
type Target = { readonly targetId: string; readonly type: string; readonly url: string }

/**
 * Presses the toolbar button for a tab, through the browser's own automation port, and attaches to
 * the popup it opens.
 */
export async function pressToolbar(context: BrowserContext, page: Page): Promise<Popup> {
  const session = await context.browser()?.newBrowserCDPSession()
  if (!session) throw new Error('no browser session')
  const send = session.send.bind(session) as unknown as (
    method: string,
    parameters: object,
  ) => Promise<Record<string, unknown>>
  const targets = async (): Promise<readonly Target[]> =>
    (await send('Target.getTargets', { filter: [{}] }))['targetInfos'] as readonly Target[]
  const url = `chrome-extension://${CHROMIUM_ID}/extension/popup/index.html`
  await page.bringToFront()
  const tab = (await targets()).find(target => target.type === 'tab' && target.url === page.url())
  await send('Extensions.triggerAction', { id: CHROMIUM_ID, targetId: tab?.targetId ?? '' })
  let popup: Target | undefined
  while (!popup)
    popup = (await targets()).find(target => target.type === 'page' && target.url === url)
  const { sessionId } = await send('Target.attachToTarget', {
    targetId: popup.targetId,
    flatten: false,
  })
  let last = 0
  const call = (method: string, params: object): Promise<Record<string, unknown>> =>
    new Promise(resolve => {
      const id = ++last
      const listener = (event: { readonly message: string }): void => {
        const answer = JSON.parse(event.message) as {
          readonly id?: number
          readonly result?: Record<string, unknown>
        }
        if (answer.id !== id) return
        session.off('Target.receivedMessageFromTarget' as never, listener as never)
        resolve(answer.result ?? {})
      }
      session.on('Target.receivedMessageFromTarget' as never, listener as never)
      void send('Target.sendMessageToTarget', {
        sessionId,
        message: JSON.stringify({ id, method, params }),
      })
    })
  return {
    async evaluate(expression) {
      return (
        (
          await call('Runtime.evaluate', {
            expression,
            awaitPromise: true,
            returnByValue: true,
            userGesture: true,
          })
        )['result'] as { readonly value?: unknown } | undefined
      )?.value
    },
    async close() {
      await send('Target.closeTarget', { targetId: popup.targetId }).catch(() => undefined)
      await session.detach()
    },
  }
}

/** Keeps a screenshot where WITNESSMARK_SCREENSHOTS names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['WITNESSMARK_SCREENSHOTS']
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}
