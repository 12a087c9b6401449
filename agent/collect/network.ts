import { setGlobalProxyFromEnv } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Problem, messageOf } from '../problem.ts'

const loopback = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Lets every request of this process go through the organisation's proxy (HTTP_PROXY, HTTPS_PROXY,
 * NO_PROXY) and trust the system's certificate authorities beside Node's own. Loopback never leaves
 * the machine, whatever NO_PROXY says.
 * @throws Problem `proxy-invalid` when a proxy variable is not an address
 */
export function honourNetworkSettings(): void {
  const except = [process.env['no_proxy'] ?? process.env['NO_PROXY'], ...loopback]
    .filter(Boolean)
    .join(',')
  try {
    setGlobalProxyFromEnv({ ...process.env, no_proxy: except, NO_PROXY: except })
  } catch (error) {
    throw new Problem('proxy-invalid', { detail: messageOf(error) }, { cause: error })
  }
  setDefaultCACertificates([
    ...new Set([...getCACertificates('default'), ...getCACertificates('system')]),
  ])
}
