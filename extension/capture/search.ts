import { textsIn } from './text.ts'

/**
 * A list that can be searched has an empty field, and what is chosen beside it in the same box
 * (react-select, of Atlassian and many others).
 */
export function chosenBeside(field: Element): readonly string[] {
  if (!isSearch(field)) return []
  const ids = field.getAttribute('aria-labelledby')?.split(/\s+/) ?? []
  const naming = ['label', ...ids.filter(Boolean).map(id => `#${CSS.escape(id)}`)].join(',')
  for (
    let box = field.parentElement, steps = 0;
    box && steps < 4;
    box = box.parentElement, steps++
  ) {
    if (box.querySelectorAll('input:not([type=hidden]),select,textarea,label').length > 1) return []
    const texts = textsIn(box, naming)
    if (texts.length > 0) return texts
  }
  return []
}

/** Whether a text field only searches a list. */
export function isSearch(element: Element): boolean {
  return (
    element.localName === 'input' &&
    element.getAttribute('role') === 'combobox' &&
    /^(?:text|search)$/.test((element as HTMLInputElement).type)
  )
}
