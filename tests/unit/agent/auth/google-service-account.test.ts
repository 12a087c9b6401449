import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { credentialOf } from '../../../../agent/auth/credential.ts'
import { Unreadable } from '../../../../common/model/index.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = JSON.stringify({ type: 'service_account', client_email: 'reader@project.iam.gserviceaccount.com', private_key_id: 'k1', private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }), token_uri: 'https://oauth2.googleapis.com/token' })
const target = { domain: 'example.org', admin: 'admin@example.org' }

test('a service account asks for read-only scopes on behalf of a super admin, and once while its token lasts', async () => {
  const asked: URLSearchParams[] = []
  let at = Date.parse('2026-11-23T12:00:00Z')
  const fetch = (async (_url: unknown, init: RequestInit) => { asked.push(init.body as URLSearchParams); return Response.json({ access_token: `t${asked.length}`, expires_in: 3599 }) }) as typeof globalThis.fetch
  const credential = credentialOf('google-workspace', key, target, 'https://admin.googleapis.com', { fetch, now: () => new Date(at) })
  assert.ok(typeof credential === 'function')
  assert.deepEqual([await credential(), await credential()], ['t1', 't1'])
  at += 3_400_000
  assert.equal(await credential(), 't2')
  const [header = '', claims = '', signature = ''] = (asked[0]?.get('assertion') ?? '').split('.')
  assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url')))
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string; iss: string; scope: string; exp: number; iat: number }
  assert.deepEqual([said.sub, said.iss, said.exp - said.iat], ['admin@example.org', 'reader@project.iam.gserviceaccount.com', 3600])
  assert.ok(said.scope.split(' ').every(scope => scope.startsWith('https://www.googleapis.com/auth/') && scope.endsWith('.readonly')), said.scope)
})

test('a refusal says what Google said; without a super admin nothing is asked', async () => {
  const refuse = (async () => Response.json({ error: 'unauthorized_client', error_description: 'Client is unauthorized to retrieve access tokens using this method.' }, { status: 401 })) as typeof globalThis.fetch
  const read = (of: Record<string, string>) => { const credential = credentialOf('google-workspace', key, of, 'https://admin.googleapis.com', { fetch: refuse }); return typeof credential === 'function' ? credential() : null }
  await assert.rejects(async () => read(target), (error: unknown) => error instanceof Unreadable && error.reason === 'unauthorized' && error.message.startsWith('unauthorized_client'))
  await assert.rejects(async () => read({ domain: 'example.org' }), /--set admin=/)
  assert.equal(credentialOf('google-workspace', 'ya29.token', target, 'https://admin.googleapis.com'), 'ya29.token')
})
