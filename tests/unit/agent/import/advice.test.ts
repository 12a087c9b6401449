import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { importExport } from '../../../../agent/import/import.ts'
import { importers } from '../../../../agent/import/index.ts'
import { perform } from '../../../../agent/operations/perform.ts'
import { tester } from '../../../support/actor.ts'
import { temporaryFolder, testAgent } from '../../../support/agent.ts'

test('advice on what an export does not say turns to the tool that wrote it', async context => {
  const scubagear = importers.find(item => item.name === 'scubagear')
  assert.ok(scubagear)
  const file = join(temporaryFolder(context), 'ProviderSettingsExport.json')
  writeFileSync(
    file,
    JSON.stringify({
      module_version: '1.8.0',
      timestamp_zulu: '2026-11-22T08:00:00.000Z',
      tenant_details: [{ TenantId: 't-1', DisplayName: 'Contoso' }],
      scuba_config: { ProductNames: ['teams'] },
      teams_unsuccessful_commands: ['Get-CsTenantFederationConfiguration'],
      federation_configuration: [],
      meeting_policies: 'x',
    }),
  )
  const { agent } = await testAgent(
    context,
    { contoso: { service: 'microsoft-365', target: {} } },
    () => new Date('2026-11-23T12:00:00Z'),
  )
  await importExport(agent, tester, 'contoso', scubagear, file)
  const unknown = (await agent.store.findings('contoso')).filter(
    ({ outcome, source }) => outcome === 'unknown' && source === 'import',
  )
  const first = [...Map.groupBy(unknown, ({ reason }) => reason)].map(([, group]) => group[0])
  assert.deepEqual(first.map(item => String(item?.reason)).sort(), [
    'malformed',
    'not-found',
    'unreachable',
  ])
  for (const item of first) {
    const { reasonText } = await perform(agent, tester, 'finding', { id: item?.id ?? '' })
    assert.match(reasonText ?? '', /\bexport\b/, item?.reason ?? '')
    assert.doesNotMatch(reasonText ?? '', /credential|scan again|console page|Connect/)
  }
})
