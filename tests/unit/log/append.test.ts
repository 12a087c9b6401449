import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { commitmentOf } from '../../../agent/log/crypto.ts'
import { openLog } from '../../../agent/log/log.ts'
import { verifyLog } from '../../../agent/log/verify.ts'
import { openSqliteStore } from '../../../agent/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../agent/store/store.ts'
import { temporaryFolder } from '../../support/agent.ts'

test('a commitment is HMAC-SHA-256, whatever the length of salt and body', () => {
  for (const salt of [0, 1, 32, 63, 64, 65, 200])
    for (const body of [0, 1, 55, 64, 1000]) {
      const [key, bytes] = [randomBytes(salt), randomBytes(body)]
      const expected = createHmac('sha256', key).update(bytes).digest('hex')
      assert.equal(commitmentOf(key, bytes), expected, `${salt} ${body}`)
    }
})

test('entries appended in batches of any size make the tree that each alone would, read once a batch', async context => {
  const counted: string[] = []
  const { store, log } = await openedLog(context, counted)
  const sizes = [1, 2, 1, 7, 0, 256, 3, 1000, 1]
  const begins = await store.logSize()
  await log.commit(null, async () => {
    for (const [batch, size] of sizes.entries()) {
      counted.length = 0
      const refs = await log.append(Array.from({ length: size }, (_, item) => entry(batch, item)))
      assert.equal(refs.length, size)
      assert.ok(counted.length < 20, `${size} entries: ${counted.length} calls`)
    }
  })
  const { first, entries } = await verifyLog(store)
  assert.equal(first, null)
  assert.equal(entries, begins + sizes.reduce((sum, size) => sum + size, 0))
})

test('what a transaction that failed had appended is no part of the tree that grows next', async context => {
  const { store, log } = await openedLog(context)
  await log.commit(null, () => log.append([entry(0, 0), entry(0, 1)]))
  const before = await store.logSize()
  await assert.rejects(
    log.commit(null, async () => {
      await log.append([entry(1, 0), entry(1, 1), entry(1, 2)])
      throw new Error('the disk is full')
    }),
  )
  assert.equal(await store.logSize(), before)
  await log.commit(null, () => log.append([entry(2, 0)]))
  assert.equal((await verifyLog(store)).first, null)
})

async function openedLog(context: TestContext, counted: string[] = []) {
  const home = temporaryFolder(context)
  const store = openSqliteStore(`${home}/witnessmark.sqlite`)
  context.after(() => store.close())
  const log = await openLog(counting(store, counted), home, {
    by: 'agent@0.1.0',
    catalogue: () => 'digest',
    clock: () => new Date('2026-01-01T00:00:00.000Z'),
  })
  return { store, log }
}

/** The same store, which writes down each method that is called. */
function counting(store: Store, counted: string[]): Store {
  return new Proxy(store, {
    get(target, name, receiver) {
      counted.push(String(name))
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}

function entry(batch: number, item: number) {
  return {
    kind: 'evidence',
    run: '',
    tenant: 'acme',
    subject: `acme GET /${batch}/${item}`,
    mediaType: 'text/plain',
    body: Buffer.from(`body ${batch} ${item}`),
    ipe: {
      request: `GET /${batch}/${item}`,
      tenant: 'acme',
      collector: 'github@1',
      catalogue: 'digest',
      seenAt: '2026-01-01T00:00:00.000Z',
      recordedAt: '2026-01-01T00:00:00.000Z',
    },
  } as const
}
