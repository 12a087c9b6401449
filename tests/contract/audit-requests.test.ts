// What an auditor says comes back as a file, is sealed, answered, and goes out again with the next export.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { restateDecisions } from '../../agent/judge/decisions.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'

const heading = 'id,kind,from,text,framework,requirement,entry'

test('comments and requests come back as a file, are sealed, answered, and told in the next export', async context => {
  const { agent, home, at } = await recorded(context)
  at('2026-03-20')
  const brought = (...rows: readonly string[]) =>
    perform(agent, tester, 'audit-request-import', {
      name: 'requests.csv',
      text: [heading, ...rows, ''].join('\r\n'),
    })
  const listed = async () => (await perform(agent, tester, 'audit-requests', {})).requests
  const stated = async (redact = false) => {
    const out = join(home, 'stated.csv')
    await exportTo(agent, { format: 'stated', out, redact, frameworks: ['eucs'] })
    return readFileSync(out, 'utf8')
  }
  const findings = await agent.store.findings('aurora-labs')
  const first = 'R-1,request,Ann Auditor,"Who decided, and when?",eucs,OPS-21.1,3'
  const second = 'C-1,comment,Ann Auditor,=Well done,,,'
  assert.equal((await brought(first, second)).sealed, 2)
  assert.equal((await brought(first, second)).sealed, 0, 'the same file again says nothing new')
  const [comment, request] = await listed()
  assert.deepEqual([comment?.id, comment?.kind, comment?.about], ['C-1', 'comment', null])
  assert.deepEqual(
    [request?.text, request?.requirement, request?.about, request?.answer],
    ['Who decided, and when?', 'OPS-21.1', 3, null],
  )
  at('2026-03-21')
  await perform(agent, tester, 'audit-request-answer', {
    id: 'R-1',
    text: 'Ada did',
    by: 'Bo Example',
  })
  assert.equal((await listed())[1]?.answer?.text, 'Ada did')
  const table = await stated()
  assert.match(
    table,
    /audit request,.*R-1,"Who decided, and when\?",Ada did \(Bo Example\),Ann Auditor/,
  )
  assert.match(table, /audit comment,.*'=Well done.*not answered/)
  assert.doesNotMatch(await stated(true), /Ann Auditor|Ada did|Bo Example|Who decided/)
  at('2026-03-22')
  assert.equal((await brought(first.replace('and when', 'and why'))).sealed, 1)
  assert.equal((await listed())[1]?.answer, null, 'asked anew, it is not answered')
  assert.deepEqual(await agent.store.findings('aurora-labs'), findings, 'no outcome is another')
  for (const [rows, detail] of [
    [['R-2,wish,Ann,More,,,'], /line 2: kind/],
    [['R-2,request,Ann,,,,'], /line 2: text/],
    [['R-2,request,Ann,More,,,first'], /line 2: entry/],
    [['R-2,request,Ann,More,,,', 'R-2,request,Ann,Less,,,'], /line 3: "R-2" stands twice/],
  ] as const)
    await assert.rejects(brought(...rows), error => {
      assert.ok(isProblem(error, 'audit-requests-unreadable'))
      assert.match(String(error), detail)
      return true
    })
  const unknown = { id: 'R-9', text: 'x', by: 'y' }
  await assert.rejects(perform(agent, tester, 'audit-request-answer', unknown), error =>
    isProblem(error, 'audit-request-unknown'),
  )
  await restateDecisions(agent, tester)
  assert.equal((await listed()).length, 2)
  assert.equal((await listed())[1]?.answer, null)
  for await (const { leaf } of agent.store.leaves(0, await agent.store.logSize()))
    assert.doesNotMatch(Buffer.from(leaf).toString(), /Ann Auditor|R-1/)
  await erase(agent, tester, { person: 'Ann Auditor', reason: 'She asked' })
  assert.deepEqual(await listed(), [])
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
})
