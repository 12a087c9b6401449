import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { commandActor } from '../../agent/actor.ts'
import { exitOfAll } from '../../agent/cli/assessments.ts'
import { exitOf } from '../../agent/cli/context.ts'
import { exportTo } from '../../agent/export/export.ts'
import { ownFile } from '../../agent/home/schemas.ts'
import { editConfig } from '../../agent/home/config.ts'
import { channelSecret } from '../../agent/home/secrets.ts'
import { restateExceptions } from '../../agent/judge/exceptions.ts'
import { Alert } from '../../agent/notify/alert.ts'
import { notify } from '../../agent/notify/deliver.ts'
import { perform } from '../../agent/operations/perform.ts'
import { exitCode } from '../../agent/problems.ts'
import { tester } from '../support/actor.ts'
import { testOrganization } from '../support/organization.ts'
import { isRefusal } from '../support/problem.ts'
import { startReceiver } from '../support/receivers.ts'

const DAY = 86_400_000
const wanted = { tenant: 'aurora', reason: 'As we found it', until: '2026-12-31' }

/** A scanned organization in which something fails and something cannot be told. */
async function setup(context: TestContext) {
  const open = await testOrganization(context)
  const { agent } = open
  const current = () => agent.store.findings('aurora')
  /** The exit code of `status`, `findings` and `scan`. */
  const exit = async () => {
    const { assessments, baselines } = await perform(agent, tester, 'status', {})
    const ofAll = exitOf(await current(), baselines)
    assert.equal(exitOfAll(assessments), ofAll, 'counted, it is the same')
    return ofAll
  }
  const unaccepted = async (outcome: string) =>
    (await current()).filter(item => item.outcome === outcome && item.exception === null).length
  await open.scanned()
  return { ...open, current, exit, unaccepted }
}

test('one act accepts what fails and what cannot be told, sealed; no outcome changes, and exit codes speak of what is new', async context => {
  const { agent, current, exit, scanned, replay, home, unaccepted } = await setup(context)
  const before = await current()
  assert.equal(await exit(), exitCode.deviation)
  const { exceptions, covered } = await perform(agent, commandActor('ada'), 'baseline', wanted)
  assert.deepEqual(
    exceptions.map(item => [item.covers, item.check, item.until]),
    [
      ['fail', undefined, '2026-12-31T00:00:00.000Z'],
      ['unknown', undefined, '2026-12-31T00:00:00.000Z'],
    ],
  )
  const after = await current()
  const outcomes = (findings: typeof before) =>
    findings.map(item => [item.id, item.outcome, item.since])
  assert.deepEqual(outcomes(after), outcomes(before))
  const open = before.filter(item => item.outcome === 'fail' || item.outcome === 'unknown')
  assert.equal(covered, open.length)
  assert.equal(await unaccepted('fail'), 0)
  assert.equal(await exit(), exitCode.met)
  const entry = await agent.store.lastEvidence('exception', 'aurora')
  assert.equal(entry?.ipe.actor, 'command:ada')
  assert.equal(readdirSync(join(home, 'exceptions')).length, 2)
  assert.deepEqual(await agent.proposals(), [], 'the files say what is sealed')
  await scanned()
  assert.equal(await exit(), exitCode.met, 'passed on by the next scan')
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  assert.equal(await exit(), exitCode.deviation)
  assert.equal(await unaccepted('fail'), 1)
  const { ok, problem } = { problem: null, ...(await perform(agent, tester, 'verify', {})) }
  assert.ok(ok, String(problem))
})

test('what was right in between is news when it fails again; what was out of sight is not', async context => {
  const { agent, replay, scanned, unaccepted, exit } = await setup(context)
  await perform(agent, tester, 'baseline', wanted)
  replay.faults.set('*', 'server-error')
  await scanned()
  assert.equal(await exit(), exitCode.unknown, 'what was known is lost sight of: that is new')
  replay.faults.delete('*')
  await scanned()
  assert.deepEqual([await unaccepted('fail'), await exit()], [0, exitCode.met])
  const two = replay.state.organization.two_factor_requirement_enabled
  assert.equal(two, false)
  replay.state.organization.two_factor_requirement_enabled = true
  await scanned()
  replay.state.organization.two_factor_requirement_enabled = false
  await scanned()
  assert.ok((await unaccepted('fail')) > 0)
  assert.equal(await exit(), exitCode.deviation)
})

