import assert from 'node:assert/strict'
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { formats } from '../../agent/export/formats.ts'
import { writeTiles } from '../../agent/export/tiles.ts'
import { verifyMembers } from '../../agent/export/verify-bundle.ts'
import { decide } from '../../agent/judge/decisions.ts'
import { addException } from '../../agent/judge/exceptions.ts'
import { standingOf } from '../../agent/judge/standing.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { decidingProblem } from '../../agent/log/deciding-entries.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { exitCode, problems } from '../../agent/problems.ts'
import { copySqliteStore } from '../../agent/store/sqlite/copy.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import { canonical } from '../../common/log/canonical.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'
import { loadBundle, membersOf } from '../support/tamper.ts'

/** Somebody who may write everything in the home, and has no key. */
function attacker(context: TestContext, home: string): DatabaseSync {
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  return database
}

/** Turns every failing finding that is current into a pass. */
const flip = `UPDATE finding SET finding = json_set(finding, '$.outcome', 'pass')
  WHERE valid_to IS NULL AND finding ->> 'outcome' = 'fail'`

const unsound = (error: unknown): boolean => isProblem(error, 'log-unsound')

test('findings that were turned to pass in the database leave the house in no format', async context => {
  const { agent, home } = await recorded(context)
  assert.ok(Number(attacker(context, home).prepare(flip).run().changes) > 0)
  for (const format of formats) {
    const out = join(home, `flipped.${format}`)
    await assert.rejects(exportTo(agent, { format, out }), unsound, format)
    assert.ok(!existsSync(out), `${format} wrote nothing`)
  }
  await assert.rejects(writeTiles(agent.store, join(home, 'tiles')), unsound)
  await assert.rejects(
    perform(agent, tester, 'backup', { file: join(home, '..', 'never.zip') }),
    unsound,
  )
  assert.equal(problems['log-unsound'].exit, exitCode.verification)
})

test('a day of the past whose findings were turned is not exported', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'day.csv')
  const days = ['2026-03-02']
  await exportTo(agent, { format: 'csv', out, days })
  const changed = attacker(context, home)
    .prepare(
      `UPDATE finding SET finding = json_set(finding, '$.outcome', 'pass')
        WHERE valid_to IS NOT NULL AND valid_from < '2026-03-03' AND finding ->> 'outcome' <> 'pass'`,
    )
    .run().changes
  assert.ok(Number(changed) > 0)
  await assert.rejects(exportTo(agent, { format: 'csv', out, days }), unsound)
})

const views = ['status', 'overview', 'tenants', 'findings-whole', 'findings'] as const

const edits = {
  'the value of a reading': `UPDATE observation SET value = 'true' WHERE value = 'false' AND valid_to IS NULL`,
  'the grade of readings': `UPDATE observation SET grade = 'B' WHERE valid_to IS NULL`,
  'when they were read': `UPDATE observation SET at = '2030-01-01T00:00:00.000Z' WHERE valid_to IS NULL`,
  'since when they hold': `UPDATE observation SET valid_from = '2030-01-01T00:00:00.000Z' WHERE valid_to IS NULL`,
  'until when they count': `UPDATE observation SET until = '2030-01-01T00:00:00.000Z' WHERE valid_to IS NULL`,
  'what they rest on': `UPDATE observation SET evidence = '[]' WHERE valid_to IS NULL`,
  'that a reading is current': `UPDATE observation SET valid_to = '2026-03-13T00:00:00.000Z' WHERE rowid IN (SELECT rowid FROM observation WHERE valid_to IS NULL LIMIT 1)`,
  'that a repository is there': `UPDATE resource SET valid_to = '2026-03-13T00:00:00.000Z' WHERE type = 'repository' AND valid_to IS NULL`,
  'the name of a thing': `UPDATE resource SET name = 'other' WHERE valid_to IS NULL`,
  'that a list broke off': `INSERT INTO unlisted (tenant, type, reason) VALUES ('aurora-labs', 'repository', 'forbidden')`,
  'the findings': flip,
  'since when a finding stands': `UPDATE finding SET valid_from = '2020-01-01T00:00:00.000Z' WHERE valid_to IS NULL`,
}

