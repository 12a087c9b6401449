// An API that answers what its description allows, and knows what was asked and read beside it.
import { graphql, isAbstractType, isEnumType, isLeafType, isListType, isNonNullType } from 'graphql'
import type { GraphQLOutputType, GraphQLResolveInfo } from 'graphql'
import { githubSchema } from '../../agent/demo/github-graphql.ts'
import { Unreadable } from '../../common/model/index.ts'
import type { Api, Paging } from '../../common/model/index.ts'
import { said } from '../../common/words/said.ts'
import { hashOf, narrowed, noteRead, sample } from './shape.ts'
import type { Asked, Description, Request, Watch } from './shape.ts'

export type DescribedApi = {
  readonly api: Api
  readonly watch: Watch
  /** Requests that were asked, by the description's own names. */
  readonly asked: Map<string, Request>
  /** Whether something was asked, or looked into, that is not described. */
  unknown(): boolean
}

/**
 * @param base what requests without a host are relative to
 * @param seed which of all the allowed replies are given
 */
export function describedApi(
  description: Description,
  base: string,
  seed: string,
  read: Watch['read'],
): DescribedApi {
  const watch: Watch = { read, undescribed: new Set() }
  const asked = new Map<string, Request>()
  let unknown = false
  const reply = (
    path: string,
    page: number,
  ): { readonly name: string; readonly body: unknown; readonly request: Request } => {
    const url = new URL(`${base}${path}`.startsWith(`${base}http`) ? path : `${base}${path}`)
    const place =
      url.origin === new URL(base).origin ? url.pathname : `${url.origin}${url.pathname}`
    const name = nameOf(description, place)
    const request = name === null ? undefined : description.requests[name]
    if (name === null || !request) {
      watch.undescribed.add(`GET ${place.replaceAll(/s[0-9a-f]{8}/g, '{}')}`)
      unknown = true
      throw new Unreadable('not-found', said('not-in-reply'))
    }
    asked.set(name, request)
    for (const key of url.searchParams.keys())
      noteRead(watch, `${name}?`, key, request.parameters.includes(key))
    const { shows, filters } = askedFor(url)
    const listed =
      typeof request.reply === 'object' &&
      'fields' in request.reply &&
      'value' in request.reply.fields
    const inList = (asked: Asked): Asked =>
      listed && !url.searchParams.has('fields')
        ? { only: [], inside: new Map([['value', asked]]) }
        : asked
    narrowed(request.reply, inList(filters), description, name, watch)
    const shape = narrowed(request.reply, inList(shows), description, name, watch)
    return {
      name,
      request,
      body: sample(shape, description, `${seed} ${url.href} ${page}`, name, watch),
    }
  }
  const ask = async (query: string, variables: Readonly<Record<string, unknown>>) => ({
    data: await executed(query, variables, seed),
    errors: [],
    evidence: 0,
  })
  const api: Api = {
    get: async path => ({ status: 200, headers: {}, evidence: 0, body: reply(path, 0).body }),
    async *pages(path, paging) {
      for (const page of [1, 2]) {
        const { body, name, request } = reply(path, page)
        yield { items: itemsOf(body, paging, name, request, watch), evidence: 0 }
      }
    },
    graphql: ask,
    async *graphqlPages(query, variables, paging) {
      yield await ask(query, { ...variables, first: paging.first, after: null })
    },
  }
  return {
    api,
    watch,
    asked,
    unknown: () => unknown || [...watch.undescribed].some(item => item.endsWith(': anything')),
  }
}

/** Which described request it is: `GET /orgs/{org}`, the one with the fewest holes. */
function nameOf({ requests }: Description, place: string): string | null {
  const parts = place.split('/')
  const fits = (name: string): boolean => {
    const own = name.slice('GET '.length).split('/')
    return (
      own.length === parts.length &&
      own.every((part, index) => {
        const [before, ...after] = part.split(/\{[^}]*\}/)
        const found = parts[index] ?? ''
        return after.length === 0
          ? found.toLowerCase() === part.toLowerCase()
          : found.toLowerCase().startsWith((before ?? '').toLowerCase()) &&
              found.endsWith(after.at(-1) ?? '')
      })
    )
  }
  const found = Object.keys(requests).filter(fits)
  return found.toSorted((a, b) => a.split('{').length - b.split('{').length)[0] ?? null
}

