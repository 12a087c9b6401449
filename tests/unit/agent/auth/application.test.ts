import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, verify, constants, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import { credentialOf, keptSecret } from '../../../../agent/collect/auth/credential.ts'
import { clientCertificate } from '../../../../agent/collect/auth/client-certificate.ts'
import {
  signInByBrowser,
  signInByDeviceCode,
} from '../../../../agent/collect/auth/public-client.ts'
import { Unreadable } from '../../../../common/model/index.ts'
import { collector } from '../../../../common/services/microsoft-365/collect/index.ts'
import { microsoftTokens, startIdentityPlatform } from '../../../support/identity-platform.ts'
import type { Answer } from '../../../support/identity-platform.ts'

const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
after(() => {
  rmSync(folder, { recursive: true })
})
execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    join(folder, 'key.pem'),
    '-out',
    join(folder, 'cert.pem'),
    '-subj',
    '/CN=witnessmark',
    '-days',
    '30',
  ],
  { stdio: 'ignore' },
)
const certificate = readFileSync(join(folder, 'cert.pem'), 'utf8')
const pem = readFileSync(join(folder, 'key.pem'), 'utf8') + certificate
const audience = 'https://graph.microsoft.com'

async function platform(context: TestContext, answers: Answer[]) {
  const service = await startIdentityPlatform(answers)
  context.after(() => service.close())
  return { ...service, target: { tenant: 't-1', client: 'app-1', authority: service.url } }
}
const token = { body: { token_type: 'Bearer', expires_in: 3599, access_token: 'first' } }
const device = {
  body: {
    device_code: 'long',
    user_code: 'ABC123',
    verification_uri: 'https://microsoft.com/devicelogin',
    expires_in: 900,
    interval: 0.01,
    message: 'open it',
  },
}
const pending = {
  status: 400,
  body: { error: 'authorization_pending', error_description: 'waiting' },
}
const says =
  (...words: string[]) =>
  (error: unknown) =>
    error instanceof Unreadable &&
    error.reason === 'unauthorized' &&
    words.every(word => error.message.includes(word))

test('by certificate: the assertion is signed by the certificate it names, for the token endpoint', async context => {
  const { asked, target } = await platform(context, [token])
  assert.equal(await clientCertificate({ pem, audience, target })(), 'first')
  assert.deepEqual([asked.length, asked[0]?.path], [1, '/t-1/oauth2/v2.0/token'])
  const form = asked[0]?.form
  assert.match(form?.get('scope') ?? '', /^https:\/\/graph\.microsoft\.com\/\.default/)
  const [header = '', claims = '', signature = ''] = (form?.get('client_assertion') ?? '').split(
    '.',
  )
  const parse = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  assert.deepEqual(
    [parse(header)['alg'], parse(header)['x5t#S256']],
    [
      'PS256',
      createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url'),
    ],
  )
  assert.match(String(parse(claims)['aud']), /\/t-1\/oauth2\/v2\.0\/token$/)
  assert.ok(
    verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      {
        key: new X509Certificate(certificate).publicKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      },
      Buffer.from(signature, 'base64url'),
    ),
  )
})

test('a token is used until shortly before its end, then asked for anew; each audience has its own', async context => {
  const { asked, target } = await platform(context, [token])
  let time = Date.now()
  const credential = credentialOf(collector, pem, target, audience, {
    now: () => new Date(time),
  })
  assert.ok(typeof credential === 'function')
  await credential()
  time += 3_000_000
  await credential()
  assert.equal(asked.length, 1)
  time += 600_000
  await credential()
  await credential('https://service.powerapps.com/')
  await credential('https://service.powerapps.com/')
  assert.deepEqual(
    asked.map(item => item.form.get('scope')?.split(' ')[0]),
    [`${audience}/.default`, `${audience}/.default`, 'https://service.powerapps.com//.default'],
  )
})

test("a refusal is told in the platform's words; nothing of the key is", async context => {
  const { target, answers } = await platform(context, [
    {
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: 'AADSTS700027: The certificate is not registered.\nTrace ID: x',
      },
    },
  ])
  const options = { pem, audience, target }
  await assert.rejects(
    clientCertificate(options)(),
    error =>
      says('invalid_client', 'AADSTS700027: The certificate is not registered.')(error) &&
      !String(error).includes('Trace'),
  )
  await assert.rejects(
    clientCertificate({ ...options, pem: certificate })(),
    /lacks its private key/,
  )
  await assert.rejects(
    clientCertificate({ ...options, target: { tenant: 't-1' } })(),
    /--set client=ID/,
  )
  await assert.rejects(
    clientCertificate({
      ...options,
      target: { tenant: 't', client: 'c', authority: 'http://example.com' },
    })(),
    /not https/,
  )
  await assert.rejects(
    clientCertificate({ ...options, now: () => new Date(Date.now() + 40 * 86_400_000) })(),
    /ended on/,
  )
  answers[0] = { status: 503, body: {} }
  await assert.rejects(
    clientCertificate(options)(),
    error => error instanceof Unreadable && error.reason === 'unreachable',
  )
})

