import { counted } from '../counted.ts'
import { useState } from 'preact/hooks'
import { call, useOperation } from '../api.ts'
import { Outside, Waiting, When } from '../parts.tsx'
import { StackedTable } from '../stacked-table.tsx'
import { Typed } from '../typed.tsx'

export function LogPageView() {
  const { data, error } = useOperation('log', {})
  const [verified, setVerified] = useState('')
  if (!data)
    return (
      <>
        <h1>Evidence log</h1>
        <Waiting error={error} />
      </>
    )
  const verify = (): void => {
    setVerified('verifying…')
    call('verify', {}).then(
      result =>
        setVerified(
          result.first
            ? `✗ entry ${result.first.entry}: ${result.first.problem}`
            : `✓ ${counted(result.entries, 'entry', 'entries')} under ${counted(result.checkpoints, 'checkpoint')} fit together`,
        ),
      (problem: Error) => setVerified(problem.message),
    )
  }
  return (
    <>
      <div class="title">
        <h1>Evidence log</h1>
        <div class="action">
          <button type="button" onClick={verify}>
            Verify
          </button>
          <span role="status">{verified}</span>
        </div>
      </div>
      <p class="quiet">
        {counted(data.size, 'entry', 'entries')} under the origin <code>{data.origin}</code>. Every
        entry is hashed into one tree; each run signs its root. Outside the dashboard:{' '}
        <Typed command="verify" />
        {data.pruned > 0
          ? ` ${counted(data.pruned, 'entry is', 'entries are')} gone by retention.`
          : ''}
      </p>
      <section aria-labelledby="outside">
        <h2 id="outside">Who else vouches for it</h2>
        <p>
          {(data.anchoring.authority ?? data.anchoring.witness) ? (
            <>
              {data.anchoring.authority && (
                <>
                  Time stamps by <code>{data.anchoring.authority}</code>.{' '}
                </>
              )}
              {data.anchoring.witness && (
                <>
                  Cosigned by the witness <code>{data.anchoring.witness}</code>.{' '}
                </>
              )}
              {data.anchoring.waiting === 0
                ? 'Nothing waits.'
                : `${data.anchoring.waiting} checkpoints wait for it.`}
            </>
          ) : (
            <>
              Nobody: what is exported is <b>LOCAL</b>. Name a time-stamping authority or a witness
              in <code>config.yaml</code>.
            </>
          )}
        </p>
        <p class="quiet">
          The key to give to auditors by another way than a bundle:{' '}
          <code class="breaks">{data.key}</code>
        </p>
      </section>
      <section aria-labelledby="gaps">
        <h2 id="gaps">Gaps on record</h2>
        {data.gaps.length === 0 ? (
          <p class="quiet">None.</p>
        ) : (
          <ul class="rows">
            {data.gaps.map(gap => (
              <li key={gap.index}>
                <span class="row">
                  <span class="drift lost-sight">{gap.cause}</span>
                  <b>{gap.tenant || 'agent'}</b>
                  <small>
                    <When time={gap.from} /> to <When time={gap.to} /> ·{' '}
                    <Outside>{gap.detail}</Outside>
                  </small>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="checkpoints">
        <h2 id="checkpoints">Signed checkpoints</h2>
        <StackedTable
          label="Table of checkpoints"
          rows={data.checkpoints.toReversed().map(item => ({ ...item, id: item.at + item.size }))}
          columns={[
            { title: 'Signed', names: true, cell: item => <When time={item.at} /> },
            { title: 'Entries', cell: item => item.size },
            { title: 'Root', cell: item => <code>{item.root.slice(0, 24)}…</code> },
            {
              title: 'Outside',
              cell: item =>
                [
                  item.stampedAt && `stamped ${item.stampedAt.slice(0, 16).replace('T', ' ')} UTC`,
                  item.witnessed && 'witnessed',
                ]
                  .filter(Boolean)
                  .join(', ') || '–',
            },
          ]}
        />
      </section>
    </>
  )
}
