import type { Recipe } from '../../common/capture/recipe.ts'
import type { CapturedReading } from '../../common/protocol/message.ts'
import { isCovered } from '../overlay/place.ts'
import { interpret, isBusy, NAMELESS } from './interpret.ts'
import type { Interpretation } from './interpret.ts'
import { findAll, present, scan } from './locate.ts'
import type { Scan } from './locate.ts'
import { roleOf } from './names.ts'
import { isOld, printOf } from './page.ts'
import type { Arrival, Page } from './page.ts'
import type { createGathering, Gather } from './pages.ts'
import { createReader } from './reader.ts'
import type { Reader, Shown } from './reader.ts'
import { differsFromLoaded } from './read.ts'
import { folded, plain } from './walk.ts'
import type { Root } from './walk.ts'

/** How long a sign that the page is working keeps it from being read, in milliseconds. */
const BUSY_MILLISECONDS = 8000
/** How long the save button must have been idle before its change counts, in milliseconds. */
const IDLE_MILLISECONDS = 3000
/** A thing that the page names may show the values of the one before for a moment longer. */
const NAMED_MILLISECONDS = 2000
/** How often a page is looked at while something is waited for, and how long for an answer. */
const WAITING_MILLISECONDS = 1000
const WAITING_LIMIT_MILLISECONDS = 60_000

/** Of a script of its own, which the background puts beside this one where a list has pages. */
const world = globalThis as { witnessmarkGathering?: typeof createGathering }

export type Watcher = {
  readonly look: () => void
  /** What the user last opened the context menu on, also inside frames and shadow roots. */
  readonly pointed: () => Element | null
  /** The located elements, a list for each setting, as of the last look. */
  readonly located: () => Iterable<readonly Element[]>
  readonly stop: () => void
}

/** By the name of a thing ('' where its page shows none), and by setting: changed and never saved. */
export type Drafts = Map<string, Map<string, string>>

/**
 * What is known of one page: outlives a watcher, because a page is watched anew whenever the worker
 * or the agent comes back.
 */
export type Memory = {
  readonly drafts: Drafts
  arrival: Arrival
  /** Null while the page is another, or was never ready. */
  reader: Reader | null
  /** What the page calls the thing that it shows. */
  name: string | null
  /** Until when the controls of the page before are waited for. */
  waits: number
  looked: boolean
  /** Whether anything of it was read. */
  read: boolean
  /** Inputs that the reader was told of. */
  inputs: number
  /** Settings whose own controls somebody used since the last look, whoever watched then. */
  readonly aimed: Set<string>
  documents: Map<string, Document>
  /** What was seen of lists over several pages; null where no recipe has one. */
  gather: Gather | null
  pressed: Pressed | null
  busySince: number | null
  /** Open before anybody changed something: none of them asks about it. */
  dialogs: ReadonlySet<Element>
}
/** A press of the save button: when, and what was seen after it. */
type Pressed = {
  readonly at: number
  /** What the button stands for, where it is one of several. */
  readonly part: Element | null
  wasAbsent: boolean
  idleSince: number | null
  /** The alerts that were there before, with their words. */
  readonly alerts: ReadonlyMap<Element, string>
  /** Whether another came, which may say what was wrong. */
  alerted: boolean
}

/** @param drafts of the same thing: shared by all its pages */
export function createMemory({ arrival, inputs }: Page, drafts: Drafts = new Map()): Memory {
  return {
    drafts,
    arrival,
    reader: null,
    name: null,
    waits: Number.POSITIVE_INFINITY,
    looked: false,
    read: false,
    inputs,
    aimed: new Set(),
    documents: new Map(),
    gather: null,
    pressed: null,
    busySince: null,
    dialogs: new Set(),
  }
}

/** The page is left: what was changed on it and not saved stays in mind. */
export function leave(memory: Memory, page: Page): void {
  const { reader, pressed } = memory
  reader?.leave(!pressed || !isAnswered(pressed, page))
  Object.assign(memory, { reader: null, pressed: null, gather: null })
}

/**
 * Looks at the page when it loads and whenever it changed, and tells when a reading counts.
 * @param onReading what was read anew, and since when (milliseconds) it is true @param onLook every
 * look, for the badges @param page what is listened to in the document, by whoever came first: this
 * script may come long after it @param memory of an earlier watcher in this page
 */