test('by device code: shows the code, waits, and keeps a refresh token', async context => {
  const { asked, target } = await platform(context, [device, pending, microsoftTokens('a1', 'r1')])
  const shown: (string | undefined)[] = []
  const secret = await signInByDeviceCode({
    target,
    scopes: ['https://graph.microsoft.com/Policy.Read.All'],
    show: (address, code) => {
      shown.push(address, code)
    },
  })
  assert.equal(secret, 'microsoft-refresh-token:r1')
  assert.deepEqual(shown, ['https://microsoft.com/devicelogin', 'ABC123'])
  assert.equal(asked[0]?.path, '/t-1/oauth2/v2.0/devicecode')
  assert.ok(
    ['offline_access', 'https://graph.microsoft.com/Policy.Read.All'].every(scope =>
      asked[0]?.form.get('scope')?.split(' ').includes(scope),
    ),
  )
  assert.equal(asked[1]?.form.get('device_code'), 'long')
})

test('declined or blocked: said in words', async context => {
  const sign = async (answers: Answer[]) =>
    signInByDeviceCode({
      target: (await platform(context, answers)).target,
      scopes: [],
      show: () => undefined,
    })
  await assert.rejects(
    sign([
      device,
      {
        status: 400,
        body: { error: 'authorization_declined', error_description: 'The user declined.' },
      },
    ]),
    says('authorization_declined', 'The user declined'),
  )
  await assert.rejects(
    sign([
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'AADSTS53003: Blocked by Conditional Access.\nmore',
        },
      },
    ]),
    says('AADSTS53003: Blocked by Conditional Access.'),
  )
})

/**
 * What the browser does with the address that it is sent to: the platform answers to a port of this
 * machine, by POST.
 */
async function answerAs(address: string, form: Record<string, string>): Promise<Response> {
  const asked = new URL(address).searchParams
  return fetch(`http://127.0.0.1:${new URL(asked.get('redirect_uri') ?? '').port}/`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ state: asked.get('state') ?? '', ...form }),
  })
}

test('by browser: PKCE, an answer to this machine only, and a refresh token to keep', async context => {
  const { asked, target } = await platform(context, [microsoftTokens('a1', 'r1')])
  let challenge = ''
  const secret = await keptSecret(collector, 'browser', target, audience, async address => {
    const url = new URL(address)
    assert.equal(
      `${url.origin}${url.pathname}`,
      'https://login.microsoftonline.com/t-1/oauth2/v2.0/authorize',
    )
    assert.equal(url.searchParams.get('code_challenge_method'), 'S256')
    challenge = url.searchParams.get('code_challenge') ?? ''
    assert.ok(
      url.searchParams.get('scope')?.includes('https://graph.microsoft.com/Policy.Read.All'),
    )
    assert.ok(!url.searchParams.get('scope')?.includes('-admin'))
    assert.equal(new URL(url.searchParams.get('redirect_uri') ?? '').hostname, 'localhost')
    assert.equal((await answerAs(address, { code: 'stolen', state: 'guessed' })).status, 400)
    await answerAs(address, { code: 'c-1' })
  })
  assert.equal(secret, 'microsoft-refresh-token:r1')
  const form = asked.at(-1)?.form
  assert.deepEqual([form?.get('grant_type'), form?.get('code')], ['authorization_code', 'c-1'])
  assert.equal(
    createHash('sha256')
      .update(form?.get('code_verifier') ?? '')
      .digest('base64url'),
    challenge,
  )
})

test('who declines in the browser is told so', async context => {
  const { target } = await platform(context, [])
  await assert.rejects(
    signInByBrowser({
      target,
      scopes: [],
      show: async address => {
        await answerAs(address, { error: 'access_denied', error_description: 'The user said no.' })
      },
    }),
    says('access_denied'),
  )
})

test('the kept secret gives tokens for every audience, and a new refresh token is used and kept', async context => {
  const { asked, target } = await platform(context, [
    microsoftTokens('a1', 'r2'),
    microsoftTokens('a2', 'r3'),
  ])
  const kept: string[] = []
  const credential = credentialOf(collector, 'microsoft-refresh-token:r1', target, audience, {
    keep: async secret => {
      kept.push(secret)
    },
  })
  assert.ok(typeof credential === 'function')
  assert.deepEqual(
    [await credential(), await credential(), await credential('https://api.fabric.microsoft.com')],
    ['a1', 'a1', 'a2'],
  )
  assert.deepEqual(
    asked.map(item => item.form.get('refresh_token')),
    ['r1', 'r2'],
  )
  assert.deepEqual(kept, ['microsoft-refresh-token:r2'], 'once a run')
})

test('only a PEM bundle of Microsoft 365 is a certificate; other secrets are tokens', () => {
  assert.equal(typeof credentialOf(collector, pem, {}, audience), 'function')
  assert.equal(credentialOf(collector, 'eyJ0', {}, audience), 'eyJ0')
  assert.equal(credentialOf({ credential: 'token' }, pem, {}, 'https://api.github.com'), pem)
})