for (const [what, sql] of Object.entries(edits)) {
  test(`${what}, edited in the database: nothing is judged on it, verify names it, views say it`, async context => {
    const { agent, home, scanOn } = await recorded(context)
    assert.ok(Number(attacker(context, home).prepare(sql).run().changes) > 0)
    const failing = await agent.store.findings('aurora-labs')
    await assert.rejects(
      addException(agent, tester, {
        tenant: 'aurora-labs',
        check: failing[0]?.check ?? '',
        reason: 'To have it judged again',
        until: '2027-01-01T00:00:00Z',
      }),
      unsound,
    )
    await assert.rejects(scanOn('2026-03-14'), unsound)
    assert.match(
      (await verifyLog(agent.store)).first?.problem ?? '',
      /are not the ones that this entry sealed/,
    )
    for (const view of [...views, 'changes', 'frameworks'] as const)
      assert.deepEqual(
        (await perform(agent, tester, view, {})).unsealed.map(({ tenant }) => tenant),
        ['aurora-labs'],
        view,
      )
  })
}

/** What a row is written with: the rest of a finding's columns follow from its line. */
const columnsOf: Readonly<Record<string, string>> = {
  finding: 'id, tenant, finding, run, valid_from, valid_to, from_entry, to_entry, leaf',
}
/** Copies a row of the past, with other things said of it. */
const copied = (
  table: string,
  columns: string,
  values: string,
  where = 'valid_to IS NOT NULL',
): string => {
  const all = columnsOf[table]
  return `CREATE TEMP TABLE one AS SELECT ${all ?? '*'} FROM ${table} WHERE ${where} LIMIT 1;
    UPDATE one SET (${columns}) = (${values}); INSERT INTO ${table} ${all ? `(${all})` : ''} SELECT * FROM one; DROP TABLE one`
}

const past = {
  'a reading between two scans, whose times span days': copied(
    'observation',
    'valid_from, valid_to, from_entry, to_entry',
    `'2026-03-03T00:00:00.000Z', '2026-03-12T12:00:00.000Z', to_entry, to_entry`,
  ),
  'a reading that ended at no place': copied('observation', 'to_entry', 'NULL'),
  'a reading that ended at no time': copied('observation', 'valid_to', 'NULL'),
  'a reading that will have ended': copied('observation', 'to_entry', '100000'),
  'a reading that went': `DELETE FROM observation WHERE rowid = (SELECT min(rowid) FROM observation WHERE valid_to IS NOT NULL)`,
  'when a reading ended': `UPDATE observation SET valid_to = '2026-03-11T00:00:00.000Z' WHERE valid_to < '2026-03-11'`,
  'where a reading ended': `UPDATE observation SET to_entry = to_entry - 1 WHERE valid_to IS NOT NULL`,
  'of what a reading was': `UPDATE subject SET setting = 'github.organization.name' WHERE id = (SELECT subject FROM observation WHERE valid_to IS NOT NULL LIMIT 1)`,
  'a thing that was there': copied(
    'resource',
    'id, valid_to, to_entry',
    `'other', '2026-03-03T00:00:00.000Z', from_entry + 1`,
    '1',
  ),
  'a run that ended in no known way': copied('run', 'id, status', `'other', 'done'`, '1'),
  'a run that finished at no place': copied(
    'run',
    'id, checkpoint',
    `'other', NULL`,
    `kind <> 'scan'`,
  ),
  'a run that was interrupted, of which no gap tells': copied(
    'run',
    'id, status, checkpoint',
    `'other', 'interrupted', NULL`,
    '1',
  ),
  'a finding between two assessments': copied(
    'finding',
    'from_entry, to_entry',
    'to_entry, to_entry + 1',
  ),
  'since where a finding stands': `UPDATE finding SET from_entry = from_entry + 1 WHERE valid_to IS NULL`,
}

