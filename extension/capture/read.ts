import type { Column, ReadMap, SettingReading } from '../../common/capture/recipe.ts'
import { isSecretField, looksSecret } from '../../common/capture/redact.ts'
import type { Value } from '../../common/model/value.ts'
import { amountOf } from './amount.ts'
import { selected } from './choice.ts'
import type { list, rows } from './list.ts'
import type { Scan } from './locate.ts'
import { roleOf } from './names.ts'
import { numberOf } from './number.ts'
import { isSearch } from './search.ts'
import { unread } from './seen.ts'
import type { Read } from './seen.ts'
import { altered, rawTextOf, STRUCK, textOf } from './text.ts'
import { isSwitchedOff, unitBeside } from './unit.ts'
import { folded, plain } from './walk.ts'
import { isMasked, isUnfinished, saysNone, wordingIn } from './wording.ts'

/** Of a script of its own, which the background puts beside this one where a recipe reads a list. */
const world = globalThis as {
  readonly witnessmarkLists?: { readonly list: typeof list; readonly rows: typeof rows }
}

/**
 * Reads located elements as the recipe says, and maps the result to the setting's type. Never a
 * value that the recipe does not name.
 * @param seenEmpty whether the recipe was seen to tell what stands there where nothing is set
 * @param whole of a list over several pages: all of its entries, or why they are not known
 */
export function read(
  elements: readonly Element[],
  reading: Pick<SettingReading, 'read' | 'by' | 'map' | 'empty'>,
  page: Scan,
  seenEmpty = false,
  whole?: (entries: readonly Value[]) => readonly Value[] | string,
): Read {
  const secret = elements.some(element => secretField(element, page))
  if (secret) return unread('the field holds a credential: it is never read')
  let seen = look(elements, reading, page, seenEmpty, whole !== undefined)
  if (!seen.ok) return seen
  if (whole) {
    const all = whole(seen.value as readonly Value[])
    if (typeof all === 'string') return unread(all)
    seen = { ok: true, value: all, raw: `${all.length} entries` }
  }
  const none = Array.isArray(seen.value) && seen.value.length === 0
  if (none && reading.empty && 'unknown' in reading.empty)
    return unread(`no entry is shown, and that tells nothing: ${reading.empty.unknown}`)
  if (JSON.stringify(seen.value).length > 20_000) return unread('longer than a setting can be')
  if (
    looksSecret(
      seen.raw,
      elements.flatMap(element => namesOf(element, page)),
    )
  )
    return unread('the page shows a credential here: it is not read')
  return map(seen, reading.map)
}

function namesOf(element: Element, page: Scan): readonly string[] {
  return [element.getAttribute('name') ?? '', element.id, page.nameOf(element)]
}

function secretField(element: Element, page: Scan): boolean {
  if (!/^(?:input|textarea)$/.test(element.localName)) return false
  const input = element as HTMLInputElement
  if (/^(?:checkbox|radio|number|range)$/.test(input.type) || isSearch(input)) return false
  return isSecretField({
    type: input.type,
    autocomplete: input.autocomplete,
    names: namesOf(input, page),
    value: input.value,
  })
}

const NO_LISTS = 'what reads lists is not there'

function look(
  elements: readonly Element[],
  { read: kind, by = 'label', map: rule }: Pick<SettingReading, 'read' | 'by' | 'map'>,
  page: Scan,
  seenEmpty: boolean,
  paged: boolean,
): Read {
  const [element] = elements
  if (kind === 'presence')
    return { ok: true, value: elements.length > 0, raw: elements.length > 0 ? 'present' : 'absent' }
  if (!element) return unread('nothing was located')
  if (/^(?:text|number|selected)$/.test(kind)) {
    if (element.closest(STRUCK) || element.querySelector(STRUCK)) return unread('it is struck out')
    const other = kind === 'selected' ? null : altered(element)
    if (other !== null) return unread(other)
    if (isSwitchedOff(element)) return unread('a box beside it switches it off')
  }
  if (/^(?:list|rows)$/.test(kind) && element.closest('[aria-busy=true]'))
    return unread('more is coming')
  switch (kind) {
    case 'checked':
    case 'pressed':
      return onOff(element)
    case 'selected':
      return selected(elements, by, page, text => wordingIn(rule?.values ?? {}, text) !== undefined)
    case 'text': {
      const text = textOf(element) || (roleOf(element) === 'button' ? page.nameOf(element) : '')
      const isField = element.matches('input,textarea,[contenteditable=true]')
      const isKnown =
        rule?.pattern !== undefined || wordingIn(rule?.values ?? {}, text) !== undefined
      const isNone = text === '' || isUnfinished(text) || (!isKnown && saysNone(text))
      return isMasked(text) || (!isField && isNone)
        ? unread(`"${text.slice(0, 80)}" is no text that is whole`)
        : { ok: true, value: text, raw: text }
    }
    case 'number':
      return number(element, rule?.unit, page)
    case 'list':
      return world.witnessmarkLists?.list(element, seenEmpty, paged) ?? unread(NO_LISTS)
    case 'rows':
      return (
        world.witnessmarkLists?.rows(
          element,
          rule?.columns?.map(column => column.heading),
          seenEmpty,
          paged,
        ) ?? unread(NO_LISTS)
      )
    case 'chosen':
      return chosen(elements, page)
  }
}

