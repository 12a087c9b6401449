import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { initHome } from '../../agent/home/config.ts'
import { isProblem } from '../../agent/problem.ts'
import type { Problem } from '../../agent/problem.ts'
import type { ProblemCode } from '../../agent/problems.ts'
import { copySqliteStore } from '../../agent/store/sqlite/copy.ts'
import { migrations } from '../../agent/store/sqlite/migrations.ts'
import { openDatabase } from '../../agent/store/sqlite/open.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import { verifyCopy } from '../../agent/store/sqlite/upgrade.ts'
import type { Upgrade } from '../../agent/store/sqlite/upgrade.ts'
import { temporaryFolder } from '../support/agent.ts'
import { readRun, writeRun } from '../support/store/rows.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const current = migrations.length
const later = [...migrations, 'ALTER TABLE run ADD COLUMN more TEXT; UPDATE run SET catalogue = 5']
const broken = [...later, 'CREATE TABLE whole (a TEXT); INSERT INTO nowhere VALUES (1)']

/** A store of today's version with two runs in it. */
async function written(context: TestContext): Promise<string> {
  const home = temporaryFolder(context)
  initHome(home)
  const file = join(home, 'witnessmark.sqlite')
  const store = openSqliteStore(file)
  await writeRun(store, 'acme', 1)
  await writeRun(store, 'acme', 2)
  await store.close()
  return file
}

function upgraded(file: string, to: readonly string[]): Upgrade[] {
  const told: Upgrade[] = []
  openDatabase(file, { migrations: to, onUpgraded: upgrade => told.push(upgrade) }).close()
  return told
}

function refused<C extends ProblemCode>(code: C, work: () => unknown): Problem<C> {
  try {
    work()
  } catch (error) {
    if (isProblem(error, code)) return error
    throw error
  }
  assert.fail(`not refused: ${code}`)
}

async function contentOf(file: string): Promise<unknown> {
  const store = openSqliteStore(file)
  try {
    return await readRun(store, 'acme', 2)
  } finally {
    await store.close()
  }
}

function backupsOf(file: string): string[] {
  const folder = join(dirname(file), 'backups')
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

/** All that a look into the folder shows. */
function stateOf(file: string): unknown {
  return readdirSync(dirname(file))
    .sort()
    .map(name => join(dirname(file), name))
    .map(path => [
      path,
      statSync(path).mtimeMs,
      statSync(path).isFile() ? readFileSync(path).toString('base64') : null,
    ])
}

function command(
  home: string,
  name: string,
): Promise<{ readonly code: unknown; readonly out: string; readonly err: string }> {
  const args = [join(root, 'agent/main.ts'), name, '--home', home, '--no-input']
  return promisify(execFile)(process.execPath, args, {
    env: { ...process.env, NO_COLOR: '1' },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code: unknown; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout,
      err: error.stderr,
    }),
  )
}

/** A process of its own that opens the file with these migrations. */
function opening(file: string, to: readonly string[]): ReturnType<typeof spawn> {
  const module = new URL('../../agent/store/sqlite/open.ts', import.meta.url)
  const code = `import { openDatabase } from ${JSON.stringify(module.href)}
    openDatabase(${JSON.stringify(file)}, { migrations: ${JSON.stringify(to)} }).close()`
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' })
}

test('before an upgrade, a verified copy that only its owner can read', async context => {
  const file = await written(context)
  const before = await contentOf(file)
  const [upgrade, ...more] = upgraded(file, later)
  assert.ok(upgrade && more.length === 0)
  assert.deepEqual([upgrade.from, upgrade.to], [current, current + 1])
  assert.deepEqual(backupsOf(file), [basename(upgrade.backup)])
  assert.match(
    upgrade.backup,
    new RegExp(`[\\\\/]backups[\\\\/]store-${current}-\\d{4}-[\\dTZ-]+.sqlite$`),
  )
  if (process.platform !== 'win32') assert.equal(statSync(upgrade.backup).mode & 0o777, 0o600)
  assert.deepEqual(await contentOf(upgrade.backup), before)
  const database = new DatabaseSync(file)
  context.after(() => database.close())
  assert.deepEqual(
    { ...database.prepare('SELECT DISTINCT catalogue, more FROM run').get() },
    {
      catalogue: '5',
      more: null,
    },
  )
})