test('what is written into the past: verify and exports say it, and nothing that follows makes it true', async context => {
  const { agent, home, scanOn } = await recorded(context)
  const file = join(home, 'witnessmark.sqlite')
  for (const [what, sql] of Object.entries(past)) {
    const copy = join(home, 'copy.sqlite')
    rmSync(copy, { force: true })
    copySqliteStore(file, copy)
    const database = new DatabaseSync(copy)
    database.exec(sql)
    assert.ok(Number(database.prepare('SELECT total_changes() AS n').get()?.['n']) > 0, what)
    database.close()
    const store = openSqliteStore(copy)
    assert.match(
      (await verifyLog(store)).first?.problem ?? '',
      /aurora-labs.*sealed|did not end as a run ends|no gap says so/,
      what,
    )
    await store.close()
  }
  const out = join(home, 'drawn.html')
  await exportTo(agent, { format: 'html', out })
  attacker(context, home).exec(past['a reading between two scans, whose times span days'])
  const said = async (): Promise<void> => {
    assert.notEqual((await verifyLog(agent.store)).first, null)
    await assert.rejects(exportTo(agent, { format: 'html', out }), unsound)
    const { unsealed } = await perform(agent, tester, 'status', {})
    assert.deepEqual(
      unsealed.map(({ tenant }) => tenant),
      ['aurora-labs'],
    )
  }
  await said()
  await erase(agent, tester, { person: 'Zażółć-gęślą-jaźń', reason: 'A request' })
  await said()
  await scanOn('2026-03-14').catch((error: unknown) => assert.ok(unsound(error)))
  await said()
})

test('a finding of no thing, or of one whose name is no text, is not passed over', async context => {
  for (const thing of [
    `json_remove(finding, '$.resource')`,
    `json_set(finding, '$.resource.id', 'a' || char(0))`,
  ]) {
    const { agent, home } = await recorded(context)
    const triggers = ['insert', 'update', 'delete'].map(
      act => `DROP TRIGGER finding_${act}_touches;`,
    )
    attacker(context, home).exec(`${triggers.join('')}
      INSERT INTO finding (id, tenant, finding, run, valid_from, from_entry)
      SELECT id || '-more', tenant, json_set(${thing}, '$.id', id || '-more'), run, valid_from, from_entry FROM finding WHERE valid_to IS NULL LIMIT 1`)
    const { unsealed } = await standingOf(agent)
    assert.deepEqual(
      unsealed.map(({ tenant }) => tenant),
      ['aurora-labs'],
      thing,
    )
  }
})

test('counts in an index that say otherwise than its rows are found', async context => {
  const { agent, home } = await recorded(context)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'), { defensive: false })
  context.after(() => database.close())
  // Rows are written while the index is taken for one of other rows.
  const index = `SELECT sql FROM sqlite_schema WHERE name = 'finding_listed'`
  const sql = String(database.prepare(index).get()?.['sql'])
  database.exec(`PRAGMA writable_schema = ON;
    DROP INDEX finding_listed;
    CREATE INDEX finding_listed ON finding (tenant, "check", outcome, accepted, severity, id, reason, since) WHERE valid_to IS NULL AND outcome <> 'fail';
    UPDATE sqlite_schema SET sql = '${sql.replaceAll("'", "''")}' WHERE name = 'finding_listed';`)
  const unsealed = async () =>
    (await perform(agent, tester, 'overview', {})).unsealed.map(({ tenant }) => tenant)
  assert.deepEqual(await unsealed(), ['aurora-labs'])
  // A large file is looked at by a thread, which says the same.
  database.exec(`CREATE TABLE large AS SELECT zeroblob(${9 * 1024 * 1024}) AS bytes`)
  database.exec('PRAGMA wal_checkpoint')
  assert.deepEqual(await unsealed(), ['aurora-labs'])
  attacker(context, home).exec('REINDEX')
  assert.deepEqual(await unsealed(), [])
})

test('where a window ends is not for the rows of checkpoints to say', async context => {
  const { agent, home } = await recorded(context)
  const exported = await exportTo(agent, { format: 'csv', out: join(home, 'one.csv') })
  attacker(context, home).exec(`UPDATE checkpoint SET run = NULL WHERE size > 5;
    UPDATE checkpoint SET at = '2031-01-01T00:00:00.000Z' WHERE size > 5`)
  const again = await exportTo(agent, { format: 'csv', out: join(home, 'two.csv') })
  assert.deepEqual([again.to, again.checkpoint], [exported.to, exported.checkpoint])
})

