import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { credentialOf, keptSecret } from '../../../../agent/collect/auth/credential.ts'
import { Unreadable } from '../../../../common/model/index.ts'
import { collector } from '../../../../common/services/google-workspace/collect/index.ts'
import { startIdentityPlatform } from '../../../support/identity-platform.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = JSON.stringify({
  type: 'service_account',
  client_email: 'reader@project.iam.gserviceaccount.com',
  private_key_id: 'k1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  token_uri: 'https://elsewhere.example/token',
})
const target = { domain: 'example.org', admin: 'admin@example.org' }
const audience = 'https://admin.googleapis.com'
const client = JSON.stringify({
  installed: {
    client_id: 'c-1.apps.googleusercontent.com',
    client_secret: 'not-confidential',
    redirect_uris: ['http://localhost'],
  },
})
const tokens = (access: string, refresh?: string) => ({
  body: {
    access_token: access,
    expires_in: 3599,
    token_type: 'Bearer',
    ...(refresh ? { refresh_token: refresh } : {}),
  },
})

test('a service account asks for read-only scopes on behalf of a super admin, and once while its token lasts', async context => {
  const google = await startIdentityPlatform([tokens('t1'), tokens('t2')])
  context.after(() => google.close())
  let at = Date.now()
  const credential = credentialOf(collector, key, target, audience, {
    fetch: google.fetch,
    now: () => new Date(at),
  })
  assert.ok(typeof credential === 'function')
  assert.deepEqual([await credential(), await credential()], ['t1', 't1'])
  at += 3_400_000
  assert.equal(await credential(), 't2')
  const [header = '', claims = '', signature = ''] = (
    google.asked[0]?.form.get('assertion') ?? ''
  ).split('.')
  assert.ok(
    verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      publicKey,
      Buffer.from(signature, 'base64url'),
    ),
  )
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    sub: string
    iss: string
    aud: string
    scope: string
    exp: number
    iat: number
  }
  // A key file cannot send us elsewhere: the address of the token service is the library's own.
  assert.deepEqual(
    [
      said.sub,
      said.iss,
      said.exp - said.iat,
      new URL(said.aud).hostname.endsWith('.googleapis.com'),
    ],
    ['admin@example.org', 'reader@project.iam.gserviceaccount.com', 3600, true],
  )
  assert.ok(
    said.scope
      .split(' ')
      .every(
        scope =>
          scope.startsWith('https://www.googleapis.com/auth/') && scope.endsWith('.readonly'),
      ),
    said.scope,
  )
})

test('a refusal says what Google said; a service that is down is no refusal; without a super admin nothing is asked', async context => {
  const google = await startIdentityPlatform([
    {
      status: 401,
      body: {
        error: 'unauthorized_client',
        error_description: 'Client is unauthorized to retrieve access tokens using this method.',
      },
    },
  ])
  context.after(() => google.close())
  const read = async (of: Record<string, string>) => {
    const credential = credentialOf(collector, key, of, audience, { fetch: google.fetch })
    return typeof credential === 'function' ? credential() : null
  }
  await assert.rejects(
    read(target),
    (error: unknown) =>
      error instanceof Unreadable &&
      error.reason === 'unauthorized' &&
      error.message.startsWith('unauthorized_client'),
  )
  google.answers[0] = { status: 503, body: {} }
  await assert.rejects(
    read(target),
    (error: unknown) => error instanceof Unreadable && error.reason === 'unreachable',
  )
  const before = google.asked.length
  await assert.rejects(read({ domain: 'example.org' }), /--set admin=/)
  assert.equal(google.asked.length, before)
  assert.equal(credentialOf(collector, 'ya29.token', target, audience), 'ya29.token')
})

test('a client file signs a person in by their browser: PKCE, an answer to this machine only, and a refresh token to keep', async context => {
  const google = await startIdentityPlatform([tokens('a1', 'r1'), tokens('a2')])
  context.after(() => google.close())
  let challenge = ''
  const secret = await keptSecret(
    collector,
    client,
    target,
    audience,
    async address => {
      const asked = new URL(address).searchParams
      assert.equal(new URL(address).hostname, 'accounts.google.com')
      assert.deepEqual(
        [asked.get('code_challenge_method'), asked.get('access_type')],
        ['S256', 'offline'],
      )
      assert.ok(
        asked
          .get('scope')
          ?.split(' ')
          .every(scope => scope.endsWith('.readonly')),
      )
      challenge = asked.get('code_challenge') ?? ''
      const back = asked.get('redirect_uri') ?? ''
      assert.equal((await fetch(`${back}/?code=stolen&state=guessed`)).status, 400)
      await fetch(`${back}/?code=c-1&state=${encodeURIComponent(asked.get('state') ?? '')}`)
    },
    { fetch: google.fetch },
  )
  assert.deepEqual(JSON.parse(secret), {
    type: 'authorized_user',
    client_id: 'c-1.apps.googleusercontent.com',
    client_secret: 'not-confidential',
    refresh_token: 'r1',
  })
  const form = google.asked[0]?.form
  assert.deepEqual(
    [
      form?.get('code'),
      createHash('sha256')
        .update(form?.get('code_verifier') ?? '')
        .digest('base64url'),
    ],
    ['c-1', challenge],
  )
  const credential = credentialOf(collector, secret, target, audience, {
    fetch: google.fetch,
  })
  assert.equal(typeof credential === 'function' ? await credential() : null, 'a2')
  assert.deepEqual(
    [google.asked[1]?.form.get('grant_type'), google.asked[1]?.form.get('refresh_token')],
    ['refresh_token', 'r1'],
  )
})

test('who declines in the browser is told so; a file that is not whole is refused', async () => {
  await assert.rejects(
    keptSecret(collector, client, target, audience, async address => {
      const asked = new URL(address).searchParams
      await fetch(
        `${asked.get('redirect_uri') ?? ''}/?error=access_denied&state=${asked.get('state') ?? ''}`,
      )
    }),
    error => error instanceof Unreadable && error.message.includes('access_denied'),
  )
  await assert.rejects(
    keptSecret(collector, '{"installed": {}}', target, audience, () => undefined),
    /lacks installed\.client_id/,
  )
})
