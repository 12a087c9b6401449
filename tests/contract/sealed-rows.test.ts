import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { formats } from '../../agent/export/formats.ts'
import { writeTiles } from '../../agent/export/tiles.ts'
import { verifyMembers } from '../../agent/export/verify-bundle.ts'
import { addException } from '../../agent/judge/exceptions.ts'
import { standingOf } from '../../agent/judge/standing.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { exitCode, problems } from '../../agent/problems.ts'
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
  const { unsealed } = await perform(agent, tester, 'overview', {})
  assert.deepEqual(
    unsealed.map(({ tenant }) => tenant),
    ['aurora-labs'],
  )
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
