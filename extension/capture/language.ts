import type { Locator, Recipe, SettingReading } from '../../common/capture/recipe.ts'
import { locate } from './locate.ts'
import type { Scan } from './locate.ts'

/** What may be made of a page's words. */
export type Language = {
  /** Whether names are tried: the page says that it is in one of the recipe's languages, or nothing. */
  readonly named: boolean
  /** Whether the page was seen to be in it: what it says of itself is often left as it was. */
  readonly spoken: () => boolean
  /** Whether the browser shows a translation in place of the page's own words. */
  readonly translated: boolean
}

/** @param headed whether one of the recipe's headings is on the page */
export function languageOf(recipe: Recipe, page: Scan, headed: boolean): Language {
  const { documentElement: root } = page.document
  const said = root.lang.toLowerCase().split('-')[0] ?? ''
  // Chromium marks the page, Edge every text.
  const translated =
    root.matches('.translated-ltr,.translated-rtl') ||
    page.document.querySelector('[_msttexthash],font[style*="vertical-align: inherit"]') !== null
  const named = !translated && (said === '' || recipe.languages.includes(said))
  let spoken: boolean | null = null
  return {
    named,
    translated,
    spoken: () =>
      (spoken ??=
        named &&
        (headed ||
          recipe.settings.some(item =>
            item.locate.some(way => !('css' in way) && locate([way], page).elements !== null),
          ))),
  }
}

/**
 * Why what is read in words does not count: a label is another in every language, and a translation
 * is not what the page says.
 * @param way how the element was found @param element the first that was
 */
export function foreign(
  { spoken, translated }: Language,
  { read, by, map }: SettingReading,
  way: Locator | undefined,
  element: Element | undefined,
): string | null {
  if (/^(?:checked|pressed|presence|number)$/.test(read)) return null
  if (read === 'selected' && by === 'value') return null
  if (translated) return 'a translation is shown'
  const isChoice = read === 'selected' || element?.matches('select,[role=listbox]') === true
  return isChoice && !map?.values && !map?.pattern && way && 'css' in way && !spoken()
    ? "not seen to be in the recipe's languages"
    : null
}

/** Whether it counts that nothing was found: never where only the words may be others. */
export function isAbsent({ named, spoken }: Language, locators: readonly Locator[]): boolean {
  return named && (locators.every(way => 'css' in way) || spoken())
}
