// What PostgreSQL cannot do is said with the address, the cause and what helps; what was acknowledged survives.
import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { isProblem } from '../../agent/problem.ts'
import type { Address } from '../../agent/store/postgres/connections.ts'
import { migrations, newest } from '../../agent/store/postgres/migrations.ts'
import { prepareDatabase } from '../../agent/store/postgres/open.ts'
import { openPostgresStore } from '../../agent/store/postgres/postgres-store.ts'
import type { Store } from '../../agent/store/store.ts'
import { postgresServer } from '../support/postgres/server.ts'
import { readRun, writeRun } from '../support/store/rows.ts'

const server = await postgresServer()

async function opened(context: TestContext, address: Address): Promise<Store> {
  const store = await openPostgresStore(address)
  assert.ok(store)
  context.after(() => store.close())
  return store
}

function isSaid(address: string, because: string, words: RegExp): (error: Error) => boolean {
  return error =>
    isProblem(error, 'store-failed') &&
    error.params.because === because &&
    error.message.startsWith(address) &&
    words.test(error.message)
}

const schema = (sql: string): string => `SET search_path = witnessmark; ${sql}`

test('a server that is not there, and one that refuses, are told apart', async context => {
  const url = await server.database(context)
  const nobody = url.replace(/:\d+\//, ':1/')
  await assert.rejects(
    openPostgresStore({ url: nobody, shown: nobody }),
    isSaid(nobody, 'unreachable', /cannot be reached/),
  )
  for (const address of [
    { url, shown: url, password: 'wrong' },
    { url, shown: url },
    { ...server.reach(url.replace(/home_\d+/, 'none')), shown: url },
  ])
    await assert.rejects(openPostgresStore(address), isSaid(url, 'refused', /PGPASSFILE/))
})

test('a newer store is left untouched; one that is read only, or in another encoding, is named', async context => {
  const url = await server.database(context)
  await (await opened(context, server.reach(url))).close()
  await server.run(url, schema('UPDATE version SET version = 99'))
  await assert.rejects(
    openPostgresStore(server.reach(url)),
    error => isProblem(error, 'store-newer') && /store version 99/.test(error.message),
  )
  await server.run(url, schema(`UPDATE version SET version = ${newest()}`))
  const store = await opened(context, server.reach(url))
  await store.set('a', '1')
  const name = new URL(url).pathname.slice(1)
  await store.close()
  await server.run(url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`)
  await assert.rejects(openPostgresStore(server.reach(url)), isSaid(url, 'standby', /standby/))
  await server.run(
    url.replace(name, 'postgres'),
    `ALTER DATABASE ${name} RESET default_transaction_read_only`,
  )
  const latin = url.replace(name, 'latin')
  await server.run(url, `CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0`)
  await assert.rejects(openPostgresStore(server.reach(latin)), isSaid(latin, 'encoding', /UTF8/))
})

test('an earlier store is brought to the newest version, or stays whole where that fails', async context => {
  const url = await server.database(context)
  const address = server.reach(url)
  const [first = ''] = migrations
  await server.run(url, 'DROP SCHEMA IF EXISTS witnessmark CASCADE')
  assert.ok(await prepareDatabase(address, true, { migrations: [first] }))
  await server.run(url, schema(`INSERT INTO named VALUES ('a', 'of before')`))
  const broken = [...migrations, 'CREATE TABLE made (one INTEGER); SELECT nothing']
  await assert.rejects(
    prepareDatabase(address, true, { migrations: broken }),
    error =>
      isProblem(error, 'store-upgrade-failed') &&
      error.params.from === newest([first]) &&
      error.params.to === newest(broken),
  )
  const store = await opened(context, address)
  assert.equal(await store.get('a'), 'of before')
  await writeRun(store, 'acme', 1)
  assert.equal(
    await store.currentDigest('acme', { since: 0 }),
    await store.currentDigest('acme', { anew: true }),
  )
})

test('one agent holds a database; others look; who comes later takes it when the first is gone', async context => {
  const url = await server.database(context)
  const first = await opened(context, server.reach(url))
  await writeRun(first, 'acme', 1)
  await assert.rejects(
    openPostgresStore(server.reach(url)),
    isSaid(url, 'held', /another agent holds/),
  )
  const looking = await openPostgresStore(server.reach(url), { looking: true })
  assert.ok(looking)
  context.after(() => looking.close())
  assert.deepEqual(await readRun(looking, 'acme', 1), await readRun(first, 'acme', 1))
  const version = await looking.version()
  await first.startRun({ id: 'r', tenant: 'acme', kind: 'scan', startedAt: '2026', catalogue: '' })
  assert.notEqual(await looking.version(), version)
  // The first one's connection breaks, and another agent comes before it looks again.
  await first.transaction(async () => {
    assert.equal(await first.get('acme.last'), 'acme-1')
  })
  await server.run(
    url,
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'witnessmark'",
  )
  const second = await opened(context, server.reach(url))
  await second.set('mine', 'second')
  await assert.rejects(first.set('mine', 'first'), isSaid(url, 'held', /another agent holds/))
  await second.close()
  await assert.rejects(first.set('mine', 'first'), isSaid(url, 'held', /another agent holds/))
  assert.equal(await first.get('mine'), 'second')
})

test('nothing is there to look at before somebody wrote', async context => {
  const url = await server.database(context)
  await server.run(url, 'DROP SCHEMA IF EXISTS witnessmark CASCADE')
  assert.equal(await openPostgresStore(server.reach(url), { looking: true }), null)
})

test('a full disk says to make room; what was begun is taken back, and the next goes on', async context => {
  const url = await server.database(context)
  const store = await opened(context, server.reach(url))
  await store.set('a', '1')
  const before = await readRun(store, 'acme', 1)
  await server.run(
    url,
    schema(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON finding FOR EACH STATEMENT EXECUTE FUNCTION full_disk()`),
  )
  await assert.rejects(
    store.transaction(() => writeRun(store, 'acme', 1)),
    isSaid(url, 'full', /the disk is full\. Make room/),
  )
  assert.deepEqual(await readRun(store, 'acme', 1), before)
  await server.run(url, schema('DROP FUNCTION full_disk CASCADE'))
  await store.transaction(() => writeRun(store, 'acme', 1))
  assert.equal(await store.get('acme.last'), 'acme-1')
})

