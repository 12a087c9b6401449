/// <reference types="chrome" />
import type { Lesson } from '../common/protocol/message.ts'
import { redactAddress } from '../common/capture/redact.ts'
import { scan } from './capture/locate.ts'
import { ownHosts, roots, shadowOf } from './capture/walk.ts'
import type { ToTeacher } from './page-message.ts'
import { frontOf, holderOf } from './overlay/layer.ts'
import { panelStyle } from './overlay/style.ts'
import type { MakeForm } from './teach-form.ts'
import type { Form } from './teach/form.ts'
import { controlOf, deepest, pointAt } from './teach/point.ts'

// Teach mode, injected when the user asks for it: point at a control, see what would be read, say
// what is wanted. `lists.js` and `teach-form.js` come before it.
const started = globalThis as {
  witnessmarkForm?: MakeForm
  /** Ends the one that is open. */
  witnessmarkTeach?: () => void
}
started.witnessmarkTeach?.()

const host = document.createElement('div')
ownHosts.add(host)
const shadow = host.attachShadow({ mode: 'closed' })
const sheet = new CSSStyleSheet()
sheet.replaceSync(
  `${panelStyle} .teach { inset: 8px 8px auto auto; max-height: calc(100vh - 16px); } .teach[data-pointing] { max-height: calc(50vh - 16px); } .teach[data-low] { inset: auto 8px 8px auto; } .teach label { display: block; margin: 8px 0 2px; } input, select, textarea { font: inherit; width: 100%; padding: 4px 6px; box-sizing: border-box; } .error { color: light-dark(#b3261e, #ff9c94); margin: 2px 0; } .teach:not([data-pointing]) .plain { margin-top: 8px; } .error:empty, .quiet:empty, [hidden] { display: none; }`,
)
shadow.adoptedStyleSheets = [sheet]
const box = document.createElement('div')
box.className = 'panel teach'
box.popover = 'manual'
box.setAttribute('role', 'dialog')
box.setAttribute('aria-label', 'Witnessmark: add a setting')
const title = document.createElement('h2')
title.textContent = 'Add a setting'
// There before it says anything: so what it says is announced.
const live = document.createElement('p')
live.setAttribute('role', 'status')
const body = document.createElement('div')
const cancel = document.createElement('button')
cancel.className = 'plain'
cancel.addEventListener('click', () => end())
// While somebody points, half of a small screen stays free, and the panel goes to its other half.
box.dataset['pointing'] = ''
const aside = document.createElement('button')
aside.className = 'plain'
aside.textContent = 'Move aside'
const stepAside = (): void => void box.toggleAttribute('data-low')
aside.addEventListener('click', stepAside)
// What can be pressed stands in one row.
const actions = document.createElement('div')
actions.append(cancel, ' ', aside)
box.append(title, live, body, actions)
shadow.append(box)

/** Into the modal dialog that is open, or the document: what stands outside of it cannot be used. */
const place = (holder: Element): void => {
  if (host.parentElement === holder) return
  holder.append(host)
  box.showPopover()
}
place(frontOf(document))

const [open, pointing] = [new AbortController(), new AbortController()]
let metrics: Extract<ToTeacher, { kind: 'metrics' }> = { kind: 'metrics', metrics: [], names: [] }
let form: Form | null = null

const end = (): void => {
  lesson = null
  open.abort()
  pointing.abort()
  host.remove()
  port?.disconnect()
  delete started.witnessmarkTeach
}
started.witnessmarkTeach = end

const say = (text: string, last = false): void => {
  cancel.textContent = last ? 'Close' : 'Cancel'
  setTimeout(() => (live.textContent = text))
  if (!last) return
  form = null
  body.replaceChildren()
  actions.replaceChildren(cancel)
  cancel.focus()
}

// What was said is kept until it is answered: the background may be stopped at any time.
const TRIES = 5
let port: chrome.runtime.Port | null = null
let lesson: Lesson | null = null
let tries = 0
const connect = (): chrome.runtime.Port => {
  if (port) return port
  const opened = chrome.runtime.connect({ name: 'teach' })
  opened.onMessage.addListener(receive)
  opened.onDisconnect.addListener(() => {
    port = null
    if (lesson) setTimeout(post, 500)
  })
  return (port = opened)
}
function post(): void {
  if (!lesson) return
  if (tries++ >= TRIES)
    return refuse('The extension did not answer. What you typed is kept: press Save again.')
  try {
    connect().postMessage(lesson)
  } catch {
    refuse('The extension was updated or removed. Note what you typed and load this page again.')
  }
}
function refuse(error: string, field: string | null = null): void {
  lesson = null
  form?.refuse(`Not saved: ${error}`, field)
}
function receive(message: ToTeacher): void {
  if (message.kind === 'metrics') metrics = message
  else if (message.error !== null) refuse(message.error, message.field)
  else if (lesson) {
    lesson = null
    say(
      'Saved. It is read from now on whenever this page is open. The dashboard lists it under Browsers, to change or remove it.',
      true,
    )
  }
}
connect()

