import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}
export type Front = { readonly url: string; readonly paths: string[]; close(): Promise<void> }

/** Where the collector finds an Enterprise server: takes the /api/v3 off and asks `answer`. */
export async function startFront(
  answer: (path: string, headers: Readonly<Record<string, string>>) => Promise<Answer> | Answer,
): Promise<Front> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    const path = (request.url ?? '/')
      .replace(/^\/api\/v3/, '')
      .replace(/^\/api\/graphql/, '/graphql')
    paths.push(path)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    Promise.resolve(answer(path, headers)).then(
      ({ status, headers: sent, body }) => {
        response.writeHead(status, sent).end(body)
      },
      (error: unknown) => {
        response.writeHead(502).end(String(error))
      },
    )
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Asks the product behind, whose headers are passed on but for those in `drop`. */
export function forwardTo(
  upstream: string,
  drop: readonly string[] = [],
): (path: string, headers: Readonly<Record<string, string>>) => Promise<Answer> {
  return async (path, { authorization }) => {
    // GitHub's description names plain JSON only, and prism takes a description at its word.
    const reply = await fetch(upstream + path, {
      headers: { accept: 'application/json', ...(authorization ? { authorization } : {}) },
      redirect: 'manual',
    })
    const skip = ['content-encoding', 'content-length', 'transfer-encoding', 'connection', ...drop]
    return {
      status: reply.status,
      headers: Object.fromEntries([...reply.headers].filter(([name]) => !skip.includes(name))),
      body: Buffer.from(await reply.arrayBuffer()),
    }
  }
}

/**
 * A product in a process of its own, once its address answers. @throws Error when it ends before,
 * or not within a minute
 */
export async function startProduct(
  file: string,
  args: readonly string[],
  address: string,
  cwd: string,
): Promise<{ close(): Promise<void> }> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-2000)
  })
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }
  for (const end = Date.now() + 60_000; ; await new Promise(resolve => setTimeout(resolve, 200))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said}`)
    if (
      await fetch(address).then(
        () => true,
        () => false,
      )
    )
      return { close }
    if (Date.now() > end) {
      await close()
      throw new Error(`it did not start: ${said}`)
    }
  }
}
