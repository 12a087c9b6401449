// What is kept of a body that resembles the one before: as little as differs, and never less than the
// body itself.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { scan } from '../../agent/collect/scan.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { testAgent, temporaryFolder } from '../support/agent.ts'
import { tester } from '../support/actor.ts'

const at = '2026-01-01T00:00:00.000Z'

/** A page of many things; `changed` is in one of them. */
function pageOf(rows: readonly string[], changed: string): Buffer {
  return Buffer.from(
    JSON.stringify(rows.map((row, id) => ({ id, row, flag: id === 7 && changed }))),
  )
}

function rowsOf(count: number): string[] {
  return Array.from({ length: count }, () => randomBytes(50).toString('hex'))
}

function storeWith(context: TestContext) {
  const file = join(temporaryFolder(context), 'store.sqlite')
  const store = openSqliteStore(file)
  context.after(() => store.close())
  const put = async (index: number, body: Uint8Array, like?: number): Promise<void> => {
    await store.putEvidence([
      {
        index,
        run: 'r',
        tenant: 'acme',
        kind: 'evidence',
        mediaType: 'application/json',
        length: body.length,
        commitment: 'c',
        salt: new Uint8Array(32),
        body,
        ipe: {
          request: 'GET /',
          tenant: 'acme',
          collector: 'github@1',
          catalogue: 'c',
          seenAt: at,
          recordedAt: at,
        },
        personal: false,
        like,
      },
    ])
  }
  const rows = () => {
    const database = new DatabaseSync(file, { readOnly: true })
    const all = database.prepare('SELECT idx, length(body) AS bytes, base FROM evidence').all()
    database.close()
    return new Map(
      all.map(row => [
        Number(row['idx']),
        { bytes: Number(row['bytes']), base: row['base'] as number | null },
      ]),
    )
  }
  const comesBack = async (index: number, body: Uint8Array): Promise<void> => {
    const stored = await store.evidence(index)
    assert.ok(stored?.body && Buffer.compare(stored.body, body) === 0, `body ${index}`)
  }
  return { store, put, rows, comesBack }
}

test('a page in which one thing changed takes what changed', async context => {
  const { store, put, rows, comesBack } = storeWith(context)
  const things = rowsOf(400)
  const pages = Array.from({ length: 60 }, (_, day) => pageOf(things, `day ${day}`))
  for (const [day, page] of pages.entries()) await put(day, page, day === 0 ? undefined : day - 1)
  const kept = rows()
  for (const [day, page] of pages.entries()) {
    await comesBack(day, page)
    const { bytes = 0, base = null } = kept.get(day) ?? {}
    if (base !== null) {
      assert.ok(bytes < 300, `${bytes} bytes of ${page.length}`)
      assert.equal(kept.get(base)?.base, null, 'one more is read, never a row of them')
    }
  }
  const whole = [...kept].filter(([, { base }]) => base === null).map(([day]) => day)
  assert.deepEqual(whole, [0, 51], 'fifty rest on one')
  const found = await store.evidenceWith('day 33')
  assert.deepEqual(found, [33])
})

test('as more and more differs, a page stands whole again before that costs more than it saves', async context => {
  const { put, rows, comesBack } = storeWith(context)
  const things = rowsOf(400)
  let body = pageOf(things, 'day 0')
  await put(0, body)
  const bodies = [body]
  for (let day = 1; day <= 40; day++) {
    for (let row = 0; row < 10; row++) things[day * 10 - row - 1] = randomBytes(50).toString('hex')
    body = pageOf(things, `day ${day}`)
    bodies.push(body)
    await put(day, body, day - 1)
  }
  for (const [day, page] of bodies.entries()) await comesBack(day, page)
  const kept = rows()
  const bytes = [...kept.values()].reduce((all, row) => all + row.bytes, 0)
  const whole = [...kept.values()].filter(({ base }) => base === null).length
  const { bytes: one = 0 } = kept.get(0) ?? {}
  assert.ok(whole > 1 && whole < 10, `${whole} stand whole`)
  assert.ok(bytes < 14 * one, `${bytes} bytes for 41 pages of ${one}`)
})

test('what is not like the one before stands whole', async context => {
  const { put, rows, comesBack } = storeWith(context)
  const [first, second] = [pageOf(rowsOf(100), ''), pageOf(rowsOf(100), '')]
  await put(0, first)
  await put(1, second, 0)
  await put(2, Buffer.from('short'), 0)
  await put(3, second, 99)
  assert.deepEqual(
    [...rows().values()].map(({ base }) => base),
    [null, null, null, null],
  )
  await comesBack(1, second)
  await comesBack(3, second)
})

test('a body that goes takes none of those that are compared with it along', async context => {
  const { store, put, rows, comesBack } = storeWith(context)
  const things = rowsOf(400)
  const pages = Array.from({ length: 5 }, (_, day) => pageOf(things, `day ${day}`))
  for (const [day, page] of pages.entries()) await put(day, page, day === 0 ? undefined : 0)
  await store.eraseEvidence([0, 2])
  for (const day of [1, 3, 4]) await comesBack(day, pages[day]!)
  for (const day of [0, 2]) assert.equal((await store.evidence(day))?.body, null)
  const kept = rows()
  assert.deepEqual(
    [...kept.values()].map(({ base }) => base),
    [null, null, null, 1, 1],
  )
  assert.ok((kept.get(3)?.bytes ?? 0) < 300)
})

