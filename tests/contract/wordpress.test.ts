import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { addException } from '../../agent/judge/exceptions.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { demoCredential, startWordpressReplay } from '../../agent/demo/wordpress.ts'
import type { WordpressReplay } from '../../agent/demo/wordpress.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { probeContext } from '../../agent/collect/scan.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import type { Agent } from '../../agent/agent.ts'
import { diff } from '../../common/assess/diff.ts'
import type { Assessment } from '../../common/model/index.ts'
import { collector as wordpressCollector } from '../../common/services/wordpress/collect/index.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

async function gazette(
  context: TestContext,
  options: { readonly rest?: 'plain'; readonly secret?: string } = {},
): Promise<{ readonly agent: Agent; readonly site: WordpressReplay }> {
  const site = await startWordpressReplay()
  const home = mkdtempSync(join(tmpdir(), 'witnessmark-wordpress-'))
  initHome(home)
  editConfig(home, ['tenants', 'gazette'], {
    service: 'wordpress',
    target: { url: site.url, ...(options.rest ? { rest: options.rest } : {}) },
  })
  const { agent, close } = await openAgent(home, { secrets: memorySecrets() })
  await agent.secrets.set('gazette', options.secret ?? demoCredential)
  context.after(async () => {
    await close()
    await site.close()
    rmSync(home, { recursive: true, force: true })
  })
  return { agent, site }
}
const outcomes = (assessment: Assessment): Record<string, string> =>
  Object.fromEntries(
    assessment.findings.map(item => [
      `${item.check} ${item.resource.type === 'site' ? '' : item.resource.id}`.trim(),
      item.reason ? `${item.outcome} ${item.reason}` : item.outcome,
    ]),
  )

test('a scan of the fictional site reads what the API shows and says what it does not', async context => {
  const { agent, site } = await gazette(context)
  const found = outcomes(await scan(agent, tester, 'gazette'))
  assert.equal(found['wordpress.site.registration-closed'], 'unknown never-captured')
  assert.equal(found['wordpress.site.default-role-minimal'], 'unknown never-captured')
  assert.equal(found['wordpress.site.administrators-few'], 'pass')
  assert.equal(found['wordpress.user.name-not-guessable 1'], 'fail')
  assert.equal(found['wordpress.user.name-not-guessable 2'], 'pass')
  assert.equal(found['wordpress.user.name-not-guessable 3'], 'not-applicable does-not-apply')
  assert.equal(found['wordpress.user.application-passwords-in-use 1'], 'fail')
  assert.equal(found['wordpress.plugin.in-use hello'], 'fail')
  assert.equal(found['wordpress.site.unused-themes-removed'], 'fail')
  assert.equal(found['wordpress.site.https-works'], 'fail')
  assert.equal(found['wordpress.site.background-updates-work'], 'pass')
  assert.equal(found['wordpress.site.pingbacks-closed'], 'fail')
  assert.ok(
    !Object.keys(found).some(
      key =>
        key.startsWith('wordpress.user.name-not-guessable 1') &&
        key.length > 'wordpress.user.name-not-guessable 1'.length,
    ),
    'subscribers are counted, not listed',
  )
  const counted = (await Array.fromAsync(agent.store.observations('gazette'))).find(
    item => item.setting === 'wordpress.site.people-by-role',
  )
  assert.deepEqual(counted?.reading, {
    state: 'observed',
    value: { administrator: 2, author: 1, contributor: 1, editor: 1, subscriber: 130 },
  })
  assert.equal(
    site.state.requests['/wp/v2/users'],
    4,
    'two pages for the list, two for the application passwords',
  )
})

test('an account without a role is listed with what it has, and counts in no role', async context => {
  const { agent, site } = await gazette(context)
  const given = { name: 'left behind', created: '2024-01-01T00:00:00', last_used: null }
  for (const [id, roles] of [
    [9001, []],
    [9002, ['subscriber']],
    [9003, ['subscriber', 'editor']],
  ] as const)
    site.state.users.push({
      id,
      username: `account-${id}`,
      name: `Account ${id}`,
      email: `${id}@tidewater.example`,
      roles: [...roles],
      applicationPasswords: [given],
    })
  await scan(agent, tester, 'gazette')
  const read = await Array.fromAsync(agent.store.observations('gazette'))
  const of = (setting: string, id: string) => {
    const found = read.find(item => item.setting === setting && item.resource.id === id)
    return found?.reading.state === 'observed' ? found.reading.value : undefined
  }
  assert.deepEqual(of('wordpress.user.roles', '9001'), [])
  assert.deepEqual(of('wordpress.user.roles', '9002'), undefined)
  assert.deepEqual(of('wordpress.user.roles', '9003'), ['subscriber', 'editor'])
  const passwords = of('wordpress.user.application-passwords', '9001')
  assert.ok(JSON.stringify(passwords).includes('left behind'))
  const counted = read.find(item => item.setting === 'wordpress.site.people-by-role')?.reading
  assert.deepEqual(counted?.state === 'observed' && counted.value, {
    administrator: 2,
    author: 1,
    contributor: 1,
    editor: 2,
    subscriber: 132,
  })
})

