import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { missingDebian } from './debian.ts'
import { freePort } from '../support/free-port.ts'

const PASSWORD = 'correct horse'
const OWNER = 'postgres'

export type DebianPostgres = {
  /** The address of a database on it; the password is its own word. */
  readonly url: string
  readonly port: number
  readonly password: string
  readonly version: string
  /** One that follows it, and acknowledges what it acknowledges. */
  standby(): Promise<DebianPostgres>
  /** A standby follows nobody any more, and takes what is written. */
  promote(): void
  /** Ends as a crash does. */
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
  return started(data => {
    const secret = `${data}.password`
    writeFileSync(secret, PASSWORD, { mode: 0o600 })
    if (asRoot()) execFileSync('chown', [OWNER, secret])
    run(
      'initdb',
      ['-D', data, '-U', OWNER, '-A', 'scram-sha-256', '--pwfile', secret].concat([
        '-E',
        'UTF8',
        '--locale=C.UTF-8',
      ]),
    )
  })
}

async function started(make: (data: string) => void): Promise<DebianPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-debian-pg-'))
  chmodSync(folder, 0o755)
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (asRoot()) execFileSync('chown', [OWNER, data])
  make(data)
  const port = await freePort()
  const options = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  const [command, ...args] = commandOf('postgres', [
    '-D',
    data,
    ...options.flatMap(option => ['-c', option]),
  ])
  const server = spawn(command, args, { stdio: 'ignore' })
  const close = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit')
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop'])
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `postgres://${OWNER}@127.0.0.1:${port}/postgres`
  for (let tries = 0; !answers(port); tries++) {
    if (tries > 200 || server.exitCode !== null) {
      await close()
      throw new Error('PostgreSQL does not start')
    }
    await delay(100)
  }
  return {
    url,
    port,
    password: PASSWORD,
    version: versionOf(),
    async standby() {
      const from = `host=127.0.0.1 port=${port} user=${OWNER} password='${PASSWORD}'`
      const follower = await started(copy =>
        run('pg_basebackup', ['-D', copy, '-R', '-X', 'stream', '-c', 'fast', '-d', from]),
      )
      const sql = `ALTER SYSTEM SET synchronous_standby_names = '*'`
      for (const said of [sql, 'SELECT pg_reload_conf()'])
        run('psql', ['-q', '-o', '/dev/null', '-d', `${from} dbname=postgres`, '-c', said])
      return follower
    },
    promote: () => run('pg_ctl', ['-D', data, '-s', '-w', 'promote']),
    close,
  }
}

function asRoot(): boolean {
  return process.getuid?.() === 0
}

/** PostgreSQL refuses to run as root. */
function commandOf(name: string, args: readonly string[]): [string, ...string[]] {
  const path = join(binaries() ?? '', name)
  return asRoot() ? ['runuser', '-u', OWNER, '--', path, ...args] : [path, ...args]
}

function run(name: string, args: readonly string[]): void {
  const [command, ...rest] = commandOf(name, args)
  execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] })
}

function versionOf(): string {
  const [command, ...args] = commandOf('postgres', ['--version'])
  return execFileSync(command, args, { encoding: 'utf8' }).trim()
}

function answers(port: number): boolean {
  const [command, ...args] = commandOf('pg_isready', ['-h', '127.0.0.1', '-p', String(port)])
  return spawnSync(command, args).status === 0
}
