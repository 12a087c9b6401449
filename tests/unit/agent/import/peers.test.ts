// Results of other scanners: evidence of grade D under their own names.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { verifyHome } from '../../../../agent/keep/verify-home.ts'
import { perform } from '../../../../agent/operations/perform.ts'
import { isProblem, messageOf } from '../../../../agent/problem.ts'
import { services } from '../../../../common/services/index.ts'
import { tester } from '../../../support/actor.ts'
import { testAgent } from '../../../support/agent.ts'

const now = '2026-10-02T08:00:00Z'

async function importing(context: TestContext) {
  const { agent, home } = await testAgent(context, {}, () => new Date(now))
  const imported = async (tool: string, text: string, tenant: string = tool) => {
    const file = join(home, `${tool}-${tenant}.txt`)
    writeFileSync(file, text)
    await perform(agent, tester, 'import', { tool, file, tenant })
    const found = await agent.store.findings(tenant)
    return (check: string, thing?: string) =>
      found
        .filter(item => item.check.endsWith(check) && (!thing || item.resource.name === thing))
        .map(item => `${item.outcome} ${item.source} ${item.grade} ${item.metric}`)
  }
  const refused = async (tool: string, text: string, words: RegExp): Promise<void> => {
    const size = await agent.store.logSize()
    await assert.rejects(imported(tool, text, 'refused'), error => {
      assert.ok(
        isProblem(error, 'import-unfit') || isProblem(error, 'import-cut-off'),
        String(error),
      )
      assert.match(messageOf(error), /refused\.txt/, 'it names the file')
      assert.match(messageOf(error), words)
      return true
    })
    assert.equal(agent.config().tenants['refused'], undefined)
    assert.equal(await agent.store.logSize(), size, 'nothing of it is kept')
  }
  return { agent, imported, refused }
}

type Said = readonly [check: string, status: string, resource: string]
const organization = 'organization_members_mfa_required'
const signed = 'repository_default_branch_requires_signed_commits'
const results: readonly Said[] = [
  [organization, 'FAIL', 'acme'],
  ['organization_verified_badge', 'PASS', 'acme'],
  ['organization_repository_creation_limited', 'MANUAL', 'acme'],
  [signed, 'PASS', 'acme/site'],
  [signed, 'FAIL', 'acme/tool; "the; other"'],
  ['repository_immutable_releases_enabled', 'FAIL', 'acme/site'],
]

function ocsf(said: readonly Said[], account = 'acme', provider = 'github'): string {
  return JSON.stringify(
    said.map(([event_code, status_code, name]) => ({
      message: `${name}: ${status_code}`,
      metadata: { event_code, product: { name: 'Prowler', version: '5.30.0' }, version: '1.5.0' },
      status_code,
      status: 'New',
      time: Date.parse('2026-10-01T10:00:00Z') / 1000,
      time_dt: '2026-10-01T12:00:00',
      cloud: { provider, account: { uid: account, name: account } },
      resources: [{ uid: name, name, type: 'NotDefined', data: { details: '', metadata: {} } }],
    })),
  )
}

function csv(said: readonly Said[]): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const names =
    'AUTH_METHOD;TIMESTAMP;ACCOUNT_UID;ACCOUNT_NAME;PROVIDER;CHECK_ID;STATUS;STATUS_EXTENDED;MUTED;RESOURCE_UID;RESOURCE_NAME;PROWLER_VERSION'
  return [
    names,
    ...said.map(([check, status, name]) =>
      [
        'PAT;2026-10-01 12:00:00.123456;acme;acme;github',
        `${check};${status};${quoted('in two\nlines')};False;${quoted(name)};${quoted(name)};5.30.0`,
      ].join(';'),
    ),
    '',
  ].join('\r\n')
}

