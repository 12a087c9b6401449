import browser from 'webextension-polyfill'
import { originsOf } from '../common/capture/match.ts'
import type { Recipe } from '../common/capture/recipe.ts'
import { syncMenu } from './menu.ts'
import type { TenantInfo } from '../common/protocol/message.ts'

const SCRIPT = 'console-pages'

/**
 * Match patterns of a tenant's console pages. Ports are left out: Firefox knows none in patterns,
 * and Chromium takes all.
 */
export function patternsOf(recipes: readonly Recipe[], tenant: TenantInfo): readonly string[] {
  return [...new Set(originsOf(recipes, tenant).map(origin => `${origin.replace(/:\d+$/, '')}/*`))]
}

/** Which of these the user has granted. */
export async function granted(patterns: readonly string[]): Promise<readonly string[]> {
  const answers = await Promise.all(
    patterns.map(pattern => browser.permissions.contains({ origins: [pattern] })),
  )
  return patterns.filter((_, i) => answers[i])
}

/** The content script runs on granted console pages of connected tenants, and nowhere else. */
export async function syncScripts(
  recipes: readonly Recipe[],
  tenants: readonly TenantInfo[],
): Promise<void> {
  const matches = await granted([
    ...new Set(tenants.flatMap(tenant => patternsOf(recipes, tenant))),
  ])
  const before = await browser.scripting.getRegisteredContentScripts({ ids: [SCRIPT] })
  await syncMenu(matches)
  const same =
    JSON.stringify([...(before[0]?.matches ?? [])].sort()) === JSON.stringify([...matches].sort())
  if (same) return
  if (before.length > 0) await browser.scripting.unregisterContentScripts({ ids: [SCRIPT] })
  if (matches.length === 0) return
  await browser.scripting.registerContentScripts([
    {
      id: SCRIPT,
      matches: [...matches],
      js: ['extension/content.js'],
      runAt: 'document_idle',
      allFrames: false,
      persistAcrossSessions: true,
    },
  ])
  // Pages that were open before the grant get it now.
  for (const tab of await browser.tabs.query({ url: [...matches] })) {
    if (tab.id !== undefined)
      await browser.scripting
        .executeScript({ target: { tabId: tab.id }, files: ['extension/content.js'] })
        .catch(() => undefined)
  }
}
