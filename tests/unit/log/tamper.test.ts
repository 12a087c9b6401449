import assert from 'node:assert/strict'
import { writeFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { exportTo } from '../../../agent/export/export.ts'
import { verifyBundle, verifyMembers } from '../../../agent/export/verify-bundle.ts'
import { inOutbox } from '../../../agent/log/sealed-outbox.ts'
import { verifyLog } from '../../../agent/log/verify.ts'
import { copySqliteStore } from '../../../agent/store/sqlite/copy.ts'
import { openSqliteStore } from '../../../agent/store/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../../support/agent.ts'
import { recorded } from '../../support/export.ts'
import {
  columnsOf,
  flipped,
  loadBundle,
  membersOf,
  randomFlip,
  seeded,
  tamperCell,
  unsealed,
  writeCell,
} from '../../support/tamper.ts'

const SEED = 20_261_124

test('300 flipped bits in the files of a bundle: each is found, and its file named', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'bundle.zip')
  await exportTo(agent, { format: 'bundle', out, days: ['2026-03-12'] })
  const contents = await loadBundle(out)
  assert.equal((await verifyMembers(membersOf(contents))).ok, true)
  const random = seeded(SEED)
  // What everything else hangs on goes one by one; ordinary files can be changed several at a time.
  const roots = new Set([
    'manifest.json',
    'checkpoints/manifest.txt',
    'checkpoints/keys.txt',
    'checkpoints/checkpoint.txt',
  ])
  for (let place = 0; place < 60; place++) {
    const flip = randomFlip(contents, random, name => roots.has(name))
    const { ok, problems } = await verifyMembers(membersOf(flipped(contents, [flip])))
    assert.ok(!ok && problems.length > 0, `${flip.name} byte ${flip.byte} bit ${flip.bit}`)
  }
  for (let round = 0; round < 24; round++) {
    const flips = Array.from({ length: 10 }, () =>
      randomFlip(contents, random, name => !roots.has(name)),
    )
    const named = new Set(
      (await verifyMembers(membersOf(flipped(contents, flips)))).problems.map(
        problem => problem.file,
      ),
    )
    for (const { name, byte, bit } of flips)
      if (flips.filter(other => other.name === name).length === 1)
        assert.ok(named.has(name), `${name} byte ${byte} bit ${bit}`)
  }
})

test('40 flipped bits of the archive itself: found, or no content changed', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'bundle.zip')
  await exportTo(agent, { format: 'bundle', out, days: ['2026-03-12'] })
  const [bytes, contents, random] = [readFileSync(out), await loadBundle(out), seeded(SEED + 1)]
  const changed = join(home, 'changed.zip')
  for (let place = 0; place < 40; place++) {
    const copy = Buffer.from(bytes)
    const byte = Math.floor(random() * copy.length)
    copy[byte] = (copy[byte] ?? 0) ^ (1 << Math.floor(random() * 8))
    writeFileSync(changed, copy)
    if (!(await verifyBundle(changed)).ok) continue
    // Times, versions and flags of the container: nothing that is in it.
    assert.deepEqual(await loadBundle(changed), contents, `byte ${byte}`)
  }
})

test('200 flipped bits in the store: each that matters is found; the others are listed with their reason', async context => {
  const { agent, home } = await recorded(context)
  const at = agent.clock().toISOString()
  const told = { id: 'one', channel: 'ops', alert: '{"tenant":null}', madeAt: at, dueAt: at }
  await inOutbox(agent, () => agent.store.putDeliveries([{ ...told, state: 'sent' }]))
  const file = join(temporaryFolder(context), 'copy.sqlite')
  copySqliteStore(join(home, 'witnessmark.sqlite'), file)
  const store = openSqliteStore(file)
  context.after(() => store.close())
  assert.equal((await verifyLog(store, { everyAssessment: true })).first, null)
  const database = new DatabaseSync(file)
  context.after(() => database.close())
  const all = columnsOf(database)
  for (const name of Object.keys(unsealed))
    assert.ok(
      all.some(({ table, column }) => `${table}.${column}` === name),
      `${name} is not in the store`,
    )
  const sealed = all.filter(({ table, column }) => !(`${table}.${column}` in unsealed))
  const random = seeded(SEED + 2)
  let places = 0
  for (let turn = 0; places < 200 && turn < 2000; turn++) {
    const chosen = sealed[turn % sealed.length]!
    const cell = tamperCell(database, chosen, random)
    if (!cell) continue
    places++
    const verified = await verifyLog(store, { everyAssessment: true })
    assert.ok(
      verified.first,
      `${cell.table}.${cell.column} row ${cell.rowid}: ${String(cell.before).slice(0, 80)} -> ${String(cell.after).slice(0, 80)}`,
    )
    writeCell(database, cell, cell.before)
  }
  assert.equal(places, 200)
  assert.equal(
    (await verifyLog(store, { everyAssessment: true })).first,
    null,
    'every change was taken back',
  )
})
