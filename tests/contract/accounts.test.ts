// Who has an account in services that list all of them: read, reviewed, and gone when a scan says so.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import type { Output } from '../../agent/operations/index.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { startGoogle } from '../support/google-workspace.ts'
import { startGraph } from '../support/microsoft-graph.ts'
import type { GraphTenant } from '../support/microsoft-graph.ts'
import { scan } from '../support/scan.ts'

const id = 'spring'
const quick = { transport: { sleep: async () => undefined } }
const directory = '/v1.0/roleManagement/directory'

type Person = { id: string; userPrincipalName: string } & Record<string, unknown>

/** Five accounts, so that each list has three pages. */
function people(): Person[] {
  const person = (name: string, more: object = {}): Person => ({
    id: `id-${name}`,
    userPrincipalName: `${name}@contoso.com`,
    userType: 'Member',
    accountEnabled: true,
    ...more,
  })
  return [
    person('cy'),
    person('anna', {
      signInActivity: {
        lastSignInDateTime: '2026-11-22T08:00:00Z',
        lastSuccessfulSignInDateTime: '2026-11-20T08:00:00Z',
      },
    }),
    person('ben', {
      accountEnabled: false,
      signInActivity: {
        lastSignInDateTime: '2023-05-01T08:00:00Z',
        lastNonInteractiveSignInDateTime: '2023-06-02T08:00:00Z',
      },
    }),
    person('guest', { userType: 'Guest', signInActivity: null }),
    person('di'),
  ]
}

function directoryOf(users: readonly Person[]): GraphTenant['replies'] {
  const assigned = (principal: string, role: string, kind = 'user'): object => ({
    principalId: principal,
    roleDefinitionId: role,
    principal: { '@odata.type': `#microsoft.graph.${kind}`, 'id': principal },
  })
  return {
    '/v1.0/organization': [{ id: 't-1', displayName: 'Contoso' }],
    '/v1.0/users': users,
    '/v1.0/reports/authenticationMethods/userRegistrationDetails': users.map(user => ({
      id: user.id,
      isMfaCapable: user.id === 'id-anna',
      methodsRegistered: ['microsoftAuthenticatorPush'],
    })),
    [`${directory}/roleDefinitions`]: [
      { id: 'r-1', displayName: 'Global Administrator' },
      { id: 'r-2', displayName: 'Reports Reader' },
      { id: 'r-3', displayName: 'User Administrator' },
    ],
    [`${directory}/roleAssignments`]: [
      assigned('id-anna', 'r-1'),
      assigned('admins', 'r-2', 'group'),
    ],
    [`${directory}/roleEligibilityScheduleInstances`]: [assigned('id-cy', 'r-3')],
    '/v1.0/groups/admins/transitiveMembers': [
      { '@odata.type': '#microsoft.graph.user', 'id': 'id-cy' },
    ],
  }
}

/** A tenant whose replies can be changed while it runs. */
async function contoso(context: TestContext, more: Partial<GraphTenant> = {}) {
  const replies: Record<string, readonly unknown[] | object> = directoryOf(people())
  const graph = await startGraph({ replies, ...more })
  context.after(() => graph.close())
  let now = Date.parse('2026-11-23T12:00:00Z')
  const { agent } = await testAgent(
    context,
    {
      contoso: {
        service: 'microsoft-365',
        target: { tenant: 't-1', url: graph.url },
        secret: 'graph-token',
      },
    },
    () => new Date((now += 7)),
  )
  const begin = () =>
    perform(agent, tester, 'access-start', {
      tenant: 'contoso',
      id,
      reviewer: 'Rae',
      due: '2026-12-31',
    })
  const read = async () => {
    const [found = assert.fail()] = (await perform(agent, tester, 'access-reviews', {})).reviews
    return found
  }
  return { agent, replies, graph, begin, read }
}

/** What a reviewer sees of each account. */
function shown({ accounts }: Output<'access-start'>['review']): readonly unknown[] {
  return accounts.map(({ name, roles, enabled, secondFactor, lastUse }) => [
    name.split('@')[0],
    roles,
    enabled,
    secondFactor,
    lastUse,
  ])
}

