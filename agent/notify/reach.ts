import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { messageOf, Problem } from '../problem.ts'

/** Addresses of this machine, of private networks, and of links (IANA's special-purpose registries). */
const near = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  near.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  near.addSubnet(network, bits, 'ipv6')

/** Whether an IP address is of this machine or of a private network. */
function isNear(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
  return near.check(mapped, isIP(mapped) === 6 ? 'ipv6' : 'ipv4')
}

/**
 * The address at which a channel's host is reached.
 * @throws Problem `alert-private` where any of its addresses is near and that was not allowed;
 * `alert-refused` where it has none
 */
export async function reach(host: string, allowed: boolean): Promise<string> {
  const bare = host.replace(/^\[|\]$/g, '')
  let found: string[]
  try {
    found = (await lookup(bare, { all: true })).map(item => item.address)
  } catch (error) {
    throw new Problem('alert-refused', { host, detail: messageOf(error) }, { cause: error })
  }
  if (!allowed && found.some(isNear)) throw new Problem('alert-private', { host })
  return found[0] ?? bare
}
