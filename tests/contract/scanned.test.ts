import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { openHome } from '../../agent/open-agent.ts'
import { temporaryFolder } from '../support/agent.ts'
import { scubaExport } from '../support/operations.ts'
import { say } from '../support/say.ts'

// What a scan says is about what it looked at, by name; and a tenant that no API shows is no error.

/** Two tenants of GitHub, one of which nothing can be told of, and one that is read on pages alone. */
async function home(context: TestContext): Promise<string> {
  const folder = temporaryFolder(context)
  initHome(folder)
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const target = { organization: 'aurora-labs', url: replay.url }
  for (const id of ['aurora', 'other'])
    editConfig(folder, ['tenants', id], { service: 'github', target, schedule: 'off' })
  const chat = { service: 'slack', target: { workspace: 'aurora' }, schedule: 'off' }
  editConfig(folder, ['tenants', 'chat'], chat)
  for (const [name, secret] of [
    ['AURORA', 'revoked since'],
    ['OTHER', demoToken],
  ] as const) {
    process.env[`WITNESSMARK_SECRET_${name}`] = secret
    context.after(() => delete process.env[`WITNESSMARK_SECRET_${name}`])
  }
  return folder
}

test('a scan of one tenant says nothing of the others but what was known of them', async context => {
  const folder = await home(context)
  const alone = await say(folder, 'scan', [['aurora']])
  assert.equal(alone.code, 4)
  assert.match(alone.text, /^Nothing of aurora could be told\.$/m)
  assert.match(alone.text, /Not scanned here\n +chat +not scanned yet\n +other +not scanned yet/)

  const failing = await say(folder, 'scan', [['other']])
  assert.equal(failing.code, 3)
  assert.match(failing.text, /^Needs you today, of other \(\d+\)$/m)

  // What was read stands in words.
  const check = 'github.organization.two-factor-required'
  const details = await say(folder, 'findings', [[], { tenant: 'other', check }])
  assert.match(details.text, /^ {2}observed {3}two-factor-required = off$/m)

  const again = await say(folder, 'scan', [['aurora']])
  assert.match(
    again.text,
    /Not scanned here\n +chat +not scanned yet\n +other +as of [-\d]+ [:\d]+ UTC: \d+ checks fail/,
  )
  assert.doesNotMatch(again.text, /^Nothing .*needs you/m)
  assert.match((await say(folder, 'diff', [['aurora']])).text, /^Nothing of aurora changed\.$/m)
})

test('a tenant that is read on pages alone is no error: its pages are named, and what they showed counts', async context => {
  const folder = await home(context)
  const { code, text } = await say(folder, 'scan', [['chat']])
  assert.equal(code, 4, text)
  assert.match(text, /chat is read on console pages, by no API: witnessmark serve/)
  assert.match(text, /\n {2}\S.*: \d+ of \d+ settings never read\n {6}https:\/\//)
  assert.doesNotMatch(text, /Nothing of chat needs you|Needs you today/)

  // Of a service of one's own, without a page.
  writeFileSync(
    join(folder, 'checks', 'crm.yaml'),
    'services:\n  - { id: crm, title: CRM, resourceTypes: [{ id: tenant, title: Tenant }], settings: [{ id: crm.tenant.sso, title: SSO, resource: tenant, type: { type: boolean } }] }\n',
  )
  editConfig(folder, ['tenants', 'crm'], { service: 'crm', target: {}, schedule: 'off' })
  const bare = await say(folder, 'scan', [['crm']])
  assert.equal(bare.code, 4, bare.text)
  assert.match(bare.text, /crm is read on console pages, by no API: no page of it is known/)

  const all = await say(folder, 'scan', [[]])
  assert.match(all.text, /^Needs you today \(\d+\)$/m)
  assert.match(all.text, /chat is read on console pages/)
  assert.doesNotMatch(all.text, /Not scanned here/)
})

test('a tenant that was only imported keeps what its file said: it is asked once it is connected', async context => {
  const folder = await home(context)
  const imported = await say(folder, 'import', [
    ['scubagear', scubaExport(folder)],
    { tenant: 'contoso' },
  ])
  const before = await findings(folder)
  assert.ok(before.length > 0, imported.text)

  for (const named of [[], ['other', 'contoso']]) {
    const { text } = await say(folder, 'scan', [named])
    assert.match(
      text,
      /contoso was imported on \d{4}-\d\d-\d\d and is not connected: nothing was asked/,
    )
    assert.deepEqual(await findings(folder), before)
  }
  const alone = await say(folder, 'scan', [['contoso']])
  assert.equal(alone.code, imported.code, alone.text)

  // Whether there is a credential cannot be told: it is asked, and says why nothing can be read.
  writeFileSync(join(folder, 'secrets.age'), 'age-encryption.org/v1\nnothing of it')
  const locked = await say(folder, 'scan', [['contoso']])
  assert.match(locked.text, /secrets\.age|passphrase/)
  assert.doesNotMatch(locked.text, /was imported on/)
  assert.deepEqual(await findings(folder), before)
})

async function findings(folder: string): Promise<unknown[]> {
  const { agent, close } = openHome(folder)
  const found = await agent.store.findings('contoso')
  await close()
  return found.map(({ check, outcome, reason }) => ({ check, outcome, reason }))
}

test('a second scan says what came out otherwise than at the one before, and nothing where nothing did', async context => {
  const folder = temporaryFolder(context)
  initHome(folder)
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const target = { organization: 'aurora-labs', url: replay.url }
  editConfig(folder, ['tenants', 'other'], { service: 'github', target, schedule: 'off' })
  process.env['WITNESSMARK_SECRET_OTHER'] = demoToken
  context.after(() => delete process.env['WITNESSMARK_SECRET_OTHER'])
  const scanned = async () => (await say(folder, 'scan', [['other']])).text
  assert.doesNotMatch(await scanned(), /Since the scan before/, 'none was before')
  replay.state.organization.two_factor_requirement_enabled = true
  assert.match(await scanned(), /^Since the scan before: 1 fixed \(.*diff\)$/m)
  assert.doesNotMatch(await scanned(), /Since the scan before/)
  replay.state.organization.two_factor_requirement_enabled = false
  assert.match(await scanned(), /^Since the scan before: 1 newly failing \(/m)
})
