import { useApi } from '../api.ts'
import { CountsBar, Link, OutcomeMark, SeverityMark, Waiting } from '../parts.tsx'
import { go, useLocation } from '../router.ts'
import type { Findings, Tenants } from '../types.ts'

/** Findings, filtered and searched; the address holds the filter. */
export function FindingsPage() {
  const { query } = useLocation()
  const { data, error } = useApi<Findings>(`/findings?${query}`)
  const { data: tenants } = useApi<Tenants>('/tenants')
  const page = Number(query.get('page') ?? 0)
  const set = (name: string, value: string): void => {
    const next = new URLSearchParams(query)
    if (value) next.set(name, value)
    else next.delete(name)
    if (name !== 'page') next.delete('page')
    go(`/findings?${next}`, name === 'text')
  }
  return (
    <>
      <h1>Findings</h1>
      <form class="filters" role="search" onSubmit={event => event.preventDefault()}>
        <label>Search <input id="search" type="search" value={query.get('text') ?? ''} onInput={event => set('text', event.currentTarget.value)} placeholder="press / anywhere" /></label>
        <label>Outcome <select value={query.get('outcome') ?? ''} onChange={event => set('outcome', event.currentTarget.value)}><option value="">all</option><option>fail</option><option>unknown</option><option>pass</option><option>not-applicable</option></select></label>
        <label>Severity <select value={query.get('severity') ?? ''} onChange={event => set('severity', event.currentTarget.value)}><option value="">all</option><option>critical</option><option>high</option><option>medium</option><option>low</option></select></label>
        <label>Tenant <select value={query.get('tenant') ?? ''} onChange={event => set('tenant', event.currentTarget.value)}><option value="">all</option>{tenants?.tenants.map(tenant => <option key={tenant.id}>{tenant.id}</option>)}</select></label>
        {query.get('check') && <button type="button" onClick={() => set('check', '')}>check: {query.get('check')} ✕</button>}
      </form>
      {!data ? <Waiting error={error} /> : <>
        <CountsBar counts={data.counts} />
        <p class="quiet" role="status">{data.total} findings</p>
        <ul class="rows">{data.findings.map(item => (
          <li key={item.id}><Link to={`/finding?id=${encodeURIComponent(item.id)}`}>
            <OutcomeMark outcome={item.outcome} /><b>{item.title}</b><SeverityMark severity={item.severity} />
            <small>{item.tenant} · {item.resource.name}{item.reason ? ` · ${item.reason}` : ''}{item.exception ? ' · accepted' : ''}{item.disagreement ? ' · API and console disagree' : ''}</small>
          </Link></li>))}</ul>
        {data.total > 100 && <nav class="pager" aria-label="Result pages">
          <button type="button" disabled={page === 0} onClick={() => set('page', String(page - 1))}>Previous</button><span>{page * 100 + 1} to {Math.min(data.total, page * 100 + 100)}</span>
          <button type="button" disabled={(page + 1) * 100 >= data.total} onClick={() => set('page', String(page + 1))}>Next</button></nav>}
      </>}
    </>
  )
}
