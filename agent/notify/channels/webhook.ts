import { createHmac } from 'node:crypto'
import type { Send } from '../channels.ts'
import { post } from './http.ts'

/**
 * The alert as JSON, signed as Standard Webhooks says (https://www.standardwebhooks.com): HMAC-SHA-256
 * over `id.timestamp.body`, so that a receiver knows who sent it, when, and what it has seen already.
 */
export const webhook: Send = async (alert, { channel, secret, now, timeoutMs }) => {
  const body = JSON.stringify(alert)
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${alert.id}.${timestamp}.${body}`)
    .digest('base64')
  const headers = {
    'webhook-id': alert.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
  await post(channel.url ?? '', body, { headers, allowed: channel.private, timeoutMs })
}

/** `whsec_` and base64, as the standard writes it; any other text is the key itself. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
}
