import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { parse, validate } from 'graphql'
import { diff } from '../../common/assess/diff.ts'
import {
  ipAllowListQuery,
  membersQuery,
  repositoriesQuery,
} from '../../common/services/github/collect/queries.ts'
import { collector as githubCollector } from '../../common/services/github/collect/index.ts'
import { githubSchema } from '../../agent/demo/github-graphql.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import type { Fault } from '../../agent/demo/github.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { probeContext } from '../../agent/collect/scan.ts'
import { testAgent } from '../support/agent.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

const transport = {
  sleep: async () => undefined,
  timeoutMs: 2000,
  random: () => 0,
  maxWaitMs: 60_000,
}

async function setup(
  context: TestContext,
  options: Parameters<typeof startGithubReplay>[0] = {},
  secret = demoToken,
) {
  const replay = await startGithubReplay(options)
  context.after(() => replay.close())
  const open = await testAgent(context, {
    aurora: { service: 'github', target: { organization: 'aurora-labs', url: replay.url }, secret },
  })
  return { replay, ...open, scan: () => scan(open.agent, tester, 'aurora', { transport }) }
}

test("every query is valid in GitHub's published schema", () => {
  for (const query of [membersQuery, ipAllowListQuery, repositoriesQuery])
    assert.deepEqual(
      validate(githubSchema(), parse(query)).map(error => error.message),
      [],
    )
})

test('a scan judges every check on every resource; a branch is protected by its rule or by an organization ruleset', async context => {
  const { scan: run, agent } = await setup(context)
  const { findings, counts } = await run()
  const outcome = (check: string, resource: string) =>
    findings.find(item => item.check === check && item.resource.id === resource)
  assert.equal(outcome('github.organization.two-factor-required', 'aurora-labs')?.outcome, 'fail')
  assert.equal(
    outcome('github.repository.review-required', 'aurora-labs/aurora-web')?.outcome,
    'pass',
    'by classic protection',
  )
  assert.equal(
    outcome('github.repository.review-required', 'aurora-labs/billing')?.outcome,
    'pass',
    "by the organization's ruleset",
  )
  assert.equal(
    outcome('github.repository.review-required', 'aurora-labs/mobile-app')?.outcome,
    'fail',
  )
  assert.equal(
    outcome('github.repository.review-required', 'aurora-labs/hackday-2023')?.outcome,
    'not-applicable',
    'archived',
  )
  assert.equal(
    outcome('github.repository.review-required', 'aurora-labs/sandbox')?.outcome,
    'not-applicable',
    'empty',
  )
  assert.equal(
    outcome('github.repository.review-not-bypassed', 'aurora-labs/aurora-api')?.outcome,
    'pass',
  )
  assert.deepEqual(
    [
      outcome('github.organization.webhooks-secured', 'aurora-labs')?.outcome,
      outcome('github.organization.webhooks-secured', 'aurora-labs')?.reason,
    ],
    ['unknown', 'forbidden'],
  )
  assert.deepEqual(
    [
      outcome('github.organization.saml-enforced', 'aurora-labs')?.outcome,
      outcome('github.organization.saml-enforced', 'aurora-labs')?.reason,
    ],
    ['unknown', 'never-captured'],
  )
  const checks = agent.catalogue().checksOf('github')
  assert.equal(
    findings.length,
    checks.filter(item => item.check.resource === 'organization').length +
      12 * checks.filter(item => item.check.resource === 'repository').length,
  )
  assert.equal(
    counts.pass + counts.fail + counts.unknown + counts['not-applicable'],
    findings.length,
  )
  assert.ok(
    findings.every(
      item =>
        (item.outcome === 'unknown' || item.outcome === 'not-applicable') ===
        (item.reason !== null),
    ),
  )
  assert.ok(
    findings
      .filter(item => item.outcome === 'pass' || item.outcome === 'fail')
      .every(item => item.evidence.length > 0),
    'what was judged has evidence',
  )
  assert.equal((await verifyLog(agent.store)).ok, true)
})

test('a scan that finds nothing new stores next to nothing, and a change shows in the diff', async context => {
  const { replay, scan: run, agent } = await setup(context)
  const first = await run()
  const entries = await agent.store.logSize()
  const second = await run()
  assert.equal(
    (await agent.store.logSize()) - entries,
    2,
    "the run's manifest and its assessment, no body",
  )
  assert.ok(replay.requests.some(request => request.status === 304))
  assert.deepEqual(
    diff(first.findings, second.findings).filter(change => change.drift !== 'still-failing'),
    [],
  )
  const intervals = await Array.fromAsync(agent.store.intervals({ tenant: 'aurora' }))
  assert.ok(intervals.every(item => item.validTo === null))
  replay.state.organization['default_repository_permission'] = 'read'
  replay.state.repositories.splice(4, 1)
  const third = await run()
  assert.deepEqual(
    diff(second.findings, third.findings)
      .filter(change => change.drift === 'fixed')
      .map(change => change.after?.check),
    ['github.organization.default-permission-minimal'],
  )
  assert.ok(
    !third.findings.some(item => item.resource.id === 'aurora-labs/mobile-app'),
    'a repository that is gone is not judged',
  )
  const [runs] = [await agent.store.runs({ tenant: 'aurora' })]
  assert.equal(runs[1]?.snapshot, runs[2]?.snapshot)
  assert.notEqual(runs[0]?.snapshot, runs[1]?.snapshot)
  replay.state.repositories.splice(4, 1)
  await run()
  const [last, before] = await agent.store.runs({ tenant: 'aurora' })
  assert.notEqual(
    last?.snapshot,
    before?.snapshot,
    'a repository that went changes the snapshot, though no value did',
  )
})

