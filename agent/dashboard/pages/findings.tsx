import { counted } from '../counted.ts'
import type { ComponentChildren } from 'preact'
import type { Input, Output } from '../../operations/index.ts'
import { AcceptForm } from '../accept.tsx'
import { addressOf, call, useOperation } from '../api.ts'
import type { ApiError } from '../api.ts'
import { announce } from '../attention.ts'
import {
  CountsBar,
  Download,
  findingAddress,
  Link,
  OutcomeMark,
  Outside,
  SeverityMark,
  Standing,
  Waiting,
} from '../parts.tsx'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Views } from '../views.tsx'
import { go, picked, searchReady, useLocation, useTitle } from '../router.ts'
import { useTenantNames } from '../tenant-names.ts'

const PAGE = 100
// Set by links of other pages; each can be taken off again.
const narrowing = ['check', 'reason', 'drift', 'requirement', 'service', 'owner'] as const
const asked = [
  ...narrowing,
  'text',
  'outcome',
  'severity',
  'tenant',
  'framework',
  'sort',
  'page',
] as const satisfies readonly (keyof Input<'findings'>)[]
/** Of all pages. */
const sought = asked.filter(name => name !== 'page')

const orders = [
  ['severity', 'worst first, whatever came out'],
  ['recent', 'newest first'],
  ['check', 'by title'],
  ['tenant', 'by tenant'],
] as const satisfies readonly (readonly [Input<'findings'>['sort'], string])[]

const names: Readonly<Record<string, string>> = {
  check: 'check',
  reason: 'reason',
  drift: 'turned',
  requirement: 'requirement',
  service: 'service',
}

