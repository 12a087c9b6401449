import './no-eval.ts'
import browser from 'webextension-polyfill'
import type { Runtime, Tabs } from 'webextension-polyfill'
import { inWordsOf, isOwnAddress, matchRecipes, resourceIdOf } from '../common/capture/match.ts'
import type { Recipe } from '../common/capture/recipe.ts'
import { Recipe as RecipeSchema } from '../common/capture/recipe.ts'
import { PageSetting, SetAsideFile, TenantInfo } from '../common/protocol/message.ts'
import type { Capture, FromAgent, RoundPage } from '../common/protocol/message.ts'
import { metrics } from '../common/metrics.ts'
import { recipes as shipped } from '../common/services/consoles.ts'
import { createAgentLink, pair } from './agent-link.ts'
import { pairedAgent } from './keys.ts'
import { EXPLAIN, PICTURE } from './menu.ts'
import { pageOf } from './notice-page.ts'
import { mayNotify, notice, onNotice } from './notices.ts'
import type { News } from './notices.ts'
import { FromPage, Lesson } from './page-message.ts'
import type { PageMatch, ToPage, ToTeacher } from './page-message.ts'
import { granted, patternsOf, syncScripts } from './permissions.ts'
import { takePicture } from './picture/take.ts'
import { queue } from './queue.ts'
import { FromUi } from './ui-message.ts'
import type { PageStatus, Status } from './ui-message.ts'
import { markOf } from './overlay/mark.ts'
import { z } from 'zod'

/**
 * What outlives the worker beside queue and keys. Parsed when read: it may be of an older version.
 */
const Kept = z.object({
  tenants: z.array(TenantInfo).catch([]),
  recipes: z.array(RecipeSchema).catch([]),
  dashboard: z.string().catch(''),
  setAside: z.array(SetAsideFile).catch([]),
  hidden: z.array(z.string()).catch([]),
  ownWindows: z.boolean().catch(false),
  notices: z.array(z.object({ id: z.string(), page: z.string() })).catch([]),
  lost: z.array(z.object({ at: z.string(), reason: z.string() })).catch([]),
})
type Kept = z.infer<typeof Kept>
type Page = {
  readonly port: Runtime.Port
  readonly origin: string
  readonly tab: number
  readonly window: string | null
  /** Whether it came after a form was sent. */
  readonly sent: boolean
  address: string
  matches: readonly PageMatch[]
  readonly settings: Map<string, readonly PageSetting[]>
  captured: string | null
  account: string | null
  readonly scripts: Set<string>
}

const pages = new Set<Page>()
/** Tabs in which a form was sent: the next page there is the answer to it. */
const sent = new Set<number>()
let round: readonly RoundPage[] = []
let skew = 0
let kept: Promise<Kept> | null = null
const load = (): Promise<Kept> =>
  (kept ??= browser.storage.local.get().then(stored => Kept.parse(stored)))
const keep = async (change: Partial<Kept>): Promise<Kept> => {
  const next = { ...(await load()), ...change }
  kept = Promise.resolve(next)
  await browser.storage.local.set(change)
  return next
}
const recipesOf = (state: Kept): readonly Recipe[] => [
  ...shipped.map(recipe => RecipeSchema.parse(recipe)),
  ...state.recipes,
]

const link = createAgentLink({
  onWelcome: async welcome => {
    const state = await keep({
      tenants: welcome.tenants,
      recipes: welcome.recipes,
      dashboard: welcome.dashboard,
      setAside: welcome.setAside ?? [],
    })
    await syncScripts(recipesOf(state), state.tenants)
    for (const page of pages) await look(page, page.address)
    link.send({ kind: 'round' })
  },
  onMessage: message => void receive(message),
  onLost: reason =>
    void load().then(state =>
      keep({ lost: [...state.lost, { at: new Date().toISOString(), reason }].slice(-50) }),
    ),
  onState: () => tellUi(),
  isTheirs: async ({ content }) => {
    const state = await load()
    const item = content && ('capture' in content ? content.capture : content.picture.picture)
    const tenant = state.tenants.find(known => known.id === item?.tenant)
    return (
      item === null ||
      (tenant !== undefined && isOwnAddress(item.address, recipesOf(state), tenant))
    )
  },
})

