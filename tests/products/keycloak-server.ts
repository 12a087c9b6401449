import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { until } from '../support/extension/agent.ts'
import { hasCommand } from './debian.ts'
import { installMaven } from './install.ts'
import { freePort } from '../support/free-port.ts'

export type Keycloak = {
  readonly url: string
  readonly admin: { readonly name: string; readonly password: string }
  /** A realm, as its own API has it. */
  realm(name: string): Promise<Readonly<Record<string, unknown>>>
  change(name: string, realm: Readonly<Record<string, unknown>>): Promise<void>
  close(): Promise<void>
}

/** @returns null where it can be run, else what is missing */
export function missingKeycloak(): string | null {
  const lacking = ['java', 'mvn', 'python3'].filter(name => !hasCommand(name))
  return lacking.length === 0 ? null : `Keycloak needs ${lacking.join(' and ')}`
}

/** Keycloak from Maven Central, in memory. @param realms what it has beside its own */
export async function startKeycloak(realms: readonly string[]): Promise<Keycloak> {
  const folder = installMaven('keycloak', 'org.keycloak:keycloak-quarkus-dist:26.7.3:zip')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const admin = { name: 'harbourmaster', password: 'high-water-mark-77' }
  const child = spawn(
    'sh',
    [
      join(folder, 'bin', 'kc.sh'),
      'start-dev',
      '--db=dev-mem',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      '--http-management-port',
      String(await freePort()),
    ],
    {
      stdio: 'ignore',
      detached: true,
      env: {
        ...process.env,
        KC_BOOTSTRAP_ADMIN_USERNAME: admin.name,
        KC_BOOTSTRAP_ADMIN_PASSWORD: admin.password,
      },
    },
  )
  const close = async (): Promise<void> => {
    const gone = new Promise(resolve => child.once('exit', resolve))
    if (child.pid && child.exitCode === null) {
      process.kill(-child.pid, 'SIGKILL')
      await gone
    }
  }
  const api = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const login = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'admin-cli',
        username: admin.name,
        password: admin.password,
      }),
    })
    const { access_token } = (await login.json()) as { readonly access_token: string }
    const reply = await fetch(`${url}/admin/realms${path}`, {
      method,
      headers: { 'authorization': `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status}`)
    return reply
  }
  try {
    // Its first start builds it, which takes a minute.
    for (let tries = 0; tries < 30; tries++) {
      const isUp = await until(
        async () => (await fetch(`${url}/realms/master`).catch(() => null))?.status,
        status => status === 200,
        'Keycloak answers',
      ).catch(() => null)
      if (isUp) break
    }
    for (const realm of realms) await api('POST', '', { realm, enabled: true })
    return {
      url,
      admin,
      realm: async name =>
        (await (await api('GET', `/${name}`)).json()) as Readonly<Record<string, unknown>>,
      change: async (name, realm) => void (await api('PUT', `/${name}`, realm)),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
