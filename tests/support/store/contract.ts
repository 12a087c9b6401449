import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { sealOf, sealOfLeaves } from '../../../agent/log/finding-lines.ts'
import { NOTHING_ENDED, TransactionError } from '../../../agent/store/store.ts'
import type { Span, Store } from '../../../agent/store/store.ts'
import type { Finding, Observation } from '../../../common/model/index.ts'
import { seeded } from '../tamper.ts'
import { finding, observation, readRun, stepsOfRun, writeRun } from './rows.ts'

/** What every engine promises. @param open an empty store that is closed with the test */
export function storeContract(
  name: string,
  open: (context: TestContext) => Store | Promise<Store>,
): void {
  values(name, open)
  isolation(name, open)
  snapshots(name, open)
  endings(name, open)
  interleaving(name, open)
}

/** Reads something at its own time, and appends an entry: each has a place of its own. */
async function putAt(
  store: Store,
  run: string,
  item: Observation,
  ...more: Observation[]
): Promise<number> {
  const changed = await store.putObservations('acme', run, item.at, [item, ...more])
  await addEntry(store)
  return changed
}

function addEntry(store: Store): Promise<number> {
  const leaf = new Uint8Array([1])
  return store.appendLeaves([{ leaf, hash: leaf }])
}

const organization = { type: 'organization', id: 'acme', name: 'Acme' }
type Open = Parameters<typeof storeContract>[1]

