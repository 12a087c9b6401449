import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../support/extension/agent.ts'
import { installNode, installProduct } from './install.ts'
import { freePort } from '../support/free-port.ts'

export type DirectusServer = {
  readonly url: string
  readonly administrator: {
    readonly email: string
    readonly password: string
    readonly token: string
  }
  /** Asks its API as the administrator. @throws when the answer is no 2xx */
  readonly api: (
    path: string,
    method?: 'GET' | 'POST' | 'PATCH',
    body?: unknown,
  ) => Promise<unknown>
  readonly close: () => Promise<void>
}

/**
 * Directus 12.4.0 from npm with an SQLite file of its own, on a free loopback port. The first call
 * on a machine takes minutes: npm compiles two modules.
 */
export async function startDirectus(): Promise<DirectusServer> {
  // Its isolated-vm does not compile for Node 24.
  const { program: node, env: install } = installNode('22.23.2')
  const folder = installProduct('directus', ['directus@12.4.0'], install)
  const data = mkdtempSync(join(tmpdir(), 'witnessmark-directus-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const administrator = {
    email: 'admin@example.com',
    password: 'correct-horse-battery',
    token: 'witnessmark-product-test-static-token',
  }
  const env = {
    PATH: process.env['PATH'],
    HOME: data,
    NODE_NO_WARNINGS: '1',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    SECRET: 'directus-of-the-product-tests-0123456789',
    DB_CLIENT: 'sqlite3',
    DB_FILENAME: join(data, 'data.db'),
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    ADMIN_TOKEN: administrator.token,
    TELEMETRY: 'false',
    PROJECT_OWNER_ENABLED: 'false',
    WEBSOCKETS_ENABLED: 'true',
    LOG_LEVEL: 'warn',
    STORAGE_LOCAL_ROOT: join(data, 'uploads'),
    EXTENSIONS_PATH: join(data, 'extensions'),
  }
  const program = join(folder, 'node_modules', 'directus', 'cli.js')
  const made = spawnSync(node, [program, 'bootstrap'], { cwd: data, env, encoding: 'utf8' })
  if (made.status !== 0)
    throw new Error(`Directus could not be set up:\n${made.stdout}${made.stderr}`)
  const child = spawn(node, [program, 'start'], {
    cwd: data,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const close = async (): Promise<void> => {
    if (child.exitCode === null) {
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    }
    rmSync(data, { recursive: true, force: true })
  }
  try {
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`Directus ended with ${child.exitCode}`)
        return fetch(`${url}/server/ping`).then(
          reply => reply.ok,
          () => false,
        )
      },
      Boolean,
      'Directus answers',
    )
  } catch (error) {
    await close()
    throw error
  }
  return {
    url,
    administrator,
    close,
    async api(path, method = 'GET', body) {
      const reply = await fetch(url + path, {
        method,
        headers: {
          'authorization': `Bearer ${administrator.token}`,
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`)
      return reply.json()
    },
  }
}