for (const [form, write] of [
  ['OCSF', ocsf],
  ['CSV', csv],
] as const)
  test(`Prowler's ${form} becomes evidence of grade D under its own names, mapped where it means the same`, async context => {
    const { agent, imported } = await importing(context)
    const said = await imported('prowler', write(results))
    assert.deepEqual(said('.organization-members-mfa-required'), ['fail import D mfa-enforced'])
    assert.deepEqual(said('.organization-verified-badge'), [
      'pass import D domain-ownership-verified',
    ])
    assert.deepEqual(
      said('.organization-repository-creation-limited'),
      ['unknown import D member-privileges-restricted'],
      'what Prowler leaves to people is not decided',
    )
    const own = '.repository-default-branch-requires-signed-commits'
    assert.deepEqual(said(own, 'acme/site'), ['pass import D signed-changes-required'])
    assert.deepEqual(said(own, 'acme/tool; "the; other"'), [
      'fail import D signed-changes-required',
    ])
    assert.deepEqual(said('immutable-releases-enabled'), [], 'nothing means the same')
    const [run] = await agent.store.runs({ tenant: 'prowler' })
    const heads = await Array.fromAsync(agent.store.evidenceHeads({ tenant: 'prowler' }))
    const sealed = heads.find(({ kind }) => kind === 'evidence')
    assert.equal(sealed?.personal, true, 'its words may name people')
    const kept = await agent.store.evidence(sealed?.index ?? -1)
    assert.equal(String(Buffer.from(kept?.body ?? [])), write(results), 'the file as it came')
    assert.match(sealed?.ipe.collector ?? '', /^import-prowler@/)
    assert.ok((sealed?.ipe.seenAt ?? '') <= '2026-10-01T12:00:00.000Z', 'never newer than it is')
    assert.equal(run?.kind, 'import')
    const { nodes } = await perform(agent, tester, 'tree', { framework: 'soc2-2017' })
    assert.ok(nodes.some(({ counts }) => counts.fail > 0))
    assert.ok(
      nodes.every(({ status }) => status !== 'satisfied'),
      'what rests on grade D satisfies nothing',
    )
    assert.equal((await verifyHome(agent)).ok, true)
  })

test('a file that is not as Prowler writes it is refused, with file, place and remedy', async context => {
  const { refused } = await importing(context)
  const two = ocsf(results.slice(0, 2))
  await refused(
    'prowler',
    two.slice(0, -5),
    /no JSON.*position \d+.*give the \.ocsf\.json as Prowler/s,
  )
  await refused(
    'prowler',
    two.replace('"status_code"', '"status_cod"'),
    /finding 1: status_code: .*give/s,
  )
  await refused(
    'prowler',
    two.replace('"Prowler"', '"Other"'),
    /finding 1: metadata\.product\.name/,
  )
  await refused('prowler', '[]', /no findings/)
  await refused('prowler', ocsf(results, '1', 'aws'), /provider "aws": github and m365/)
  const other = JSON.parse(ocsf(results, 'other')) as unknown[]
  await refused(
    'prowler',
    JSON.stringify([...JSON.parse(two), ...other]),
    /2 accounts .*file of one/,
  )
  const table = csv(results)
  await refused(
    'prowler',
    table.replace('CHECK_ID', 'CHECK'),
    /line 1: there is no column "CHECK_ID"/,
  )
  await refused(
    'prowler',
    table.replace('5.30.0\r', '5.30.0;more\r'),
    /line 2: 13 cells, and 12 columns/,
  )
  await refused('prowler', table.replace('lines"', 'lines'), /a quote is never closed|cells, and/)
  await refused(
    'prowler',
    table.replace('2026-10-01 12', 'some day 12'),
    /line 2: TIMESTAMP: .*no time/,
  )
})

const maester = {
  Result: 'Failed',
  ExecutedAt: '2026-10-01T10:00:00+02:00',
  TenantId: '00000000-0000-0000-0000-000000000001',
  TenantName: 'Acme',
  Account: 'ada@example.com',
  CurrentVersion: '2.4.0',
  Tests: [
    { Id: 'CISA.MS.AAD.1.1', Result: 'Passed', ResultDetail: null },
    { Id: 'CISA.MS.EXO.1.1', Result: 'Skipped', ResultDetail: { SkippedReason: 'no rights' } },
    { Id: 'CISA.MS.AAD.3.2', Result: 'Passed' },
    { Id: 'CISA.MS.AAD.3.2', Result: 'Failed' },
    { Id: 'MT.1001', Result: 'Failed' },
  ],
  EndOfJson: 'EndOfJson',
}

test("Maester's JSON becomes evidence of grade D under its own names; what it did not decide is unknown", async context => {
  const { agent, imported, refused } = await importing(context)
  const said = await imported('maester', JSON.stringify(maester))
  assert.deepEqual(said('.cisa-ms-aad-1-1'), ['pass import D legacy-authentication-blocked'])
  assert.deepEqual(said('.cisa-ms-exo-1-1'), ['unknown import D email-forwarding-restricted'])
  assert.deepEqual(said('.cisa-ms-aad-3-2'), ['fail import D mfa-enforced'], 'the worst of two')
  assert.deepEqual(said('.cisa-ms-exo-13-1'), ['unknown import D audit-log-enabled'], 'not in it')
  assert.deepEqual(said('mt-1001'), [], 'nothing means the same')
  for await (const { index, personal } of agent.store.evidenceHeads({ kind: 'evidence' })) {
    const body = String(Buffer.from((await agent.store.evidence(index))?.body ?? []))
    assert.doesNotMatch(body, /ada@example/, 'who ran it is not kept')
    assert.equal(personal, true)
  }
  assert.equal((await verifyHome(agent)).ok, true)

  const { EndOfJson: _, ...cut } = maester
  await refused(
    'maester',
    JSON.stringify(cut),
    /does not end with "EndOfJson".*as Maester wrote it/,
  )
  await refused('maester', JSON.stringify({ ...maester, Tenants: [] }), /several tenants: .*one/)
  const zoneless = { ...maester, ExecutedAt: '2026-10-01T10:00:00' }
  await refused('maester', JSON.stringify(zoneless), /ExecutedAt: .*no time with its zone/)
  await refused('maester', JSON.stringify({ ...maester, Tests: [{ Id: 1 }] }), /Tests/)
  await refused('maester', JSON.stringify(maester).slice(0, -30), /cut off/)
})

