import { connect } from 'node:net'
import { rawRequest } from './raw-request.ts'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'

const AT_ONCE = 32
const PATIENCE = 100

/**
 * Raw requests and upgrades as no honest program sends them, seeded: broken paths, header lines,
 * bodies and frames; some connections are reset at once, some in the middle.
 * @param token of a command: half of what names the API carries it
 * @returns how often each status was answered ("none" where the connection ended without)
 */
export async function fuzzLoopback(
  port: number,
  given: { readonly count: number; readonly random: () => number; readonly token: string },
): Promise<Readonly<Record<string, number>>> {
  const answers: Record<string, number> = {}
  let left = given.count
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await sent(port, requestOf(port, given), given.random)
      answers[answer] = (answers[answer] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return answers
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'CONNECT', 'TRACE', 'get', '']
const paths = [
  '//[',
  '//',
  '/',
  '//[::1',
  'http://[',
  '*',
  'host:1',
  '/extension',
  '/extension?x=//[',
  '//extension',
  '/%',
  '/%00',
  '/api/v1/%E0%A4%A',
  '/api/v1/evidence/-1',
  '/api/v1/evidence/9999999999999999999999',
  '/api/v1/finding?id=%ff',
  '/api/v1/findings?page=NaN&text=%00',
  '/api/v1/overview',
  '/api/v1/session',
  '/api/v1/exceptions',
  '/api/v1/events',
  '/api/v1/exports/..%2f..%2fkeys%2flog.json',
  '/../../etc/passwd',
  '/\\..\\x',
  'ws://127.0.0.1:1//[',
]
const bodies = ['', '{', 'null', '[]', '{"token":{}}', '{"__proto__":1}', '"\\ud800"', '\u0000']

/** One request. What is drawn is often right, so that it gets further than the first check. */
function requestOf(
  port: number,
  { random, token }: { readonly random: () => number; readonly token: string },
): Buffer {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const often = (usual: string, ...others: readonly string[]): string =>
    random() < 0.7 ? usual : pick(others)
  const own = `127.0.0.1:${port}`
  const body = pick(bodies)
  const upgrade = random() < 0.5
  const lines = [
    `${upgrade ? often('GET', ...methods) : pick(methods)} ${path(pick, random)} ${often('HTTP/1.1', 'HTTP/1.0', 'HTTP/9', 'x')}`,
    `Host: ${often(own, 'evil.example', '[', '', `${own}\r\nHost: ${own}`)}`,
  ]
  if (upgrade) {
    const origin = often(`chrome-extension://${CHROMIUM_ID}`, `http://${own}`, 'null', '//[', '')
    lines.push(`Connection: ${often('Upgrade', 'close', 'keep-alive, upgrade')}`)
    lines.push(`Upgrade: ${often('websocket', 'h2c', 'WEBSOCKET', '')}`)
    lines.push(`Sec-WebSocket-Version: ${often('13', '8', '-1', '13, 13')}`)
    lines.push(`Sec-WebSocket-Key: ${often('dGhlIHNhbXBsZSBub25jZQ==', 'x', '')}`)
    lines.push(`Sec-WebSocket-Protocol: ${often('witnessmark.v1', ',', 'a,a', '"', '')}`)
    lines.push(`Sec-WebSocket-Extensions: ${often('permessage-deflate', '=;=', ',', 'a;b="')}`)
    lines.push(`Origin: ${origin}`)
  } else {
    lines.push(`Origin: ${often(`http://${own}`, 'null', '//[', '')}`)
    lines.push(`Content-Length: ${often(String(Buffer.byteLength(body)), '-1', '9e9', '1', 'x')}`)
  }
  if (random() < 0.5) lines.push(`Authorization: Bearer ${often(token, '', 'x')}`)
  if (random() < 0.2) lines.push(`Cookie: witnessmark-${port}=${pick(['%', '"', '%E0%A4%A', ';'])}`)
  if (random() < 0.1) lines.push(`Transfer-Encoding: ${pick(['chunked', 'x', 'chunked, chunked'])}`)
  if (random() < 0.1) lines.push('Expect: 100-continue')
  if (random() < 0.1) lines.push(`X: ${'x'.repeat(Math.floor(random() * 20_000))}`)
  const rest = upgrade ? frame(random) : Buffer.from(body)
  const whole = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), rest])
  for (let flips = Math.floor(random() * 8) - 5; flips > 0; flips--)
    whole[Math.floor(random() * whole.length)] = Math.floor(random() * 256)
  return random() < 0.1 ? whole.subarray(0, Math.floor(random() * whole.length)) : whole
}

function path(pick: <T>(items: readonly T[]) => T, random: () => number): string {
  if (random() < 0.8) return pick(paths)
  const characters = '/ [ ] : ? # % @ \\ . * ; & = a 0'.split(' ')
  return `/${Array.from({ length: 8 }, () => pick(characters)).join('')}`
}

/** What follows an upgrade: a frame that is whole, cut, unmasked, or none at all. */
function frame(random: () => number): Buffer {
  const text = Buffer.from('{"v":1,"id":"x","kind":"pair-start"}')
  const length = random() < 0.5 ? text.length : Math.floor(random() * 127)
  const first = random() < 0.5 ? 0x81 : Math.floor(random() * 256)
  const head = Buffer.from([first, (random() < 0.8 ? 0x80 : 0) | length, 0, 0, 0, 0])
  return random() < 0.2 ? Buffer.alloc(0) : Buffer.concat([head, text])
}

/** @returns the status of the first answer; "refused" where nobody listens any more */
function sent(port: number, bytes: Buffer, random: () => number): Promise<string> {
  const reset = random() < 0.3 ? Math.floor(random() * 4) : null
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port })
    let answer = 'none'
    // Whoever is not answered after a later request was waits for nothing, however slow the machine is.
    const timer = setTimeout(() => {
      rawRequest(port, { path: '/api/v1/overview' }).then(
        () => socket.destroy(),
        () => socket.destroy(),
      )
    }, PATIENCE)
    socket.on('connect', () => {
      socket.write(bytes)
      if (reset !== null) setTimeout(() => socket.resetAndDestroy(), reset)
    })
    socket.on('data', (data: Buffer) => {
      answer = /^HTTP\/1\.1 (\d{3})/.exec(data.toString('latin1'))?.[1] ?? answer
      socket.end()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') answer = 'refused'
    })
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(answer)
    })
  })
}