async function receive(message: FromAgent): Promise<void> {
  if (message.kind === 'missing') {
    skew = Date.now() - Date.parse(message.now)
    tellUi()
  }
  if (message.kind === 'alert') {
    // One after the other: what is told twice at once is shown once.
    showing = showing.then(() => show(message)).catch(() => undefined)
    return
  }
  if (message.kind === 'round-pages') {
    round = message.pages
    tellUi()
  }
  if (message.kind !== 'page-findings') return
  for (const page of pages) {
    if (
      page.address !== message.address ||
      !page.matches.some(
        match => match.tenant === message.tenant && match.recipe.id === message.recipe,
      )
    )
      continue
    page.settings.set(message.recipe, message.settings)
    post(page, {
      kind: 'findings',
      tenant: message.tenant,
      recipe: message.recipe,
      settings: message.settings,
    })
    await showCount(page)
  }
  link.send({ kind: 'round' })
}

let showing: Promise<void> = Promise.resolve()
/** Shows news, remembers that it did, and only then says so. */
async function show(news: News): Promise<void> {
  const { notices } = await load()
  const { problem, shown } = await notice(news, notices)
  if (shown !== notices) await keep({ notices: [...shown] })
  link.send({ kind: 'alert-shown', alert: news.alert, problem })
}

/** The dashboard's page of what was clicked; its beginning where that is long forgotten. */
async function openNotice(clicked: string): Promise<void> {
  const { notices, dashboard } = await load()
  await link.connect()
  const page = notices.find(({ id }) => id === clicked)?.page ?? '/'
  const url = pageOf(page, (await link.login()) ?? dashboard)
  if (url) await browser.tabs.create({ url })
}

async function look(page: Page, address: string): Promise<void> {
  const state = await load()
  page.address = address
  const tenants = page.window === null || state.ownWindows ? state.tenants : []
  page.matches = matchRecipes(address, recipesOf(state), tenants).map(
    ({ recipe, tenant, parts }) => ({
      recipe: inWordsOf(recipe, tenant),
      resource: resourceIdOf(recipe, parts),
      tenant: tenant.id,
      tenantTitle: state.tenants.find(item => item.id === tenant.id)?.title ?? tenant.id,
    }),
  )
  page.settings.clear()
  const isPaged = page.matches.some(({ recipe }) => recipe.settings.some(item => item.pages))
  if (isPaged) await put(page, 'pages')
  const isList = page.matches.some(({ recipe }) =>
    recipe.settings.some(item => /^(?:list|rows)$/.test(item.read)),
  )
  if (isList) await put(page, 'lists')
  if (page.matches.length > 0) await put(page, 'reader')
  const overlay = page.matches.length > 0 && !state.hidden.includes(page.origin)
  if (overlay) await put(page, 'overlay')
  post(page, {
    kind: 'matches',
    address,
    matches: page.matches,
    overlay,
    dashboard: state.dashboard,
    sent: page.sent,
  })
  for (const match of page.matches)
    link.send({ kind: 'page', tenant: match.tenant, recipe: match.recipe.id, address })
  await showCount(page)
}

/** What reads, and what draws badges, are scripts of their own, which other pages do not get. */
async function put(page: Page, script: 'lists' | 'pages' | 'reader' | 'overlay'): Promise<void> {
  if (page.scripts.has(script)) return
  page.scripts.add(script)
  await browser.scripting
    .executeScript({
      target: { tabId: page.tab },
      files: [`extension/${script}.js`],
      injectImmediately: true,
    })
    .catch(() => undefined)
}

/**
 * A page's script tells what it read. Where it ran is known from the browser, not from what it
 * says.
 */
