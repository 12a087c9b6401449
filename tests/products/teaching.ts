/// <reference types="chrome" />
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { initHome } from '../../agent/home/config.ts'
import { teachScripts } from '../../extension/teach/scripts.ts'
import type { Lesson } from '../../common/protocol/message.ts'
import { startAgent, until } from '../support/extension/agent.ts'
import { extensionBrowser, pairWith } from '../support/extension/chromium.ts'

/** A browser with the extension and an agent that knows nothing of the console yet. */
export type Classroom = {
  readonly context: BrowserContext
  readonly page: Page
  /** Points at a control of the open page, and says what it is called. */
  teach(control: Locator, lesson: Taught): Promise<void>
  /** What was read last of each taught setting, by its title; a reason where there is no value. */
  read(): Promise<Readonly<Record<string, unknown>>>
  /** Waits until these were read, each with its value. */
  reads(wanted: Readonly<Record<string, unknown>>, what: string): Promise<void>
  close(): Promise<void>
}
type Taught = {
  readonly title: string
  /** As the form proposes it. */
  readonly save: Lesson['save']
  readonly saved?: string
}

export async function openClassroom(): Promise<Classroom> {
  const home = mkdtempSync(join(tmpdir(), 'witnessmark-taught-'))
  initHome(home)
  const running = await startAgent(home)
  const browser = await extensionBrowser()
  const context = await browser.launch()
  await pairWith(context, running)
  const page = await context.newPage()
  await page.setViewportSize({ width: 1300, height: 1000 })
  const { agent } = running
  const titles = (): ReadonlyMap<string, string> =>
    new Map(
      agent
        .catalogue()
        .services.flatMap(service => service.settings.map(item => [item.id, item.title] as const)),
    )
  const read = async (): Promise<Record<string, unknown>> => {
    const found: Record<string, unknown> = {}
    for (const tenant of Object.keys(agent.config().tenants))
      for await (const { setting, reading } of agent.store.observations(tenant))
        found[titles().get(setting) ?? setting] =
          reading.state === 'observed' ? reading.value : reading.reason
    return found
  }
  return {
    context,
    page,
    read,
    async teach(control, { title, save, saved }) {
      const before = await page.evaluate(() => document.documentElement.children.length)
      await context.serviceWorkers()[0]?.evaluate(async files => {
        const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true })
        await chrome.scripting.executeScript({
          target: { tabId: tab?.id ?? -1 },
          files: [...files],
        })
      }, teachScripts)
      await page.waitForFunction(count => document.documentElement.children.length > count, before)
      await control.click({ force: true })
      await page.waitForTimeout(300)
      const press = async (key: string, times = 1): Promise<void> => {
        for (let i = 0; i < times; i++) await page.keyboard.press(key)
      }
      await press('Control+A')
      await page.keyboard.type(title)
      // Search, metric, heading, how it is saved; then the button's name and its message, or at once
      // the end.
      await press('Tab', save === 'button' ? 6 : 5)
      if (save === 'button') {
        await page.keyboard.type(saved ?? '')
        await press('Tab')
      }
      await press('Enter')
      await until(
        () => [...titles().values()],
        all => all.includes(title),
        `"${title}" was taught`,
      )
      const id = [...titles()].find(([, text]) => text === title)?.[0]
      const recipe = agent.recipes().find(item => item.settings.some(it => it.setting === id))
      if (recipe?.context.save !== save)
        throw new Error(`"${title}" is saved by "${recipe?.context.save}" instead of "${save}"`)
      await press('Escape')
    },
    async reads(wanted, what) {
      await until(
        async () => {
          const all = await read()
          return Object.fromEntries(Object.keys(wanted).map(title => [title, all[title]]))
        },
        found => JSON.stringify(found) === JSON.stringify(wanted),
        `${what}, wanted ${JSON.stringify(wanted)}`,
      )
    },
    async close() {
      await context.close()
      await running.close()
      browser.remove()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
