import { useState } from 'preact/hooks'
import type { Output } from '../../operations/index.ts'
import { call, useOperation } from '../api.ts'
import { Action, Outside, Waiting, When } from '../parts.tsx'
import { TaughtSettings } from './taught.tsx'
import { Typed } from '../typed.tsx'

/** A code, and how many browsers were paired before it. */
type Offered = Output<'pairing-offer'> & { readonly before: number }

/** Pairing a browser, and taking it back. */
export function Connect() {
  const { data, error, reload } = useOperation('pairings', {})
  const [offered, setOffered] = useState<Offered | null>(null)
  const [problem, setProblem] = useState('')
  const offer = (): void => {
    setProblem('')
    const before = data?.pairings.length ?? 0
    call('pairing-offer', {}).then(
      code => setOffered({ ...code, before }),
      (failed: Error) => setProblem(failed.message),
    )
  }
  // It works once: with the pairing that came of it, it is over.
  const isUsed = offered !== null && (data?.pairings.length ?? 0) > offered.before
  const code = isUsed ? null : offered
  const revoke = async (id: string, name: string): Promise<string> => {
    await call('pairing-revoke', { id })
    reload()
    return `${name} is revoked.`
  }
  return (
    <>
      <h1>Browsers</h1>
      <p class="lead">
        Some settings no API shows. The extension reads them from the admin console in your own
        session, and marks each setting there with what is wanted. It never clicks for you.
      </p>
      <ol class="steps">
        <li>
          In a terminal: <Typed command="extension DIR" />. Load <code>DIR/chrome</code> as an
          unpacked extension, or <code>DIR/firefox</code> as a temporary add-on.
        </li>
        <li>Open the extension's options.</li>
        <li>Get a code here and type it there. It works once.</li>
      </ol>
      <div class="pairing" aria-live="polite">
        <button type="button" onClick={offer}>
          {code ? 'New code' : 'Pair a browser'}
        </button>
        {code ? (
          <p>
            <span class="code">{code.text}</span>
            <br />
            <span class="quiet">
              Port, then the code. Valid until <When time={code.expiresAt} />, for three tries; a
              new one voids it.
            </span>
          </p>
        ) : (
          <p class="quiet">
            {isUsed ? 'Paired: the code is used. ' : ''}No code is on offer: nothing can pair now.
          </p>
        )}
      </div>
      <p role="alert">{problem}</p>
      <h2>Paired</h2>
      {!data ? (
        <Waiting error={error} />
      ) : data.pairings.length === 0 ? (
        <p class="quiet">No browser yet.</p>
      ) : (
        <ul class="rows">
          {data.pairings.map(item => {
            const state = item.revokedAt
              ? 'revoked'
              : data.connected.includes(item.id)
                ? 'connected'
                : 'away'
            return (
              <li key={item.id}>
                <span class="row">
                  <span class={`status ${state}`}>{state}</span>
                  <b>
                    <Outside>{item.name}</Outside>
                  </b>
                  {state === 'revoked' ? (
                    <span />
                  ) : (
                    <Action
                      act={() => revoke(item.id, item.name)}
                      ask={`Revoke ${item.name}? It has to be paired anew then.`}
                      label={`Revoke ${item.name}`}
                    >
                      Revoke
                    </Action>
                  )}
                  <small>
                    paired <When time={item.pairedAt} />
                    {item.lastSeen && state !== 'connected' && (
                      <>
                        , last here <When time={item.lastSeen} />
                      </>
                    )}{' '}
                    · <code>{item.origin}</code>
                  </small>
                </span>
              </li>
            )
          })}
        </ul>
      )}
      {data && Object.keys(data.refusals).length > 0 && (
        <p class="quiet">
          Refused since the start:{' '}
          {Object.entries(data.refusals)
            .map(([reason, count]) => `${count} ${reason}`)
            .join(', ')}
          .
        </p>
      )}
      <TaughtSettings />
    </>
  )
}
