// The drafted credential and its status list, read and verified by what others wrote.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { exportTo } from '../../agent/export/export.ts'
import { perform } from '../../agent/operations/perform.ts'
import { SignedStatement } from '../../common/log/statement.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'
import { installProduct, installPython } from './install.ts'

const framework = 'eucs'
const uri = 'https://assessor.example/status/1'

type Verified = { readonly payload: Readonly<Record<string, unknown>> }
type Instance = {
  verify(credential: string): Promise<Verified>
  present(credential: string, frame: object): Promise<string>
}
type SdJwtVc = {
  readonly SDJwtVcInstance: new (options: object) => Instance
}

test('the credential verifies in two other implementations, shows what was chosen, and is told when it is suspended', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'statement.json')
  await exportTo(agent, { format: 'statement', out, frameworks: [framework] })
  const statement = readFileSync(out, 'utf8')
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  // Others take the time from the machine's clock.
  const clock = { ...agent, clock: () => new Date() }
  const { credential } = await perform(clock, tester, 'credential-draft', {
    statement,
    pinned: agent.log.verifierKey(),
    framework,
    issuer: 'https://assessor.example',
    until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
    status: { uri, index: 5 },
    key,
  })
  assert.ok(credential)
  const stated = SignedStatement.parse(JSON.parse(statement)).statement.frameworks[0]
  const one = stated?.requirements.find(({ status }) => status === 'not-satisfied')
  assert.ok(one)
  const listed = async (status: 'valid' | 'suspended'): Promise<string> => {
    const wanted = { uri, size: 8, key, set: [{ index: 5, status }] }
    return (await perform(clock, tester, 'credential-status', wanted)).list
  }

  const folder = installProduct('sd-jwt', ['@sd-jwt/sd-jwt-vc@0.19.0'])
  const load = createRequire(join(folder, 'package.json'))
  const { SDJwtVcInstance } = load('@sd-jwt/sd-jwt-vc') as SdJwtVc
  const verifier = (text: string, signature: string): boolean =>
    verify(
      'sha256',
      Buffer.from(text),
      {
        key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
        dsaEncoding: 'ieee-p1363',
      },
      Buffer.from(signature, 'base64url'),
    )
  let asked = ''
  const reader = (list: string): Instance =>
    new SDJwtVcInstance({
      hasher: (data: string | ArrayBuffer, algorithm: string) =>
        new Uint8Array(
          createHash(algorithm.replace('-', ''))
            .update(typeof data === 'string' ? data : new Uint8Array(data))
            .digest(),
        ),
      hashAlg: 'sha-256',
      verifier,
      statusVerifier: verifier,
      statusListFetcher: (address: string) => {
        asked = address
        return list
      },
    })
  const valid = reader(await listed('valid'))
  const presented = await valid.present(credential, { requirements: { [one.id]: true } })
  assert.equal(presented.split('~').length, 3, 'one disclosure of all')
  const { payload } = await valid.verify(presented)
  assert.equal(asked, uri)
  assert.deepEqual(Object.keys(payload['requirements'] as object), [one.id])
  assert.equal(payload['tenants'], undefined, 'kept back')
  const whole = await valid.verify(credential)
  const measured = stated?.requirements.filter(item => item.measured) ?? []
  assert.equal(Object.keys(whole.payload['requirements'] as object).length, measured.length)
  await assert.rejects(reader(await listed('suspended')).verify(presented), /status/i)
  const [token = '', ...rest] = credential.split('~')
  const forged = Buffer.from(JSON.stringify(['salt', 'OPS-99', { status: 'satisfied' }]))
  const added = [token, forged.toString('base64url'), ...rest].join('~')
  const shown = await valid.verify(added).catch(() => null)
  assert.ok(!JSON.stringify(shown ?? {}).includes('OPS-99'), 'what was not signed is never shown')

  const python = installPython('sd-jwt', ['sd-jwt==0.10.4'])
  const jwk = join(home, 'assessor.jwk')
  writeFileSync(jwk, JSON.stringify(publicKey.export({ format: 'jwk' })))
  const script = fileURLToPath(new URL('verifiers/credential.py', import.meta.url))
  const read = (input: string) => spawnSync(python, [script, jwk], { input, encoding: 'utf8' })
  const second = read(presented)
  assert.equal(second.status, 0, second.stderr)
  assert.deepEqual(JSON.parse(second.stdout), payload, 'both read the same')
  assert.notEqual(read(presented.replace(/\.[^.~]{8}/, '.AAAAAAAA')).status, 0)
})
