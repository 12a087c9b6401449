import type { Output } from '../../operations/index.ts'
import { addressOf, call, useOperation } from '../api.ts'
import { Form } from '../form.tsx'
import { Day, Download, Outside, Standing, Waiting } from '../parts.tsx'
import { StackedTable } from '../stacked-table.tsx'

type Review = Output<'access-reviews'>['reviews'][number]
type Account = Review['accounts'][number]

/** Reviews of who has access: what the reviewer decided of each account, and whether it was done. */
export function AccessPage() {
  const { data, error, reload } = useOperation('access-reviews', {})
  return (
    <>
      <h1>Access reviews</h1>
      <p class="lead">
        Who has an account, as it was read when the review began, and what a person decided of each.
        That one is gone or changed is said by the next scan alone.
      </p>
      <details class="accept">
        <summary>Begin a review</summary>
        <Form
          button="Seal the accounts as they are"
          send={async ({ text }) => {
            const wanted = {
              tenant: text('tenant'),
              id: text('id'),
              reviewer: text('reviewer'),
              due: text('due'),
            }
            await call('access-start', wanted)
            reload()
            return `The review ${wanted.id} has begun.`
          }}
        >
          <label>
            Tenant <input name="tenant" required />
          </label>
          <label>
            Its id <input name="id" required placeholder="2026-spring" />
          </label>
          <label>
            Reviewed by <input name="reviewer" required />
          </label>
          <label>
            Until <input name="due" type="date" required />
          </label>
        </Form>
      </details>
      {!data ? (
        <Waiting error={error} />
      ) : (
        <>
          <Standing data={data} />
          {data.reviews.length === 0 && <p class="quiet">None has begun.</p>}
          {data.reviews.map(review => (
            <ReviewView key={`${review.tenant}/${review.id}`} review={review} reload={reload} />
          ))}
        </>
      )}
    </>
  )
}

function ReviewView({ review, reload }: { readonly review: Review; reload(): void }) {
  const { tenant, id, accounts, since, notRead } = review
  const open = accounts.filter(({ state }) => state === 'undecided').length
  const rows = accounts.map(account => ({ ...account, id: String(account.place) }))
  return (
    <section aria-label={`${id} of ${tenant}`}>
      <h2>
        {id}{' '}
        <small>
          {tenant}: {open} of {accounts.length} undecided
        </small>
      </h2>
      <p>
        <Outside>{review.reviewer}</Outside>,{' '}
        <span class={review.overdue ? 'fail' : 'quiet'}>
          {review.overdue ? 'overdue since' : 'until'} <Day time={review.due} />
        </span>
        . Of {review.covers}, as sealed on <Day time={review.at} /> in entry {review.entry}.
      </p>
      {notRead.length > 0 && (
        <p class="unknown">Not read, so nothing is known of it: {notRead.join(' ')}</p>
      )}
      {since.length > 0 && (
        <p class="unknown">
          Came since it began, and nobody looked at them: <Outside>{since.join(', ')}</Outside>.
        </p>
      )}
      <StackedTable
        label={`Accounts of ${tenant}, ${id}`}
        columns={[
          { title: 'Account', names: true, cell: ({ name }) => <Outside>{name}</Outside> },
          {
            title: 'Roles',
            cell: ({ roles, enabled }) => (
              <>
                <Outside>{roles.join(', ')}</Outside>
                {enabled === false && ' (switched off)'}
              </>
            ),
          },
          {
            title: 'Second factor',
            cell: ({ secondFactor }) =>
              secondFactor === null ? 'not read' : secondFactor ? 'yes' : 'no',
          },
          { title: 'Last use', cell: ({ lastUse }) => lastUse ?? 'not read' },
          { title: 'Decided', long: true, cell: account => <Decided account={account} /> },
        ]}
        rows={rows}
      />
      <DecideForm review={review} reload={reload} />
      <p>
        <Download
          address={addressOf('access-file', { tenant, review: id })}
          name={`witnessmark-access-${tenant}-${id}.csv`}
        >
          This review (CSV)
        </Download>
      </p>
    </section>
  )
}

function Decided({ account: { says, state, decision, proof } }: { readonly account: Account }) {
  return (
    <span>
      {decision && (
        <>
          <b>{decision.decision}</b>: <Outside>{decision.by}</Outside>, <Day time={decision.at} />
          {decision.reason && (
            <>
              , <Outside>{decision.reason}</Outside>
            </>
          )}{' '}
        </>
      )}
      <span class={state === 'waits' ? 'fail' : 'quiet'}>
        {says}
        {proof.length > 0 && ` (entries ${proof.join(', ')})`}
      </span>
    </span>
  )
}

const decisions = { keep: 'stays', change: 'changes', remove: 'goes' } as const

function isDecision(text: string): text is keyof typeof decisions {
  return Object.hasOwn(decisions, text)
}

function DecideForm({ review, reload }: { readonly review: Review; reload(): void }) {
  const { tenant, id, accounts } = review
  return (
    <details class="accept">
      <summary>Decide of an account</summary>
      <Form
        button="Seal"
        send={async ({ text }) => {
          const decision = text('decision')
          if (!isDecision(decision)) return ''
          const reason = text('reason')
          const wanted = { tenant, review: id, account: Number(text('account')), decision }
          const why = reason === '' ? {} : { reason }
          await call('access-decide', { ...wanted, by: text('by'), ...why })
          reload()
          return 'Sealed.'
        }}
      >
        <label>
          Account{' '}
          <select name="account">
            {accounts.map(({ place, name, state }) => (
              <option key={place} value={place}>
                {name}
                {state === 'undecided' ? '' : ' (decided)'}
              </option>
            ))}
          </select>
        </label>
        <label>
          It{' '}
          <select name="decision">
            {Object.entries(decisions).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          Why <input name="reason" />
        </label>
        <label>
          Decided by <input name="by" required />
        </label>
      </Form>
    </details>
  )
}
