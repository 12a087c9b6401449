const HOPS = 5
const REDIRECTS: readonly number[] = [301, 302, 307, 308]

/** An address as it is shown: without user and password. */
export function shownAddress(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}

/**
 * Sends something to an authority or a witness: user and password of the address as basic
 * authentication (RFC 7617), and once more to where it redirects to, within the same host.
 * @throws Error for what `fetch` throws, and for a redirect to another host
 */
export async function postOutside(
  address: string,
  sent: { readonly body: BodyInit; readonly headers?: Readonly<Record<string, string>> },
  options: { readonly fetch?: typeof fetch; readonly timeoutMs?: number } = {},
): Promise<Response> {
  const { username, password } = new URL(address)
  const signal = AbortSignal.timeout(options.timeoutMs ?? 15_000)
  const login = [username, password].map(decodeURIComponent).join(':')
  const headers =
    username === '' && password === ''
      ? { ...sent.headers }
      : { ...sent.headers, authorization: `Basic ${Buffer.from(login).toString('base64')}` }
  let url = new URL(shownAddress(address))
  for (let hop = 0; hop < HOPS; hop++) {
    const { body } = sent
    const init = { method: 'POST', redirect: 'manual', body, headers, signal } as const
    const reply = await (options.fetch ?? fetch)(url.href, init)
    const location = reply.headers.get('location')
    if (!REDIRECTS.includes(reply.status) || location === null) return reply
    await reply.body?.cancel()
    const next = new URL(location, url)
    if (!isSameHost(url, next)) throw new Error(`it redirects to another host (${next.host})`)
    next.username = ''
    next.password = ''
    url = next
  }
  throw new Error('it redirects without end')
}

/** The same host and port; or the same host by TLS, where neither names a port. */
function isSameHost(from: URL, to: URL): boolean {
  if (from.host === to.host && from.protocol === to.protocol) return true
  return from.hostname === to.hostname && to.protocol === 'https:' && from.port + to.port === ''
}
