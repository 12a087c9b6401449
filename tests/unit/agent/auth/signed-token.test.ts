import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createApi } from '../../../../agent/collect/api.ts'
import { credentialOf } from '../../../../agent/collect/auth/credential.ts'
import { Unreadable } from '../../../../common/model/index.ts'

const id = '0123456789abcdef01234567'
const key = 'f'.repeat(64)
const audience = 'https://blog.example/ghost/api/admin'
const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())

test('each request carries a token of its own, for five minutes, and never the secret', async () => {
  let at = Date.parse('2026-01-01T00:00:00Z')
  const sent: string[] = []
  const api = createApi({
    baseUrl: audience,
    headers: {},
    auth: 'Ghost',
    secret: credentialOf({ credential: 'signed-token' }, `${id}:${key}\n`, {}, audience, {
      now: () => new Date(at),
    }),
    recorder: { earlier: async () => null, record: async () => 0, unchanged: () => 0 },
    fetch: (async (_: string, init: RequestInit) => {
      sent.push(new Headers(init.headers).get('authorization') ?? '')
      return Response.json({})
    }) as typeof globalThis.fetch,
  })
  await api.get('/site/')
  at += 60_000
  await api.get('/site/')
  for (const [index, header] of sent.entries()) {
    assert.ok(header.startsWith('Ghost '), header)
    const [head = '', claims = '', signature = ''] = header.slice(6).split('.')
    const issued = Date.parse('2026-01-01T00:00:00Z') / 1000 + index * 60
    assert.deepEqual(
      [decode(head), decode(claims)],
      [
        { alg: 'HS256', typ: 'JWT', kid: id },
        { iat: issued, exp: issued + 300, aud: '/admin/' },
      ],
    )
    assert.equal(
      signature,
      createHmac('sha256', Buffer.from(key, 'hex')).update(`${head}.${claims}`).digest('base64url'),
    )
    assert.ok(!header.includes(key))
  }
  assert.equal(sent.length, 2)
})

test('what is no such token is refused here, with words that say what one looks like', async () => {
  for (const secret of ['abc', `${id}:short`, `${id}${key}`]) {
    const credential = credentialOf({ credential: 'signed-token' }, secret, {}, audience)
    assert.ok(typeof credential === 'function')
    await assert.rejects(
      credential(),
      (error: unknown) =>
        error instanceof Unreadable &&
        error.reason === 'unauthorized' &&
        !error.message.includes(secret),
    )
  }
})
