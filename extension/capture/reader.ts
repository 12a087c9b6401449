import type { Recipe } from '../../common/capture/recipe.ts'

// What of a page counts, as one state for each setting: looks and inputs go in, readings with the
// time since when each is true come out. Knows no browser, so every rule has a test of its own.

/** How long, in milliseconds, a setting must have shown the same before that counts. */
export const SETTLE = {
  /** A value: data may arrive after the first paint. */
  value: 1000,
  /**
   * What follows from something not being there, comes after another page, or was not read before
   * somebody did something: more may come.
   */
  tentative: 3000,
  /** A change of a control that saves by itself: the service may still refuse it. */
  change: 5000,
  /** The same, where no request was answered since: it may still be under way, or there is none. */
  unanswered: 30_000,
  /** Data that comes as late as this may still be what was loaded, though somebody pressed something. */
  data: 10_000,
} as const

/** Since when the page is what it is, and whether somebody had a hand in it before the first look. */
export type Arrival = { readonly since: number; readonly touched: boolean }

/** What one setting shows at one look. */
export type Shown = {
  /** The reading as text, to compare. */
  readonly value: string
  /** No control was found, or only one that nobody sees: it may be on another tab. */
  readonly missing: boolean
  /** Something is not there and may still come, or the page before may still shine through. */
  readonly tentative: boolean
  /** Still the control of the page before, showing what it showed there. */
  readonly old: boolean
  /** Its document was loaded since the last look (a frame). */
  readonly loaded: boolean
  /** Somebody did something to it on this page, maybe before it was looked at. */
  readonly used: boolean
}
type Look = {
  /** Milliseconds. */
  readonly at: number
  /** By setting. */
  readonly shown: ReadonlyMap<string, Shown>
  /** The page confirms that what was sent is saved. */
  readonly saved: boolean
  /** A question is open, or a request was refused: a change may not have come through. */
  readonly doubtful: boolean
  /** The last requests that were answered well: when they were sent, and when the answer came. */
  readonly answers: readonly { readonly sent: number; readonly came: number }[]
  /** When somebody did something last; never: negative infinity. */
  readonly input: number
}
export type Outcome = {
  /** New readings, each with the time since when it is true. */
  readonly taken: ReadonlyMap<string, number>
  /** What was read before its data came, so that nobody knows what was loaded. */
  readonly withdrawn: ReadonlySet<string>
  /** What shows a change of which nobody knows whether it is saved. */
  readonly unsaved: ReadonlySet<string>
  /** When to look again at the latest; null: not before something happens. */
  readonly next: number | null
}
export type Reader = {
  /**
   * Somebody did something in the page: what changes from here on may be an edit. @param aimed the
   * settings whose own controls it was done to
   */
  touch(aimed?: ReadonlySet<string>): void
  /** Something other than a person filled these in: what they show now may be an edit. */
  fill(ids: ReadonlySet<string>): void
  /** Somebody pressed save: what shows now of what that button saves is what was sent. */
  press(values: ReadonlyMap<string, string>): void
  look(look: Look): Outcome
  /**
   * Which of these show what is not known to be saved: a change, or a draft. What nobody touched is none,
   * though it may be unread. @param values by setting, as they are shown now
   */
  changed(values: ReadonlyMap<string, string>): ReadonlySet<string>
  /** The page is left: what was changed and not saved is remembered as a draft. */
  leave(refused: boolean): void
}

const never = Number.NEGATIVE_INFINITY

type State = {
  value: string
  missing: boolean
  /** Since when it shows that, and since when it was seen to. */
  since: number
  changed: number
  /** The last input before it was seen to. */
  by: number
  /** What the page was loaded with, or has saved; null where nobody knows. */
  base: string | null
  counted: string | null
  touched: boolean
  /** Whether an input was aimed at its own control. */
  aimed: boolean
  /** Whether an input came before it had counted: what was loaded, nobody knows. */
  doubted: boolean
  /** When it was first seen. */
  began: number
  sent: string | null
  /** Whether a save of just this was confirmed. */
  confirmed: boolean
}

/**
 * The settings of one page, of one thing.
 *
 * Until the first input after a load, whatever the page shows is loading, and the last of it counts,
 * since its own time. After it, a change is an edit: it counts once the page confirms the save
 * (`button`), once a request was answered well and it stood unopposed (`instant`), never otherwise. What had not counted before the
 * input stays unknown until it is loaded or saved. What had, and then changes by no input of its own
 * while data may still come, is taken back. What shows the same is not read again, so no time is
 * renewed. In doubt a setting is unsaved.
 * @param drafts by setting, shared by all pages of the thing: what was changed and never saved
 */
