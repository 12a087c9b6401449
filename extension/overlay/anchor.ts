/** A small box is followed by its words: the badge stands after them. */
export function anchorOf(control: Element): Element {
  const small =
    control.localName === 'input' && /^(?:checkbox|radio)$/.test((control as HTMLInputElement).type)
  const label = small
    ? (control.closest('label') ?? (control as HTMLInputElement).labels?.[0] ?? null)
    : null
  return label && label.getClientRects().length === 1 ? label : frameOf(control)
}

/**
 * The drawn box around a text field or list that has none itself: what a person takes for the
 * control.
 */
function frameOf(control: Element): Element {
  const view = control.ownerDocument.defaultView
  const own = control.getBoundingClientRect()
  const drawn = (element: Element): boolean => {
    const style = view?.getComputedStyle(element)
    return (
      style !== undefined &&
      Number.parseFloat(style.borderTopWidth) > 0 &&
      style.borderTopStyle !== 'none' &&
      !/^(?:transparent|rgba\(.*, 0\))$/.test(style.borderTopColor)
    )
  }
  if (
    !/^(?:input|select|textarea)$/.test(control.localName) ||
    /^(?:checkbox|radio)$/.test((control as HTMLInputElement).type) ||
    drawn(control)
  )
    return control
  for (
    let box = control.parentElement, steps = 0;
    box && steps < 4;
    box = box.parentElement, steps++
  ) {
    const { width, height } = box.getBoundingClientRect()
    if (
      height > own.height + 40 ||
      width > own.width + 240 ||
      box.querySelectorAll('input:not([type=hidden]),select,textarea').length > 1
    )
      break
    if (drawn(box)) return box
  }
  return control
}
