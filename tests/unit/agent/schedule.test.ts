import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { scan } from '../../../agent/collect/scan.ts'
import { editConfig } from '../../../agent/home/config.ts'
import { perform } from '../../../agent/operations/perform.ts'
import { plansOf } from '../../../agent/home/cron.ts'
import { memorySecrets } from '../../../agent/home/secrets.ts'
import { backup, restore } from '../../../agent/keep/backup.ts'
import { openAgent } from '../../../agent/open-agent.ts'
import { recordGap } from '../../../agent/record/gap.ts'
import { startSchedule } from '../../../agent/schedule.ts'
import { tester } from '../../support/actor.ts'
import { temporaryFolder, testAgent } from '../../support/agent.ts'

type GapBody = { cause: string; from: string; to: string; detail: string }
const whatever = {
  cause: 'sleep',
  tenant: '',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-01T00:00:00.000Z',
  detail: 'whatever',
} as const

async function gaps(agent: Awaited<ReturnType<typeof testAgent>>['agent']): Promise<GapBody[]> {
  const found = (await Array.fromAsync(agent.store.evidenceOf({}))).filter(
    item => item.kind === 'gap',
  )
  return found.map(
    item => JSON.parse(new TextDecoder().decode(item.body ?? new Uint8Array())) as GapBody,
  )
}

test('the time the agent did not run is a gap on record, from the last sign of life to the start', async context => {
  let now = '2026-01-01T00:00:00.000Z'
  const { agent } = await testAgent(context, {}, () => new Date(now))
  const first = await startSchedule(
    agent,
    async () => undefined,
    () => undefined,
  )
  assert.deepEqual(await gaps(agent), [], 'before the first start there is nothing to miss')
  now = '2026-01-01T08:00:00.000Z'
  await first.stop()
  now = '2026-01-03T00:00:00.000Z'
  const second = await startSchedule(
    agent,
    async () => undefined,
    () => undefined,
  )
  await second.stop()
  assert.deepEqual(
    (await gaps(agent)).map(({ cause, from, to }) => [cause, from, to]),
    [['agent-stop', '2026-01-01T08:00:00.000Z', '2026-01-03T00:00:00.000Z']],
  )
})

for (const elsewhere of [false, true])
  test(`after a backup was put in ${elsewhere ? 'on another machine' : 'where it was made'}, nothing says that the agent did not run while it did`, async context => {
    const clock = { now: Date.parse('2026-01-01T00:00:00.000Z') }
    const tick = (): Date => new Date((clock.now += 1))
    const { agent, home, close } = await testAgent(context, {}, tick)
    const at = (time: string): number => (clock.now = Date.parse(time))
    const nothing = [async () => undefined, () => undefined] as const
    const schedule = await startSchedule(agent, ...nothing, { steady: () => clock.now })
    await recordGap(agent, whatever)
    at('2026-01-01T00:01:00.000Z')
    await schedule.beat()
    const file = join(temporaryFolder(context), 'backup.zip')
    await backup(home, file, agent.clock())
    at('2026-01-01T00:02:00.000Z')
    await schedule.beat()
    await recordGap(agent, whatever)
    await schedule.stop()
    await close()
    at('2026-01-01T06:00:00.000Z')
    const into = elsewhere ? temporaryFolder(context) : home
    await restore(into, file, { replace: true, accept: true, now: tick() })
    const secrets = memorySecrets()
    const open = await openAgent(into, { secrets, clock: tick })
    context.after(() => open.close())
    const again = await startSchedule(open.agent, ...nothing)
    await again.stop()
    const found = (await gaps(open.agent)).filter(gap => gap.cause !== whatever.cause)
    const first = found[0] ?? assert.fail('no gap')
    assert.ok(first.from <= '2026-01-01T00:01:01' && first.to >= '2026-01-01T06:00', 'all of it')
    assert.equal(first.cause, elsewhere ? 'agent-stop' : 'rollback')
    if (elsewhere)
      assert.match(first.detail, /did not run, or what it recorded since is not in the backup/)
    // What is known for certain is only that it did not run since the backup was put in.
    for (const gap of found.slice(1)) assert.ok(gap.from >= '2026-01-01T06:00', JSON.stringify(gap))
  })

