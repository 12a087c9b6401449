import type { Locator, Recipe, SettingReading } from '../../common/capture/recipe.ts'
import type { Value } from '../../common/model/value.ts'
import { looksSecret } from '../../common/capture/redact.ts'
import type { CapturedReading } from '../../common/protocol/message.ts'
import { foreign, isAbsent, languageOf } from './language.ts'
import { findAll, heading, locate, locateAll, present } from './locate.ts'
import type { Scan } from './locate.ts'
import type { Part } from './pages.ts'
import { isShowing, read } from './read.ts'
import { BUSY } from './seen.ts'
import { textOf } from './text.ts'
import { plain } from './walk.ts'

/** What a recipe makes of a page at one moment. */
export type Interpretation = {
  /**
   * `ready`: the readings count. `other-page`: none of the recipe's headings. `loading`: look
   * again. `unsaved`: what is shown is not what is true.
   */
  readonly state: 'ready' | 'other-page' | 'loading' | 'unsaved'
  readonly detail: string
  readonly heading: string | null
  readonly account: string | null
  readonly tenantShown: string | null
  /** The name of the one thing that the page speaks of, where the recipe reads it from the page. */
  readonly resourceShown: string | null
  readonly readings: readonly CapturedReading[]
  /** Where it is `unsaved`: the settings that show a change which is not known to be saved. */
  readonly changed?: ReadonlySet<string>
  /** One element for each setting, for the badges. */
  readonly elements: ReadonlyMap<string, Element>
  /** All elements that were read, by setting; none where nothing was located. */
  readonly located: ReadonlyMap<string, readonly Element[]>
}

/** Whether something on the page says that it is working. */
export function isBusy(page: Scan): boolean {
  return present([{ css: BUSY }], page) !== null
}

export const NAMELESS = 'what this page is about is not shown'

/**
 * The generic interpreter: no service knowledge, no effect on the page. @param patient whether a
 * sign that the page is working keeps it from being read @param whole makes one list of several
 * pages; without it, only what is all in sight is read
 */
