import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialOf } from '../../../../agent/auth/credential.ts'
import { signInByDeviceCode } from '../../../../agent/auth/microsoft-device-code.ts'
import { Unreadable } from '../../../../common/model/index.ts'

const target = { tenant: 't-1', client: 'app-1' }
type Answer = { readonly status?: number; readonly body: object }

/** Plays answers in order and keeps what was asked. */
function platform(answers: readonly Answer[]) {
  const asked: { path: string; form: URLSearchParams }[] = []
  const fetch = (async (url: string, init: RequestInit) => {
    asked.push({ path: new URL(url).pathname, form: init.body as URLSearchParams })
    const answer = answers[asked.length - 1] ?? { status: 500, body: {} }
    return Response.json(answer.body, { status: answer.status ?? 200 })
  }) as typeof globalThis.fetch
  return { asked, fetch }
}
const device = { body: { device_code: 'long', user_code: 'ABC123', verification_uri: 'https://microsoft.com/devicelogin', expires_in: 900, interval: 5 } }
const pending = { status: 400, body: { error: 'authorization_pending', error_description: 'waiting' } }
const token = { body: { access_token: 'a1', expires_in: 3600, refresh_token: 'r1' } }

test('shows the code, waits as asked, and keeps a refresh token', async () => {
  const { asked, fetch } = platform([device, pending, { status: 400, body: { error: 'slow_down' } }, token])
  const slept: number[] = []
  const shown: string[] = []
  const secret = await signInByDeviceCode({ target, scopes: ['https://graph.microsoft.com/Policy.Read.All'], show: (...what) => { shown.push(...what) }, fetch, sleep: async ms => { slept.push(ms) } })
  assert.equal(secret, 'microsoft-refresh-token:r1')
  assert.deepEqual(shown, ['https://microsoft.com/devicelogin', 'ABC123'])
  assert.deepEqual(slept, [5000, 5000, 10_000])
  assert.equal(asked[0]?.path, '/t-1/oauth2/v2.0/devicecode')
  assert.equal(asked[0]?.form.get('scope'), 'offline_access https://graph.microsoft.com/Policy.Read.All')
  assert.equal(asked[1]?.form.get('device_code'), 'long')
})

test('declined, blocked, or too late: said in words', async () => {
  const sign = (answers: readonly Answer[]) => signInByDeviceCode({ target, scopes: [], show: () => {}, fetch: platform(answers).fetch, sleep: async () => {} })
  await assert.rejects(sign([device, { status: 400, body: { error: 'authorization_declined', error_description: 'The user declined.' } }]), /authorization_declined: The user declined/)
  await assert.rejects(sign([{ status: 400, body: { error: 'invalid_grant', error_description: 'AADSTS53003: Blocked by Conditional Access.\nmore' } }]), /AADSTS53003: Blocked by Conditional Access\.$/)
  await assert.rejects(sign([{ body: { ...device.body, expires_in: 5 } }, pending]), error => error instanceof Unreadable && /nobody signed in/.test(error.message))
})

test('the kept secret gives access tokens, and uses the newest refresh token', async () => {
  const { asked, fetch } = platform([{ body: { ...token.body, refresh_token: 'r2' } }, { body: { ...token.body, access_token: 'a2' } }])
  let time = 0
  const credential = credentialOf('microsoft-365', 'microsoft-refresh-token:r1', target, 'https://graph.microsoft.com', { fetch, now: () => new Date(time) })
  assert.ok(typeof credential === 'function')
  assert.equal(await credential(), 'a1')
  assert.equal(await credential(), 'a1')
  time = 3_500_000
  assert.equal(await credential(), 'a2')
  assert.deepEqual(asked.map(item => item.form.get('refresh_token')), ['r1', 'r2'])
})
