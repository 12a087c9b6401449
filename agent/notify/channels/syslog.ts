import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { Severity } from '../../../common/model/index.ts'
import { messageOf, Problem } from '../../problem.ts'
import type { Alert } from '../alert.ts'
import type { Send } from '../channels.ts'
import { reach } from '../reach.ts'

const SYSLOG_TLS = 6514
/** "log audit" (RFC 5424, table 1). */
const FACILITY = 13
const level: Readonly<Record<Severity, number>> = { critical: 2, high: 3, medium: 4, low: 5 }

/**
 * RFC 5424 over TLS as RFC 5425 frames it. Syslog acknowledges nothing: it counts as sent when the
 * server, whose certificate was checked, took the bytes and closed the connection in order.
 */
export const syslog: Send = async (alert, { channel, timeoutMs }) => {
  const { host = '', port = SYSLOG_TLS, authority } = channel
  const address = await reach(host, channel.private)
  try {
    const socket = connect({
      host: address,
      port,
      ...(isIP(host) ? {} : { servername: host }),
      ...(authority ? { ca: readFileSync(authority) } : {}),
    })
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      await once(socket, 'secureConnect', { signal })
      socket.resume().end(framed(messageText(alert)))
      await once(socket, 'close', { signal })
    } finally {
      socket.destroy()
    }
  } catch (error) {
    throw new Problem('alert-refused', { host, detail: messageOf(error) }, { cause: error })
  }
}

function framed(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`
}

/** 32473 is the enterprise number that RFC 5612 keeps for whoever has none. */
function messageText(alert: Alert): string {
  const { id, at, kind, severity, tenant, check, title, text } = alert
  const data = Object.entries({ id, severity, tenant, check })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${String(value).replace(/["\\\]]/g, '\\$&')}"`)
    .join('')
  const head = `<${FACILITY * 8 + level[severity]}>1 ${at} ${hostname()} witnessmark ${process.pid} ${kind}`
  return `${head} [alert@32473${data}] \ufeff${`${title}: ${text}`.replaceAll('\n', ' ')}`
}
