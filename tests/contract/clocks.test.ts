// A clock can be ahead, be behind, and be put right again. What is current goes by the order in which
// things were recorded; no day of a window rests on a time that cannot be believed.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { diff } from '../../agent/operations/diff.ts'
import { changes } from '../../agent/operations/changes.ts'
import { scan } from '../../agent/collect/scan.ts'
import { editConfig } from '../../agent/home/config.ts'
import { frequenciesOf } from '../../agent/judge/frequency.ts'
import { timesIn } from '../../agent/log/request-dates.ts'
import type { RequestDates } from '../../agent/log/request-dates.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { perform } from '../../agent/operations/perform.ts'
import { exportTo } from '../../agent/export/export.ts'
import { readWindow } from '../../agent/export/window.ts'
import { startSchedule } from '../../agent/schedule.ts'
import { ingestCapture, tester } from '../support/actor.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import type { Recorded } from '../support/export.ts'
import { exportAll, verified } from '../support/homes/open.ts'

const TENANT = 'aurora-labs'
const CHECK = 'github.organization.two-factor-required'

function set({ replay }: Recorded, on: boolean): void {
  const organization = replay.state.organization as Record<string, unknown>
  organization['two_factor_requirement_enabled'] = on
}

async function standing(agent: Agent): Promise<readonly [string, string]> {
  const found = (await agent.store.findings(TENANT)).find(item => item.check === CHECK)
  return [found?.outcome ?? 'none', found?.since ?? '']
}

async function gaps(agent: Agent): Promise<readonly Readonly<Record<string, string>>[]> {
  const heads = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'gap' }))
  const bodies = await Promise.all(heads.map(({ index }) => agent.store.evidence(index)))
  return bodies.map(
    item => JSON.parse(new TextDecoder().decode(item?.body ?? undefined)) as Record<string, string>,
  )
}

for (const [name, wrong] of [
  ['ahead', '2027-06-01'],
  ['behind', '2020-01-01'],
] as const) {
  test(`a scan under a clock ${name} gives an outcome until the next scan, and no longer`, async context => {
    const open = await recorded(context)
    const { agent, scanOn } = open
    set(open, false)
    await scanOn('2026-03-14')
    set(open, true)
    await scanOn(wrong)
    assert.equal((await standing(agent))[0], 'pass')
    set(open, false)
    await scanOn('2026-03-15')
    const [outcome, since] = await standing(agent)
    assert.equal(outcome, 'fail')
    assert.ok(since.startsWith('2026-03-15'), since)
    const drift = await diff.run(agent, tester, { tenant: TENANT })
    assert.deepEqual(
      drift.changes.flatMap(item => (item.check === CHECK ? [item.drift] : [])),
      ['new-failing'],
    )
    assert.deepEqual((await verified(agent)).first, null)
  })

  test(`after a clock ${name} every export is made, verifies, and no day of it rests on that time`, async context => {
    const open = await recorded(context)
    const { agent, scanOn, at } = open
    set(open, false)
    await scanOn('2026-03-14')
    set(open, true)
    await scanOn(wrong)
    set(open, false)
    await scanOn('2026-03-15')
    const { problems } = await exportAll(agent, temporaryFolder(context))
    assert.deepEqual(problems, [])
    at('2027-07-01')
    const window = await readWindow(agent, { from: '2019-12-01T00:00:00.000Z' })
    const [tenant] = window.tenants
    const days = tenant?.runs.map(run => (run.finishedAt ?? '').slice(0, 10))
    assert.deepEqual(days?.slice(-2), ['2026-03-14', '2026-03-15'])
    assert.ok(!days?.includes(wrong))
    assert.ok(window.gaps.some(gap => gap.cause === 'clock-step') || name === 'behind')
    const sample = await readWindow(agent, { days: [wrong] })
    assert.deepEqual(sample.tenants[0]?.missingDays, [wrong])
    const out = `${temporaryFolder(context)}/later.zip`
    await exportTo(agent, { format: 'bundle', out })
    assert.deepEqual((await verified(agent)).first, null)
  })
}

test('whoever commits at an earlier time than the commit before says that the clock went back, once', async context => {
  const { agent, scanOn } = await recorded(context)
  await scanOn('2026-03-14')
  await scanOn('2027-06-01')
  const before = (await gaps(agent)).length
  await scanOn('2026-03-15')
  await scanOn('2026-03-16')
  const [step, ...more] = (await gaps(agent)).slice(before)
  assert.deepEqual(more, [])
  assert.equal(step?.['cause'], 'clock-step')
  assert.ok(step?.['from']?.startsWith('2026-03-14') && step['to']?.startsWith('2026-03-15'))
  assert.match(step['detail'] ?? '', /from 2027-06-01\S+ to 2026-03-15/)
})

test('an agent that ran under a clock ahead and starts again: a step of the clock, and no time without it', async context => {
  let now = '2026-03-01T00:00:00.000Z'
  const { agent } = await testAgent(context, {}, () => new Date(now))
  const idle = async (): Promise<void> => undefined
  await (await startSchedule(agent, idle, () => undefined)).stop()
  now = '2027-01-01T00:00:00.000Z'
  await (await startSchedule(agent, idle, () => undefined)).stop()
  now = '2026-03-02T00:00:00.000Z'
  await (await startSchedule(agent, idle, () => undefined)).stop()
  const all = await gaps(agent)
  assert.deepEqual(
    all.map(({ cause }) => cause),
    ['agent-stop', 'clock-step'],
  )
  assert.ok(all.every(({ from = '', to = '' }) => from <= to))
})

