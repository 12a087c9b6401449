// What an auditor says comes back as a file, is sealed, answered, and goes out again with the next export.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { initHome } from '../../agent/home/config.ts'
import { restateDecisions } from '../../agent/judge/decisions.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import { say } from '../support/say.ts'

const heading = 'id,kind,from,text,framework,requirement,entry'

test('a comment waits for no answer, a request does until it has one', async context => {
  const folder = temporaryFolder(context)
  const home = join(folder, 'home')
  initHome(home)
  const file = join(folder, 'requests.csv')
  const bring = async (...rows: readonly string[]) => {
    writeFileSync(file, [heading, ...rows, ''].join('\r\n'))
    return (await say(home, 'request', [['import', file]])).text
  }
  const only = await bring('C-1,comment,Ann,Well done,,,', 'C-2,comment,Ann,Nice,,,')
  assert.match(only, /^2 sealed; 0 of 0 requests are not answered$/m)
  assert.doesNotMatch(only, /^ +not answered/m)
  const more = await bring('C-1,comment,Ann,Well done,,,', 'R-1,request,Ann,Who?,,,')
  assert.match(more, /^1 sealed; 1 of 1 requests are not answered$/m)
  assert.match(more, /^R-1 .*\n +not answered$/m)
  for (const id of ['R-1', 'C-1'])
    await say(home, 'request', [['answer', id], { text: 'Ada did', by: 'Bo' }])
  const { text } = await say(home, 'request', [['list']])
  assert.match(text, /^0 of 1 requests are not answered$/m)
  assert.match(text, /^C-1 .*\n +answered by Bo: Ada did/m, 'a comment may be answered')
})

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
  assert.match(table, /audit comment,.*'=Well done/)
  assert.doesNotMatch(table, /audit comment,.*not answered/, 'it asks for none')
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
