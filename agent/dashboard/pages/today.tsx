import { call, useApi } from '../api.ts'
import { CountsBar, Link, OutcomeMark, SeverityMark, Waiting, When } from '../parts.tsx'
import type { Overview } from '../types.ts'
import { useState } from 'preact/hooks'

const driftWords = { 'new-failing': 'newly failing', 'lost-sight': 'lost sight of', 'seen-again': 'seen again', 'fixed': 'fixed', 'gone': 'gone', 'still-failing': 'still failing' } as const

/** What needs you today, first. */
export function Today() {
  const { data, error } = useApi<Overview>('/overview')
  if (!data) return <><h1>Today</h1><Waiting error={error} /></>
  return (
    <>
      <div class="title"><h1>{data.groups.length === 0 ? 'Nothing needs you today' : `${data.groups.length} things need you`}</h1><ScanButton /></div>
      <CountsBar counts={data.counts} />
      {data.changes.length > 0 && <section aria-labelledby="changes"><h2 id="changes">Changed since the run before</h2>
        <ul class="rows">{data.changes.slice(0, 12).map(item => <li key={item.id}><Link to={`/finding?id=${encodeURIComponent(item.id)}`}><span class={`drift ${item.drift}`}>{driftWords[item.drift]}</span><b>{item.title}</b><small>{item.tenant} · {item.resource.name}</small></Link></li>)}</ul></section>}
      {data.groups.length > 0 && <section aria-labelledby="needs"><h2 id="needs">Needs you</h2>
        <ul class="rows">{data.groups.map(group => (
          <li key={group.tenant + group.check}><Link to={group.count === 1 ? `/finding?id=${encodeURIComponent(group.first)}` : `/findings?outcome=fail&tenant=${group.tenant}&check=${group.check}`}>
            <SeverityMark severity={group.severity} /><b>{group.title}</b>
            <small>{group.tenant} · {group.count === 1 ? group.resources[0] : `${group.count} of ${group.of}: ${group.resources.join(', ')}${group.count > group.resources.length ? ', …' : ''}`} · wanted: {group.expected}</small>
          </Link></li>))}</ul></section>}
      {data.unknown.length > 0 && <section aria-labelledby="unknown"><h2 id="unknown">Could not be told</h2>
        <ul class="rows">{data.unknown.map(item => <li key={item.reason}><Link to={`/findings?outcome=unknown`}><OutcomeMark outcome="unknown" /><b>{item.count} × {item.reason}</b><small>{item.text}</small></Link></li>)}</ul></section>}
      {data.ending.length > 0 && <section aria-labelledby="ending"><h2 id="ending">Acceptances that end</h2>
        <ul class="rows">{data.ending.map(item => <li key={item.id}><Link to={`/findings?check=${item.check}`}><span class="drift lost-sight">{item.ended ? 'ended' : 'ends'}</span><b>{item.check}</b><small>{item.until.slice(0, 10)} · {item.reason} ({item.acceptedBy})</small></Link></li>)}</ul></section>}
      <p class="quiet">As of <When time={data.at} /></p>
    </>
  )
}

function ScanButton() {
  const [state, setState] = useState<'idle' | 'busy' | string>('idle')
  const scan = (): void => {
    setState('busy')
    call('/scan', { method: 'POST', body: '{}' }).then(() => setState('idle'), (error: Error) => setState(error.message))
  }
  return <div class="action"><button type="button" onClick={scan} disabled={state === 'busy'}>{state === 'busy' ? 'Scanning…' : 'Scan now'}</button><span role="status">{state !== 'idle' && state !== 'busy' ? state : ''}</span></div>
}
