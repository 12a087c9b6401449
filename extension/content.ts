/// <reference types="chrome" />
import type { Interpretation } from './capture/interpret.ts'
import type { Memory, watch, Watcher } from './capture/watch.ts'
import { createOverlay } from './overlay/overlay.ts'
import type { Overlay } from './overlay/overlay.ts'
import type { FromPage, PageMatch, ToPage } from './page-message.ts'
import { redactAddress } from '../common/capture/redact.ts'

// The generic interpreter in a page. It knows no service, sets no global in the page's world, and
// only reads.
const started = globalThis as {
  witnessmarkStarted?: true
  /** Of a script of its own, which the background puts beside this one where a recipe fits. */
  witnessmarkWatch?: typeof watch
  witnessmarkHide?: (hidden: boolean) => void
}
if (!started.witnessmarkStarted && window.top === window) {
  started.witnessmarkStarted = true
  start()
}

/** Readings that wait for the background in one page. */
const MAX_PENDING = 100

function start(): void {
  let port: chrome.runtime.Port | null = null
  let address = ''
  /**
   * Whether the background said what of this address it knows; one that was stopped before is asked
   * again.
   */
  let answered = false
  let watchers: Watcher[] = []
  const memories = new Map<string, Memory>()
  let overlay: Overlay | null = null
  /**
   * Readings that the background has not written down yet: its worker may be stopped between
   * hearing and writing.
   */
  const pending = new Map<string, FromPage>()

  const send = (message: FromPage): void => {
    try {
      connect().postMessage(message)
    } catch {
      /* the extension was updated or removed: this copy ends */ stop()
    }
  }
  const connect = (): chrome.runtime.Port => {
    if (port) return port
    const opened = chrome.runtime.connect({ name: 'page' })
    opened.onMessage.addListener((message: ToPage) => receive(message))
    // The worker may stop at any time: what it knew of this page is told again.
    opened.onDisconnect.addListener(() => {
      port = null
      setTimeout(() => {
        if (watchers.length > 0 || !answered) look()
      }, 1000)
    })
    return (port = opened)
  }
  const look = (): void => {
    // Who comes back to an address finds what is true by then.
    if (location.href !== address) memories.clear()
    address = location.href
    answered = false
    send({ kind: 'look', address: redactAddress(address, queryKeys()) })
  }
  const receive = (message: ToPage): void => {
    answered = true
    if (message.kind === 'stop') return stop()
    if (message.kind === 'explain')
      return overlay?.explain(watchers.map(watcher => watcher.pointed()).find(Boolean) ?? null)
    if (message.kind === 'kept') return void pending.delete(message.id)
    if (message.kind === 'findings') return overlay?.findings(message.recipe, message.settings)
    stop()
    address = location.href
    for (const reading of pending.values()) send(reading)
    overlay =
      message.overlay && message.matches.length > 0
        ? createOverlay(document, {
            dashboard: message.dashboard,
            hide: () => {
              send({ kind: 'hide' })
              overlay?.remove()
              overlay = null
            },
            confirm: (recipe, setting, right) => send({ kind: 'confirm', recipe, setting, right }),
          })
        : null
    const { witnessmarkWatch: watchPage } = started
    if (!watchPage) return
    watchers = message.matches.map(match =>
      watchPage(
        document,
        match.recipe,
        found => capture(match, found),
        found => overlay?.look(match.recipe.id, found),
        memoryOf(match),
      ),
    )
  }
  const memoryOf = ({ tenant, recipe }: PageMatch): Memory => {
    const key = JSON.stringify([tenant, recipe])
    const memory = memories.get(key) ?? { counted: null, pressedSave: false }
    memories.set(key, memory)
    return memory
  }
  const capture = (match: PageMatch, found: Interpretation): void => {
    const reading = {
      id: crypto.randomUUID(),
      tenant: match.tenant,
      recipe: match.recipe.id,
      recipeVersion: match.recipe.version,
      address: redactAddress(location.href, Object.keys(match.recipe.where.query ?? {})),
      title: document.title.slice(0, 500),
      heading: found.heading,
      language: document.documentElement.lang.slice(0, 40),
      account: found.account,
      tenantShown: found.tenantShown,
      ...(found.resourceShown === null ? {} : { resourceShown: found.resourceShown }),
      seenAt: new Date().toISOString(),
      zone: -new Date().getTimezoneOffset(),
      readings: [...found.readings],
    }
    const message: FromPage = { kind: 'capture', capture: reading }
    if (pending.size < MAX_PENDING) pending.set(reading.id, message)
    send(message)
  }
  const stop = (): void => {
    for (const watcher of watchers) watcher.stop()
    watchers = []
    overlay?.remove()
    overlay = null
  }
  started.witnessmarkHide = hidden => overlay?.hide(hidden)
  const moved = (): void => {
    if (location.href !== address) look()
  }

  for (const type of ['popstate', 'hashchange']) addEventListener(type, moved)
  // A page that the browser keeps for going back is not the one in the tab: it says nothing until
  // it is shown again.
  addEventListener('pagehide', () => {
    port?.disconnect()
    port = null
  })
  addEventListener('pageshow', event => {
    if (event.persisted) look()
  })
  // Pages that change their address by script tell nobody in this world: compare now and then,
  // cheaply.
  setInterval(() => {
    if (document.visibilityState === 'visible') moved()
  }, 500)
  look()
}

/** Query keys that a recipe may ask for; values of all others never leave the page. */
function queryKeys(): readonly string[] {
  return ['page', 'tab', 'section', 'view']
}
