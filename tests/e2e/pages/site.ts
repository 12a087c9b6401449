import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Value } from '../../../common/model/value.ts'
import { bundleLibrary } from './bundle.ts'
import { addressOf, libraries, placeKey } from './plan.ts'
import type { ControlPlan, PagePlan, Place } from './plan.ts'
import type { Given } from './app.ts'
import { markup } from './markup.ts'
import { pageView } from './view.ts'

/** The server of all generated pages: it alone knows what is saved, and since when. */
export type Site = {
  readonly base: string
  add(plan: PagePlan): void
  /** All values that were ever saved, the first at the beginning. */
  historyOf(seed: number, place: Place, control: string): readonly Kept[]
  /** When the page had drawn the server's values, each time that it loaded them. */
  drawn(seed: number, place: Place): readonly number[]
  /** Somebody else's change. */
  change(seed: number, place: Place, control: string, value: Value): void
  close(): Promise<void>
}
export type Kept = { readonly at: number; readonly value: Value }

const places: readonly Place[] = (['test', 'prod'] as const).flatMap(tenant =>
  (['one', 'two'] as const).map(thing => ({ tenant, thing })),
)

/** Other places have the other value, so that one never passes for another. */
const firstOf = (control: ControlPlan, place: Place): Value =>
  placeKey(place) === 'test/one' ? control.first : control.next

/** @param vendors scripts of vendors' design systems, by name */
export async function startSite(vendors: Readonly<Record<string, string>> = {}): Promise<Site> {
  const scripts = new Map<string, string>(Object.entries(vendors))
  for (const library of libraries) scripts.set(library, await bundleLibrary(library))
  const plans = new Map<number, PagePlan>()
  const kept = new Map<string, Kept[]>()
  const drawings = new Map<string, number[]>()
  const drew = (key: string): void =>
    void drawings.set(key, [...(drawings.get(key) ?? []), Date.now()])
  /** Pages of which something was saved. */
  const saved = new Set<number>()
  const keyOf = (seed: number, place: string, control: string): string =>
    `${seed} ${place} ${control}`
  const valuesOf = (plan: PagePlan, place: string): Record<string, Value> =>
    Object.fromEntries(
      plan.controls.map(({ id }) => [
        id,
        kept.get(keyOf(plan.seed, place, id))?.at(-1)?.value ?? null,
      ]),
    )
  const save = (plan: PagePlan, place: string, values: Readonly<Record<string, Value>>): void => {
    const before = valuesOf(plan, place)
    for (const [id, value] of Object.entries(values))
      if (JSON.stringify(before[id]) !== JSON.stringify(value))
        kept.get(keyOf(plan.seed, place, id))?.push({ at: Date.now(), value })
  }

  const changedFirst = (
    plan: PagePlan,
    place: string,
    values: Readonly<Record<string, Value>>,
  ): Record<string, Value> => {
    const before = valuesOf(plan, place)
    const changed = Object.entries(values).filter(
      ([id, value]) => JSON.stringify(before[id]) !== JSON.stringify(value),
    )
    return Object.fromEntries(changed.slice(0, 1))
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://site')
    const [, area = '', seed = '', ...rest] = url.pathname.split('/')
    const html = (text: string, status = 200): void => {
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(text)
    }
    if (area === 'lib') {
      response
        .writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' })
        .end(scripts.get(seed) ?? '')
      return
    }
    const plan = plans.get(Number(seed))
    if (!plan) return html('<!doctype html><title>Nothing</title>', 404)
    if (area === 'p' || area === 'f') {
      const place: Place = {
        tenant: rest[0] === 't' && rest[1] === 'prod' ? 'prod' : 'test',
        thing: rest[0] === 'items' && rest[1] === 'two' ? 'two' : 'one',
      }
      const given: Given = {
        plan,
        place,
        values:
          plan.timing === 'at-once' && plan.address === 'path'
            ? valuesOf(plan, placeKey(place))
            : null,
        said: url.searchParams.has('saved') ? 'Your changes were saved.' : '',
        error: '',
      }
      if (given.values) drew(`${seed} ${placeKey(place)}`)
      return html(documentOf(given, area === 'f' || url.searchParams.has('inner')))
    }
    const place = `${rest[0]}/${rest[1]}`
    if (area === 'drawn') {
      drew(`${seed} ${place}`)
      response.writeHead(204).end()
      return
    }
    if (request.method === 'GET') {
      await pause(Number(url.searchParams.get('slow') ?? 0))
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(valuesOf(plan, place)))
      return
    }
    let body = ''
    for await (const part of request) body += String(part)
    await pause(plan.flow.latency)
    const { outcome } = plan.flow
    const accepted = outcome === 'accepted' || (outcome === 'once' && !saved.has(plan.seed))
    const answered = accepted || ['overruled', 'expired', 'partly'].includes(outcome)
    saved.add(plan.seed)
    if (outcome === 'lost') return void response.destroy()
    if (area === 'api') {
      const values = JSON.parse(body) as Record<string, Value>
      if (accepted) save(plan, place, values)
      if (outcome === 'partly') save(plan, place, changedFirst(plan, place, values))
      response.writeHead(answered ? 200 : 403, { 'content-type': 'application/json' }).end('{}')
      return
    }
    const values = JSON.parse(new URLSearchParams(body).get('state') ?? '{}') as Record<
      string,
      Value
    >
    const [tenant = 'test', thing = 'one'] = rest
    const at = { tenant, thing } as Place
    if (accepted) {
      save(plan, place, values)
      response.writeHead(303, { location: addressOf(plan, at) }).end()
      return
    }
    // As many frameworks do: the same form again, with what was typed and what was wrong.
    html(
      documentOf({ plan, place: at, values, said: '', error: 'The change was refused.' }, false),
      422,
    )
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add(plan) {
      plans.set(plan.seed, plan)
      for (const place of places)
        for (const control of plan.controls)
          kept.set(keyOf(plan.seed, placeKey(place), control.id), [
            { at: 0, value: firstOf(control, place) },
          ])
    },
    historyOf: (seed, place, control) => kept.get(keyOf(seed, placeKey(place), control)) ?? [],
    drawn: (seed, place) => drawings.get(`${seed} ${placeKey(place)}`) ?? [],
    change(seed, place, control, value) {
      const plan = plans.get(seed)
      if (plan) save(plan, placeKey(place), { [control]: value })
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds))

