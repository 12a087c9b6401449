import { hostOf } from '../overlay/place.ts'
import { isEntry, isSaidOf, saysMore, saysNothing, totalIn, typedEntries } from './entries.ts'
import { chosenBeside, isSearch } from './search.ts'
import { BUSY, unread } from './seen.ts'
import type { Read } from './seen.ts'
import { altered, isShown, labelOf, spoken, STRUCK, textOf } from './text.ts'
import { folded, plain } from './walk.ts'

const tables = 'table,[role=table],[role=grid],[role=treegrid]'
/** A cell over several rows belongs to rows that do not hold it. */
const spans = '[rowspan]:not([rowspan="1"]),[aria-rowspan]:not([aria-rowspan="1"])'
const items =
  'li:not([role=presentation],[role=none],[role=separator],[role=heading]),[role=listitem],[role=option]'
/** Lines of a list that are none of its entries. */
const between = 'li[role=presentation],li[role=none],li[role=separator]'
const lists = 'ul,ol,[role=list],[role=listbox]'
const buttons =
  'button,[role=button],[role=menuitem],a:not([href]),a[href^="#"],input[type=button],input[type=submit]'
const fields =
  'input:not([type=hidden],[type=button],[type=submit]),select,textarea,[role=checkbox],[role=switch],[role=radio],[role=combobox],[contenteditable=true]'

/**
 * The entries of a list: all of them, or unknown.
 * @param trusted whether a single line needs no entry's shape: the recipe was seen to tell what
 * stands there where there is none @param paged whether others may be on further pages
 */
export function list(element: Element, trusted: boolean, paged = false): Read {
  const { localName } = element
  if (localName === 'textarea' || (localName === 'input' && !isSearch(element)))
    return typed(element as HTMLTextAreaElement)
  if (localName === 'select')
    return (element as HTMLSelectElement).multiple
      ? found([...(element as HTMLSelectElement).selectedOptions].map(labelOf))
      : unread('no list')
  if (localName === 'input') return checked(chosenBeside(element), trusted)
  if (element.matches(tables)) return unread('no list')
  if (shownIn(element, '[role=alert],[role=status]').length > 0)
    return unread('a message inside it')
  const other = shownIn(element, between).find(line => !line.querySelector(items) && textOf(line))
  if (other) return unread(`"${textOf(other).slice(0, 80)}" may be an entry`)
  const own = [...element.querySelectorAll(items)].filter(
    item => !element.contains(item.parentElement?.closest(items) ?? null),
  )
  if (new Set(own.map(item => item.parentElement?.closest(lists))).size > 1)
    return unread('several lists')
  const parts = own.length > 0 ? own : isChips(element) ? [...element.children] : null
  if (!parts) {
    const texts = textOf(element).split(/[,;]/).map(plain).filter(Boolean)
    const sentence = texts.find(text => !isEntry(text))
    return sentence === undefined || trusted ? checked(texts, trusted) : noEntry(sentence)
  }
  const shown = parts.filter(item => !item.matches('[aria-hidden=true]'))
  if (!shown.every(isShown)) return unread('a part of it is hidden')
  if (shown.some(item => item.querySelector(`${lists},${tables}`)?.checkVisibility()))
    return unread('a list inside it')
  const chosen = shown.filter(item => item.matches('[aria-selected=true]'))
  const marked = shown.some(item => item.matches('[aria-selected]'))
  const texts = (marked ? chosen : shown).map(entryOf)
  const blank = texts.indexOf(null)
  if (blank >= 0) return unread(`entry ${blank + 1} has no text`)
  const part = isPart(element, shown, shown.length, paged)
  return part === null ? checked(texts as string[], trusted || marked) : unread(part)
}

/** What is in it of a kind, and shown. */
function shownIn(element: Element, selector: string): Element[] {
  return [...element.querySelectorAll(selector)].filter(isShown)
}

/** What a person typed: a line each, without anything that only a page would write. */
function typed(field: HTMLTextAreaElement): Read {
  return found(field.value.split('\n').map(plain).filter(Boolean).flatMap(typedEntries))
}

function found(value: readonly string[]): Read {
  return { ok: true, value, raw: value.join(', ') }
}

/** Entries, unless one of the lines is none, or the only one has not an entry's shape. */
function checked(lines: readonly string[], trusted: boolean): Read {
  const line = lines.find(
    text =>
      saysMore(text) ||
      isSaidOf(text) ||
      (!isEntry(text) &&
        (saysNothing(text) || (!trusted && (lines.length === 1 || isSentence(text))))),
  )
  return line === undefined ? found(lines) : noEntry(line)
}

function isSentence(text: string): boolean {
  return /[.!?。]$/.test(text) || text.split(' ').length > 6
}

function noEntry(text: string): Read {
  return unread(`"${text.slice(0, 80)}" may be no entry`)
}

