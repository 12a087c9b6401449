// config.yaml may be edited by its owner, and by whoever else writes in the home: it is shown until a run seals it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { exportTo } from '../../agent/export/export.ts'
import { editConfig } from '../../agent/home/config.ts'
import { standingOf } from '../../agent/judge/standing.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { perform } from '../../agent/operations/perform.ts'
import { rotateKey } from '../../agent/record/key.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'

const ops = {
  name: 'ops',
  to: 'webhook',
  url: 'https://hooks.example/T0K3N-in-the-address',
  from: 'low',
}
/** Each section, and another value of it than the one that it has by then. */
const edits = {
  alerts: [{ ...ops, name: 'os' }],
  frequencies: { default: 48 },
  legalHold: true,
  owners: [{ owner: 'Platform', checks: ['github.*'] }],
  port: 7118,
  requestsPerMinute: { github: 60 },
  retentionMonths: 24,
  scheduleJitterMinutes: 5,
  staleAfterDays: 7,
  targets: { 'single-sign-on-enforced': { value: true, by: 'The owner' } },
  timestampAuthority: 'https://stamps.example',
  witness: { url: 'https://witness.example', name: 'w', publicKey: `${'A'.repeat(43)}=` },
} as const

const edited = async (agent: Agent): Promise<readonly string[]> => (await standingOf(agent)).edited

async function reported(agent: Agent, home: string, name: string): Promise<string> {
  const out = join(home, `${name}.html`)
  await exportTo(agent, { format: 'html', out })
  return readFileSync(out, 'utf8')
}

test('a section of config.yaml that is not as the last run sealed it is named in every view and report until a run seals it', async context => {
  const { agent, home, scanOn } = await recorded(context)
  editConfig(home, ['alerts'], [ops])
  await scanOn('2026-03-14')
  assert.deepEqual(await edited(agent), [])
  assert.doesNotMatch(await reported(agent, home, 'as-sealed'), /something else than the last run/)
  for (const [section, value] of Object.entries(edits)) {
    const before = agent.config()[section as keyof typeof edits]
    editConfig(home, [section], value)
    assert.deepEqual(await edited(agent), [section])
    editConfig(home, [section], before)
    assert.deepEqual(await edited(agent), [], `${section}, put back`)
  }
  editConfig(home, ['tenants', 'aurora-labs', 'title'], 'Aurora')
  editConfig(home, ['alerts'], edits.alerts)
  for (const view of ['status', 'overview'] as const)
    assert.deepEqual((await perform(agent, tester, view, {})).edited, ['alerts', 'tenants'], view)
  assert.match(await reported(agent, home, 'edited'), /than the last run sealed: alerts, tenants\./)
  await scanOn('2026-03-15')
  assert.deepEqual(await edited(agent), [])
  const html = await reported(agent, home, 'sealed-again')
  assert.doesNotMatch(html, /something else than the last run/)
  assert.match(html, /2026-03-15[^<]*, entry \d+: alerts, tenants/, 'when it changed stays known')
  await rotateKey(agent, tester, 'Yearly')
  assert.deepEqual(await edited(agent), [], 'a new key changes nothing of it')
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('the list of alerts says of its channels whether a run sealed them; what is sealed of them tells nobody an address', async context => {
  const { agent, home, scanOn } = await recorded(context)
  const sealed = async () => (await perform(agent, tester, 'alert-list', {})).channels
  editConfig(home, ['alerts'], [ops])
  const shown = { name: 'ops', to: 'webhook', from: 'low' }
  assert.deepEqual(await sealed(), [{ ...shown, sealed: false }])
  await scanOn('2026-03-14')
  assert.deepEqual(await sealed(), [{ ...shown, sealed: true }])
  editConfig(home, ['alerts'], edits.alerts)
  assert.deepEqual(await sealed(), [{ ...shown, name: 'os', sealed: false }])
  editConfig(home, ['alerts'], [ops])
  const bodyOf = async (): Promise<{ configuration: Record<string, string> }> => {
    const entry = await agent.store.lastEvidence('run', 'aurora-labs')
    return JSON.parse(String(Buffer.from(entry?.body ?? []))) as never
  }
  const { configuration } = await bodyOf()
  assert.deepEqual(Object.keys(configuration).sort(), ['alerts', 'tenants'])
  assert.doesNotMatch(JSON.stringify(configuration), /hooks|T0K3N|aurora/)
  await agent.store.set('log.configuration', '00')
  assert.deepEqual(await edited(agent), ['alerts', 'tenants'])
  await scanOn('2026-03-15')
  assert.notDeepEqual((await bodyOf()).configuration, configuration, 'keyed')
})
