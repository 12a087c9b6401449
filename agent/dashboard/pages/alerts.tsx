import { call, useOperation } from '../api.ts'
import { Action, Outside, Waiting, When } from '../parts.tsx'
import { Typed } from '../typed.tsx'

const words = {
  waiting: 'waits',
  digest: 'for the digest',
  sent: 'sent',
  dead: 'given up',
} as const

/** Who is told of news, what was told, and what did not arrive. */
export function AlertsPage() {
  const { data, error, reload } = useOperation('alert-list', {})
  const resend = async (id: string): Promise<string> => {
    await call('alert-resend', { id })
    reload()
    return 'It is tried again.'
  }
  return (
    <>
      <h1>Alerts</h1>
      {!data ? (
        <Waiting error={error} />
      ) : (
        <>
          {data.channels.length === 0 ? (
            <p class="notice">
              Nobody is told of news: <code>config.yaml</code> names no channel under{' '}
              <code>alerts</code>.
            </p>
          ) : (
            <p class="lead">
              {data.channels
                .map(({ name, to, from }) => `${name} (${to}, from ${from})`)
                .join(', ')}
              {data.channels.some(({ sealed }) => !sealed) &&
                ' (as config.yaml says: no run sealed that yet)'}
              . In a terminal: <Typed command="alert test" />
            </p>
          )}
          <h2>Told, and not told</h2>
          {data.alerts.length === 0 ? (
            <p class="quiet">No alert so far: nothing happened that the channels are told of.</p>
          ) : (
            <ul class="rows">
              {data.alerts.map(item => (
                <li key={item.id + item.channel}>
                  <span class="row">
                    <span class={item.state === 'dead' ? 'status fail' : 'status'}>
                      {words[item.state]}
                    </span>
                    <b>
                      <Outside>{item.title}</Outside>
                    </b>
                    {item.state === 'dead' ? (
                      <Action act={() => resend(item.id)} label={`Send again: ${item.title}`}>
                        Send again
                      </Action>
                    ) : (
                      <span />
                    )}
                    <small>
                      {item.channel} · <When time={item.sentAt ?? item.madeAt} />
                      {item.tries > 1 && ` · ${item.tries} tries`}
                      {item.problem && (
                        <>
                          {' · '}
                          <Outside>{item.problem}</Outside>
                        </>
                      )}
                    </small>
                  </span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </>
  )
}
