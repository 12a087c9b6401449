import { isUnit } from './amount.ts'
import { roleOf } from './names.ts'
import { addedBy, isShown, textOf } from './text.ts'
import { plain } from './walk.ts'

/** Units that stand in a list of their own beside a number, in the languages of most consoles. */
const unit =
  /^(?:m?s|min|h|d|ans?|mois|mes|bytes?|[kmgt]i?b|%|(?:second|minut|hour|day|week|month|year|sekund|stund|tag|woch|monat|jahr|heure|jour|semain|hora|día|mese|año)\p{L}{0,2})(?:\(s\))?$/iu
const choices =
  'select,[role=combobox],[role=listbox],[role=radiogroup],[aria-haspopup=listbox],[aria-haspopup=menu]'
const controls = `input:not([type=hidden]),textarea,${choices}`
const CHOSEN = ':checked,[aria-pressed=true],[aria-checked=true]'
/** A button that says a unit opens a list of them, whatever it tells assistive technology. */
const isUnitButton = (button: Element): boolean =>
  button.localName === 'button' && unit.test(plain(button.textContent))

/**
 * The unit that stands beside a number: the one choice in the smallest box around both, or, where
 * the recipe has units, the word after the field.
 * @param nameOf what a control is called: a field that is called by a unit is a part of the one
 * beside it
 * @returns null where there is none; a text that is no unit where there are several
 */
export function unitBeside(
  field: Element,
  known: Readonly<Record<string, number>> | undefined,
  nameOf: (element: Element) => string,
): string | null {
  let own: string | null = null
  for (let box = field.parentElement; box && box.localName !== 'body'; box = box.parentElement) {
    const others = [...box.querySelectorAll(`${controls},button`)].filter(
      other =>
        other !== field &&
        !field.contains(other) &&
        !other.contains(field) &&
        (other.matches(controls) || isUnitButton(other)) &&
        isShown(other),
    )
    const [other] = others
    if (!other) {
      own ??= wordBeside(field, box, known)
      continue
    }
    // Units side by side, of which one is chosen.
    const [chosen, ...more] = others.filter(part => part.matches(CHOSEN))
    if (chosen && more.length === 0 && others.every(part => unit.test(nameOf(part))))
      return nameOf(chosen)
    if (known && others.some(part => part.localName === 'input' && isUnit(nameOf(part), known)))
      return others.map(textOf).join(' ')
    if (own !== null) return own
    const text = plain(textOf(other))
    const isOne =
      others.length === 1 &&
      other.matches(`${choices},button`) &&
      (isUnit(text, known ?? {}) ||
        unit.test(text) ||
        [...other.querySelectorAll('option,[role=option],[role=radio]')].some(option =>
          unit.test(plain(option.textContent)),
        ))
    if (isOne) return text
    // Hours and minutes in two fields: one of them is a part.
    return known && others.some(part => isUnit(wordsAfter(part, box), known))
      ? others.map(textOf).join(' ')
      : null
  }
  return own
}

/**
 * Whether a field is disabled while the one box beside it is not: "No limit", "Sign out after". What
 * stands in it does not count then; what a policy locks is locked with its box.
 */
export function isSwitchedOff(field: Element): boolean {
  const off = ':disabled,[aria-disabled=true]'
  for (let box = field.matches(off) && field.parentElement; box; box = box.parentElement) {
    const [other, ...others] = [
      ...box.querySelectorAll(`${controls},[role=checkbox],[role=switch]`),
    ].filter(control => control !== field && isShown(control))
    if (other)
      return (
        others.length === 0 &&
        !other.matches(off) &&
        /^(?:checkbox|radio|switch)$/.test(roleOf(other))
      )
  }
  return false
}

/** The unit that is written after a field, by the page or its style sheet. */
function wordBeside(
  field: Element,
  box: Element,
  known: Readonly<Record<string, number>> | undefined,
): string | null {
  for (const text of [known ? wordsAfter(field, box) : '', addedBy(box)]) {
    const [word = ''] = /^[\p{L}%]+/u.exec(text) ?? []
    if (isUnit(word, known ?? {}) || unit.test(word)) return word
  }
  return null
}

/** The words between a field and what follows it in its box. */
function wordsAfter(field: Element, box: Element): string {
  const walker = field.ownerDocument.createTreeWalker(box, 5)
  walker.currentNode = field
  let text = ''
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (field.contains(node)) continue
    if (node.nodeType === 1 && (node as Element).matches(`${controls},label,p,button`)) break
    if (node.nodeType === 3 && node.parentElement && isShown(node.parentElement))
      text += node.nodeValue ?? ''
  }
  return plain(text)
}
