import { readFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import { messageOf, Problem } from '../../problem.ts'
import type { Send } from '../channels.ts'
import { reach } from '../reach.ts'

const SUBMISSION = 587
/** TLS from the first byte (RFC 8314). */
const SUBMISSIONS = 465

/**
 * A mail in plain text, over TLS always but to a private address that offers none. Its Message-ID
 * is the alert's id, so that one sent twice is one.
 */
export const email: Send = async (alert, { channel, secret, timeoutMs }) => {
  const { host = '', port = SUBMISSION, user, sender = '', recipients = [] } = channel
  const address = await reach(host, channel.private)
  const transport = createTransport({
    host: address,
    port,
    secure: port === SUBMISSIONS,
    requireTLS: !channel.private,
    tls: {
      servername: host,
      ...(channel.authority ? { ca: readFileSync(channel.authority) } : {}),
    },
    ...(user === undefined ? {} : { auth: { user, pass: secret } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from: sender,
      to: [...recipients],
      subject: alert.title,
      text: alert.link === null ? alert.text : `${alert.text}\n\n${alert.link}`,
      messageId: `<${alert.id}@witnessmark>`,
    })
  } catch (error) {
    throw new Problem('alert-refused', { host, detail: messageOf(error) }, { cause: error })
  } finally {
    transport.close()
  }
}
