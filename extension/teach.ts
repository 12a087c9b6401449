/// <reference types="chrome" />
import type { Locator } from '../common/capture/recipe.ts'
import { redactAddress } from '../common/capture/redact.ts'
import { heading, scan } from './capture/locate.ts'
import { ownHosts, roots } from './capture/walk.ts'
import type { Lesson, ToTeacher } from './page-message.ts'
import { style } from './overlay/style.ts'
import { controlOf, deepest, pointAt } from './teach/point.ts'

// Teach mode, injected when the user asks for it: point at a control, see what would be read, say
// what is wanted.
const host = document.createElement('div')
ownHosts.add(host)
const shadow = host.attachShadow({ mode: 'closed' })
const sheet = new CSSStyleSheet()
sheet.replaceSync(
  `${style} .teach { position-area: none; inset: 16px 16px auto auto; } label { display: block; margin: 8px 0 2px; } input, select { font: inherit; width: 100%; padding: 4px 6px; box-sizing: border-box; }`,
)
shadow.adoptedStyleSheets = [sheet]
const box = document.createElement('div')
box.className = 'panel teach'
box.popover = 'manual'
box.setAttribute('role', 'dialog')
box.setAttribute('aria-label', 'Witnessmark: add a setting')
shadow.append(box)
document.documentElement.append(host)
box.showPopover()

const controller = new AbortController()
const port = chrome.runtime.connect({ name: 'teach' })
let metrics: readonly { readonly id: string; readonly title: string }[] = []
port.onMessage.addListener((message: ToTeacher) => {
  if (message.kind === 'metrics') metrics = message.metrics
  else
    say(
      message.error === null
        ? 'Saved. It is read from now on whenever this page is open.'
        : `Not saved: ${message.error}`,
      message.error === null,
    )
})
shadow.addEventListener('keydown', event => {
  if (event.isTrusted && (event as KeyboardEvent).key === 'Escape') end()
})
const end = (): void => {
  controller.abort()
  host.remove()
  port.disconnect()
}
const element = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  text = '',
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
const say = (text: string, last = false): void => {
  const done = element('button', last ? 'Close' : 'Cancel')
  done.className = 'plain'
  done.addEventListener('click', end)
  box.replaceChildren(element('h2', 'Add a setting'), element('p', text), done)
  if (last) done.focus()
}
say('Point at the control and click it: the click only chooses, nothing is changed. Esc ends.')

// Frames of the same origin hear their own clicks.
for (const root of roots(document)) {
  if (root.nodeType !== 9) continue
  const view = (root as Document).defaultView
  view?.addEventListener(
    'keydown',
    event => {
      if (event.isTrusted && event.key === 'Escape') end()
    },
    { capture: true, signal: controller.signal },
  )
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'] as const)
    view?.addEventListener(type, onPointer, { capture: true, signal: controller.signal })
}

function onPointer(event: MouseEvent): void {
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

function choose(control: Element): void {
  const { locate, kind, by, name, seen } = pointAt(control, document)
  if (locate.length === 0)
    return say('Nothing names this control in a way that can be found again. Choose another.')
  if (!seen.ok) return say(`This cannot be read: ${seen.detail}. Choose another.`)
  if (Array.isArray(seen.value))
    return say('Several values at once cannot be taught: write a recipe for them. Choose another.')
  form(
    locate,
    kind,
    by,
    name || seen.raw,
    seen.value,
    control.closest('form') !== null && !onOffButton(control),
  )
}

function onOffButton(control: Element): boolean {
  return control.localName === 'button'
}

function form(
  locate: readonly Locator[],
  kind: Lesson['read'],
  by: 'label' | 'value',
  name: string,
  value: unknown,
  inForm: boolean,
): void {
  controller.abort()
  const field = (text: string, control: HTMLInputElement | HTMLSelectElement): HTMLElement => {
    const label = element('label', text)
    label.append(control)
    return label
  }
  const select = (
    options: readonly (readonly [string, string])[],
    chosen: string,
  ): HTMLSelectElement => {
    const made = element('select')
    for (const [id, title] of options) {
      const option = element('option', title)
      option.value = id
      made.append(option)
    }
    made.value = chosen
    return made
  }
  const input = (text: string): HTMLInputElement => {
    const made = element('input')
    made.value = text
    return made
  }
  const title = input(name.slice(0, 120))
  const wanted =
    typeof value === 'boolean'
      ? select(
          [
            ['true', 'on'],
            ['false', 'off'],
          ],
          String(value),
        )
      : input(String(value))
  const metric = select(
    metrics.map(item => [item.id, item.title]),
    metrics[0]?.id ?? '',
  )
  const severity = select(
    [
      ['low', 'low'],
      ['medium', 'medium'],
      ['high', 'high'],
      ['critical', 'critical'],
    ],
    'medium',
  )
  const save = select(
    [
      ['submit', 'by saving a form that reloads the page'],
      ['instant', 'at once'],
    ],
    inForm ? 'submit' : 'instant',
  )
  const ok = element('button', 'Save')
  ok.className = 'plain'
  ok.addEventListener('click', event => {
    if (!event.isTrusted) return
    const lesson: Lesson = {
      address: redactAddress(location.href),
      heading: heading(undefined, scan(document))?.slice(0, 200) ?? null,
      language: document.documentElement.lang.split('-')[0]?.toLowerCase() ?? '',
      title: title.value.trim(),
      type:
        typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'number' : 'string',
      locate: [...locate],
      read: kind,
      ...(by === 'value' ? { by } : {}),
      wanted:
        typeof value === 'boolean'
          ? wanted.value === 'true'
          : typeof value === 'number'
            ? Number(wanted.value)
            : wanted.value,
      metric: metric.value,
      severity: severity.value as Lesson['severity'],
      save: save.value as Lesson['save'],
    }
    port.postMessage(lesson)
  })
  const cancel = element('button', 'Cancel')
  cancel.className = 'plain'
  cancel.addEventListener('click', end)
  box.replaceChildren(
    element('h2', 'Add a setting'),
    element(
      'p',
      `Now it reads: ${value === true ? 'on' : value === false ? 'off' : String(value)}`,
    ),
    field('Name', title),
    field('Wanted', wanted),
    field('What it is about', metric),
    field('Severity', severity),
    field('A change is saved', save),
    element('p'),
    ok,
    ' ',
    cancel,
  )
  title.focus()
}
