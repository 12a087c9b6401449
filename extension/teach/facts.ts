import type { Lesson } from '../../common/protocol/message.ts'
import type { Scan } from '../capture/locate.ts'
import { folded, plain } from '../capture/walk.ts'
import { closest } from './point.ts'

/** How a change seems to be saved, and what tells so. */
export type Saving = {
  readonly save: Lesson['save']
  readonly why: string
  /** Names of the page's buttons; the one that seems to save comes first. */
  readonly buttons: readonly string[]
}

const dialogs = 'dialog,[role=dialog],[role=alertdialog],[aria-modal=true]'
const buttons = 'button,[role=button],input[type=submit],input[type=button]'
const saves =
  /\b(?:save|apply|update|submit|confirm|done|guardar|salvar?|enregistrer|opslaan|spara|gem|zapisz)\b|speichern|übernehmen|сохранить|保存|저장|儲存/i

/** What the page shows of how a change of this control is saved. */
export function savingOf(control: Element, page: Scan): Saving {
  const form = closest(control, 'form')
  const holder = form ?? closest(control, dialogs)
  const all = page.controls.filter(
    item =>
      item.matches(buttons) &&
      item !== control &&
      item.checkVisibility() &&
      page.nameOf(item) !== '',
  )
  const near = all.filter(item => holder?.contains(item))
  const own =
    near.find(item => saves.test(page.nameOf(item))) ??
    near.find(item => form && /^(?:submit|)$/.test(item.getAttribute('type') ?? '')) ??
    (near.length > 0 && holder !== form
      ? undefined
      : all.find(item => saves.test(page.nameOf(item))))
  const names = [own, ...near, ...all].flatMap(item =>
    item ? [page.nameOf(item).slice(0, 100)] : [],
  )
  const told = (save: Saving['save'], why: string): Saving => ({
    save,
    why,
    buttons: [...new Set(names)],
  })
  if (form?.hasAttribute('action') || /post/i.test(form?.getAttribute('method') ?? ''))
    return told('submit', 'it stands in a form that sends the page.')
  if (own) return told('button', `there is a button “${page.nameOf(own)}”.`)
  return control.matches('select,textarea,input:not([type=checkbox],[type=radio])')
    ? told('submit', 'nothing tells: so a change counts once the page was loaded again.')
    : told('instant', 'no button that saves is in sight.')
}

const parts = `nav,aside,footer,[role=navigation],[role=complementary],[role=contentinfo],[role=banner],[role=menu],[role=search]`

/**
 * Headings by which a page may be known again, the likeliest first: of the part in which the control
 * stands, not of navigation, and none that says whose page it is.
 * @param names of the customer: the tenant's, the signed-in account's
 */
export function headingsOf(control: Element, page: Scan, names: readonly string[]): string[] {
  const holder = closest(control, dialogs) ?? closest(control, 'main,[role=main]')
  const theirs = [...names, ...switchers(page)].map(folded).filter(name => name.length > 2)
  const found = page.roots
    .flatMap(root => [...root.querySelectorAll('h1,h2,h3,h4,h5,h6,[role=heading]')])
    .filter(item => {
      const text = folded(plain(item.textContent))
      const top = closest(item, 'header')
      return (
        text !== '' &&
        text.length <= 200 &&
        item.checkVisibility() &&
        !closest(item, parts) &&
        (!top || closest(top, 'main,[role=main],article,section,dialog,[role=dialog]')) &&
        !/\S@\S/.test(text) &&
        !theirs.some(name => text.includes(name))
      )
    })
  const rank = (item: Element): number =>
    (holder?.contains(item) ? 0 : 100) +
    // A heading that comes after the control is of another part.
    (item.compareDocumentPosition(control) & 2 ? 50 : 0) +
    Number(item.getAttribute('aria-level') ?? /\d/.exec(item.localName)?.[0] ?? 7)
  // Of those of one level the last before the control.
  const sorted = found.toReversed().sort((one, other) => rank(one) - rank(other))
  return [...new Set(sorted.map(item => plain(item.textContent)))].slice(0, 8)
}

/** What menus at the top of the page show: whose account and which organisation it is. */
function switchers(page: Scan): string[] {
  return page.controls
    .filter(item => item.hasAttribute('aria-haspopup') && closest(item, 'header,[role=banner],nav'))
    .map(item => plain(item.textContent))
}
