import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { installGhost } from './ghost-install.ts'
import { freePort } from '../support/free-port.ts'

export type GhostServer = {
  readonly url: string
  readonly owner: { readonly email: string; readonly name: string; readonly slug: string }
  /**
   * The owner's session, as the browser would hold it: signing in again would want a code from a
   * mail.
   */
  readonly cookie: { readonly name: string; readonly value: string }
  /** What stands at the foot of the owner's profile page. */
  readonly staffToken: string
  /** Asks its Admin API in the owner's session. @throws when the answer is no 2xx */
  readonly api: (path: string, method?: 'GET' | 'POST' | 'PUT', body?: unknown) => Promise<unknown>
  readonly close: () => Promise<void>
}

/**
 * Ghost with an SQLite file of its own on a free loopback port, set up as a person does it. Mail
 * goes nowhere, and it asks nobody for updates.
 */
export async function startGhost(): Promise<GhostServer> {
  const { folder, node } = installGhost()
  const data = mkdtempSync(join(tmpdir(), 'witnessmark-ghost-'))
  cpSync(join(folder, 'content'), join(data, 'content'), { recursive: true })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(node, ['index.js'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: [dirname(node), process.env['PATH']].join(delimiter),
      HOME: data,
      NODE_ENV: 'production',
      NODE_NO_WARNINGS: '1',
      url,
      server__host: '127.0.0.1',
      server__port: String(port),
      database__client: 'sqlite3',
      database__connection__filename: join(data, 'ghost.db'),
      database__useNullAsDefault: 'true',
      paths__contentPath: join(data, 'content'),
      mail__transport: 'stub',
      privacy__useUpdateCheck: 'false',
      privacy__useGravatar: 'false',
      privacy__useRpcPing: 'false',
      logging__level: 'error',
    },
  })
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    }
    rmSync(data, { recursive: true, force: true })
  }
  try {
    // It makes its database first, and answers 503 meanwhile.
    for (const end = Date.now() + 120_000; ;) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`Ghost ended with ${child.exitCode ?? child.signalCode}`)
      if (
        await fetch(`${url}/ghost/api/admin/site/`).then(
          reply => reply.ok,
          () => false,
        )
      )
        break
      if (Date.now() > end) throw new Error('Ghost does not answer')
      await new Promise(resolve => setTimeout(resolve, 250))
    }
    const owner = { email: 'harbour@example.org', name: 'Harbour Master', slug: 'harbour' }
    const password = 'correct-horse-battery-9'
    let session = ''
    const ask = async (path: string, method: string, body?: unknown): Promise<Response> => {
      const reply = await fetch(`${url}/ghost/api/admin${path}`, {
        method,
        headers: {
          'origin': url,
          'content-type': 'application/json',
          ...(session ? { cookie: session } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`)
      return reply
    }
    await ask('/authentication/setup/', 'POST', {
      setup: [{ ...owner, password, blogTitle: 'Harbour News' }],
    })
    const signedIn = await ask('/session/', 'POST', { username: owner.email, password })
    session = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const [name = '', value = ''] = session.split('=')
    const {
      users: [me],
    } = (await (await ask('/users/me/', 'GET')).json()) as { users: [{ id: string; slug: string }] }
    const { apiKey } = (await (await ask(`/users/${me.id}/token/`, 'GET')).json()) as {
      apiKey: { id: string; secret: string }
    }
    return {
      url,
      owner: { ...owner, slug: me.slug },
      cookie: { name, value },
      staffToken: `${apiKey.id}:${apiKey.secret}`,
      close,
      async api(path, method = 'GET', body) {
        return (await ask(path, method, body)).json()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