export function interpret(
  recipe: Recipe,
  page: Scan,
  patient = true,
  whole?: (setting: string, part: Part) => readonly Value[] | string,
): Interpretation {
  const { context } = recipe
  const shown = heading(recipe.where.headings, page)
  const base = {
    heading: shown,
    account: null,
    tenantShown: null,
    resourceShown: null,
    readings: [],
    elements: new Map<string, Element>(),
    located: new Map<string, readonly Element[]>(),
  }
  if (page.document.readyState === 'loading')
    return { ...base, state: 'loading', detail: 'the document' }
  for (const [reason, locators] of [
    ['forbidden', context.forbidden],
    ['unsupported-plan', context.unsupported],
  ] as const) {
    const told = present(locators, page)
    if (told)
      return {
        ...base,
        state: 'ready',
        detail: reason,
        account: textOfFirst(context.account, page),
        readings: recipe.settings.map(({ setting }) => ({
          setting,
          reading: { state: 'unobserved', reason, detail: plain(told.textContent).slice(0, 200) },
        })),
      }
  }
  if (recipe.where.headings && shown === null)
    return {
      ...base,
      state: 'other-page',
      detail: `no heading "${recipe.where.headings[0] ?? ''}"`,
    }
  const working =
    present(context.loading, page) ?? (patient ? present([{ css: BUSY }], page) : null)
  if (working) return { ...base, state: 'loading', detail: working.localName }
  const account = textOfFirst(context.account, page)
  if (context.account && !account)
    return { ...base, state: 'loading', detail: 'the signed-in account is not shown' }
  const tenantShown = textOfFirst(context.tenant, page)
  const hidden = context.showing?.find(locator => {
    const found = locate([locator], page)
    return !found.elements || !isShowing(found.elements)
  })
  if (hidden)
    return {
      ...base,
      state: 'other-page',
      detail: `${'css' in hidden ? hidden.css : ('name' in hidden ? hidden.name : hidden.near)[0]} is not the chosen one`,
    }
  const resourceShown = recipe.resource.shown ? nameShown(recipe.resource.shown, page) : null
  // A page of one thing among many that does not say which one is a page of none.
  if (recipe.resource.shown && resourceShown === null)
    return { ...base, state: 'loading', detail: NAMELESS }

  const language = languageOf(recipe, page, recipe.where.headings !== undefined && shown !== null)
  const { named } = language
  const elements = new Map<string, Element>()
  const located = new Map<string, readonly Element[]>()
  const readings = recipe.settings.map((reading): CapturedReading => {
    const { setting } = reading
    const failed = (
      detail: string,
      reason: 'layout-not-recognised' | 'not-shown' = 'layout-not-recognised',
    ): CapturedReading => ({
      setting,
      reading: { state: 'unobserved', reason, detail: detail.slice(0, 500) },
    })
    const found =
      reading.read === 'chosen'
        ? locateAll(reading.locate, page, named)
        : locate(reading.locate, page, named)
    const sign = reading.empty && 'locate' in reading.empty ? reading.empty : null
    const nothing = sign && locate(sign.locate, page, named)
    if (nothing?.elements) {
      const [shown] = nothing.elements
      if (shown) elements.set(setting, found.elements?.[0] ?? shown)
      located.set(setting, nothing.elements)
      return { setting, reading: { state: 'observed', value: sign?.value ?? null }, raw: '' }
    }
    if (!found.elements) {
      const absent = isAbsent(language, reading.locate) && !found.hidden
      if (reading.read === 'presence' && absent && !reading.empty)
        return { setting, reading: { state: 'observed', value: reading.map?.invert === true } }
      return reading.absent === undefined || !absent
        ? failed(
            found.found,
            found.hidden || mayBeOnAnotherTab(found.found, page) ? 'not-shown' : undefined,
          )
        : { setting, reading: { state: 'observed', value: reading.absent } }
    }
    located.set(setting, found.elements)
    const [first] = found.elements
    if (first) elements.set(setting, first)
    const words = foreign(language, reading, reading.locate[found.candidate], first)
    if (words !== null) return failed(words)
    const seenEmpty = sign !== null && (reading.certainty ?? recipe.certainty) === 'confirmed'
    const { pages } = reading
    const value = read(
      found.elements,
      reading,
      page,
      seenEmpty,
      pages && whole && (entries => whole(setting, { ...partOf(pages, page, named), entries })),
    )
    return value.ok
      ? {
          setting,
          reading: { state: 'observed', value: value.value },
          raw: value.raw.slice(0, 500),
          candidate: found.candidate,
        }
      : failed(value.detail)
  })
  const unsaved = present(context.unsaved, page) ? 'the page says that a change is not saved' : null
  return {
    state: unsaved ? 'unsaved' : 'ready',
    detail: unsaved ?? '',
    heading: shown,
    account,
    tenantShown,
    resourceShown,
    readings,
    elements,
    located,
  }
}

/** Which part of a list is in sight, and what would be pressed for the next one. */
function partOf(
  { shown, next }: NonNullable<SettingReading['pages']>,
  page: Scan,
  named: boolean,
): Pick<Part, 'says' | 'next'> {
  const [range] = locate(shown, page, named).elements ?? []
  const [way] = locate(next, page, named).elements ?? []
  const off = way?.matches(':disabled,[aria-disabled=true]') ?? true
  return {
    says: range ? textOf(range) : '',
    next: way && !off ? page.nameOf(way) || textOf(way) : null,
  }
}

/** Whether nothing at all was found, on a page that has more to show. */
function mayBeOnAnotherTab(found: string, page: Scan): boolean {
  const other = '[role=tab][aria-selected=false]'
  return !/: (?!0 )\d+ found/.test(found) && present([{ css: other }], page) !== null
}

/** The text of the first candidate that finds exactly one element with a text. */
function nameShown(locators: readonly Locator[], page: Scan): string | null {
  for (const locator of locators) {
    const found = locate([locator], page)
    const [element] = found.elements ?? []
    const text = element?.checkVisibility() ? textOf(element) : ''
    if (text !== '' && text.length <= 200 && !looksSecret(text)) return text
  }
  return null
}

function textOfFirst(locators: Recipe['context']['account'], page: Scan): string | null {
  for (const locator of locators ?? []) {
    for (const element of findAll(locator, page)) {
      const text =
        plain(element.getAttribute('aria-label') ?? element.textContent) ||
        plain(element.getAttribute('content'))
      if (text) return text.slice(0, 200)
    }
  }
  return null
}
