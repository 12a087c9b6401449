import type { Collector } from '../../common/model/index.ts'
import { Problem } from '../problem.ts'

const loopback = ['127.0.0.1', 'localhost', '[::1]']

/** Plain http would show the credential to the network; on this machine it does not leave it. */
export function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname))
}

/**
 * That a target names what a tenant of this service needs, and nothing that it does not take: what is
 * mistyped is said before a credential is asked for.
 * @param title of the service
 * @throws Problem `target-key-missing`, `target-key-unknown`, `target-no-address`, `target-clear`
 */
export function assertTarget(
  title: string,
  { target: keys }: Pick<Collector, 'target'>,
  target: Readonly<Record<string, string>>,
): void {
  for (const key of Object.keys(target))
    if (!keys.some(known => known.key === key))
      throw new Problem('target-key-unknown', { title, key, known: keys.map(item => item.key) })
  for (const { key, means, required, address } of keys) {
    const given = target[key]
    if (required && !given) throw new Problem('target-key-missing', { title, key, means })
    if (address && given) assertAddress(key, given)
  }
}

function assertAddress(key: string, given: string): void {
  const url = URL.parse(given)
  if (url && isSafe(url)) return
  if (url?.protocol === 'http:') throw new Problem('target-clear', { key, given })
  const local = loopback.some(host => given.startsWith(host))
  const meant = `${local ? 'http' : 'https'}://${given.replace(/^\w+:\/\//, '')}`
  throw new Problem('target-no-address', { key, given, meant: URL.canParse(meant) ? meant : null })
}