test('it ends by itself, is told of fourteen days before, and a new one takes the place of the old', async context => {
  const { agent, home, clock, exit, scanned, replay } = await setup(context)
  const receiver = await startReceiver(context)
  editConfig(
    home,
    ['alerts'],
    [{ name: 'ops', to: 'webhook', url: receiver.url, private: true, from: 'low' }],
  )
  await agent.secrets.set(channelSecret('ops'), 'whsec_c2VjcmV0')
  const tell = async () => {
    await notify(agent)
    return receiver.received.splice(0).map(({ body }) => Alert.parse(JSON.parse(body)))
  }
  await perform(agent, tester, 'baseline', { ...wanted, until: '2026-11-01' })
  const { exceptions: now } = await perform(agent, tester, 'baseline', wanted)
  const all = await agent.exceptions()
  assert.deepEqual(
    all.map(item => item.endedAt !== undefined),
    [true, true, false, false],
  )
  await scanned()
  assert.deepEqual([await tell(), await exit()], [[], exitCode.met])
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  assert.deepEqual(
    (await tell()).map(item => item.kind),
    ['new-failing'],
  )
  replay.state.organization.members_can_fork_private_repositories = false
  await scanned()
  clock.now = Date.parse('2026-12-18T09:00:00Z')
  await scanned()
  const ending = await tell()
  assert.deepEqual(
    ending.map(({ kind, severity, check }) => [kind, severity, check]),
    now.map(() => ['exception-ending', 'high', null]),
  )
  assert.match(ending[0]?.title ?? '', /acceptance ends soon: baseline: whatever failed/)
  const { ending: shown } = await perform(agent, tester, 'overview', {})
  assert.equal(shown.filter(item => item.covers).length, 2)
  clock.now += 14 * DAY
  await scanned()
  assert.equal(await exit(), exitCode.deviation)
  assert.deepEqual((await perform(agent, tester, 'status', {})).baselines, [])
  assert.deepEqual(
    (await tell()).map(item => item.kind),
    ['exception-ended', 'exception-ended'],
  )
})

test('every view and every format says that there is one', async context => {
  const { agent, home } = await setup(context)
  const { exceptions } = await perform(agent, tester, 'baseline', wanted)
  const views = ['status', 'overview', 'tenants', 'findings', 'findings-whole', 'changes'] as const
  for (const view of views) {
    const { baselines } = await perform(agent, tester, view, {})
    assert.deepEqual(
      baselines.map(item => item.id),
      exceptions.map(item => item.id),
      view,
    )
  }
  const { first } = await perform(agent, tester, 'changes', {})
  assert.deepEqual(
    first.map(({ counts, accepted }) => counts.fail === accepted && accepted > 0),
    [true],
  )
  const [failing = assert.fail(), unknown = assert.fail()] = exceptions
  for (const format of ['csv', 'html', 'oscal', 'ocsf', 'sarif'] as const) {
    const out = join(home, 'exports', `it.${format}`)
    await exportTo(agent, { format, out })
    const text = readFileSync(out, 'utf8')
    assert.ok(format === 'html' || text.includes(failing.id), format)
    if (format === 'csv') assert.ok(text.includes(unknown.id))
    if (format === 'html') assert.match(text, /baseline: whatever failed when it was sealed/)
  }
  const file = join(home, 'exports', 'it.oscal')
  const { problems } = await perform(agent, tester, 'verify-oscal', { file })
  assert.deepEqual(problems, [])
})

test('bad ones are refused, and nothing is sealed: a past end, nothing to accept, another tenant', async context => {
  const { agent, home } = await setup(context)
  for (const until of ['2026-10-04', 'soon', '2026-02-30'])
    await assert.rejects(
      perform(agent, tester, 'baseline', { ...wanted, until }),
      isRefusal('exception-end', /not a day in the future/),
    )
  await assert.rejects(
    perform(agent, tester, 'baseline', { ...wanted, tenant: 'none' }),
    isRefusal('tenant-unknown', /none/),
  )
  const other = { service: 'github', target: { organization: 'new' } }
  editConfig(home, ['tenants', 'fresh'], other)
  await assert.rejects(
    perform(agent, tester, 'baseline', { ...wanted, tenant: 'fresh' }),
    isRefusal('baseline-empty', /witnessmark scan fresh/),
  )
  assert.deepEqual(await agent.exceptions(), [])
  assert.deepEqual(readdirSync(join(home, 'exceptions')), [])
})

test('a file proposes one until it is applied; another end of it takes nothing that came later', async context => {
  const { agent, home, unaccepted, scanned, replay } = await setup(context)
  const file = {
    id: 'as-found',
    tenant: 'aurora',
    covers: 'fail',
    reason: 'As we found it',
    acceptedBy: 'Ada',
    from: '2026-10-05T00:00:00.000Z',
    until: '2026-12-31T00:00:00.000Z',
  }
  const write = (content: object) =>
    writeFileSync(join(home, 'exceptions', 'as-found.yaml'), ownFile('exception', content))
  write(file)
  await scanned()
  assert.ok((await unaccepted('fail')) > 0)
  await perform(agent, tester, 'exception-apply', {})
  assert.equal(await unaccepted('fail'), 0)
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  write({ ...file, until: '2027-01-31T00:00:00.000Z' })
  await perform(agent, tester, 'exception-apply', {})
  assert.equal(await unaccepted('fail'), 1)
  await restateExceptions(agent, tester)
  assert.equal(await unaccepted('fail'), 1)
  write({ ...file, check: 'github.organization.two-factor' })
  const { setAside } = await perform(agent, tester, 'status', {})
  assert.match(setAside[0]?.problem ?? '', /"check" or "covers", not both/)
})