test('without pretty permalinks the same is read', async context => {
  const pretty = await gazette(context)
  const plain = await gazette(context, { rest: 'plain' })
  assert.deepEqual(
    outcomes(await scan(plain.agent, tester, 'gazette')),
    outcomes(await scan(pretty.agent, tester, 'gazette')),
  )
})

test('a box that was unticked reads as closed, though the API then says null', async context => {
  const { agent, site } = await gazette(context)
  site.state.options['default_ping_status'] = ''
  const reply = await fetch(`${site.url}/wp-json/wp/v2/settings`, {
    headers: { authorization: `Basic ${btoa(demoCredential)}` },
  })
  assert.equal(((await reply.json()) as Record<string, unknown>)['default_ping_status'], null)
  assert.equal(
    outcomes(await scan(agent, tester, 'gazette'))['wordpress.site.pingbacks-closed'],
    'pass',
  )
})

test('what the account may not read is unknown with its reason; the rest is still read', async context => {
  const { agent, site } = await gazette(context)
  for (const route of ['/wp/v2/plugins', '/wp/v2/users', '/wp/v2/settings'])
    site.state.forbidden.add(route)
  const found = outcomes(await scan(agent, tester, 'gazette'))
  assert.equal(found['wordpress.plugin.in-use *'], 'unknown forbidden')
  assert.equal(found['wordpress.user.name-not-guessable *'], 'unknown forbidden')
  assert.equal(found['wordpress.site.pingbacks-closed'], 'unknown forbidden')
  assert.equal(found['wordpress.site.unused-themes-removed'], 'fail')
})

test('a wrong application password is unauthorized everywhere', async context => {
  const { agent } = await gazette(context, { secret: 'marisol.vane:wrong' })
  const found = outcomes(await scan(agent, tester, 'gazette'))
  assert.equal(found['wordpress.site.administrators-few'], 'unknown unauthorized')
  assert.equal(found['wordpress.site.https-works'], 'unknown unauthorized')
})

test('connect says who it is, what it may write, and that it does not end', async context => {
  const { site } = await gazette(context)
  const report = await wordpressCollector.probe(
    probeContext(wordpressCollector, { url: site.url }, demoCredential),
  )
  assert.equal(report.account, 'Marisol Vane')
  assert.deepEqual(report.missing, [])
  assert.ok(report.canWrite?.includes('manage_options'))
  assert.equal(report.validUntil, null)
})

test('a site that moved to another address is the same site: history and acceptances go on', async context => {
  const { agent, site } = await gazette(context)
  await scan(agent, tester, 'gazette')
  const check = 'wordpress.site.pingbacks-closed'
  const [root] = (await agent.store.resources('gazette')).filter(item => item.type === 'site')
  assert.ok(root)
  await addException(agent, tester, {
    tenant: 'gazette',
    check,
    resource: root.id,
    reason: 'Until the newsletter has moved',
    until: '2099-01-01',
  })
  const before = await agent.store.findings('gazette')

  const moved = await startWordpressReplay()
  context.after(() => moved.close())
  editConfig(agent.home, ['tenants', 'gazette', 'target', 'url'], moved.url)
  const { findings } = await scan(agent, tester, 'gazette')

  assert.notEqual(moved.url, site.url)
  assert.deepEqual(
    findings.map(({ id, since }) => ({ id, since })),
    before.map(({ id, since }) => ({ id, since })),
  )
  assert.deepEqual(
    diff(before, findings).filter(({ drift }) => drift !== 'still-failing'),
    [],
  )
  const accepted = findings.find(item => item.check === check)
  assert.ok(accepted?.exception)
  const known = await agent.store.resources('gazette')
  assert.deepEqual(
    known.filter(item => item.type === 'site'),
    [{ ...root, name: new URL(moved.url).host }],
  )
  for (const { parent } of known) assert.ok(parent === undefined || parent.id === root.id)
})
