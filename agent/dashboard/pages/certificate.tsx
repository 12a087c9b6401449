import type { Output } from '../../operations/index.ts'
import { call, useOperation } from '../api.ts'
import { Form } from '../form.tsx'
import { Day, Link, Outside, Standing, Waiting } from '../parts.tsx'
import { useLocation, useTitle } from '../router.ts'
import { StackedTable } from '../stacked-table.tsx'

type Certificate = Output<'certificate'>['certificate']
type Step = Certificate['steps'][number]

/** What a person says that the body that certifies decided, and what the measurements propose. */
export function CertificatePage() {
  const { query } = useLocation()
  const framework = query.get('framework') ?? 'eucs'
  const { data, error, reload } = useOperation('certificate', { framework })
  const certificate = data?.certificate
  useTitle('Certificate', certificate?.framework.title)
  const tree = `/tree?framework=${encodeURIComponent(framework)}`
  return (
    <>
      <p class="crumbs">
        <Link to="/frameworks">Frameworks</Link>
        {certificate && (
          <>
            {' / '}
            <Link to={tree}>{certificate.framework.title}</Link>
          </>
        )}
      </p>
      <h1>Certificate</h1>
      {!data || !certificate ? (
        <Waiting error={error} />
      ) : (
        <>
          <p class="lead">{certificate.note}</p>
          <Standing data={data} />
          <StateView certificate={certificate} tree={tree} />
          <Proposals certificate={certificate} />
          <Steps steps={certificate.steps} />
          {certificate.scope && (
            <SetForm certificate={certificate} reload={reload} key={certificate.steps.length} />
          )}
        </>
      )}
    </>
  )
}

function StateView({
  certificate: { state, says, steps, scope, scopeChanged },
  tree,
}: {
  readonly certificate: Certificate
  readonly tree: string
}) {
  const last = steps.at(-1)
  return (
    <section aria-labelledby="state">
      <h2 id="state">
        {state ?? 'None'} <small>{says}</small>
      </h2>
      {last && (
        <p>
          Since <Day time={last.on} />
          {last.until !== null && (
            <>
              , valid until <Day time={last.until} />
            </>
          )}
          .
          {last.said?.body !== undefined && (
            <>
              {' '}
              <Outside>{last.said.body}</Outside>
            </>
          )}
          {last.said?.number !== undefined && (
            <>
              {' '}
              <Outside>{last.said.number}</Outside>
            </>
          )}
        </p>
      )}
      <p>
        {scope ? (
          `Of ${scope.tenants.join(', ')}, ${scope.level ? `level ${scope.level}` : 'every level'}. `
        ) : (
          <span class="unknown">No scope is set: set what a certificate is about first. </span>
        )}
        <Link to={tree}>The scope and what is measured of it</Link>
      </p>
      {scopeChanged && (
        <p class="unknown">
          The scope is another than when this state was sealed: ask the body whether it still holds.
        </p>
      )}
    </section>
  )
}

/** What to ask the body for, why, and on what it rests. */
function Proposals({
  certificate: { proposals, measured },
}: {
  readonly certificate: Certificate
}) {
  return (
    <section aria-labelledby="proposed">
      <h2 id="proposed">
        Proposed <small>by what is measured; the body decides</small>
      </h2>
      {measured && (
        <p>
          Of the requirements in scope that something here speaks to,{' '}
          <b>{measured.effective} were effective throughout</b>, {measured.deviating} were not, and{' '}
          {measured.unproven} are not provable, since <Day time={measured.since} />.
        </p>
      )}
      {proposals.length === 0 && <p class="quiet">Nothing is proposed.</p>}
      <ul class="facts">
        {proposals.map(({ state, because, says, items, entries }) => (
          <li key={because}>
            <span>
              <b>Ask for: {state}.</b> {says}
              {entries.length > 0 && (
                <span class="quiet"> (entries {entries.join(', ')})</span>
              )}{' '}
              {items.length > 0 && <Link to="/non-conformities">The non-conformities</Link>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Steps({ steps }: { readonly steps: readonly Step[] }) {
  if (steps.length === 0) return null
  const rows = steps.map(step => ({ ...step, id: String(step.entry) })).toReversed()
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">How it came to be</h2>
      <StackedTable
        label="Decisions of the body"
        columns={[
          { title: 'State', cell: ({ state }) => <b>{state}</b> },
          { title: 'Decided', cell: ({ on }) => <Day time={on} /> },
          {
            title: 'Valid until',
            cell: ({ until }) => (until === null ? 'no validity' : <Day time={until} />),
          },
          {
            title: 'Why',
            long: true,
            cell: ({ said }) =>
              said ? (
                <span>
                  <Outside>{said.reason}</Outside>
                  {said.proposed && ' (as was proposed)'}
                </span>
              ) : (
                'erased'
              ),
          },
          {
            title: 'Said by',
            cell: ({ said, entry }) => (
              <span>
                <Outside>{said?.by ?? 'erased'}</Outside>, entry {entry}
              </span>
            ),
          },
        ]}
        rows={rows}
      />
    </section>
  )
}

function SetForm({
  certificate: { framework, permitted, proposals },
  reload,
}: {
  readonly certificate: Certificate
  reload(): void
}) {
  return (
    <details class="accept">
      <summary>Say what the body decided</summary>
      <Form
        button="Seal"
        send={async ({ text }) => {
          const state = permitted.find(item => item === text('state'))
          if (!state) return ''
          const [until, body, number] = [text('until'), text('body'), text('number')]
          await call('certificate-set', {
            framework: framework.id,
            state,
            on: text('on'),
            reason: text('reason'),
            by: text('by'),
            ...(until === '' ? {} : { until }),
            ...(body === '' ? {} : { body }),
            ...(number === '' ? {} : { number }),
          })
          reload()
          return `Sealed: ${state}.`
        }}
      >
        <label>
          It is{' '}
          <select name="state">
            {permitted.map(item => (
              <option key={item} value={item}>
                {item}
                {proposals.some(({ state }) => state === item) ? ' (proposed)' : ''}
              </option>
            ))}
          </select>
        </label>
        <label>
          Decided on <input name="on" type="date" required />
        </label>
        {permitted.some(item => item === 'issued' || item === 'renewed') && (
          <label>
            Valid until, where it is issued or renewed <input name="until" type="date" />
          </label>
        )}
        <label class="wide">
          Why <input name="reason" required />
        </label>
        <label>
          The body <input name="body" />
        </label>
        <label>
          Its number <input name="number" />
        </label>
        <label>
          Said by <input name="by" required />
        </label>
      </Form>
    </details>
  )
}
