import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Agent } from '../../../../agent/agent.ts'
import { assessTenant } from '../../../../agent/judge/assess-tenant.ts'
import { inRun } from '../../../../agent/record/run.ts'
import { importDocument, LARGEST } from '../../../../agent/import/document.ts'
import type { NewDocument } from '../../../../agent/import/document.ts'
import { coverageOf } from '../../../../agent/export/coverage.ts'
import { verifyLog } from '../../../../agent/log/verify.ts'
import type { ProblemCode } from '../../../../agent/problems.ts'
import type { Observation } from '../../../../common/model/index.ts'
import { testAgent } from '../../../support/agent.ts'
import { inWords } from '../../../support/in-words.ts'
import { assessAgain, tester } from '../../../support/actor.ts'
import { isRefusal } from '../../../support/problem.ts'

const day = 86_400_000
async function setup(context: TestContext) {
  let now = Date.parse('2026-11-24T08:00:00.000Z')
  const open = await testAgent(
    context,
    {
      acme: { service: 'google-workspace', target: { domain: 'example.org' } },
      contoso: { service: 'microsoft-365', target: { tenant: 't-1' } },
    },
    () => new Date(now),
  )
  const given = (over: Partial<NewDocument> = {}): NewDocument => ({
    tenant: 'acme',
    setting: 'google-workspace.tenant.logs-not-sent-to-siem',
    value: [],
    by: 'Ada Example',
    name: 'siem.pdf',
    body: new TextEncoder().encode('%PDF <script>alert(1)</script>'),
    ...over,
  })
  return {
    ...open,
    given,
    bring: (over?: Partial<NewDocument>) => importDocument(open.agent, tester, given(over)),
    pass: (days: number) => {
      now += days * day
    },
  }
}
const finding = async (open: Awaited<ReturnType<typeof setup>>, check: string, tenant = 'acme') =>
  (await open.agent.store.findings(tenant)).map(inWords).find(item => item.check.endsWith(check)) ??
  assert.fail(check)

test('a statement is evidence of grade D with the file as it is, an observation, findings and history; the log verifies', async context => {
  const open = await setup(context)
  const made = await open.bring({ until: '2027-06-30' })
  assert.deepEqual(
    made.findings.map(item => [item.check, item.outcome, item.source, item.grade]),
    [['google-workspace.tenant.logs-sent-to-siem', 'pass', 'document', 'D']],
  )
  const [statement, file] = await Promise.all(
    made.evidence.map(ref => open.agent.store.evidence(ref.index)),
  )
  assert.deepEqual(JSON.parse(new TextDecoder().decode(statement?.body ?? new Uint8Array())), {
    format: 'witnessmark/statement',
    version: 1,
    grade: 'D',
    setting: 'google-workspace.tenant.logs-not-sent-to-siem',
    resource: { type: 'tenant', id: 'example.org' },
    value: [],
    by: 'Ada Example',
    at: '2026-11-24T08:00:00.000Z',
    until: '2027-06-30T00:00:00.000Z',
    file: { name: 'siem.pdf', bytes: 30, sha256: made.file.sha256 },
  })
  assert.equal(
    new TextDecoder().decode(file?.body ?? new Uint8Array()),
    '%PDF <script>alert(1)</script>',
  )
  assert.deepEqual(
    [file?.mediaType, file?.personal, statement?.personal, statement?.ipe.account],
    ['application/octet-stream', true, true, 'Ada Example'],
  )
  for await (const { leaf } of open.agent.store.leaves(0, await open.agent.store.logSize()))
    assert.ok(!Buffer.from(leaf).includes('Ada'), 'no name stands where it cannot be erased')
  const [run] = await open.agent.store.runs({ tenant: 'acme' })
  assert.deepEqual([run?.kind, run?.status], ['document', 'finished'])
  open.pass(1)
  await open.bring({ value: ['admin log'] })
  const history = await open.agent.store.findingHistory(
    (await finding(open, '.logs-sent-to-siem')).id,
  )
  assert.deepEqual(
    history.map(item => item.finding.outcome),
    ['pass', 'fail'],
  )
  const verified = await verifyLog(open.agent.store)
  assert.ok(verified.ok, JSON.stringify(verified))
})