function values(name: string, open: Open): void {
  test(`${name}: a value that stays is one row; a change closes it and opens the next`, async context => {
    const store = await open(context)
    await putAt(store, 'r1', observation(true, '2026-01-01T00:00:00.000Z'))
    assert.equal(await putAt(store, 'r2', observation(true, '2026-01-02T00:00:00.000Z')), 0)
    assert.equal(await putAt(store, 'r3', observation(false, '2026-01-03T00:00:00.000Z')), 1)
    const intervals = await Array.fromAsync(store.intervals({ tenant: 'acme' }))
    assert.deepEqual(
      intervals.map(item => [item.validFrom, item.validTo, item.reading]),
      [
        [
          '2026-01-01T00:00:00.000Z',
          '2026-01-03T00:00:00.000Z',
          { state: 'observed', value: true },
        ],
        ['2026-01-03T00:00:00.000Z', null, { state: 'observed', value: false }],
      ],
    )
    const [asOf] = await Array.fromAsync(store.observations('acme', 1))
    assert.deepEqual(asOf?.reading, { state: 'observed', value: true })
  })

  test(`${name}: what moved between two places is found by them, and when readings stood is told as intervals tell it`, async context => {
    const store = await open(context)
    const times = [1, 2, 3].map(day => `2026-01-0${day}T00:00:00.000Z`)
    const [first = '', second = '', third = ''] = times
    const of = (id: string, value: boolean, at: string): Observation => ({
      ...observation(value, at),
      resource: { type: 'organization', id },
    })
    await putAt(store, 'r1', of('a', true, first), of('b', true, first))
    await putAt(store, 'r2', of('a', false, second))
    await putAt(store, 'r3', of('b', false, third), {
      ...of('c', true, third),
      reading: { state: 'unobserved', reason: 'forbidden' },
    })
    const moved = (after: number, upTo: number) => store.movedThings('acme', after, upTo)
    const things = (...ids: string[]) => ids.map(id => ({ type: 'organization', id }))
    const sorted = async (after: number, upTo: number) =>
      (await moved(after, upTo)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const [one, two, three] = [0, 1, 2]
    assert.deepEqual(await sorted(one, two), things('a'))
    assert.deepEqual(await sorted(two, three), things('b', 'c'))
    assert.deepEqual(await sorted(one, three), things('a', 'b', 'c'))
    assert.deepEqual(await sorted(three, three), [])
    await store.putResources('other', first, [organization], ['organization'])
    await store.putObservations('other', 'r4', first, [observation(true, first)])
    await addEntry(store)
    await store.putResources('other', second, [], ['organization'])
    await addEntry(store)
    assert.deepEqual(await store.movedThings('other', three + 1, three + 2), things('acme'))
    assert.deepEqual(await store.movedThings('other', -1, three), [])
    const then = await store.observationsThen('acme', things('c', 'b', 'a'), two)
    assert.deepEqual(
      then.map(({ resource, reading }) => [resource.id, reading]),
      [
        ['b', { state: 'observed', value: true }],
        ['a', { state: 'observed', value: false }],
      ],
    )
    // A clock that went back.
    await putAt(store, 'r5', of('d', true, first))
    await putAt(store, 'r6', of('d', false, third))
    await putAt(store, 'r7', of('d', true, second))
    for (const [from, to] of [
      [first, third],
      [second, second],
      [third, third],
    ] as const) {
      const window = { tenant: 'acme', from, to }
      const told = (await Array.fromAsync(store.intervals(window))).map(
        ({ setting, source, at, validFrom, validTo, reading }) => ({
          setting,
          source,
          at,
          validFrom,
          validTo,
          reason: reading.state === 'observed' ? null : reading.reason,
        }),
      )
      const spans = await Array.fromAsync(store.spans(window))
      const inOrder = (rows: readonly Span[]) =>
        rows
          .map(row => [row.setting, row.source, row.at, row.validFrom, row.validTo, row.reason])
          .map(row => row.join())
          .sort()
      assert.ok(told.length > 1)
      assert.deepEqual(inOrder(spans), inOrder(told))
    }
  })

  const page = (value: boolean, at: string): Observation => ({
    ...observation(value, at),
    source: 'console',
  })
  const standing = async (store: Store): Promise<unknown> =>
    (await Array.fromAsync(store.observations('acme'))).map(({ reading, at }) => [reading, at])

  test(`${name}: a late reading of a page, of the past, replaces nothing; what the API says now always does`, async context => {
    const store = await open(context)
    const [before, after] = ['2025-12-31T00:00:00.000Z', '2026-01-03T00:00:00.000Z']
    await putAt(store, 'r1', page(false, after))
    assert.equal(await store.putObservations('acme', 'r2', after, [page(true, before)]), 0)
    assert.deepEqual(await standing(store), [[{ state: 'observed', value: false }, after]])
    await putAt(store, 'r3', observation(false, after))
    assert.equal(await store.putObservations('acme', 'r4', before, [observation(true, before)]), 1)
  })

  test(`${name}: of readings that are given together each follows the one before, also of one setting`, async context => {
    const store = await open(context)
    const at = '2026-01-02T00:00:00.000Z'
    const given = [true, true, false, false, true].flatMap(value => [
      observation(value, at),
      page(!value, at),
    ])
    assert.equal(await store.putObservations('acme', 'r1', at, given), 6)
    assert.deepEqual(await standing(store), [
      [{ state: 'observed', value: true }, at],
      [{ state: 'observed', value: false }, at],
    ])
    assert.equal(await store.putObservations('acme', 'r2', at, given.slice(-2)), 0)
  })

  test(`${name}: what was recorded under a clock ahead gives way to whatever comes next, and ends where it begins`, async context => {
    const [ahead, now, later] = [
      '2027-01-01T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
      '2026-01-03T00:00:00.000Z',
    ]
    for (const made of [observation, page]) {
      const store = await open(context)
      await putAt(store, 'r0', made(false, '2026-01-01T00:00:00.000Z'))
      await putAt(store, 'r1', made(true, ahead))
      assert.equal(await putAt(store, 'r2', made(true, now)), 1, 'the same value has a time again')
      await putAt(store, 'r3', made(false, later))
      assert.deepEqual(await standing(store), [[{ state: 'observed', value: false }, later]])
      const spans = await Array.fromAsync(store.intervals({ tenant: 'acme', from: now, to: later }))
      assert.deepEqual(
        spans.map(item => [item.validFrom, item.validTo, item.reading]),
        [
          ['2026-01-01T00:00:00.000Z', now, { state: 'observed', value: false }],
          [now, later, { state: 'observed', value: true }],
          [later, null, { state: 'observed', value: false }],
        ],
      )
      const [asOf] = await Array.fromAsync(store.observations('acme', 1))
      assert.equal(asOf?.at, ahead, 'by place, it stands where it stood')
      await store.putResources('acme', ahead, [{ ...organization, name: 'New' }], [])
      await store.putResources('acme', now, [organization], [])
      await store.putFindings('acme', 'r1', ahead, [finding('acme', 'pass')])
      await store.putFindings('acme', 'r2', now, [finding('acme', 'pass')])
      assert.deepEqual(await store.resources('acme'), [organization])
      const rows = await store.findingHistory(finding('acme', 'pass').id)
      assert.deepEqual(rows.at(-1)?.from, now)
    }
  })

  test(`${name}: rows of findings between two places, by id and place, of all or of one`, async context => {
    const store = await open(context)
    const time = (day: number): string => `2026-01-0${day}T00:00:00.000Z`
    const [a, b] = [finding('acme', 'pass', { id: 'a' }), finding('acme', 'pass', { id: 'b' })]
    const failed = finding('acme', 'fail', { id: 'a' })
    await store.putFindings('acme', 'r1', time(1), [b, a])
    await addEntry(store)
    await store.putFindings('acme', 'r2', time(2), [failed, b])
    await store.putFindings('other', 'r3', time(2), [finding('other', 'pass', { id: 'a' })])
    await addEntry(store)
    await store.putFindings('acme', 'r4', time(3), [failed])
    const rows = (from: number, to: number, id?: string) =>
      Array.fromAsync(store.findingRows('acme', { from, to, id }))
    assert.deepEqual(await rows(0, 9), [
      { finding: a, from: 0, to: 1 },
      { finding: failed, from: 1, to: null },
      { finding: b, from: 0, to: 2 },
    ])
    assert.deepEqual(await rows(1, 1, 'a'), [{ finding: failed, from: 1, to: null }])
    assert.deepEqual(await rows(0, 0, 'b'), [{ finding: b, from: 0, to: 2 }])
    assert.deepEqual(await rows(2, 9, 'b'), [])
  })

  test(`${name}: the chain of what ended goes on from any link, and is of all rows of one tenant`, async context => {
    const store = await open(context)
    assert.deepEqual(await store.endedChain('acme', NOTHING_ENDED), NOTHING_ENDED)
    for (const [index, value] of [true, false, true, false].entries())
      await putAt(store, `r${index}`, observation(value, `2026-01-0${index + 1}T00:00:00.000Z`))
    const whole = await store.endedChain('acme', NOTHING_ENDED)
    assert.notEqual(whole.chain, '')
    await putAt(store, 'r5', observation(true, '2026-01-05T00:00:00.000Z'))
    const longer = await store.endedChain('acme', NOTHING_ENDED)
    assert.notEqual(longer.chain, whole.chain)
    assert.deepEqual(await store.endedChain('acme', whole), longer)
    assert.deepEqual(await store.endedChain('acme', longer), longer)
    const organization = { type: 'organization', id: 'acme', name: 'Acme' }
    await store.putResources('acme', '2026-01-06T00:00:00.000Z', [organization], [])
    assert.deepEqual(await store.endedChain('acme', longer), longer, 'what stands has not ended')
    await store.putResources('acme', '2026-01-07T00:00:00.000Z', [], [organization.type])
    assert.notEqual((await store.endedChain('acme', longer)).chain, longer.chain)
    assert.deepEqual(await store.endedChain('contoso', NOTHING_ENDED), NOTHING_ENDED)
  })

  test(`${name}: the digest of what is current is of the rows that count, and of one tenant`, async context => {
    const store = await open(context)
    const empty = await store.currentDigest('acme')
    const version = await store.version()
    await putAt(store, 'r1', observation(true, '2026-01-01T00:00:00.000Z'))
    const one = await store.currentDigest('acme')
    assert.notEqual(one, empty)
    assert.notEqual(await store.version(), version)
    await putAt(store, 'r2', observation(false, '2026-01-02T00:00:00.000Z'))
    const other = await store.currentDigest('acme')
    assert.notEqual(other, one)
    await store.putResources('acme', '2026-01-03T00:00:00.000Z', [organization], [])
    assert.notEqual(await store.currentDigest('acme'), other)
    assert.equal(await store.currentDigest('contoso'), empty)
    assert.notEqual(
      await store.currentDigest('acme', { like: 'of before' }),
      await store.currentDigest('acme'),
    )
    await store.putFindings('acme', 'r2', '2026-01-04T00:00:00.000Z', [])
    assert.deepEqual(await store.findingTimes('acme'), [])
    assert.equal(await store.lastEvidence('assessment', 'acme'), null)
  })

  test(`${name}: the digest that follows each change is the one over all rows, whatever was taken back`, async context => {
    const store = await open(context)
    const same = async (): Promise<string> => {
      const now = await store.currentDigest('acme')
      assert.equal(now, await store.currentDigest('acme', { anew: true }))
      for (const since of [0, await store.logSize()])
        assert.equal(now, await store.currentDigest('acme', { since }), `since ${since}`)
      return now
    }
    const day = (number: number): string =>
      `2026-02-${String(number).padStart(2, '0')}T00:00:00.000Z`
    const of = (outcome: Finding['outcome'], name: string) =>
      finding('acme', outcome, {
        id: `acme/check/${name}`,
        resource: { type: 'repository', id: name, name },
      })
    await store.transaction(() => putAt(store, 'r1', observation(true, day(1))))
    const first = await same()
    await store.putFindings(
      'acme',
      'r2',
      day(2),
      ['a', 'b', 'c'].map(name => of('pass', name)),
    )
    const second = await same()
    assert.notEqual(second, first)
    await assert.rejects(
      store.transaction(async () => {
        await store.putFindings('acme', 'r3', day(3), [of('fail', 'a')])
        assert.notEqual(await same(), second)
        throw new Error('broke off')
      }),
      /broke off/,
    )
    assert.equal(await same(), second, 'what was taken back counts for nothing')
    await store.transaction(async () => {
      await store.putFindings(
        'acme',
        'r3',
        day(3),
        ['a', 'b'].map(name => of('fail', name)),
      )
      await store.putUnlisted('acme', new Map([['repository', { reason: 'forbidden' }]]), [])
      await same()
    })
    // One transaction after the other, each from what the one before left, and past one that broke off.
    const inside = (outcome: Finding['outcome'], then = async () => undefined) =>
      store.transaction(async () => {
        const found = ['a', 'b', 'c'].map(name => of(name === 'a' ? outcome : 'fail', name))
        await store.putFindings('acme', 'r3', day(3), found)
        const now = await store.currentDigest('acme')
        await then()
        return now
      })
    const passed = await inside('pass')
    await assert.rejects(
      inside('pass', async () => {
        await store.putFindings('acme', 'r3', day(3), [of('pass', 'c')])
        await store.currentDigest('acme')
        throw new Error('broke off')
      }),
    )
    assert.equal(await inside('pass'), passed)
    assert.equal(await inside('fail'), await same())
    assert.equal(await inside('pass'), passed)
    await inside('fail')
    const third = await same()
    const leaves = async () =>
      sealOfLeaves(
        (async function* () {
          for await (const { hash } of store.findingLeaves('acme')) yield hash
        })(),
      )
    const lines = await sealOf(store.eachFinding('acme'))
    assert.deepEqual(await leaves(), lines)
    await store.eraseText('github', 'somewhere')
    assert.notEqual(await same(), third)
    assert.notDeepEqual(await leaves(), lines)
    assert.deepEqual(
      await leaves(),
      await sealOf(store.eachFinding('acme')),
      'after an erasure, too',
    )
    await store.putUnlisted('acme', new Map(), ['repository'])
    await store.putResources('acme', day(4), [], ['organization'])
    await same()
  })

  test(`${name}: what came after so many entries: checkpoints over them, runs behind them, evidence from there`, async context => {
    const store = await open(context)
    for (const day of [1, 2, 3]) await writeRun(store, 'acme', day)
    const since = async (after: number) => [
      (await store.checkpoints({ after })).map(({ size }) => size),
      (await store.runs({ after, status: 'finished' })).map(({ checkpoint }) => checkpoint),
      (await Array.fromAsync(store.evidenceHeads({ after }))).map(({ index }) => index),
    ]
    assert.deepEqual(await since(0), [
      [1, 2, 3],
      [3, 2, 1],
      [0, 1, 2],
    ])
    assert.deepEqual(await since(2), [[2, 3], [3], [2]])
    assert.deepEqual(await since(9), [[], [], []])
  })

  test(`${name}: a finding that could not be told before says what it was when it could`, async context => {
    const store = await open(context)
    const outcomes = ['pass', 'fail', 'unknown', 'unknown', 'pass'] as const
    for (const [index, outcome] of outcomes.entries()) {
      const reason = outcome === 'unknown' ? (index === 2 ? 'forbidden' : 'not-found') : null
      const at = `2026-02-0${index + 1}T00:00:00.000Z`
      await store.putFindings('acme', `r${index}`, at, [finding('acme', outcome, { reason })])
      await addEntry(store)
    }
    const changed = async (after: number) =>
      (await store.changedFindings(after, 4)).map(found => [
        found.before?.outcome ?? null,
        found.known?.outcome ?? null,
        found.after.outcome,
        found.stoodFrom,
      ])
    assert.deepEqual(await changed(3), [['unknown', 'fail', 'pass', 3]])
    assert.deepEqual(await changed(1), [['fail', null, 'pass', 1]])
    assert.deepEqual(await changed(-1), [[null, null, 'pass', null]])
  })

  test(`${name}: hashes of a level come one after the other, or not at all where one of them is no hash`, async context => {
    const store = await open(context)
    const hashes = [1, 2, 3, 4].map(byte => new Uint8Array(32).fill(byte))
    await store.putNodes(hashes.map((hash, index) => ({ level: 1, index, hash })))
    const plain = async (from: number, to: number): Promise<readonly number[] | null> => {
      const found = await store.nodes(1, from, to)
      return found && [...found]
    }
    const bytesOf = (kept: readonly Uint8Array[]): number[] => kept.flatMap(hash => [...hash])
    assert.deepEqual(await plain(0, 4), bytesOf(hashes))
    assert.deepEqual(await plain(1, 3), bytesOf(hashes.slice(1, 3)))
    assert.deepEqual(await plain(2, 2), [])
    assert.equal(await plain(3, 5), null, 'one is not there')
    assert.equal(await store.nodes(2, 0, 1), null, 'none of that level is')
    // As many bytes in all, divided otherwise.
    await store.putNodes([
      { level: 1, index: 4, hash: new Uint8Array(31) },
      { level: 1, index: 5, hash: new Uint8Array(33) },
    ])
    assert.equal(await plain(4, 6), null)
  })

  test(`${name}: entries come in order and whole, long bodies too`, async context => {
    const store = await open(context)
    const lengths = [10, 70_000, 20, 5_000_000, 5_000, 30]
    const ipe = {
      request: 'GET /',
      tenant: 'acme',
      collector: 'c',
      catalogue: 'd',
      seenAt: '2026-01-01T00:00:00.000Z',
      recordedAt: '2026-01-01T00:00:00.000Z',
    }
    await store.appendLeaves(
      [...lengths.keys()].map(at => ({ leaf: new Uint8Array([at]), hash: new Uint8Array([at]) })),
    )
    const put = (index: number, length: number, said: typeof ipe): Promise<void> =>
      store.putEvidence([
        {
          index,
          run: 'r',
          tenant: 'acme',
          kind: 'evidence',
          mediaType: 'text/plain',
          length,
          commitment: 'c',
          salt: new Uint8Array(32).fill(index),
          body: new Uint8Array(length).fill(index),
          ipe: said,
          personal: false,
        },
      ])
    // Nothing stands beside the last one.
    for (const [index, length] of lengths.slice(0, -1).entries()) await put(index, length, ipe)
    const pages = await Array.fromAsync(store.entries(0, lengths.length))
    const entries = pages.flat()
    assert.deepEqual(
      entries.map(({ index, leaf, evidence }) => [index, leaf[0], evidence?.body?.length ?? null]),
      lengths.map((length, index) => [index, index, index === 5 ? null : length]),
    )
    assert.ok(
      entries.every(({ index, evidence }) => evidence?.body?.every(byte => byte === index) ?? true),
    )
    assert.equal(
      pages.findIndex(page => page.some(({ index }) => index === 4)) > 0,
      true,
      'not all at once',
    )
    assert.deepEqual(
      (await Array.fromAsync(store.entries(2, 4))).flat().map(({ index }) => index),
      [2, 3],
    )
  })

  test(`${name}: bodies that resemble each other come back whole, whichever of them goes`, async context => {
    const store = await open(context)
    const bodies = [0, 1, 2].map(day =>
      Buffer.from(JSON.stringify(Array.from({ length: 400 }, (_, id) => ({ id, on: id === day })))),
    )
    const put = async (index: number, like?: number): Promise<void> => {
      const [entry] = await Array.fromAsync(store.evidenceOf({ run: 'acme-1' }))
      const body = bodies[index] ?? null
      assert.ok(entry && body)
      const [place, length] = [10 + index, body.length]
      await store.putEvidence([{ ...entry, run: 'like', index: place, body, length, like }])
    }
    await writeRun(store, 'acme', 1)
    for (const index of [0, 1, 2]) await put(index, index === 0 ? undefined : 10)
    const kept = async () =>
      (await Array.fromAsync(store.evidenceOf({ run: 'like' }))).map(
        ({ body }) => body && Buffer.from(body).toString(),
      )
    const all = bodies.map(String)
    assert.deepEqual(await kept(), all)
    assert.deepEqual(await store.evidenceWith('"id":2,"on":true'), [12])
    await store.eraseEvidence([10])
    assert.deepEqual(await kept(), [null, all[1], all[2]])
  })

  test(`${name}: what is on its way out is no part of what the version is of`, async context => {
    const store = await open(context)
    await store.putFindings('acme', 'r1', '2026-02-01T00:00:00.000Z', [finding('acme', 'pass')])
    const version = await store.version()
    const at = '2026-02-01T00:00:00.000Z'
    const piece = { id: 'a', channel: 'team', alert: '{}', madeAt: at, dueAt: at }
    await store.transaction(async () => {
      await store.putDeliveries([{ ...piece, state: 'waiting' }])
      await store.set('news', '7')
    })
    await store.attempted(piece, { state: 'sent', problem: null, at })
    assert.equal(await store.version(), version)
    await store.transaction(async () => {
      await store.set('news', '8')
      await store.putFindings('acme', 'r2', at, [finding('acme', 'fail')])
    })
    assert.notEqual(await store.version(), version)
  })

  test(`${name}: which deliveries were changed is known by the store that changed them, and not once anything was taken out`, async context => {
    const store = await open(context)
    const at = '2026-02-01T00:00:00.000Z'
    const piece = (id: string) => ({ id, channel: 'team', alert: '{}', madeAt: at, dueAt: at })
    const changed = async (work: () => Promise<unknown>) => {
      const { count } = store.outboxWrites(0)
      await work()
      return store.outboxWrites(count).rows?.map(({ id }) => id)
    }
    const waiting = ['a', 'b'].map(id => ({ ...piece(id), state: 'waiting' as const }))
    assert.deepEqual(await changed(() => store.putDeliveries(waiting)), ['a', 'b'])
    const [sent, later] = [
      { state: 'sent', problem: null, at } as const,
      '2026-02-02T00:00:00.000Z',
    ]
    assert.deepEqual(await changed(() => store.attempted(piece('a'), sent)), ['a'])
    assert.deepEqual(await changed(() => store.postpone('team', later)), ['b'])
    assert.deepEqual(await changed(() => store.hasten(later, at)), [])
    assert.deepEqual(await changed(() => store.hasten(at, at)), ['b'])
    assert.deepEqual(await changed(() => store.resend('b', at)), ['b'])
    assert.deepEqual(await changed(() => store.pruneDeliveries(at)), [])
    assert.deepEqual(await changed(() => store.pruneDeliveries(later)), ['a'])
    assert.deepEqual(
      (await store.deliveries({ id: 'b', channel: 'team' })).map(({ id }) => id),
      ['b'],
    )
    assert.equal(await changed(() => store.eraseText('team', '(erased)')), undefined)
  })

  test(`${name}: every tenant that had a run is named once, whatever became of the run`, async context => {
    const store = await open(context)
    assert.deepEqual(await store.tenants(), [])
    for (const [id, tenant] of [
      ['r1', 'contoso'],
      ['r2', 'acme'],
      ['r3', 'contoso'],
    ] as const)
      await store.startRun({
        id,
        tenant,
        kind: 'scan',
        startedAt: `2026-01-0${id[1]}`,
        catalogue: '',
      })
    assert.deepEqual(await store.tenants(), ['acme', 'contoso'])
  })

  test(`${name}: what the API said is as old as the last scan that finished, for whoever reads and for whoever writes`, async context => {
    const store = await open(context)
    const day = (number: number): string => `2026-01-0${number}T00:00:00.000Z`
    await putAt(store, 'r1', observation(true, day(1)))
    const at = async (): Promise<string | undefined> =>
      (await Array.fromAsync(store.observations('acme')))[0]?.at
    const finish = async (kind: 'scan' | 'import', number: number): Promise<void> => {
      const id = `run ${number}`
      await store.startRun({ id, tenant: 'acme', kind, startedAt: day(number), catalogue: '' })
      const end = { finishedAt: day(number), requests: 0, snapshot: null, checkpoint: number }
      await store.finishRun(id, { ...end, status: 'finished' })
    }
    assert.equal(await at(), day(1))
    await finish('scan', 2)
    assert.equal(await at(), day(2))
    await assert.rejects(
      store.transaction(async () => {
        assert.equal(await at(), day(2))
        await finish('scan', 3)
        assert.equal(await at(), day(3))
        throw new Error('broke off')
      }),
    )
    assert.equal(await at(), day(2))
    assert.equal(await store.transaction(at), day(2), 'what was taken back confirms nothing')
    await store.transaction(async () => {
      await finish('import', 4)
      assert.equal(await at(), day(2))
    })
    await store.transaction(() => finish('scan', 5))
    assert.equal(await at(), day(5))
    assert.equal(await store.transaction(at), day(5))
  })

  test(`${name}: a scan that is taken out confirms nothing, also for whoever asked while it went`, async context => {
    const store = await open(context)
    const [first, second] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z']
    for (let entry = 0; entry < 255; entry++) await addEntry(store)
    await putAt(store, 'r1', observation(true, first))
    const scan = { id: 'scan', tenant: 'acme', kind: 'scan', startedAt: second } as const
    await store.startRun({ ...scan, catalogue: '' })
    const end = { finishedAt: second, requests: 0, snapshot: null, checkpoint: 256 }
    await store.finishRun('scan', { ...end, status: 'finished' })
    await addEntry(store)
    const at = async (): Promise<string | undefined> =>
      (await Array.fromAsync(store.observations('acme')))[0]?.at
    assert.equal(await at(), second)
    const going = await held(store, () => store.prune(256, first))
    assert.equal(await at(), second, 'it may be taken back')
    await going.commit()
    assert.equal(await at(), first)
    assert.equal(await store.transaction(at), first)
  })

  test(`${name}: what ended and is taken out is in no chain, also for whoever asked while it went`, async context => {
    const store = await open(context)
    await putAt(store, 'r1', observation(true, '2026-01-01T00:00:00.000Z'))
    await putAt(store, 'r2', observation(false, '2026-01-02T00:00:00.000Z'))
    const chain = (anew: boolean) => store.endedChain('acme', NOTHING_ENDED, { anew })
    const before = await chain(false)
    const going = await held(store, () => store.prune(0, '2027-01-01T00:00:00.000Z'))
    assert.deepEqual(await chain(false), before, 'it may be taken back')
    await going.commit()
    const after = await chain(false)
    assert.notDeepEqual(after, before)
    assert.deepEqual(after, await chain(true))
  })

  test(`${name}: a resource that a complete listing no longer has is closed with its observations`, async context => {
    const store = await open(context)
    await store.putResources('acme', '2026-01-01T00:00:00.000Z', [organization], ['organization'])
    await putAt(store, 'r1', observation(true, '2026-01-01T00:00:00.000Z'))
    await addEntry(store)
    await store.putResources('acme', '2026-01-02T00:00:00.000Z', [], [])
    assert.equal(
      (await store.resources('acme')).length,
      1,
      'a listing that broke off closes nothing',
    )
    await store.putResources('acme', '2026-01-03T00:00:00.000Z', [], ['organization'])
    assert.deepEqual(await store.resources('acme'), [])
    assert.deepEqual(await Array.fromAsync(store.observations('acme')), [])
    assert.deepEqual(await store.resources('acme', 0), [organization])
  })

  test(`${name}: a failed transaction leaves nothing, and nested ones join`, async context => {
    const store = await open(context)
    await assert.rejects(
      store.transaction(async () => {
        await store.set('a', '1')
        throw new Error('no')
      }),
      /no/,
    )
    assert.equal(await store.get('a'), null)
    await Promise.all([
      store.transaction(async () => {
        await store.set('b', '1')
        await store.set('c', '1')
      }),
      store.set('d', '1'),
    ])
    assert.deepEqual(
      [await store.get('b'), await store.get('c'), await store.get('d')],
      ['1', '1', '1'],
    )
  })
}

/** A transaction that has written and waits to be told how to end. */
async function held(
  store: Store,
  work: () => Promise<unknown>,
): Promise<{ readonly commit: () => Promise<void>; readonly rollBack: () => Promise<void> }> {
  const written = Promise.withResolvers<void>()
  const ending = Promise.withResolvers<void>()
  const done = store.transaction(async () => {
    await work()
    written.resolve()
    await ending.promise
  })
  await Promise.race([written.promise, done])
  return {
    async commit() {
      ending.resolve()
      await done
    },
    async rollBack() {
      ending.reject(new Error('rolled back'))
      await assert.rejects(done, /rolled back/)
    },
  }
}

function isolation(name: string, open: Open): void {
  for (const end of ['commit', 'rollBack'] as const)
    test(`${name}: nothing of an open transaction is read outside; ${end} decides`, async context => {
      const store = await open(context)
      await writeRun(store, 'acme', 1)
      const before = await readRun(store, 'acme', 2)
      let inside: Readonly<Record<string, unknown>> = {}
      const open_ = await held(store, async () => {
        await writeRun(store, 'acme', 2)
        inside = await readRun(store, 'acme', 2)
      })
      for (const method of Object.keys(before))
        assert.notDeepEqual(inside[method], before[method], `${method} sees its own transaction`)
      assert.deepEqual(await readRun(store, 'acme', 2), before, 'outside, while it is open')
      await open_[end]()
      assert.deepEqual(await readRun(store, 'acme', 2), end === 'commit' ? inside : before)
    })

  test(`${name}: a nested transaction joins, and is undone with the outer one`, async context => {
    const store = await open(context)
    const outer = await held(store, () =>
      store.transaction(async () => {
        await store.set('inner', '1')
        await store.transaction(async () => {
          assert.equal(await store.get('inner'), '1')
        })
      }),
    )
    assert.equal(await store.get('inner'), null, 'the end of an inner one commits nothing')
    await outer.rollBack()
    assert.equal(await store.get('inner'), null)
  })

  test(`${name}: a walk begun outside sees committed rows to its end, whoever takes the steps`, async context => {
    const store = await open(context)
    const [a, b] = [finding('acme', 'pass', { id: 'a' }), finding('acme', 'pass', { id: 'b' })]
    await store.putFindings('acme', 'r1', '2026-01-01T00:00:00.000Z', [a, b])
    await writeRun(store, 'other', 1)
    const findings = store.eachFinding('acme')[Symbol.asyncIterator]()
    const evidence = store.evidenceOf({})[Symbol.asyncIterator]()
    const heads = store.evidenceHeads({})[Symbol.asyncIterator]()
    await findings.next()
    await evidence.next()
    const open_ = await held(store, async () => {
      await store.eraseEvidence([0])
      await store.eraseText('acme', 'gone')
      await writeRun(store, 'acme', 2)
      assert.deepEqual((await findings.next()).value, b, 'a step taken inside is still outside')
    })
    assert.equal((await heads.next()).value?.erased, false)
    assert.equal((await evidence.next()).done, true)
    assert.deepEqual(await Array.fromAsync(store.eachFinding('acme')), [a, b])
    await open_.commit()
    assert.equal((await store.evidence(0))?.body, null)
  })

  test(`${name}: a walk begun inside is that transaction's, and ends with it`, async context => {
    const store = await open(context)
    const [a, b] = [finding('acme', 'pass', { id: 'a' }), finding('acme', 'fail', { id: 'b' })]
    const made = store.eachFinding('acme')
    const walks: AsyncIterator<unknown>[] = []
    const open_ = await held(store, async () => {
      await store.putFindings('acme', 'r1', '2026-01-01T00:00:00.000Z', [a, b])
      await putAt(store, 'r1', observation(true, '2026-01-01T00:00:00.000Z'))
      assert.deepEqual(await Array.fromAsync(made), [a, b], 'begun is when the first step is taken')
      walks.push(
        store.eachFinding('acme')[Symbol.asyncIterator](),
        store.observations('acme')[Symbol.asyncIterator](),
      )
      assert.deepEqual((await walks[0]?.next())?.value, a)
    })
    await open_.rollBack()
    for (const walk of walks)
      await assert.rejects(async () => walk.next(), TransactionError, 'its rows are no more')
  })

  test(`${name}: rows that go while a walk stands between two steps never turn into others`, async context => {
    const store = await open(context)
    const many = Array.from({ length: 3 }, (_, index) =>
      finding('acme', 'pass', { id: `acme:${index}` }),
    )
    await store.putFindings('acme', 'r1', '2026-01-01T00:00:00.000Z', many)
    for (const [day, value] of [true, false].entries())
      await putAt(store, 'r1', observation(value, `2026-01-0${day + 1}T00:00:00.000Z`))
    const intervals = store.intervals({ tenant: 'acme' })[Symbol.asyncIterator]()
    await intervals.next()
    const seen: unknown[] = []
    for await (const each of store.eachFinding('acme', 0)) {
      seen.push(each)
      if (seen.length > 1) continue
      await store.putFindings('acme', 'r2', '2026-01-02T00:00:00.000Z', [])
      await store.putResources('acme', '2026-01-02T00:00:00.000Z', [organization], [])
      await store.putResources('acme', '2026-01-03T00:00:00.000Z', [], ['organization'])
      await store.prune(0, '2027-01-01T00:00:00.000Z')
      for (const tenant of ['other', 'another'])
        await store.putObservations(tenant, 'r3', '2026-01-03T00:00:00.000Z', [
          observation(true, '2026-01-03T00:00:00.000Z'),
        ])
      await store.putFindings('other', 'r3', '2026-01-03T00:00:00.000Z', [
        finding('other', 'fail', { id: 'other:0' }),
        finding('other', 'fail', { id: 'other:1' }),
        finding('other', 'fail', { id: 'other:2' }),
      ])
      await store.compact()
    }
    assert.deepEqual(seen, many.slice(0, 1))
    assert.equal((await intervals.next()).done, true)
  })

  test(`${name}: what a transaction takes out is given until it commits, and not afterwards`, async context => {
    const store = await open(context)
    const many = Array.from({ length: 4 }, (_, index) =>
      finding('acme', 'pass', { id: `acme:${index}` }),
    )
    await store.putFindings('acme', 'r1', '2026-01-01T00:00:00.000Z', many)
    await addEntry(store)
    await store.putFindings('acme', 'r2', '2026-01-02T00:00:00.000Z', [])
    const findings = store.eachFinding('acme', 0)[Symbol.asyncIterator]()
    assert.deepEqual((await findings.next()).value, many[0])
    const open_ = await held(store, () => store.prune(0, '2027-01-01T00:00:00.000Z'))
    assert.deepEqual((await findings.next()).value, many[1], 'it may be taken back')
    await open_.commit()
    assert.equal((await findings.next()).done, true)
  })
}

function snapshots(name: string, open: Open): void {
  test(`${name}: a snapshot stands at one moment, is only read, and is over before space is given back`, async context => {
    const store = await open(context)
    await store.set('name', 'before')
    const order: string[] = []
    const compacted: Promise<void>[] = []
    const read = await store.snapshot(async snapshot => {
      const values = [await snapshot.get('name')]
      await store.set('name', 'after')
      compacted.push(store.compact().then(() => void order.push('compacted')))
      await delay(50)
      values.push(await snapshot.get('name'), await store.get('name'))
      assert.deepEqual(await snapshot.snapshot(more => more.get('name')), 'before')
      for (const write of [() => snapshot.set('name', 'x'), () => snapshot.transaction(() => 1)])
        await assert.rejects(async () => write(), TransactionError)
      order.push('read')
      return values
    })
    await Promise.all(compacted)
    assert.deepEqual(read, ['before', 'before', 'after'])
    assert.deepEqual(order, ['read', 'compacted'])
    assert.equal(await store.snapshot(snapshot => snapshot.get('name')), 'after')
    await assert.rejects(
      store.snapshot(async () => {
        throw new RangeError('as thrown')
      }),
      RangeError,
    )
  })
}

function endings(name: string, open: Open): void {
  test(`${name}: what goes on after the end of its transaction is refused, and joins no other`, async context => {
    const store = await open(context)
    const events = new EventEmitter<{ changed: [] }>()
    const ended = Promise.withResolvers<void>()
    const late: Promise<unknown>[] = []
    events.on('changed', () => {
      late.push(ended.promise.then(() => store.get('a')))
    })
    await store.transaction(async () => {
      await store.set('a', '1')
      events.emit('changed')
      late.push(
        ended.promise.then(() => store.set('late', 'a write')),
        ended.promise.then(() => store.transaction(() => store.set('late', 'a transaction'))),
        ended.promise.then(() => Array.fromAsync(store.eachFinding('acme'))),
        delay(20).then(() => store.set('late', 'a timer')),
      )
    })
    const other = await held(store, () => store.set('b', '1'))
    ended.resolve()
    for (const work of late) await assert.rejects(work, TransactionError)
    await other.commit()
    assert.deepEqual(
      [await store.get('a'), await store.get('b'), await store.get('late')],
      ['1', '1', null],
    )
  })

  test(`${name}: an inner transaction that nobody awaits takes the outer one back`, async context => {
    const store = await open(context)
    const ended = Promise.withResolvers<void>()
    let inner: Promise<unknown> = Promise.resolve()
    await assert.rejects(
      store.transaction(async () => {
        await store.set('outer', '1')
        inner = store.transaction(async () => {
          await store.set('half', '1')
          await ended.promise
          await store.set('other half', '1')
        })
        await turn()
      }),
      TransactionError,
    )
    ended.resolve()
    await assert.rejects(inner, TransactionError)
    for (const key of ['outer', 'half', 'other half']) assert.equal(await store.get(key), null, key)
  })

  test(`${name}: a part that failed takes the whole back, also where it was caught`, async context => {
    const store = await open(context)
    await writeRun(store, 'acme', 1)
    const before = await readRun(store, 'acme', 1)
    await assert.rejects(
      store.transaction(async () => {
        await store.set('caught', '1')
        await store
          .transaction(async () => {
            await store.set('half', '1')
            throw new Error('no')
          })
          .catch(() => undefined)
      }),
      (error: unknown) => error instanceof TransactionError && /no/.test(String(error.cause)),
    )
    await assert.rejects(
      store.transaction(async () => {
        await store.set('caught', '1')
        // The same capture twice.
        await store
          .putCaptures([{ id: 'acme-1', tenant: 'acme', pairing: 'p', at: '2026', evidence: 0 }])
          .catch(() => undefined)
      }),
      TransactionError,
    )
    for (const key of ['caught', 'half']) assert.equal(await store.get(key), null, key)
    assert.deepEqual(await readRun(store, 'acme', 1), before)
  })

  test(`${name}: space is not given back inside a transaction; two stores know nothing of each other's`, async context => {
    const [store, other] = [await open(context), await open(context)]
    await assert.rejects(
      store.transaction(() => store.compact()),
      TransactionError,
    )
    const rolledBack = await held(store, async () => {
      await store.set('a', '1')
      await other.set('a', '1')
    })
    await rolledBack.rollBack()
    assert.deepEqual([await store.get('a'), await other.get('a')], [null, '1'])
    await store.compact()
    assert.equal((await store.health()).ok, true)
  })
}

function interleaving(name: string, open: Open): void {
  for (const seed of [1, 2, 3])
    test(`${name}: runs of many tenants interleaved at every await stay apart, also from one that breaks off (seed ${seed})`, async context => {
      const store = await open(context)
      const random = seeded(seed)
      const pause = async (): Promise<unknown> =>
        [() => Promise.resolve(), () => turn(), () => delay(random() * 2)][
          Math.floor(random() * 3)
        ]?.()
      const tenants = Array.from({ length: 16 }, (_, index) => `tenant-${index}`)
      const breaks = new Set(tenants.filter(() => random() < 0.4))
      assert.ok(breaks.size > 0 && breaks.size < tenants.length)
      const going = new Set(tenants)

      const run = async (tenant: string): Promise<void> => {
        await pause()
        const stop = Math.floor(random() * stepsOfRun(store, tenant, 1).length)
        await store.transaction(async () => {
          const size = await store.logSize()
          for (const [index, step] of stepsOfRun(store, tenant, 1).entries()) {
            await step()
            await pause()
            if (breaks.has(tenant) && index === stop) throw new Error(`${tenant} broke off`)
          }
          assert.equal(await store.logSize(), size + 1, 'nobody else wrote meanwhile')
        })
      }
      /** What is committed is whole, at any moment. */
      const watch = async (): Promise<void> => {
        while (going.size > 0) {
          for (const { tenant, status } of await store.runs()) {
            assert.equal(status, 'finished', tenant)
            assert.equal(await store.get(`${tenant}.last`), `${tenant}-1`)
            assert.equal((await store.findings(tenant)).length, 1)
          }
          await pause()
        }
      }
      const results = Promise.allSettled(
        tenants.map(tenant => run(tenant).finally(() => going.delete(tenant))),
      )
      await watch()
      for (const [index, { status }] of (await results).entries())
        assert.equal(status === 'rejected', breaks.has(tenants[index] ?? ''), tenants[index])

      const whole = tenants.length - breaks.size
      assert.equal(await store.logSize(), whole)
      assert.equal((await store.runs()).length, whole)
      assert.equal((await store.checkpoints()).length, whole)
      const evidence = await Array.fromAsync(store.evidenceOf({}))
      for await (const { index, leaf } of store.leaves(0, whole))
        assert.equal(new TextDecoder().decode(leaf), evidence[index]?.run)
      for (const tenant of tenants) {
        const kept = await readRun(store, tenant, 1)
        assert.deepEqual(
          [kept['runs'], kept['findings'], kept['observations'], kept['resources'], kept['get']]
            .flat()
            .filter(item => item !== null).length,
          breaks.has(tenant) ? 0 : 5,
          tenant,
        )
        assert.equal(kept['knownCapture'], !breaks.has(tenant), tenant)
      }
    })
}
