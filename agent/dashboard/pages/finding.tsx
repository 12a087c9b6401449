import { useState } from 'preact/hooks'
import { call, useApi } from '../api.ts'
import { Link, OutcomeMark, SeverityMark, Waiting, When } from '../parts.tsx'
import { useLocation } from '../router.ts'
import type { FindingDetail } from '../types.ts'

const grades = { A: 'API reply fetched by the agent', B: 'API reply seen by the extension', C: 'read from the page', D: 'uploaded or imported' } as const

/** One finding with its evidence, history and remedy. */
export function FindingPage() {
  const { query } = useLocation()
  const { data, error, reload } = useApi<FindingDetail>(`/finding?id=${encodeURIComponent(query.get('id') ?? '')}`)
  if (!data) return <><h1>Finding</h1><Waiting error={error} /></>
  const { finding, check, evidence, history, exception } = data
  return (
    <>
      <p class="crumbs"><Link to="/findings">Findings</Link> / {finding.tenant} / {finding.resource.name}</p>
      <h1>{check?.title ?? finding.check}</h1>
      <p class="facts"><OutcomeMark outcome={finding.outcome} /> <SeverityMark severity={finding.severity} /> <span>since <When time={finding.since} /></span> <span>grade {finding.grade}: {grades[finding.grade]}</span></p>
      {finding.reason && <p class="notice"><b>{finding.reason}</b>: {data.reasonText}{finding.detail ? <><br /><code>{finding.detail}</code></> : null}</p>}
      {exception && <p class="notice">Accepted by {exception.acceptedBy} until {exception.until.slice(0, 10)}: {exception.reason} The outcome stays what it is.</p>}
      {finding.disagreement?.map(item => <p class="notice" key={item.setting}><b>API and console disagree</b> on {item.setting}: the API says <code>{JSON.stringify(item.api)}</code>, the page says <code>{JSON.stringify(item.console)}</code>.</p>)}
      <div class="columns">
        <section aria-labelledby="wanted"><h2 id="wanted">Wanted</h2><p class="value">{finding.expected}</p></section>
        <section aria-labelledby="observed"><h2 id="observed">Observed</h2>{Object.keys(finding.observed).length === 0 ? <p class="quiet">Nothing was read.</p> : <dl class="observed">{Object.entries(finding.observed).map(([id, value]) => <div key={id}><dt>{id.split('.').at(-1)}</dt><dd><code>{show(value)}</code></dd></div>)}</dl>}</section>
      </div>
      {check && <section aria-labelledby="remedy"><h2 id="remedy">What to do</h2><ol>{check.remediation.steps.map(step => <li key={step}>{step}</li>)}</ol><p class="quiet">Steps last seen to match: {check.remediation.seen}.{check.references.length > 0 && ` Also known as ${check.references.map(item => `${item.source} ${item.id}`).join(', ')}.`}</p></section>}
      <section aria-labelledby="history"><h2 id="history">History</h2><Timeline history={history} /></section>
      <section aria-labelledby="required"><h2 id="required">Required by</h2>{finding.requirements.length === 0 ? <p class="quiet">No requirement of the shipped frameworks.</p> : <p class="chips">{finding.requirements.map(id => <span key={id}>{id}</span>)}</p>}</section>
      <section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2>
        {evidence.length === 0 ? <p class="quiet">None: nothing was read.</p> : <ul class="evidence">{evidence.map(item => (
          <li key={item.index}><b>entry {item.index}</b> <code>{item.commitment.slice(0, 16)}…</code> {item.erased ? 'body erased' : <a href={`/api/v1/evidence/${item.index}`} download>{item.length} bytes, {item.mediaType}</a>}
            {item.ipe && <dl><div><dt>request</dt><dd><code>{item.ipe.request}</code></dd></div><div><dt>seen</dt><dd><When time={item.ipe.seenAt} /></dd></div><div><dt>collector</dt><dd>{item.ipe.collector}</dd></div>{item.ipe.status !== undefined && <div><dt>status</dt><dd>{item.ipe.status}</dd></div>}</dl>}</li>))}</ul>}</section>
      {finding.outcome === 'fail' && !exception && <Accept finding={finding} done={reload} />}
    </>
  )
}

function show(value: unknown): string {
  const text = JSON.stringify(value, null, 1)
  return text.length > 1500 ? `${text.slice(0, 1500)} …` : text
}

function Timeline({ history }: { readonly history: FindingDetail['history'] }) {
  const end = Date.now()
  return <>
    <div class="timeline" role="img" aria-label={history.map(item => `${item.outcome} from ${item.from}`).join(', ')}>{history.map(item => <span key={item.from} class={item.outcome} style={{ flexGrow: Math.max(1, (item.to ? Date.parse(item.to) : end) - Date.parse(item.from)) }} />)}</div>
    <ol class="history">{history.slice(-8).map(item => <li key={item.from}><OutcomeMark outcome={item.outcome} /> from <When time={item.from} />{item.reason ? ` (${item.reason})` : ''}</li>)}</ol>
  </>
}

function Accept({ finding, done }: { readonly finding: FindingDetail['finding']; done(): void }) {
  const [error, setError] = useState('')
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    call('/exceptions', { method: 'POST', body: JSON.stringify({ tenant: finding.tenant, check: finding.check, resource: finding.resource.id, reason: form.get('reason'), until: form.get('until'), by: form.get('by') || undefined }) }).then(done, (problem: Error) => setError(problem.message))
  }
  return (
    <details class="accept"><summary>Accept this for a time</summary>
      <form onSubmit={submit}>
        <label>Reason <input name="reason" required /></label><label>Until <input name="until" type="date" required /></label><label>Accepted by <input name="by" /></label>
        <button>Accept</button><p role="alert">{error}</p>
      </form>
    </details>
  )
}