export function watch(
  document: Document,
  recipe: Recipe,
  onReading: (found: Interpretation, since: number) => void,
  onLook: (found: Interpretation) => void,
  page: Page,
  memory: Memory = createMemory(page),
): Watcher {
  const { save, saveButton } = recipe.context
  let located: Interpretation['located'] = new Map()
  let prints = new Map<string, string>()
  let misses = true
  const { aimed } = memory

  const look = (all: readonly Root[]): void => {
    const at = Date.now()
    const seen = scanOf(document, all)
    memory.gather ??= world.witnessmarkGathering?.(page.lookSoon) ?? null
    const { gather } = memory
    const found = interpret(
      recipe,
      seen,
      isPatient(memory, seen, at),
      gather ? (setting, part) => gather(setting, part, at, page.times.refused) : undefined,
    )
    follow(found, at)
    located = found.located
    prints = new Map([...located].map(([setting, elements]) => [setting, printOf(elements)]))
    misses = found.state !== 'ready' || found.readings.some(item => isMissing(item, found))
    memory.looked = true
    const { reader } = memory
    const told = reader && found.state === 'ready' ? judged(reader, found, seen, at) : found
    onLook(told.state === 'unsaved' ? { ...told, changed: changedOf(told, reader) } : told)
  }
  /** Where the page is another, and where it becomes this one (again), or that of another thing. */
  const follow = (found: Interpretation, at: number): void => {
    const ready = found.state === 'ready'
    const gone = found.state === 'other-page' || found.detail === NAMELESS
    const renamed = ready && memory.reader !== null && found.resourceShown !== memory.name
    if (memory.reader && (gone || renamed)) {
      leave(memory, page)
      const elements = new WeakSet([...located.values()].flat())
      const shown = [...located].flatMap(([setting, [first]]) =>
        first ? [[first, prints.get(setting) ?? ''] as const] : [],
      )
      const before = memory.read ? { elements, prints: new WeakMap(shown) } : null
      memory.arrival = { since: at, inputs: page.inputs, before: before ?? memory.arrival.before }
      memory.waits = renamed ? at + NAMED_MILLISECONDS : Number.POSITIVE_INFINITY
    }
    if (!ready || memory.reader) return
    // What comes into sight while it is watched is as new as its coming.
    if (memory.looked) memory.arrival = { ...memory.arrival, since: at, inputs: page.inputs }
    memory.name = found.resourceShown
    memory.documents = new Map()
    memory.inputs = page.inputs
    const name = memory.name ?? ''
    const drafts = memory.drafts.get(name) ?? new Map<string, string>()
    memory.drafts.set(name, drafts)
    const { since, inputs } = memory.arrival
    const touched =
      page.inputs > inputs ||
      [...page.touched].some(target => isPartOf(target, [...found.located.values()].flat())) ||
      (!memory.looked && mayBeRestored(recipe, found))
    memory.reader = createReader(save, { since, touched }, drafts)
  }
  const judged = (
    reader: Reader,
    found: Interpretation,
    seen: Scan,
    at: number,
  ): Interpretation => {
    const quiet = page.inputs === memory.inputs
    if (!quiet) reader.touch(aimed)
    aimed.clear()
    memory.inputs = page.inputs
    const open = openDialogs(found, seen)
    const mayAsk = save === 'instant' && page.inputs > memory.arrival.inputs
    const asks =
      mayAsk &&
      (open.some(dialog => !memory.dialogs.has(dialog)) ||
        [...found.elements.values()].some(isCovered) ||
        [...found.located.values()].flat().some(isBeingTyped))
    const doubtful = asks || (mayAsk && page.times.refused > page.times.input)
    const shown = shownOf(found, memory, page, at)
    const saved = isSaved(recipe, memory, page, seen, at)
    const { taken, withdrawn, unsaved, next } = reader.look({
      at,
      shown,
      saved,
      doubtful,
      input: page.times.input === 0 ? Number.NEGATIVE_INFINITY : sinceEpoch(page.times.input),
      answers: page.answers.map(({ sent, came }) => ({
        sent: sinceEpoch(sent),
        came: sinceEpoch(came),
      })),
    })
    if (saved) memory.pressed = null
    if (taken.size > 0) memory.read = true
    if (quiet && unsaved.size === 0) memory.dialogs = new Set(open)
    // A button that stays idle and a question that goes away make no mutation.
    const idle = memory.pressed?.idleSince ?? null
    const isWaiting =
      asks ||
      (save === 'instant' && unsaved.size > 0 && isRecent(page)) ||
      (idle !== null && at - idle < WAITING_LIMIT_MILLISECONDS)
    const wait = Math.min((next ?? Infinity) - at, isWaiting ? WAITING_MILLISECONDS : Infinity)
    if (Number.isFinite(wait)) page.lookSoon(wait)
    const readings = found.readings.filter(({ setting }) => taken.has(setting))
    for (const [since, group] of Map.groupBy(readings, item => taken.get(item.setting) ?? at))
      onReading({ ...found, readings: group }, since)
    const undone = found.readings.filter(({ setting }) => withdrawn.has(setting)).map(untold)
    if (undone.length > 0) onReading({ ...found, readings: undone }, at)
    return unsaved.size > 0
      ? { ...found, state: 'unsaved', detail: 'changed, and not known to be saved' }
      : found
  }
  const looker = {
    look,
    hasChanged: () =>
      [...located].some(([setting, elements]) => printOf(elements) !== prints.get(setting)),
    misses: () => misses,
    aimed(target: Element): void {
      for (const [setting, elements] of located)
        if (elements.some(element => element.contains(target))) aimed.add(setting)
    },
    filled(target: Element): boolean {
      const ids = [...located].filter(([, elements]) => isPartOf(target, elements))
      memory.reader?.fill(new Set(ids.map(([setting]) => setting)))
      return ids.length > 0
    },
    clicked(target: Element): void {
      const button = saveButton && target.closest(BUTTON)
      if (!button) return
      const seen = scan(document)
      if (!saveButton?.map(folded).includes(folded(seen.nameOf(button)))) return
      const { readings, located: now } = interpret(
        recipe,
        seen,
        isPatient(memory, seen, Date.now()),
      )
      const { part, saves } = reachOf(button, saveButtons(recipe, seen), [...now.values()].flat())
      const sent = readings.filter(({ setting }) => {
        const [first] = now.get(setting) ?? []
        return !first || saves(first)
      })
      memory.reader?.press(new Map(sent.map(item => [item.setting, valueOf(item)])))
      const wasAbsent = present(recipe.context.saved, seen) === null
      const alerts = alertsIn(seen)
      const at = performance.now()
      memory.pressed = { at, part, wasAbsent, idleSince: null, alerts, alerted: false }
    },
  }
  page.add(looker)
  return {
    look: () => page.lookSoon(),
    pointed: () => (page.pointed?.isConnected ? page.pointed : null),
    located: () => located.values(),
    stop: () => page.remove(looker),
  }
}

