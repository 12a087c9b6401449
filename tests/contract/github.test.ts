import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { parse, validate } from 'graphql'
import { diff } from '../../common/assess/diff.ts'
import {
  environmentsQuery,
  membersQuery,
  repositoriesQuery,
  restrictionsQuery,
} from '../../common/services/github/collect/queries.ts'
import { collector as githubCollector } from '../../common/services/github/collect/index.ts'
import { githubSchema } from '../../agent/demo/github-graphql.ts'
import { repositoryNumber } from '../../agent/demo/github-state.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import type { Fault } from '../../agent/demo/github.ts'
import { addException } from '../../agent/judge/exceptions.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { finding } from '../../agent/operations/finding.ts'
import { probeContext } from '../../agent/collect/scan.ts'
import { testAgent } from '../support/agent.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

const transport = {
  sleep: async () => undefined,
  timeoutMs: 5000,
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
  for (const query of [membersQuery, restrictionsQuery, repositoriesQuery, environmentsQuery])
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
      // Short only where nothing answers: else a busy machine would be the trouble.
      transport: fault === 'hang' ? { ...transport, timeoutMs: 600 } : transport,
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

test('no credential is kept: the service is not asked, and everything that it once told is unknown', async context => {
  const { replay, agent, scan: run } = await setup(context)
  const before = await run()
  const asked = replay.requests.length
  await agent.secrets.delete('aurora')
  const { findings } = await run()
  assert.equal(replay.requests.length, asked)
  assert.deepEqual(
    findings.map(item => item.id),
    before.findings.map(item => item.id),
    'nothing went because nobody could look',
  )
  assert.ok(findings.some(item => item.outcome === 'unknown' && item.reason === 'no-credential'))
  assert.deepEqual(
    findings.filter(item => item.outcome === 'pass' || item.outcome === 'fail'),
    [],
  )
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
  assert.equal(report.canWrite, null, 'GitHub tells nothing of what such a token may write')
})

test('connect asks the very requests of a scan: what one of them may not read is missing', async context => {
  const { replay } = await setup(context, { webhooks: true })
  const probe = (organization = 'aurora-labs') =>
    githubCollector.probe(
      probeContext(githubCollector, { organization, url: replay.url }, demoToken, transport),
    )
  assert.deepEqual((await probe()).missing, [])
  replay.faults.set('/orgs/aurora-labs/rulesets', 'forbidden')
  replay.state.members[0]!.hidden = true
  replay.state.organization['two_factor_requirement_enabled'] = null
  replay.state.repositories.forEach(item => (item.administered = false))
  const { missing, notes } = await probe()
  assert.deepEqual(Object.fromEntries(missing.map(item => [item.right, item.costs])), {
    'Organization administration: read': ['github.organization.two-factor-required'],
    'Organization administration: write': ['github.organization.rulesets'],
    'Organization members: read': ['github.organization.members'],
    'Dependabot alerts: read': ['github.repository.dependabot-alerts'],
    'Repository administration: read': [
      'github.repository.deletes-merged-branches',
      'github.repository.classic-protection',
      'github.repository.deploy-keys',
    ],
  })
  assert.match(notes.join(' '), /8 of 9 members/)
  await assert.rejects(probe('ada'), /person's account/)
  await assert.rejects(probe('nobody'), /404/)
})

test('of a classic token the scopes tell, and whatever is not a reading one writes', async context => {
  const { replay } = await setup(context, { webhooks: true })
  replay.scopes = 'read:org, user:email, public_repo, gist, delete:packages, audit_log'
  const probe = () =>
    githubCollector.probe(
      probeContext(
        githubCollector,
        { organization: 'aurora-labs', url: replay.url },
        demoToken,
        transport,
      ),
    )
  assert.deepEqual((await probe()).canWrite, [
    'public_repo',
    'gist',
    'delete:packages',
    'audit_log',
  ])
  replay.scopes = ''
  assert.deepEqual((await probe()).canWrite, [], 'a classic token without any scope')
})

test('a feature of another plan in the words of GitHub', async context => {
  const { replay, scan: run } = await setup(context)
  replay.faults.set('/orgs/aurora-labs/rulesets', 'plan')
  const { findings } = await run()
  const bypass = findings.filter(
    item => item.check === 'github.repository.review-not-bypassed' && item.reason !== null,
  )
  assert.ok(bypass.some(item => item.reason === 'unsupported-plan'))
  assert.ok(!bypass.some(item => item.reason === 'forbidden'))
})

test("a person's account is told as such, by a scan and by connect", async context => {
  const replay = await startGithubReplay()
  context.after(() => replay.close())
  const [organization = ''] = replay.state.people
  const target = { organization, url: replay.url }
  const { agent } = await testAgent(context, {
    aurora: { service: 'github', target, secret: demoToken },
  })
  const { findings } = await scan(agent, tester, 'aurora', { transport })
  const told = findings.filter(item => JSON.stringify(item).includes('"github-user-account"'))
  assert.ok(told.length > 5)
  for (const { outcome, reason } of told)
    assert.deepEqual([outcome, reason], ['unknown', 'not-found'])
  assert.ok(findings.every(({ outcome }) => outcome === 'unknown'))
  await assert.rejects(
    githubCollector.probe(probeContext(githubCollector, target, demoToken, transport)),
    (error: unknown) => JSON.stringify(error).includes('github-user-account'),
  )
})

test('a server of an earlier version loses the fields that it lacks, and no other; it is asked once what it lacks', async context => {
  const { replay, scan: run } = await setup(context, { repositories: 60 })
  const before = await run()
  const calls = replay.requests.length
  replay.state.lacks = [
    'Ref.rules',
    'RequiredStatusChecksParameters.strictRequiredStatusChecksPolicy',
    'Organization.ipAllowListEnabledSetting',
    'OrganizationMemberEdge.hasTwoFactorEnabled',
    'Repository.environments',
  ]
  const { findings } = await run()
  // One more for each of the four queries, and one less: the first scan was made to wait once.
  assert.equal(replay.requests.length - calls, calls + 3)
  const changed = findings.filter(
    item => before.findings.find(({ id }) => id === item.id)?.outcome !== item.outcome,
  )
  for (const item of changed) assert.equal(item.outcome, 'unknown', item.id)
  const words = (check: string, resource: string) =>
    JSON.stringify(findings.find(item => item.check === check && item.resource.id === resource))
  const lost = words('github.repository.review-required', 'aurora-labs/billing')
  assert.match(lost, /not-readable-by-api/)
  assert.match(lost, /Field 'rules' doesn't exist on type 'Ref'/)
  assert.match(
    words('github.organization.network-restricted', 'aurora-labs'),
    /Field 'ipAllowListEnabledSetting' doesn't exist on type 'Organization'/,
  )
  assert.match(
    words('github.repository.environments-protected', 'aurora-labs/infrastructure'),
    /Field 'environments' doesn't exist on type 'Repository'/,
  )
  assert.deepEqual(
    [...new Set(changed.map(({ check }) => check))]
      .filter(check => check.startsWith('github.organization.'))
      .sort(),
    ['github.organization.members-have-two-factor', 'github.organization.network-restricted'],
  )
  // The classic rule still decides, and so does what has nothing to do with rules.
  const still = (check: string, name: string) =>
    findings.find(item => item.check === check && item.resource.id === `aurora-labs/${name}`)
      ?.outcome
  assert.equal(still('github.repository.review-required', 'aurora-web'), 'pass')
  assert.equal(still('github.repository.security-policy', 'design-tokens'), 'fail')
  assert.equal(still('github.repository.dependabot-alerts', 'data-pipeline'), 'fail')
})

test('environments come with the lists; webhooks and workflow token of each repository where the target asks', async context => {
  const { replay, scan: run } = await setup(context)
  const before = replay.requests.length
  const found = (
    findings: Awaited<ReturnType<typeof run>>['findings'],
    check: string,
    name: string,
  ) => {
    const finding = findings.find(
      item =>
        item.check === `github.repository.${check}` && item.resource.id === `aurora-labs/${name}`,
    )
    return [finding?.outcome, finding?.reason]
  }
  replay.state.repositories.find(({ name }) => name === 'handbook')!.environments = [
    { name: 'production', rules: ['WAIT_TIMER'] },
  ]
  replay.state.repositories.find(({ name }) => name === 'mobile-app')!.environmentsHidden =
    'Resource not accessible by personal access token'
  const { findings } = await run()
  assert.ok(!replay.requests.slice(before).some(({ path }) => path.includes('/repos/')))
  assert.deepEqual(
    ['infrastructure', 'handbook', 'billing', 'mobile-app'].map(name =>
      found(findings, 'environments-protected', name),
    ),
    [
      ['fail', null],
      ['pass', null],
      ['not-applicable', 'does-not-apply'],
      ['unknown', 'forbidden'],
    ],
  )
  assert.equal(found(findings, 'branch-protected', 'mobile-app')[0], 'fail', 'nothing else is lost')
  for (const check of ['webhooks-secured', 'workflow-token-reads', 'workflows-do-not-approve'])
    assert.deepEqual(found(findings, check, 'billing'), ['unknown', 'not-asked'])

  const { agent } = await testAgent(context, {
    aurora: {
      service: 'github',
      target: {
        'organization': 'aurora-labs',
        'url': replay.url,
        'each-repository': 'workflow-token, webhooks',
      },
      secret: demoToken,
    },
  })
  const [open, silent] = ['billing', 'handbook'].map(name =>
    replay.state.repositories.find(item => item.name === name)!,
  )
  open!.hooks = [{ id: 7, active: true, config: { url: 'http://ci.aurora.example/x' } }]
  open!.workflow = {
    default_workflow_permissions: 'read',
    can_approve_pull_request_reviews: true,
  }
  replay.faults.set('/repos/aurora-labs/handbook/hooks', 'not-found')
  const each = await scan(agent, tester, 'aurora', { transport })
  assert.deepEqual(
    ['webhooks-secured', 'workflow-token-reads', 'workflows-do-not-approve'].map(check =>
      found(each.findings, check, open!.name),
    ),
    [
      ['fail', null],
      ['pass', null],
      ['fail', null],
    ],
  )
  assert.deepEqual(
    ['webhooks-secured', 'workflow-token-reads', 'workflows-do-not-approve'].map(check =>
      found(each.findings, check, silent!.name),
    ),
    [
      ['unknown', 'not-found'],
      ['fail', null],
      ['pass', null],
    ],
  )
  assert.deepEqual(found(each.findings, 'webhooks-secured', 'réglages-日本'), ['pass', null])
  assert.equal((await verifyLog(agent.store)).ok, true)
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

test('each state of a ruleset, read from GitHub: what asks for no approval, names no check, is only evaluated or can be bypassed does not protect', async context => {
  const { replay, scan: run } = await setup(context)
  const { rulesets, repositories } = replay.state
  const organization = rulesets[0]!
  const ruleset = (
    id: number,
    rules: (typeof organization)['rules'],
    change: Partial<typeof organization> = {},
  ) => ({ ...organization, id, name: `ruleset ${id}`, rules, ...change })
  const approvals = (count: number) => ({
    type: 'pull_request',
    parameters: { required_approving_review_count: count },
  })
  const checks = (...contexts: string[]) => ({
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: true,
      required_status_checks: contexts.map(name => ({ context: name })),
    },
  })
  const bare = { classic: false, covered: false }
  const named = { classic: true, covered: false, reviews: 1, forcePushes: false, admins: true }
  const own = (index: number, change: Partial<(typeof repositories)[number]>) =>
    Object.assign(repositories[index]!, change)
  rulesets.push(ruleset(502, [approvals(0)]), ruleset(503, [approvals(2)]))
  rulesets.find(item => item.id === 503)!.bypass_actors = [{ actor_type: 'OrganizationAdmin' }]
  // Covered by the organization's rulesets, of which one asks for an approval and has no bypass.
  own(0, { ...bare, covered: true })
  organization.rules = [approvals(0), checks()]
  own(1, { ...bare, rulesets: [ruleset(601, [approvals(1), checks('build')])] })
  own(2, { ...bare, rulesets: [ruleset(602, [approvals(1)], { enforcement: 'evaluate' })] })
  own(3, { ...named, protection: { requiredStatusChecks: [], requiredApprovingReviewCount: 0 } })
  own(4, { ...named, protection: { bypassForcePushAllowances: { totalCount: 2 } } })
  own(5, { ...bare, rulesets: [ruleset(603, [approvals(2)])] })
  const { findings } = await run()
  const outcomes = (check: string, ...indexes: number[]) =>
    indexes.map(
      index =>
        findings.find(
          item =>
            item.check === `github.repository.${check}` &&
            item.resource.id === `aurora-labs/${repositories[index]!.name}`,
        )?.outcome,
    )
  assert.deepEqual(outcomes('review-required', 0, 1, 2, 3, 4), [
    'pass',
    'pass',
    'fail',
    'fail',
    'pass',
  ])
  assert.deepEqual(outcomes('review-not-bypassed', 0, 1, 2, 3, 4), [
    'fail',
    'unknown',
    'fail',
    'fail',
    'pass',
  ])
  assert.deepEqual(outcomes('two-approvals', 0, 1, 4, 5), ['pass', 'fail', 'fail', 'pass'])
  assert.deepEqual(outcomes('status-checks-required', 0, 1, 3, 4), ['fail', 'pass', 'fail', 'pass'])
  assert.deepEqual(outcomes('up-to-date-before-merge', 0, 1, 4), ['fail', 'pass', 'fail'])
  assert.deepEqual(outcomes('no-force-push', 3, 4), ['pass', 'fail'])
  assert.deepEqual(outcomes('dismissal-restricted', 0, 1), ['fail', 'unknown'])
})

test('a repository that is hidden, or not in the selection of the token, is an unknown thing and never fewer things', async context => {
  const { replay, scan: run, agent } = await setup(context)
  await run()
  const { repositories } = replay.state
  const unlisted = async () => {
    const { findings } = await run()
    const rows = findings.filter(item => item.check === 'github.repository.review-required')
    const { why } = (await agent.store.unlisted('aurora')).get('repository') ?? {}
    return {
      rows,
      why: why?.code,
      of: (name: string) => rows.find(item => item.resource.id === `aurora-labs/${name}`),
      unknownThing: rows.find(item => item.resource.id === '*'),
    }
  }
  assert.equal((await unlisted()).unknownThing, undefined, 'all are shown')

  repositories[2]!.shown = 'hidden'
  const hidden = await unlisted()
  assert.equal(hidden.rows.length, 13, 'twelve and one that is unknown')
  assert.equal(hidden.why, 'github-repository-hidden')
  assert.equal(hidden.of('billing')?.outcome, 'unknown', 'REST still names it')
  assert.equal(hidden.of('aurora-web')?.outcome, 'pass')

  repositories[2]!.shown = 'not-selected'
  repositories[3]!.shown = 'not-selected'
  const chosen = await unlisted()
  assert.equal(chosen.why, 'github-repositories-hidden')
  assert.equal(chosen.unknownThing?.reason, 'forbidden')
  assert.equal(chosen.of('billing')?.outcome, 'unknown', 'known from before')

  delete repositories[2]!.shown
  delete repositories[3]!.shown
  replay.state.organization['total_private_repos'] = null
  assert.equal((await unlisted()).why, 'github-total-not-told')
})

test('a default branch that is not shown is no empty repository, a member who is not shown is not left out', async context => {
  const { replay, scan: run } = await setup(context)
  replay.state.repositories[1]!.branchHidden = true
  replay.state.members[0]!.hidden = true
  const { findings } = await run()
  const found = (check: string, resource: string) => {
    const finding = findings.find(item => item.check === check && item.resource.id === resource)
    return [finding?.outcome, finding?.reason]
  }
  assert.deepEqual(found('github.repository.review-required', 'aurora-labs/aurora-web'), [
    'unknown',
    'forbidden',
  ])
  assert.equal(
    found('github.repository.review-required', 'aurora-labs/sandbox')[0],
    'not-applicable',
  )
  assert.deepEqual(found('github.organization.few-owners', 'aurora-labs'), ['unknown', 'forbidden'])
})

test('a repository that is renamed stays the same thing with its acceptances, and another one under its old name is another', async context => {
  const { replay, scan: run, agent } = await setup(context)
  const { repositories } = replay.state
  await run()
  const check = 'github.repository.push-protection'
  await addException(agent, tester, {
    tenant: 'aurora',
    check,
    resource: 'aurora-labs/mobile-app',
    reason: 'moved next month',
    until: '2099-01-01',
  })
  const renamed = repositories[4]!
  assert.equal(renamed.name, 'mobile-app')
  renamed.id = repositoryNumber(renamed)
  renamed.name = 'app'
  repositories.push({ ...renamed, name: 'mobile-app', id: 77, pushProtection: true })
  const { findings } = await run()
  const found = findings
    .filter(item => item.check === check && /app$|app#/.test(item.resource.id))
    .map(({ resource, outcome, exception }) => ({ ...resource, outcome, accepted: !!exception }))
  assert.deepEqual(
    found.map(({ id, name, outcome, accepted }) => [id, name, outcome, accepted]),
    [
      ['aurora-labs/mobile-app', 'aurora-labs/app', 'fail', true],
      ['aurora-labs/mobile-app#77', 'aurora-labs/mobile-app', 'pass', false],
    ],
  )
  const again = await run()
  assert.deepEqual(
    again.findings.map(item => item.id),
    findings.map(item => item.id),
    'and so it stays',
  )
  const { findings: since } = again
  assert.equal(
    since.find(item => item.check === check && item.resource.name === 'aurora-labs/app')?.since,
    findings.find(item => item.check === check && item.resource.name === 'aurora-labs/app')?.since,
  )
})

test('what the replies say besides is judged: runners, releases, notifications, identity provider, owners of code, age, forks', async context => {
  const { replay, scan: run } = await setup(context)
  const { organization, repositories, runnerGroups } = replay.state
  organization['notifications'] = 'ENABLED'
  organization['samlProvider'] = true
  organization['members_can_create_repositories'] = false
  runnerGroups[1]!['allows_public_repositories'] = true
  replay.state.immutableReleases['enforced_repositories'] = 'all'
  replay.state.actions['enabled_repositories'] = 'selected'
  Object.assign(repositories[0]!, {
    codeOwners: true,
    deletesMerged: true,
    pushedAt: new Date().toISOString(),
  })
  Object.assign(repositories[1]!, { pushedAt: '2020-01-01T00:00:00Z' })
  const { findings } = await run()
  const of = (check: string, resource = 'aurora-labs') =>
    findings.find(item => item.check === `github.${check}` && item.resource.id === resource)
      ?.outcome
  assert.deepEqual(
    [
      'repository-creation-limited',
      'actions-for-chosen-repositories',
      'runners-not-for-public-repositories',
      'runners-for-chosen-repositories',
      'releases-immutable',
      'notifications-restricted',
      'saml-provider',
    ].map(check => of(`organization.${check}`)),
    ['pass', 'pass', 'fail', 'fail', 'pass', 'pass', 'pass'],
  )
  assert.deepEqual(
    ['aurora-api', 'aurora-web'].map(name =>
      ['code-owners-named', 'merged-branches-deleted', 'active-or-archived', 'not-forked-out'].map(
        check => of(`repository.${check}`, `aurora-labs/${name}`),
      ),
    ),
    [
      ['pass', 'pass', 'pass', 'fail'],
      ['fail', 'fail', 'fail', 'fail'],
    ],
  )
})

test('a scope leaves repositories out by pattern, topic or visibility, and says which', async context => {
  const replay = await startGithubReplay()
  context.after(() => replay.close())
  replay.state.repositories[5]!.topics = ['legacy']
  const listed = async (scope: Record<string, string>) => {
    const { agent } = await testAgent(context, {
      aurora: {
        service: 'github',
        target: { organization: 'aurora-labs', url: replay.url, ...scope },
        secret: demoToken,
      },
    })
    const { findings } = await scan(agent, tester, 'aurora', { transport })
    const [leftOut] = await Array.fromAsync(
      agent.store.intervals({
        tenant: 'aurora',
        setting: 'github.organization.repositories-left-out',
      }),
    )
    return {
      judged: findings
        .filter(item => item.check === 'github.repository.branch-protected')
        .map(item => item.resource.id.replace('aurora-labs/', ''))
        .sort(),
      leftOut: leftOut?.reading.state === 'observed' ? leftOut.reading.value : null,
    }
  }
  const all = replay.state.repositories.map(({ name }) => name).sort()
  assert.deepEqual(await listed({}), { judged: all, leftOut: [] })
  const chosen = await listed({ exclude: 'aurora-*, topic:legacy, visibility:PUBLIC' })
  const without = ['aurora-api', 'aurora-web', 'data-pipeline', 'design-tokens', 'sdk-python']
  assert.deepEqual(
    chosen.judged,
    all.filter(name => !without.includes(name)),
  )
  assert.deepEqual(
    [...(chosen.leftOut as string[])].sort(),
    without.map(name => `aurora-labs/${name}`),
  )
  assert.deepEqual((await listed({ include: 'a*-api,b*', exclude: 'billing' })).judged, [
    'aurora-api',
  ])
})

test('the link to the page where a finding is mended is that of the thing, at the address of the tenant', async context => {
  const { replay, scan: run, agent } = await setup(context)
  await run()
  const linkOf = async (check: string, resource: string) => {
    const id = `aurora/github.${check}/${resource}`
    return (await finding.run(agent, tester, { id })).check?.remediation.url
  }
  assert.equal(
    await linkOf('organization.two-factor-required', 'aurora-labs'),
    `${replay.url}/organizations/aurora-labs/settings/security`,
  )
  assert.equal(
    await linkOf('repository.secret-scanning', 'aurora-labs/réglages-日本'),
    `${replay.url}/aurora-labs/${encodeURIComponent('réglages-日本')}/settings/security_analysis`,
  )
})
