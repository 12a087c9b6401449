import { useState } from 'preact/hooks'
import { call, useApi } from '../api.ts'
import { Waiting, When } from '../parts.tsx'
import type { Pairings } from '../types.ts'

/** Pairing a browser, and taking it back. */
export function Connect() {
  const { data, error, reload } = useApi<Pairings>('/pairings')
  const [code, setCode] = useState<{ text: string; expiresAt: string } | null>(null)
  const [problem, setProblem] = useState('')
  const offer = (): void => { call<{ text: string; expiresAt: string }>('/pairings', { method: 'POST' }).then(setCode, (failed: Error) => setProblem(failed.message)) }
  return (
    <>
      <div class="title"><h1>Browsers</h1><div class="action"><button type="button" onClick={offer}>Pair a browser</button><span role="alert">{problem}</span></div></div>
      <div class="pairing" aria-live="polite">{code ? <><p class="code">{code.text}</p><p class="quiet">Type it in the extension's options. It works once, until <When time={code.expiresAt} />.</p></> : <p class="quiet">The extension reads what only the admin console shows, in your own session. Install it, open its options, and enter the code shown here.</p>}</div>
      {!data ? <Waiting error={error} /> : <ul class="rows">{data.pairings.map(item => (
        <li key={item.id}><span class="row"><span class={`drift ${item.revokedAt ? 'gone' : data.connected.includes(item.id) ? 'fixed' : 'still-failing'}`}>{item.revokedAt ? 'revoked' : data.connected.includes(item.id) ? 'connected' : 'away'}</span><b>{item.name}</b>
          <small>paired <When time={item.pairedAt} /> · {item.origin}</small>{!item.revokedAt && <button type="button" onClick={() => { call(`/pairings/${item.id}`, { method: 'DELETE' }).then(reload, (failed: Error) => setProblem(failed.message)) }}>Revoke</button>}</span></li>))}</ul>}
    </>
  )
}