/** What was changed, where the page says so or its reader does; all of it, where nobody can tell. */
function changedOf({ readings }: Interpretation, reader: Reader | null): ReadonlySet<string> {
  const values = new Map(readings.map(item => [item.setting, valueOf(item)]))
  return reader?.changed(values) ?? new Set(values.keys())
}

/** One look, whoever shares it: names and controls are gathered once for all recipes of a page. */
function scanOf(document: Document, all: readonly Root[]): Scan {
  const seen = scans.get(all) ?? scan(document, all)
  scans.set(all, seen)
  return seen
}
const scans = new WeakMap<readonly Root[], Scan>()

/**
 * Whether the browser may have put back what somebody typed before (going back, loading again), or
 * the page itself out of its memory: not what the service says now.
 */
function mayBeRestored({ context }: Recipe, { located }: Interpretation): boolean {
  const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const isForm = context.save === 'submit'
  const goneBack = load?.type === 'back_forward'
  if (goneBack && load.transferSize === 0) return true
  return (
    (goneBack || (isForm && load?.type === 'reload')) &&
    differsFromLoaded([...located.values()].flat())
  )
}

/** Whether an input was made on one of the settings, or on what names it. */
function isPartOf(target: Element, located: readonly Element[]): boolean {
  const named = target.closest('label')?.control ?? target
  return located.some(element => element.contains(named))
}

const BUTTON = 'button,[role=button],input[type=submit],input[type=button]'

function saveButtons({ context }: Recipe, seen: Scan): readonly Element[] {
  return findAll({ role: 'button', name: context.saveButton ?? [] }, seen).filter(button =>
    button.checkVisibility(),
  )
}

/**
 * What one of several save buttons saves: what stands in its own part of the page; where nothing
 * does, all that stands in no other's.
 */
function reachOf(
  button: Element,
  all: readonly Element[],
  located: readonly Element[],
): { readonly part: Element | null; readonly saves: (control: Element) => boolean } {
  if (all.length < 2) return { part: null, saves: () => true }
  const partOf = (one: Element): Element => {
    let part = one
    for (let box = one.parentElement; box; box = box.parentElement) {
      if (all.some(other => other !== one && box.contains(other))) break
      part = box
    }
    return part
  }
  const part = partOf(button)
  const others = all.filter(other => other !== button).map(partOf)
  return located.some(control => part.contains(control))
    ? { part, saves: control => part.contains(control) }
    : { part, saves: control => !others.some(other => other.contains(control)) }
}
/** Whether a sign that the page is working still keeps it from being read. */
function isPatient(memory: Memory, seen: Scan, at: number): boolean {
  memory.busySince = isBusy(seen) ? (memory.busySince ?? at) : null
  return memory.busySince === null || at - memory.busySince < BUSY_MILLISECONDS
}

function isMissing({ setting, reading }: CapturedReading, found: Interpretation): boolean {
  if (reading.state !== 'unobserved') return false
  return reading.reason === 'not-shown' || !found.located.has(setting)
}

