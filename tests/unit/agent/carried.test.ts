import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Agent } from '../../../agent/agent.ts'
import { editConfig } from '../../../agent/home/config.ts'
import { memorySecrets } from '../../../agent/home/secrets.ts'
import { openAgent } from '../../../agent/open-agent.ts'
import { assessTenant } from '../../../agent/judge/assess-tenant.ts'
import {
  addBaseline,
  addException,
  addExceptions,
  endException,
} from '../../../agent/judge/exceptions.ts'
import type { NewExceptions } from '../../../agent/judge/exceptions.ts'
import { verifyLog } from '../../../agent/log/verify.ts'
import { inRun } from '../../../agent/record/run.ts'
import type { Judged } from '../../../agent/store/store.ts'
import type { RunCommit } from '../../../agent/record/run.ts'
import { countOutcomes } from '../../../common/model/index.ts'
import type { Observation } from '../../../common/model/index.ts'
import { tester } from '../../support/actor.ts'
import { testAgent } from '../../support/agent.ts'

const tenant = 'acme'
const check = 'github.organization.two-factor-required'
/** Whether a push is long ago is for the time to say, whatever was read: each minute anew. */
const timed = ['github.repository.active-or-archived']
const DAY = 86_400_000
const organization = { type: 'organization', id: 'acme', name: 'acme' }
const repository = { type: 'repository', id: 'site', name: 'site', parent: organization }

/** An agent that tells which checks it judged, with a reading of the API and one of a page. */
async function judgedOnce(context: TestContext) {
  let now = Date.parse('2026-03-01T08:00:00.000Z')
  const clock = () => new Date((now += 1000))
  const { agent, home, close } = await testAgent(
    context,
    { [tenant]: { service: 'github', target: { organization: 'acme' } } },
    clock,
  )
  let judged: readonly string[] = []
  let asked: Judged[] = []
  const verdicts: Agent['store']['verdicts'] = (of, which = {}) => {
    judged = which.checks ?? ['all']
    asked.push(which)
    return agent.store.verdicts(of, which)
  }
  const counting: Agent = { ...agent, store: { ...agent.store, verdicts } }
  const assess = async (
    work: (run: RunCommit) => Promise<unknown> = async () => null,
    laterOn = true,
  ) => {
    judged = []
    asked = []
    if (laterOn) now += 60_000
    const found = await inRun(counting, tester, { kind: 'import', tenant }, async run => {
      await work(run)
      return assessTenant(counting, run)
    })
    return { ...found, judged, asked }
  }
  await assess(async run => {
    await run.putResources([organization, repository], ['repository'])
    await run.putObservations([reading('api', true), reading('console', true)])
  })
  const pass = (milliseconds: number): void => {
    now += milliseconds
  }
  /** What a commit judges that seals acceptances, but for what the time decides. */
  const accepting = async (work: () => Promise<unknown>) => {
    asked = []
    await work()
    const some = asked.map(({ checks = ['all'], things = [] }) => ({
      checks: checks.filter(id => !timed.includes(id)),
      things: things.map(({ id }) => id),
    }))
    return some.filter(({ checks }) => checks.length > 0)
  }
  return {
    agent,
    counting,
    accepting,
    home,
    close,
    clock,
    assess,
    pass,
    at: () => new Date(now).toISOString(),
  }
}

function reading(source: 'api' | 'console', value: boolean): Observation {
  return {
    setting:
      source === 'api'
        ? 'github.organization.two-factor-required'
        : 'github.organization.default-repository-permission',
    resource: { type: 'organization', id: 'acme' },
    reading: { state: 'observed', value: source === 'api' ? value : 'read' },
    source,
    grade: source === 'api' ? 'A' : 'C',
    at: '2026-03-01T08:00:00.000Z',
    evidence: [{ index: 0, commitment: 'c' }],
  }
}

const policy: Observation = {
  ...reading('api', false),
  setting: 'github.repository.security-policy',
  resource: { type: 'repository', id: 'site' },
}

