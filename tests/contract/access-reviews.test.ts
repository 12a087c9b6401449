// Who has access: reviewed by a person under seal, and done when a scan says so.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { demoCredential, startWordpressReplay } from '../../agent/demo/wordpress.ts'
import { restateDecisions } from '../../agent/judge/decisions.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import type { Input } from '../../agent/operations/index.ts'
import { accessFile } from '../../agent/operations/access-file.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { organizationAt } from '../support/organization.ts'

const tenant = 'aurora-labs'
const review = 'spring'

test('accounts are reviewed under seal; that one is gone is said by the next scan alone', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  let now = Date.parse('2026-03-02T08:00:00Z')
  const one = organizationAt(replay)
  const { agent } = await testAgent(
    context,
    { [tenant]: one, empty: one },
    () => new Date((now += 7)),
  )
  const { members } = replay.state
  await scan(agent, tester, tenant)
  const start = { tenant, id: review, reviewer: 'Rae Reviews', due: '2026-03-31' }
  const { review: begun } = await perform(agent, tester, 'access-start', start)
  assert.deepEqual(
    begun.accounts.filter(({ roles }) => !roles.includes('outside collaborator')).length,
    members.length,
    'everybody',
  )
  const [first, second] = members
  assert.ok(first && second)
  const named = (name: string) => {
    const found = begun.accounts.find(account => account.name === name)
    assert.ok(found, name)
    return found
  }
  const wanted = named(first.login)
  assert.deepEqual(
    [wanted.roles, wanted.lastUse, wanted.state],
    [[first.role.toLowerCase()], null, 'undecided'],
    'what GitHub does not say is not known',
  )
  assert.deepEqual([begun.overdue, begun.missing], [false, []])
  const sealed = await agent.store.evidence(begun.entry)
  assert.deepEqual([sealed?.kind, sealed?.personal], ['decision', true])

  type Decision = Input<'access-decide'>
  const decide = async (name: string, decision: Decision['decision'], more: object = {}) =>
    perform(agent, tester, 'access-decide', {
      tenant,
      review,
      account: named(name).place,
      decision,
      by: 'Rae Reviews',
      ...more,
    })
  const read = async () => {
    const [found] = (await perform(agent, tester, 'access-reviews', { tenant })).reviews
    assert.ok(found)
    return found
  }
  const stateOf = async (name: string) =>
    (await read()).accounts.find(account => account.name === name)?.state
  const findings = await agent.store.findings(tenant)
  await decide(first.login, 'keep')
  await decide(second.login, 'remove', { reason: 'Left in January' })
  assert.deepEqual(await agent.store.findings(tenant), findings, 'no outcome is another')
  assert.deepEqual([await stateOf(first.login), await stateOf(second.login)], ['kept', 'waits'])
  await scan(agent, tester, tenant)
  assert.equal(await stateOf(second.login), 'waits', 'a scan that still sees it proves nothing')

  replay.state.members = members.filter(({ login }) => login !== second.login)
  assert.equal(await stateOf(second.login), 'waits', 'nobody looked yet')
  await scan(agent, tester, tenant)
  const done = (await read()).accounts.find(({ name }) => name === second.login)
  assert.equal(done?.state, 'done')
  const entry = Math.max(...(done?.proof ?? [-1]))
  assert.ok(entry > (done?.decision?.entry ?? Infinity), 'by a reading of after the decision')
  const body = String(Buffer.from((await agent.store.evidence(entry))?.body ?? []))
  assert.ok(body.includes('membersWithRole') && !body.includes(`"${second.login}"`))

  replay.state.members = members
  await scan(agent, tester, tenant)
  assert.equal(await stateOf(second.login), 'waits', 'it is there again')
  const third = members[2]
  assert.ok(third)
  await decide(third.login, 'change', { reason: 'No longer an owner' })
  assert.equal(await stateOf(third.login), 'waits')
  replay.state.members = members.map(item =>
    item === third ? { ...third, role: third.role === 'ADMIN' ? 'MEMBER' : 'ADMIN' } : item,
  )
  replay.state.members.push({ ...first, login: 'newcomer' })
  await scan(agent, tester, tenant)
  assert.equal(await stateOf(third.login), 'done')
  assert.deepEqual((await read()).since, ['newcomer'], 'nobody looked at who came since')

  const file = await accessFile.open(agent, tester, { tenant, review })
  const table = String(Buffer.concat(await Array.fromAsync(file.body)))
  assert.match(table, /Rae Reviews.*Left in January/)
  assert.match(table, /newcomer.*came since it began/)

  now = Date.parse('2026-04-01T08:00:00Z')
  assert.equal((await read()).overdue, true, 'it is due, and not everybody is decided')
  await restateDecisions(agent, tester)
  assert.deepEqual([(await read()).at, await stateOf(first.login)], [begun.at, 'kept'])
  for (const [asked, code] of [
    [() => perform(agent, tester, 'access-start', { ...start, due: '2026-05-01' }), 'review-there'],
    [
      () => perform(agent, tester, 'access-start', { ...start, id: 'x', due: 'soon' }),
      'date-not-ahead',
    ],
    [
      () =>
        perform(agent, tester, 'access-start', { ...start, tenant: 'empty', due: '2026-05-01' }),
      'review-unread',
    ],
    [() => decide(first.login, 'keep', { account: 999 }), 'account-unknown'],
    [() => decide(first.login, 'keep', { review: 'autumn' }), 'review-unknown'],
  ] as const)
    await assert.rejects(asked, error => isProblem(error, code))

  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
  await erase(agent, tester, { person: second.login, reason: 'Asked' })
  const left = (await perform(agent, tester, 'access-reviews', { tenant })).reviews
  assert.ok(!JSON.stringify(left).includes(second.login), 'nobody finds the name any more')
  for await (const { leaf } of agent.store.leaves(0, await agent.store.logSize()))
    assert.doesNotMatch(Buffer.from(leaf).toString(), new RegExp(`${second.login}|Rae`))
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
})

test('who takes another name, or shares one, is not gone', async context => {
  const site = await startWordpressReplay()
  context.after(() => site.close())
  const one = { service: 'wordpress', target: { url: site.url }, secret: demoCredential }
  const { agent } = await testAgent(context, { gazette: one })
  const [admin = assert.fail(), , editor = assert.fail()] = site.state.users
  editor.name = admin.name
  await scan(agent, tester, 'gazette')
  const due = new Date(agent.clock().getTime() + 30 * 86_400_000).toISOString().slice(0, 10)
  const start = { tenant: 'gazette', id: review, reviewer: 'Rae', due }
  const { review: begun } = await perform(agent, tester, 'access-start', start)
  const named = begun.accounts.filter(({ name }) => name === admin.name)
  assert.deepEqual(named.map(({ roles }) => roles.join()).sort(), ['administrator', 'editor'])
  const account = named.find(({ roles }) => roles.includes('administrator'))?.place ?? 0
  const decision = { tenant: 'gazette', review, account, decision: 'remove', by: 'Rae' } as const
  await perform(agent, tester, 'access-decide', decision)
  admin.name = 'Somebody Else'
  await scan(agent, tester, 'gazette')
  const [found = assert.fail()] = (await perform(agent, tester, 'access-reviews', {})).reviews
  assert.equal(found.accounts.find(({ place }) => place === account)?.state, 'waits')
  assert.deepEqual(found.since, [])
})
