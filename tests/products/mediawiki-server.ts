import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { until } from '../support/extension/agent.ts'
import { hasCommand, missingDebian } from './debian.ts'
import { freePort } from '../support/free-port.ts'

export type MediaWiki = {
  readonly url: string
  readonly admin: { readonly name: string; readonly password: string }
  /** What its database holds of the administrator's preferences; undefined where it is the default. */
  preference(name: string): string | undefined
  /** The groups of a user, as its database holds them. */
  groups(user: string): readonly string[]
  close(): Promise<void>
}

const source = '/usr/share/mediawiki'
const packages = ['mediawiki', 'php-cli', 'php-sqlite3', 'php-mbstring', 'php-intl', 'php-xml']

/** Sees to Debian's packages. @returns null when they are there, else why they cannot be */
export function missingMediaWiki(): string | null {
  return missingDebian(
    packages,
    () =>
      existsSync(`${source}/api.php`) &&
      hasCommand('php') &&
      execFileSync('php', ['-m'], { encoding: 'utf8' }).includes('pdo_sqlite'),
  )
}

/**
 * Debian's MediaWiki on PHP's own server and SQLite. Its 36,000 files stay where they are; its settings
 * and its database are in a folder that goes with it.
 */
export async function startMediaWiki(): Promise<MediaWiki> {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-mediawiki-'))
  const url = `http://127.0.0.1:${await freePort()}`
  const admin = { name: 'Harbourmaster', password: 'high-water-mark-77' }
  execFileSync(
    'php',
    [
      'maintenance/install.php',
      '--dbtype',
      'sqlite',
      '--dbpath',
      join(folder, 'data'),
      '--confpath',
      folder,
      '--dbname',
      'wiki',
      '--scriptpath',
      '',
      '--server',
      url,
      '--lang',
      'en',
      '--pass',
      admin.password,
      'Harbour Wiki',
      admin.name,
    ],
    { cwd: source, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const child = spawn('php', ['-d', 'memory_limit=512M', '-S', new URL(url).host, '-t', source], {
    stdio: 'ignore',
    detached: true,
    env: {
      ...process.env,
      PHP_CLI_SERVER_WORKERS: '4',
      MW_CONFIG_FILE: join(folder, 'LocalSettings.php'),
    },
  })
  // After a request the wiki writes on.
  const database = new DatabaseSync(join(folder, 'data', 'wiki.sqlite'), {
    readOnly: true,
    timeout: 10_000,
  })
  await until(
    async () => (await fetch(`${url}/api.php`).catch(() => null))?.status,
    status => status === 200,
    'MediaWiki answers',
  )
  return {
    url,
    admin,
    preference: name =>
      (
        database
          .prepare(
            'select up_value as value from user_properties where up_user = 1 and up_property = ?',
          )
          .get(name) as { readonly value: string } | undefined
      )?.value,
    groups: user =>
      database
        .prepare(
          'select ug_group as name from user_groups join user on ug_user = user_id where user_name = ? order by 1',
        )
        .all(user)
        .map(row => String(row['name'])),
    async close() {
      database.close()
      const gone = new Promise(resolve => child.once('exit', resolve))
      // PHP's workers outlive it: they are one group.
      if (child.pid) process.kill(-child.pid, 'SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
