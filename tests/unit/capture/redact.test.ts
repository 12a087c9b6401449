import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isSecretField,
  looksSecret,
  redactAddress,
  redactText,
} from '../../../common/capture/redact.ts'

test('fields that may never be read', () => {
  assert.ok(isSecretField({ type: 'password', names: [] }))
  for (const name of [
    'mailserver_pass',
    'apiKey',
    'client-secret',
    'Staff access token',
    'user[password]',
    'smtpPassword',
    'site-access-code',
    'Passcode',
    'recoveryCode',
  ])
    assert.ok(isSecretField({ type: 'text', names: [name] }), name)
  for (const name of [
    'users_can_register',
    'compass',
    'passenger list',
    'default_role',
    'Tokenizer',
    'access',
    'post code',
    'accessCodesSent',
  ])
    assert.ok(!isSecretField({ type: 'text', names: [name] }), name)
  assert.ok(isSecretField({ type: 'text', autocomplete: 'one-time-code', names: [] }))
})

const settings: readonly (readonly [name: string, value: string])[] = [
  ['Minimum password length', '12'],
  ['Password expiration (days)', '90'],
  ['passwordHistoryCount', '24'],
  ['Access token lifetime', '60 minutes'],
  ['accessTokenLifespan', '300'],
  ['Client secret expiry', '180 days'],
  ['PIN length', '6'],
  ['Token endpoint URL', 'https://login.example.com/oauth2/token'],
  ['Password reset URL', 'https://example.com/reset'],
]
for (const [name, value] of settings)
  test(`"${name}" says something of credentials, and is none`, () =>
    assert.ok(!isSecretField({ type: 'text', names: [name], value })))

const credentials: readonly (readonly [name: string, value: string])[] = [
  ['Password (minimum length 8)', '12345678'],
  ['Password', '12345678'],
  ['PIN (4 digits)', '1234'],
  ['PIN', '1234'],
  ['Minimum password length', 'hunter2-plain'],
  ['Token endpoint secret', 'abcdef'],
  ['Access token', 'https://example.com/x'],
  ['Kennwort', 'geheim'],
  ['Mot de passe', 'secret'],
  ['Contraseña', 'secreto'],
  ['Encryption key', 'abc'],
  ['Webhook signing secret', 'abc'],
]
for (const [name, value] of credentials)
  test(`"${name}" with "${value}" is a credential`, () =>
    assert.ok(isSecretField({ type: 'text', names: [name], value })))

test('a field that speaks of credentials and whose content is not known may hold one', () =>
  assert.ok(isSecretField({ type: 'text', names: ['Minimum password length'] })))

test('what only looks like a credential is none under a name that says so', () => {
  const sha1 = '0123456789abcdef0123456789abcdef01234567'
  for (const name of ['Certificate thumbprint', 'SHA-1 fingerprint', 'Tenant ID', 'tenantId'])
    assert.ok(!looksSecret(sha1, [name]), name)
  for (const name of ['Certificate', 'Token']) assert.ok(looksSecret(sha1, [name]), name)
  assert.ok(looksSecret('ghp_' + 'a1B2'.repeat(9), ['Certificate thumbprint']))
})

test('addresses are no credentials, unless one stands in them', () => {
  for (const address of [
    'https://app.example.com/Oauth2/Callback/SignIn-Oidc/Redirect2/Default/Tenant',
    'https://login.example.com/f81d4fae-7dec-11d0-a765-00a0c91e6bf6/saml2',
    'https://login.example.com/F81d4fae-7dec-11d0-a765-00a0c91e6bf6/saml2',
    'com.example.app://callback/Auth0/ios/com.Example.App/callback',
  ])
    assert.ok(!looksSecret(address), address)
  for (const address of [
    'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    'https://example.com/hook?token=abcdef123456',
    'https://user:hunter2@example.com/',
    'https://example.com/api/webhooks/1/aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5hJ7k',
  ])
    assert.ok(looksSecret(address), address)
})

test('texts with the shape of a credential', () => {
  const secrets = [
    'ghp_' + 'a1B2'.repeat(9),
    'xoxb-123456789012-abcdef',
    'AKIA' + 'ABCDEFGHIJKLMNOP',
    '*:development.' + '0f'.repeat(20),
    '6489d1e6f5c3b2a190807060:' + 'ab'.repeat(32),
    'default:production.' + '1c'.repeat(28),
  ]
  for (const secret of secrets) {
    assert.ok(looksSecret(`key ${secret} end`), secret)
    assert.ok(!redactText(`key ${secret} end`).includes(secret.slice(-20)), secret)
  }
  for (const plain of [
    'Anyone can register',
    '2026-11-23T10:00:00Z',
    'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
    'https://example.com/wp-admin/options-general.php',
    'administrator@example.com',
  ])
    assert.ok(!looksSecret(plain), plain)
})

test('an address keeps no query values, fragment or credentials', () => {
  assert.equal(
    redactAddress('https://u:p@example.com/a/b?token=x&page=members#frag', ['page']),
    'https://example.com/a/b?page=members',
  )
  assert.equal(redactAddress('nonsense'), '')
})

test('a fragment is kept where it is a place, without its query and what looks secret', () => {
  const kept = (fragment: string): string =>
    redactAddress(`https://a.example/ui/?q=1${fragment}`).slice('https://a.example/ui/'.length)
  assert.equal(kept('#/prod/settings?token=abc'), '#/prod/settings')
  assert.equal(kept('#!/prod/settings'), '#!/prod/settings')
  for (const other of ['#', '#top', '#access_token=abc', '#state=/x', '#?a=/b'])
    assert.equal(kept(other), '')
  assert.equal(kept(`#/reset/ghp_${'a1B2'.repeat(9)}`), '#/reset/[redacted]')
})