/** What an agent finds that remembers nothing: the same, or time was passed over. */
async function sameAnew(agent: Agent): Promise<void> {
  const before = await agent.store.findings(tenant)
  const fresh: Agent = { ...agent }
  await agent.store.set(`judged.${tenant}`, '')
  await inRun(fresh, tester, { kind: 'import', tenant }, run => assessTenant(fresh, run))
  assert.deepEqual(await agent.store.findings(tenant), before)
}

test('where nothing changed nothing is judged, and the same is sealed', async context => {
  const { agent, assess } = await judgedOnce(context)
  const sealed = async () => {
    const { body } = (await agent.store.lastEvidence('assessment', tenant)) ?? assert.fail()
    const { counts, findings, count, current } = JSON.parse(Buffer.from(body ?? []).toString())
    return { counts, findings, count, current }
  }
  const before = await sealed()
  const found = await assess()
  assert.deepEqual(found.judged, timed)
  assert.deepEqual(await sealed(), before)
  assert.deepEqual(found.counts, before.counts)
  await sameAnew(agent)
  assert.equal((await verifyLog(agent.store)).first, null)
})

test("after a start only what changed is judged, as far as the log's key vouches for what was judged before", async context => {
  const { home, close, clock } = await judgedOnce(context)
  await close()
  /** The checks that the first run after a start judges. */
  const afterStart = async (edit: (agent: Agent) => Promise<unknown> = async () => null) => {
    const open = await openAgent(home, { secrets: memorySecrets(), clock })
    let judged: readonly string[] = []
    const verdicts: Agent['store']['verdicts'] = (of, which = {}) => {
      judged = which.checks ?? ['all']
      return open.agent.store.verdicts(of, which)
    }
    const agent: Agent = { ...open.agent, store: { ...open.agent.store, verdicts } }
    await edit(agent)
    await inRun(agent, tester, { kind: 'import', tenant }, run => assessTenant(agent, run))
    assert.equal((await verifyLog(agent.store)).first, null)
    await open.close()
    return judged.filter(id => !timed.includes(id))
  }
  assert.deepEqual(await afterStart(), [])
  const kept = `judged.${tenant}`
  const edits: readonly ((text: string) => string)[] = [
    () => '',
    () => '{}',
    text => text.replace('"fail":0', '"fail":1'),
    text => text.replace(/"until":(?:null|\d+)/, '"until":9999999999999'),
  ]
  for (const edit of edits) {
    const all = await afterStart(async ({ store }) => {
      const before = (await store.get(kept)) ?? ''
      assert.notEqual(edit(before), before)
      await store.set(kept, edit(before))
    })
    assert.deepEqual(all, ['all'], edit.toString())
    assert.deepEqual(await afterStart(), [], 'and the next goes on from that')
  }
  editConfig(home, ['staleAfterDays'], 17)
  assert.deepEqual(await afterStart(), ['all'], 'another rule')
})

test('within a minute what asks for the time is judged of what was read, and of nothing else', async context => {
  const { agent, assess } = await judgedOnce(context)
  const pushed = (at: string): Observation => ({
    ...reading('api', true),
    setting: 'github.repository.pushed-at',
    resource: { type: 'repository', id: 'site' },
    reading: { state: 'observed', value: '2026-02-28T00:00:00Z' },
    at,
  })
  assert.deepEqual((await assess()).judged, timed)
  assert.deepEqual((await assess(undefined, false)).asked, [])
  const turned = await assess(run => run.putObservations([pushed(run.at)]), false)
  assert.deepEqual(
    turned.asked.map(({ checks, things }) => [checks, things?.map(({ id }) => id)]),
    [[timed, ['site']]],
  )
  assert.deepEqual(turned.counts, countOutcomes(await agent.store.findings(tenant)))
  assert.deepEqual((await assess()).judged, timed)
  await sameAnew(agent)
})

const changes: Readonly<
  Record<string, (of: Awaited<ReturnType<typeof judgedOnce>>) => Promise<unknown> | void>
