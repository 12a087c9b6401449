import type { Send } from '../channels.ts'
import { post } from './http.ts'

/** A Slack incoming webhook, whose address is the secret (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
export const slack: Send = async (alert, { channel, secret, timeoutMs }) => {
  const text = `*${escaped(alert.title)}*\n${escaped(alert.text)}`
  const body = JSON.stringify({
    text,
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
  })
  await post(secret, body, { allowed: channel.private, timeoutMs })
}

/** Names that a service gave mention nobody and link nowhere. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