async function fromPage(page: Page, untrusted: unknown): Promise<void> {
  const parsed = FromPage.safeParse(untrusted)
  if (!parsed.success) return
  const message = parsed.data
  switch (message.kind) {
    case 'look':
      if (new URL(message.address).origin !== page.origin) return
      void link.connect()
      return look(page, message.address)
    case 'capture': {
      const match = page.matches.find(
        item => item.tenant === message.capture.tenant && item.recipe.id === message.capture.recipe,
      )
      if (!match || new URL(message.capture.address).origin !== page.origin) return
      const capture: Capture = {
        ...message.capture,
        browser: browserName(),
        extension: browser.runtime.getManifest().version,
        ...(page.window === null ? {} : { window: page.window }),
      }
      await queue.put(capture)
      post(page, { kind: 'kept', id: capture.id })
      page.captured = capture.seenAt
      page.account = capture.account
      // Not waited for: the next reading is written down whether or not an agent answers.
      void link.connect().then(() => link.flush())
      return
    }
    case 'sent':
      return void sent.add(page.tab)
    case 'hide': {
      const state = await load()
      await keep({ hidden: [...new Set([...state.hidden, page.origin])] })
      return
    }
    case 'confirm': {
      link.send({
        kind: 'confirm',
        recipe: message.recipe,
        setting: message.setting,
        right: message.right,
      })
      const match = page.matches.find(item => item.recipe.id === message.recipe)
      if (match)
        link.send({
          kind: 'page',
          tenant: match.tenant,
          recipe: match.recipe.id,
          address: page.address,
        })
    }
  }
}

/**
 * A picture of the tab that the user clicked for: masked and headed here, then queued like a
 * reading.
 * @throws Error with what the user may do
 */
async function keepPicture(tabId: number): Promise<void> {
  const tab = await browser.tabs.get(tabId)
  const address = tab.url ?? ''
  const state = await load()
  const page = [...pages].findLast(item => item.tab === tabId)
  const recipes = recipesOf(state)
  const tenant = state.tenants.find(item => isOwnAddress(address, recipes, item))
  if (!tenant) throw new Error('This page is of none of your tenants.')
  const window = ownWindowOf(tab)
  if (window !== null && !state.ownWindows) throw new Error(OFF)
  const { picture: taken, bytes } = await takePicture(
    tab,
    {
      tenant: tenant.id,
      tenantTitle: tenant.title,
      recipes: matchRecipes(address, recipes, [tenant]).map(match => match.recipe.id),
      account: page?.account ?? null,
    },
    browserName(),
  )
  const picture = { ...taken, ...(window === null ? {} : { window }) }
  if (!isOwnAddress(picture.address, recipes, tenant))
    throw new Error('The page changed meanwhile: nothing was kept.')
  await queue.putPicture({ id: picture.id, picture, bytes })
  await link.connect()
  await link.flush()
}

/** Failures on this page, on the toolbar button. */
async function showCount(page: Page): Promise<void> {
  const failing = [...page.settings.values()]
    .flat()
    .filter(setting => markOf(setting, false).kind === 'fail').length
  await browser.action
    .setBadgeText({ tabId: page.tab, text: failing > 0 ? String(failing) : '' })
    .catch(() => undefined)
  await browser.action
    .setBadgeBackgroundColor({ tabId: page.tab, color: '#b3261e' })
    .catch(() => undefined)
  await browser.action
    .setTitle({
      tabId: page.tab,
      title:
        page.matches.length > 0
          ? `Witnessmark: ${failing} of ${[...page.settings.values()].flat().length} settings deviate`
          : 'Witnessmark',
    })
    .catch(() => undefined)
  tellUi()
}

function post(page: Page, message: ToPage): void {
  try {
    page.port.postMessage(message)
  } catch {
    pages.delete(page)
  }
}

const ui = new Set<Runtime.Port>()
let telling = false
function tellUi(): void {
  if (ui.size === 0 || telling) return
  telling = true
  queueMicrotask(() => {
    telling = false
    void statusNow().then(status => {
      for (const port of ui) tell(port, status)
    })
  })
}

