import { ownHosts, roots } from './walk.ts'
import type { Root } from './walk.ts'

/** Changes gather for this long before the page is looked at again. */
const DEBOUNCE_MILLISECONDS = 100
/** Looking may take this share of the time, on a page that never stands still: one part in so many. */
const SHARE = 10
/** How often it is asked whether something changed that tells nobody. */
const TICK_MILLISECONDS = 1000

/** Who looks at a page. */
type Looker = {
  /** @param all of the page's roots, the same array for all who look */
  readonly look: (all: readonly Root[]) => void
  /** Whether what is shown differs from the last look, in a way that makes no mutation. */
  readonly hasChanged: () => boolean
  /** Whether something was not found that may be where no mutation tells of it. */
  readonly misses: () => boolean
  readonly clicked: (target: Element) => void
  /** An input of a person. */
  readonly aimed: (target: Element) => void
  /**
   * A script says that it filled something in: the page's own, or another extension. @returns whether
   * that is looked at
   */
  readonly filled: (target: Element) => boolean
}

/** What a document was like when it became the page that it is. */
export type Arrival = {
  /** Milliseconds since 1970. */
  readonly since: number
  /** How many inputs came before. */
  readonly inputs: number
  /** What was there already when the address changed, and what it showed; null after a load. */
  readonly before: Before | null
}
type Before = {
  readonly elements: WeakSet<Element>
  /** By the first of the elements that were located for a setting. */
  readonly prints: WeakMap<Element, string>
}

/** All that is listened to in one document: thin, and once, whoever looks at it. */
export type Page = {
  arrival: Arrival
  /** Inputs of a person, so far. */
  inputs: number
  /** What these were made on since the address changed. */
  readonly touched: Set<Element>
  /** The last input, and the last request of the page's scripts that was refused. */
  readonly times: { input: number; refused: number }
  /** The last requests that were answered well: when they were sent, and when the answer came. */
  readonly answers: { readonly sent: number; readonly came: number }[]
  /** Whether it asks its server again and again by itself: an answer tells nothing then. */
  asks: boolean
  /** What the user last opened the context menu on, also inside frames and shadow roots. */
  pointed: Element | null
  add(looker: Looker): void
  remove(looker: Looker): void
  lookSoon(after?: number): void
  /** The address changed: what is here now is of the page before. @param shown by the lookers */
  move(shown: Iterable<readonly Element[]>): void
}

const pages = new WeakMap<Document, Page>()

/** The page of a document, listened to from the first call on. */
export function pageOf(document: Document): Page {
  let page = pages.get(document)
  if (!page) pages.set(document, (page = listen(document)))
  return page
}

function listen(document: Document): Page {
  const view = document.defaultView
  const lookers = new Set<Looker>()
  let heard = new WeakSet<Root>()
  const views = new WeakSet<Window>()
  let html = document.documentElement
  let timer: ReturnType<typeof setTimeout> | undefined
  let due = Number.POSITIVE_INFINITY
  let cost = 0
  let ticks = 0

  const observer = new MutationObserver(() => page.lookSoon())
  const hear = (root: Root): void => {
    if (heard.has(root)) return
    heard.add(root)
    observer.observe(root, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    })
    for (const type of ['input', 'change', 'pointerdown', 'keydown', 'click', 'contextmenu'])
      root.addEventListener(type, onEvent, { capture: true, passive: true })
    const { defaultView } = root as Document
    if (defaultView && !views.has(defaultView)) {
      views.add(defaultView)
      try {
        watchAnswers(page, defaultView)
      } catch {
        // Answers in a frame that lets nobody watch are not heard of: its changes wait longer.
      }
    }
    // A frame that has its document now.
    root.addEventListener('load', () => page.lookSoon(), { capture: true })
  }
  /** Each on its own: a recipe that fails takes no other with it. */
  const show = (looker: Looker, all: readonly Root[]): void => {
    for (const root of all) hear(root)
    try {
      looker.look(all)
    } catch (error) {
      reportError(error)
    }
  }
  const look = (): void => {
    clearTimeout(timer)
    due = Number.POSITIVE_INFINITY
    const started = performance.now()
    const all = roots(document)
    for (const looker of lookers) show(looker, all)
    cost = performance.now() - started
  }
  const onEvent = (event: Event): void => {
    const { target, type } = event
    if (!isElement(target) || ownHosts.has(target)) return
    // Only what a person did counts: of a script's own events nothing but that it filled in a field.
    if (!event.isTrusted) {
      if (type !== 'input' && type !== 'change') return
      if (target.matches(FIELD)) page.touched.add(target)
      if ([...lookers].map(looker => looker.filled(target)).includes(true))
        page.times.input = performance.now()
      return page.lookSoon()
    }
    // Outer roots hear it first and are told the host; the innermost has the last word.
    if (type === 'contextmenu') page.pointed = target
    if (type === 'click') for (const looker of lookers) looker.clicked(target)
    if (isInput(event)) {
      // What the page's scripts changed before is not the person's doing.
      const before = type === 'pointerdown' || type === 'keydown'
      if (before && [...lookers].some(looker => looker.hasChanged())) look()
      page.inputs++
      for (const looker of lookers) looker.aimed(target)
      page.touched.add(target)
      page.times.input = performance.now()
    }
    page.lookSoon()
  }
  const tick = (): void => {
    if (document.visibilityState !== 'visible') return
    if (document.documentElement !== html) return replaced()
    ticks++
    const misses = ticks % 5 === 0 && [...lookers].some(looker => looker.misses())
    if (misses || [...lookers].some(looker => looker.hasChanged())) page.lookSoon()
  }
  /** `document.open()` takes all listeners with it, and what is written then is a page of its own. */
  const replaced = (): void => {
    html = document.documentElement
    heard = new WeakSet()
    page.arrival = { since: Date.now(), inputs: page.inputs, before: null }
    page.lookSoon()
  }

  const page: Page = {
    arrival: { since: loadedAt(), inputs: 0, before: null },
    inputs: 0,
    touched: new Set(),
    times: { input: 0, refused: 0 },
    answers: [],
    asks: false,
    pointed: null,
    add(looker) {
      lookers.add(looker)
      show(looker, roots(document))
    },
    remove: looker => void lookers.delete(looker),
    lookSoon(after = 0) {
      const wait = Math.max(DEBOUNCE_MILLISECONDS, after, cost * SHARE)
      if (lookers.size === 0 || performance.now() + wait >= due) return
      due = performance.now() + wait
      clearTimeout(timer)
      timer = setTimeout(look, wait)
    },
    move(shown) {
      page.touched.clear()
      const elements = new WeakSet<Element>()
      for (const root of roots(document))
        for (const element of root.querySelectorAll('*')) elements.add(element)
      const prints = new WeakMap<Element, string>()
      for (const located of shown) if (located[0]) prints.set(located[0], printOf(located))
      page.arrival = {
        since: Date.now(),
        inputs: page.inputs,
        before: { elements, prints },
      }
    },
  }
  hear(document)
  setInterval(tick, TICK_MILLISECONDS)
  view?.addEventListener('pageshow', () => page.lookSoon())
  return page
}

