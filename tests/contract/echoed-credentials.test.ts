import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createMask, MASKED, MASKED_NOTE } from '../../agent/collect/mask.ts'
import { exportTo } from '../../agent/export/export.ts'
import { formats } from '../../agent/export/formats.ts'
import { openZip } from '../../agent/export/read-zip.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { scan } from '../support/scan.ts'

const base64url = (text: string): string => Buffer.from(text).toString('base64url')
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const percent = (text: string): string =>
  [...Buffer.from(text)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
const unicode = (text: string): string =>
  Array.from(text, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

/** Every way in which a service may say what it was sent. */
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  'plain': secret => secret,
  'base64': base64,
  'base64url': base64url,
  'base64 of a header': secret => base64(`Authorization: Bearer ${secret}`),
  'base64 in JSON': secret => base64(JSON.stringify({ a: 1, token: secret, b: 2 })),
  'base64 percent-encoded': secret => encodeURIComponent(base64(`${secret}?>~`)),
  'Basic': secret => base64(`ada@example.com:${secret}`),
  'percent-encoded': percent,
  'percent-encoded in capitals': secret => percent(secret).toUpperCase(),
  'as a form writes it': encodeURIComponent,
  'JSON-escaped': secret => JSON.stringify(secret).slice(1, -1),
  'JSON-escaped by code': unicode,
  'JSON with escaped slashes': secret => secret.replaceAll('/', '\\/'),
  'hex': secret => Buffer.from(secret).toString('hex'),
}
const secrets = ['ghp_Ab3dEf+Gh/jKlMn0pQ=s', 'pässwörd with "quotes" & spaces?', 'abcdef~~??>>']

test('a credential is masked in every encoding, wherever it stands in a text', () => {
  for (const secret of secrets) {
    const mask = createMask()
    mask.add(secret)
    for (const [name, encode] of Object.entries(encodings)) {
      const encoded = encode(secret)
      const masked = mask.text(`before ${encoded} after`)
      assert.ok(masked.includes(MASKED), `${name} of ${secret}: ${masked}`)
      assert.ok(!masked.includes(encoded), `${name} of ${secret}`)
      assert.ok(masked.startsWith('before ') && masked.endsWith(' after'), masked)
    }
  }
})

test('of user:password the password alone is known, too; of a file its secret fields only', () => {
  const mask = createMask()
  mask.add('ada@example.com:correct horse')
  mask.add(
    JSON.stringify({
      client_email: 'robot@example.com',
      private_key:
        '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqh\nkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n',
      token_uri: 'https://example.com/token',
    }),
  )
  assert.equal(mask.text('"correct horse"'), `"${MASKED}"`)
  assert.equal(mask.text('kiG9w0BAQEFAASC'), MASKED)
  const said = 'robot@example.com and ada@example.com at https://example.com/token'
  assert.equal(mask.text(said), said)
})

/** A service that says back whatever it was sent, in each encoding, in body and headers. */
async function echo(
  context: TestContext,
  answer: (said: string) => { readonly status: number; readonly body: string },
): Promise<string> {
  const server = createServer((request: IncomingMessage, response) => {
    const sent = String(request.headers.authorization).replace(/^\S+ /, '')
    const said = Object.values(encodings)
      .map(encode => encode(sent))
      .join(' ')
    const { status, body } = answer(said)
    response.writeHead(status, {
      'content-type': 'application/json',
      'etag': `"${sent}"`,
      'x-debug': encodings['Basic']?.(sent) ?? '',
    })
    response.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

for (const [what, answer] of Object.entries({
  'a good reply': (said: string) => ({
    status: 200,
    body: JSON.stringify({ login: said, default_repository_permission: said, id: 1 }),
  }),
  'a refusal': (said: string) => ({ status: 403, body: JSON.stringify({ message: said }) }),
  'no JSON at all': (said: string) => ({ status: 200, body: said }),
})) {
  test(`${what} that says the credential back: it is in no file of the home, and in no export`, async context => {
    const secret = secrets[0] ?? ''
    const url = await echo(context, answer)
    const { agent, home } = await testAgent(context, {
      acme: { service: 'github', target: { organization: 'acme', url }, secret },
    })
    const { findings } = await scan(agent, tester, 'acme', {
      transport: { sleep: async () => undefined, random: () => 0 },
    })
    assert.ok(
      findings.every(item => item.outcome !== 'pass'),
      'nothing passes by what was masked',
    )
    const heads = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'evidence' }))
    assert.ok(heads.length > 0 && heads.every(item => item.ipe.filters?.includes(MASKED_NOTE)))
    const files = readdirSync(home).filter(name => name.startsWith('witnessmark.sqlite'))
    const kept = files.map(name => readFileSync(join(home, name)).toString('latin1')).join('\n')
    const exported: string[] = []
    for (const format of formats) {
      const out = join(home, 'exports', `all.${format}`)
      await exportTo(agent, { format, out })
      exported.push(readFileSync(out).toString('latin1'))
      if (format !== 'bundle' && format !== 'xlsx') continue
      const zip = await openZip(out)
      for (const name of zip.names) exported.push((await zip.bytes(name)).toString('latin1'))
      zip.close()
    }
    for (const [name, encode] of Object.entries(encodings)) {
      assert.ok(!kept.includes(encode(secret)), `${name} in the home`)
      assert.ok(!exported.some(text => text.includes(encode(secret))), `${name} in an export`)
    }
  })
}
