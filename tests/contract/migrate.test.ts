// The record moves from one engine to the other: whole at one end whenever that is interrupted.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { configReader } from '../../agent/home/config.ts'
import { migrate } from '../../agent/keep/migrate.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openAgent, openHome } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { NOTHING_ENDED } from '../../agent/store/store.ts'
import type { Store } from '../../agent/store/store.ts'
import { tester } from '../support/actor.ts'
import { secretsFor } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import { postgresServer } from '../support/postgres/server.ts'

const server = await postgresServer()
const tenant = 'aurora-labs'
const now = new Date('2026-04-01T06:00:00.000Z')

/** What an outsider could compare. */
async function recordOf(store: Store): Promise<Readonly<Record<string, unknown>>> {
  return {
    verified: await verifyLog(store, { everyAssessment: true }),
    checkpoints: await store.checkpoints(),
    runs: await store.runs(),
    findings: await store.findings(tenant),
    current: await store.currentDigest(tenant),
    ended: await store.endedChain(tenant, NOTHING_ENDED),
    intervals: await Array.fromAsync(store.intervals({ tenant })),
    evidence: (await Array.fromAsync(store.evidenceOf({}))).map(({ body, ...head }) => ({
      ...head,
      body: body && Buffer.from(body),
    })),
  }
}

async function moving(context: TestContext) {
  const url = await server.database(context)
  const { agent, home, close } = await recorded(context)
  const before = await recordOf(agent.store)
  const { origin } = agent.log
  await close()
  const secrets = await secretsFor({ url, password: server.reach(url).password ?? '' })
  const opened = async () => {
    const open = await openAgent(home, { secrets, clock: () => now })
    try {
      assert.equal(open.agent.log.origin, origin, 'the log goes on under its key')
      assert.deepEqual(await recordOf(open.agent.store), before)
    } finally {
      await open.close()
    }
  }
  const move = (to: string, step?: (name: string) => Promise<void> | void) =>
    migrate(home, configReader(home).read(), to, { secrets, now, ...(step && { step }) })
  return { url, home, secrets, opened, move }
}

test('a record that moved to PostgreSQL and back is the one that it was, whenever either way was interrupted', async context => {
  const { url, home, opened, move } = await moving(context)
  const file = new DatabaseSync(join(home, 'witnessmark.sqlite'), { readOnly: true })
  const beside = file.prepare('SELECT count(*) AS count FROM evidence WHERE base IS NOT NULL').get()
  file.close()
  assert.ok(Number(beside?.['count']) > 0, 'bodies that are kept beside others are among them')
  for (const to of [url, 'sqlite']) {
    const before = configReader(home).read().store
    for (const at of ['copying finding', 'copied', 'named', 'switched']) {
      let broke = 0
      const step = (name: string): void => {
        if (name === at && broke++ === 0) throw new RangeError(`broke off at ${at}`)
      }
      await assert.rejects(move(to, step), RangeError, `${to} ${at}`)
      const expected = at === 'switched' ? (to === 'sqlite' ? undefined : to) : before
      assert.equal(configReader(home).read().store, expected, at)
      if (at !== 'copied') await opened()
      // Where it was done but for tidying up: the other way, so that it can be gone once more.
      if (at === 'switched') await move(before ?? 'sqlite')
    }
    const moved = await move(to)
    assert.deepEqual([moved.from, moved.to], [before ?? 'sqlite', to])
    assert.ok(moved.rows > moved.entries && moved.entries > 20)
    await opened()
    assert.equal(existsSync(join(home, 'witnessmark.sqlite')), to === 'sqlite')
    assert.deepEqual(
      readdirSync(home).filter(name => name.includes('moving')),
      [],
    )
  }
})

test('a record that was copied otherwise does not count, and the home stays as it was', async context => {
  const { url, opened, move, secrets } = await moving(context)
  const tampered = [
    `UPDATE finding SET finding = replace(finding, '"pass"', '"fail"') WHERE valid_to IS NULL`,
    `UPDATE resource SET name = name || ' ' WHERE valid_to IS NULL`,
    `DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)`,
  ]
  for (const sql of tampered) {
    const step = async (name: string): Promise<void> => {
      if (name === 'copied') await server.run(url, `SET search_path = witnessmark; ${sql}`)
    }
    await assert.rejects(
      move(url, step),
      error => isProblem(error, 'log-unsound') || isProblem(error, 'migrate-differs'),
      sql,
    )
  }
  await opened()
  await move(url)
  assert.equal((await secrets.get('store:postgres')) !== null, true)
  await opened()
})

test('a move is refused where a record is, where it is already, and while an agent holds the home', async context => {
  const { url, home, secrets, move } = await moving(context)
  await assert.rejects(move('sqlite'), error => isProblem(error, 'migrate-there'))
  const looking = openHome(home, { secrets, clock: () => now })
  const agent = await openAgent(home, { secrets, clock: () => now })
  await assert.rejects(perform(looking.agent, tester, 'migrate', { to: url }), error =>
    isProblem(error, 'home-locked'),
  )
  await agent.close()
  await perform(looking.agent, tester, 'migrate', { to: url })
  await looking.close()
  await assert.rejects(move(url), error => isProblem(error, 'migrate-there'))
  const other = await moving(context)
  await assert.rejects(other.move(url), error => isProblem(error, 'migrate-occupied'))
  await other.opened()
  const kept = openHome(home, { secrets, clock: () => now })
  context.after(() => kept.close())
  for (const name of ['backup', 'restore'] as const)
    await assert.rejects(
      perform(kept.agent, tester, name, { file: join(home, 'exports', 'backup.zip') }),
      error => isProblem(error, 'store-elsewhere') && /migrate --to sqlite/.test(error.message),
    )
})
