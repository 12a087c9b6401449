import { call, useOperation } from '../api.ts'
import { acceptedAddress, Action, Day, Link, Outside, Waiting } from '../parts.tsx'
import { useTenantNames } from '../tenant-names.ts'

/** Every acceptance there was: who accepted what, until when, and why. */
export function ExceptionsPage() {
  const { data, error, reload } = useOperation('exceptions', {})
  const named = useTenantNames()
  const end = async (id: string): Promise<string> => {
    await call('exception-end', { id })
    reload()
    return 'The acceptance has ended.'
  }
  const now = new Date().toISOString()
  return (
    <>
      <h1>Acceptances</h1>
      <p class="lead">
        A failing finding is accepted for a time, with a reason; its outcome stays what it is.
      </p>
      {!data ? (
        <Waiting error={error} />
      ) : data.exceptions.length === 0 ? (
        <p class="quiet">
          None. <Link to="/findings?outcome=fail">On the page of a failing finding</Link> it can be
          accepted.
        </p>
      ) : (
        <ul class="rows">
          {data.exceptions
            .toSorted((a, b) => (a.until < b.until ? -1 : 1))
            .map(item => {
              const over = item.endedAt ?? (item.until <= now ? item.until : null)
              return (
                <li key={item.id}>
                  <span class="row">
                    <span class={over ? 'status away' : 'status'}>
                      {over ? 'ended' : 'accepted'}
                    </span>
                    <b>
                      <Link to={acceptedAddress(item)}>{item.title}</Link>
                    </b>
                    {over ? (
                      <span />
                    ) : (
                      <Action
                        act={() => end(item.id)}
                        ask="End the acceptance now? That it was there stays on record."
                        label={`End the acceptance of ${item.title} in ${named(item.tenant)}`}
                      >
                        End
                      </Action>
                    )}
                    <small>
                      {named(item.tenant)}
                      {item.resource && (
                        <>
                          {' · '}
                          <Outside>{item.resource}</Outside>
                        </>
                      )}{' '}
                      ·{' '}
                      {item.endedAt ? (
                        <>
                          ended <Day time={item.endedAt} />, was until <Day time={item.until} />
                        </>
                      ) : (
                        <>
                          {over ? 'ended' : 'ends'} <Day time={item.until} />
                        </>
                      )}{' '}
                      · <Outside>{item.reason}</Outside> (<Outside>{item.acceptedBy}</Outside>)
                    </small>
                  </span>
                </li>
              )
            })}
        </ul>
      )}
    </>
  )
}
