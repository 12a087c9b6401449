// What a credential may write besides reading, where the service tells its rights: "it can only read" is
// said of nothing else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Collector, CollectorContext } from '../../../common/model/index.ts'
import { collector as unleash } from '../../../common/services/unleash/collect/index.ts'
import { collector as wordpress } from '../../../common/services/wordpress/collect/index.ts'

/** What `connect` is told where every request is answered alike. */
async function canWrite(collector: Collector, body: unknown): Promise<readonly string[] | null> {
  const context = {
    api: { get: async () => ({ status: 200, headers: {}, body, evidence: 0 }) },
    target: { url: 'https://service.example' },
  } as unknown as CollectorContext
  return (await collector.probe(context)).canWrite
}

test('an account of Unleash that administers nothing may still write', async () => {
  const account = (...permissions: string[]) =>
    canWrite(unleash, {
      user: { id: 1, username: 'ann' },
      permissions: permissions.map(permission => ({ permission })),
    })
  assert.deepEqual(await account(), [])
  assert.deepEqual(await account('READ_PROJECT_API_TOKEN'), [])
  assert.deepEqual(await account('UPDATE_FEATURE', 'CREATE_FEATURE', 'UPDATE_FEATURE'), [
    'CREATE_FEATURE',
    'UPDATE_FEATURE',
  ])
  assert.deepEqual(await account('ADMIN', 'CREATE_FEATURE'), ['everything its account may'])
})

test("an account of WordPress with none of the gravest rights may have others, also a plugin's", async () => {
  const account = (capabilities: Readonly<Record<string, boolean>>) =>
    canWrite(wordpress, { name: 'Ann', roles: ['subscriber'], capabilities })
  assert.deepEqual(await account({ read: true, level_0: true, subscriber: true }), [])
  assert.deepEqual(
    await account({ read: true, edit_posts: true, delete_posts: false, manage_shop: true }),
    ['edit_posts', 'manage_shop'],
  )
  assert.deepEqual(await account({ read: true, publish_posts: true, edit_posts: true }), [
    'publish_posts',
  ])
})
