// The session is kept by this tab and said in a header: a cookie would go to every port of this host, thus
// to whoever else serves one. A further tab asks those that are open.
const KEY = 'session'
const SIBLINGS_MILLISECONDS = 200
const siblings = new BroadcastChannel('witnessmark-session')

siblings.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const session = sessionStorage.getItem(KEY)
  if (data === 'which' && session) siblings.postMessage({ session })
})

/** What every request says of who asks. */
export function authorization(): { readonly authorization?: string } {
  const session = sessionStorage.getItem(KEY)
  return session ? { authorization: `Bearer ${session}` } : {}
}

/** Exchanges the token of the address for a session, once; where it was used, nothing changes. */
export async function signIn(token: string): Promise<void> {
  const reply = await fetch('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (reply.ok) keep(await reply.json())
}

/** Takes over the session of another tab, where this one has none and another answers. */
export async function joinSiblings(): Promise<void> {
  if (sessionStorage.getItem(KEY)) return
  const answered = new Promise<unknown>(resolve => {
    siblings.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'object') resolve(data)
    })
    setTimeout(() => resolve(null), SIBLINGS_MILLISECONDS)
  })
  siblings.postMessage('which')
  keep(await answered)
}

function keep(given: unknown): void {
  if (typeof given !== 'object' || given === null || !('session' in given)) return
  if (typeof given.session === 'string') sessionStorage.setItem(KEY, given.session)
}
