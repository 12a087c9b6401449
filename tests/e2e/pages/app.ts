import type { Value } from '../../../common/model/value.ts'
import { addressOf, placeKey } from './plan.ts'
import type { PagePlan, Place } from './plan.ts'
import { pageView } from './view.ts'
import type { Node } from './draw.ts'
import type { Actions, State } from './view.ts'

/** The document's own data: the plan, where it stands, and the values where they came with it. */
export type Given = {
  readonly plan: PagePlan
  readonly place: Place
  readonly values: Readonly<Record<string, Value>> | null
  /** What the server said of the last form. */
  readonly said: string
  readonly error: string
}

/** How a library draws: once, and again whenever the page's state changes. */
export type Drawing = {
  /** @returns where the drawn elements are: the document, or a shadow root */
  mount(into: Element, look: () => Node, changed: (listener: () => void) => void): ParentNode
}

/** The application of a generated page, the same for every library. */
export function run(drawing: Drawing): void {
  const given = JSON.parse(document.querySelector('#given')?.textContent ?? '') as Given
  const { plan } = given
  const { flow } = plan
  const listeners: (() => void)[] = []
  const [, tenant] = plan.address === 'hash' ? (/^#\/(test|prod)/.exec(location.hash) ?? []) : []
  let place: Place = tenant ? { ...given.place, tenant: tenant as Place['tenant'] } : given.place
  let pendingAnswer: (() => void) | null = null
  let state: State = {
    phase: given.values || plan.timing === 'late' ? 'ready' : 'skeleton',
    place: placeKey(place),
    values: given.values ?? (plan.cached ? knownBefore(plan) : defaults(plan)),
    open: null,
    question: null,
    pending: null,
    saving: false,
    dirty: false,
    said: given.said,
    error: given.error,
    tab: 'general',
    ticks: 0,
    toast: null,
    dirtyFirst: false,
    switched: false,
    drawer: false,
    generation: 0,
  }
  let root: ParentNode = document
  /** What the server said last. */
  let confirmed = state.values
  const set = (change: Partial<State>): void => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
    queueMicrotask(showModal)
    // Some libraries draw a moment later.
    if (change.question || change.drawer) window.setTimeout(showModal, 60)
  }
  const showModal = (): void => {
    for (const dialog of root.querySelectorAll('dialog')) if (!dialog.open) dialog.showModal()
  }
  const api = (): string => `/api/${plan.seed}/${placeKey(place)}`
  const load = async (): Promise<void> => {
    const at = placeKey(place)
    const response = await fetch(`${api()}?slow=${plan.loadLatency}`)
    const values = (await response.json()) as State['values']
    if (at !== placeKey(place)) return
    confirmed = values
    set({ phase: 'ready', place: at, values, dirty: false })
    // Libraries draw a moment later. A beacon is no answer that the reader would see.
    await pause(50)
    navigator.sendBeacon(`/drawn/${plan.seed}/${at}`)
  }
  const send = async (values: State['values']): Promise<boolean> => {
    const response = await fetch(api(), { method: 'POST', body: JSON.stringify(values) }).catch(
      () => null,
    )
    return response?.ok ?? false
  }
  const store = async (id: string, value: Value): Promise<void> => {
    set({
      values: { ...state.values, [id]: value },
      pending: flow.pendingSign ? id : null,
      error: '',
    })
    const before = confirmed[id] ?? null
    if (flow.undo) set({ toast: id })
    if (flow.undo === 'delayed') {
      await pause(10_000)
      set({ toast: null })
      if (state.values[id] !== value) return
    }
    const ok = await send({ [id]: value })
    if (flow.outcome === 'expired') return set({ phase: 'sign-in' })
    if (flow.undo === 'sent') {
      takenBack = () => void send({ [id]: before })
      window.setTimeout(() => set({ toast: null }), 6000)
    }
    if (ok) confirmed = { ...confirmed, [id]: value }
    set(
      ok
        ? { pending: null }
        : {
            pending: null,
            values: { ...state.values, [id]: confirmed[id] ?? null },
            error: 'It could not be changed.',
          },
    )
  }
  /** What was typed and not sent yet. */
  const typed = new Map<string, number>()
  const commit = (id: string): void => {
    window.clearTimeout(typed.get(id))
    if (typed.delete(id)) void store(id, state.values[id] ?? null)
  }
  const saveNow = (ids: readonly string[], clean: Partial<State>): void => {
    if (flow.outcome === 'invalid') return set({ error: 'Please check what you have entered.' })
    set({ saving: true, error: '', ...(flow.sticky ? {} : { said: '' }) })
    const sent = Object.fromEntries(ids.map(id => [id, state.values[id] ?? null]))
    void send(sent).then(async ok => {
      if (flow.outcome === 'expired') return set({ phase: 'sign-in' })
      if (!ok) return set({ saving: false, error: 'The server refused the change.' })
      edited.clear()
      if (flow.leads) {
        history.pushState(null, '', `/p/${plan.seed}/policies`)
        return set({ phase: 'elsewhere' })
      }
      if (flow.outcome === 'partly')
        return set({ saving: false, error: 'Some changes could not be saved.', ...clean })
      const message = flow.sign === 'message' ? 'Your changes were saved.' : ''
      const overruled = flow.outcome === 'overruled' ? { values: confirmed } : {}
      if (flow.shownAfter === undefined)
        return set({ saving: false, said: message, ...clean, ...overruled })
      set({ saving: false, said: message, ...clean })
      await pause(flow.shownAfter)
      set(overruled)
    })
  }
  const half = Math.ceil(plan.controls.length / 2)
  const firstHalf = plan.controls.slice(0, half).map(({ id }) => id)
  const allIds = plan.controls.map(({ id }) => id)
  /** What somebody changed here and nobody has saved. */
  const edited = new Map<string, Value>()
  let redrawing = 0
  const actions: Actions = {
    change(id, value) {
      edited.set(id, value)
      if (plan.redraws) {
        window.clearTimeout(redrawing)
        redrawing = window.setTimeout(() => set({ generation: state.generation + 1 }), 700)
      }
      if (flow.commit !== undefined) {
        set({ values: { ...state.values, [id]: value } })
        window.clearTimeout(typed.get(id))
        typed.set(id, flow.commit === 'blur' ? 0 : window.setTimeout(() => commit(id), flow.commit))
        return
      }
      if (flow.save !== 'instant')
        return set({
          values: { ...state.values, [id]: value },
          dirty: true,
          ...(firstHalf.includes(id) ? { dirtyFirst: true } : {}),
          error: '',
          ...(flow.sticky ? {} : { said: '' }),
        })
      if (flow.dialog === 'none') return void store(id, value)
      pendingAnswer = () => void store(id, value)
      set({ values: { ...state.values, [id]: value }, question: id })
      cancelled = () => set({ values: { ...state.values, [id]: confirmed[id] ?? null } })
    },
    open: id => set({ open: id }),
    answer(yes) {
      for (const dialog of root.querySelectorAll('dialog.question'))
        (dialog as HTMLDialogElement).close()
      set({ question: null })
      if (yes) pendingAnswer?.()
      else cancelled()
    },
    save() {
      const go = (): void => saveNow(flow.halves ? allIds.slice(half) : allIds, { dirty: false })
      if (flow.dialog === 'none') return go()
      pendingAnswer = go
      cancelled = () => undefined
      set({ question: 'save' })
    },
    switchLanguage() {
      if (plan.switches === 'told') document.documentElement.lang = 'de'
      set({ switched: true })
    },
    openDrawer: () => set({ drawer: true }),
    saveFirst: () => saveNow(firstHalf, { dirtyFirst: false }),
    takeBack() {
      const id = state.toast ?? ''
      set({ toast: null, values: { ...state.values, [id]: before(id) } })
      takenBack()
    },
    defaults() {
      const next = plan.controls
        .filter(({ editable }) => editable)
        .map(({ id, next }) => [id, next])
      set({ values: { ...state.values, ...Object.fromEntries(next) }, dirty: true, said: '' })
    },
    tab: tab => set({ tab }),
    undo: () => set({ values: confirmed, dirty: false, error: '' }),
    follow(link) {
      place =
        plan.address === 'things'
          ? { ...place, thing: link as Place['thing'] }
          : { ...place, tenant: link as Place['tenant'] }
      history.pushState(null, '', addressOf(plan, place))
      window.setTimeout(() => {
        if (plan.timing === 'skeleton') set({ phase: 'skeleton' })
        void load()
      }, plan.contentLag)
    },
  }
  let cancelled = (): void => undefined
  let takenBack = (): void => undefined
  const first = state.values
  const before = (id: string): Value =>
    plan.controls.find(control => control.id === id)?.first ?? first[id] ?? null
  document.addEventListener('focusout', () => {
    if (flow.commit === 'blur') for (const id of typed.keys()) commit(id)
  })
  const into = document.querySelector('#root') ?? document.body
  root = drawing.mount(
    into,
    () => pageView(plan, state, actions),
    listener => listeners.push(listener),
  )
  queueMicrotask(showModal)
  if (plan.frame === 'dialog') {
    const first = window.setInterval(() => {
      showModal()
      if (root.querySelectorAll('dialog').length > 0) window.clearInterval(first)
    }, 50)
  }
  if (!given.values) void load()
  if (plan.language === 'translated') translate(into)
  if (plan.decorations.includes('clock'))
    window.setInterval(() => set({ ticks: state.ticks + 1 }), 200)
  if (plan.asks) window.setInterval(() => void fetch(api()), 700)
  if (plan.polls)
    window.setInterval(() => {
      void fetch(api())
        .then(response => response.json())
        .then(values => {
          confirmed = values as State['values']
          set({ values: plan.merges ? { ...confirmed, ...Object.fromEntries(edited) } : confirmed })
        })
    }, 500)
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => window.setTimeout(resolve, milliseconds))