test('a page that was read under a clock ahead is of no known age, and the next reading replaces it', async context => {
  let now = Date.parse('2026-03-01T00:00:00.000Z')
  const { agent } = await testAgent(
    context,
    { content: { service: 'directus', target: { url: 'https://cms.example' } } },
    () => new Date((now += 7)),
  )
  const read = (admin: boolean): Promise<unknown> =>
    ingestCapture(
      agent,
      {
        id: randomUUID(),
        tenant: 'content',
        recipe: 'directus-policy',
        recipeVersion: agent.recipes().find(item => item.id === 'directus-policy')?.version ?? 0,
        address: 'https://cms.example/admin/settings/policies/one',
        title: '',
        account: null,
        tenantShown: null,
        seenAt: agent.clock().toISOString(),
        readings: [
          {
            setting: 'directus.policy.admin-access',
            reading: { state: 'observed', value: admin },
          },
        ],
      } as never,
      'browser',
    )
  const value = async (): Promise<unknown> =>
    (await Array.fromAsync(agent.store.observations('content'))).find(
      item => item.setting === 'directus.policy.admin-access',
    )?.reading
  now = Date.parse('2027-01-01T00:00:00.000Z')
  await read(false)
  now = Date.parse('2026-03-02T00:00:00.000Z')
  await read(true)
  assert.deepEqual(await value(), { state: 'observed', value: true })
  assert.deepEqual((await verified(agent)).first, null)
})

test('a scan under a clock ahead is none that was made in time, once that is put right', async context => {
  const { agent, home, scanOn, at } = await recorded(context)
  await scanOn('2026-03-14')
  await scanOn('2027-06-01')
  editConfig(home, ['frequencies'], { default: 24 })
  const states = async () => new Set((await frequenciesOf(agent)).map(({ state }) => state))
  at('2026-03-14')
  assert.deepEqual([...(await states())], ['met'])
  at('2026-03-16')
  assert.deepEqual([...(await states())], ['missed'])
})

test('a window that reaches into the future ends now, and says so', async context => {
  const { agent, at } = await recorded(context)
  at('2026-03-20')
  const said: string[] = []
  const exported = await exportTo(agent, {
    format: 'csv',
    out: `${temporaryFolder(context)}/rows.csv`,
    to: '2030-01-01T00:00:00.000Z',
    onProgress: ({ text, notice }) => {
      if (notice) said.push(text)
    },
  })
  assert.ok(exported.to.startsWith('2026-03-20'), exported.to)
  assert.match(said.join('\n'), /the window ends now.*2030-01-01.*still to come/)
})

test('between two times, what was recorded under a clock ahead stood after what came before it', async context => {
  const open = await recorded(context)
  set(open, false)
  await open.scanOn('2026-03-14')
  set(open, true)
  await open.scanOn('2027-06-01')
  set(open, false)
  await open.scanOn('2026-03-15')
  const found = await changes.run(open.agent, tester, {
    from: '2026-03-14T12:00:00Z',
    to: '2026-03-16T00:00:00Z',
  })
  assert.deepEqual(
    found.changes.flatMap(({ after, drift }) => (after?.check === CHECK ? [drift] : [])),
    [],
    'it failed before, and fails',
  )
  assert.ok(found.stillFailing > 0)
})

test("a run's sealed manifest has the service's own time of every answer, of what did not change too", async context => {
  const { agent, scanOn } = await recorded(context)
  await scanOn('2026-03-14')
  const heads = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'run', tenant: TENANT }))
  const body = (await agent.store.evidence(heads.at(-1)?.index ?? -1))?.body
  const manifest = JSON.parse(new TextDecoder().decode(body ?? undefined)) as {
    readonly requests: readonly { readonly status: number }[]
    readonly dates: RequestDates
  }
  const { requests, dates } = manifest
  assert.ok(requests.some(item => item.status === 304))
  assert.equal(dates.length, requests.length)
  const times = timesIn(manifest)
  for (const time of times) assert.ok(Math.abs(time - Date.now()) < 600_000, String(time))
  assert.equal(times.length, dates.filter(date => date !== null).length)
  assert.ok(times.length > requests.length / 2)
})

for (const [name, off, told] of [
  ['ahead of', 3600, /^3\d{3} s ahead of its service's: set this machine's clock$/],
  ['behind', -3600, /^3\d{3} s behind its service's: set this machine's clock$/],
  ['as', 0, /^as its service's, on /],
] as const)
  test(`doctor holds the clock against the services': ${name}`, async context => {
    const replay = await startGithubReplay({ repositories: 2, throttle: false })
    context.after(() => replay.close())
    const target = { organization: 'aurora-labs', url: replay.url }
    const { agent } = await testAgent(
      context,
      { aurora: { service: 'github', target, secret: demoToken } },
      () => new Date(Date.now() + off * 1000),
    )
    await scan(agent, tester, 'aurora', { transport: { sleep: async () => undefined } })
    const { items } = await perform(agent, tester, 'doctor', {})
    const [clock] = items.filter(item => item.what === 'clock: aurora')
    assert.equal(clock?.ok, off === 0)
    assert.match(clock.detail, told)
  })
