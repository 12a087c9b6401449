import type { Column, ReadKind, ReadMap, SettingReading } from '../../common/capture/recipe.ts'
import { isSecretField, looksSecret } from '../../common/capture/redact.ts'
import type { Value } from '../../common/model/value.ts'
import type { Scan } from './locate.ts'
import { roleOf } from './names.ts'
import { folded, plain, shadowOf } from './walk.ts'

/** What the page shows, or why that is not a value. `raw` is the page's own wording. */
export type Read =
  | { readonly ok: true; readonly value: Value; readonly raw: string }
  | { readonly ok: false; readonly detail: string }

/**
 * Reads located elements as the recipe says, and maps the result to the setting's type. Never a
 * value that the recipe does not name.
 */
export function read(
  elements: readonly Element[],
  reading: Pick<SettingReading, 'read' | 'by' | 'map'>,
  page: Scan,
): Read {
  const secret = elements.some(element => secretField(element, page))
  if (secret) return { ok: false, detail: 'the field holds a credential: it is never read' }
  const seen = look(elements, reading.read, reading.by ?? 'label', page)
  if (!seen.ok) return seen
  if (JSON.stringify(seen.value).length > 20_000)
    return { ok: false, detail: 'longer than a setting can be' }
  if (looksSecret(seen.raw))
    return { ok: false, detail: 'the page shows a credential here: it is not read' }
  return map(seen, reading.map)
}

function secretField(element: Element, page: Scan): boolean {
  if (!/^(?:input|textarea)$/.test(element.localName)) return false
  const input = element as HTMLInputElement
  if (/^(?:checkbox|radio|number|range)$/.test(input.type) || isSearchOfList(input)) return false
  return isSecretField({
    type: input.type,
    autocomplete: input.autocomplete,
    names: [input.name, input.id, page.nameOf(input)],
  })
}

function look(
  elements: readonly Element[],
  kind: ReadKind,
  by: 'label' | 'value',
  page: Scan,
): Read {
  const [element] = elements
  if (kind === 'presence')
    return { ok: true, value: elements.length > 0, raw: elements.length > 0 ? 'present' : 'absent' }
  if (!element) return { ok: false, detail: 'nothing was located' }
  switch (kind) {
    case 'checked':
    case 'pressed':
      return onOff(element)
    case 'selected':
      return selected(elements, by, page)
    case 'text': {
      const text = textOf(element) || (roleOf(element) === 'button' ? page.nameOf(element) : '')
      return { ok: true, value: text, raw: text }
    }
    case 'number': {
      const text = textOf(element)
      const found = /-?\d+(?:[.,]\d+)?/.exec(
        text.replace(/(\d)[\u00a0\u202f ,.](?=\d{3}(?!\d))/g, '$1'),
      )
      return found
        ? { ok: true, value: Number(found[0].replace(',', '.')), raw: text }
        : { ok: false, detail: `no number in "${text.slice(0, 80)}"` }
    }
    case 'list':
      return list(element)
    case 'rows':
      return rows(element)
    case 'chosen':
      return chosen(elements, page)
  }
}

/** Whether a tab, an option or a tree item is the chosen one. */
export function isShowing(elements: readonly Element[]): boolean {
  return elements.some(element =>
    ['aria-selected', 'aria-checked', 'aria-pressed', 'aria-current'].some(
      name => !['', 'false'].includes(element.getAttribute(name) ?? ''),
    ),
  )
}

/** The names of the checked boxes; one that says neither on nor off leaves all of them unread. */
function chosen(elements: readonly Element[], page: Scan): Read {
  const names: string[] = []
  for (const element of elements) {
    const state = onOff(element)
    if (!state.ok) return { ok: false, detail: `${page.nameOf(element)}: ${state.detail}` }
    if (state.value === true) names.push(page.nameOf(element))
  }
  return { ok: true, value: names, raw: names.join(', ') }
}