async function statusNow(): Promise<Status> {
  const state = await load()
  const agent = await pairedAgent.get()
  const all = recipesOf(state)
  return {
    link: agent ? link.state() : { state: 'unpaired', detail: 'not paired with an agent yet' },
    port: agent?.port ?? null,
    waiting: await queue.count(),
    kept: await queue.keptCount(),
    skew,
    dashboard: state.dashboard,
    setAside: state.setAside,
    round,
    lost: state.lost,
    hidden: state.hidden,
    ownWindows: state.ownWindows,
    notices: await mayNotify(),
    tenants: await Promise.all(
      state.tenants.map(async tenant => {
        const patterns = patternsOf(all, tenant)
        return {
          id: tenant.id,
          title: tenant.title,
          service: tenant.service,
          patterns,
          granted: (await granted(patterns)).length === patterns.length,
        }
      }),
    ),
    pages: [...pages]
      .filter(page => page.matches.length > 0)
      .map((page): PageStatus => ({
        tab: page.tab,
        address: page.address,
        titles: page.matches.map(match => `${match.tenantTitle}: ${match.recipe.title}`),
        captured: page.captured,
        settings: [...page.settings.values()].flat(),
      })),
  }
}

/** Popup, options and panel: our own pages. @returns an error in words, or null */
async function fromUi(untrusted: unknown): Promise<string | null> {
  const parsed = FromUi.safeParse(untrusted)
  if (!parsed.success) return null
  const message = parsed.data
  try {
    if (message.kind === 'pair') {
      await pair(message.text, browserName())
      link.close()
      await link.connect()
    }
    if (message.kind === 'unpair') {
      link.send({ kind: 'unpair' })
      await pairedAgent.delete()
      link.close()
    }
    if (message.kind === 'show') {
      const state = await load()
      await keep({ hidden: state.hidden.filter(origin => origin !== message.origin) })
      for (const page of pages) if (page.origin === message.origin) await look(page, page.address)
    }
    if (message.kind === 'own-windows') {
      await keep({ ownWindows: message.on })
      for (const page of pages) if (page.window !== null) await look(page, page.address)
    }
    if (message.kind === 'retry') await link.connect()
    if (message.kind === 'dashboard')
      await browser.tabs.create({ url: (await link.login()) ?? (await load()).dashboard })
    if (message.kind === 'forget') await queue.forgetKept()
    if (message.kind === 'picture') await keepPicture(message.tab)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    tellUi()
  }
}

/** What the agent's answer to a lesson means to the page that was taught. */
async function taught(untrusted: unknown, url: string, tab: Tabs.Tab): Promise<ToTeacher> {
  if (ownWindowOf(tab) !== null && !(await load()).ownWindows)
    return { kind: 'taught', error: OFF, field: null }
  const lesson = Lesson.safeParse(untrusted)
  const fits = lesson.success && new URL(lesson.data.address).origin === new URL(url).origin
  await link.connect()
  const [issue] = lesson.error?.issues ?? []
  const error = fits
    ? await link.ask({ kind: 'teach', ...lesson.data })
    : issue
      ? `${issue.path.join('.')}: ${issue.message}`
      : 'not this page'
  // A refusal names the field first, where one is at fault.
  const [, field, text] = /^(\w+)(?:\.\w+)*: (.+)$/s.exec(error ?? '') ?? []
  const own = field !== undefined && field in Lesson.shape
  return { kind: 'taught', error: own ? (text ?? error) : error, field: own ? field : null }
}

/** What says whose page it is: the tenant's own words, and the account that was seen there. */
async function namesAt(url: string, tab: number): Promise<readonly string[]> {
  const { tenants, ...state } = await load()
  const recipes = recipesOf({ tenants, ...state })
  const own = tenants.filter(tenant => isOwnAddress(url, recipes, tenant))
  return [
    ...own.flatMap(({ title, target }) => [title, ...Object.values(target)]),
    ...[...pages].flatMap(page => (page.tab === tab && page.account ? [page.account] : [])),
  ]
}

/** Nobody hears it where the page or its tab was closed meanwhile. */
function tell(
  port: Runtime.Port,
  message: Status | ToTeacher | { readonly kind: 'done'; readonly error: string | null },
): void {
  try {
    port.postMessage(message)
  } catch {
    ui.delete(port)
  }
}