test('it counts until its end, or as long as a page reading; then it is stale, and says until when it counted', async context => {
  const open = await setup(context)
  await open.bring()
  await open.bring({
    setting: 'google-workspace.tenant.privileged-accounts-unprotected',
    until: '2027-03-01',
  })
  open.pass(40)
  await assessAgain(open.agent, 'acme')
  const short = await finding(open, '.logs-sent-to-siem')
  assert.deepEqual(
    [short.outcome, short.reason, /last read 2026-11-24/.test(short.detail ?? '')],
    ['unknown', 'stale', true],
  )
  assert.equal((await finding(open, '.privileged-accounts-advanced-protection')).outcome, 'pass')
  open.pass(60)
  await assessAgain(open.agent, 'acme')
  const long = await finding(open, '.privileged-accounts-advanced-protection')
  assert.deepEqual([long.outcome, long.reason], ['unknown', 'stale'])
  assert.match(long.detail ?? '', /the document counted until 2027-03-01/)
  await open.bring({ setting: 'google-workspace.tenant.privileged-accounts-unprotected' })
  assert.equal(
    (await finding(open, '.privileged-accounts-advanced-protection')).outcome,
    'pass',
    'a new statement replaces it',
  )
})

/** As a run brings it: what is written beside the record, nothing is judged on. */
function record(agent: Agent, read: Observation): Promise<void> {
  return inRun(agent, tester, { kind: 'import', tenant: 'acme' }, async run => {
    await run.putObservations([read])
    await assessTenant(agent, run)
  })
}

test('an API, an import or a page always wins over it, whichever came first', async context => {
  const open = await setup(context)
  for (const source of ['api', 'import', 'console'] as const) {
    await open.bring({
      setting: 'google-workspace.tenant.gemini-sharing'.replace('sharing', 'conversation-sharing'),
      value: false,
    })
    assert.equal((await finding(open, '.gemini-sharing-off')).outcome, 'pass', source)
    const read: Observation = {
      setting: 'google-workspace.tenant.gemini-conversation-sharing',
      resource: { type: 'tenant', id: 'example.org' },
      reading: { state: 'observed', value: true },
      source,
      grade: 'A',
      at: open.agent.clock().toISOString(),
      evidence: [],
    }
    await record(open.agent, read)
    open.pass(0.001)
    await open.bring({
      setting: 'google-workspace.tenant.gemini-conversation-sharing',
      value: false,
    })
    assert.deepEqual(
      [
        (await finding(open, '.gemini-sharing-off')).outcome,
        (await finding(open, '.gemini-sharing-off')).source,
      ],
      ['fail', source],
    )
    open.pass(0.001)
    await record(open.agent, {
      ...read,
      at: open.agent.clock().toISOString(),
      reading: { state: 'unobserved', reason: 'forbidden' },
    })
    open.pass(0.001)
  }
})

test('a statement of one thing among many is of that one, by id or name', async context => {
  const open = await setup(context)
  const setting = 'microsoft-365.alert-policy.recipients'
  await open.bring({
    tenant: 'contoso',
    setting: 'microsoft-365.tenant.alert-policies',
    value: [
      { name: 'Connector', disabled: false },
      { name: 'Delays', disabled: false },
    ],
  })
  await assert.rejects(
    open.bring({ tenant: 'contoso', setting, value: ['soc@example.com'] }),
    isRefusal(
      'resource-unnamed',
      /--resource: .* is of each alert policy: say of which; known are Connector, Delays/,
    ),
  )
  await assert.rejects(
    open.bring({ tenant: 'contoso', setting, value: ['soc@example.com'], resource: 'Nothing' }),
    isRefusal('resource-unknown', /no alert policy "Nothing"; known are/),
  )
  await open.bring({
    tenant: 'contoso',
    setting,
    value: ['soc@example.com'],
    resource: 'connector',
  })
  assert.match(
    (await finding(open, '.suite-alerts-watched', 'contoso')).detail ?? '',
    /1 of 2 read; not of alert policies: Delays/,
  )
  await open.bring({ tenant: 'contoso', setting, value: ['soc@example.com'], resource: 'Delays' })
  assert.equal((await finding(open, 'tenant.suite-alerts-watched', 'contoso')).outcome, 'pass')
})

