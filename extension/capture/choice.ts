import type { Scan } from './locate.ts'
import { chosenBeside } from './search.ts'
import { unread } from './seen.ts'
import type { Read } from './seen.ts'
import { altered, isShown, labelOf, textOf, textsIn } from './text.ts'
import { shadowOf } from './walk.ts'
import { isPlaceholder, isSeveral } from './wording.ts'

/**
 * The chosen one of several: its label, or the value that the page's own code has for it.
 * @param known a wording that the recipe names is a choice, whatever it looks like
 */
export function selected(
  elements: readonly Element[],
  by: 'label' | 'value',
  page: Scan,
  known: (text: string) => boolean,
): Read {
  const [element] = elements
  if (element?.localName === 'select') return ofList(element as HTMLSelectElement, by, known)
  const radios = elements.length > 1 ? elements : element ? choicesIn(element) : []
  if (radios.length > 0) return ofChoices(radios, element, by, page, known)
  // What stands in the field of an open list is what somebody looks for in it.
  if (element?.matches('input[aria-expanded=true]')) return unread('the list is open')
  const own = element ? shownBy(element) : []
  // A field that still asks has nothing beside it that was chosen.
  const isAsking = element?.getAttribute('placeholder')
  const texts = element && own.join('') === '' && !isAsking ? chosenBeside(element) : own
  const [text] = texts
  if (texts.length > 1) return unread(`${texts.length} texts: "${texts.join('" "').slice(0, 80)}"`)
  if (!text || by === 'value') return unread(text ? 'no value' : 'nothing is selected')
  const other = element && altered(element)
  if (other) return unread(other)
  return (isPlaceholder(text) || isSeveral(text)) && !known(text)
    ? unread(`"${text.slice(0, 80)}" is no choice`)
    : { ok: true, value: text, raw: text }
}

function ofList(
  select: HTMLSelectElement,
  by: 'label' | 'value',
  known: (text: string) => boolean,
): Read {
  const options = [...select.selectedOptions]
  const texts = options.map(option => (by === 'value' ? option.value : labelOf(option)))
  const raw = options.map(labelOf).join(', ')
  if (select.multiple) return { ok: true, value: texts, raw }
  const [option] = options
  const [text] = texts
  if (!option || text === undefined || (text === '' && by === 'label'))
    return unread('nothing is selected')
  const others = [...select.options].filter(one => one.value !== option.value)
  if (by === 'label' && others.some(one => labelOf(one) === text))
    return unread(`"${text.slice(0, 80)}" stands there for several choices`)
  // A list that waits for its options, or asks for one in whatever language; one that a policy locks
  // has them.
  const isAsking =
    option.disabled ||
    option.hidden ||
    (option.value === '' && by === 'label') ||
    (select.disabled && select.options.length < 2) ||
    isPlaceholder(labelOf(option))
  return isAsking && !known(text)
    ? unread(`"${raw.slice(0, 80)}" is no choice`)
    : { ok: true, value: text, raw }
}

function ofChoices(
  choices: readonly Element[],
  group: Element | undefined,
  by: 'label' | 'value',
  page: Scan,
  known: (text: string) => boolean,
): Read {
  if (new Set(choices.map(choiceOf)).size > 1) return unread('several groups of choices')
  const chosen = choices.filter(isChosen)
  const labels = chosen.map(
    choice => page.nameOf(choice) || (choice.localName === 'input' ? '' : textOf(choice)),
  )
  const texts =
    by === 'value'
      ? chosen.map(one => one.getAttribute('value') ?? one.getAttribute('data-value') ?? '')
      : labels
  if (texts.includes('')) return unread(`a choice without a ${by === 'value' ? 'value' : 'name'}`)
  const raw = labels.join(', ')
  if (group?.getAttribute('aria-multiselectable') === 'true') return { ok: true, value: texts, raw }
  const [text] = texts
  // What is said of a choice beside its name is a part of its label as well.
  const parts = by === 'label' && chosen[0] ? partsOf(chosen[0], page) : []
  if (parts.length > 1 && text !== undefined && !known(text))
    return unread(`${parts.length} texts: "${parts.join('" "').slice(0, 80)}"`)
  return text === undefined || texts.length > 1
    ? unread(`${texts.length} of ${choices.length} choices are chosen`)
    : { ok: true, value: text, raw }
}

/** The texts that label a choice, each part by itself. */
function partsOf(choice: Element, page: Scan): readonly string[] {
  if (choice.hasAttribute('aria-labelledby') || choice.hasAttribute('aria-label')) return []
  const labels = page.labels(choice.getRootNode() as Document | ShadowRoot)(choice)
  return (choice.localName === 'input' ? labels : [choice]).flatMap(label => textsIn(label))
}

/** What a choice is one of: radio buttons of one name, or what its own group holds. */
function choiceOf(choice: Element): unknown {
  return choice.localName === 'input'
    ? (choice as HTMLInputElement).name
    : (choice.parentElement?.closest('[role=radiogroup],[role=listbox],[role=group],fieldset') ??
        null)
}

/** The texts of a closed list or a field, each part by itself. */
function shownBy(element: Element): readonly string[] {
  if (/^(?:input|textarea)$/.test(element.localName)) return [textOf(element)]
  const texts = textsIn(element)
  return texts.length > 0 ? texts : [textOf(element)]
}

/**
 * Choices of a group: buttons of which one is pressed, too. Components that keep theirs in shadow
 * roots are choices themselves.
 */
function choicesIn(group: Element): Element[] {
  for (const choices of [
    'input[type=radio]:not([aria-hidden=true]),[role=radio],[role=option],[role=menuitemradio]',
    '[aria-pressed],[role=tab]',
  ]) {
    const own = [...group.querySelectorAll(choices)]
    const shown = own.filter(isShown)
    // A box that only draws its label is not shown itself.
    if (own.length > 0) return shown.length > 0 ? shown : own
  }
  return [...group.querySelectorAll('*')].filter(element => {
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
    : ['aria-checked', 'aria-selected', 'aria-pressed'].some(
        name => choice.getAttribute(name) === 'true',
      )
}