const nothing = (): void => undefined
const still = {
  change: nothing,
  open: nothing,
  save: nothing,
  answer: nothing,
  tab: nothing,
  undo: nothing,
  follow: nothing,
  saveFirst: nothing,
  takeBack: nothing,
  defaults: nothing,
  switchLanguage: nothing,
  openDrawer: nothing,
}

/** @param inner the settings themselves, where the document puts them into a frame or writes them later */
function documentOf(given: Given, inner: boolean): string {
  const { plan } = given
  const lang = {
    absent: '',
    wrong: ' lang="de"',
    other: ' lang="de"',
    formats: ' lang="de"',
    region: ' lang="en-GB"',
  }
  const language = (lang as Readonly<Record<string, string>>)[plan.language] ?? ' lang="en"'
  const late = plan.frame === 'late-elements' ? ' data-late' : ''
  const head = `<!doctype html><html${language}${late}${plan.leftwards ? ' dir="rtl"' : ''}><head><meta charset="utf-8"><title>${plan.heading}</title><style>body{font:14px sans-serif} .field{margin:6px 0} .bar{background:#ddd;height:1em;width:9em;display:inline-block} .track{display:inline-block;min-width:40px;min-height:18px;border:1px solid #555} @media print{.field{display:none}}</style></head>`
  if (!inner && plan.frame === 'late-frame')
    return `${head}<body><h1>${plan.heading}</h1><script>setTimeout(() => { const frame = document.createElement('iframe'); frame.src = '/f/${plan.seed}/settings'; frame.style = 'width:95%;height:900px'; document.body.append(frame) }, 1500)</script></body></html>`
  if (!inner && plan.frame === 'object')
    return `${head}<body><h1>${plan.heading}</h1><object type="text/html" data="/f/${plan.seed}/settings" width="900" height="900"></object></body></html>`
  if (!inner && plan.frame === 'frameset')
    return `${head}<frameset rows="100,*"><frame src="about:blank"><frame src="/f/${plan.seed}/settings"></frameset></html>`
  if (!inner && plan.frame === 'rewritten')
    return `${head}<body><h1>${plan.heading}</h1><script>setTimeout(() => fetch(location.pathname + '?inner').then(answer => answer.text()).then(text => { document.open(); document.write(text); document.close() }), 700)</script></body></html>`
  const drawn =
    plan.library === 'plain' && given.values
      ? markup(
          pageView(
            plan,
            {
              phase: 'ready',
              place: placeKey(given.place),
              values: given.values,
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
            },
            still,
          ),
        )
      : ''
  return `${head}<body><div id="root">${drawn}</div><script type="application/json" id="given">${JSON.stringify(given).replaceAll('<', '\\u003c')}</script><script src="/lib/${plan.vendor ?? plan.library}"></script></body></html>`
}
