import { useEffect, useState } from 'preact/hooks'
import type { Input, Output } from '../../operations/index.ts'
import { addressOf, call, useOperation } from '../api.ts'
import { AuditRequests } from '../audit-requests.tsx'
import { announce } from '../attention.ts'
import { LevelNote } from '../level-note.tsx'
import { Action, Download, Waiting, When } from '../parts.tsx'

const POLL_MILLISECONDS = 500
const size = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

/** Exports for auditors and tools: made here, on this machine, and downloaded. */
export function ExportsPage() {
  const { data, error, reload } = useOperation('exports', {})
  const tenants = useOperation('tenants', {}).data
  const frameworks = useOperation('catalogue', {}).data
  const [problem, setProblem] = useState('')
  const running = data?.jobs.some(job => job.state === 'running') ?? false
  useEffect(() => {
    if (!running) return
    const timer = setTimeout(reload, POLL_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [running, data])

  const start = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string): string => String(form.get(name) ?? '').trim()
    const days = text('days')
      .split(/[\s,]+/)
      .filter(day => day !== '')
    setProblem('')
    call('export-start', {
      format: text('format') as Input<'export-start'>['format'],
      redact: form.has('redact'),
      ...(text('from') ? { from: `${text('from')}T00:00:00.000Z` } : {}),
      ...(text('to') ? { to: `${text('to')}T23:59:59.999Z` } : {}),
      ...(text('tenant') ? { tenants: [text('tenant')] } : {}),
      ...(text('framework') ? { frameworks: [text('framework')] } : {}),
      ...(text('level') ? { level: text('level') } : {}),
      ...(days.length > 0 ? { days } : {}),
    }).then(
      () => {
        announce('The export is being made.')
        reload()
      },
      (failed: Error) => setProblem(failed.message),
    )
  }
  const remove = async (name: string): Promise<string> => {
    await call('export-remove', { name })
    reload()
    return `${name} is deleted.`
  }

  return (
    <>
      <h1>Exports</h1>
      <p class="lead">
        What an outsider can verify without us. A bundle carries its own instructions (VERIFY.md)
        for openssl and Go, and a report that checks itself offline.
      </p>
      <form class="filters" onSubmit={start}>
        <label class="wide">
          Format
          <select name="format">
            {data?.formats.map(({ id, title }) => (
              <option value={id} key={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          From
          <input type="date" name="from" />
        </label>
        <label>
          To
          <input type="date" name="to" />
        </label>
        <label>
          Tenant
          <select name="tenant">
            <option value="">all</option>
            {tenants?.tenants.map(item => (
              <option value={item.id} key={item.id}>
                {item.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Framework
          <select name="framework">
            <option value="">all</option>
            {frameworks?.frameworks.map(item => (
              <option value={item.id} key={item.id}>
                {item.title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Level
          <select name="level">
            <option value="">all</option>
            {[...new Set(frameworks?.frameworks.flatMap(item => item.levels))].map(level => (
              <option key={level}>{level}</option>
            ))}
          </select>
        </label>
        <label class="wide">
          Only these days, for a sample
          <input
            name="days"
            placeholder="2026-03-31, 2026-06-30"
            pattern="\s*(\d{4}-\d{2}-\d{2}[\s,]*)*"
          />
        </label>
        <label class="check">
          <input type="checkbox" name="redact" /> without personal data
        </label>
        <button type="submit">Export</button>
      </form>
      <LevelNote frameworks={frameworks?.frameworks ?? []} />
      <p role="alert">{problem}</p>
      {!data ? (
        <Waiting error={error} />
      ) : (
        <>
          {data.jobs.length > 0 && (
            <section aria-labelledby="jobs">
              <h2 id="jobs">Asked for now</h2>
              <ul class="rows" aria-live="polite">
                {data.jobs.map(job => (
                  <li key={job.id}>
                    <Job job={job} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          <section aria-labelledby="files">
            <h2 id="files">On this machine</h2>
            {data.files.length === 0 ? (
              <p class="quiet">No export yet.</p>
            ) : (
              <ul class="rows">
                {data.files.map(file => (
                  <li key={file.name}>
                    <span class="row">
                      <Download
                        address={addressOf('export-file', { name: file.name })}
                        name={file.name}
                      >
                        <b>{file.name}</b>
                      </Download>
                      <span>{size(file.bytes)}</span>
                      <Action
                        act={() => remove(file.name)}
                        ask={`Delete ${file.name}? The record stays; it can be exported again.`}
                        label={`Delete ${file.name}`}
                      >
                        Delete
                      </Action>
                      <small>
                        <When time={file.at} />
                      </small>
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <AuditRequests />
        </>
      )}
    </>
  )
}

function Job({ job }: { readonly job: Output<'exports'>['jobs'][number] }) {
  if (job.state === 'failed')
    return (
      <span class="row">
        <span class="status revoked">failed</span>
        <b>{job.format}</b>
        <span />
        <small>{job.error}</small>
      </span>
    )
  if (job.state === 'done')
    return (
      <span class="row">
        <span class="status connected">done</span>
        <Download
          address={addressOf('export-file', { name: job.file ?? '' })}
          name={job.file ?? ''}
        >
          <b>Download {job.format}</b>
        </Download>
        <span />
        <small>
          <When time={job.startedAt} />
        </small>
      </span>
    )
  const left = job.secondsLeft === null ? '' : `, about ${job.secondsLeft} s left`
  return (
    <span class="row">
      <span class="status away">running</span>
      <b>{job.format}</b>
      <progress value={job.done} max={job.total} aria-label={`Export of ${job.format}`} />
      <small>
        {job.text}
        {job.total > 1 ? ` ${job.done} of ${job.total} files` : ''}
        {left}
      </small>
    </span>
  )
}