export function createReader(
  save: Recipe['context']['save'],
  arrival: Arrival,
  drafts: Map<string, string> = new Map(),
): Reader {
  const states = new Map<string, State>()
  const waiting = new Set<string>()
  let first = true
  let touchedBefore = arrival.touched
  let doubtAt = never

  const begin = (value: string, missing: boolean, at: number, touched: boolean): State => ({
    value,
    missing,
    since: first ? Math.min(arrival.since, at) : at,
    changed: at,
    by: never,
    base: null,
    counted: null,
    touched,
    aimed: false,
    doubted: false,
    began: at,
    sent: null,
    confirmed: false,
  })
  const isEdited = (state: State): boolean =>
    state.touched && (state.doubted || state.value !== state.base)
  /** Changed by no input of its own, so soon that it may be the data which were late. */
  const mayBeLoaded = (state: State, at: number): boolean =>
    state.counted !== null && !state.aimed && state.sent === null && at - state.began < SETTLE.data
  const see = (id: string, shown: Shown, at: number, by: number): State => {
    const { value, missing, loaded, used } = shown
    let state = states.get(id)
    // A control that comes into sight shows what was loaded, whatever was done to others.
    if (!state || loaded || (state.missing && !missing))
      states.set(id, (state = begin(value, missing, at, used || (first && touchedBefore))))
    if (loaded) drafts.delete(id)
    if (state.value !== value)
      Object.assign(state, { value, since: at, changed: at, by, confirmed: false })
    if (!state.touched) state.base = value
    return state
  }
  const touchOne = (state: State, aimed: boolean): void => {
    // What is out of sight shows what was loaded when it comes.
    if (!state.touched && !state.missing) state.doubted = state.counted === null && !state.confirmed
    state.touched = true
    state.aimed ||= aimed
  }
  const settle = (state: State, at: number): void => {
    Object.assign(state, { base: state.value, touched: false, doubted: false, sent: null })
    state.since = at
  }

  return {
    touch(aimed = new Set()) {
      if (first) touchedBefore = true
      for (const [id, state] of states) {
        touchOne(state, aimed.has(id))
      }
      // Whether what comes in its place is loaded or edited, nobody can tell any more.
      for (const id of waiting) states.set(id, begin('', false, arrival.since, true))
      waiting.clear()
    },
    fill(ids) {
      for (const [id, state] of states) if (ids.has(id)) touchOne(state, true)
    },
    press(values) {
      for (const [id, state] of states) state.sent = values.get(id) ?? null
    },
    look({ at, shown, saved, doubtful, answers, input }) {
      const taken = new Map<string, number>()
      const withdrawn = new Set<string>()
      const unsaved = new Set<string>()
      let next = Number.POSITIVE_INFINITY
      if (doubtful) doubtAt = at
      const stood = (state: State, needed: number): boolean => {
        const left = needed - (at - Math.max(state.changed, needed >= SETTLE.change ? doubtAt : 0))
        if (left > 0) next = Math.min(next, at + left)
        return left <= 0
      }
      const take = (id: string, state: State): void => {
        state.counted = state.value
        drafts.delete(id)
        taken.set(id, state.since)
      }
      const settled: (readonly [string, State])[] = []
      waiting.clear()
      for (const [id, seen] of shown) {
        const known = states.get(id)
        if (seen.old && !known) {
          waiting.add(id)
          continue
        }
        // What went out of sight keeps what is known of it.
        if (seen.missing && known && !known.missing) continue
        const state = see(id, seen, at, input)
        if (saved && state.sent === state.value && (isEdited(state) || drafts.has(id))) {
          settle(state, at)
          state.confirmed = true
          drafts.delete(id)
        } else if (isEdited(state)) {
          const stays = save === 'instant' && state.base !== null && !state.doubted && !doubtful
          if (mayBeLoaded(state, at)) {
            withdrawn.add(id)
            Object.assign(state, { counted: null, doubted: save !== 'instant' })
          }
          // It is true since it was answered, and that was not before the last doubt.
          const mine = answers.filter(({ sent }) => sent >= state.by)
          const needed = mine.length > 0 || state.by === never ? SETTLE.change : SETTLE.unanswered
          const answered = Math.max(never, ...mine.map(({ came }) => came))
          if (stays && stood(state, needed))
            settle(state, Math.max(state.since, doubtAt, Math.min(answered, at)))
          else unsaved.add(id)
        }
        if (drafts.has(id) && !isEdited(state) && state.counted === null) {
          if (drafts.get(id) === state.value) unsaved.add(id)
          else drafts.delete(id)
        }
        if (unsaved.has(id) || state.counted === state.value) continue
        const mayCome = seen.tentative
        if (stood(state, state.touched ? SETTLE.change : mayCome ? SETTLE.tentative : SETTLE.value))
          settled.push([id, state])
      }
      // What appears beside a change that is not saved may be part of it; what showed the same before
      // the first input is none.
      for (const [id, state] of settled) {
        const wasThere = state.touched && state.counted !== null
        if (save === 'instant' || unsaved.size === 0 || state.confirmed || wasThere) take(id, state)
      }
      first = false
      return { taken, withdrawn, unsaved, next: Number.isFinite(next) ? next : null }
    },
    changed(values) {
      const differs = ([id, value]: readonly [string, string]): boolean =>
        !waiting.has(id) && (states.get(id)?.base !== value || drafts.get(id) === value)
      return new Set([...values].filter(differs).map(([id]) => id))
    },
    leave(refused) {
      for (const [id, state] of states)
        if (save !== 'instant' && state.touched && state.value !== state.base)
          if (refused || state.sent !== state.value) drafts.set(id, state.value)
    },
  }
}