function onOff(element: Element): Read {
  if (
    element.localName === 'input' &&
    /^(?:checkbox|radio)$/.test((element as HTMLInputElement).type)
  ) {
    const input = element as HTMLInputElement
    return input.indeterminate
      ? { ok: false, detail: 'the box is neither on nor off' }
      : { ok: true, value: input.checked, raw: input.checked ? 'checked' : 'unchecked' }
  }
  for (const attribute of ['aria-checked', 'aria-pressed', 'aria-selected']) {
    const state = element.getAttribute(attribute)
    if (state === 'true' || state === 'false')
      return { ok: true, value: state === 'true', raw: `${attribute}=${state}` }
    if (state !== null) return { ok: false, detail: `${attribute} is "${state}"` }
  }
  const inner = element.querySelectorAll('input[type=checkbox],[aria-checked],[aria-pressed]')
  if (inner.length === 1 && inner[0]) return onOff(inner[0])
  const state = element.getAttribute('data-state') ?? element.getAttribute('data-checked')
  if (state === 'checked' || state === 'on' || state === 'true')
    return { ok: true, value: true, raw: `state ${state}` }
  if (state === 'unchecked' || state === 'off' || state === 'false')
    return { ok: true, value: false, raw: `state ${state}` }
  return { ok: false, detail: `a ${element.localName} that says neither on nor off` }
}

function selected(elements: readonly Element[], by: 'label' | 'value', page: Scan): Read {
  const [element] = elements
  if (element?.localName === 'select') {
    const options = [...(element as HTMLSelectElement).selectedOptions]
    const texts = options.map(option =>
      by === 'value' ? option.value : plain(option.label || option.textContent),
    )
    if ((element as HTMLSelectElement).multiple)
      return { ok: true, value: texts, raw: texts.join(', ') }
    return options[0] && texts[0] !== undefined
      ? { ok: true, value: texts[0], raw: plain(options[0].textContent) }
      : { ok: false, detail: 'nothing is selected' }
  }
  const radios = elements.length > 1 ? elements : element ? choicesIn(element) : []
  if (radios.length > 0) {
    const chosen = radios.filter(isChosen)
    const [one] = chosen
    if (chosen.length !== 1 || !one)
      return { ok: false, detail: `${chosen.length} of ${radios.length} choices are chosen` }
    const label = page.nameOf(one)
    return {
      ok: true,
      value:
        by === 'value'
          ? (one.getAttribute('value') ?? one.getAttribute('data-value') ?? '')
          : label,
      raw: label,
    }
  }
  const text = element ? textOf(element) || besideSearch(element) : ''
  return text ? { ok: true, value: text, raw: text } : { ok: false, detail: 'nothing is selected' }
}

/**
 * A list that can be searched has an empty field, and what is chosen beside it in the same box
 * (react-select, of Atlassian and many others).
 */
function besideSearch(field: Element): string {
  if (!isSearchOfList(field)) return ''
  for (
    let box = field.parentElement, steps = 0;
    box && steps < 4;
    box = box.parentElement, steps++
  ) {
    if (box.querySelectorAll('input:not([type=hidden]),select,textarea,button,label').length > 1)
      return ''
    const text = textOf(box)
    if (text) return text
  }
  return ''
}

function isSearchOfList(element: Element): boolean {
  return (
    element.localName === 'input' &&
    element.getAttribute('role') === 'combobox' &&
    /^(?:text|search)$/.test((element as HTMLInputElement).type)
  )
}

/** Choices of a group; components that keep theirs in shadow roots are choices themselves. */
function choicesIn(group: Element): Element[] {
  const own = [...group.querySelectorAll('input[type=radio],[role=radio],[role=option]')]
  return own.length > 0
    ? own
    : [...group.querySelectorAll('*')].filter(element => {
        const root = shadowOf(element)
        return (
          root !== null &&
          (element.localName.endsWith('-radio') ||
            root.querySelector('input[type=radio],[role=radio]') !== null)
        )
      })
}

/**
 * Material's radio button tells its state to assistive technology alone (ElementInternals) and to
 * its own styles by a class.
 */
function isChosen(choice: Element): boolean {
  if (choice.localName === 'input') return (choice as HTMLInputElement).checked
  const root = shadowOf(choice)
  return root
    ? root.querySelector('input:checked,[aria-checked=true],.checked') !== null
    : choice.getAttribute('aria-checked') === 'true' ||
        choice.getAttribute('aria-selected') === 'true'
}