test('a tenant is scanned on its schedule; what is not a cron expression is said, not guessed', async context => {
  let now = Date.parse('2026-01-01T00:00:30.000Z')
  const { agent, home } = await testAgent(
    context,
    {
      often: { service: 'wordpress', target: { url: 'http://127.0.0.1:9' } },
      wrong: { service: 'wordpress', target: { url: 'http://127.0.0.1:9' } },
    },
    () => new Date(now),
  )
  editConfig(home, ['tenants', 'often', 'schedule'], '*/2 * * * *')
  editConfig(home, ['tenants', 'wrong', 'schedule'], 'now and then')
  const said: string[] = []
  const scanned: string[] = []
  const schedule = await startSchedule(
    agent,
    async tenant => void scanned.push(`${tenant} ${new Date(now).toISOString().slice(11, 16)}`),
    text => said.push(text),
    { steady: () => now },
  )
  for (let minute = 0; minute < 4; minute++) {
    now += 60_000
    await schedule.beat()
    await schedule.settled()
  }
  await schedule.stop()
  assert.deepEqual(scanned, ['often 00:02', 'often 00:04'])
  assert.match(said.join('\n'), /wrong: "now and then" is not a cron expression/)
})

test('a scan that goes on is not begun a second time; jitter lets one begin later, not never', async context => {
  let now = Date.parse('2026-01-01T00:00:30.000Z')
  const { agent, home } = await testAgent(
    context,
    { often: { service: 'wordpress', target: { url: 'http://127.0.0.1:9' } } },
    () => new Date(now),
  )
  editConfig(home, ['tenants', 'often', 'schedule'], '*/10 * * * *')
  editConfig(home, ['scheduleJitterMinutes'], 5)
  const begun: string[] = []
  const ends = Promise.withResolvers<void>()
  const schedule = await startSchedule(
    agent,
    () => {
      begun.push(new Date(now).toISOString().slice(11, 16))
      return ends.promise
    },
    () => undefined,
    { steady: () => now, random: () => 0.5 },
  )
  for (let minute = 0; minute < 25; minute++) {
    now += 60_000
    await schedule.beat()
  }
  assert.deepEqual(begun, ['00:13'])
  ends.resolve()
  await schedule.settled()
  await schedule.stop()
})

function inBerlin(context: TestContext): void {
  const before = process.env['TZ']
  process.env['TZ'] = 'Europe/Berlin'
  context.after(() => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })
}

test('a run that is planned for the hour that clocks leave out in spring is planned for its end, and none besides', context => {
  inBerlin(context)
  const [before, after] = [Date.parse('2027-03-28T00:59:20Z'), Date.parse('2027-03-28T01:00:20Z')]
  const last = (expression: string, from: number, to: number): string | null => {
    const found = plansOf(expression)?.lastBetween(from, to) ?? null
    return found === null ? null : new Date(found).toISOString()
  }
  const end = '2027-03-28T01:00:00.000Z'
  for (const [expression, planned] of [
    ['30 2 * * *', end],
    ['0 2 28 3 *', end],
    ['15 30 2 * * *', end],
    ['30 2 * * 1', null],
    ['30 1 * * *', null],
    ['30 3 * * *', null],
    ['*/20 * * * *', end],
    ['5 * * * *', null],
  ] as const)
    assert.equal(last(expression, before, after), planned, expression)
  const autumn = Date.parse('2027-10-31T01:00:20Z')
  assert.equal(last('30 2 * * *', autumn - 60_000, autumn), null)
  assert.equal(last('30 2 * * *', after, after + 60_000), null, 'once')
  assert.equal(last('30 2 * * *', before - 20 * 3_600_000, after + 9 * 3_600_000), end, 'slept')
})

