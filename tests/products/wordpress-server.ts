import { execFileSync, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'

export type RealWordpress = {
  readonly url: string
  readonly version: string
  readonly admin: { readonly name: string; readonly password: string }
  readonly applicationPassword: string
  close(): Promise<void>
}

const source = '/usr/share/wordpress'
// Debian keeps servers where an ordinary PATH does not look.
process.env['PATH'] = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`

/** Sees to Debian's packages. @returns null when they are there, else why they cannot be */
export function missingWordpress(): string | null {
  const there = (): boolean =>
    existsSync(`${source}/wp-load.php`) &&
    ['php', 'mariadbd', 'mariadb-install-db'].every(
      name => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
    )
  if (there()) return null
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return 'WordPress is not installed, and this is not root on Debian: apt-get install wordpress php-cli php-mysql mariadb-server'
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-q'],
    [
      'install',
      '-q',
      '-y',
      '--no-install-recommends',
      'wordpress',
      'php-cli',
      'php-mysql',
      'mariadb-server',
    ],
  ]) {
    if (spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] }).status !== 0)
      return `apt-get ${args[0]} failed`
  }
  return there() ? null : 'apt-get installed something else than WordPress'
}

/**
 * Debian's WordPress on PHP's own server and a MariaDB of its own, all in one folder that goes with
 * it.
 */
export async function startWordpress(): Promise<RealWordpress> {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-real-wordpress-'))
  const socket = join(folder, 'db.sock')
  const data = join(folder, 'db')
  const site = join(folder, 'site')
  const children: ChildProcess[] = []
  const close = async (): Promise<void> => {
    for (const child of children.reverse()) await stop(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []
    execFileSync(
      'mariadb-install-db',
      [
        '--no-defaults',
        `--datadir=${data}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        ...asRoot,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    children.push(
      spawn(
        'mariadbd',
        [
          '--no-defaults',
          `--datadir=${data}`,
          `--socket=${socket}`,
          `--pid-file=${join(folder, 'db.pid')}`,
          '--skip-networking',
          '--innodb-buffer-pool-size=32M',
          ...asRoot,
        ],
        { stdio: 'ignore' },
      ),
    )
    await until(
      () =>
        spawnSync(
          'mariadb',
          [
            '--no-defaults',
            '-uroot',
            `-S${socket}`,
            '-e',
            'create database if not exists wordpress',
          ],
          { stdio: 'ignore' },
        ).status === 0,
      'MariaDB',
    )

    // Debian links parts of it to elsewhere, and its own configuration goes by host name: a copy
    // with a configuration of ours.
    cpSync(source, site, {
      recursive: true,
      dereference: true,
      filter: path => path !== `${source}/wp-config.php`,
    })
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    writeFileSync(join(site, 'wp-config.php'), configuration(socket, url))
    children.push(
      spawn('php', ['-S', `127.0.0.1:${port}`, '-t', site], {
        stdio: 'ignore',
        detached: true,
        env: { ...process.env, PHP_CLI_SERVER_WORKERS: '3' },
      }),
    )
    await until(
      async () => (await fetch(`${url}/wp-admin/install.php`).catch(() => null))?.status === 200,
      'PHP',
    )

    const admin = { name: 'harbourmaster', password: 'correct-horse-battery' }
    const installed = await fetch(`${url}/wp-admin/install.php?step=2`, {
      method: 'POST',
      body: new URLSearchParams({
        weblog_title: 'Harbour News',
        user_name: admin.name,
        admin_password: admin.password,
        admin_password2: admin.password,
        pw_weak: '1',
        admin_email: 'harbour@example.org',
        blog_public: '1',
        language: '',
      }),
    })
    if (!(await installed.text()).includes('wp-login.php'))
      throw new Error('the installation did not end well')
    return {
      url,
      version: php(site, 'echo get_bloginfo("version");'),
      admin,
      applicationPassword: php(site, setUp),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Pretty permalinks, so that /wp-json answers; and the credential an administrator would make on
 * the profile page.
 */
const setUp = `
update_option("permalink_structure", "/%postname%/"); flush_rewrite_rules();
update_option("mailserver_pass", "low-water-secret");
list($password) = WP_Application_Passwords::create_new_application_password(1, ["name" => "Witnessmark"]);
echo $password;`

function configuration(socket: string, url: string): string {
  const keys = [
    'AUTH_KEY',
    'SECURE_AUTH_KEY',
    'LOGGED_IN_KEY',
    'NONCE_KEY',
    'AUTH_SALT',
    'SECURE_AUTH_SALT',
    'LOGGED_IN_SALT',
    'NONCE_SALT',
  ]
    .map(key => `define('${key}', 'of-this-test-${key}');`)
    .join('\n')
  return `<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:${socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '${url}'); define('WP_SITEURL', '${url}'); define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
${keys}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`
}

function php(site: string, code: string): string {
  return execFileSync(
    'php',
    [
      '-r',
      `$_SERVER["HTTP_HOST"] = "127.0.0.1"; require ${JSON.stringify(join(site, 'wp-load.php'))}; ${code}`,
    ],
    { encoding: 'utf8' },
  ).trim()
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 60_000; !(await holds());) {
    if (Date.now() > end) throw new Error(`${what} did not start`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  // PHP's workers outlive it: it has a group of its own, which ends as a whole.
  if (child.spawnfile === 'php' && child.pid) process.kill(-child.pid, 'SIGTERM')
  else child.kill('SIGTERM')
  await gone
}