/** Whether these are still the controls of the page before, and show what they showed there. */
export function isOld(located: readonly Element[], { before }: Arrival): boolean {
  const [first] = located
  if (!first || !before || !located.every(element => before.elements.has(element))) return false
  const now = printOf(located)
  const then = before.prints.get(first)
  // Nobody looked at it before it was asked for: what it shows now is what it showed.
  if (then === undefined) before.prints.set(first, now)
  return then === undefined || then === now
}

const FIELD = 'input,select,textarea'
const STATEFUL = 'input,select,textarea,[aria-checked],[aria-pressed],[aria-selected]'

/** What the elements show, to tell whether that changed: cheap, and for comparing only. */
export function printOf(elements: readonly Element[]): string {
  return JSON.stringify(
    elements.map(element => [
      element.checkVisibility(),
      (element.textContent ?? '').slice(0, 2000),
      [element, ...element.querySelectorAll(STATEFUL)].map(stateOf),
    ]),
  )
}

function stateOf(element: Element): unknown {
  const { checked, indeterminate, value } = element as HTMLInputElement
  const { selectedOptions } = element as HTMLSelectElement
  return [
    checked,
    indeterminate,
    value,
    selectedOptions && [...selectedOptions].map(option => option.index),
    [...element.attributes].map(({ name, value: text }) => (TELLING.test(name) ? text : '')),
  ]
}
/** Attributes that may hold a value: how a control looks, or that it waits, is none. */
const TELLING =
  /^(?:aria-(?:checked|pressed|selected|current|value.*)|data-(?:state|checked|value)|checked|value)$/

/** Keys that only move about. */
const MOVING = /^(?:Tab|Shift|Control|Alt|Meta|CapsLock|F\d+)$/

/**
 * Whether a person may have changed something with this. A click is told by its press before, except
 * where assistive technology makes it: the click after a press that changed the address is none of
 * the page that came.
 */
function isInput(event: Event): boolean {
  if (event.type === 'pointerdown') return (event as PointerEvent).button === 0
  if (event.type === 'keydown') return !MOVING.test((event as KeyboardEvent).key)
  if (event.type === 'click') return (event as MouseEvent).detail === 0
  return event.type === 'input' || event.type === 'change'
}

/** Events of frames come from other realms. */
function isElement(target: EventTarget | null): target is Element {
  return target !== null && 'closest' in target
}

/** When the document was there; now, where it is not yet. */
function loadedAt(): number {
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return load?.loadEventEnd ? Math.floor(performance.timeOrigin + load.loadEventEnd) : Date.now()
}

/** So many answers are kept in mind. */
const ANSWERS = 50
/** What a person brings about is sent within this time, in milliseconds. */
const ALONE_MILLISECONDS = 3000

/** Notes when requests of a document's scripts were answered, and when one was refused. */
function watchAnswers(page: Page, view: Window & typeof globalThis): void {
  const { times, answers } = page
  const asked = new Set<string>()
  // A frame counts from its own beginning.
  const later = view.performance.timeOrigin - performance.timeOrigin
  new view.PerformanceObserver(list => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      if (!/^(?:fetch|xmlhttprequest)$/.test(entry.initiatorType)) continue
      const { responseStatus: status } = entry
      const [sent, came] = [entry.startTime + later, entry.responseEnd + later]
      if (status >= 400) times.refused = Math.max(times.refused, sent)
      else if (status >= 200) {
        answers.push({ sent, came })
        answers.splice(0, answers.length - ANSWERS)
      }
      // What loads asks once; who asks the same again though nobody did anything goes on with it.
      const [address = ''] = entry.name.split(/[?#]/)
      page.asks ||= asked.has(address) && sent > times.input + ALONE_MILLISECONDS
      if (asked.size < ADDRESSES) asked.add(address)
    }
  }).observe({ type: 'resource' })
}
/** So many addresses of requests are kept in mind. */
const ADDRESSES = 500
