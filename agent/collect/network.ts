import { BlockList, isIP } from 'node:net'
import { isProblem, messageOf, Problem } from '../problem.ts'

const loopback = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Lets every request of this process go through the organisation's proxy (HTTP_PROXY, HTTPS_PROXY,
 * NO_PROXY) and trust the system's certificate authorities beside Node's own. Loopback never leaves
 * the machine, whatever NO_PROXY says.
 * @throws Problem `proxy-invalid` when a proxy variable is not an address, `proxy-unsupported` where this
 * Node cannot go by one
 */
export function honourNetworkSettings(): void {
  const settings = proxySettings(process.env)
  try {
    if (settings) goByProxy(settings)
  } catch (error) {
    if (isProblem(error, 'proxy-unsupported')) throw error
    throw new Problem('proxy-invalid', { detail: messageOf(error) }, { cause: error })
  }
  trustSystem()
}

/** Nothing has been asked by a secure connection yet. */
let isWaiting = false

/**
 * The system's certificate authorities are read for the first secure connection, by whatever makes one:
 * an agent that goes nowhere holds none of them.
 */
function trustSystem(): void {
  const tls = process.getBuiltinModule('node:tls')
  // From Node 24.5 on; before, NODE_EXTRA_CA_CERTS and NODE_USE_SYSTEM_CA are the ways to say so.
  const { getCACertificates: known, setDefaultCACertificates: trust } = tls as Partial<typeof tls>
  const { createSecureContext } = tls
  if (!known || !trust || isWaiting) return
  isWaiting = true
  Object.assign(tls, {
    createSecureContext(...given: Parameters<typeof createSecureContext>) {
      Object.assign(tls, { createSecureContext })
      isWaiting = false
      trust([...new Set([...known('default'), ...known('system')])])
      return createSecureContext(...given)
    },
  })
}

/** What undici, Node's own HTTP client behind `fetch`, calls for every request. */
type Dispatcher = {
  dispatch(options: { readonly origin?: string | URL }, handler: unknown): boolean
}
const dispatcherKey = Symbol.for('undici.globalDispatcher.1')

/**
 * Node reads ranges of addresses for `node:http`, but not for `fetch`: what is in one is handed to the
 * client that was there before.
 */
function goByProxy(settings: Readonly<Record<string, string>>): void {
  // From Node 24.14 on. Nothing is asked past a proxy that somebody wants.
  const http: Partial<typeof import('node:http')> = process.getBuiltinModule('node:http')
  const { setGlobalProxyFromEnv: setGlobal } = http
  if (!setGlobal) throw new Problem('proxy-unsupported', { node: process.version })
  const ranges = rangesIn(settings)
  // Loads the client, which is there from its first use on.
  void new Request('http://127.0.0.1')
  const place = globalThis as unknown as Record<symbol, Dispatcher | undefined>
  const direct = place[dispatcherKey]
  setGlobal(settings)
  const proxied = place[dispatcherKey]
  if (!direct || !proxied || ranges.rules.length === 0) return
  place[dispatcherKey] = new Proxy(proxied, {
    get(target, name): unknown {
      if (name === 'dispatch')
        return (...[options, handler]: Parameters<Dispatcher['dispatch']>) => {
          const host = options.origin ? new URL(options.origin).hostname : ''
          return (isWithin(ranges, host) ? direct : target).dispatch(options, handler)
        }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

/** The addresses that are asked past a proxy. */
function rangesIn(settings: Readonly<Record<string, string>>): BlockList {
  const ranges = new BlockList()
  for (const entry of settings['no_proxy']?.split(',') ?? []) {
    const [first = '', last = ''] = entry.split('-')
    if (isIP(first) === 4 && isIP(last) === 4) ranges.addRange(first, last)
    const [network = '', bits] = entry.split('/')
    if (isIP(network) === 6) ranges.addSubnet(network, Number(bits ?? 128), 'ipv6')
  }
  return ranges
}

function isWithin(ranges: BlockList, hostname: string): boolean {
  const host = bare(hostname)
  const family = isIP(host)
  return family !== 0 && ranges.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * The proxy variables as curl reads them (https://curl.se/docs/manpage.html, "Environment"), in the
 * words that Node understands: an address may come without `http://`; in NO_PROXY `*` is everything, a
 * name is also what ends with it, and a network (`10.0.0.0/8`, `fd00::/8`) is all of its addresses. Where both
 * spellings are set, the small one counts.
 * @returns null where nothing goes to a proxy
 */
function proxySettings(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> | null {
  const either = (name: string): string => env[name.toLowerCase()] || env[name.toUpperCase()] || ''
  const except = either('no_proxy')
    .split(/[\s,]+/)
    .filter(Boolean)
  const proxies = (['http_proxy', 'https_proxy'] as const).flatMap(name => {
    const address = either(name).trim()
    return address === '' ? [] : [[name, withScheme(address)] as const]
  })
  if (except.includes('*') || proxies.length === 0) return null
  return {
    ...Object.fromEntries(proxies),
    no_proxy: [...except.flatMap(entry => entriesOf(entry)), ...loopback].join(','),
  }
}

/**
 * The proxy by which a request to this address goes, without the name and password that may stand in it;
 * null where it goes there itself.
 */
export function proxyFor(address: string): string | null {
  const settings = proxySettings(process.env)
  const { protocol, hostname } = new URL(address)
  const proxy = settings?.[protocol === 'https:' ? 'https_proxy' : 'http_proxy']
  if (!proxy || !URL.canParse(proxy)) return null
  const isNamed = settings['no_proxy']
    ?.split(',')
    .some(entry => entry === hostname || (entry.startsWith('.') && hostname.endsWith(entry)))
  return isNamed || isWithin(rangesIn(settings), hostname)
    ? null
    : `${new URL(proxy).protocol}//${new URL(proxy).host}`
}

function withScheme(address: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`
}

function entriesOf(entry: string): readonly string[] {
  const [written = '', bits] = entry.split('/')
  const address = bare(written)
  if (bits !== undefined && isIP(address) === 6) return networkOf(address, Number(bits))
  if (bits !== undefined) return isIP(address) === 4 ? rangeOf(address, Number(bits)) : []
  if (isIP(address) === 6) return [entry, address]
  if (isIP(address) === 4) return [entry]
  const name = entry.replace(/^\*?\./, '')
  return [name, `.${name}`]
}

/** An address without the brackets that it has beside a port. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

function networkOf(address: string, bits: number): readonly string[] {
  return Number.isInteger(bits) && bits >= 0 && bits <= 128 ? [`${address}/${bits}`] : []
}

/** First and last address of a network. None for what is no network: to a proxy it is, as by curl. */
function rangeOf(address: string, bits: number): readonly string[] {
  if (!Number.isInteger(bits) || bits < 0 || bits > 32) return []
  const host = 2 ** (32 - bits)
  const number = address.split('.').reduce((all, part) => all * 256 + Number(part), 0)
  const first = Math.floor(number / host) * host
  return [`${dotted(first)}-${dotted(first + host - 1)}`]
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(number / 2 ** shift) % 256).join('.')
}
