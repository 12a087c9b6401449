// Written policies: what they say is proposed, accepted by somebody, asked again in a new version, and
// compared with how tenants are set.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { initHome, parseConfig } from '../../agent/home/config.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import type { Input } from '../../agent/operations/index.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { exitCode } from '../../agent/problems.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'
import { encryptedPdfOf } from '../support/documents.ts'
import { say } from '../support/say.ts'

const first = `# Access policy

## 4.1 Purpose

Everybody has one account.

## 4.2 Sessions

An idle session ends after 4 hours at the latest. The canteen is open for at least 3 hours.
`
const second = first.replace('4 hours', '6 hours')
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const of = { tenant: 'handbook', document: 'access' }
const passage = {
  ...of,
  metric: 'idle-session',
  section: 'section 4.2 "Sessions"',
  text: 'An idle session ends after 4 hours at the latest.',
  by: 'Ada Example',
}

async function setup(context: TestContext) {
  let now = Date.parse('2026-03-02T08:00:00Z')
  const { agent, home } = await testAgent(
    context,
    { design: { service: 'atlassian', target: {} } },
    () => new Date((now += 1000)),
  )
  const read = (text: string) =>
    perform(agent, tester, 'policy-read', {
      tenant: 'handbook',
      name: '/somewhere/access.md',
      body: base64(text),
    })
  const accept = (more: Partial<Input<'policy-accept'>> = {}) =>
    perform(agent, tester, 'policy-accept', { ...passage, ...more })
  const state = (value: string) =>
    perform(agent, tester, 'document', {
      tenant: 'design',
      setting: 'atlassian.organization.idle-session',
      value,
      by: 'Ada Example',
      name: 'page.pdf',
      body: base64('page'),
    })
  const later = (days: number): void => {
    now += days * 86_400_000
  }
  const readings = () => Array.fromAsync(agent.store.observations('handbook'))
  return { agent, home, read, accept, state, later, readings }
}

test('what a policy says is proposed with its section, and becomes a reading of grade D once somebody accepts it', async context => {
  const { agent, read, accept, readings } = await setup(context)
  const { passages, isNew, policy } = await read(first)
  assert.ok(isNew)
  assert.deepEqual(policy.accepted, [])
  const [found] = passages
  assert.deepEqual(
    [found?.section, found?.text, found?.proposed[0]?.sentence],
    [passage.section, passage.text, 'idle-session at most 4 hours'],
  )
  assert.deepEqual(
    (await readings()).map(item => item.setting),
    ['policies.document.version'],
    'a proposal is no reading',
  )
  const accepted = await accept()
  assert.deepEqual(
    accepted.policy.accepted.map(({ sentence, section, by }) => [sentence, section, by]),
    [['idle-session at most 4 hours', passage.section, 'Ada Example']],
  )
  const reading = (await readings()).find(item => item.setting === 'policies.document.idle-session')
  assert.deepEqual(
    [reading?.reading, reading?.source, reading?.grade],
    [{ state: 'observed', value: 4 }, 'document', 'D'],
  )
  const [statement, document] = await Promise.all(
    (reading?.evidence ?? []).map(ref => agent.store.evidence(ref.index)),
  )
  assert.deepEqual([statement?.personal, document?.personal], [true, true])
  const sealed = JSON.parse(String(Buffer.from(statement?.body ?? []))) as {
    readonly file: { readonly sha256: string }
    readonly accepted: { readonly text: string }
  }
  assert.deepEqual(
    [sealed.file.sha256, sealed.accepted.text],
    [policy.file?.sha256, passage.text],
    'hash and passage',
  )
  assert.equal(String(Buffer.from(document?.body ?? [])), first)
  assert.deepEqual((await agent.store.findings('handbook')).length, 0, 'it judges nothing')
  assert.equal((await verifyHome(agent)).ok, true)
})

test('a new version is asked again, until somebody accepts what it says; the same version is not sealed twice', async context => {
  const { agent, read, accept, readings, later } = await setup(context)
  await read(first)
  await accept()
  const size = await agent.store.logSize()
  assert.equal((await read(first)).isNew, false)
  assert.equal(await agent.store.logSize(), size)

  const { policy, isNew } = await read(second)
  assert.ok(isNew)
  assert.deepEqual(
    [policy.accepted, policy.asked.map(({ sentence, text }) => [sentence, text])],
    [[], [['idle-session at most 4 hours', passage.text]]],
  )
  const [stale] = (await readings()).filter(item => item.setting.endsWith('.idle-session'))
  assert.deepEqual(stale?.reading, { state: 'unobserved', reason: 'stale' })
  await assert.rejects(accept(), error => isProblem(error, 'passage-unknown'))

  const text = 'An idle session ends after 6 hours at the latest.'
  const again = await accept({ text })
  assert.deepEqual(
    [again.policy.asked, again.policy.accepted.map(({ sentence }) => sentence)],
    [[], ['idle-session at most 6 hours']],
  )
  later(400)
  const { policies } = await perform(agent, tester, 'policies', {})
  assert.equal(policies[0]?.accepted[0]?.due, true, 'after a year it is looked at again')
})

