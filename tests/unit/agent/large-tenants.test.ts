import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent } from '../../../agent/agent.ts'
import { wholeAssessment } from '../../../agent/judge/assess-tenant.ts'
import { changes } from '../../../agent/operations/changes.ts'
import { inRun } from '../../../agent/record/run.ts'
import type { CodedFinding } from '../../../common/model/index.ts'
import { assessAgain, tester } from '../../support/actor.ts'
import { testAgent } from '../../support/agent.ts'
import { recorded } from '../../support/export.ts'
import { finding } from '../../support/store/rows.ts'

test('judging again reads what it needs of the findings before, never all of them at once', async context => {
  const { agent } = await recorded(context)
  const tenant = 'aurora-labs'
  const before = await agent.store.findings(tenant)
  const whole = async (): Promise<never> => assert.fail('all findings were read at once')
  const careful: Agent = { ...agent, store: { ...agent.store, findings: whole } }
  const assessed = await assessAgain(careful, tenant)
  assert.ok(!('findings' in assessed), 'what stands in the store is not returned, too')
  const again = await wholeAssessment(agent, assessed)
  const shown = ({ id, outcome, since }: (typeof before)[number]) => [id, outcome, since]
  assert.deepEqual(again.findings.map(shown), before.map(shown))
})

test('what changed is told of 150,000 findings that fail', async context => {
  const { agent } = await testAgent(context, { blog: { service: 'wordpress', target: {} } })
  await inRun(agent, tester, { kind: 'import', tenant: 'blog' }, run =>
    run.putFindings(new Map(), failing(150_000)),
  )
  const { changes: told } = await changes.run(agent, tester, { tenant: 'blog' })
  assert.equal(told.length, 150_000)
  assert.ok(told.every(change => change.drift === 'new-failing'))
})

function* failing(count: number): Iterable<CodedFinding> {
  for (let item = 0; item < count; item++)
    yield finding('blog', 'fail', { id: `blog/${String(item).padStart(6, '0')}`, evidence: [] })
}
