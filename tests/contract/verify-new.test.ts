// Going on from what was verified: as much is read as is new, an edit of it is found, and nobody without
// the key moves the state from which on it goes.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { attestation, signedText, signNote } from '../../common/log/checkpoint.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { toBase64, toHex } from '../../common/log/bytes.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { newPrivateKey, sha256, signerOf } from '../../agent/log/crypto.ts'
import { keyHistory } from '../../agent/log/key-history.ts'
import type { Store } from '../../agent/store/store.ts'
import { recorded } from '../support/export.ts'
import type { Recorded } from '../support/export.ts'
import { tester } from '../support/actor.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
const atEnd: (() => unknown)[] = []
let world: Recorded
let database: DatabaseSync
let file = ''
/** As it was when all of it had been verified, and as it is after two scans more. */
let [early, late] = ['', '']
let [old, size] = [0, 0]

before(async () => {
  world = await recorded({ after: work => void atEnd.unshift(work as () => unknown) })
  database = new DatabaseSync(join(world.home, 'witnessmark.sqlite'))
  file = join(world.home, 'keys', 'verified.json')
  assert.equal((await verifyHome(world.agent)).first, null)
  early = readFileSync(file, 'utf8')
  old = await world.agent.store.logSize()
  const organization = world.replay.state.organization as Record<string, unknown>
  organization['default_repository_permission'] = 'admin'
  await world.scanOn('2026-03-20')
  organization['default_repository_permission'] = 'read'
  await world.scanOn('2026-03-21')
  size = await world.agent.store.logSize()
})
after(async () => {
  database.close()
  for (const work of atEnd) await work()
})

const onlyNew = () => verifyHome(world.agent, { onlyNew: true })

/** @returns what puts them back */
function withoutTriggers(): () => void {
  const triggers = database
    .prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`)
    .all()
  database.exec('BEGIN')
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${String(name)}`)
  database.exec('COMMIT')
  return () => {
    for (const { sql } of triggers) database.exec(String(sql))
  }
}

/** Somebody who may write the file, and knows of triggers, edits it; afterwards it is as it was. */
async function edited<T>(sql: string, work: () => Promise<T>): Promise<T> {
  const putBack = withoutTriggers()
  const { table, set, where } =
    /^UPDATE (?<table>\w+) SET (?<set>\w+) = .*? WHERE (?<where>.*)$/s.exec(sql)?.groups ?? {}
  const rows = database
    .prepare(`SELECT rowid AS place, ${set} AS cell FROM ${table} WHERE ${where}`)
    .all()
  assert.ok(rows.length > 0, `nothing to edit: ${sql}`)
  database.exec(sql)
  try {
    return await work()
  } finally {
    for (const { place, cell } of rows)
      database
        .prepare(`UPDATE ${table} SET ${set} = ? WHERE rowid = ?`)
        .run(cell as string, Number(place))
    putBack()
  }
}

/** Restores what was verified last. */
async function from<T>(state: string, work: () => Promise<T>): Promise<T> {
  writeFileSync(file, state)
  return work()
}

/** What of the log, of findings and of readings is read. */
function counting(store: Store) {
  const read = { entries: 0, whole: 0 }
  const watched = (of: Store): Store =>
    new Proxy(of, {
      get(target, name: keyof Store) {
        if (name === 'snapshot')
          return (work: (one: Store) => Promise<unknown>) =>
            target.snapshot(one => work(watched(one)))
        if (name === 'entries')
          return async function* (...range: Parameters<Store['entries']>) {
            for await (const page of target.entries(...range)) {
              read.entries += page.length
              yield page
            }
          }
        if (['eachFinding', 'findings', 'observations', 'findingLeaves'].includes(name))
          read.whole++
        return target[name]
      },
    })
  return { read, store: watched(store) }
}

test('as much is read as is new, and it says until where and when all was', async () => {
  const { read, store } = counting(world.agent.store)
  const { first, entries, since } = await from(early, () =>
    verifyHome({ ...world.agent, store }, { onlyNew: true }),
  )
  assert.equal(first, null)
  assert.equal(entries, size - old)
  assert.deepEqual(read, { entries: size - old, whole: 0 })
  assert.equal(since?.size, old)
  assert.equal(since?.whole.size, old)
  // From there on nothing is new, and what was read as a whole stays said.
  const again = await onlyNew()
  assert.equal(again.entries, 0)
  assert.deepEqual(again.since, { size, whole: since?.whole })
  late = readFileSync(file, 'utf8')
})

test('what came since is found edited: bodies, rows that began, that ended, and of runs', async () => {
  const edits = {
    body: `UPDATE evidence SET body = x'7b7d' WHERE idx = ${size - 1}`,
    finding: `UPDATE finding SET finding = replace(finding, '"outcome":"pass"', '"outcome":"fail"') WHERE rowid = (SELECT max(rowid) FROM finding WHERE valid_to IS NULL AND outcome = 'pass' AND from_entry >= ${old})`,
    reading: `UPDATE observation SET value = '"admin"' WHERE rowid = (SELECT max(rowid) FROM observation WHERE valid_to IS NULL AND from_entry >= ${old})`,
    ended: `UPDATE observation SET value = '"read"' WHERE rowid = (SELECT max(rowid) FROM observation WHERE to_entry >= ${old} AND value = '"admin"')`,
    run: `UPDATE run SET requests = 1 WHERE checkpoint = ${size}`,
    unsealed: `UPDATE run SET id = 'other' WHERE checkpoint = ${size}`,
    checkpoint: `UPDATE checkpoint SET root = 'other' WHERE size = ${size}`,
  }
  for (const [what, sql] of Object.entries(edits)) {
    const found = await from(early, () => edited(sql, onlyNew))
    assert.ok(found.first && !found.ok, what)
    assert.ok(found.since, `${what}: only what is new was read`)
    assert.equal(readFileSync(file, 'utf8'), early, `${what}: it does not go on from there`)
  }
  assert.equal((await from(early, onlyNew)).first, null, 'all is as it was')
})