test('a new store and one of the newest version are not copied', async context => {
  const file = await written(context)
  assert.deepEqual(upgraded(file, migrations), [])
  assert.deepEqual(upgraded(join(dirname(file), 'new.sqlite'), later), [])
  assert.deepEqual(backupsOf(file), [])
})

test('a migration that fails leaves the file as it was, also what those before it did, and names the copy', async context => {
  const file = await written(context)
  const [before, bytes] = [await contentOf(file), readFileSync(file)]
  const problem = refused('store-upgrade-failed', () => openDatabase(file, { migrations: broken }))
  const { backup, detail, ...versions } = problem.params
  assert.deepEqual(versions, { file, from: current, to: current + 2 })
  assert.match(detail, /nowhere/)
  assert.ok(backup && problem.message.includes(backup) && problem.exit === 1)
  assert.deepEqual(readFileSync(file), bytes)
  assert.deepEqual(await contentOf(backup), before)
  assert.deepEqual(await contentOf(file), before)
})

test('without a copy nothing is upgraded', async context => {
  const file = await written(context)
  writeFileSync(join(dirname(file), 'backups'), 'in the way')
  const bytes = readFileSync(file)
  const { params } = refused('store-upgrade-failed', () =>
    openDatabase(file, { migrations: later }),
  )
  assert.equal(params.backup, null)
  assert.deepEqual(readFileSync(file), bytes)
})

test('a store that is damaged is not upgraded: its copy does not verify', async context => {
  const file = await written(context)
  // An index that lacks a row, as after a fault of the disk.
  const index = `type = 'index' AND name = 'finding_id'`
  const edit = (...steps: readonly string[]): void => {
    const database = new DatabaseSync(file, { defensive: false })
    for (const sql of ['PRAGMA writable_schema = ON', ...steps]) database.exec(sql)
    database.close()
  }
  edit(
    `CREATE TABLE aside AS SELECT * FROM sqlite_schema WHERE ${index}`,
    `DELETE FROM sqlite_schema WHERE ${index}`,
  )
  edit(
    `INSERT INTO finding (id, tenant, finding, run, valid_from) VALUES ('x', 'acme', '{"resource":{"type":"a","id":"b"}}', 'r', '2026')`,
    'INSERT INTO sqlite_schema SELECT * FROM aside',
    'DROP TABLE aside',
  )
  const { params } = refused('store-upgrade-failed', () =>
    openDatabase(file, { migrations: later }),
  )
  assert.match(params.detail, /finding_id/)
  assert.equal(params.backup, null)
  assert.deepEqual(backupsOf(file), [])
})

test('a copy of another version, or that lacks rows, does not verify', async context => {
  const file = await written(context)
  const database = openDatabase(file)
  context.after(() => database.close())
  for (const [change, difference] of [
    ['SELECT 1', null],
    ['DELETE FROM leaf WHERE idx = 1', /leaf 1.*but.*leaf 2/],
    ['DROP TABLE node', /but.*node 2/],
    ['PRAGMA user_version = 3', new RegExp(`version 3.*but.*version ${current}`)],
  ] as const) {
    const to = join(temporaryFolder(context), 'copy.sqlite')
    copySqliteStore(file, to)
    const copy = new DatabaseSync(to)
    copy.exec(change)
    copy.close()
    if (difference) assert.throws(() => verifyCopy(database, to), difference, change)
    else verifyCopy(database, to)
  }
})

test('the copies of the last three upgrades are kept', async context => {
  const file = await written(context)
  const made: string[] = []
  for (let count = 1; count <= 8; count++) {
    const more = Array.from({ length: count }, (_, index) => `CREATE TABLE more${index} (a)`)
    made.push(...upgraded(file, [...migrations, ...more]).map(({ backup }) => basename(backup)))
  }
  assert.equal(made.length, 8, 'versions of one and of two digits')
  assert.deepEqual(backupsOf(file), made.slice(-3).sort())
})

test('an erasure reaches the copies of upgrades too', async context => {
  const file = await written(context)
  const [, second] = [upgraded(file, later), upgraded(file, [...later, 'CREATE TABLE more (a)'])]
  assert.equal(backupsOf(file).length, 2)
  writeFileSync(join(dirname(file), 'backups', 'of-my-own.sqlite'), '')
  const store = openSqliteStore(file, { migrations: [...later, 'CREATE TABLE more (a)'] })
  await store.eraseEvidence([0])
  await store.compact()
  await store.close()
  assert.ok(second[0] && !existsSync(second[0].backup))
  assert.deepEqual(backupsOf(file), ['of-my-own.sqlite'])
})

