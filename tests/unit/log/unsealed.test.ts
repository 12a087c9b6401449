import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { exportTo } from '../../../agent/export/export.ts'
import { verifyLog } from '../../../agent/log/verify.ts'
import { perform } from '../../../agent/operations/perform.ts'
import { tester } from '../../support/actor.ts'
import { recorded } from '../../support/export.ts'
import type { Recorded } from '../../support/export.ts'
import { unsealed } from '../../support/tamper.ts'

/** What a person, an auditor and a program get to see of the record. */
async function shown({ agent, home }: Recorded) {
  const files: Record<string, string> = {}
  for (const format of ['csv', 'html'] as const) {
    const out = join(home, `shown.${format}`)
    await exportTo(agent, { format, out })
    files[format] = readFileSync(out, 'utf8')
  }
  const { at: _, ...overview } = await perform(agent, tester, 'overview', {})
  return {
    files,
    overview,
    status: await perform(agent, tester, 'status', {}),
    findings: await perform(agent, tester, 'findings-whole', {}),
  }
}

/** A row in each table: a repository that went, a browser that was sent away, a capture. */
async function withAll(context: Parameters<typeof recorded>[0]): Promise<Recorded> {
  const world = await recorded(context)
  world.replay.state.repositories.pop()
  await world.scanOn('2026-03-14')
  const at = '2026-03-01T00:00:00.000Z'
  const pairing = { id: 'one', name: 'A browser', origin: 'chrome-extension://a', publicKey: 'k' }
  await world.agent.store.putPairing({ ...pairing, pairedAt: at, lastSeen: at, revokedAt: at })
  await world.agent.store.putCaptures([
    { id: 'capture', tenant: 'aurora-labs', pairing: 'one', at, evidence: 1 },
  ])
  return world
}

test('the worst value in each column that is not sealed: no verdict, view, export or next scan is another', async context => {
  const [world, twin] = [await withAll(context), await withAll(context)]
  const database = new DatabaseSync(join(world.home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  const before = await shown(world)
  for (const [name, { worst, where = '1' }] of Object.entries(unsealed)) {
    const [table = '', column = ''] = name.split('.')
    const { changes } = database
      .prepare(`UPDATE "${table}" SET "${column}" = ${worst} WHERE ${where}`)
      .run()
    if (table !== 'named') assert.ok(Number(changes) > 0, `${name} was written`)
    assert.deepEqual(await shown(world), before, name)
    assert.equal((await verifyLog(world.agent.store)).first, null, name)
  }
  await world.scanOn('2026-03-15')
  await twin.scanOn('2026-03-15')
  const outcomes = async ({ agent }: Recorded) =>
    (await agent.store.findings('aurora-labs')).map(item => [
      item.id,
      item.outcome,
      item.evidence.length,
    ])
  assert.deepEqual(await outcomes(world), await outcomes(twin))
  const gaps = async ({ agent }: Recorded): Promise<number> =>
    (await Array.fromAsync(agent.store.evidenceHeads({ kind: 'gap' }))).length
  assert.equal(await gaps(world), await gaps(twin))
})

test('what the row of a checkpoint says of its time, run and stamp is not what the log shows', async context => {
  const { agent, home } = await recorded(context)
  const { checkpoints } = await perform(agent, tester, 'log', {})
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  for (const column of ['at', 'run', 'token_at'] as const)
    database.exec(`UPDATE checkpoint SET ${column} = ${unsealed[`checkpoint.${column}`]?.worst}`)
  assert.deepEqual((await perform(agent, tester, 'log', {})).checkpoints, checkpoints)
})

test('retention that no entry says, and a finding that ended when nothing was judged, are found', async context => {
  const { agent, home } = await recorded(context)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  database.exec(`INSERT INTO named (key, value) VALUES ('log.minimum', '1')`)
  assert.match((await verifyLog(agent.store)).first?.problem ?? '', /no retention entry says so/)
  database.exec(`DELETE FROM named WHERE key = 'log.minimum'`)
  assert.equal((await verifyLog(agent.store)).first, null)
  database.exec(`UPDATE finding SET valid_to = '2026-03-02T18:00:00.000Z'
    WHERE rowid = (SELECT min(rowid) FROM finding WHERE valid_to IS NOT NULL)`)
  assert.match(
    (await verifyLog(agent.store)).first?.problem ?? '',
    /that had ended are not the ones/,
  )
})

test('a row of another finding under the id of one is not shown as that one', async context => {
  const { agent, home } = await recorded(context)
  const [one, other] = await agent.store.findings('aurora-labs')
  assert.ok(one && other)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  database.prepare('UPDATE finding SET id = ? WHERE id = ?').run('away', one.id)
  database.prepare('UPDATE finding SET id = ? WHERE id = ?').run(one.id, other.id)
  assert.deepEqual(await agent.store.findingHistory(one.id), [])
})