/** A reading that is taken back. */
const untold = ({ setting }: CapturedReading): CapturedReading => ({
  setting,
  reading: {
    state: 'unobserved',
    reason: 'layout-not-recognised',
    detail: 'it changed soon after it was shown: nobody knows what was loaded',
  },
})

/** A reading as text; the words of a reason may change with every look, the reason is what counts. */
function valueOf({ reading }: CapturedReading): string {
  return JSON.stringify(reading.state === 'observed' ? reading.value : { reason: reading.reason })
}

function shownOf(
  found: Interpretation,
  memory: Memory,
  page: Page,
  at: number,
): ReadonlyMap<string, Shown> {
  return new Map(
    found.readings.map(item => {
      const elements = found.located.get(item.setting) ?? []
      const document = elements[0]?.ownerDocument
      const known = memory.documents.get(item.setting)
      if (document) memory.documents.set(item.setting, document)
      const shown = {
        value: valueOf(item),
        missing: isMissing(item, found),
        tentative: item.raw === undefined || memory.arrival.before !== null,
        old: at < memory.waits && isOld(elements, memory.arrival),
        loaded: known !== undefined && document !== undefined && known !== document,
        used: [...page.touched].some(target => isPartOf(target, elements)),
      }
      return [item.setting, shown]
    }),
  )
}

const DIALOG = 'dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true]'
/** A message with something to press in words: what it tells of can still be taken back. */
const OFFER = '[role=status],[role=alert],[role=log],[aria-live=polite],[aria-live=assertive]'
const isOffer = (message: Element): boolean =>
  [...message.querySelectorAll(BUTTON)].some(button => /\p{L}{2}/u.test(button.textContent ?? ''))

/** Whether somebody still writes in a field: many are sent when they are left. */
function isBeingTyped(element: Element): boolean {
  return element.matches(':focus') && /^(?:textbox|spinbutton)$/.test(roleOf(element))
}

/** Visible dialogs, and messages that offer something, that hold none of the settings. */
function openDialogs(found: Interpretation, seen: Scan): readonly Element[] {
  const elements = [...found.elements.values()]
  return seen.roots
    .flatMap(root => [
      ...root.querySelectorAll(DIALOG),
      ...[...root.querySelectorAll(OFFER)].filter(isOffer),
    ])
    .filter(dialog => dialog.checkVisibility() && !elements.some(item => dialog.contains(item)))
}

function sinceEpoch(time: number): number {
  return performance.timeOrigin + time
}

function isRecent({ times }: Page): boolean {
  return performance.now() - times.input < WAITING_LIMIT_MILLISECONDS
}

/** How soon after the press of a button its request is sent. */
const SENT_MILLISECONDS = 1000

/** What alarms: an alert with words, or a field that is said to be wrong. */
function alertsIn({ roots }: Scan): ReadonlyMap<Element, string> {
  const all = roots.flatMap(root => [
    ...root.querySelectorAll('[role=alert]:not(:empty),[aria-invalid=true]'),
  ])
  return new Map(
    all.filter(alert => alert.checkVisibility()).map(alert => [alert, plain(alert.textContent)]),
  )
}

/** Whether what was sent by a press was answered, and nothing refused since. */
function isAnswered(pressed: Pressed, { times, answers, asks }: Page): boolean {
  return (
    !asks &&
    times.refused < pressed.at &&
    answers.some(({ sent }) => sent >= pressed.at && sent < pressed.at + SENT_MILLISECONDS)
  )
}

/**
 * Whether the page confirms what was sent: by the recipe's sign, which must have come after the
 * press; without one, by a button that went idle and stayed so, an answer that refuses nothing, on a
 * page that sends nothing else and alarms nobody.
 */
function isSaved(recipe: Recipe, { pressed }: Memory, page: Page, seen: Scan, at: number): boolean {
  const { context } = recipe
  if (!pressed) return false
  if (context.saved) {
    const isThere = present(context.saved, seen) !== null
    const isNew = isThere && pressed.wasAbsent
    pressed.wasAbsent ||= !isThere
    return isNew
  }
  pressed.alerted ||= [...alertsIn(seen)].some(
    ([alert, said]) => pressed.alerts.get(alert) !== said,
  )
  const idle = saveButtons(recipe, seen)
    .filter(button => pressed.part?.contains(button) ?? true)
    .every(
      button =>
        (button as HTMLButtonElement).disabled || button.getAttribute('aria-disabled') === 'true',
    )
  pressed.idleSince = idle ? (pressed.idleSince ?? at) : null
  return (
    !pressed.alerted &&
    pressed.idleSince !== null &&
    at - pressed.idleSince >= IDLE_MILLISECONDS &&
    isAnswered(pressed, page)
  )
}