const POINT =
  'Point at the control and click it, or go to it with Tab and press Enter: that only chooses, nothing is changed. Esc ends.'
say(POINT)

// Frames of the same origin hear their own clicks and keys.
for (const root of roots(document)) {
  if (root.nodeType !== 9) continue
  const view = (root as Document).defaultView
  const listen = (type: string, heard: (event: Event) => void, { signal } = pointing): void =>
    view?.addEventListener(type, heard, { capture: true, signal })
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])
    listen(type, event => onPointer(event as PointerEvent))
  for (const type of ['keydown', 'keypress', 'keyup'])
    listen(type, event => onKey(event as KeyboardEvent))
  listen('focusin', event => uncover(event.composedPath()[0] as Element))
  listen('keydown', event => onEscape(event as KeyboardEvent), open)
}
shadow.addEventListener('keydown', event => keepFocus(event as KeyboardEvent))

function onEscape(event: KeyboardEvent): void {
  if (!event.isTrusted || event.key !== 'Escape') return
  // The page's own dialog stays open.
  event.preventDefault()
  event.stopImmediatePropagation()
  end()
}

/** Tab goes from control to control as ever; Enter or Space chooses; no other key reaches a control. */
function onKey(event: KeyboardEvent): void {
  const { key, type } = event
  const own = event.composedPath()[0] === host
  if (!event.isTrusted || own || /^(?:Tab|Shift|Escape|Page.*|F\d+)$/.test(key)) return
  if (event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  event.stopImmediatePropagation()
  if (type !== 'keydown' || (key !== 'Enter' && key !== ' ') || event.repeat) return
  const at = focused(event.composedPath()[0] as Element)
  if (at.localName !== 'body') setTimeout(() => choose(controlOf(at)))
}

/** What has the focus, inside shadow roots too. */
function focused(element: Element): Element {
  for (let at = element; ;) {
    const inner: Element | null | undefined = shadowOf(at)?.activeElement
    if (!inner) return at
    at = inner
  }
}

/** What Tab comes to is seen: the panel does not lie on it. */
function uncover(target: Element): void {
  if (target === host) return
  const panel = box.getBoundingClientRect()
  const at = focused(target).getBoundingClientRect()
  const frame = target.ownerDocument.defaultView?.frameElement?.getBoundingClientRect()
  const [x, y] = [frame?.left ?? 0, frame?.top ?? 0]
  if (
    at.left + x < panel.right &&
    at.right + x > panel.left &&
    at.top + y < panel.bottom &&
    at.bottom + y > panel.top
  )
    stepAside()
}

function onPointer(event: PointerEvent): void {
  if (!event.isTrusted || event.composedPath()[0] === host) return
  // Neither the press nor the click does anything in the page: a list opens at the press already.
  event.preventDefault()
  event.stopImmediatePropagation()
  // A control that a policy locks is pressed and never clicked.
  const at = deepest(event)
  const target =
    event.type === 'click' || (event.type === 'pointerup' && at?.matches(':disabled')) ? at : null
  if (!target) return
  const control = controlOf(target)
  // A box shows its state after the click until the click is taken back: look once that is done.
  setTimeout(() => choose(control))
}

/** From the last field on to the first, and back. */
function keepFocus(event: KeyboardEvent): void {
  if (event.key !== 'Tab' || !form) return
  const all = [...box.querySelectorAll<HTMLElement>('input,select,textarea,button')].filter(item =>
    item.checkVisibility(),
  )
  const [edge, other] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]]
  if (shadow.activeElement !== edge) return
  event.preventDefault()
  other?.focus()
}

function choose(control: Element): void {
  const page = scan(document)
  const { locate, kind, by, name, seen, choices } = pointAt(control, document, page)
  if (locate.length === 0)
    return say('Nothing names this control in a way that can be found again. Choose another.')
  if (!seen.ok) return say(`This cannot be read: ${seen.detail}. Choose another.`)
  const isList = Array.isArray(seen.value)
  if (isList && (seen.value as readonly unknown[]).some(item => typeof item !== 'string'))
    return say('A table cannot be taught: write a recipe for it. Choose another.')
  pointing.abort()
  aside.remove()
  delete box.dataset['pointing']
  box.toggleAttribute('data-low', false)
  place(control.ownerDocument === document ? holderOf(control) : frontOf(document))
  form =
    started.witnessmarkForm?.(
      control,
      page,
      metrics.names,
      {
        address: redactAddress(location.href),
        language: document.documentElement.lang.split('-')[0]?.toLowerCase() ?? '',
        locate: [...locate],
        read: kind,
        by,
        name: name || seen.raw,
        value: seen.value,
        choices,
        metrics: metrics.metrics,
      },
      told => {
        lesson = told
        tries = 0
        post()
      },
    ) ?? null
  body.replaceChildren(...(form?.elements ?? []))
  actions.replaceChildren(...(form ? [form.save, ' '] : []), cancel)
  say('')
  form?.focus()
}