/** One number and nothing else; with units the amount, whose unit may stand beside the field. */
function number(element: Element, unit: ReadMap['unit'], page: Scan): Read {
  const text = rawTextOf(element)
  const raw = plain(text)
  const input = element as HTMLInputElement
  const native = /^(?:number|range)$/.test(input.type) && element.localName === 'input'
  const told = Number(element.getAttribute('aria-valuenow') ?? Number.NaN)
  const value = native ? input.valueAsNumber : (numberOf(text) ?? (raw === '' ? told : Number.NaN))
  const bare = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
  const output = native && element.id ? outputOf(element) : null
  if (output && numberOf(rawTextOf(output)) !== value)
    return unread(`it stands for "${textOf(output).slice(0, 80)}"`)
  const beside = unitBeside(element, unit, page.nameOf)
  if (!unit)
    return !bare || beside !== null
      ? {
          ok: false,
          detail: bare
            ? `"${raw.slice(0, 80)}" has a unit beside it: "${(beside ?? '').slice(0, 80)}"`
            : `no number in "${raw.slice(0, 80)}"`,
        }
      : { ok: true, value, raw }
  const amount = amountOf(bare ? `${beside === null ? text : `${value} ${beside}`}` : text, unit)
  return amount === null
    ? unread(`"${raw.slice(0, 80)}" has no unit that is known`)
    : { ok: true, value: amount, raw: bare && beside !== null ? `${raw} ${beside}` : raw }
}

/** What the page says that a slider's number means. */
function outputOf(element: Element): Element | null {
  const root = element.getRootNode() as Document | ShadowRoot
  return root.querySelector(`output[for~="${CSS.escape(element.id)}"]`)
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
    if (!state.ok) return unread(`${page.nameOf(element)}: ${state.detail}`)
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
      ? unread('the box is neither on nor off')
      : { ok: true, value: input.checked, raw: input.checked ? 'checked' : 'unchecked' }
  }
  for (const attribute of ['aria-checked', 'aria-pressed', 'aria-selected']) {
    const state = element.getAttribute(attribute)
    if (state === 'true' || state === 'false') {
      const box = element.querySelector<HTMLInputElement>('input[type=checkbox]')
      return box && String(box.checked) !== state
        ? unread('the box inside it says otherwise')
        : { ok: true, value: state === 'true', raw: `${attribute}=${state}` }
    }
    if (state !== null) return unread(`${attribute} is "${state}"`)
  }
  const inner = element.querySelectorAll('input[type=checkbox],[aria-checked],[aria-pressed]')
  if (inner.length === 1 && inner[0]) return onOff(inner[0])
  const state = element.getAttribute('data-state') ?? element.getAttribute('data-checked')
  if (state === 'checked' || state === 'on' || state === 'true')
    return { ok: true, value: true, raw: `state ${state}` }
  if (state === 'unchecked' || state === 'off' || state === 'false')
    return { ok: true, value: false, raw: `state ${state}` }
  return unread(`a ${element.localName} that says neither on nor off`)
}

function map(
  seen: { readonly value: Value; readonly raw: string },
  rule: ReadMap | undefined,
): Read {
  let { value } = seen
  const fail = (text: Value | undefined, why: string): Read => ({
    ok: false,
    detail: `"${String(text ?? '').slice(0, 80)}" ${why}`,
  })
  const noUnit = 'has no unit that is known'
  if (rule?.columns) {
    const table = columnsOf(value as readonly Readonly<Record<string, string>>[], rule.columns)
    if (typeof table === 'string') return unread(table)
    value = table
    if (rule.least) {
      const texts = table.map(row => String(Object.values(row)[0] ?? ''))
      const amounts = texts.map(text => amountOf(text, rule.unit ?? {}))
      const unknown = amounts.indexOf(null)
      if (unknown >= 0) return fail(texts[unknown], noUnit)
      if (amounts.length === 0 && rule.least.none === undefined)
        return unread('the table has no rows')
      return {
        ok: true,
        value:
          amounts.length === 0 ? (rule.least.none ?? null) : Math.min(...(amounts as number[])),
        raw: texts.join(', ') || 'no rows',
      }
    }
  }
  if (rule?.pattern !== undefined) {
    const found = new RegExp(rule.pattern, 'u').exec(String(value).slice(0, 2000))
    if (found?.[1] === undefined) return fail(seen.raw, 'does not have the expected form')
    value = found[1]
  }
  if (rule?.values) {
    const wordings = rule.values
    const meaning = (text: Value): Value | undefined => {
      const key = wordingIn(wordings, String(text))
      return key === undefined ? undefined : wordings[key]
    }
    const texts = Array.isArray(value) ? (value as readonly Value[]) : [value]
    const unknown = texts.find(text => meaning(text) === undefined)
    if (unknown !== undefined) return fail(unknown, 'is none of the known wordings')
    value = Array.isArray(value)
      ? texts.map(text => meaning(text) ?? null)
      : (meaning(value) ?? null)
  }
  if (rule?.invert) {
    if (typeof value !== 'boolean') return unread('only on and off can be inverted')
    value = !value
  }
  // A number had its unit when it was read.
  if (rule?.unit && typeof value !== 'number') {
    const amount = amountOf(String(value), rule.unit)
    if (amount === null) return fail(seen.raw, noUnit)
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
 * Each row with the wanted columns under the setting's names, or which of them is worded otherwise.
 */
function columnsOf(
  table: readonly Readonly<Record<string, string>>[],
  columns: readonly Column[],
): readonly Readonly<Record<string, Value>>[] | string {
  const found: Record<string, Value>[] = []
  for (const row of table) {
    const record: Record<string, Value> = {}
    for (const { heading, as, values } of columns) {
      const name = Object.keys(row).find(key => heading.map(folded).includes(folded(key))) ?? ''
      const text = row[name] ?? ''
      const key = values ? wordingIn(values, text) : text
      if (key === undefined)
        return `"${text.slice(0, 80)}" in the column "${name}" is none of the known wordings`
      record[as] = values ? (values[key] ?? null) : text
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
