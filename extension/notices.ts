import browser from 'webextension-polyfill'
import type { Notifications } from 'webextension-polyfill'
import type { FromAgent } from '../common/protocol/message.ts'

export type News = Pick<Extract<FromAgent, { kind: 'alert' }>, 'alert' | 'title' | 'text' | 'page'>
/** News that was shown here, by its id, and where the dashboard shows it. */
export type ShownNotice = { readonly id: string; readonly page: string }

/** As many are remembered; what is told again is told within days. */
const REMEMBERED = 500
const PERMISSION = { permissions: ['notifications'] } satisfies Parameters<
  typeof browser.permissions.contains
>[0]

/** Missing where nobody allowed it. */
function api(): Notifications.Static | undefined {
  return browser.notifications as Notifications.Static | undefined
}

/** Whether the user allowed it; asked for in the options only, by a click. */
export function mayNotify(): Promise<boolean> {
  return browser.permissions.contains(PERMISSION)
}

/**
 * Shows news, under its own id, unless it was shown before.
 * @returns why it was not shown, or null; and what was shown by now
 */
export async function notice(
  { alert, title, text, page }: News,
  shown: readonly ShownNotice[],
): Promise<{
  readonly problem: 'not-allowed' | 'failed' | null
  readonly shown: readonly ShownNotice[]
}> {
  if (shown.some(({ id }) => id === alert)) return { problem: null, shown }
  const notifications = api()
  if (!notifications || !(await mayNotify())) return { problem: 'not-allowed', shown }
  try {
    await notifications.create(alert, {
      type: 'basic',
      iconUrl: browser.runtime.getURL('icons/128.png'),
      title,
      message: text,
    })
  } catch {
    return { problem: 'failed', shown }
  }
  return { problem: null, shown: [...shown, { id: alert, page }].slice(-REMEMBERED) }
}

let heard: Notifications.Static | undefined
/** Hears of clicks, from when it is allowed on. @param open is given the id of what was clicked */
export function onNotice(open: (id: string) => Promise<void>): void {
  if (heard) return
  heard = api()
  heard?.onClicked.addListener(id => {
    void heard?.clear(id)
    void open(id)
  })
}