test('what does not fit is refused with what would, and leaves nothing behind', async context => {
  const open = await setup(context)
  const before = [await open.agent.store.logSize(), (await open.agent.store.runs()).length]
  const refused: readonly (readonly [Partial<NewDocument>, ProblemCode, RegExp])[] = [
    [
      { setting: 'logs-not-sent-to-siem' },
      'setting-unknown',
      /perhaps google-workspace\.tenant\.logs-not-sent-to-siem/,
    ],
    [
      { setting: 'google-workspace.tenant.none-such' },
      'setting-unknown',
      /witnessmark catalogue --json/,
    ],
    [
      { value: 'none' },
      'value-type',
      /expected list, found string\. .* takes a list of strings, as JSON: \["text"\]/,
    ],
    [
      { setting: 'google-workspace.tenant.audit-logs-searchable-months', value: '12' },
      'value-type',
      /takes a number \(months\), as JSON: 12/,
    ],
    [{ until: '2026-11-01' }, 'document-end', /not a day between tomorrow and 2027-12-29/],
    [{ until: '2099-01-01' }, 'document-end', /a statement ends/],
    [{ until: 'soon' }, 'document-end', /not a day/],
    [{ until: '2027-02-30' }, 'document-end', /not a day/],
    [{ by: ' ' }, 'document-author', /--by/],
    [{ body: new Uint8Array() }, 'document-empty', /the file is empty/],
    [{ body: new Uint8Array(LARGEST + 1) }, 'document-too-large', /the most/],
    [{ resource: 'Sales' }, 'resource-needless', /leave --resource out/],
    [{ value: [`ghp_${'a1B2'.repeat(9)}`] }, 'value-secret', /looks like a credential/],
  ]
  for (const [over, code, expected] of refused)
    await assert.rejects(open.bring(over), isRefusal(code, expected))
  await assert.rejects(
    open.bring({ tenant: 'none' }),
    isRefusal('tenant-unknown', /no tenant "none"/),
  )
  const broken = {
    ...open.agent,
    store: {
      ...open.agent.store,
      putObservations: async () => {
        throw new Error('disk full')
      },
    },
  }
  await assert.rejects(importDocument(broken, tester, open.given()), /disk full/)
  assert.deepEqual(
    [await open.agent.store.logSize(), (await open.agent.store.runs()).length],
    before,
  )
})

test('a statement covers the day on which it was made, and no scan or import stands for it on others', async context => {
  const open = await setup(context)
  await open.bring()
  const service =
    open.agent.catalogue().services.find(item => item.id === 'google-workspace') ?? assert.fail()
  const [from, to] = ['2026-11-24T00:00:00.000Z', '2026-11-26T00:00:00.000Z']
  const run = (kind: 'scan' | 'import', at: string) => ({
    id: at,
    tenant: 'acme',
    kind,
    startedAt: at,
    finishedAt: at,
    status: 'finished' as const,
    catalogue: '',
    requests: 0,
    snapshot: null,
    checkpoint: null,
  })
  const coverage = await coverageOf({
    service,
    runs: [run('scan', '2026-11-25T01:00:00.000Z'), run('import', '2026-11-25T02:00:00.000Z')],
    spans: open.agent.store.spans({ tenant: 'acme', from, to }),
    captured: new Map(),
    from,
    to,
  })
  assert.deepEqual(coverage.find(item => item.setting.endsWith('.logs-not-sent-to-siem'))?.days, [
    'seen',
    'none',
    'none',
  ])
})
