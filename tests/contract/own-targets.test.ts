import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { scan } from '../../agent/collect/scan.ts'
import { editConfig } from '../../agent/home/config.ts'
import { applyTargets, restateTargets, targetProposals } from '../../agent/judge/targets.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { inCommit } from '../../agent/record/commit.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { organizationAt } from '../support/organization.ts'

const tenant = 'aurora-labs'
const metric = 'administrators-number'
const check = 'github.organization.few-owners'

/** A tenant with two owners, scanned; the clock goes on by a second with each look. */
async function scanned(context: TestContext, besides: readonly string[] = []) {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  let now = Date.parse('2026-03-02T08:00:00Z')
  const one = organizationAt(replay)
  const tenants = [tenant, ...besides]
  const { agent, home } = await testAgent(
    context,
    Object.fromEntries(tenants.map(id => [id, one])),
    () => new Date((now += 1000)),
  )
  const transport = {
    sleep: async () => undefined,
    timeoutMs: 5000,
    random: () => 0,
    maxWaitMs: 60_000,
  }
  for (const id of tenants) await scan(agent, tester, id, { transport })
  const owners = async (place?: number, of = tenant) => {
    const found = (await agent.store.findings(of, place)).find(item => item.check === check)
    assert.ok(found && found.v === 2)
    return found
  }
  const propose = (id: string, target: object | undefined, of?: string): unknown =>
    editConfig(home, [...(of === undefined ? [] : ['tenants', of]), 'targets', id], target)
  return { agent, home, owners, propose }
}

test('a target counts once it is sealed, from then on and never before; the finding says which applied', async context => {
  const { agent, owners, propose } = await scanned(context)
  const before = (await agent.store.logSize()) - 1
  const first = await owners()
  assert.deepEqual(
    [first.outcome, first.target],
    ['pass', { operator: 'at-most', value: 5, unit: 'people' }],
  )
  propose(metric, { value: 1, by: 'Ada Example' })
  propose('approvals-required', { value: 3, by: 'Ada Example' })
  assert.deepEqual(await targetProposals(agent), [
    { change: 'new', metric, value: 1, by: 'Ada Example' },
    { change: 'new', metric: 'approvals-required', value: 3, by: 'Ada Example' },
  ])
  assert.equal((await owners()).outcome, 'pass', 'a file changes nothing')

  const [sealed] = await applyTargets(agent, tester)
  assert.ok(sealed)
  const after = await owners()
  assert.equal(after.outcome, 'fail')
  assert.deepEqual(after.target, {
    operator: 'at-most',
    value: 1,
    unit: 'people',
    own: sealed.from,
  })
  assert.match(
    shownFinding(after, agent.catalogue()).expected,
    /^at most 1 people: the owner's own target since 2026-03-02, in place of "two to five owners"$/,
  )
  assert.deepEqual(await owners(before), first, 'what was found before stays as it was found')
  assert.deepEqual(await targetProposals(agent), [])
  const entry = await agent.store.lastEvidence('target', '')
  assert.equal(entry?.ipe.actor, tester.id, 'who sealed it')
  assert.equal((await verifyHome(agent)).ok, true)

  await restateTargets(agent, tester)
  assert.equal(
    (await verifyHome(agent, { everyAssessment: true })).ok,
    true,
    'restated for retention',
  )
  const { target } = await perform(agent, tester, 'target-end', { metric, reason: 'Tried it' })
  assert.equal(target.reason, 'Tried it')
  assert.deepEqual([(await owners()).outcome, (await owners()).target], ['pass', first.target])
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
})

test('a target that changes nothing, asks for less without a reason, or names nothing is refused with words', async context => {
  const { agent, propose } = await scanned(context)
  const refused = async (id: string, value: unknown, code: string, reason?: string) => {
    propose(id, { value, by: 'Ada', ...(reason === undefined ? {} : { reason }) })
    const size = await agent.store.logSize()
    await assert.rejects(applyTargets(agent, tester, { metric: id }), error => {
      assert.ok(isProblem(error, code as 'target-same'), `${id} ${String(error)}`)
      assert.match(String(error), new RegExp(`config\\.yaml: targets\\.${id}`))
      return true
    })
    assert.equal(await agent.store.logSize(), size, 'nothing was sealed')
    propose(id, undefined)
  }
  await refused(metric, 5, 'target-same')
  await refused(metric, 9, 'target-reason')
  await refused(metric, 'many', 'target-value', 'ours')
  await refused('administrators-numbr', 3, 'target-unknown')
  await refused('session-lifetime', 8, 'target-unused')
  await refused('mfa-enforced', true, 'target-unused')
  propose(metric, { value: 9, by: 'Ada', reason: 'Two teams share the organisation' })
  assert.equal((await applyTargets(agent, tester)).length, 1, 'with a reason it may ask for less')
})

