// What is stated of a window, and the credential that an assessor may draft from it, say no more than the record.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import { exportJWK, importJWK, importPKCS8, importSPKI, jwtVerify, SignJWT } from 'jose'
import type { JWK } from 'jose'
import { exportTo } from '../../agent/export/export.ts'
import type { Input } from '../../agent/operations/index.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { SignedStatement } from '../../common/log/statement.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
const framework = 'eucs'
const pem = (type: 'ed25519' | 'ec') => {
  const { privateKey, publicKey } =
    type === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519')
  return {
    secret: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    known: String(publicKey.export({ type: 'spki', format: 'pem' })),
  }
}

test('a statement has the figures of its scope and window, and is refused once anything of it is changed', async context => {
  const { agent, home, at, close } = await recorded(context)
  at('2026-03-20')
  const written = async (to?: string) => {
    const out = join(home, 'statement.json')
    const wanted = { format: 'statement', out, force: true, frameworks: [framework] } as const
    await exportTo(agent, to === undefined ? wanted : { ...wanted, to })
    return readFileSync(out, 'utf8')
  }
  const only = (text: string) => {
    const [found] = SignedStatement.parse(JSON.parse(text)).statement.frameworks
    assert.ok(found)
    return found
  }
  const verified = (text: string, pinned?: string) =>
    perform(agent, tester, 'verify-statement', {
      text,
      ...(pinned === undefined ? {} : { pinned }),
    })
  const key = agent.log.verifierKey()
  const text = await written()
  const whole = only(text)
  assert.deepEqual((await verified(text, key)).problems, [])
  const { satisfied, notSatisfied, undetermined, notMeasured } = whole.figures
  assert.equal(satisfied + notSatisfied + undetermined + notMeasured, whole.requirements.length)
  assert.ok(notSatisfied > 0)
  const { requirements } = await perform(agent, tester, 'scope', { framework })
  assert.deepEqual(
    whole.requirements.filter(({ status }) => status === 'not-satisfied').map(({ id }) => id),
    requirements.filter(({ measured }) => measured === 'not-satisfied').map(({ id }) => id),
    'as everywhere else',
  )
  for (const [from, to] of [
    [/"satisfied": \d+/, '"satisfied": 99'],
    [/"not-satisfied"/, '"satisfied"'],
    [/"assessed": "2026-03-1/, '"assessed": "2026-03-0'],
    [/"size": (\d)/, '"size": 9$1'],
  ] as const) {
    const changed = text.replace(from, to)
    assert.notEqual(changed, text)
    assert.equal((await verified(changed)).ok, false, String(from))
  }
  assert.equal((await verified('{}')).ok, false)
  const other = `${key.slice(0, -6)}AAAAA=`
  assert.equal((await verified(text, other)).ok, false, 'the key that was named is another')

  const scope = { framework, level: 'Basic', responsibilities: 'We configure it', by: 'Ada' }
  await perform(agent, tester, 'scope-set', { ...scope, tenants: ['aurora-labs'] })
  const [first] = whole.requirements
  await perform(agent, tester, 'applicability-set', {
    framework,
    requirement: first?.id ?? '',
    applies: false,
    reason: 'Nothing of it here',
    by: 'Ada',
  })
  await perform(agent, tester, 'certificate-set', {
    framework,
    state: 'draft',
    on: '2026-03-19',
    reason: 'We begin',
    by: 'Ada',
  })
  const scoped = only(await written())
  assert.ok(scoped.requirements.length < whole.requirements.length)
  assert.equal(
    scoped.requirements.some(({ id }) => id === first?.id),
    false,
  )
  assert.deepEqual([scoped.scope?.level, scoped.certificate?.state], ['Basic', 'draft'])
  const before = await agent.store.evidence(whole.tenants[0]?.entry ?? -1)
  assert.equal(only(await written(before?.ipe.recordedAt)).scope, null, 'as it stood then')

  await perform(agent, tester, 'key-rotate', { reason: 'Once a year' })
  const second = agent.log.verifierKey()
  await perform(agent, tester, 'key-rotate', { reason: 'And again' })
  const later = await written()
  // Whoever pinned the first key follows the hand-overs to the one that signs.
  for (const pinned of [key, second, agent.log.verifierKey()])
    assert.deepEqual((await verified(later, pinned)).problems, [])
  assert.equal((await verified(later, other)).ok, false)
  const { chain = [], ...unchained } = SignedStatement.parse(JSON.parse(later))
  assert.deepEqual(
    chain.map(item => item.key),
    [key, second, agent.log.verifierKey()],
  )
  const forged = (change: (items: typeof chain) => typeof chain): Promise<{ ok: boolean }> =>
    verified(JSON.stringify({ ...unchained, chain: change(chain) }), key)
  assert.equal((await forged(items => items)).ok, true)
  for (const change of [
    // A link is left out, has another place, has no note, has the note of another, or leads elsewhere.
    items => items.filter((_, index) => index !== 1),
    items => items.map(item => ({ ...item, entry: item.entry + 1 })),
    items => items.map(item => ({ ...item, handOver: null })),
    items => items.map(item => ({ ...item, handOver: items[1]?.handOver ?? null })),
    items => items.slice(0, -1),
    () => [],
  ] satisfies ((items: typeof chain) => typeof chain)[])
    assert.equal((await forged(change)).ok, false, String(change))
  assert.equal(
    (await verified(JSON.stringify(unchained), agent.log.verifierKey())).ok,
    true,
    'as earlier versions wrote it',
  )
  const old = await written(before?.ipe.recordedAt)
  assert.deepEqual((await verified(old)).problems, [], 'a checkpoint of the key before')
  writeFileSync(join(home, 'statement.json'), later)
  await close()
  const run = (...given: readonly string[]) =>
    spawnSync(process.execPath, [main, ...given, '--home', home, '--no-input'], {
      encoding: 'utf8',
    })
  const file = join(home, 'statement.json')
  const fine = run('verify', file)
  assert.equal(fine.status, 0, fine.stderr)
  assert.match(fine.stdout, /requirements satisfied, \d+ not, \d+ undetermined/)
  assert.match(fine.stderr, /It is no certificate/)
  writeFileSync(file, later.replace(/"notSatisfied": \d+/, '"notSatisfied": 0'))
  assert.equal(run('verify', file).status, 5)
})

test('a credential is drafted from a statement that verifies, signed by the assessor alone, and shows what its holder chooses', async context => {
  const { agent, home, at } = await recorded(context)
  at('2026-03-20')
  const out = join(home, 'statement.json')
  await exportTo(agent, { format: 'statement', out, frameworks: [framework] })
  const statement = readFileSync(out, 'utf8')
  const assessor = pem('ec')
  const holder = pem('ed25519')
  const uri = 'https://assessor.example/status/1'
  const wanted = {
    statement,
    pinned: agent.log.verifierKey(),
    framework,
    issuer: 'https://assessor.example',
    until: '2026-06-01',
    status: { uri, index: 5 },
    holder: holder.known,
  } satisfies Input<'credential-draft'>
  const draft = (more: Partial<Input<'credential-draft'>> = {}) =>
    perform(agent, tester, 'credential-draft', { ...wanted, ...more })
  const unsigned = await draft()
  assert.equal(unsigned.credential, null, 'nobody signed it: this tool issues none')
  const { credential } = await draft({ key: assessor.secret })
  const [token = '', ...rest] = (credential ?? '').split('~')
  const disclosures = rest.slice(0, -1)
  const { payload, protectedHeader } = await jwtVerify(
    token,
    await importSPKI(assessor.known, 'ES256'),
    { currentDate: new Date('2026-03-21'), issuer: wanted.issuer, typ: 'dc+sd-jwt' },
  )
  assert.equal(protectedHeader.alg, 'ES256')
  const said = JSON.stringify(payload)
  assert.doesNotMatch(said, /OPS-21|aurora-labs/, 'no requirement and no tenant without disclosure')
  const digests = new Set(
    disclosures.map(item => createHash('sha256').update(item).digest('base64url')),
  )
  const { _sd: hidden = [] } = payload['requirements'] as { _sd?: string[] }
  const all = [...hidden, ...(payload['_sd'] as string[])]
  assert.deepEqual(new Set(all), digests, 'each disclosure is of what was signed')
  const shown = disclosures.map(
    item => JSON.parse(Buffer.from(item, 'base64url').toString()) as [string, string, unknown],
  )
  assert.equal(new Set(shown.map(([salt]) => salt)).size, shown.length, 'a salt each')
  const { requirements } =
    SignedStatement.parse(JSON.parse(statement)).statement.frameworks[0] ?? {}
  for (const [, name, value] of shown.filter(([, name]) => name !== 'tenants')) {
    const one = requirements?.find(({ id }) => id === name)
    assert.deepEqual((value as { status: string }).status, one?.status)
  }
  for (const [more, code] of [
    [
      { statement: statement.replace(/"notSatisfied": \d+/, '"notSatisfied": 0') },
      'credential-statement',
    ],
    [{ pinned: 'other+00000000+AAAA' }, 'credential-statement'],
    [{ framework: 'none' }, 'framework-unknown'],
    [{ until: '2026-03-01' }, 'date-not-ahead'],
    [{ key: 'not a key' }, 'credential-key'],
  ] as const)
    await assert.rejects(draft(more), error => isProblem(error, code))

  const list = async (more: Partial<Input<'credential-status'>>) =>
    (
      await perform(agent, tester, 'credential-status', {
        uri,
        size: 8,
        key: assessor.secret,
        ...more,
      })
    ).list
  const bitsOf = async (token: string): Promise<number[]> => {
    const read = await jwtVerify(token, await importSPKI(assessor.known, 'ES256'), {
      subject: uri,
      typ: 'statuslist+jwt',
    })
    const { bits, lst } = read.payload['status_list'] as { bits: number; lst: string }
    assert.equal(bits, 2)
    return [...inflateSync(Buffer.from(lst, 'base64url'))]
  }
  const before = await list({ set: [{ index: 5, status: 'suspended' }] })
  assert.deepEqual(await bitsOf(before), [0, 0b1000])
  const after = await list({ before, set: [{ index: 0, status: 'invalid' }] })
  assert.deepEqual(await bitsOf(after), [1, 0b1000], 'what was suspended stays so')
  for (const more of [
    { set: [{ index: 8, status: 'invalid' }] },
    { before: 'no list' },
    { before, key: pem('ec').secret },
    { before, uri: 'https://assessor.example/status/2' },
  ] satisfies Partial<Input<'credential-status'>>[])
    await assert.rejects(list(more), error => isProblem(error, 'credential-status'))
})

test('a credential is bound to the public key of its holder, and to no other', async context => {
  const { agent, home, at } = await recorded(context)
  at('2026-03-20')
  const out = join(home, 'statement.json')
  await exportTo(agent, { format: 'statement', out, frameworks: [framework] })
  const assessor = pem('ec')
  const draft = (holder?: string) =>
    perform(agent, tester, 'credential-draft', {
      statement: readFileSync(out, 'utf8'),
      pinned: agent.log.verifierKey(),
      framework,
      issuer: 'https://assessor.example',
      until: '2026-06-01',
      status: { uri: 'https://assessor.example/status/1', index: 5 },
      key: assessor.secret,
      ...(holder === undefined ? {} : { holder }),
    })
  const boundIn = async ({ credential }: Awaited<ReturnType<typeof draft>>) => {
    const [token = ''] = (credential ?? '').split('~')
    const known = await importSPKI(assessor.known, 'ES256')
    const { payload } = await jwtVerify(token, known, { currentDate: new Date('2026-03-21') })
    return payload['cnf'] as { readonly jwk: JWK } | undefined
  }
  assert.equal(await boundIn(await draft()), undefined, 'bound to nobody where nobody is named')
  for (const [type, alg] of [
    ['ec', 'ES256'],
    ['ed25519', 'EdDSA'],
  ] as const) {
    const holder = pem(type)
    const drafted = await draft(holder.known)
    const bound = await boundIn(drafted)
    assert.deepEqual(drafted.payload['cnf'], bound, 'what is drafted is what is signed')
    assert.deepEqual(bound, { jwk: await exportJWK(await importSPKI(holder.known, alg)) })
    assert.ok(bound)
    assert.equal('d' in bound.jwk, false, 'nothing private')
    // What a verifier asks for (RFC 9901, key binding): signed by the holder for this presentation.
    const binding = async (secret: string): Promise<string> =>
      new SignJWT({
        aud: 'https://verifier.example',
        nonce: 'n-1',
        sd_hash: createHash('sha256')
          .update(drafted.credential ?? '')
          .digest('base64url'),
      })
        .setProtectedHeader({ alg, typ: 'kb+jwt' })
        .setIssuedAt()
        .sign(await importPKCS8(secret, alg))
    const known = await importJWK(bound.jwk, alg)
    const checks = { typ: 'kb+jwt', audience: 'https://verifier.example' }
    await jwtVerify(await binding(holder.secret), known, checks)
    await assert.rejects(jwtVerify(await binding(pem(type).secret), known, checks), {
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    })
  }
  const spki = { type: 'spki', format: 'pem' } as const
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const
  const sealed = { ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'x' }
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const refused: Readonly<Record<string, string | Buffer>> = {
    'no key': 'not a key',
    'nothing': '',
    'a private key': ec.privateKey.export(pkcs8),
    'a private key of the older form': ec.privateKey.export({ type: 'sec1', format: 'pem' }),
    'a private key under a passphrase': ec.privateKey.export(sealed),
    'both in one file': `${String(ec.publicKey.export(spki))}${String(ec.privateKey.export(pkcs8))}`,
    'a private JWK': JSON.stringify(ec.privateKey.export({ format: 'jwk' })),
    'RSA': generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export(spki),
    'a key that signs nothing': generateKeyPairSync('x25519').publicKey.export(spki),
    'another curve': generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export(spki),
  }
  for (const [name, holder] of Object.entries(refused))
    await assert.rejects(draft(String(holder)), { code: 'credential-holder' }, name)
})
