import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions } from 'smtp-server'
import { Alert } from '../../../agent/notify/alert.ts'

export type Receivers = {
  readonly url: string
  readonly port: number
  /** What arrived, each time that it did. */
  readonly told: Alert[]
  /** What a tracker was told, at `/tickets`. */
  readonly tickets: Alert[]
  /** Ids of what arrived by mail. */
  readonly mailed: Set<string>
  /** Answered by the webhook. */
  status: number
  /** The mail server goes away, and comes back at the same port. */
  mail(here: boolean): Promise<void>
  close(): Promise<void>
}

/** Whoever sent it was killed meanwhile: it did not arrive. */
const noted = (): void => undefined

/** Greets at once: a tenth of a second in which nobody may speak, before each mail of a year, is most of its time. */
class PromptServer extends SMTPServer {
  constructor(options: SMTPServerOptions) {
    super({ ...options, disableReverseLookup: true })
  }
  override connect(...[socket, options]: Parameters<SMTPServer['connect']>): void {
    super.connect(socket, options)
    const connection = [...this.connections].at(-1)
    const greet = connection?.connectionReady.bind(connection)
    if (!connection || !greet) return
    // What waits finds that it is done.
    connection.connectionReady = () => undefined
    greet()
  }
}

/** A webhook's receiver and a mail server, in this process. */
export async function startReceivers(): Promise<Receivers> {
  const told: Alert[] = []
  const tickets: Alert[] = []
  const mailed = new Set<string>()
  const server = createServer((request, response) => {
    void text(request).then(body => {
      const heard = request.url === '/tickets' ? tickets : told
      if (receivers.status < 300) heard.push(Alert.parse(JSON.parse(body)))
      response.writeHead(receivers.status, { connection: 'close' }).end()
    }, noted)
  })
  const open = (): SMTPServer =>
    new PromptServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      closeTimeout: 100,
      onData(stream, _session, done) {
        void text(stream).then(mail => {
          const id = /^Message-ID: <([0-9a-f-]+)@/im.exec(mail)?.[1]
          if (id) mailed.add(id)
          done()
        }, done)
      },
    })
  let smtp: SMTPServer | null = open()
  const listening = smtp.listen(0, '127.0.0.1')
  server.listen(0, '127.0.0.1')
  await Promise.all([once(server, 'listening'), once(listening, 'listening')])
  const { port } = listening.address() as AddressInfo
  const receivers: Receivers = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    port,
    told,
    tickets,
    mailed,
    status: 200,
    async mail(here) {
      const before = smtp
      smtp = null
      if (before) await new Promise<void>(resolve => before.close(() => resolve()))
      if (!here) return
      smtp = open()
      await once(smtp.listen(port, '127.0.0.1'), 'listening')
    },
    async close() {
      await receivers.mail(false)
      server.closeAllConnections()
      server.close()
    },
  }
  return receivers
}