const scuba = {
  MetaData: {
    TenantId: '00000000-0000-0000-0000-000000000001',
    DisplayName: 'Acme',
    Tool: 'ScubaGear',
    ToolVersion: '1.8.0',
    TimestampZulu: '2026-10-01T08:00:00.000Z',
  },
  Summary: {},
  Results: {
    AAD: [
      {
        GroupName: 'Legacy Authentication',
        Controls: [
          { 'Control ID': 'MS.AAD.1.1v1', 'Result': 'Pass', 'Details': 'ada@example.com' },
          { 'Control ID': 'MS.AAD.2.1v1', 'Result': 'Warning' },
          { 'Control ID': 'MS.AAD.2.3v1', 'Result': 'Omitted' },
          { 'Control ID': 'MS.AAD.3.1v1', 'Result': 'Fail' },
          { 'Control ID': 'MS.AAD.3.2v1', 'Result': 'Pass' },
          { 'Control ID': 'MS.AAD.9.9v1', 'Result': 'Fail' },
        ],
      },
    ],
    EXO: [{ GroupName: 'Mail', Controls: [{ 'Control ID': 'MS.EXO.7.1v1', 'Result': 'Error' }] }],
  },
  Raw: { module_version: '1.8.0' },
}

test("ScubaGear's results become evidence of grade D under their own names; another version of a policy is not taken for it", async context => {
  const { agent, imported, refused } = await importing(context)
  const said = await imported('scuba-results', JSON.stringify(scuba))
  assert.deepEqual(said('.ms-aad-1-1v1'), ['pass import D legacy-authentication-blocked'])
  assert.deepEqual(said('.ms-aad-2-1v1'), ['fail import D risk-based-sign-in'])
  assert.deepEqual(said('.ms-aad-2-3v1'), ['unknown import D risk-based-sign-in'], 'omitted')
  assert.deepEqual(said('.ms-aad-3-1v1'), ['fail import D mfa-phishing-resistant'])
  assert.deepEqual(said('.ms-aad-3-2v2'), ['unknown import D mfa-enforced'], 'only v1 was asked')
  assert.deepEqual(said('.ms-exo-7-1v1'), ['unknown import D external-messages-marked'])
  assert.deepEqual(said('.ms-aad-9-9v1'), [], 'nothing means the same')
  for await (const { personal } of agent.store.evidenceHeads({ kind: 'evidence' }))
    assert.equal(personal, true)
  assert.equal((await verifyHome(agent)).ok, true)

  const { Results: _, ...without } = scuba
  await refused('scuba-results', JSON.stringify(without), /no results of ScubaGear/)
  const wrong = (more: object): string =>
    JSON.stringify({ ...scuba, MetaData: { ...scuba.MetaData, ...more } })
  await refused('scuba-results', wrong({ Tool: 'Other' }), /MetaData\.Tool|Tool/)
  await refused('scuba-results', wrong({ TimestampZulu: 'soon' }), /TimestampZulu: .*no time/)
})

test("every policy that ScubaGear's and Maester's results are mapped by is one of the baseline, in its version", () => {
  const policies = new Set(
    services
      .find(({ id }) => id === 'microsoft-365')
      ?.checks.flatMap(({ references = [] }) => references.map(({ id }) => id)),
  )
  const known = services
    .filter(({ id }) => id === 'scuba-results' || id === 'maester')
    .flatMap(service =>
      service.checks.map(({ metric, references = [] }) => ({
        metric,
        id: references[0]?.id ?? '',
      })),
    )
  const scubaIds = known.filter(({ id }) => id.startsWith('MS.'))
  assert.equal(scubaIds.length * 2, known.length)
  for (const { id } of scubaIds) assert.ok(policies.has(id), id)
})
