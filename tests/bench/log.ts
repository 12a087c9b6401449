// The evidence log: durable appends one by one and in batches, as a ratio in one run, beside what
// SQLite alone takes of the same rows; the whole log verified; proofs and their verification at 1,000 and 1,000,000 entries.
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { sha256 } from '../../agent/log/crypto.ts'
import { openLog } from '../../agent/log/log.ts'
import type { NewEntry } from '../../agent/log/log.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openDatabase, openReader } from '../../agent/store/sqlite/open.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  nodeHash,
  root,
  verifyConsistency,
  verifyInclusion,
} from '../../common/log/merkle.ts'

const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
try {
  const store = openSqliteStore(join(home, 'witnessmark.sqlite'))
  const writer = { by: 'agent@bench', catalogue: () => 'bench', clock: () => new Date() }
  const log = await openLog(store, home, writer)
  const at = new Date().toISOString()
  const entry = (): NewEntry => ({
    kind: 'evidence',
    run: 'bench',
    tenant: 'acme',
    subject: 'acme GET /orgs/acme',
    mediaType: 'application/json',
    body: randomBytes(200),
    ipe: {
      request: 'GET https://api.example/orgs/acme',
      status: 200,
      tenant: 'acme',
      collector: 'github@1',
      catalogue: 'bench',
      seenAt: at,
      recordedAt: at,
    },
  })
  const rate = async (
    rounds: number,
    each: number,
    work: () => Promise<unknown>,
  ): Promise<number> => {
    const began = performance.now()
    for (let round = 0; round < rounds; round++) await work()
    return (rounds * each) / ((performance.now() - began) / 1000)
  }
  const signed = await rate(300, 1, () => log.commit(null, () => log.append([entry()])))
  const single = await rate(500, 1, () => log.append([entry()]))
  const { batch, bare } = await besideBare(
    join(home, 'witnessmark.sqlite'),
    join(home, 'bare.sqlite'),
    async () => {
      const batches = Array.from({ length: 20 }, () => Array.from({ length: 256 }, entry))
      return rate(20, 256, () => log.append(batches.pop() ?? []))
    },
  )
  process.stdout.write(
    `durable appends a second, one transaction each: one by one ${single.toFixed(0)}, each under a signed checkpoint ${signed.toFixed(0)}, in batches of 256 ${batch.toFixed(0)} (${(batch / single).toFixed(0)} times one by one); the same rows by SQLite alone ${bare.toFixed(0)}, of which this is ${(batch / bare).toFixed(2)}\n`,
  )
  await store.close()
  // Entries that stand alone above were signed by nobody: what is verified is another log.
  const signedStore = openSqliteStore(join(home, 'signed.sqlite'))
  const other = join(home, 'signed')
  mkdirSync(join(other, 'keys'), { recursive: true })
  const signedLog = await openLog(signedStore, other, writer)
  for (let commits = 0; commits < 200; commits++)
    await signedLog.commit(null, () => signedLog.append(Array.from({ length: 256 }, entry)))
  const before = process.cpuUsage()
  const { entries, first } = await verifyLog(signedStore)
  const { user, system } = process.cpuUsage(before)
  if (first) throw new Error(first.problem)
  process.stdout.write(
    `verified: ${entries.toLocaleString('en')} entries, ${((user + system) / entries).toFixed(1)} us of CPU each\n`,
  )
  await signedStore.close()
} finally {
  rmSync(home, { recursive: true, force: true })
}

/**
 * Appends in turn with inserting the rows that came of it into another file by prepared statements,
 * and nothing else: the median rates of 15 turns.
 */
async function besideBare(
  from: string,
  to: string,
  append: () => Promise<number>,
): Promise<{ readonly batch: number; readonly bare: number }> {
  const [reader, writer] = [openReader(from), openDatabase(to)]
  const count = reader.prepare('SELECT coalesce(max(idx) + 1, 0) AS size FROM leaf')
  const size = (): number => Number(count.get()?.['size'])
  const tables = [
    ['leaf', 'idx'],
    ['node', '(idx + 1) * pow(2, level) - 1'],
    ['evidence', 'idx'],
  ].map(([table, place]) => ({
    rows: reader.prepare(`SELECT * FROM ${table} WHERE ${place} >= ? AND ${place} < ?`),
    insert: inserting(reader, writer, `${table}`),
  }))
  const rates: { readonly batch: number; readonly bare: number }[] = []
  for (let turn = 0; turn < 15; turn++) {
    const first = size()
    const batch = await append()
    const batches = Array.from({ length: (size() - first) / 256 }, (_, at) =>
      tables.map(({ rows }) =>
        rows
          .all(first + 256 * at, first + 256 * (at + 1))
          .map(row => Object.values(row) as SQLInputValue[]),
      ),
    )
    const began = performance.now()
    for (const of of batches) {
      writer.exec('BEGIN IMMEDIATE')
      for (const [table, rows] of of.entries()) for (const row of rows) tables[table]?.insert(row)
      writer.exec('COMMIT')
    }
    rates.push({ batch, bare: (batches.length * 256) / ((performance.now() - began) / 1000) })
  }
  reader.close()
  writer.close()
  const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[7] ?? 0
  return {
    batch: median(rates.map(item => item.batch)),
    bare: median(rates.map(item => item.bare)),
  }
}

function inserting(
  reader: DatabaseSync,
  writer: DatabaseSync,
  table: string,
): (row: readonly SQLInputValue[]) => void {
  const { length } = reader.prepare(`SELECT * FROM ${table}`).columns()
  const statement = writer.prepare(
    `INSERT INTO ${table} VALUES (${Array.from({ length }, () => '?').join(', ')})`,
  )
  return row => {
    statement.run(...row)
  }
}

for (const size of [1000, 1_000_000]) {
  const levels: Uint8Array[][] = [
    Array.from({ length: size }, (_, index) => leafHash(sha256, Buffer.from(`entry ${index}`))),
  ]
  for (let below = levels[0] ?? []; below.length > 1; below = levels.at(-1) ?? [])
    levels.push(
      Array.from({ length: Math.floor(below.length / 2) }, (_, index) =>
        nodeHash(sha256, below[2 * index]!, below[2 * index + 1]!),
      ),
    )
  const subtree = (level: number, index: number): Uint8Array =>
    levels[level]?.[index] ??
    (() => {
      throw new RangeError(`${level}/${index}`)
    })()
  const top = await root(sha256, size, subtree)
  const half = Math.floor(size / 2) + 1
  const old = await root(sha256, half, subtree)
  const places = Array.from({ length: 500 }, (_, index) => Math.floor((index * size) / 500))
  const proofs = await Promise.all(
    places.map(index => inclusionProof(sha256, index, size, subtree)),
  )
  const began = performance.now()
  const holds = proofs.every((proof, position) =>
    verifyInclusion(sha256, places[position]!, size, subtree(0, places[position]!), proof, top),
  )
  const each = (performance.now() - began) / proofs.length
  const growth = await consistencyProof(sha256, half, size, subtree)
  if (!holds || !verifyConsistency(sha256, half, size, growth, old, top))
    throw new Error('a proof does not hold')
  process.stdout.write(
    `${size.toLocaleString('en')} entries: inclusion proof at most ${Math.max(...proofs.map(proof => proof.length)) * 32} bytes, verified in ${(each * 1000).toFixed(0)} us; growth from ${half.toLocaleString('en')} in ${growth.length * 32} bytes\n`,
  )
}
