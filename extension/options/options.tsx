import browser from 'webextension-polyfill'
import { useState } from 'preact/hooks'
import { LinkLine, mount, useBackground } from '../ui.tsx'

/** Pairing, and on which sites pages are read. */
function Options() {
  const { status, ask } = useBackground()
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  if (!status) return <p>…</p>
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setError(await ask({ kind: 'pair', text }))
    setText('')
    setBusy(false)
  }
  return (
    <>
      <h1>Witnessmark</h1>
      <LinkLine status={status} />
      {status.link.state === 'unpaired' ? (
        <form onSubmit={submit}>
          <h2>Pair with your agent</h2>
          <p>
            <label for="code">
              The agent shows a text such as 7117-123456789012. It is valid for ten minutes and
              works once.
            </label>
          </p>
          <p>
            <input
              id="code"
              autocomplete="off"
              spellcheck={false}
              value={text}
              onInput={event => setText(event.currentTarget.value)}
              aria-describedby="error"
            />
          </p>
          <p>
            <button class="primary" disabled={busy}>
              {busy ? 'Pairing…' : 'Pair'}
            </button>
          </p>
        </form>
      ) : (
        <p>
          <button type="button" onClick={() => ask({ kind: 'unpair' })}>
            Unpair
          </button>{' '}
          {status.link.state !== 'connected' && (
            <button type="button" onClick={() => ask({ kind: 'retry' })}>
              Try to connect now
            </button>
          )}
        </p>
      )}
      <p id="error" class="error" role="alert">
        {error}
      </p>
      <h2>Where pages are read</h2>
      {status.tenants.length === 0 && (
        <p class="quiet">The agent's tenants are listed here once you are paired.</p>
      )}
      <ul>
        {status.tenants.map(tenant => (
          <li key={tenant.id} class="row">
            <span>
              {tenant.title}{' '}
              <span class="quiet">{tenant.patterns.join(', ') || 'no console pages known'}</span>
            </span>
            {tenant.patterns.length > 0 &&
              (tenant.granted ? (
                <button
                  type="button"
                  onClick={() => browser.permissions.remove({ origins: [...tenant.patterns] })}
                >
                  Stop reading
                </button>
              ) : (
                <button
                  class="primary"
                  type="button"
                  onClick={() => browser.permissions.request({ origins: [...tenant.patterns] })}
                >
                  Allow reading
                </button>
              ))}
          </li>
        ))}
      </ul>
      <p>
        <label>
          <input
            type="checkbox"
            checked={status.ownWindows}
            onChange={event => ask({ kind: 'own-windows', on: event.currentTarget.checked })}
          />{' '}
          Read in private windows and containers too
        </label>
        <br />
        <span class="quiet">
          They have sessions of their own. What is read there says so in its evidence.
        </span>
      </p>
      <h2>News</h2>
      <p class="row">
        <span>
          Alerts of your agent as notifications{' '}
          <span class="quiet">
            What happened, where and how often: titles and counts, which a locked screen may show.
            Only where the agent has a channel for it.
          </span>
        </span>
        {status.notices ? (
          <button
            type="button"
            onClick={() => browser.permissions.remove({ permissions: ['notifications'] })}
          >
            Stop notifications
          </button>
        ) : (
          <button
            type="button"
            onClick={() => browser.permissions.request({ permissions: ['notifications'] })}
          >
            Allow notifications
          </button>
        )}
      </p>
      {status.hidden.length > 0 && (
        <>
          <h2>Marks are hidden on</h2>
          <ul>
            {status.hidden.map(origin => (
              <li key={origin} class="row">
                <span>{origin}</span>
                <button type="button" onClick={() => ask({ kind: 'show', origin })}>
                  Show again
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {status.lost.length > 0 && (
        <>
          <h2>Readings the agent did not take</h2>
          <ul>
            {status.lost.map(item => (
              <li key={item.at} class="quiet">
                {item.at.slice(0, 19)} UTC: {item.reason}
              </li>
            ))}
          </ul>
        </>
      )}
      {status.kept > 0 && (
        <p class="row">
          <span class="quiet">
            {status.kept} reading{status.kept === 1 ? '' : 's'} and pictures of the last four weeks
            are kept here too, in case your agent is set back to a backup.
          </span>
          <button type="button" onClick={() => ask({ kind: 'forget' })}>
            Forget them
          </button>
        </p>
      )}
      <p class="quiet">
        Witnessmark only reads, and only on the sites you allow. Password fields and anything with
        the shape of a credential never leave the page.
      </p>
    </>
  )
}

mount(<Options />)