/** What somebody else has changed since the page was here. */
function knownBefore(plan: PagePlan): Record<string, Value> {
  return Object.fromEntries(plan.controls.map(({ id, next }) => [id, next]))
}

/** What stands there before the data has come. */
function defaults(plan: PagePlan): Record<string, Value> {
  return Object.fromEntries(
    plan.controls.map(({ id, first, options }) => [
      id,
      typeof first === 'boolean'
        ? false
        : typeof first === 'number'
          ? 0
          : Array.isArray(first)
            ? []
            : (options[0]?.value ?? ''),
    ]),
  )
}

/** What a browser's own translation does to a page: other words, each in two `font` elements. */
function translate(within: Element): void {
  document.documentElement.classList.add('translated-ltr')
  document.documentElement.lang = 'de'
  const done = new WeakSet<Text>()
  const visit = (node: globalThis.Node): void => {
    if (node instanceof Text) {
      if (done.has(node) || !node.data.trim()) return
      const parent = node.parentElement
      if (!parent || /^(?:script|style)$/i.test(parent.localName)) return
      node.data = `\u00dcbersetzt: ${node.data}`
      done.add(node)
      if (parent.localName === 'option') return
      const [outer, inner] = [document.createElement('font'), document.createElement('font')]
      node.replaceWith(outer)
      outer.append(inner)
      inner.append(node)
      return
    }
    for (const child of Array.from(node.childNodes)) visit(child)
    if (node instanceof Element && node.shadowRoot) visit(node.shadowRoot)
  }
  const all = (): void => visit(within)
  queueMicrotask(all)
  new MutationObserver(all).observe(within, { childList: true, subtree: true })
}