test('verify derives the targets from the log: an assessment by others is told', async context => {
  const { agent, propose } = await scanned(context)
  propose(metric, { value: 1, by: 'Ada' })
  await applyTargets(agent, tester)
  const judged = await agent.store.lastEvidence('assessment', tenant)
  assert.ok(judged?.body)
  const { targets, ...body } = JSON.parse(new TextDecoder().decode(judged.body)) as Record<
    string,
    unknown
  >
  assert.deepEqual(targets, [
    [metric, 1, (await perform(agent, tester, 'targets', {})).targets[0]?.from],
  ])
  await inCommit(agent, tester, { kind: 'target', tenant, run: null }, ({ append }) =>
    append([agent.log.own('assessment', tenant, `${tenant} assessment`, body)]),
  )
  const { ok, first } = await verifyHome(agent)
  assert.equal(ok, false)
  assert.match(first?.problem ?? '', /was judged at .* by other targets than the log sealed/)
})

test('what the log holds of a target, edited in the database, judges nothing and is told', async context => {
  const { agent, owners, propose, home } = await scanned(context)
  propose(metric, { value: 1, by: 'Ada' })
  await applyTargets(agent, tester)
  assert.equal((await owners()).outcome, 'fail')
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  for (const body of [`replace(cast(body AS TEXT), '"value":1', '"value":9')`, `'{broken'`]) {
    database.exec(`UPDATE evidence SET body = cast(${body} AS BLOB) WHERE kind = 'target'`)
    await assert.rejects(scan(agent, tester, tenant), error => isProblem(error, 'log-unsound'))
    assert.equal((await owners()).outcome, 'fail', body)
  }
})

test("a tenant's own target stands in place of that of all, there and nowhere else, and ends with it", async context => {
  const other = 'other'
  const { agent, owners, propose } = await scanned(context, [other])
  const outcomes = async () => [(await owners()).outcome, (await owners(undefined, other)).outcome]
  const assessed = async () => [
    (await agent.store.lastEvidence('assessment', tenant))?.index,
    (await agent.store.lastEvidence('assessment', other))?.index,
  ]
  assert.deepEqual(await outcomes(), ['pass', 'pass'])
  const before = await assessed()
  propose(metric, { value: 1, by: 'Ada' }, other)
  const [theirs] = await applyTargets(agent, tester, { tenant: other })
  assert.deepEqual([theirs?.tenant, theirs?.value], [other, 1])
  assert.deepEqual(await outcomes(), ['pass', 'fail'])
  assert.equal((await assessed())[0], before[0], 'nobody else is judged again')
  assert.equal((await verifyHome(agent)).ok, true)

  propose(metric, { value: 2, by: 'Ada' })
  await applyTargets(agent, tester)
  assert.deepEqual(
    [(await owners()).target?.value, (await owners(undefined, other)).target?.value],
    [2, 1],
  )
  const asked = { metric, value: '1' }
  const failing = async (tenant?: string) => {
    const { findings } = await perform(agent, tester, 'what-if', {
      ...asked,
      ...(tenant === undefined ? {} : { tenant }),
    })
    return findings.after.fail - findings.before.fail
  }
  assert.equal(await failing(), 1, 'one of all leaves alone who has one of its own')
  await assert.rejects(failing(other), error => isProblem(error, 'target-same'))
  propose(metric, { value: 4, by: 'Ada' }, other)
  await assert.rejects(applyTargets(agent, tester), error => {
    assert.match(
      String(error),
      /config\.yaml: tenants\.other\.targets\.administrators-number\.reason/,
    )
    return isProblem(error, 'target-reason')
  })
  propose(metric, undefined, other)

  await restateTargets(agent, tester)
  const ended = await perform(agent, tester, 'target-end', { metric, tenant: other, reason: 'No' })
  assert.equal(ended.target.tenant, other)
  assert.deepEqual(
    [(await owners(undefined, other)).target?.value, (await owners()).target?.value],
    [2, 2],
    'what counts for all counts there again',
  )
  propose(metric, { value: 1, by: 'Ada' }, other)
  await applyTargets(agent, tester)
  await perform(agent, tester, 'tenant-end', { tenant: other, reason: 'Sold' })
  const left = await perform(agent, tester, 'targets', {})
  assert.deepEqual(
    left.targets.map(item => item.tenant ?? 'all'),
    ['all'],
    'whoever is connected under its name begins anew',
  )
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
})

test('at least 25 metrics with scale, operator, target and unit are compared with by a check', async context => {
  const { agent } = await testAgent(context, {}, () => new Date())
  const { metrics, services, checksOf } = agent.catalogue()
  const numbers = new Map(
    metrics.filter(({ scale, unit }) => scale === 'number' && unit).map(item => [item.id, item]),
  )
  const compared = new Set(
    services
      .flatMap(({ id }) => checksOf(id))
      .filter(({ target }) => target !== null)
      .map(({ check }) => check.metric),
  )
  const carried = [...numbers.keys()].filter(id => compared.has(id))
  assert.ok(carried.length >= 25, `${carried.length}: ${carried.join(', ')}`)
})
