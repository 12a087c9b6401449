import type { Input, Output } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
import { announce } from '../attention.ts'
import {
  CountsBar,
  findingAddress,
  Link,
  OutcomeMark,
  Outside,
  SeverityMark,
  Standing,
  Waiting,
} from '../parts.tsx'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { go, picked, searchReady, useLocation, useTitle } from '../router.ts'

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
  'page',
] as const satisfies readonly (keyof Input<'findings'>)[]

/** What somebody looks for again and again; each is an address like any other. */
const views = [
  ['Newly failing', '?drift=new-failing'],
  ['Failing', '?outcome=fail'],
  ['Lost sight of', '?drift=lost-sight'],
  ['Could not be told', '?outcome=unknown'],
] as const
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
  const { data, error, stale } = useOperation('findings', picked(query, asked), {
    keep: true,
  })
  const { data: tenants } = useOperation('tenants', {})
  const { data: frameworks } = useOperation('catalogue', {})
  const page = Number(query.get('page') ?? 0)
  const set = (name: string, value: string): void => {
    const next = new URLSearchParams(query)
    if (value) next.set(name, value)
    else next.delete(name)
    if (name !== 'page') next.delete('page')
    // Each filter is a step in history; what is typed is one.
    const typing = name === 'text' && query.has('text')
    const focused = document.activeElement
    go(`/findings${next.size > 0 ? `?${next}` : ''}`, typing)
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
        <option value="">all</option>
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
      <nav class="views" aria-label="Views">
        {views.map(([title, search]) => (
          <Link
            key={search}
            to={`/findings${search}`}
            aria-current={location.search === search ? 'page' : undefined}
          >
            {title}
          </Link>
        ))}
      </nav>
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
        {select('tenant', 'Tenant', same(tenants?.tenants.map(tenant => tenant.id) ?? []))}
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
      {!data ? (
        <Waiting error={error} />
      ) : (
        <div class={stale ? 'stale' : ''} aria-busy={stale}>
          {error && (
            <p class="notice" role="alert">
              {error.message}
            </p>
          )}
          <Standing data={data} />
          <CountsBar counts={data.counts} />
          <p class="quiet" role="status">
            {data.total.toLocaleString('en')} findings
            {data.total === 0 && data.unread === null && query.size > 0
              ? ': none fits all of these'
              : ''}
          </p>
          {data.total === 0 && query.size > 0 && (
            <p>
              <Link to="/findings">Show all findings</Link>
            </p>
          )}
          {data.findings.length > 0 && <Rows findings={data.findings} />}
          {data.total > PAGE && (
            <nav class="pager" aria-label="Result pages">
              <button
                type="button"
                aria-disabled={page === 0}
                onClick={() => page > 0 && set('page', page === 1 ? '' : String(page - 1))}
              >
                Previous
              </button>
              <span>
                {page * PAGE + 1} to {Math.min(data.total, page * PAGE + PAGE)}
              </span>
              <button
                type="button"
                aria-disabled={(page + 1) * PAGE >= data.total}
                onClick={() => (page + 1) * PAGE < data.total && set('page', String(page + 1))}
              >
                Next
              </button>
            </nav>
          )}
        </div>
      )}
    </>
  )
}

function Rows({ findings }: Pick<Output<'findings'>, 'findings'>) {
  return (
    <ul class="rows">
      {findings.map(item => (
        <li key={item.id}>
          <Link to={findingAddress(item.id)}>
            <OutcomeMark outcome={item.outcome} />
            <b>{item.title}</b>
            <SeverityMark severity={item.severity} />
            <small>
              {item.tenant}
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
  return parts.length === 0 ? 'Findings' : `Findings: ${parts.join(', ')}`
}
