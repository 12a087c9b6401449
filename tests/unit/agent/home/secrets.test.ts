import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { channelSecret, openSecrets } from '../../../../agent/home/secrets.ts'
import { temporaryFolder } from '../../../support/agent.ts'
import { isRefusal } from '../../../support/problem.ts'

const nobody = async (): Promise<string | null> => null

/** Variables for the time of a test; undefined: not set. */
function environment(
  context: TestContext,
  wanted: Readonly<Record<string, string | undefined>>,
): void {
  for (const [name, value] of Object.entries(wanted)) {
    const before = process.env[name]
    const put = (to: string | undefined): void => {
      if (to === undefined) delete process.env[name]
      else process.env[name] = to
    }
    put(value)
    context.after(() => put(before))
  }
}

const headless = {
  // No Secret Service answers there, as on a server.
  DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus',
  CREDENTIALS_DIRECTORY: undefined,
  WITNESSMARK_PASSPHRASE: undefined,
  WITNESSMARK_PASSPHRASE_FILE: undefined,
}

test(
  "a machine without a Secret Service keeps credentials on disk, not in the kernel's memory",
  { skip: process.platform !== 'linux' },
  async context => {
    environment(context, { ...headless, WITNESSMARK_PASSPHRASE: 'horse battery' })
    const home = temporaryFolder(context)
    const secrets = openSecrets(home, nobody)
    await secrets.set('acme', 'token-1')
    const file = join(home, 'secrets.age')
    assert.ok(existsSync(file))
    assert.match(readFileSync(file, 'latin1'), /^age-encryption\.org/)
    assert.equal(await secrets.where(), `${file}, opened by WITNESSMARK_PASSPHRASE`)
    assert.equal(await openSecrets(home, nobody).get('acme'), 'token-1')
    assert.equal(await openSecrets(home, nobody).get('other'), null)
  },
)

test(
  'a service has its passphrase from systemd, else from a file of its own, else from a variable',
  { skip: process.platform !== 'linux' },
  async context => {
    environment(context, headless)
    const home = temporaryFolder(context)
    const folder = temporaryFolder(context)
    const file = join(folder, 'passphrase')
    writeFileSync(file, 'from a file\n', { mode: 0o600 })
    environment(context, { WITNESSMARK_PASSPHRASE_FILE: file })
    await openSecrets(home, nobody).set('acme', 'token-2')
    environment(context, {
      WITNESSMARK_PASSPHRASE_FILE: undefined,
      WITNESSMARK_PASSPHRASE: 'from a file',
    })
    assert.equal(await openSecrets(home, nobody).get('acme'), 'token-2', 'without the line end')
    environment(context, { WITNESSMARK_PASSPHRASE: 'wrong' })
    await assert.rejects(
      openSecrets(home, nobody).get('acme'),
      isRefusal('secrets-unreadable', /secrets.age/),
    )
    const credentials = join(folder, 'credentials')
    mkdirSync(credentials)
    writeFileSync(join(credentials, 'witnessmark-passphrase'), 'from a file')
    environment(context, { CREDENTIALS_DIRECTORY: credentials })
    assert.equal(await openSecrets(home, nobody).get('acme'), 'token-2', 'systemd comes first')
    environment(context, headless)
    await assert.rejects(
      openSecrets(home, nobody).get('acme'),
      isRefusal('secrets-passphrase', /docs\/service\.md/),
    )
  },
)

test(
  'a passphrase file that others can read is refused',
  { skip: process.platform === 'win32' },
  async context => {
    const home = temporaryFolder(context)
    const file = join(home, 'passphrase')
    writeFileSync(file, 'for all', { mode: 0o600 })
    chmodSync(file, 0o640)
    environment(context, { ...headless, WITNESSMARK_PASSPHRASE_FILE: file })
    await assert.rejects(
      openSecrets(home, nobody).set('acme', 'x'),
      isRefusal('passphrase-file-open', /chmod 600/),
    )
    assert.ok(!existsSync(join(home, 'secrets.age')))
  },
)

test('the variable of a channel is not that of a tenant', async context => {
  environment(context, {
    ...headless,
    WITNESSMARK_SECRET_OPS: 'of the tenant',
    WITNESSMARK_ALERT_OPS: 'of the channel',
  })
  const secrets = openSecrets(temporaryFolder(context), nobody)
  assert.equal(await secrets.get('ops'), 'of the tenant')
  assert.equal(await secrets.get(channelSecret('ops')), 'of the channel')
})
