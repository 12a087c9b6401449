import browser from 'webextension-polyfill'

export const EXPLAIN = 'explain'
export const PICTURE = 'picture'
const items = [
  [EXPLAIN, 'Explain this setting'],
  [PICTURE, 'Keep a picture as evidence'],
] as const

/**
 * The context menu of the console pages that the user lets us read; on other pages there is none.
 * @param matches match patterns
 */
export async function syncMenu(matches: readonly string[]): Promise<void> {
  await browser.contextMenus.removeAll()
  if (matches.length === 0) return
  for (const [id, title] of items)
    browser.contextMenus.create(
      { id, title, contexts: ['all'], documentUrlPatterns: [...matches] },
      () => void browser.runtime.lastError,
    )
}
