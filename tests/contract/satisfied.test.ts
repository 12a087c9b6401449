import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { readWindow } from '../../agent/export/window.ts'
import { editConfig } from '../../agent/home/config.ts'
import { addException } from '../../agent/judge/exceptions.ts'
import { inOutbox } from '../../agent/log/sealed-outbox.ts'
import { notify } from '../../agent/notify/deliver.ts'
import { perform } from '../../agent/operations/perform.ts'
import { loadCatalogue } from '../../common/catalogue.ts'
import type { Framework, Mapping } from '../../common/model/index.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { organizationAt } from '../support/organization.ts'

const DAY = 86_400_000
const tenant = 'aurora-labs'
const check = 'github.organization.two-factor-required'
const said = { why: 'It is as it is wanted.', notProven: 'All else.' }
const by = (named: Pick<Mapping, 'check' | 'measure'>): Mapping => ({
  ...named,
  ...said,
  strength: 'decides',
})
const measures = ['coverage', 'frequency', 'alerts', 'deviations', 'drift'] as const
const framework: Framework = {
  id: 'house-rules',
  title: 'House rules',
  version: '1',
  publisher: 'the test',
  requirements: [
    { id: 'two', title: 'factor', aspects: [{ id: 'a', title: 'Asked for', by: [by({ check })] }] },
    ...measures.map(measure => ({
      id: measure,
      title: measure,
      aspects: [{ id: 'a', title: measure, by: [by({ measure })] }],
    })),
  ],
}

test('satisfied means throughout the window; monitoring is judged by what it left in the record', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  let now = Date.parse('2026-03-02T08:00:00Z')
  const open = await testAgent(
    context,
    {
      [tenant]: organizationAt(replay),
    },
    () => new Date((now += 7)),
  )
  const catalogue = loadCatalogue({ ...open.agent.catalogue(), frameworks: [framework] })
  const agent: Agent = { ...open.agent, catalogue: () => catalogue }
  const organization = replay.state.organization as Record<string, unknown>
  const transport = {
    sleep: async () => undefined,
    timeoutMs: 5000,
    random: () => 0,
    maxWaitMs: 60_000,
  }
  const scanned = async (day: string, twoFactor: boolean): Promise<void> => {
    now = Date.parse(`${day}T06:00:00Z`)
    organization['two_factor_requirement_enabled'] = twoFactor
    await scan(agent, tester, tenant, { transport })
    await notify(agent)
  }
  const told = (id: string, end: Parameters<typeof agent.store.attempted>[1]) =>
    inOutbox(agent, async () => {
      const delivery = { id, channel: 'team', alert: JSON.stringify({ tenant }) }
      const times = { madeAt: end.at, dueAt: end.at }
      await agent.store.putDeliveries([{ ...delivery, ...times, state: 'waiting' }])
      await agent.store.attempted(delivery, end)
    })
  const rows = async (from: string, to?: string) => {
    const window = await readWindow(agent, { from, ...(to === undefined ? {} : { to }) })
    const [moment] = window.tenants[0]?.moments ?? []
    return new Map(moment?.evaluations.map(item => [item.requirement, item]))
  }
  const state = async (id: string, from: string, to?: string) => {
    const row = (await rows(from, to)).get(id)
    return [row?.status, row?.aspects[0]?.state]
  }

  await scanned('2026-03-02', false)
  assert.deepEqual(await state('two', '2026-03-02T00:00:00Z'), ['not-satisfied', 'deviates'])
  assert.deepEqual(await state('drift', '2026-03-02T00:00:00Z'), ['undetermined', 'untold'])
  const { until } = await addException(agent, tester, {
    tenant,
    check,
    reason: 'Until the keys are here',
    until: '2026-03-20',
  })
  const accepted = (await rows('2026-03-02T00:00:00Z')).get('two')
  assert.deepEqual(
    [accepted?.status, accepted?.aspects[0]?.state, accepted?.acceptedUntil],
    ['not-satisfied', 'accepted', until],
  )

  editConfig(open.home, ['tenants', tenant, 'schedule'], '0 6 * * *')
  await scanned('2026-03-03', true)
  assert.deepEqual(
    await state('two', '2026-03-02T00:00:00Z'),
    ['undetermined', 'not-throughout'],
    'it passes now, and did not in all of the window',
  )
  assert.deepEqual(await state('two', '2026-03-03T00:00:00Z'), ['satisfied', 'proven'])
  const shown = await perform(agent, tester, 'frameworks', { framework: 'house-rules' })
  const requirement = shown.frameworks[0]?.requirements.find(item => item.id === 'two')
  assert.deepEqual(
    [requirement?.status, requirement?.grade, requirement?.aspects[0]?.by[0]?.notProven],
    ['satisfied', 'A', said.notProven],
  )

  assert.deepEqual(await state('frequency', '2026-03-02T00:00:00Z'), ['undetermined', 'untold'])
  assert.deepEqual(
    await state('frequency', '2026-03-03T00:00:00Z'),
    ['satisfied', 'proven'],
    'the plan counts from the scan on that sealed it',
  )
  assert.deepEqual(await state('deviations', '2026-03-02T00:00:00Z'), ['not-satisfied', 'deviates'])
  assert.deepEqual(await state('alerts', '2026-03-02T00:00:00Z'), ['undetermined', 'untold'])
  const at = '2026-03-02T12:00:00.000Z'
  editConfig(open.home, ['alerts'], [{ name: 'team', to: 'slack' }])
  await told('one', { state: 'sent', problem: null, at })
  assert.deepEqual(await state('alerts', '2026-03-02T00:00:00Z'), ['satisfied', 'proven'])
  await told('two', { state: 'dead', problem: 'no', at })
  assert.deepEqual(await state('alerts', '2026-03-02T00:00:00Z'), ['not-satisfied', 'deviates'])

  now += 60 * DAY
  await scanned('2026-05-02', true)
  assert.deepEqual(
    await state('two', '2026-03-03T00:00:00Z'),
    ['undetermined', 'gap'],
    'nobody looked for two months',
  )
  assert.deepEqual(await state('frequency', '2026-03-02T00:00:00Z'), ['not-satisfied', 'deviates'])
})