function itemsOf(
  body: unknown,
  paging: Paging,
  name: string,
  { parameters }: Request,
  watch: Watch,
): readonly unknown[] {
  if (paging.style === 'page-token')
    noteRead(watch, `${name}?`, paging.parameter, parameters.includes(paging.parameter))
  const under = body as Record<string, unknown>
  // OData's own annotations stand in no description of a type.
  if (paging.style !== 'link-header' && !paging.field.startsWith('@')) void under[paging.field]
  if (paging.items === undefined) return body as readonly unknown[]
  const names = typeof paging.items === 'string' ? [paging.items] : paging.items
  const known = names.find(item => item in under) ?? names[0] ?? ''
  return (under[known] ?? []) as readonly unknown[]
}

/** OData's `$select`, `$expand` and `$filter`, and Google's `fields`. */
function askedFor({ searchParams }: URL): { readonly shows: Asked; readonly filters: Asked } {
  const get = (key: string): string => searchParams.get(key) ?? ''
  const filters = {
    only: [...get('$filter').matchAll(/(\w+) eq /g)].map(([, field]) => field ?? ''),
    inside: new Map<string, Asked>(),
  }
  if (get('fields')) return { shows: treeOf(get('fields')), filters }
  const inside = get('$expand') ? treeOf(get('$expand'), odata).inside : new Map<string, Asked>()
  return { shows: { only: get('$select').split(',').filter(Boolean), inside }, filters }
}

/** `$select=id;$expand=rules` inside of an `$expand`. */
function odata(text: string): Asked {
  const part = (key: string): string =>
    text
      .split(';')
      .find(item => item.startsWith(`$${key}=`))
      ?.slice(key.length + 2) ?? ''
  const expand = part('expand')
  const only = part('select').split(',').filter(Boolean)
  return { only, inside: expand ? treeOf(expand, odata).inside : new Map() }
}

/** `a,b(…)`: names, and what stands in brackets after some. */
function treeOf(text: string, within: (text: string) => Asked = treeOf): Asked {
  const only: string[] = []
  const inside = new Map<string, Asked>()
  let depth = 0
  let start = 0
  const take = (item: string): void => {
    const open = item.indexOf('(')
    if (open === -1) only.push(item)
    else inside.set(item.slice(0, open), within(item.slice(open + 1, -1)))
  }
  for (let index = 0; index <= text.length; index++) {
    const character = text[index] ?? ','
    if (character === '(') depth++
    if (character === ')') depth--
    if (character !== ',' || depth > 0) continue
    take(text.slice(start, index))
    start = index + 1
  }
  return { only, inside }
}

/** GitHub's published schema, answering by types alone. @throws TypeError where it refuses */
async function executed(
  source: string,
  variableValues: Readonly<Record<string, unknown>>,
  seed: string,
): Promise<unknown> {
  const { data, errors } = await graphql({
    schema: githubSchema(),
    source,
    variableValues,
    rootValue: {},
    // What is asked for by name is there, or an error says why not.
    fieldResolver: (_, asked, __, info) =>
      (info.path.prev ? valueOf : given)(info.returnType, placeOf(seed, info, asked), info),
    typeResolver: (value: unknown) => String((value as { __typename: string }).__typename),
  })
  if (errors?.length) throw new TypeError(errors.map(error => error.message).join('; '))
  return JSON.parse(JSON.stringify(data)) as unknown
}

function placeOf(seed: string, { path }: GraphQLResolveInfo, given: unknown): string {
  const keys: string[] = []
  for (let at: typeof path | undefined = path; at; at = at.prev) keys.unshift(String(at.key))
  return `${seed} ${keys.join('.')} ${JSON.stringify(given)}`
}

function valueOf(type: GraphQLOutputType, at: string, info: GraphQLResolveInfo): unknown {
  const draw = (count: number): number => hashOf(at) % count
  return !isNonNullType(type) && draw(5) === 0 ? null : given(type, at, info)
}

function given(type: GraphQLOutputType, at: string, info: GraphQLResolveInfo): unknown {
  const draw = (count: number): number => hashOf(`${at}!`) % count
  if (isNonNullType(type)) return given(type.ofType as GraphQLOutputType, at, info)
  if (isListType(type))
    return Array.from({ length: draw(3) }, (_, index) =>
      valueOf(type.ofType as GraphQLOutputType, `${at}[${index}]`, info),
    )
  if (isEnumType(type)) return type.getValues()[draw(type.getValues().length)]?.value
  if (isAbstractType(type)) {
    const kinds = info.schema.getPossibleTypes(type)
    return { __typename: kinds[draw(kinds.length)]?.name }
  }
  if (!isLeafType(type)) return {}
  if (type.name === 'Boolean') return draw(2) === 0
  if (type.name === 'Int') return draw(3)
  if (type.name === 'DateTime') return new Date(Date.UTC(2026, draw(12), 1)).toISOString()
  return `s${hashOf(at).toString(16)}`
}