function list(element: Element): Read {
  if (element.localName === 'textarea')
    return lines((element as HTMLTextAreaElement).value.split('\n').map(plain))
  const items = [...element.querySelectorAll('li,[role=listitem],[role=option]')]
  if (items.length > 0 || isChips(element))
    return lines(
      (items.length > 0 ? items : [...element.children]).map(item =>
        plain((item as HTMLElement).innerText),
      ),
    )
  return lines(textOf(element).split(/[,;]/).map(plain))
}

/** A row of chips: buttons side by side and nothing else. */
function isChips(element: Element): boolean {
  return (
    element.children.length > 0 &&
    [...element.childNodes].every(
      node =>
        node.nodeType === 8 ||
        (node.nodeType === 1
          ? (node as Element).localName === 'button'
          : !(node.nodeValue ?? '').trim()),
    )
  )
}

function lines(texts: readonly string[]): Read {
  const value = texts.filter(Boolean)
  return { ok: true, value, raw: value.join(', ') }
}

function rows(element: Element): Read {
  const table = element.querySelectorAll('tr,[role=row]')
  const cells = (row: Element): string[] =>
    [
      ...row.querySelectorAll(
        'th,td,[role=columnheader],[role=rowheader],[role=cell],[role=gridcell]',
      ),
    ].map(cell => plain((cell as HTMLElement).innerText))
  const [head, ...body] = [...table].map(cells)
  if (!head || head.every(name => !name)) return { ok: false, detail: 'a table without headings' }
  // Long tables draw only what is in sight, and tell assistive technology how many rows there are;
  // -1 is "not known".
  const told = element.getAttribute('aria-rowcount')
  if (told !== null && Number(told) !== table.length && Number(told) !== body.length)
    return {
      ok: false,
      detail: `the table shows ${body.length} of its rows (aria-rowcount ${told}): scroll or enlarge the window until all are there`,
    }
  const value = body
    .filter(row => row.length > 0)
    .map(row => Object.fromEntries(head.flatMap((name, i) => (name ? [[name, row[i] ?? '']] : []))))
  return { ok: true, value, raw: `${value.length} rows` }
}

/** What a person reads of an element, or a text field's content. */
export function textOf(element: Element): string {
  if (element.localName === 'input' || element.localName === 'textarea')
    return plain((element as HTMLInputElement).value)
  const shown = plain((element as HTMLElement).innerText ?? element.textContent)
  if (!element.querySelector('[aria-hidden=true]')) return shown
  // Arrows and the like that assistive technology is not told are no part of a value.
  return plain(told(element)) || shown
}

function told(element: Element): string {
  return [...element.childNodes]
    .map(node =>
      node.nodeType === 3
        ? (node.nodeValue ?? '')
        : node.nodeType === 1 &&
            (node as Element).getAttribute('aria-hidden') !== 'true' &&
            (node as Element).checkVisibility()
          ? ` ${told(node as Element)} `
          : '',
    )
    .join('')
}