test('what retention leaves rests on nothing that went', async context => {
  const { store, put, rows, comesBack } = storeWith(context)
  const things = rowsOf(400)
  const page = (day: number): Buffer => pageOf(things, `day ${day}`)
  await put(0, page(0))
  for (const index of [255, 256, 300]) await put(index, page(index), 0)
  await store.prune(256, at)
  await comesBack(256, page(256))
  await comesBack(300, page(300))
  assert.deepEqual(
    [...rows()].map(([index, { base }]) => [index, base]),
    [
      [256, null],
      [300, 256],
    ],
  )
})

test('a scan in which nothing changed, and one in which a thing did, take what differs; edited, it is told', async context => {
  const replay = await startGithubReplay({ repositories: 150, throttle: false })
  context.after(() => replay.close())
  const target = { organization: 'aurora-labs', url: replay.url }
  const { agent, home } = await testAgent(context, {
    'aurora-labs': { service: 'github', target, secret: demoToken },
  })
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  const rowsOfScan = async () => {
    const before = await agent.store.logSize()
    await scan(agent, tester, 'aurora-labs', { transport: { sleep: async () => undefined } })
    return database
      .prepare('SELECT idx, kind, length, length(body) AS bytes, base FROM evidence WHERE idx >= ?')
      .all(before)
      .filter(row => Number(row['length']) >= 256)
  }
  await rowsOfScan()
  const unchanged = await rowsOfScan()
  assert.deepEqual(
    unchanged.map(row => row['kind']),
    ['assessment', 'run'],
    'no reply is kept again',
  )
  replay.state.repositories[75]!.policy = !replay.state.repositories[75]!.policy
  const changed = await rowsOfScan()
  assert.deepEqual(
    changed.map(row => row['kind']),
    ['evidence', 'assessment', 'run'],
  )
  for (const row of [...unchanged, ...changed]) {
    assert.notEqual(row['base'], null)
    const times = row['kind'] === 'assessment' ? 2 : 8
    assert.ok(Number(row['bytes']) * times < Number(row['length']), JSON.stringify(row))
  }
  const manifest = await agent.store.lastEvidence('run', 'aurora-labs')
  const { requests } = JSON.parse(Buffer.from(manifest?.body ?? []).toString()) as {
    requests: unknown[]
  }
  assert.ok(requests.length > 10, 'each manifest says by itself what answered what')
  assert.equal((await verifyLog(agent.store)).first, null)
  const last = Number(changed.at(-1)?.['idx'])
  database.prepare('UPDATE evidence SET base = ? WHERE idx = ?').run(last - 2, last)
  assert.deepEqual((await verifyLog(agent.store)).first?.entry, last)
})

test('of an unchanged scan, a request is kept in two bytes at most, whenever it was answered', async context => {
  // Seconds apart, and otherwise in each scan, as a service at a distance answers.
  let [now, turn] = [Date.parse('2026-03-14T06:00:00Z'), 1]
  const clock = (): Date => {
    turn = (turn * 48_271) % 2_147_483_647
    return new Date((now += 300 + (turn % 2500)))
  }
  const storedBy = async (repositories: number): Promise<{ asked: number; bytes: number }> => {
    const replay = await startGithubReplay({ repositories, throttle: false, clock })
    context.after(() => replay.close())
    const target = { organization: 'aurora-labs', url: replay.url }
    const { agent, home } = await testAgent(context, {
      'aurora-labs': { service: 'github', target, secret: demoToken },
    })
    const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
    context.after(() => database.close())
    for (let scans = 0; scans < 3; scans++)
      await scan(agent, tester, 'aurora-labs', { transport: { sleep: async () => undefined } })
    const [run] = await agent.store.runs({ kind: 'scan', status: 'finished', limit: 1 })
    const last = database
      .prepare(
        `SELECT length(body) AS bytes FROM evidence WHERE kind = 'run' ORDER BY idx DESC LIMIT 1`,
      )
      .get()
    return { asked: run?.requests ?? 0, bytes: Number(last?.['bytes']) }
  }
  const [few, many] = [await storedBy(30), await storedBy(900)]
  const more = many.asked - few.asked
  assert.ok(more >= 20, `${more}`)
  assert.ok(many.bytes - few.bytes <= 2 * more, JSON.stringify({ few, many }))
})

test('a text is found however a file or an address has it', async context => {
  const { store, put } = storeWith(context)
  const name = `Zoë "Bo" O'Brien`
  const written = [
    JSON.stringify({ name }),
    `1;"Zoë ""Bo"" O'Brien";x`,
    String.raw`{"name":"Zo\u00eb \u0022Bo\u0022 O\u0027Brien"}`,
    String.raw`{"name":"Zoë \"Bo\" O\u0027Brien"}`,
    `/users/${encodeURIComponent(name)}`,
  ]
  for (const [index, text] of written.entries()) await put(index, Buffer.from(text))
  await put(written.length, Buffer.from('Zoë'))
  assert.deepEqual(await store.evidenceWith(name), [0, 1, 2, 3, 4])
})