test('a run of the hour that clocks leave out is made up for', async context => {
  inBerlin(context)
  let now = Date.parse('2027-03-28T00:59:20Z')
  const { agent, home } = await testAgent(
    context,
    { nightly: { service: 'wordpress', target: { url: 'http://127.0.0.1:9' } } },
    () => new Date(now),
  )
  editConfig(home, ['tenants', 'nightly', 'schedule'], '30 2 * * *')
  context.mock.timers.enable({ apis: ['setInterval'] })
  const made = Promise.withResolvers<string>()
  const schedule = await startSchedule(
    agent,
    async tenant => made.resolve(tenant),
    () => undefined,
  )
  now += 60_000
  context.mock.timers.tick(60_000)
  assert.equal(await made.promise, 'nightly')
  await schedule.stop()
})

test('a run that was slept through is made once when the machine wakes, and the next one by the clock', async context => {
  inBerlin(context)
  let now = Date.parse('2026-10-05T08:00:00Z')
  const { agent, home } = await testAgent(
    context,
    { nightly: { service: 'wordpress', target: { url: 'http://127.0.0.1:9' }, secret: 'a:b' } },
    () => new Date(now),
  )
  await scan(agent, tester, 'nightly', { transport: { sleep: async () => undefined } })
  editConfig(home, ['tenants', 'nightly', 'schedule'], '30 2 * * *')
  context.mock.timers.enable({ apis: ['setInterval'] })
  const made: string[] = []
  let beaten = Promise.withResolvers<void>()
  const { set } = agent.store
  const store = {
    ...agent.store,
    set: async (key: string, value: string) => {
      await set(key, value)
      if (key === 'agent.pruned') beaten.resolve()
    },
  }
  const schedule = await startSchedule(
    { ...agent, store },
    async tenant => void made.push(tenant),
    () => undefined,
  )
  const beat = async (milliseconds: number): Promise<void> => {
    beaten = Promise.withResolvers()
    now += milliseconds
    context.mock.timers.tick(60_000)
    await beaten.promise
  }
  await beat(60_000)
  assert.deepEqual(made, [], 'nothing was planned since the scan')
  await beat(2 * 86_400_000)
  assert.deepEqual(made, ['nightly'], 'two runs were slept through, one is made')
  await beat(16 * 3_600_000)
  await schedule.stop()
  assert.deepEqual(made, ['nightly'])
})

test('a run that was missed while the agent was off is made, however much a browser brought since the last scan', async context => {
  inBerlin(context)
  let now = Date.parse('2026-10-05T08:00:00Z')
  const { agent, home } = await testAgent(
    context,
    { nightly: { service: 'wordpress', target: { url: 'http://127.0.0.1:9' }, secret: 'a:b' } },
    () => new Date(now),
  )
  await scan(agent, tester, 'nightly', { transport: { sleep: async () => undefined } })
  const captured = { tenant: 'nightly', kind: 'capture', catalogue: '' } as const
  for (let count = 0; count < 120; count++)
    await agent.store.startRun({
      ...captured,
      id: `c${count}`,
      startedAt: new Date(now).toISOString(),
    })
  editConfig(home, ['tenants', 'nightly', 'schedule'], '30 2 * * *')
  now += 86_400_000
  const made: string[] = []
  const schedule = await startSchedule(
    agent,
    async tenant => void made.push(tenant),
    () => undefined,
  )
  await schedule.beat()
  await schedule.settled()
  await schedule.stop()
  assert.deepEqual(made, ['nightly'])
})

test('what is not a cron expression is shown with its place, and other tenants go on', async context => {
  const { agent, home } = await testAgent(context, {
    often: { service: 'wordpress', target: { url: 'http://127.0.0.1:9' } },
    wrong: { service: 'wordpress', target: { url: 'http://127.0.0.1:9' } },
  })
  editConfig(home, ['tenants', 'often', 'schedule'], '*/5 * * * *')
  editConfig(home, ['tenants', 'wrong', 'schedule'], 'now and then')
  const { items } = await perform(agent, tester, 'doctor', {})
  const [wrong] = items.filter(item => item.what === 'config.yaml')
  assert.equal(wrong?.ok, false)
  assert.match(wrong.detail, /^tenants\.wrong\.schedule: "now and then" is not a cron expression/)
  assert.ok(items.some(item => item.what === 'next scan: often' && item.ok))
})
