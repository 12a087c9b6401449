import type { Send } from '../channels.ts'
import { post } from './http.ts'

/**
 * A Teams workflow "when a webhook request is received", or an incoming webhook: both take an adaptive
 * card, and the address is the secret (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors).
 */
export const teams: Send = async (alert, { channel, secret, timeoutMs }) => {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'TextBlock', text: plain(alert.title), weight: 'bolder', wrap: true },
      { type: 'TextBlock', text: plain(alert.text), wrap: true },
    ],
  }
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', content }
  const body = JSON.stringify({ type: 'message', attachments: [attachment] })
  await post(secret, body, { allowed: channel.private, timeoutMs })
}

/** Text blocks read Markdown: a name that a service gave makes no link. */
function plain(text: string): string {
  return text.replace(/[\\[\]()*_#`]/g, character => `\\${character}`)
}
