import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { Config } from '../../agent/home/config.ts'
import { commands } from '../../agent/cli/commands.ts'
import manifest from '../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string): string => readFileSync(root + file, 'utf8')

/** Instructions with their words, a line that goes on joined. */
const instructions = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter(line => line !== '')
  .map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const)
const last = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'))
const of = (name: string): string[] =>
  last.filter(([word]) => word === name).map(([, rest]) => rest)

test('the image: Node as claimed, no root, a volume for the home, a health check on the real address', () => {
  for (const [name, rest] of instructions)
    if (name === 'FROM') assert.match(rest, /^node:24-slim\b/)
  assert.match(manifest.engines.node, /24/)
  // A number: a host that asks for "no root" can tell without the image's own list of users.
  const [, user] = /useradd .*--uid (\d+) /.exec(of('RUN')[0] ?? '') ?? []
  assert.deepEqual(of('USER'), [user])
  assert.ok(Number(user) > 0)
  const home = /WITNESSMARK_HOME=(\S+)/.exec(of('ENV')[0] ?? '')?.[1]
  assert.deepEqual(of('VOLUME'), [`["${home}"]`])
  assert.match(
    of('HEALTHCHECK')[0] ?? '',
    new RegExp(`127\\.0\\.0\\.1:${Config.parse({ version: 1 }).port}/healthz`),
  )
  assert.equal(of('EXPOSE').length, 0)
  const [command] = JSON.parse(of('CMD')[0] ?? '[]') as string[]
  assert.ok(Object.hasOwn(commands, command ?? ''))
  assert.ok(
    Object.hasOwn(manifest.bin, (JSON.parse(of('ENTRYPOINT')[0] ?? '[]') as string[])[0] ?? ''),
  )
  // What the build runs is there; nothing that a clone has not is copied.
  for (const script of instructions.flatMap(([, rest]) => rest.match(/npm run (\S+)/)?.[1] ?? []))
    assert.ok(Object.hasOwn(manifest.scripts, script), script)
  const ignored = read('.dockerignore').split('\n')
  assert.ok(ignored.includes('node_modules') && ignored.includes('.git'))
})

test('the compose file: host network, nothing writable but the record, no privilege', () => {
  const { services, volumes } = parse(read('compose.yaml')) as {
    readonly services: {
      readonly witnessmark: {
        readonly network_mode: string
        readonly read_only: boolean
        readonly cap_drop: readonly string[]
        readonly security_opt: readonly string[]
        readonly volumes: readonly string[]
        readonly environment: Readonly<Record<string, string>>
      }
    }
    readonly volumes: object
  }
  const { witnessmark } = services
  assert.equal(witnessmark.network_mode, 'host')
  assert.equal(witnessmark.read_only, true)
  assert.deepEqual(witnessmark.cap_drop, ['ALL'])
  assert.deepEqual(witnessmark.security_opt, ['no-new-privileges:true'])
  const writable = witnessmark.volumes.filter(volume => !volume.endsWith(':ro'))
  assert.deepEqual(writable, [`record:${/WITNESSMARK_HOME=(\S+)/.exec(read('Dockerfile'))?.[1]}`])
  assert.ok(Object.hasOwn(volumes, 'record'))
  assert.ok(
    witnessmark.volumes.some(volume =>
      volume.endsWith(`:${witnessmark.environment['WITNESSMARK_PASSPHRASE_FILE']}:ro`),
    ),
  )
  assert.ok(existsSync(`${root}docs/container.md`))
})

const engine = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0
test(
  'an engine builds and runs it',
  { skip: engine ? false : 'SKIPPED: no container engine answers here' },
  () => {
    const docker = (...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync('docker', args, { cwd: root, encoding: 'utf8' })
      assert.equal(status, 0, stderr)
      return stdout
    }
    docker('build', '-t', 'witnessmark-test', '.')
    assert.equal(docker('run', '--rm', 'witnessmark-test', '--version').trim(), manifest.version)
    assert.match(docker('run', '--rm', 'witnessmark-test', 'demo', '--once'), /aurora-labs/)
  },
)
