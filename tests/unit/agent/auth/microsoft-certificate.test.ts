import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { constants, createHash, verify, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { credentialOf } from '../../../../agent/auth/credential.ts'
import { microsoftCertificate } from '../../../../agent/auth/microsoft-certificate.ts'
import { Unreadable } from '../../../../common/model/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'), '-subj', '/CN=witnessmark', '-days', '30'], { stdio: 'ignore' })
const certificate = readFileSync(join(folder, 'cert.pem'), 'utf8')
const pem = readFileSync(join(folder, 'key.pem'), 'utf8') + certificate

const asked: URLSearchParams[] = []
let answer: { status: number; body: unknown } = { status: 200, body: {} }
const server = createServer((request, response) => {
  let body = ''
  request.on('data', chunk => { body += String(chunk) }).on('end', () => {
    asked.push(new URLSearchParams(body))
    response.writeHead(request.url === '/t-1/oauth2/v2.0/token' ? answer.status : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  })
})
before(() => new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) }))
after(() => { server.close(); rmSync(folder, { recursive: true }) })
const options = (time = Date.now()) => ({ pem, audience: 'https://graph.microsoft.com', now: () => new Date(time), target: { tenant: 't-1', client: 'app-1', authority: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } })

test('the assertion is signed by the certificate it names, for the token endpoint, for minutes', async () => {
  answer = { status: 200, body: { token_type: 'Bearer', expires_in: 3599, access_token: 'first' } }
  assert.equal(await microsoftCertificate(options())(), 'first')
  const form = asked.at(-1)
  assert.equal(form?.get('scope'), 'https://graph.microsoft.com/.default')
  const [header = '', claims = '', signature = ''] = (form?.get('client_assertion') ?? '').split('.')
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  assert.equal(parse(header)['x5t#S256'], createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url'))
  assert.match(String(parse(claims)['aud']), /\/t-1\/oauth2\/v2\.0\/token$/)
  assert.equal(Number(parse(claims)['exp']) - Number(parse(claims)['nbf']), 600)
  assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`), { key: new X509Certificate(certificate).publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, Buffer.from(signature, 'base64url')))
})

test('a token is used until shortly before its end, then asked for anew', async () => {
  let time = Date.now()
  const token = microsoftCertificate({ ...options(), now: () => new Date(time) })
  const before = asked.length
  await token()
  time += 3000_000
  await token()
  assert.equal(asked.length, before + 1)
  time += 600_000
  await token()
  assert.equal(asked.length, before + 2)
})

test('a refusal is told in the platform\'s words; nothing of the key is', async () => {
  answer = { status: 401, body: { error: 'invalid_client', error_description: 'AADSTS700027: The certificate is not registered.\nTrace ID: x' } }
  await assert.rejects(microsoftCertificate(options())(), error => error instanceof Unreadable && error.reason === 'unauthorized' && error.message === 'invalid_client: AADSTS700027: The certificate is not registered.')
  await assert.rejects(microsoftCertificate({ ...options(), pem: certificate })(), /lacks its private key/)
  await assert.rejects(microsoftCertificate({ ...options(), target: { tenant: 't-1' } })(), /--set client=ID/)
  await assert.rejects(microsoftCertificate({ ...options(), target: { tenant: 't', client: 'c', authority: 'http://example.com' } })(), /not https/)
  await assert.rejects(microsoftCertificate(options(Date.now() + 40 * 86_400_000))(), /ended on/)
})

test('only a PEM bundle of Microsoft 365 is a certificate; other secrets are tokens', () => {
  assert.equal(typeof credentialOf('microsoft-365', pem, {}, 'https://graph.microsoft.com'), 'function')
  assert.equal(credentialOf('microsoft-365', 'eyJ0', {}, 'https://graph.microsoft.com'), 'eyJ0')
  assert.equal(credentialOf('github', pem, {}, 'https://api.github.com'), pem)
})