test('a thing that nothing was ever sealed of is found, wherever it comes to stand', async () => {
  const columns = database
    .prepare('PRAGMA table_info(resource)')
    .all()
    .map(({ name }) => String(name))
    .filter(name => name !== 'id' && name !== 'from_entry')
    .join(', ')
  const putBack = withoutTriggers()
  try {
    for (let one = 0; one < 20; one++) {
      const id = `aurora-labs/planted-${one}`
      database
        .prepare(
          `INSERT INTO resource (id, from_entry, ${columns}) SELECT ?, ?, ${columns} FROM resource WHERE type = 'repository' AND valid_to IS NULL LIMIT 1`,
        )
        .run(id, size - 1)
      const { first } = await from(early, onlyNew)
      database.prepare('DELETE FROM resource WHERE id = ?').run(id)
      assert.match(first?.problem ?? '', /the current rows of aurora-labs are not the ones/, id)
    }
  } finally {
    putBack()
  }
})

test('an edit of before is found by reading all, and the words say so', async () => {
  const sql = `UPDATE evidence SET body = x'7b7d' WHERE idx = (SELECT max(idx) FROM evidence WHERE idx < ${old - 9} AND kind = 'evidence')`
  await from(late, () =>
    edited(sql, async () => {
      assert.equal((await onlyNew()).first, null)
      const args = [main, 'verify', '--new', '--home', world.home, '--no-input']
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      assert.match(stdout, new RegExp(`0 entries since entry ${size} `))
      assert.match(stderr, /were not read again[\s\S]*is found by `witnessmark verify`/)
      assert.ok((await verifyHome(world.agent)).first)
    }),
  )
})

test('nobody without the key moves the state: forward past an edit, or to one that never was', async () => {
  const sql = `UPDATE evidence SET body = x'7b7d' WHERE idx = ${old + 1}`
  const { note, ...state } = JSON.parse(early) as Record<string, unknown>
  const { root } = JSON.parse(late) as Record<string, unknown>
  const forged = {
    forward: JSON.stringify({ ...state, size, root, note }),
    nothing: '{}',
    unsigned: JSON.stringify(state),
    back: early,
  }
  for (const [what, text] of Object.entries(forged)) {
    const found = await from(text, () => edited(sql, onlyNew))
    assert.equal(found.first?.entry, old + 1, what)
    assert.equal(found.since === null, what !== 'back', what)
  }
})

test('a stamp over a state of before is no false alarm', async () => {
  const [first = assert.fail()] = await world.agent.store.checkpoints()
  const stamped = toHex(sha256(new TextEncoder().encode(signedText(first.note))))
  const seen = { where: 'old.tsr', stamped }
  const found = await from(late, () => verifyHome(world.agent, { onlyNew: true, seen }))
  assert.deepEqual([found.first, found.since?.size], [null, size])
})

test('nor by a key of his own, written where the log announced its key', async () => {
  const [real = assert.fail()] = await keyHistory(world.agent.store)
  const own = signerOf(real.origin, newPrivateKey())
  const signed = (text: string): string => signNote(sha256, text, own)
  const { note: _, ...state } = JSON.parse(late) as Record<string, unknown>
  const digest = sha256(canonicalBytes(state))
  const forged = JSON.stringify({
    ...state,
    note: signed(attestation(real.origin, 'verified', digest)),
  })
  const [last = assert.fail()] = await world.agent.store.checkpoints({ last: true })
  const note = signed(signedText(last.note)).replaceAll("'", "''")
  const [before, after] = [toBase64(real.publicKey), toBase64(own.publicKey)]
  const edits = [
    `UPDATE evidence SET body = cast(replace(cast(body AS TEXT), '${before}', '${after}') AS BLOB) WHERE idx = ${real.entry}`,
    `UPDATE checkpoint SET note = '${note}' WHERE size = ${last.size}`,
    `UPDATE evidence SET body = x'7b7d' WHERE idx = ${old + 1}`,
  ]
  const found = await from(forged, () =>
    edits.reduceRight<() => ReturnType<typeof onlyNew>>(
      (work, sql) => () => edited(sql, work),
      onlyNew,
    )(),
  )
  assert.deepEqual([found.first?.entry, found.since], [real.entry, null], JSON.stringify(found))
  assert.equal((await from(late, onlyNew)).first, null, 'all is as it was')
})

test('from before something was taken out nothing goes on: all is read', async () => {
  await from(late, () =>
    erase(world.agent, tester, { entries: [old + 1], reason: 'A test of what is read then' }),
  )
  const erased = await onlyNew()
  assert.deepEqual([erased.first, erased.since], [null, null])
  assert.equal((await onlyNew()).since?.size, size + 1)
})
