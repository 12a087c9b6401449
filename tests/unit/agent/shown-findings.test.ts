import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importDocument } from '../../../agent/import/document.ts'
import { longValuesOf } from '../../../agent/judge/shown-findings.ts'
import { shownFinding } from '../../../common/words/shown-finding.ts'
import { tester } from '../../support/actor.ts'
import { testAgent } from '../../support/agent.ts'

const setting = 'microsoft-365.tenant.power-platform-environments'

test('a long value is shown from its own row, the one that was judged and no other', async context => {
  const { agent } = await testAgent(context, {
    contoso: { service: 'microsoft-365', target: { tenant: 't-1' } },
  })
  const environments = (prefix: string) =>
    Array.from({ length: 60 }, (_, index) => ({
      environmentName: `${prefix}-${index}`,
      displayName: `${prefix} ${index}`,
    }))
  const state = (prefix: string) =>
    importDocument(agent, tester, {
      tenant: 'contoso',
      setting,
      value: environments(prefix),
      by: 'Ada',
      name: 'environments.csv',
      body: new TextEncoder().encode(prefix),
    })
  const documented = await state('first')
  const judged = documented.findings[0] ?? assert.fail('no check reads it')
  const [line] = (await agent.store.findingHistory(judged.id)).map(item => item.finding)
  assert.ok(line?.v === 2)
  const decided = line.decided.find(item => item.setting === setting) ?? assert.fail()
  assert.ok('digest' in decided && decided.length > 1024)
  await state('second')
  const catalogue = agent.catalogue()
  const long = await longValuesOf(agent.store, line)
  assert.deepEqual(shownFinding(line, catalogue, long).observed[setting], environments('first'))
  const now = (await agent.store.findings('contoso')).find(item => item.id === judged.id)
  assert.deepEqual(
    (await longValuesOf(agent.store, now ?? assert.fail()))(setting),
    environments('second'),
  )
  const listed = now && shownFinding(now, catalogue)
  assert.match(String(listed?.observed[setting]), /^… \(\d+ bytes\)$/)
})