test('Microsoft 365: every account with roles, guests, last use and second factor; gone when the next scan says so', async context => {
  const { agent, replies, graph, begin, read } = await contoso(context)
  await scan(agent, tester, 'contoso', quick)
  const { review } = await begin()
  assert.deepEqual(shown(review), [
    ['anna', ['Global Administrator', 'member'], true, true, '2026-11-20'],
    ['ben', ['member'], false, false, '2023-06-02'],
    [
      'cy',
      ['Reports Reader', 'User Administrator (eligible)', 'member'],
      true,
      false,
      'none on record',
    ],
    ['di', ['member'], true, false, 'none on record'],
    ['guest', ['guest'], true, false, 'none on record'],
  ])
  assert.deepEqual([review.missing, review.notRead], [[], []])
  assert.ok(graph.requests.every(request => request.startsWith('GET ')))

  const place = (name: string): number =>
    review.accounts.find(account => account.name.startsWith(name))?.place ?? 0
  for (const [name, decision] of [
    ['guest', 'remove'],
    ['cy', 'change'],
  ] as const)
    await perform(agent, tester, 'access-decide', {
      tenant: 'contoso',
      review: id,
      account: place(name),
      decision,
      by: 'Rae',
    })
  const states = async () =>
    (await read()).accounts.flatMap(({ name, state }) =>
      state === 'undecided' ? [] : [[name.split('@')[0], state]],
    )
  assert.deepEqual(await states(), [
    ['cy', 'waits'],
    ['guest', 'waits'],
  ])

  // Roles cannot be read any more: that there are others nobody knows.
  const roles = replies[`${directory}/roleDefinitions`]
  delete replies[`${directory}/roleDefinitions`]
  await scan(agent, tester, 'contoso', quick)
  assert.deepEqual(await states(), [
    ['cy', 'untold'],
    ['guest', 'waits'],
  ])
  replies[`${directory}/roleDefinitions`] = roles ?? []

  // The list of accounts breaks off: who is not on its first page is not gone.
  replies['/v1.0/users'] = []
  delete replies['/v1.0/users']
  await scan(agent, tester, 'contoso', quick)
  assert.deepEqual(await states(), [
    ['cy', 'untold'],
    ['guest', 'untold'],
  ])

  Object.assign(replies, directoryOf(people().filter(user => user.id !== 'id-guest')))
  replies['/v1.0/groups/admins/transitiveMembers'] = []
  await scan(agent, tester, 'contoso', quick)
  assert.deepEqual(await states(), [
    ['cy', 'done'],
    ['guest', 'done'],
  ])
  const { proof = [] } = (await read()).accounts.find(({ name }) => name.startsWith('guest')) ?? {}
  assert.ok(proof.length > 0)
  const bodies = await Promise.all(proof.map(index => agent.store.evidence(index)))
  for (const found of bodies) {
    assert.equal(found?.personal, true)
    assert.doesNotMatch(String(Buffer.from(found?.body ?? [])), /guest@/)
  }

  await erase(agent, tester, { person: 'anna@contoso.com', reason: 'Asked' })
  const left = (await perform(agent, tester, 'access-reviews', {})).reviews
  assert.ok(!JSON.stringify(left).includes('anna@contoso.com'))
  for await (const { leaf } of agent.store.leaves(0, await agent.store.logSize()))
    assert.doesNotMatch(Buffer.from(leaf).toString(), /@contoso/)
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
})

for (const [why, given, said] of [
  ['the plan has no report', { plan: 'free' }, /plan of this tenant/],
  ['the right is not granted', { rights: ['User.Read.All'] }, /may not read this/],
] as const)
  test(`Microsoft 365: where ${why}, last use and second factor are not known, and the review says why`, async context => {
    const { agent, begin } = await contoso(context, given)
    await scan(agent, tester, 'contoso', quick)
    const { review } = await begin()
    assert.equal(review.accounts.length, 5)
    for (const { secondFactor, lastUse, roles } of review.accounts)
      assert.deepEqual([secondFactor, lastUse, roles.length > 0], [null, null, true])
    assert.deepEqual(review.missing, [
      'microsoft-365.tenant.account-sign-ins',
      'microsoft-365.tenant.account-second-factors',
    ])
    for (const words of review.notRead) assert.match(words, said)
  })

test('Google Workspace: every account, page by page, not administrators alone', async context => {
  const user = (name: string, more: object = {}): object => ({
    id: `id-${name}`,
    primaryEmail: `${name}@example.org`,
    suspended: false,
    isAdmin: false,
    isDelegatedAdmin: false,
    isEnrolledIn2Sv: false,
    lastLoginTime: '2026-11-20T08:00:00.000Z',
    ...more,
  })
  const users = '/admin/directory/v1/users'
  const google = await startGoogle({
    lists: {
      [users]: {
        name: 'users',
        items: [
          user('ada', { isAdmin: true, isEnrolledIn2Sv: true }),
          user('bo', { isDelegatedAdmin: true }),
          user('cy', { suspended: true }),
          user('di', { lastLoginTime: '1970-01-01T00:00:00.000Z' }),
          user('ed', { archived: true, isEnrolledIn2Sv: undefined, lastLoginTime: undefined }),
        ],
      },
    },
  })
  context.after(() => google.close())
  const { agent } = await testAgent(context, {
    example: {
      service: 'google-workspace',
      target: { domain: 'example.org', url: google.url },
      secret: 'google-token',
    },
  })
  await scan(agent, tester, 'example', quick)
  const due = new Date(agent.clock().getTime() + 30 * 86_400_000).toISOString().slice(0, 10)
  const { review } = await perform(agent, tester, 'access-start', {
    tenant: 'example',
    id,
    reviewer: 'Rae',
    due,
  })
  assert.deepEqual(shown(review), [
    ['ada', ['super admin'], true, true, '2026-11-20'],
    ['bo', ['administrator role'], true, false, '2026-11-20'],
    ['cy', ['user'], false, false, '2026-11-20'],
    ['di', ['user'], true, false, 'never'],
    ['ed', ['user'], false, null, null],
  ])
  assert.ok(google.requests.filter(request => request.includes('lastLoginTime')).length >= 3)
})
