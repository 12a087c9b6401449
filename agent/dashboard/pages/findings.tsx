import type { Input } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
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
import { go, picked, searchReady, useLocation } from '../router.ts'

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
    go(`/findings${next.size > 0 ? `?${next}` : ''}`, name !== 'page')
  }
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
                  onClick={() => set(name, '')}
                  aria-label={`Remove filter ${name} ${query.get(name)}`}
                >
                  {name}: {query.get(name)} <span aria-hidden="true">✕</span>
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
            {data.total === 0 ? ': none fits all of these' : ''}
          </p>
          {data.findings.length > 0 && (
            <ul class="rows">
              {data.findings.map(item => (
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
                      ) : (
                        ''
                      )}
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
          )}
          {data.total > PAGE && (
            <nav class="pager" aria-label="Result pages">
              <button
                type="button"
                disabled={page === 0}
                onClick={() => set('page', page === 1 ? '' : String(page - 1))}
              >
                Previous
              </button>
              <span>
                {page * PAGE + 1} to {Math.min(data.total, page * PAGE + PAGE)}
              </span>
              <button
                type="button"
                disabled={(page + 1) * PAGE >= data.total}
                onClick={() => set('page', String(page + 1))}
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