test('a version that is read a second time before it was accepted still asks what the first did', async context => {
  const { read, accept } = await setup(context)
  await read(first)
  await accept()
  await read(second)
  const { policy } = await read(second.replace('canteen', 'library'))
  assert.deepEqual(
    policy.asked.map(({ sentence }) => sentence),
    ['idle-session at most 4 hours'],
  )
})

test('tenants are held to what the policy says, whatever the metric wants; no finding changes', async context => {
  const { agent, read, accept, state } = await setup(context)
  await read(first)
  await accept()
  const compared = async () => (await perform(agent, tester, 'policies', {})).compared
  assert.deepEqual(
    (await compared()).map(({ tenant, outcome, actual }) => [tenant, outcome, actual]),
    [],
    'nothing is known of the tenant',
  )
  await state('8 hours')
  const [finding] = (await agent.store.findings('design')).filter(
    item => item.check === 'atlassian.organization.idle-session',
  )
  assert.equal(finding?.outcome, 'pass', 'twelve hours are what the metric wants')
  assert.deepEqual(
    (await compared()).map(({ tenant, outcome, actual }) => [tenant, outcome, actual]),
    [['design', 'fail', '8 hours']],
  )
  assert.deepEqual(
    (await agent.store.findings('design')).find(item => item.id === finding?.id),
    finding,
  )
  await state('1 hour')
  assert.deepEqual(
    (await compared()).map(({ outcome, actual }) => [outcome, actual]),
    [['pass', '1 hour']],
  )
})

test('nobody accepts what does not stand there, another number, or without a name', async context => {
  const { agent, read, accept } = await setup(context)
  await read(first)
  const size = await agent.store.logSize()
  const refused: readonly (readonly [Partial<Input<'policy-accept'>>, string])[] = [
    [{ text: 'An idle session ends after 1 hour.' }, 'passage-unknown'],
    [{ section: 'section 4.1 "Purpose"' }, 'passage-unknown'],
    [{ metric: 'password-length' }, 'passage-other'],
    [{ metric: 'idle-sesion' }, 'metric-unknown'],
    [{ metric: 'mfa-enforced' }, 'metric-unknown'],
    [{ by: '  ' }, 'document-author'],
    [{ document: 'acces' }, 'policy-unknown'],
    [{ tenant: 'design' }, 'policy-other-service'],
  ]
  for (const [more, code] of refused)
    await assert.rejects(accept(more), { code }, JSON.stringify(more))
  assert.equal(await agent.store.logSize(), size)
})

test('a file that cannot be read leaves no tenant and no entry', async context => {
  const { agent } = await setup(context)
  const size = await agent.store.logSize()
  const wanted = { tenant: 'handbook', name: 'x.pdf', body: base64('%PDF-1.7 broken') }
  await assert.rejects(perform(agent, tester, 'policy-read', wanted), {
    code: 'document-unreadable',
  })
  assert.deepEqual(Object.keys(agent.config().tenants), ['design'])
  assert.equal(await agent.store.logSize(), size)
})

test('a PDF that asks for a password is refused by name with what to do; one that opens without is read', async context => {
  const folder = temporaryFolder(context)
  const home = join(folder, 'home')
  initHome(home)
  const lines = [
    [18, '4.2 Sessions'],
    [11, 'An idle session ends after 4 hours at the latest.'],
  ] as const
  const file = join(folder, 'sealed.pdf')
  const read = async () => {
    const { code, text } = await say(home, 'policy', [['read', file], { tenant: 'handbook' }])
    return [code, text] as const
  }
  writeFileSync(file, encryptedPdfOf(lines, 'open sesame'))
  const [code, text] = await read()
  assert.equal(code, exitCode.failure, text)
  assert.ok(text.includes(`${file}: it asks for a password; save it without one`), text)
  const config = readFileSync(join(home, 'config.yaml'), 'utf8')
  assert.deepEqual(parseConfig(config, 'config.yaml').tenants, {}, 'and no tenant is made')
  // Encrypted, too, but for whoever has no password: a reader opens it.
  writeFileSync(file, encryptedPdfOf(lines, ''))
  const [opened, said] = await read()
  assert.equal(opened, exitCode.met, said)
  assert.match(said, /section 4\.2[^]*idle-session at most 4 hours/)
})

test('an erased passage says nothing any more, and an erased document is to be read again', async context => {
  const { agent, read, accept } = await setup(context)
  const { policy } = await read(first)
  const accepted = await accept()
  const entry = accepted.policy.accepted[0]?.entry ?? -1
  const entries = [entry, policy.evidence[1]?.index ?? -1]
  await erase(agent, tester, { entries, reason: 'asked for' })
  const { policies } = await perform(agent, tester, 'policies', {})
  assert.deepEqual(policies[0]?.accepted, [])
  await assert.rejects(accept(), { code: 'policy-erased' })
  assert.equal((await verifyHome(agent)).ok, true)
})