browser.runtime.onConnect.addListener(port => {
  const { sender } = port
  if (sender?.id !== browser.runtime.id) return port.disconnect()
  if (port.name === 'ui' && sender.url?.startsWith(browser.runtime.getURL(''))) {
    ui.add(port)
    port.onDisconnect.addListener(() => ui.delete(port))
    port.onMessage.addListener(
      message => void fromUi(message).then(error => tell(port, { kind: 'done', error })),
    )
    void link.connect().then(() => {
      link.send({ kind: 'round' })
      tellUi()
    })
    tellUi()
    return
  }
  if (port.name === 'teach' && sender.tab?.id !== undefined && sender.url) {
    const { url, tab } = sender
    void namesAt(url, tab.id ?? -1).then(names =>
      tell(port, {
        kind: 'metrics',
        metrics: metrics.map(({ id, title }) => ({ id, title })),
        names,
      }),
    )
    port.onMessage.addListener(
      message => void taught(message, url, tab).then(answer => tell(port, answer)),
    )
    return
  }
  if (port.name !== 'page' || sender.frameId !== 0 || sender.tab?.id === undefined || !sender.url)
    return port.disconnect()
  const page: Page = {
    port,
    origin: new URL(sender.url).origin,
    tab: sender.tab.id,
    window: ownWindowOf(sender.tab),
    sent: sent.delete(sender.tab.id),
    address: sender.url,
    matches: [],
    settings: new Map(),
    captured: null,
    account: null,
    scripts: new Set(),
  }
  pages.add(page)
  port.onDisconnect.addListener(() => {
    pages.delete(page)
    tellUi()
  })
  // One after the other: a capture is judged by the look before it.
  let last: Promise<void> = Promise.resolve()
  port.onMessage.addListener(message => {
    last = last.then(() => fromPage(page, message)).catch(() => undefined)
  })
})

browser.contextMenus.onClicked.addListener((info, tab) => {
  if (tab?.id === undefined) return
  if (info.menuItemId === EXPLAIN)
    for (const page of pages) if (page.tab === tab.id) post(page, { kind: 'explain' })
  if (info.menuItemId === PICTURE) void told(tab.id, keepPicture(tab.id))
})
/** A menu has no place for an answer: it is told on the toolbar button for a moment. */
async function told(tabId: number, work: Promise<void>): Promise<void> {
  const error = await work.then(
    () => null,
    (problem: unknown) => (problem instanceof Error ? problem.message : String(problem)),
  )
  await browser.action
    .setBadgeText({ tabId, text: error === null ? '✓' : '!' })
    .catch(() => undefined)
  if (error !== null)
    await browser.action.setTitle({ tabId, title: `Witnessmark: ${error}` }).catch(() => undefined)
  setTimeout(() => {
    for (const page of pages) if (page.tab === tabId) void showCount(page)
  }, 4000)
}

const resync = async (): Promise<void> => {
  const state = await load()
  await syncScripts(recipesOf(state), state.tenants)
  tellUi()
}
const listenForClicks = (): void => onNotice(openNotice)
listenForClicks()
browser.permissions.onAdded.addListener(() => {
  listenForClicks()
  void resync()
})
const stopWhereNotAllowed = async (): Promise<void> => {
  await resync()
  for (const page of pages)
    if (
      !(await browser.permissions.contains({ origins: [`${page.origin.replace(/:\d+$/, '')}/*`] }))
    )
      post(page, { kind: 'stop' })
}
browser.permissions.onRemoved.addListener(() => void stopWhereNotAllowed())
// Brings the worker back after a browser start, and tries again while the agent is away.
void browser.alarms.create('connect', { periodInMinutes: 0.5 })
browser.alarms.onAlarm.addListener(() => void link.connect().then(() => link.flush()))
browser.runtime.onStartup.addListener(() => {
  void resync()
  void link.connect()
})
void link.connect()

const OFF = 'Private windows and containers are read where the options allow it.'

/** A private window or a container has a session of its own, which may be somebody else's. */
function ownWindowOf({ incognito, cookieStoreId }: Tabs.Tab): string | null {
  if (incognito) return 'private'
  const [, container] = /^firefox-container-(\d+)$/.exec(cookieStoreId ?? '') ?? []
  return container === undefined ? null : `container ${container}`
}

function browserName(): string {
  return (
    /(?:Firefox|Chrome)\/[\d.]+/
      .exec(navigator.userAgent)?.[0]
      .replace('Chrome/', 'Chromium ')
      .replace('/', ' ') ?? 'a browser'
  )
}
