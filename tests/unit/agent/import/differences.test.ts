import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { importers } from '../../../../agent/import/index.ts'
import { finding } from '../../../../agent/operations/finding.ts'
import { tester } from '../../../support/actor.ts'
import { importExport } from '../../../support/scan.ts'
import { testAgent } from '../../../support/agent.ts'

test('where the outside tool says otherwise a finding shows why, with the report; nothing of it is sealed', async context => {
  const { agent, home } = await testAgent(context, {
    contoso: { service: 'microsoft-365', target: { tenant: 't-1' } },
  })
  const scubagear = importers.find(item => item.name === 'scubagear')
  assert.ok(scubagear)
  const file = join(home, 'ProviderSettingsExport.json')
  const administrator = {
    DisplayName: 'Anna',
    OnPremisesImmutableId: null,
    roles: ['Global Administrator'],
  }
  writeFileSync(
    file,
    JSON.stringify({
      module_version: '1.6.0',
      timestamp_zulu: new Date().toISOString(),
      tenant_details: [{ TenantId: 't-1', DisplayName: 'Contoso' }],
      scuba_config: { ProductNames: ['aad'] },
      privileged_users: { a: administrator, b: administrator },
    }),
  )
  const { assessment } = await importExport(agent, tester, 'contoso', scubagear, file)
  const line = assessment.findings.find(
    item => item.check === 'microsoft-365.tenant.global-administrators-limited',
  )
  assert.equal(line?.outcome, 'pass')
  const shown = await finding.run(agent, tester, { id: line?.id ?? '' })
  const [difference, ...others] = shown.check?.differences ?? []
  assert.deepEqual(
    [difference?.code, difference?.theirs, difference?.upstream, others],
    ['counts-names', 'fail', 'https://github.com/cisagov/ScubaGear/issues/332', []],
  )
  assert.ok(difference?.why)
  const sealed = JSON.stringify(line)
  for (const said of [difference?.code, difference?.why, difference?.upstream])
    assert.ok(!sealed.includes(said ?? 'nothing'))
})