function map(
  seen: { readonly value: Value; readonly raw: string },
  rule: ReadMap | undefined,
): Read {
  let { value } = seen
  if (rule?.columns) {
    const table = columnsOf(value as readonly Readonly<Record<string, string>>[], rule.columns)
    if (typeof table === 'string') return { ok: false, detail: table }
    value = table
    if (rule.least) {
      const amounts = table.map(row =>
        toUnit(Object.values(row)[0] ?? null, String(Object.values(row)[0] ?? ''), rule.unit ?? {}),
      )
      const unread = amounts.indexOf(null)
      if (unread >= 0)
        return {
          ok: false,
          detail: `"${String(Object.values(table[unread] ?? {})[0] ?? '').slice(0, 80)}" has no unit that is known`,
        }
      if (amounts.length === 0 && rule.least.none === undefined)
        return { ok: false, detail: 'the table has no rows' }
      return {
        ok: true,
        value:
          amounts.length === 0 ? (rule.least.none ?? null) : Math.min(...(amounts as number[])),
        raw: table.map(row => String(Object.values(row)[0])).join(', ') || 'no rows',
      }
    }
  }
  if (rule?.pattern !== undefined) {
    const found = new RegExp(rule.pattern, 'u').exec(String(value).slice(0, 2000))
    if (found?.[1] === undefined)
      return { ok: false, detail: `"${seen.raw.slice(0, 80)}" does not have the expected form` }
    value = found[1]
  }
  if (rule?.values) {
    const wordings = rule.values
    const keys = Array.isArray(value) ? (value as readonly Value[]).map(String) : [String(value)]
    const unknown = keys.find(key => !Object.hasOwn(wordings, key))
    if (unknown !== undefined)
      return { ok: false, detail: `"${unknown.slice(0, 80)}" is none of the known wordings` }
    value = Array.isArray(value)
      ? keys.map(key => wordings[key] ?? null)
      : (wordings[keys[0] ?? ''] ?? null)
  }
  if (rule?.invert) {
    if (typeof value !== 'boolean') return { ok: false, detail: 'only on and off can be inverted' }
    value = !value
  }
  if (rule?.unit) {
    const amount = toUnit(value, seen.raw, rule.unit)
    if (amount === null)
      return { ok: false, detail: `"${seen.raw.slice(0, 80)}" has no unit that is known` }
    value = amount
  }
  if (rule?.joined !== undefined && Array.isArray(value))
    value = (value as readonly Value[]).join(rule.joined)
  return {
    ok: true,
    value: rule?.into === undefined ? value : placed(rule.into, value),
    raw: seen.raw,
  }
}

/**
 * The number in the setting's unit, by the word that follows it on the page; null where it has none
 * that is known.
 */
function toUnit(value: Value, raw: string, unit: Readonly<Record<string, number>>): number | null {
  const amount =
    typeof value === 'number'
      ? value
      : Number(/-?\d+(?:\.\d+)?/.exec(String(value))?.[0] ?? Number.NaN)
  const word = /\d\s*(\p{L}+)/u.exec(raw)?.[1]?.toLowerCase()
  const factor = (word === undefined ? undefined : unit[word]) ?? unit['*']
  return factor === undefined || Number.isNaN(amount) ? null : amount * factor
}

/**
 * Each row with the wanted columns under the setting's names, or which of them is missing or worded
 * otherwise.
 */
function columnsOf(
  table: readonly Readonly<Record<string, string>>[],
  columns: readonly Column[],
): readonly Readonly<Record<string, Value>>[] | string {
  const found: Record<string, Value>[] = []
  for (const row of table) {
    const record: Record<string, Value> = {}
    for (const { heading, as, values } of columns) {
      const name = Object.keys(row).find(key => heading.map(folded).includes(folded(key)))
      if (name === undefined) return `no column "${heading[0]}"`
      const text = row[name] ?? ''
      if (values && !Object.hasOwn(values, text))
        return `"${text.slice(0, 80)}" in the column "${name}" is none of the known wordings`
      record[as] = values ? (values[text] ?? null) : text
    }
    found.push(record)
  }
  return found
}

/** A copy of the shape with the value where `$` stands. */
function placed(shape: Value, value: Value): Value {
  if (shape === '$') return value
  if (Array.isArray(shape)) return (shape as readonly Value[]).map(item => placed(item, value))
  return typeof shape === 'object' && shape !== null
    ? Object.fromEntries(Object.entries(shape).map(([key, item]) => [key, placed(item, value)]))
    : shape
}

/**
 * Whether a native control no longer shows what the page was loaded with: a change nobody saved yet
 * (or one the browser restored).
 */
export function differsFromLoaded(elements: readonly Element[]): boolean {
  return elements.some(element => {
    if (element.localName === 'select') {
      const options = [...(element as HTMLSelectElement).options]
      const marked = options.some(option => option.defaultSelected)
      return marked
        ? options.some(option => option.selected !== option.defaultSelected)
        : (element as HTMLSelectElement).selectedIndex > 0
    }
    if (element.localName !== 'input' && element.localName !== 'textarea') return false
    const input = element as HTMLInputElement
    return /^(?:checkbox|radio)$/.test(input.type)
      ? input.checked !== input.defaultChecked
      : input.value !== input.defaultValue
  })
}