test('connections that break between or in the middle of transactions lose nothing that was acknowledged', async context => {
  const url = await server.database(context)
  const store = await opened(context, server.reach(url))
  const cut = () =>
    server.run(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'witnessmark' AND datname = current_database()`,
    )
  await store.set('a', '1')
  await cut()
  assert.equal(await store.get('a'), '1', 'read by a new connection')
  await cut()
  await store.set('a', '2')
  await assert.rejects(
    store.transaction(async () => {
      await writeRun(store, 'acme', 1)
      await cut()
      await store.set('a', '3')
    }),
    isSaid(url, 'unreachable', /asked again with the next use/),
  )
  assert.deepEqual([await store.get('a'), await store.get('acme.last')], ['2', null])
  await store.transaction(() => writeRun(store, 'acme', 1))
  assert.equal((await store.runs()).length, 1)
})

test('a server that is away for a while is asked again; what it had acknowledged is there', async context => {
  const url = await server.database(context)
  const store = await opened(context, server.reach(url))
  await store.transaction(() => writeRun(store, 'acme', 1))
  const before = await readRun(store, 'acme', 1)
  await server.stop()
  const away = isSaid(url, 'unreachable', /cannot be reached/)
  await assert.rejects(store.get('a'), away)
  await assert.rejects(store.set('a', '1'), away)
  await assert.rejects(
    store.snapshot(moment => moment.get('a')),
    away,
  )
  await server.start()
  assert.deepEqual(await readRun(store, 'acme', 1), before)
  await store.transaction(() => writeRun(store, 'acme', 2))
  assert.equal(await store.currentDigest('acme'), await store.currentDigest('acme', { anew: true }))
})

test('a server that crashes in the middle of a transaction keeps what it acknowledged, and nothing else', async context => {
  const url = await server.database(context)
  const store = await opened(context, server.reach(url))
  await store.transaction(() => writeRun(store, 'acme', 1))
  const before = await readRun(store, 'acme', 1)
  await assert.rejects(
    store.transaction(async () => {
      await writeRun(store, 'acme', 2)
      await server.kill()
      await store.set('a', '1')
    }),
    isSaid(url, 'unreachable', /cannot be reached/),
  )
  await server.start()
  assert.deepEqual(await readRun(store, 'acme', 1), before)
  await store.transaction(() => writeRun(store, 'acme', 2))
  assert.equal(await store.get('acme.last'), 'acme-2')
})

/** Lets everything through, but once the answer to a commit, and what comes after it. */
async function losingAnswers(
  context: TestContext,
  port: number,
): Promise<{ lose(): void; port: number }> {
  let losing = false
  const sockets = new Set<Socket>()
  const between = createServer(near => {
    const far = connect(port, '127.0.0.1')
    let lost = false
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    near.on('data', data => {
      if (losing && data.includes('COMMIT')) [losing, lost] = [false, true]
      far.write(data)
    })
    far.on('data', data => (lost ? near.destroy() : near.write(data)))
    // The other end of a connection that was lost knows nothing of it.
    near.on('close', () => lost || far.end())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>(resolve => between.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    for (const socket of sockets) socket.destroy()
    between.close()
  })
  return { lose: () => void (losing = true), port: (between.address() as AddressInfo).port }
}

test('a commit whose answer is lost is asked for: it stands once, and is acknowledged', async context => {
  const url = await server.database(context)
  const between = await losingAnswers(context, Number(new URL(url).port))
  const through = url.replace(/:\d+\//, `:${between.port}/`)
  const store = await opened(context, server.reach(through))
  await store.set('a', '1')
  between.lose()
  await store.transaction(() => writeRun(store, 'acme', 1))
  assert.equal(await store.get('acme.last'), 'acme-1')
  await store.transaction(() => writeRun(store, 'acme', 2))
  assert.deepEqual(
    (await store.runs()).map(({ id }) => id),
    ['acme-2', 'acme-1'],
  )
})
