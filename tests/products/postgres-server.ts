import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { missingDebian } from './debian.ts'

const PASSWORD = 'correct horse'
const OWNER = 'postgres'

export type DebianPostgres = {
  /** The address of a database on it; the password is its own word. */
  readonly url: string
  readonly password: string
  readonly version: string
  close(): Promise<void>
}

/** Sees to Debian's packages. @returns null when they are there, else why they cannot be */
export function missingPostgres(): string | null {
  return missingDebian(['postgresql'], () => binaries() !== undefined)
}

function binaries(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1)?.slice(0, -'/initdb'.length)
}

/** Debian's PostgreSQL as it is configured by default, which flushes, in a folder that goes with it. */
export async function startPostgres(): Promise<DebianPostgres> {
  const from = binaries()
  if (from === undefined) throw new Error('PostgreSQL is not there')
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-debian-pg-'))
  const [data, secret] = [join(folder, 'data'), join(folder, 'password')]
  const port = await freePort()
  // PostgreSQL refuses to run as root.
  const as = process.getuid?.() === 0 ? ['runuser', '-u', OWNER, '--'] : ['env']
  chmodSync(folder, 0o755)
  mkdirSync(data)
  writeFileSync(secret, PASSWORD)
  if (as.length > 1) execFileSync('chown', [OWNER, data, secret])
  const [command = 'env', ...before] = as
  execFileSync(
    command,
    [...before, join(from, 'initdb'), '-D', data, '-U', OWNER, '-A', 'scram-sha-256'].concat([
      '--pwfile',
      secret,
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
    ]),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const options = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  const server = spawn(
    command,
    [...before, join(from, 'postgres'), '-D', data, ...options.flatMap(option => ['-c', option])],
    { stdio: 'ignore' },
  )
  const close = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit')
      // At once, whoever is connected.
      spawnSync(command, [...before, join(from, 'pg_ctl'), '-D', data, '-m', 'immediate', 'stop'])
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const answers = (): boolean =>
    spawnSync(join(from, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).status === 0
  for (let tries = 0; !answers(); tries++) {
    if (tries > 200 || server.exitCode !== null) {
      await close()
      throw new Error('PostgreSQL does not start')
    }
    await delay(100)
  }
  const version = execFileSync(join(from, 'postgres'), ['--version'], { encoding: 'utf8' }).trim()
  const url = `postgres://${OWNER}@127.0.0.1:${port}/postgres`
  return { url, password: PASSWORD, version, close }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  return port
}