> = {
  'a page has not been read for too long': ({ pass }) => pass(35 * DAY),
  'a declared exclusion is another': ({ home }) => {
    editConfig(home, ['tenants', tenant, 'accepted'], {
      [check]: { reason: 'Known', until: '2027-06-30' },
    })
  },
  'a check is written': ({ home }) => {
    writeFileSync(
      join(home, 'checks', 'own.yaml'),
      `service: { id: github }
checks:
  - id: github.organization.own-two-factor
    title: Two factors
    metric: member-privileges-restricted
    resource: organization
    severity: low
    reads: [github.organization.two-factor-required]
    expect: { op: equals, value: false }
    expected: never
    remediation: { steps: [Do it], seen: '2026-01-01' }
`,
    )
  },
  'the clock was put back': ({ pass }) => pass(-DAY),
}

for (const [what, change] of Object.entries(changes)) {
  test(`judged anew where ${what}`, async context => {
    const all = await judgedOnce(context)
    await change(all)
    assert.deepEqual((await all.assess()).judged, ['all'])
    await sameAnew(all.agent)
    // And then no more, until the next change.
    if (what !== 'the clock was put back') assert.deepEqual((await all.assess()).judged, timed)
  })
}

test('judged anew where a reading, a thing, a list or an acceptance is another, or its time is over', async context => {
  const { agent, counting, assess, pass, at } = await judgedOnce(context)
  const outcome = async () =>
    (await agent.store.findings(tenant)).find(item => item.check === check)
  const was = await outcome()
  const turned = await assess(run =>
    run.putObservations([{ ...reading('api', false), at: run.at }]),
  )
  assert.ok(turned.judged.includes(check))
  assert.ok(turned.judged.length < 10, `${turned.judged.length} checks look at what was read`)
  assert.notEqual((await outcome())?.outcome, was?.outcome)
  assert.deepEqual((await assess()).judged, timed)
  const renamed = { ...repository, name: 'renamed' }
  assert.deepEqual(
    (await assess(run => run.putResources([organization, renamed], ['repository']))).judged,
    ['all'],
  )
  assert.ok((await agent.store.findings(tenant)).some(item => item.resource.name === 'renamed'))
  const broke = async () =>
    counting.store.putUnlisted(tenant, new Map([['repository', { reason: 'forbidden' }]]), [])
  assert.deepEqual((await assess(broke)).judged, ['all'])
  const until = new Date(Date.parse(at()) + DAY).toISOString()
  const { id } = await addException(counting, tester, { tenant, check, reason: 'Known', until })
  assert.equal((await outcome())?.exception, id)
  assert.deepEqual((await assess()).judged, timed)
  pass(DAY)
  assert.deepEqual((await assess()).judged, ['all'])
  assert.equal((await outcome())?.exception, null)
  const later = new Date(Date.parse(at()) + 9 * DAY).toISOString()
  const next = await addException(counting, tester, {
    tenant,
    check,
    reason: 'Again',
    until: later,
  })
  assert.equal((await outcome())?.exception, next.id)
  await endException(counting, tester, next.id)
  assert.equal((await outcome())?.exception, null)
  await sameAnew(agent)
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('of a check that looks at nothing but the thing itself, only what was read is judged', async context => {
  const { agent, counting, assess } = await judgedOnce(context)
  const repositories = Array.from({ length: 5 }, (_, at) => ({
    ...repository,
    id: `r${at}`,
    name: `r${at}`,
  }))
  const policyOf = (id: string, value: boolean, at: string): Observation => ({
    ...policy,
    resource: { type: 'repository', id },
    reading: { state: 'observed', value },
    at,
  })
  await assess(async run => {
    await run.putResources([organization, ...repositories], ['repository'])
    await run.putObservations(repositories.map(({ id }) => policyOf(id, true, run.at)))
  })
  const turned = await assess(run => run.putObservations([policyOf('r3', false, run.at)]))
  const ofOne = turned.asked.filter(({ checks }) => !checks?.every(id => timed.includes(id)))
  assert.deepEqual(
    ofOne.map(({ things }) => things?.map(({ id }) => id)),
    [['r3']],
  )
  assert.deepEqual(turned.counts, countOutcomes(await agent.store.findings(tenant)))
  await sameAnew(agent)
  // Where a list broke off, the outcome of one decides what is said of those that nobody knows.
  const broke = new Map([['repository', { reason: 'forbidden' as const }]])
  await assess(async () => counting.store.putUnlisted(tenant, broke, []))
  const all = await assess(run => run.putObservations([policyOf('r3', true, run.at)]))
  assert.ok(all.asked.some(({ things = [] }) => things.length === repositories.length))
  assert.deepEqual(all.counts, countOutcomes(await agent.store.findings(tenant)))
  await sameAnew(agent)
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('an acceptance that begins or ends judges what it is of, and nothing else', async context => {
  const { agent, counting, accepting, assess, at } = await judgedOnce(context)
  const until = new Date(Date.parse(at()) + 9 * DAY).toISOString()
  const [own, other] = ['github.repository.security-policy', 'github.repository.secret-scanning']
  const more = Array.from({ length: 3 }, (_, id) => ({ ...repository, id: `r${id}`, name: 'r' }))
  await assess(async run => {
    await run.putResources([organization, ...more, repository], ['repository'])
    // Where one could be told, what is not listed is said apart.
    const archived = { ...policy, setting: 'github.repository.archived', at: run.at }
    await run.putObservations([{ ...archived, reading: { state: 'observed', value: true } }])
  })
  const whole = { checks: [own], things: ['r0', 'r1', 'r2', 'site'] }
  const unlisted = { checks: [own], things: ['*'] }
  const said = { tenant, reason: 'Known', until }
  const add = (of: NewExceptions['of']) => () => addExceptions(counting, tester, { ...said, of })
  const acceptedBy = async () =>
    (await agent.store.findings(tenant)).flatMap(({ check: id, resource, exception }) =>
      exception ? [`${id} ${resource.id}`] : [],
    )
  assert.deepEqual(await accepting(add([{ check: own }])), [whole, unlisted])
  assert.deepEqual(
    await acceptedBy(),
    whole.things.map(id => `${own} ${id}`),
  )
  await sameAnew(agent)
  const [first] = await agent.exceptions()
  assert.deepEqual(await accepting(() => endException(counting, tester, first?.id ?? '')), [
    whole,
    unlisted,
  ])
  assert.deepEqual(await acceptedBy(), [])
  const ofSome = [
    { check: own, resource: 'r1' },
    { check: own, resource: 'site' },
    { check: other, resource: 'r2' },
  ]
  assert.deepEqual(await accepting(add(ofSome)), [
    { checks: [other], things: ['r2'] },
    { checks: [own], things: ['r1', 'site'] },
  ])
  assert.deepEqual(await acceptedBy(), [`${other} r2`, `${own} r1`, `${own} site`])
  assert.deepEqual((await assess()).judged, timed, 'and then no more')
  await sameAnew(agent)
  const { counts } = await assess()
  assert.deepEqual(counts, countOutcomes(await agent.store.findings(tenant)))
  // What stands for those that are not listed is no thing that could be judged alone.
  const broke = new Map([['repository', { reason: 'forbidden' as const }]])
  await assess(async () => counting.store.putUnlisted(tenant, broke, []))
  await accepting(add([{ check: own, resource: '*' }]))
  assert.ok((await acceptedBy()).includes(`${own} *`))
  await sameAnew(agent)
  // A baseline may be of anything.
  const [all] = await accepting(() => addBaseline(counting, tester, said))
  assert.deepEqual(all?.checks, ['all'])
  await sameAnew(agent)
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('what is configured otherwise while it is judged is not taken for what it was judged by', async context => {
  const { counting, home, assess } = await judgedOnce(context)
  const renamed = { ...repository, name: 'renamed' }
  const put: RunCommit['putFindings'][] = []
  await assess(async run => {
    await run.putResources([organization, renamed], ['repository'])
    put.push(run.putFindings)
    run.putFindings = async (...given) => {
      editConfig(home, ['staleAfterDays'], 17)
      return put[0]?.(...given) ?? 0
    }
  })
  assert.equal(counting.config().staleAfterDays, 17)
  assert.deepEqual((await assess()).judged, ['all'])
})
