import { counted } from '../counted.ts'
import { useState } from 'preact/hooks'
import type { Output } from '../../operations/index.ts'
import { call, useOperation } from '../api.ts'
import { Form } from '../form.tsx'
import type { Entered } from '../form.tsx'
import { Day, findingAddress, Link, Outside, Standing, Tickets, Waiting } from '../parts.tsx'
import { useTenantNames } from '../tenant-names.ts'

type Item = Output<'non-conformities'>['items'][number]

const SHOWN = 50

/** What fails and is not accepted: minor or major, who repairs it until when, and what to repair first. */
export function NonConformitiesPage() {
  const { data, error, reload } = useOperation('non-conformities', {})
  const [all, setAll] = useState(false)
  const open = data?.items.filter(({ failing }) => failing > 0) ?? []
  const rest = data?.items.filter(({ failing }) => failing === 0) ?? []
  const major = open.filter(({ grade }) => grade === 'major').length
  return (
    <>
      <h1>Non-conformities</h1>
      <p class="lead">
        What to repair first, first: the most risk for the least effort. Major is what is of high
        severity and decides a requirement, or is overdue. Only a measurement says that something is
        repaired.
      </p>
      {!data ? (
        <Waiting error={error} />
      ) : (
        <>
          <Standing data={data} />
          <h2>
            Open{' '}
            <small>
              {open.length}, {major} of them major
            </small>
          </h2>
          {data.unknown > 0 ? (
            <p class="quiet">
              <Link to="/findings?outcome=unknown">
                {counted(data.unknown, 'finding')} could not be told
              </Link>
              : any of them may fail.
            </p>
          ) : (
            open.length === 0 && <p class="quiet">None.</p>
          )}
          <ul class="rows">
            {open.slice(0, all ? open.length : SHOWN).map(item => (
              <Row key={item.id} item={item} reload={reload} />
            ))}
          </ul>
          {!all && open.length > SHOWN && (
            <p>
              <button type="button" onClick={() => setAll(true)}>
                Show all {open.length}
              </button>
            </p>
          )}
          {rest.length > 0 && (
            <>
              <h2>Were to be repaired, and fail no more</h2>
              <ul class="rows">
                {rest.map(item => (
                  <Row key={item.id} item={item} reload={reload} />
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </>
  )
}

function Row({ item, reload }: { readonly item: Item; reload(): void }) {
  const named = useTenantNames()
  const [opened, setOpened] = useState(false)
  const { grade, state, title, tenant, check, failing, of, first, plan, owner, due } = item
  const stands = state === 'verified' ? 'satisfied' : 'uncovered'
  const look =
    failing === 1 && first !== null
      ? findingAddress(first)
      : `/findings?check=${check}&tenant=${tenant}${failing > 0 ? '&outcome=fail' : ''}`
  return (
    <li>
      <details onToggle={event => setOpened(event.currentTarget.open)}>
        <summary class="row">
          <span class={`status ${grade === 'major' ? 'fail' : grade ? 'unknown' : stands}`}>
            {grade ?? state}
          </span>
          <b>{title}</b>
          <span class={state === 'overdue' ? 'fail' : 'quiet'}>
            {due !== null && failing > 0 && (
              <>
                {state === 'overdue' ? 'overdue since' : plan ? 'until' : 'due'} <Day time={due} />
              </>
            )}
          </span>
          <small>
            {named(tenant)}
            {failing > 0 && ` · ${failing} of ${of} fail`}
            {owner && (
              <>
                {' · '}
                <Outside>{owner}</Outside>
              </>
            )}
            {item.urgency && ` · ${item.urgency}`}
          </small>
        </summary>
        {opened && <Details item={item} reload={reload} look={look} />}
      </details>
    </li>
  )
}

/** Drawn once it is looked at: a list of fifty forms is slow. */
function Details({
  item,
  reload,
  look,
}: {
  readonly item: Item
  reload(): void
  readonly look: string
}) {
  const { failing, plan, check, tenant } = item
  return (
    <>
      <ul class="facts">
        <li>
          {item.says}
          {item.measured && (
            <>
              {' '}
              (assessment sealed in entry {item.measured.entry}
              {item.measured.grade && `, grade ${item.measured.grade}`})
            </>
          )}
        </li>
        {item.because.map(reason => (
          <li key={reason}>Major: {reason}</li>
        ))}
        {plan && (
          <li>
            <Outside>{plan.owner}</Outside> until <Day time={plan.until} />
            {plan.note && (
              <>
                : <Outside>{plan.note}</Outside>
              </>
            )}
            . Sealed in entry {plan.entry}, by {plan.actor ?? 'nobody on record'}.
          </li>
        )}
        {item.tickets.length > 0 && (
          <li>
            <Tickets tickets={item.tickets} />
          </li>
        )}
        <li>
          <Link to={look}>{failing > 0 ? 'What fails' : 'The findings'}</Link>
          {' · '}
          <Link to={`/tree?repaired=${check}&tenant=${tenant}`}>What would change if repaired</Link>
        </li>
      </ul>
      {failing > 0 && <PlanForm item={item} reload={reload} />}
    </>
  )
}

function PlanForm({ item, reload }: { readonly item: Item; reload(): void }) {
  const { tenant, check, owner, plan } = item
  const send = async ({ text }: Entered): Promise<string> => {
    const note = text('note')
    const wanted = { tenant, check, owner: text('owner'), until: text('until') }
    await call('repair-plan', { ...wanted, ...(note === '' ? {} : { note }) })
    reload()
    return `Sealed: ${wanted.owner} repairs it until ${wanted.until}.`
  }
  return (
    <Form button="Seal" filters send={send}>
      <label>
        Repaired by <input name="owner" required defaultValue={owner ?? ''} />
      </label>
      <label>
        Until <input name="until" type="date" required />
      </label>
      <label class="wide">
        How <input name="note" defaultValue={plan?.note ?? ''} />
      </label>
    </Form>
  )
}