/** Findings, filtered and searched; the address holds the filter. */
export function FindingsPage() {
  const { query } = useLocation()
  const search = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => searchReady(search.current), [])
  const { data: tenants } = useOperation('tenants', {})
  const { data: frameworks } = useOperation('catalogue', {})
  const grouped = query.get('group') === 'check'
  const addressWith = (name: string, value: string): string => {
    const next = new URLSearchParams(query)
    if (value) next.set(name, value)
    else next.delete(name)
    if (name !== 'page') next.delete('page')
    return `/findings${next.size > 0 ? `?${next}` : ''}`
  }
  const turn = (page: number): void => set('page', page === 0 ? '' : String(page))
  const set = (name: string, value: string): void => {
    // Each filter is a step in history; what is typed is one.
    const typing = name === 'text' && query.has('text')
    const focused = document.activeElement
    go(addressWith(name, value), typing)
    if (name !== 'page' && focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }
  const remove = (name: string): void => {
    announce(`The filter ${names[name] ?? name} is taken off.`)
    set(name, '')
  }
  useTitle(titleOf(query))
  const select = (
    name: string,
    label: string,
    options: readonly (readonly [value: string, label: string])[],
  ) => (
    <label>
      {label}{' '}
      <select
        value={query.get(name) ?? ''}
        onChange={event => set(name, event.currentTarget.value)}
      >
        <option value="">{name === 'sort' ? 'most urgent first' : 'all'}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
  const same = (names: readonly string[]): (readonly [string, string])[] =>
    names.map(name => [name, name])
  return (
    <>
      <h1>Findings</h1>
      <Views query={query} />
      <form class="filters" role="search" onSubmit={event => event.preventDefault()}>
        <label class="wide">
          Search{' '}
          <input
            id="search"
            ref={search}
            type="search"
            value={query.get('text') ?? ''}
            onInput={event => set('text', event.currentTarget.value)}
            placeholder="setting, resource, tenant (press /)"
          />
        </label>
        {select('outcome', 'Outcome', [
          ['fail', 'fail'],
          ['unknown', 'unknown'],
          ['pass', 'pass'],
          ['not-applicable', 'not applicable'],
        ])}
        {select('severity', 'Severity', same(['critical', 'high', 'medium', 'low']))}
        {select(
          'tenant',
          'Tenant',
          tenants?.tenants.map(({ id, name }) => [id, name] as const) ?? [],
        )}
        {select(
          'framework',
          'Framework',
          frameworks?.frameworks.map(item => [item.id, item.title] as const) ?? [],
        )}
        {narrowing.flatMap(name =>
          query.get(name)
            ? [
                <button
                  key={name}
                  type="button"
                  class="taken"
                  onClick={() => remove(name)}
                  aria-label={`Remove filter ${names[name]} ${query.get(name)}`}
                >
                  {names[name]}: {query.get(name)} <span aria-hidden="true">✕</span>
                </button>,
              ]
            : [],
        )}
      </form>
      <div class="ordering">
        {select('sort', 'Order', orders)}
        <Link to={addressWith('group', grouped ? '' : 'check')}>
          {grouped ? 'One by one' : 'By check'}
        </Link>
        <Download
          address={addressOf('findings-file', picked(query, sought))}
          name="witnessmark-findings.csv"
        >
          Download as a table
        </Download>
      </div>
      {grouped ? <Groups query={query} turn={turn} /> : <List query={query} turn={turn} />}
    </>
  )
}

type Shown = { readonly query: URLSearchParams; turn(page: number): void }

function List({ query, turn }: Shown) {
  const { data, error, stale } = useOperation('findings', picked(query, asked), { keep: true })
  if (!data) return <Waiting error={error} />
  return (
    <Found {...{ query, turn, data, error, stale }} what={total => counted(total, 'finding')}>
      {data.findings.length > 0 && <Rows findings={data.findings} />}
    </Found>
  )
}

function Groups({ query, turn }: Shown) {
  const { data, error, stale } = useOperation('finding-groups', picked(query, asked), {
    keep: true,
  })
  if (!data) return <Waiting error={error} />
  return (
    <Found
      {...{ query, turn, data, error, stale }}
      what={total => counted(total, 'group of findings', 'groups of findings')}
    >
      {data.groups.length > 0 && <GroupRows groups={data.groups} query={query} />}
    </Found>
  )
}

/** What stands around the rows: how many, and the way to the others. */
function Found({
  data,
  error,
  stale,
  what,
  query,
  turn,
  children,
}: Shown & {
  readonly data: Parameters<typeof Standing>[0]['data'] & {
    readonly total: number
    readonly counts: Output<'findings'>['counts']
  }
  readonly error: ApiError | null
  readonly stale: boolean
  what(total: number): string
  readonly children: ComponentChildren
}) {
  const page = Number(query.get('page') ?? 0)
  return (
    <div class={stale ? 'stale' : ''} aria-busy={stale}>
      {error && (
        <p class="notice" role="alert">
          {error.message}
        </p>
      )}
      <Standing data={data} />
      <CountsBar counts={data.counts} />
      <p class="quiet" role="status">
        {what(data.total)}
        {data.total === 0 && data.unread === null && query.size > 0
          ? ': none fits all of these'
          : ''}
      </p>
      {data.total === 0 && query.size > 0 && (
        <p>
          <Link to="/findings">Show all findings</Link>
        </p>
      )}
      {children}
      {data.total > PAGE && (
        <nav class="pager" aria-label="Result pages">
          <button
            type="button"
            aria-disabled={page === 0}
            onClick={() => page > 0 && turn(page - 1)}
          >
            Previous
          </button>
          <span>
            {page * PAGE + 1} to {Math.min(data.total, page * PAGE + PAGE)}
          </span>
          <button
            type="button"
            aria-disabled={(page + 1) * PAGE >= data.total}
            onClick={() => (page + 1) * PAGE < data.total && turn(page + 1)}
          >
            Next
          </button>
        </nav>
      )}
    </div>
  )
}

type Group = Output<'finding-groups'>['groups'][number]
const keyOf = ({ tenant, check, outcome, accepted }: Group): string =>
  [tenant, check, outcome, accepted].join(' ')

/** A line for what came out alike; what fails can be accepted for a time, several at once. */
function GroupRows({
  groups,
  query,
}: {
  readonly groups: readonly Group[]
  readonly query: URLSearchParams
}) {
  const named = useTenantNames()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const open = groups.filter(group => group.outcome === 'fail' && !group.accepted)
  const taken = open.filter(group => chosen.has(keyOf(group)))
  const choose = (key: string): void => {
    const next = new Set(chosen)
    if (!next.delete(key)) next.add(key)
    setChosen(next)
  }
  const within = (group: Group): string => {
    const next = new URLSearchParams(query)
    for (const name of ['group', 'page']) next.delete(name)
    for (const name of ['check', 'tenant', 'outcome'] as const) next.set(name, group[name])
    return `/findings?${next}`
  }
  return (
    <>
      <ul class="rows choosable">
        {groups.map(group => (
          <li key={keyOf(group)}>
            {open.includes(group) && (
              <input
                type="checkbox"
                checked={chosen.has(keyOf(group))}
                onChange={() => choose(keyOf(group))}
                aria-label={`Choose ${group.title}, ${named(group.tenant)}`}
              />
            )}
            <Link to={within(group)}>
              <OutcomeMark outcome={group.outcome} />
              <b>{group.title}</b>
              <SeverityMark severity={group.severity} />
              <small>
                {group.count.toLocaleString('en')} × {named(group.tenant)}
                {group.owner ? (
                  <>
                    {' '}
                    · <Outside>{group.owner}</Outside>
                  </>
                ) : null}
                {group.accepted ? ' · accepted for a time' : ''} · wanted <q>{group.expected}</q>
              </small>
            </Link>
          </li>
        ))}
      </ul>
      {taken.length > 0 && (
        <AcceptForm
          stuck
          title={`Accept ${taken.length === 1 ? 'the chosen check' : `the ${taken.length} chosen checks`} for a time`}
          note="Accepted is what fails of these checks in the whole tenant, whatever is searched for here. The outcomes stay."
          accept={async given => {
            const byTenant = Map.groupBy(taken, ({ tenant }) => tenant)
            for (const [tenant, items] of byTenant)
              await call('exception-add-all', {
                tenant,
                of: items.map(({ check }) => ({ check })),
                ...given,
              })
            setChosen(new Set())
          }}
        />
      )}
    </>
  )
}

function Rows({ findings }: Pick<Output<'findings'>, 'findings'>) {
  const named = useTenantNames()
  return (
    <ul class="rows">
      {findings.map(item => (
        <li key={item.id}>
          <Link to={findingAddress(item.id)}>
            <OutcomeMark outcome={item.outcome} />
            <b>{item.title}</b>
            <SeverityMark severity={item.severity} />
            <small>
              {named(item.tenant)}
              {item.resource.name === item.tenant ? null : (
                <>
                  {' · '}
                  <Outside>{item.resource.name}</Outside>
                </>
              )}
              {item.reason ? ` · ${item.reason}` : ''}
              {item.owner ? (
                <>
                  {' '}
                  · <Outside>{item.owner}</Outside>
                </>
              ) : null}
              {item.exception ? ' · accepted for a time' : ''}
              {item.disagreement ? ' · API and console disagree' : ''}
              {item.outcome === 'fail' && (
                <>
                  {' '}
                  · wanted <q>{item.expected}</q>
                  {item.found !== null && (
                    <>
                      , found <q>{item.found}</q>
                    </>
                  )}
                </>
              )}
            </small>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** What this view is of, for the browser's tab and history. */
function titleOf(query: URLSearchParams): string {
  const parts = ['outcome', 'severity', 'tenant', 'framework', ...narrowing, 'text'].flatMap(
    name => query.get(name) ?? [],
  )
  const what = query.get('group') === 'check' ? 'Findings by check' : 'Findings'
  return parts.length === 0 ? what : `${what}: ${parts.join(', ')}`
}
