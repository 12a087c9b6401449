// Asks each address that is given, by the network settings of its environment, and prints those that
// are said to go by a proxy; what comes of it is not looked at.
import { honourNetworkSettings, proxyFor } from '../../agent/collect/network.ts'

honourNetworkSettings()
const urls = process.argv.slice(2)
await Promise.allSettled(urls.map(url => fetch(url, { signal: AbortSignal.timeout(2000) })))
process.stdout.write(urls.filter(url => proxyFor(url) !== null).join('\n'), () => process.exit(0))
