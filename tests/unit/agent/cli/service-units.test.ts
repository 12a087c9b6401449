import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { launchdPlist, systemdUnit, windowsTask } from '../../../../agent/cli/service-units.ts'
import { temporaryFolder } from '../../../support/agent.ts'

const unit = {
  node: process.execPath,
  script: '/opt/witness mark/witnessmark.js',
  home: '/var/lib/100%"$a&b"',
  system: true,
  passphrase: false,
}
const systemd = spawnSync('systemd-analyze', ['--version']).status === 0
const skip = systemd ? false : 'SKIPPED: no systemd-analyze here (package systemd)'

test('a systemd unit quotes what systemd would expand', () => {
  const text = systemdUnit(unit)
  assert.match(
    text,
    /^ExecStart="[^"]+" "\/opt\/witness mark\/witnessmark\.js" "serve" "--home" "\/var\/lib\/100%%\\"\$\$a&b\\"" "--no-input"$/m,
  )
  assert.ok(!text.includes('LoadCredential'))
  assert.match(
    systemdUnit({ ...unit, passphrase: true }),
    /^LoadCredentialEncrypted=witnessmark-passphrase$/m,
  )
  assert.match(text, /^User=witnessmark$/m)
  assert.doesNotMatch(systemdUnit({ ...unit, system: false }), /^(?:User|PrivateDevices)=/m)
})

for (const system of [true, false])
  test(`systemd takes the ${system ? "machine's" : "user's"} unit as it is`, { skip }, context => {
    const file = join(temporaryFolder(context), 'witnessmark.service')
    writeFileSync(file, systemdUnit({ ...unit, home: '/var/lib/witnessmark', system }))
    const scope = system ? ['--system'] : ['--user']
    const verified = spawnSync('systemd-analyze', [...scope, '--man=no', 'verify', file], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: temporaryFolder(context) },
    })
    const said = `${verified.stdout}${verified.stderr}`
    assert.deepEqual(
      said.split('\n').filter(line => line.includes('witnessmark.service')),
      [],
      said,
    )
  })

test("what the machine's unit leaves open is little", { skip }, context => {
  const file = join(temporaryFolder(context), 'witnessmark.service')
  writeFileSync(file, systemdUnit({ ...unit, home: '/var/lib/witnessmark' }))
  const judged = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', '--threshold=30', '--no-pager', file],
    { encoding: 'utf8' },
  )
  assert.equal(judged.status, 0, judged.stdout.split('\n').slice(-3).join('\n') + judged.stderr)
})

test('launchd and Task Scheduler get each word as it is', () => {
  const plist = launchdPlist(unit)
  assert.match(plist, /<string>\/var\/lib\/100%&quot;\$a&amp;b&quot;<\/string>/)
  assert.match(plist, /<key>KeepAlive<\/key><dict><key>SuccessfulExit<\/key><false\/>/)
  const task = windowsTask({ ...unit, home: 'C:\\Users\\A & B\\witnessmark' })
  assert.match(
    task,
    /<Arguments>&quot;[^<]+&quot; &quot;serve&quot; &quot;--home&quot; &quot;C:\\Users\\A &amp; B\\witnessmark&quot;/,
  )
  assert.match(task, /<RunLevel>LeastPrivilege<\/RunLevel>/)
  assert.match(task, /<ExecutionTimeLimit>PT0S<\/ExecutionTimeLimit>/)
})
