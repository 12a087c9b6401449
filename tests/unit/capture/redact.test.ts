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