/** The own text of an entry or a cell, without its buttons; null where it is in something else. */
function entryOf(item: Element): string | null {
  if (altered(item, `[aria-hidden=true],[role=tooltip],${buttons},${fields}`) !== null) return null
  const [field, ...others] = shownIn(item, fields)
  const text = plain(spoken(item, `${buttons},${fields}`))
  if (field) {
    const typed = field.matches('textarea,select,input:not([type=checkbox],[type=radio])')
    return text === '' && typed && others.length === 0 ? textOf(field) || null : null
  }
  const links = shownIn(item, 'a[href]:not([href^="#"])').map(textOf)
  if (text !== '') {
    // "a.example Remove": what stands after an entry and is no address may be something to press.
    const behind = links.filter((link, i) => (i > 0 || !text.startsWith(link)) && !isEntry(link))
    return behind.length > 0 ? null : text
  }
  const named = shownIn(item, buttons).filter(button => textOf(button) !== '')
  return named.length === 1 && named[0] ? plain(spoken(named[0])) : null
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

/**
 * The rows of a table as records by its headings: all of them, or unknown.
 * @param wanted the headings that count, in all their wordings; all of the table's where it is left
 * out
 * @param trusted as for lists
 */
export function rows(
  element: Element,
  wanted: readonly (readonly string[])[] | undefined,
  trusted: boolean,
  paged = false,
): Read {
  const inner = element.querySelectorAll(tables)
  const table = element.matches(tables) ? element : inner.length === 1 ? inner[0] : null
  if (!table) return unread('no list')
  const own = [...table.querySelectorAll('tr,[role=row]')].filter(
    row => row.closest(tables) === table && !row.matches('[aria-hidden=true],tfoot *'),
  )
  if (own.some(row => !isShown(row) || row.matches('[aria-expanded=false]')))
    return unread('a part of it is hidden')
  if (own.some(row => row.querySelector(tables))) return unread('a list inside it')
  const cells = own.map(cellsOf)
  const heads = own.filter(
    (row, i) =>
      row.closest('thead') !== null ||
      (cells[i] ?? [row]).every(cell => cell.matches('th:not([scope=row]),[role=columnheader]')),
  )
  const [head, ...body] = cells
  if (heads.length !== 1 || heads[0] !== own[0] || !head)
    return unread(heads.length > 1 ? 'two rows of headings' : 'no headings')
  // How it is sorted is no part of a heading.
  const names = head.map(cell => plain(textOf(cell).replace(/[▲▼△▽↑↓⇅⇵]/g, '')))
  const is = (name: string, wordings: readonly string[]): boolean =>
    wordings.map(folded).includes(folded(name))
  const missing = wanted?.find(wordings => !names.some(name => is(name, wordings)))
  if (missing || names.every(name => name === ''))
    return unread(missing ? `no column "${missing[0]}"` : 'no headings')
  const used = names.map(
    name => name !== '' && (wanted?.some(wordings => is(name, wordings)) ?? true),
  )
  const folds = names.filter((_, i) => used[i]).map(folded)
  if (new Set(folds).size < folds.length) return unread('a heading twice')
  if (table.querySelector(spans)) return unread('a cell over several rows')
  const records: Record<string, string>[] = []
  for (const [i, row] of body.entries()) {
    // A line over all columns says that there are no rows, or heads some of them.
    if (row.length !== head.length)
      return unread(`row ${i + 1} has ${row.length} cells of ${head.length}`)
    const [only, ...others] = row.map(textOf).filter(text => text !== '')
    if (only === undefined) return unread(`row ${i + 1} is empty`)
    if (
      saysMore(only) ||
      (others.length === 0 &&
        !isEntry(only) &&
        (saysNothing(only) || (body.length === 1 && !trusted)))
    )
      return noEntry(only)
    const texts = row.map((cell, at) => (used[at] ? entryOrBlank(cell) : ''))
    const blank = texts.indexOf(null)
    if (blank >= 0) return unread(`column "${names[blank]}" has no text`)
    records.push(
      Object.fromEntries(names.flatMap((name, at) => (used[at] ? [[name, texts[at] ?? '']] : []))),
    )
  }
  const part = isPart(table, own, body.length, paged)
  return part === null ? { ok: true, value: records, raw: `${records.length} rows` } : unread(part)
}

function cellsOf(row: Element): Element[] {
  return [
    ...row.querySelectorAll(
      'th,td,[role=columnheader],[role=rowheader],[role=cell],[role=gridcell]',
    ),
  ].filter(isShown)
}

/** An empty cell is empty; one that shows a picture, of whatever kind, or a control is not. */
function entryOrBlank(cell: Element): string | null {
  return (
    entryOf(cell) ??
    (cell.querySelector(`${fields},${buttons},a[href],img,svg,canvas,[role=img],${STRUCK}`) ||
    [...cell.querySelectorAll('*')].some(isDrawn)
      ? null
      : '')
  )
}

function isDrawn(part: Element): boolean {
  const { width, height } = part.getBoundingClientRect()
  return part.childElementCount === 0 && width * height > 0
}

/**
 * Why what is drawn is not the whole: the list tells assistive technology that it has more, draws
 * only what is in sight, or has pages.
 * @param count how many entries are drawn
 */
function isPart(
  element: Element,
  drawn: readonly Element[],
  count: number,
  paged: boolean,
): string | null {
  // -1 is "not known".
  const told = [
    element.getAttribute('aria-rowcount'),
    ...drawn.map(item => item.getAttribute('aria-setsize')),
  ].filter(size => size !== null)
  const [, named] = /\((\p{Nd}+)\)$/u.exec(headingOf(element)) ?? []
  const more =
    told.find(size => Number(size) !== count && Number(size) !== drawn.length) ??
    (Number(named) > count ? named : undefined)
  if (more !== undefined && !paged) return `${count} entries of ${more} are shown`
  if (isVirtual(element, drawn)) return 'only what is in sight'
  const pages = paging(element, count, paged)
  return pages === null ? null : `${count} are shown, beside them "${pages.slice(0, 80)}"`
}

/** What names a list, with the number of its entries where that is told. */
function headingOf(element: Element): string {
  const root = element.getRootNode() as Document | ShadowRoot
  const heading = root.getElementById(element.getAttribute('aria-labelledby') ?? '')
  return heading ? textOf(heading) : ''
}

/** Whether a list that scrolls is much higher than what is drawn of it. */
function isVirtual(element: Element, drawn: readonly Element[]): boolean {
  if (drawn.length === 0) return false
  const boxes = drawn.map(item => item.getBoundingClientRect())
  const height = Math.max(...boxes.map(box => box.bottom)) - Math.min(...boxes.map(box => box.top))
  const whole = Math.max(element.scrollHeight, element.getBoundingClientRect().height)
  if (whole < height * 1.5 + 100) return false
  for (let box: Element | null = element; box; box = box.parentElement ?? hostOf(box))
    if (box.scrollHeight > box.clientHeight + 1 && box.clientHeight > 0) return true
  return false
}

const pager = '[class*=pagin i],[aria-label*=pagin i]'
const next = /^(?:next|nächste|suivant|siguiente|[›»>→])/i
const previous = /^(?:prev|vorh|préc|ant|[‹«<←])/i

/** What beside a list says that it has more pages, up to the next list. */
function paging(element: Element, count: number, paged: boolean): string | null {
  let box = element
  for (
    let outer = box.parentElement;
    outer && outer.localName !== 'body';
    outer = box.parentElement
  ) {
    const others = [...outer.querySelectorAll(`${lists},${tables}`)].filter(
      other => !element.contains(other) && !other.contains(element) && !other.closest(pager),
    )
    if (others.length > 0) break
    box = outer
    if (box.matches('main,dialog,[role=main],[role=dialog],[role=tabpanel]')) break
  }
  let ahead: string | null = null
  let back = false
  for (const part of box.querySelectorAll('*')) {
    if (part.matches(BUSY) && !part.contains(element) && isShown(part)) return 'more is coming'
    if (isFilling(part) && isShown(part)) return textOf(part)
    const text = plain((part.textContent ?? '').slice(0, 400))
    const name = plain(part.getAttribute('aria-label')) || text
    if (name === '' || name.length > 80 || element.contains(part) || part.contains(element))
      continue
    const press = part.matches(`a,${buttons}`)
    if (press && unfilter.test(name) && isShown(part)) return name
    if (paged) continue
    const on = press && !part.matches(':disabled,[aria-disabled=true],[aria-current]')
    const tells =
      (totalIn(text) ?? 0) > count ||
      (on &&
        (saysMore(name) ||
          part.matches('[rel~=next]') ||
          (/^\p{Nd}+$/u.test(text) && part.closest(pager) !== null)))
    if (tells && isShown(part)) return name
    if (press && previous.test(name)) back ||= isShown(part)
    if (on && next.test(name) && isShown(part)) ahead = name
  }
  // Assistants have a way on, too; who can go back and on by pages sees one of them.
  return back ? ahead : null
}

/** What takes filters back is there where some are set. */
const unfilter =
  /(?:clear|reset|remove|effac|initialis|supprim|borr|quit|limpi).* filt|filter.*(?:lösch|zurück|entfern)/i
/** A filter that lets everything through. */
const everything = /^(?:$|(?:alle?|any|tous|toutes|tod[ao]s)(?!\p{L}))/iu

/** Whether something is searched for or chosen, so that only what fits is shown. */
function isFilling(part: Element): boolean {
  const isField = part.localName === 'input'
  if (!isField && !part.matches('select,[role=combobox],[aria-haspopup=listbox]')) return false
  const names = ['type', 'role', 'aria-label', 'placeholder', 'id'].map(name =>
    part.getAttribute(name),
  )
  const filled = textOf(part)
  return isField
    ? filled !== '' && /search|filter|such|cherch|busc/i.test(names.join())
    : /filt/i.test(names.join()) && !everything.test(filled)
}