const faults: readonly [Fault, string][] = [
  ['unauthorized', 'unauthorized'],
  ['forbidden', 'forbidden'],
  ['not-found', 'not-found'],
  ['server-error', 'unreachable'],
  ['truncated', 'malformed'],
  ['wrong-shape', 'malformed'],
  ['html', 'malformed'],
  ['hang', 'timed-out'],
  ['rate-limited', 'rate-limited'],
]
for (const [fault, reason] of faults) {
  test(`trouble with one request (${fault}) is unknown with "${reason}", and other settings are still read`, async context => {
    const { replay, agent } = await setup(context)
    replay.faults.set('/orgs/aurora-labs', fault)
    const { findings } = await scan(agent, tester, 'aurora', {
      transport: { ...transport, timeoutMs: 300 },
    })
    const finding = findings.find(item => item.check === 'github.organization.two-factor-required')
    assert.deepEqual([finding?.outcome, finding?.reason], ['unknown', reason])
    const other = findings.find(
      item =>
        item.check === 'github.repository.review-required' &&
        item.resource.name.endsWith('/billing'),
    )
    assert.equal(other?.outcome, fault === 'unauthorized' ? undefined : 'pass')
  })
}

test('a wrong token: everything unknown, nothing asked twice, one row for what could not be listed', async context => {
  const { replay, scan: run } = await setup(context, {}, 'wrong')
  const { findings } = await run()
  assert.ok(findings.every(item => item.outcome === 'unknown'))
  assert.deepEqual(
    findings
      .filter(item => item.check === 'github.repository.review-required')
      .map(item => [item.resource.id, item.reason]),
    [['*', 'unauthorized']],
  )
  assert.ok(replay.requests.length <= githubCollector.parts.length)
})

test('trouble after a good scan keeps every known repository as unknown', async context => {
  const { replay, scan: run } = await setup(context)
  const before = await run()
  replay.faults.set('/graphql', 'server-error')
  const after = await run()
  assert.deepEqual(
    after.findings.map(item => item.id),
    before.findings.map(item => item.id),
  )
  assert.ok(
    after.findings
      .filter(item => item.check === 'github.repository.review-required')
      .every(item => item.outcome === 'unknown' && item.reason === 'unreachable'),
  )
})

test('nobody listens: unreachable', async context => {
  const { replay, scan: run } = await setup(context)
  await replay.close()
  assert.ok(
    (await run()).findings
      .filter(item => item.reason !== 'never-captured')
      .every(item => item.reason === 'unreachable'),
  )
})

test('1,000 repositories take at most 100 calls, and none is made per repository', async context => {
  const { replay, scan: run } = await setup(context, { repositories: 1000 })
  const { findings } = await run()
  assert.ok(replay.requests.length <= 100, `${replay.requests.length} calls`)
  assert.ok(!replay.requests.some(request => request.path.includes('/repos/')))
  assert.equal(
    findings.filter(item => item.check === 'github.repository.secret-scanning').length,
    1000,
  )
})

test("connect's probe names the missing right and what it costs", async context => {
  const { replay } = await setup(context)
  const report = await githubCollector.probe(
    probeContext(
      githubCollector,
      { organization: 'aurora-labs', url: replay.url },
      demoToken,
      transport,
    ),
  )
  assert.deepEqual(
    report.missing.map(item => [item.right, item.costs]),
    [['Organization webhooks: read', ['github.organization.webhooks']]],
  )
})

test('deploy keys beyond the page: unknown unless one that is shown decides, and an empty list has its evidence', async context => {
  const { replay, scan: run } = await setup(context)
  for (const [index, keys] of [
    [0, 12],
    [3, 12],
  ] as const)
    replay.state.repositories[index]!.deployKeys = keys
  replay.state.outside = []
  const { findings } = await run()
  const outcome = (check: string, resource: string) =>
    findings.find(item => item.check === check && item.resource.id === resource)
  assert.equal(
    outcome('github.repository.deploy-keys-read-only', 'aurora-labs/aurora-api')?.reason,
    'not-readable-by-api',
  )
  assert.equal(
    outcome('github.repository.deploy-keys-read-only', 'aurora-labs/infrastructure')?.outcome,
    'fail',
  )
  const outside = outcome(
    'github.organization.outside-collaborators-have-two-factor',
    'aurora-labs',
  )
  assert.equal(outside?.outcome, 'pass')
  assert.equal(outside?.evidence.length, 1)
})
