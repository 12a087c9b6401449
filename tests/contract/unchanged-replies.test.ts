import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { verifyLog } from '../../agent/log/verify.ts'
import { rotateKey } from '../../agent/record/key.ts'
import { recorded } from '../support/export.ts'
import { tester } from '../support/actor.ts'

const check = 'github.organization.default-permission-minimal'
const request = `request LIKE 'GET %/orgs/aurora-labs'`

/** What an organization said that was well set, then that it is not; nothing changes after. */
async function worsened(context: TestContext) {
  const world = await recorded(context)
  const database = new DatabaseSync(join(world.home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  const organization = world.replay.state.organization as Record<string, unknown>
  const evidenceNow = (): number =>
    Number(database.prepare(`SELECT evidence FROM cache WHERE ${request}`).get()?.['evidence'])
  const outcome = async () =>
    (await world.agent.store.findings('aurora-labs')).find(item => item.check === check)?.outcome
  organization['default_repository_permission'] = 'read'
  await world.scanOn('2026-03-14')
  const [good, row] = [
    evidenceNow(),
    database.prepare(`SELECT * FROM cache WHERE ${request}`).get(),
  ]
  assert.equal(await outcome(), 'pass')
  organization['default_repository_permission'] = 'admin'
  await world.scanOn('2026-03-15')
  assert.equal(await outcome(), 'fail')
  assert.notEqual(evidenceNow(), good)
  const asked = async (day: string): Promise<number> => {
    await world.scanOn(day)
    const run = await world.agent.store.lastEvidence('run', 'aurora-labs')
    const { requests } = JSON.parse(String(Buffer.from(run?.body ?? []))) as {
      requests: { request: string; status: number }[]
    }
    return requests.find(item => item.request.endsWith('/orgs/aurora-labs'))?.status ?? 0
  }
  return { ...world, database, good, row, outcome, asked }
}

test('a reply that did not change is not asked for again', async context => {
  const { asked, outcome } = await worsened(context)
  assert.equal(await asked('2026-03-16'), 304)
  assert.equal(await outcome(), 'fail')
})

test('a remembered reply that points at an older, better body: asked for in full, the verdict stays', async context => {
  const { database, good, asked, outcome } = await worsened(context)
  database.prepare(`UPDATE cache SET evidence = ? WHERE ${request}`).run(good)
  assert.equal(await asked('2026-03-16'), 200)
  assert.equal(await outcome(), 'fail')
})

test('the body that a remembered reply points at is edited: asked for in full, the verdict stays', async context => {
  const { database, good, asked, outcome } = await worsened(context)
  database.exec(`UPDATE evidence SET (body, salt, commitment, ipe) =
    (SELECT body, salt, commitment, ipe FROM evidence WHERE idx = ${good})
    WHERE idx = (SELECT evidence FROM cache WHERE ${request})`)
  assert.equal(await asked('2026-03-16'), 200)
  assert.equal(await outcome(), 'fail')
})

test('an older row of what is remembered, put back: the service answers it in full', async context => {
  const { database, row, asked, outcome } = await worsened(context)
  database
    .prepare(
      `UPDATE cache SET etag = ?, last_modified = ?, link = ?, evidence = ?, seal = ? WHERE ${request}`,
    )
    .run(
      ...(['etag', 'last_modified', 'link', 'evidence', 'seal'] as const).map(
        name => (row?.[name] ?? null) as string,
      ),
    )
  assert.equal(await asked('2026-03-16'), 200)
  assert.equal(await outcome(), 'fail')
})

for (const [column, value] of Object.entries({
  etag: '"other"',
  last_modified: 'Thu, 01 Jan 2037 00:00:00 GMT',
  link: '<http://127.0.0.1/elsewhere>; rel="next"',
  seal: 'none',
  request: 'GET http://127.0.0.1/other',
  tenant: 'other',
})) {
  test(`cache.${column} edited: every request is asked in full, and nothing else changes`, async context => {
    const { agent, database, asked, outcome } = await worsened(context)
    const before = await agent.store.findings('aurora-labs')
    database.prepare(`UPDATE cache SET ${column} = ? WHERE ${request}`).run(value)
    assert.equal(await asked('2026-03-16'), 200)
    assert.equal(await outcome(), 'fail')
    assert.deepEqual(await agent.store.findings('aurora-labs'), before)
    assert.equal((await verifyLog(agent.store)).first, null)
  })
}

test('under another key everything is asked in full once', async context => {
  const { agent, asked } = await worsened(context)
  await rotateKey(agent, tester, 'A year is over')
  assert.equal(await asked('2026-03-16'), 200)
  assert.equal(await asked('2026-03-17'), 304)
})
