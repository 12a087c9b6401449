import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { askPassphrase } from '../../agent/cli/passphrase.ts'
import { keepCredential } from '../../agent/collect/tenant-credential.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { openSecrets } from '../../agent/home/secrets.ts'
import { temporaryFolder } from '../support/agent.ts'
import { say } from '../support/say.ts'
import { serving } from '../support/serving.ts'

// What an agent cannot read without its passphrase: asked for before it serves, and never waited for.

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
const passphrase = 'a long enough passphrase'
/** Of util-linux: what other systems call so takes other words. */
const hasScript = /util-linux/.test(
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '',
)

/** A home whose one credential is in secrets.age, on a machine without a keyring. */
async function lockedHome(context: TestContext): Promise<string> {
  for (const [name, value] of [
    ['DBUS_SESSION_BUS_ADDRESS', 'unix:path=/nonexistent/bus'],
    ['WITNESSMARK_PASSPHRASE', undefined],
    ['WITNESSMARK_PASSPHRASE_FILE', undefined],
  ] as const) {
    const before = process.env[name]
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
    context.after(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
  const home = join(temporaryFolder(context), 'home')
  initHome(home)
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const target = { organization: 'aurora-labs', url: replay.url }
  editConfig(home, ['tenants', 'aurora'], { service: 'github', target, schedule: 'off' })
  const secrets = openSecrets(home, async () => passphrase)
  await keepCredential({ secrets }, 'aurora', demoToken, [replay.url])
  return home
}

const linux = process.platform === 'linux'

test(
  'an agent that nobody gave the passphrase says so when it starts, and to whoever scans or asks the doctor, at once',
  { skip: linux ? false : 'SKIPPED: other systems have a keyring' },
  async context => {
    const home = await lockedHome(context)
    const agent = await serving(context, home)
    assert.match(agent.said(), /secrets\.age[^]*nobody gave its passphrase[^]*no tenant is read/)
    const scan = await say(home, 'scan', [[]])
    assert.match(scan.text, /nobody gave its passphrase[^]*stop it[^]*witnessmark serve/)
    assert.equal(scan.code, 1)
    const doctor = await say(home, 'doctor', [[]])
    assert.match(doctor.text, /✗ aurora .*nobody gave its passphrase/)
    assert.equal(doctor.code, 6)
  },
)

test(
  'an agent at a terminal asks before it listens, again where it was wrong, and then never',
  { skip: linux && hasScript ? false : 'SKIPPED: no "script" that makes a terminal' },
  async context => {
    const home = await lockedHome(context)
    const shell = `'${process.execPath}' '${main}' serve --port 0 --home '${home}'`
    const child = spawn('script', ['-qec', shell, '/dev/null'], {
      env: { ...process.env, SHELL: '/bin/sh', NO_COLOR: '1' },
    })
    context.after(() => child.kill('SIGKILL'))
    const answers = ['a wrong passphrase', passphrase]
    let screen = ''
    let asked = 0
    const serves = new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(screen)))
      child.stdout.on('data', data => {
        screen += String(data)
        const now = screen.split('Passphrase of secrets.age').length - 1
        for (; asked < now; asked++) child.stdin.write(`${answers[asked] ?? ''}\n`)
        if (screen.includes('Dashboard:')) resolve()
      })
    })
    await serves
    assert.equal(asked, 2, screen)
    assert.match(screen, /does not open it[^]*Passphrase of[^]*Dashboard:/)
    assert.doesNotMatch(screen, /long enough/)
    const scan = await say(home, 'scan', [[]])
    assert.equal(scan.code, 3, scan.text)
    assert.equal(asked, 2)
    child.removeAllListeners('exit')
    child.stdin.write('\u0003')
    await once(child, 'exit')
  },
)

test('a passphrase is chosen in words that say so, long enough, and typed twice', async () => {
  const answers = ['abc', passphrase, 'a long enough passphrasw', passphrase, passphrase]
  const said: string[] = []
  const asking = askPassphrase({
    interactive: true,
    say: text => void said.push(text),
    ask: async question => {
      said.push(question)
      return answers.shift() ?? null
    },
  })
  assert.equal(await asking('choose'), passphrase)
  assert.match(
    said.join('\n'),
    /that you choose now[^]*A new passphrase[^]*less than 12 characters[^]*A new passphrase[^]*again: \nThat was not the same\.\nA new passphrase[^]*again: $/,
  )
  assert.equal(
    await askPassphrase({ interactive: false, say: () => undefined, ask: async () => null })(
      'choose',
    ),
    null,
  )
})

test('what reads several credentials at once asks for one passphrase', async context => {
  const home = temporaryFolder(context)
  writeFileSync(join(home, 'secrets.age'), 'no age file')
  let asked = 0
  const secrets = openSecrets(home, async to => {
    assert.equal(to, 'open')
    asked++
    return passphrase
  })
  await Promise.allSettled([secrets.get('aurora'), secrets.get('other')])
  assert.equal(asked, 1)
})
