import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { credentialOf } from '../../../../agent/collect/auth/credential.ts'
import { Unreadable } from '../../../../common/model/index.ts'
import { collector } from '../../../../common/services/github/collect/index.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
// As GitHub writes it.
const pem = String(privateKey.export({ type: 'pkcs1', format: 'pem' }))
const begun = Date.parse('2026-11-23T10:00:00Z')

function github(target: Readonly<Record<string, string>>, secret = pem) {
  const asked: string[] = []
  const clock = { now: begun }
  const fetch = (async (url: string, init: RequestInit) => {
    asked.push(`${init.method} ${url}`)
    const [head = '', body = '', signature = ''] = String(
      (init.headers as Record<string, string>)['authorization'],
    )
      .replace('Bearer ', '')
      .split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, number>
    const good =
      verify(
        'sha256',
        Buffer.from(`${head}.${body}`),
        publicKey,
        Buffer.from(signature, 'base64url'),
      ) &&
      String(claims['iss']) === 'Iv1.app' &&
      Number(claims['exp']) - Number(claims['iat']) <= 600 &&
      Number(claims['iat']) * 1000 < clock.now
    if (!good)
      return Response.json({ message: 'A JSON web token could not be decoded' }, { status: 401 })
    if (url.endsWith('/orgs/aurora-labs/installation')) return Response.json({ id: 5 })
    if (url.endsWith('/app/installations/5/access_tokens'))
      return Response.json(
        {
          token: `ghs_${asked.length}`,
          expires_at: new Date(clock.now + 3_600_000).toISOString(),
        },
        { status: 201 },
      )
    return Response.json({ message: 'Not Found' }, { status: 404 })
  }) as typeof globalThis.fetch
  const credential = credentialOf(collector, secret, target, collector.endpoint(target).baseUrl, {
    fetch,
    now: () => new Date(clock.now),
  })
  return { asked, clock, credential }
}
const token = (credential: ReturnType<typeof github>['credential']): Promise<string> =>
  typeof credential === 'function' ? credential() : Promise.resolve(String(credential))
const refused = (code: string) => (error: Error) =>
  error instanceof Unreadable && error.reason === 'unauthorized' && error.said.code === code

test('the key of a GitHub App makes installation tokens, the next one before the hour is over', async () => {
  const { asked, clock, credential } = github({ organization: 'aurora-labs', app: 'Iv1.app' })
  assert.equal(await token(credential), 'ghs_2')
  assert.equal(await token(credential), 'ghs_2', 'kept')
  assert.deepEqual(asked, [
    'GET https://api.github.com/orgs/aurora-labs/installation',
    'POST https://api.github.com/app/installations/5/access_tokens',
  ])
  clock.now += 56 * 60_000
  assert.equal(await token(credential), 'ghs_4', 'renewed')
})

test('an App of an Enterprise Server and of data residency is asked where it lives', async () => {
  for (const [url, base] of [
    ['https://github.example.com', 'https://github.example.com/api/v3'],
    ['https://aurora.ghe.com/', 'https://api.aurora.ghe.com'],
  ] as const) {
    const target = { organization: 'aurora-labs', app: 'Iv1.app', url }
    const { asked, credential } = github(target)
    await token(credential)
    assert.equal(asked[0], `GET ${base}/orgs/aurora-labs/installation`)
  }
  const { baseUrl, graphqlPath } = collector.endpoint({ url: 'https://aurora.ghe.com' })
  assert.equal(`${baseUrl}${graphqlPath}`, 'https://api.aurora.ghe.com/graphql')
})

test('what GitHub does not accept of an App is said: key, App, installation; a token stays what it is', async () => {
  const at = (target: object, secret?: string) =>
    token(github({ organization: 'aurora-labs', ...target }, secret).credential)
  await assert.rejects(at({}), refused('github-app-not-named'))
  await assert.rejects(at({ app: 'other' }), refused('answered'))
  await assert.rejects(
    at({ app: 'Iv1.app', organization: 'none' }),
    refused('github-app-not-installed'),
  )
  await assert.rejects(
    at({ app: 'Iv1.app' }, '-----BEGIN RSA PRIVATE KEY-----\nnothing\n'),
    refused('github-app-key-form'),
  )
  assert.equal(await at({}, 'github_pat_x'), 'github_pat_x')
})