test('a process killed in the middle of an upgrade leaves a store that opens, before and after', async context => {
  const file = await written(context)
  const before = await contentOf(file)
  // More than fits into its memory, so that pages of it are on disk already, and no end.
  const endless = `CREATE TABLE large (a BLOB);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000)
      INSERT INTO large SELECT randomblob(4000) FROM n;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`
  mkdirSync(join(dirname(file), 'backups'))
  writeFileSync(join(dirname(file), 'backups', 'unfinished'), 'of a crash before')
  const child = opening(file, [...migrations, endless])
  const ended = once(child, 'exit')
  while ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) < 4_000_000) {
    assert.equal(child.exitCode, null)
    await delay(5)
  }
  child.kill('SIGKILL')
  await ended
  const [backup, ...more] = backupsOf(file)
  assert.ok(backup && more.length === 0)
  assert.deepEqual(await contentOf(join(dirname(file), 'backups', backup)), before)
  const copy = join(temporaryFolder(context), 'witnessmark.sqlite')
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix)
  assert.deepEqual(await contentOf(copy), before, 'opened by the version from before')
  assert.equal(upgraded(file, later)[0]?.from, current)
  const database = new DatabaseSync(file)
  context.after(() => database.close())
  assert.equal(
    database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'large'`).get(),
    undefined,
  )
})

test('of two processes that find an earlier store, one upgrades it', async context => {
  const file = await written(context)
  const codes = await Promise.all(
    [opening(file, later), opening(file, later)].map(child => once(child, 'exit')),
  )
  assert.deepEqual(codes, [
    [0, null],
    [0, null],
  ])
  assert.equal(backupsOf(file).length, 1)
})

test('a store of a newer version is refused in words, and not touched', async context => {
  const file = await written(context)
  upgraded(file, later)
  const before = stateOf(file)
  const problem = refused('store-newer', () => openSqliteStore(file))
  assert.deepEqual(problem.params, { file, version: current + 1, known: current })
  assert.deepEqual([problem.status, problem.exit], [500, 1])
  assert.deepEqual(stateOf(file), before)
  for (const name of ['status', 'scan', 'verify']) {
    const { code, out, err } = await command(dirname(file), name)
    assert.deepEqual([code, out], [1, ''], name)
    assert.equal(err, `witnessmark: ${problem.message}\n`, name)
    assert.match(err, /store version \d+.*left untouched.*newer Witnessmark/)
    assert.deepEqual(
      (stateOf(file) as [string][]).filter(([path]) => path.startsWith(file)),
      (before as [string][]).filter(([path]) => path.startsWith(file)),
      name,
    )
  }
})

test('a newer version that a crash left in the write-ahead log is seen and refused', async context => {
  const file = await written(context)
  const database = openDatabase(file, { migrations: later })
  const crashed = join(temporaryFolder(context), 'witnessmark.sqlite')
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, crashed + suffix)
  database.close()
  const bytes = ['', '-wal'].map(suffix => readFileSync(crashed + suffix))
  refused('store-newer', () => openSqliteStore(crashed))
  assert.deepEqual(
    ['', '-wal'].map(suffix => readFileSync(crashed + suffix)),
    bytes,
  )
})

test('a file that is no store is not taken for a newer one', context => {
  const file = join(temporaryFolder(context), 'witnessmark.sqlite')
  writeFileSync(file, 'x'.repeat(5000))
  assert.throws(() => openSqliteStore(file), /the database is damaged, or none\. Put a backup back/)
})

test('a command says where the copy is', async context => {
  const home = temporaryFolder(context)
  initHome(home)
  const file = join(home, 'witnessmark.sqlite')
  openDatabase(file, { migrations: migrations.slice(0, -1) }).close()
  const { err } = await command(home, 'status')
  const [backup] = backupsOf(file)
  assert.ok(backup)
  assert.match(err, new RegExp(`from version ${current - 1} to ${current}`))
  assert.ok(err.includes(join(home, 'backups', backup)), err)
})

test('every version of the store from 4 on has a home that is kept', () => {
  for (let version = 4; version <= current; version++) {
    const folder = `tests/fixtures/homes/store-${version}`
    assert.ok(
      existsSync(join(root, folder, 'expected.json')),
      `a new version of the store needs a home: node tests/support/homes/write.ts ${folder}`,
    )
  }
})
