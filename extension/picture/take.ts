import browser from 'webextension-polyfill'
import type { Tabs } from 'webextension-polyfill'
import { emailsIn } from '../../common/capture/mask.ts'
import { redactAddress } from '../../common/capture/redact.ts'
import type { Picture } from '../../common/protocol/message.ts'
import { drawPicture, stripText } from './draw.ts'
import { isStill } from './look.ts'
import type { PageLook, PictureGlobals } from './look.ts'

export type TakenPicture = { readonly picture: Picture; readonly bytes: Uint8Array<ArrayBuffer> }
export type Subject = {
  readonly tenant: string
  readonly tenantTitle: string
  readonly recipes: readonly string[]
  readonly account: string | null
}

/** Browsers allow two pictures a second. */
const BETWEEN_MILLISECONDS = 600
const TRIES = 4

/**
 * Takes one picture of the tab the user clicked for (activeTab). The mask is measured before and
 * after, and counts only when nothing moved in between; the unmasked picture never leaves this
 * function.
 * @throws Error with what the user may do
 */
export async function takePicture(
  tab: Tabs.Tab,
  subject: Subject,
  browserName: string,
): Promise<TakenPicture> {
  const { id: tabId, windowId } = tab
  if (tabId === undefined || windowId === undefined) throw new Error('this tab cannot be pictured')
  await browser.scripting.executeScript({ target: { tabId }, files: ['/extension/picture.js'] })
  const own = emailsIn(subject.account ?? '')
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const before = await lookAt(tabId, own, true)
      if (before.pinched) throw new Error('the page is zoomed in by touch: zoom out first')
      const taken = await captured(windowId)
      const seenAt = new Date()
      const after = await lookAt(tabId, own, false)
      const now = await browser.tabs.get(tabId)
      if (now.active && isStill(before, after))
        return finish(taken, after, subject, browserName, seenAt)
      await new Promise(resolve => setTimeout(resolve, BETWEEN_MILLISECONDS))
    }
    throw new Error('the page does not hold still: wait until it has loaded, and try again')
  } finally {
    await browser.scripting
      .executeScript({
        target: { tabId },
        func: () => (globalThis as PictureGlobals).witnessmarkShow?.(),
      })
      .catch(() => undefined)
  }
}

async function lookAt(tabId: number, own: readonly string[], first: boolean): Promise<PageLook> {
  const [answer] = await browser.scripting.executeScript({
    target: { tabId },
    func: (addresses: readonly string[], isFirst: boolean) =>
      (globalThis as PictureGlobals).witnessmarkLook?.(addresses, isFirst),
    args: [own, first],
  })
  if (!answer?.result) throw new Error('the page did not answer')
  return answer.result as PageLook
}

async function captured(windowId: number): Promise<ImageBitmap> {
  const url = await browser.tabs.captureVisibleTab(windowId, { format: 'png' })
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), letter =>
    letter.charCodeAt(0),
  )
  return createImageBitmap(new Blob([bytes], { type: 'image/png' }))
}

async function finish(
  taken: ImageBitmap,
  look: PageLook,
  subject: Subject,
  browserName: string,
  seenAt: Date,
): Promise<TakenPicture> {
  const { version } = browser.runtime.getManifest()
  const zone = -seenAt.getTimezoneOffset()
  const count = look.areas.length
  const { bytes, ...drawn } = await drawPicture(
    taken,
    look,
    [
      `${subject.tenantTitle} (${subject.tenant}), ${subject.account === null ? 'account not shown by the page' : `signed in as ${subject.account}`}`,
      look.address,
      `${seenAt.toISOString()}, local ${localTime(seenAt, zone)}, ${browserName}, Witnessmark ${version}, ${count === 0 ? 'nothing masked' : `${count} area${count === 1 ? '' : 's'} masked`}`,
    ].map(stripText),
  )
  const digest = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  return {
    bytes,
    picture: {
      id: crypto.randomUUID(),
      tenant: subject.tenant,
      recipes: [...subject.recipes],
      address: redactAddress(look.address, ['page', 'tab', 'section', 'view']),
      title: look.title,
      account: subject.account,
      seenAt: seenAt.toISOString(),
      zone,
      browser: browserName,
      extension: version,
      length: bytes.length,
      digest,
      ...drawn,
    },
  }
}

/** `2026-11-24 01:05:09 +01:00` @param zone minutes east of UTC */
function localTime(at: Date, zone: number): string {
  const shifted = new Date(at.getTime() + zone * 60_000).toISOString()
  const [hours, minutes] = [Math.floor(Math.abs(zone) / 60), Math.abs(zone) % 60].map(part =>
    String(part).padStart(2, '0'),
  )
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} ${zone < 0 ? '-' : '+'}${hours}:${minutes}`
}
