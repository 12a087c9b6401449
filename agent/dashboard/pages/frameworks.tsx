import { useState } from 'preact/hooks'
import { useApi } from '../api.ts'
import { Link, Waiting } from '../parts.tsx'
import type { FrameworkItem, Frameworks } from '../types.ts'

const words = { 'satisfied': 'satisfied', 'not-satisfied': 'not satisfied', 'undetermined': 'undetermined' } as const

/** Requirement -> status; what no check covers is said, not hidden. */
export function FrameworksPage() {
  const { data, error } = useApi<Frameworks>('/frameworks')
  const [chosen, choose] = useState('')
  const [covered, setCovered] = useState(true)
  if (!data) return <><h1>Frameworks</h1><Waiting error={error} /></>
  const framework = data.frameworks.find(item => item.id === chosen) ?? data.frameworks[0]
  if (!framework) return <><h1>Frameworks</h1><p class="notice">No framework is in the catalogue.</p></>
  const asked = framework.requirements.filter(item => item.covered)
  const shown = covered ? asked : framework.requirements
  return (
    <>
      <h1>Frameworks</h1>
      <div class="filters">
        <label>Framework <select value={framework.id} onChange={event => choose(event.currentTarget.value)}>{data.frameworks.map(item => <option key={item.id} value={item.id}>{item.title}</option>)}</select></label>
        <label class="check"><input type="checkbox" checked={covered} onChange={event => setCovered(event.currentTarget.checked)} /> only what is measured</label>
      </div>
      <p class="quiet">{framework.title} {framework.version}. {asked.length} of {framework.requirements.length} requirements are measured by checks here; the others need other evidence. {framework.note}</p>
      <ul class="rows">{shown.map(item => <Row key={item.id} item={item} />)}</ul>
    </>
  )
}

function Row({ item }: { readonly item: FrameworkItem }) {
  const [first] = item.failing
  const body = <>
    <span class={`status ${item.covered ? item.status : 'uncovered'}`}>{item.covered ? words[item.status] : 'not measured'}</span><b>{item.id} {item.title}</b>
    <small>{[item.level, item.automated ? 'to be monitored automatically' : '', item.covered ? `${item.counts.pass} pass, ${item.counts.fail} fail, ${item.counts.unknown} unknown` : ''].filter(Boolean).join(' · ')}</small>
  </>
  return <li>{first ? <Link to={`/finding?id=${encodeURIComponent(first)}`}>{body}</Link> : <span class="row">{body}</span>}</li>
}
