import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

/** Whether this machine's openssl can play the authority. */
export const openssl = spawnSync('openssl', ['version']).status === 0

export type TimeStampAuthority = {
  readonly url: string
  readonly certificate: string
  requests: number
  close(): Promise<void>
}

type AuthorityOptions = {
  /** What its key is made with, as `openssl req -newkey` takes it. */
  readonly newkey?: readonly string[]
  /** The certificate's days from now; a negative number: it is over. */
  readonly days?: number
  /** `user:password` that it wants. */
  readonly login?: string
  /** Where a request to `/moved` is sent on to. */
  readonly moved?: string
}

/**
 * An RFC 3161 authority over HTTP, played by `openssl ts`, with a certificate authority of its own
 * in `folder`.
 */
export async function startTimeStampAuthority(
  folder: string,
  { newkey = ['rsa:2048'], days = 30, login, moved = '/' }: AuthorityOptions = {},
): Promise<TimeStampAuthority> {
  const run = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  writeFileSync(join(folder, 'purpose'), 'extendedKeyUsage=critical,timeStamping\n')
  writeFileSync(join(folder, 'serial'), '01\n')
  writeFileSync(
    join(folder, 'tsa.cnf'),
    '[tsa]\ndefault_tsa = here\n[here]\nserial = ./serial\ncrypto_device = builtin\nsigner_cert = ./tsa.pem\ncerts = ./ca.pem\nsigner_key = ./tsa.key\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\nother_policies = 1.2.3.4.2\ndigests = sha256\naccuracy = secs:1\n',
  )
  run(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '30',
    '-subj',
    '/CN=Test authority',
  )
  run(
    'req',
    '-newkey',
    ...newkey,
    '-nodes',
    '-keyout',
    'tsa.key',
    '-out',
    'tsa.csr',
    '-subj',
    '/CN=Test time stamps',
  )
  run(
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'tsa.pem',
    '-days',
    String(days),
    '-extfile',
    'purpose',
  )
  const server = createServer((request, response) => {
    void (async () => {
      const basic = `Basic ${Buffer.from(login ?? '').toString('base64')}`
      if (login !== undefined && request.headers.authorization !== basic)
        return void response.writeHead(401).end()
      if (request.url === '/moved') return void response.writeHead(307, { location: moved }).end()
      authority.requests++
      writeFileSync(join(folder, 'query.tsq'), await buffer(request))
      run('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr')
      response
        .writeHead(200, { 'content-type': 'application/timestamp-reply' })
        .end(readFileSync(join(folder, 'reply.tsr')))
    })().catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const authority: TimeStampAuthority = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    certificate: join(folder, 'ca.pem'),
    requests: 0,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return authority
}
