import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { SMTPServer } from 'smtp-server'

type Lifetime = Pick<TestContext, 'after'>
export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string }

/** Takes what is posted to it; `answers` says how, until it is changed: null never answers. */
export async function startReceiver(context: Lifetime): Promise<{
  readonly url: string
  readonly received: Received[]
  readonly tries: () => number
  answers: number | null
}> {
  let tries = 0
  const server = createServer((request, response) => {
    tries++
    void text(request).then(body => {
      if (receiver.answers === null) return
      if (receiver.answers < 300) receiver.received.push({ headers: request.headers, body })
      response.writeHead(receiver.answers, { location: '/elsewhere' }).end('whatever it says')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received: [] as Received[],
    tries: () => tries,
    answers: 200 as number | null,
  }
  return receiver
}

type Certificate = { readonly key: string; readonly cert: string; readonly file: string }

/** A certificate for `localhost` that vouches for itself, by openssl. */
export function selfSigned(folder: string): Certificate {
  execFileSync(
    'openssl',
    [
      ...'req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.pem -days 30'.split(' '),
      ...'-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1'.split(' '),
    ],
    { cwd: folder, stdio: 'ignore' },
  )
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  return { key: read('tls.key'), cert: read('tls.pem'), file: join(folder, 'tls.pem') }
}

/** A mail server over STARTTLS that lets one user in. */
export async function startMailServer(
  context: Lifetime,
  { key, cert }: Certificate,
  login: { readonly user: string; readonly password: string },
): Promise<{
  readonly port: number
  readonly mails: { readonly to: string[]; readonly mail: string; readonly secure: boolean }[]
}> {
  const mails: { to: string[]; mail: string; secure: boolean }[] = []
  const server = new SMTPServer({
    key,
    cert,
    onAuth({ username, password }, _, done) {
      const known = username === login.user && password === login.password
      done(known ? null : new Error('who are you'), known ? { user: username } : undefined)
    },
    onData(stream, session, done) {
      void text(stream).then(mail => {
        const to = session.envelope.rcptTo.map(item => item.address)
        mails.push({ to, mail, secure: session.secure })
        done()
      })
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  context.after(() => new Promise<void>(resolve => server.close(() => resolve())))
  return { port: (listening.address() as AddressInfo).port, mails }
}

/** A syslog server over TLS: what each connection brought. */
export async function startSyslogServer(
  context: Lifetime,
  { key, cert }: Certificate,
): Promise<{ readonly port: number; readonly messages: string[] }> {
  const messages: string[] = []
  const server = createTlsServer({ key, cert }, socket => {
    socket.on('error', () => undefined)
    void text(socket).then(
      said => {
        messages.push(said)
        socket.end()
      },
      () => undefined,
    )
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => void server.close())
  return { port: (server.address() as AddressInfo).port, messages }
}