test('a body that is missing from a bundle is explained by an erasure that its log proves', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'erased.zip')
  const to = (await agent.store.checkpoints()).at(-1)?.at ?? ''
  const [head] = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'evidence' }))
  await erase(agent, tester, { entries: [head?.index ?? -1], reason: 'A request' })
  await exportTo(agent, { format: 'bundle', out, to })
  const contents = await loadBundle(out)
  assert.deepEqual((await verifyMembers(membersOf(contents))).problems, [])
  const erasure = [...contents].find(
    ([name, bytes]) =>
      /^evidence\/\d+\.json$/.test(name) && JSON.parse(String(bytes)).kind === 'erasure',
  )
  const stem = erasure?.[0].slice(9, 17) ?? ''
  for (const name of contents.keys()) if (name.includes(stem)) contents.delete(name)
  const { problems: found } = await verifyMembers(membersOf(contents))
  assert.ok(found.some(({ problem }) => /no erasure entry says so/.test(problem)))
})

test('findings that are left out of a bundle are explained, or it fails', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'bundle.zip')
  await exportTo(agent, { format: 'bundle', out })
  const contents = await loadBundle(out)
  const manifest = JSON.parse(String(contents.get('manifest.json')))
  const [assessment] = manifest.tenants[0].assessments
  contents.delete(assessment.file)
  delete manifest.files[assessment.file]
  assessment.file = null
  contents.set('manifest.json', Buffer.from(`${canonical(manifest)}\n`))
  const { problems: found } = await verifyMembers(membersOf(contents))
  assert.ok(
    found.some(({ problem }) => /no erasure entry says why/.test(problem)),
    JSON.stringify(found),
  )
})

test('a person who is erased leaves rows that are sealed anew: exports and scans go on', async context => {
  const { agent, home, scanOn } = await recorded(context)
  await erase(agent, tester, { person: 'Zażółć-gęślą-jaźń', reason: 'A request' })
  assert.equal((await verifyLog(agent.store)).first, null)
  const out = join(home, 'erased.zip')
  await exportTo(agent, { format: 'bundle', out })
  assert.deepEqual((await verifyMembers(membersOf(await loadBundle(out)))).problems, [])
  attacker(context, home).exec(flip)
  assert.notEqual((await verifyLog(agent.store)).first, null, 'an erasure excuses no other edit')
  await assert.rejects(scanOn('2026-03-14'), unsound)
})

test('what is written into the file past SQLite, while it is open, is found without a start', async context => {
  const { agent, home } = await recorded(context)
  await agent.store.transaction(async () => undefined)
  assert.deepEqual((await perform(agent, tester, 'status', {})).unsealed, [])
  // A page of the file itself: an outcome in a line of a finding, of the same length.
  await agent.store.compact()
  assert.deepEqual((await perform(agent, tester, 'status', {})).unsealed, [])
  const file = join(home, 'witnessmark.sqlite')
  const { atime, mtime } = statSync(file)
  const bytes = readFileSync(file)
  const handle = openSync(file, 'r+')
  let edited = 0
  for (
    let at = bytes.indexOf('"outcome":"fail"');
    at >= 0;
    at = bytes.indexOf('"outcome":"fail"', at + 1)
  ) {
    writeSync(handle, '"outcome":"pass"', at)
    edited++
  }
  closeSync(handle)
  utimesSync(file, atime, mtime)
  assert.ok(edited > 10)
  // Something else is recorded meanwhile: what is kept of the rows is not taken for them.
  const { unsealed } = await perform(agent, tester, 'status', {})
  assert.deepEqual(
    unsealed.map(({ tenant }) => tenant),
    ['aurora-labs'],
  )
})

test('what people decided is compared again once another program wrote, and goes on being wrong', async context => {
  const { agent, home } = await recorded(context)
  await decide(agent, tester, { about: 'manual', act: 'set', key: 'a', tenant: null, said: {} })
  const problem = () => decidingProblem(agent.store, agent.log)
  assert.equal(await problem(), null)
  const [head] = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'decision' }))
  const index = head?.index ?? assert.fail()
  attacker(context, home)
    .prepare(`UPDATE evidence SET body = CAST('{}' AS BLOB) WHERE idx = ?`)
    .run(index)
  for (let again = 0; again < 2; again++) assert.equal((await problem())?.entry, index)
  await decide(agent, tester, { about: 'manual', act: 'set', key: 'b', tenant: null, said: {} })
  assert.equal((await problem())?.entry, index)
})
