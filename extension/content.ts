/// <reference types="chrome" />
import type { Interpretation } from './capture/interpret.ts'
import { pageOf } from './capture/page.ts'
import { createMemory, leave } from './capture/watch.ts'
import type { Drafts, Memory, watch, Watcher } from './capture/watch.ts'
import type { createOverlay, Overlay } from './overlay/overlay.ts'
import type { FromPage, PageMatch, ToPage } from './page-message.ts'
import type { Recipe } from '../common/capture/recipe.ts'
import { redactAddress } from '../common/capture/redact.ts'

// The generic interpreter in a page. It knows no service, sets no global in the page's world, and
// only reads.
const started = globalThis as {
  witnessmarkStarted?: true
  /** Of a script of its own, which the background puts beside this one where a recipe fits. */
  witnessmarkWatch?: typeof watch
  /** Of a script of its own, which the background puts beside this one where it is needed. */
  witnessmarkOverlay?: typeof createOverlay
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
  const page = pageOf(document)
  // What somebody did in the page before this script came, nobody knows.
  const { eventCounts } = performance
  if (['pointerdown', 'keydown'].some(type => (eventCounts?.get(type) ?? 0) > 0)) page.inputs++
  /** By recipe and address: what is known of the pages that are shown now. */
  let memories = new Map<string, Memory>()
  /** By recipe and thing: what was changed and never saved, on any page of it. */
  const drafts = new Map<string, Drafts>()
  let overlay: Overlay | null = null
  /** Whether this page is known to have come after a form was sent. */
  let wasSent = false
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
    address = location.href
    answered = false
    send({ kind: 'look', address: addressWith(queryKeys()) })
  }
  const receive = (message: ToPage): void => {
    answered = true
    if (message.kind === 'stop') return stop()
    if (message.kind === 'explain')
      return overlay?.explain(watchers.map(watcher => watcher.pointed()).find(Boolean) ?? null)
    if (message.kind === 'kept') return void pending.delete(message.id)
    if (message.kind === 'findings') return overlay?.findings(message.recipe, message.settings)
    // Of an address that is no longer the one: the next answer is.
    if (location.href !== address) return moved()
    if (message.address !== addressWith(queryKeys())) return
    stop()
    for (const reading of pending.values()) send(reading)
    // Without a way on to a page of its own it shows what was sent, taken or refused.
    if (message.sent && !wasSent && !isLoadedAnew()) page.inputs++
    wasSent ||= message.sent
    overlay =
      message.overlay && message.matches.length > 0 && started.witnessmarkOverlay
        ? started.witnessmarkOverlay(document, {
            dashboard: message.dashboard,
            hide: () => {
              send({ kind: 'hide' })
              overlay?.remove()
              overlay = null
            },
            confirm: (recipe, setting, right) => send({ kind: 'confirm', recipe, setting, right }),
          })
        : null
    const known = memories
    memories = new Map(message.matches.map(match => [keyOf(match), memoryOf(match, known)]))
    // Who comes back to an address finds what is true by then; what was not saved is still not.
    for (const [key, memory] of known) if (!memories.has(key)) leave(memory, page)
    const { witnessmarkWatch: watchPage } = started
    if (!watchPage) return
    watchers = message.matches.map(match =>
      watchPage(
        document,
        match.recipe,
        (found, since) => capture(match, found, since),
        found => overlay?.look(match.recipe.id, found),
        page,
        memories.get(keyOf(match)),
      ),
    )
  }
  /** The page that an address means to a recipe: `?draft=1` and `#top` make no other. */
  const keyOf = ({ tenant, recipe }: PageMatch): string =>
    JSON.stringify([tenant, recipe, addressFor(recipe)])
  const memoryOf = (match: PageMatch, known: ReadonlyMap<string, Memory>): Memory => {
    const { tenant, recipe, resource } = match
    const thing = JSON.stringify([tenant, recipe.id, resource])
    const own: Drafts = drafts.get(thing) ?? new Map()
    drafts.set(thing, own)
    return known.get(keyOf(match)) ?? createMemory(page, own)
  }
  const capture = (match: PageMatch, found: Interpretation, since: number): void => {
    // What was read at one address is not said of another.
    if (!memories.has(keyOf(match))) return moved()
    const reading = {
      id: crypto.randomUUID(),
      tenant: match.tenant,
      recipe: match.recipe.id,
      recipeVersion: match.recipe.version,
      address: addressFor(match.recipe),
      title: document.title.slice(0, 500),
      heading: found.heading,
      language: document.documentElement.lang.slice(0, 40),
      account: found.account,
      tenantShown: found.tenantShown,
      ...(found.resourceShown === null ? {} : { resourceShown: found.resourceShown }),
      seenAt: new Date(since).toISOString(),
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
    if (location.href === address) return
    page.move(watchers.flatMap(watcher => [...watcher.located()]))
    // Nobody reads what is not known to be theirs.
    for (const watcher of watchers) watcher.stop()
    look()
  }

  // The moment itself, where the browser tells it: what is drawn after it is of the new address.
  const { navigation } = globalThis as { readonly navigation?: EventTarget }
  navigation?.addEventListener('currententrychange', moved)
  navigation?.addEventListener('navigate', event => {
    if ((event as Event & { readonly formData?: unknown }).formData) send({ kind: 'sent' })
  })
  // Firefox before 147: a form that is sent by script alone tells nobody.
  if (!navigation)
    addEventListener('submit', event => {
      const { method } = event.target as HTMLFormElement
      setTimeout(() => {
        if (method === 'post' && !event.defaultPrevented) send({ kind: 'sent' })
      })
    })
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

/** Whether the browser was sent on to this page after what it asked for. */
function isLoadedAnew(): boolean {
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return (load?.redirectCount ?? 0) > 0
}

/** Where a page is, with no more of the address than its recipe asks for. */
function addressFor({ where }: Recipe): string {
  return addressWith(Object.keys(where.query ?? {}))
}

function addressWith(keys: readonly string[]): string {
  return redactAddress(location.href, keys)
}

/** Query keys that a recipe may ask for; values of all others never leave the page. */
function queryKeys(): readonly string[] {
  return ['page', 'tab', 'section', 'view']
}
