import assert from 'node:assert/strict'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { honourNetworkSettings } from '../../agent/collect/network.ts'
import { readWindow } from '../../agent/export/window.ts'
import { catalogueReader } from '../../agent/home/catalogue.ts'
import { configReader, editConfig, initHome, parseConfig } from '../../agent/home/config.ts'
import { lock } from '../../agent/home/lock.ts'
import { openSecrets } from '../../agent/home/secrets.ts'
import { importDocument, LARGEST } from '../../agent/import/document.ts'
import { importExport } from '../../agent/import/import.ts'
import { importers } from '../../agent/import/index.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { openKey, readHead, writeHead } from '../../agent/log/keys.ts'
import { subtreeOf } from '../../agent/log/subtree.ts'
import { witnessOf } from '../../agent/log/witness-key.ts'
import { Problem } from '../../agent/problem.ts'
import { exitCode, problems } from '../../agent/problems.ts'
import type { ProblemCode, ProblemParams } from '../../agent/problems.ts'
import { Refusal } from '../../common/protocol/message.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'
import { isRefusal } from '../support/problem.ts'

const root = new URL('../../', import.meta.url)
const sources = globSync('agent/**/*.{ts,tsx}', { cwd: root }).map(file => ({
  file: file.replaceAll('\\', '/'),
  text: readFileSync(new URL(file, root), 'utf8'),
}))
const codes = Object.keys(problems) as ProblemCode[]

const file = '/home/ada/a file.json'
const mistakes = { file, mistakes: [{ place: 'tenants.acme', message: 'expected record' }] }
const things = { known: ['Sales', 'Legal'], more: 3 }
const url = 'https://witness.example'

/** Parameters as a program sends them; a code without a sample does not compile. */
const samples: { readonly [C in ProblemCode]: ProblemParams<C> } = {
  'account-unknown': { review: 'spring', of: 12 },
  'agent-stopped': { home: '/home/ada' },
  'agent-away': { home: '/home/ada' },
  'agent-key-invalid': { file },
  'alert-list-unsealed': { until: '2026-03-01T06:00:00.000Z' },
  'alert-not-shown': { detail: 'no paired one is connected' },
  'alert-private': { host: '10.0.0.7' },
  'alert-refused': { host: 'hooks.example.com', detail: 'it answered 500' },
  'alert-secret-elsewhere': { channel: 'mail', wanted: 'smtp://mail.acme.example:587' },
  'alert-secret-missing': { channel: 'ops' },
  'alert-unknown': { id: '7d1e0c5a-4b6f-5f7c-9b0a-3d2e1f5c6a78' },
  'archive-member-damaged': { name: 'manifest.json', detail: 'invalid stored block lengths' },
  'archive-member-large': { name: 'manifest.json', most: 1024 },
  'archive-member-missing': { name: 'manifest.json' },
  'audit-request-unknown': { id: 'R-9' },
  'audit-requests-unreadable': { file, detail: 'line 2: kind: wrong' },
  'authority-invalid': {},
  'backup-changed': { file, name: 'config.yaml' },
  'backup-foreign': { file },
  'backup-incomplete': { file, name: 'config.yaml' },
  'backup-unconfirmed': {
    file,
    signed: 'foreign',
    key: 'witnessmark.local/1+2+3',
    differences: [{ what: 'tenant a: url', known: null, given: 'https://evil.example' }],
  },
  'backup-unreadable': { file, detail: 'no central directory' },
  'backup-unsound': { file, entry: 3, detail: 'the body does not fit its commitment' },
  'baseline-empty': { tenant: 'acme' },
  'channel-unknown': { channel: 'osp', known: ['ops'] },
  'certificate-day': { day: '2026-03-01', before: '2026-03-02' },
  'certificate-transition': { from: 'draft', to: 'renewed', permitted: ['issued', 'withdrawn'] },
  'certificate-until': { to: 'issued', why: 'missing', until: null },
  'check-unknown': { check: 'acme.tenant.none', service: 'Acme', like: 'acme.tenant.one' },
  'choice-unknown': { name: 'outcome', given: 'fial', known: ['pass', 'fail'] },
  'commands-only': {},
  'config-invalid': mistakes,
  'config-missing': { file },
  'credential-holder': {},
  'credential-key': {},
  'credential-missing': {},
  'credential-elsewhere': { tenant: 'acme', entered: [], wanted: [url] },
  'credential-form': { title: 'WordPress', form: 'NAME:PASSWORD' },
  'credential-refused': {
    address: url,
    detail: 'Bad credentials',
    reason: 'unauthorized',
    form: 'NAME:PASSWORD',
    made: null,
  },
  'credential-statement': { problem: 'signed by another key' },
  'credential-status': { index: 9, size: 8 },
  'credential-untested': { address: url, detail: '404: Not Found', reason: 'not-found' },
  'dashboard-unbuilt': {},
  'date-not-ahead': { option: '--until', day: 'soon' },
  'definition-invalid': mistakes,
  'document-author': {},
  'document-empty': { name: 'siem.pdf' },
  'document-end': { until: 'soon', furthest: '2027-12-29' },
  'document-too-large': { name: 'siem.pdf', bytes: 11, most: 10 },
  'document-unreadable': { name: 'policy.pdf', why: 'no-text' },
  'entry-erased': { entry: 3 },
  'entry-gone': { entry: 3 },
  'entry-indispensable': { entry: 0, kind: 'key' },
  'entry-unknown': { entry: 99 },
  'erasure-finds-nothing': {},
  'erasure-held': {},
  'erasure-text-short': { text: 'a', least: 3 },
  'evidence-unreadable': { entry: 3 },
  'evidence-unknown': { index: 3 },
  'exception-end': { until: 'soon' },
  'exception-ended': { id: 'exception-1', at: '2026-11-24T08:00:00.000Z' },
  'exception-file-missing': { id: 'exception-1' },
  'exception-over': { id: 'exception-1', until: '2026-11-24T08:00:00.000Z' },
  'exception-unknown': { id: 'exception-1' },
  'export-unknown': { name: 'a.zip' },
  'export-window-empty': { to: '2026-01-01', begins: '2026-02-01' },
  'export-window-reversed': { from: '2026-02-01', to: '2026-01-01' },
  'failed': { detail: 'disk full' },
  'extension-unbuilt': { clone: false },
  'file-irregular': { file },
  'file-missing': { file },
  'file-set-aside': { kind: 'checks', detail: 'check a.b.c: title: missing' },
  'file-unreadable': { file, detail: 'EACCES' },
  'file-unwritable': { file, folder: '/home/ada', because: 'ENOSPC' },
  'finding-unknown': { id: 'acme/x/y' },
  'folder-is-file': { folder: '/home/ada/home', file: '/home/ada/home' },
  'framework-shipped': { id: 'eucs' },
  'framework-taken': { id: 'eucs' },
  'framework-unknown': { framework: 'none', known: ['cis', 'nist'] },
  'framework-unreadable': { name: 'list.csv', detail: 'no column "id"' },
  'group-unread': { tenant: 'acme', group: 'access', known: ['access'] },
  'home-foreign': { home: '/home/ada' },
  'home-locked': { home: '/home/ada', pid: 7, url: null, since: '2026-11-24T08:00:00.000Z' },
  'home-occupied': { home: '/home/ada' },
  'host-foreign': {},
  'import-cut-off': { file, section: null },
  'import-encoding': { file, encoding: 'utf-8', byte: 3 },
  'import-not-object': { file },
  'import-other-service': { tenant: 'a', service: 'Ghost', importer: 'scubagear', wanted: 'm' },
  'import-other-tenant': { file, type: 'tenant', id: 't-2', tenant: 'contoso', known: 't-1' },
  'import-section-invalid': { file, section: 'policies', detail: 'Unexpected token' },
  'import-syntax': { file, fault: 'colon', section: 'policies' },
  'import-unfit': { file, detail: 'ScubaGear 9 writes exports that are not known here' },
  'importer-unknown': { tool: 'prowler', known: ['scubagear'] },
  'input-invalid': { detail: 'tenants: expected array' },
  'key-file-invalid': { file },
  'key-foreign': { file },
  'key-head-invalid': { file },
  'lesson-invalid': { detail: 'settings.0.title: too long' },
  'lesson-known': { setting: 'acme.tenant.sso' },
  'log-forked': { size: 12 },
  'log-node-missing': { level: 1, index: 2 },
  'log-shorter': { size: 12, signed: 14 },
  'log-unsigned': { entry: 3 },
  'log-unsound': { entry: 3, detail: 'the body does not fit its commitment' },
  'mapping-invalid': { detail: 'no metric "mfa"' },
  'metric-unknown': { metric: 'password-lenght', like: 'password-length' },
  'migrate-differs': { what: 'finding' },
  'migrate-occupied': { store: 'postgres://db.example.com/witnessmark' },
  'migrate-there': { store: 'sqlite' },
  'no-address': {},
  'no-collector': { service: 'Acme' },
  'no-such-service': { service: 'acme', known: ['github'] },
  'no-two-runs': { tenant: 'acme' },
  'nothing-recorded': { home: '/home/ada' },
  'nothing-signed': {},
  'nothing-to-scan': {},
  'nothing-to-verify': { file },
  'only-looking': { home: '/home/ada' },
  'origin-foreign': {},
  'out-exists': { file },
  'out-in-home': { file, exports: '/home/ada/exports' },
  'page-not-of-tenant': { recipe: 'acme-sso', tenant: 'acme' },
  'passage-other': { metric: 'password-length', operator: 'at least', unit: 'characters' },
  'passage-unknown': { document: 'passwords', section: 'section 4.2' },
  'passphrase-file-open': { file: '/etc/witnessmark/passphrase' },
  'picture-digest': {},
  'picture-not-announced': {},
  'picture-not-of-tenant': { tenant: 'acme' },
  'picture-part-order': { part: 2, wanted: 1 },
  'picture-part-size': { part: 2, bytes: 5, announced: 4 },
  'picture-type': { mediaType: 'image/gif' },
  'policy-erased': { document: 'passwords' },
  'policy-other-service': { tenant: 'acme', service: 'GitHub' },
  'policy-unknown': { document: 'passwrods', known: ['passwords'] },
  'port-taken': { port: 7117 },
  'proxy-invalid': { detail: 'Invalid URL' },
  'proxy-unsupported': { node: 'v24.0.0' },
  'reason-names-person': {},
  'recipe-set-aside': { recipe: 'acme-sso', setting: null, files: ['checks/acme.yaml'] },
  'recipe-unknown': { recipe: 'acme-general' },
  'record-empty': {},
  'repair-needless': { tenant: 'acme', check: 'github.organization.few-owners' },
  'reperform-other': { theirs: 'github', own: 'ghost' },
  'reperform-unverified': { file, problem: 'without findings' },
  'requirement-unknown': { framework: 'EUCS', requirement: 'OPS-99' },
  'resource-ambiguous': { resource: 'Sales', ids: ['1', '2'] },
  'resource-needless': { setting: 'acme.tenant.sso', type: 'tenant', name: 'Acme' },
  'resource-unknown': { resource: 'Salse', thing: 'room', ...things },
  'resource-unnamed': { setting: 'acme.room.lock', thing: 'room', known: [], more: 0 },
  'restore-unreadable': { folder: '/home/ada/.restored' },
  'review-there': { tenant: 'acme', review: 'spring' },
  'review-unknown': { tenant: 'acme', review: 'spring' },
  'review-unread': { tenant: 'acme', known: ['github'] },
  'role-missing': { role: 'administrator' },
  'sample-unknown': { name: 'repository acme/none' },
  'scope-alone': {},
  'scope-missing': { framework: 'EUCS' },
  'secrets-passphrase': {},
  'secrets-unreadable': { file },
  'seen-unreadable': { file },
  'sentence-invalid': { detail: 'no metric "password-lenght"; nearest is "password-length"' },
  'service-unknown': { tenant: 'acme', service: 'none', known: [] },
  'service-failed': { command: 'systemctl --user daemon-reload', detail: 'no bus' },
  'service-unreached': {
    address: url,
    detail: 'ENOTFOUND getaddrinfo ENOTFOUND',
    reason: 'unreachable',
    hindrance: 'name',
    proxy: 'http://proxy.example:3128',
    given: true,
  },
  'session-missing': {},
  'session-used': {},
  'setting-not-of-recipe': { setting: 'acme.tenant.sso', recipe: 'acme-sso' },
  'setting-unknown': { setting: 'sso', service: 'Acme', like: ['acme.tenant.sso'] },
  'stamp-refused': { url, status: 503 },
  'stamp-too-large': { url, bytes: 1_000_001 },
  'stamp-unanswered': { url, detail: 'fetch failed (ECONNREFUSED)' },
  'stamp-unfit': { url, detail: 'it answers another request' },
  'store-elsewhere': { store: 'postgres://db.example.com/witnessmark' },
  'store-failed': { file, because: 'full' },
  'store-newer': { file, version: 9, known: 4 },
  'store-upgrade-failed': { file, from: 3, to: 4, backup: null, detail: 'disk full' },
  'target-clear': { key: 'url', given: 'http://blog.example' },
  'target-key-missing': { title: 'Ghost', key: 'url', means: 'the address of the site' },
  'target-key-unknown': { title: 'Ghost', key: 'uri', known: ['url'] },
  'target-no-address': { key: 'url', given: 'blog.example', meant: 'https://blog.example' },
  'target-not-set': { metric: 'session-lifetime' },
  'target-reason': { place: 'targets.session-lifetime' },
  'target-same': { place: 'targets.session-lifetime', value: '12' },
  'target-unknown': { place: 'targets.session-lifetim', like: 'session-lifetime' },
  'target-unused': { place: 'targets.mfa-enforced' },
  'target-value': { place: 'targets.session-lifetime', unit: 'h' },
  'taught-unknown': { setting: 'acme.tenant.sso' },
  'tenant-not-shown': { tenant: 'acme' },
  'tenant-unknown': { tenant: 'none', known: [] },
  'thing-not-shown': { recipe: 'acme-rooms', type: 'room' },
  'time-invalid': { text: 'soon' },
  'too-large': {},
  'type-unknown': { service: 'acme', type: 'room' },
  'usage': { usage: 'key | key rotate --reason WHY', wrong: 'key rotate needs --reason WHY' },
  'value-not-json': { text: 'a' },
  'value-secret': {},
  'value-too-long': { most: 65_536 },
  'value-type': { detail: 'd', setting: 'a.b.c', title: 'C', takes: 'a list', example: ['text'] },
  'view-exists': { name: 'Mine' },
  'view-unknown': { name: 'Mine' },
  'views-full': { most: 100 },
  'views-unreadable': { file, detail: 'views: not a list' },
  'what-if-nothing': {},
  'witness-ahead': { url, known: null, size: 12 },
  'witness-key-invalid': { name: 'witness.example/one' },
  'witness-refused': { url, status: 418 },
  'witness-unanswered': { url, detail: 'fetch failed' },
  'witness-unsigned': { url, name: 'witness.example/one' },
}

test('every code has words of its parameters, a status and an exit code; rows are in order', () => {
  assert.deepEqual(codes, codes.toSorted())
  for (const code of codes) {
    const { message, status, exit, refusal } = new Problem(code, samples[code])
    assert.doesNotMatch(message, /undefined|\[object|\bNaN\b|\bnull\b|^$|\s$|^\s/, code)
    assert.ok(status >= 400 && status < 600, code)
    const { failure, usage, verification, unreached } = exitCode
    assert.ok(
      [failure, usage, verification, unreached].some(known => known === exit),
      code,
    )
    assert.ok(Refusal.options.includes(refusal), code)
  }
})

test('parameters that went through JSON give the same words', () => {
  for (const code of codes) {
    const { code: sent, params, message } = new Problem(code, samples[code])
    const received = JSON.parse(JSON.stringify({ code: sent, params })) as {
      readonly code: ProblemCode
      readonly params: ProblemParams<ProblemCode>
    }
    assert.deepEqual(received.params, params, code)
    assert.equal(new Problem(received.code, received.params).message, message)
  }
})

test('every code is thrown somewhere', () => {
  const thrown = new Set(
    sources
      .filter(({ file: name }) => name !== 'agent/problems.ts')
      .flatMap(({ text }) => [
        ...text.matchAll(/(?:new Problem|parseYaml|yamlDocument)\(\s*'([a-z-]+)'/g),
      ])
      .map(match => match[1]),
  )
  assert.deepEqual(
    codes.filter(code => !thrown.has(code)),
    [],
  )
})

/** Classes of Error that stay, and why; every other would be a message without a code. */
const stay: Readonly<Record<string, string>> = {
  'agent/dashboard/api.ts ApiError': 'of the page, which runs in a browser',
  'agent/problem.ts Problem': 'the one',
  'agent/store/store.ts TransactionError': 'a mistake in our own code: no user can mend it',
}

test('no other class of Error is left in the agent', () => {
  const classes = sources.flatMap(({ file: name, text }) =>
    [...text.matchAll(/class (\w+)(?:<[^{]*>)? extends \w*Error\b/g)].map(
      match => `${name} ${match[1]}`,
    ),
  )
  assert.ok(classes.includes('agent/problem.ts Problem'), 'the search finds classes')
  assert.deepEqual(classes.toSorted(), Object.keys(stay).toSorted())
})

test('nobody matches on a message', () => {
  const asked = /\.message\s*(?:\.(?:includes|match(?:All)?|search|startsWith|endsWith)\(|[=!]==)/
  const tested = /\.test\(\s*(?:\w+\.)?message\s*\)/
  assert.deepEqual(
    sources
      .filter(({ text }) => asked.test(text) || tested.test(text))
      .map(({ file: name }) => name),
    // Services that tell no code: their sentences, never ours.
    ['agent/collect/only-in-words.ts'],
  )
})

test('a mistake in config.yaml names file, place and what was expected', () => {
  const wrong = (source: string, words: RegExp): void =>
    assert.throws(() => parseConfig(source, 'config.yaml'), isRefusal('config-invalid', words))
  wrong('version: 1\nport: 70000\n', /^config\.yaml: port: Too big: expected number to be <=65535$/)
  wrong('version: 1\ntenants:\n  a:\n    service: 7\n', /^config\.yaml: tenants\.a\.service: /)
  wrong('version: 2\nlegalHold: perhaps\n', /version: .*\nconfig\.yaml: legalHold: /)
  wrong('version: 1\ntenants: *none\n', /^config\.yaml: the whole file: Unresolved alias/)
  wrong(
    'version: 1\ntenants: {\nb: [\n',
    /^config\.yaml: line 3, column 1: Flow map [^\n]*:\n\ntenants: \{\nb: \[\n\^$/,
  )
})

test('a configuration that is not there, or cannot be edited, says so', context => {
  const home = temporaryFolder(context)
  assert.throws(
    () => configReader(home).read(),
    isRefusal('config-missing', /config\.yaml: not found\. Run "witnessmark init" first\.$/),
  )
  initHome(home)
  writeFileSync(join(home, 'config.yaml'), 'version: 1\nport: [\n')
  assert.throws(
    () => editConfig(home, ['port'], 7000),
    isRefusal('config-invalid', /config\.yaml: line \d+, column \d+: Flow sequence/),
  )
  assert.equal(readFileSync(join(home, 'config.yaml'), 'utf8'), 'version: 1\nport: [\n')
})

test("a mistake in one of the user's own files names it and the place in it", context => {
  const home = temporaryFolder(context)
  initHome(home)
  const load = catalogueReader(home, configReader(home).read)
  const own = join(home, 'checks', 'own.yaml')
  const wrong = (source: string, problem: RegExp): void => {
    writeFileSync(own, source)
    const [aside, ...more] = load().setAside
    assert.equal(aside?.file, 'checks/own.yaml')
    assert.match(aside.problem, problem)
    assert.deepEqual(more, [])
  }
  wrong(
    'service: { id: github }\nchecks: what\n',
    /^checks: .*expected array.*\nUntil it is mended/,
  )
  wrong(
    'service: { id: github }\nchecks:\n  - { id: github.organization.own }\n',
    /^check github\.organization\.own: title: /,
  )
  wrong('service: {\nchecks: [\n', /^line 2, column 1: Flow map [\s\S]*\nUntil it is/)
})

test('a home that is held names the process, never the token that lets commands in', context => {
  const home = temporaryFolder(context)
  const token = 'a-token-that-is-secret'
  const holder = {
    pid: process.ppid,
    startedAt: '2026-11-24T08:00:00Z',
    url: 'http://127.0.0.1:7117',
    token,
  }
  const held = lock(home)
  context.after(() => held.release())
  writeFileSync(join(home, 'agent.lock'), JSON.stringify(holder))
  assert.throws(
    () => lock(home),
    (error: Problem) =>
      isRefusal(
        'home-locked',
        new RegExp(
          `in use by process ${process.ppid} \\(http://127.0.0.1:7117\\) since .* use another --home`,
        ),
      )(error) && !JSON.stringify(error.params).includes(token),
  )
})

test('secrets.age that does not open, or nobody to ask', async context => {
  const home = temporaryFolder(context)
  const passphrase = process.env['WITNESSMARK_PASSPHRASE']
  delete process.env['WITNESSMARK_PASSPHRASE']
  context.after(() => {
    if (passphrase !== undefined) process.env['WITNESSMARK_PASSPHRASE'] = passphrase
  })
  writeFileSync(join(home, 'secrets.age'), 'not an age file')
  await assert.rejects(
    openSecrets(home, async () => null).get('acme'),
    isRefusal('secrets-passphrase', /Set WITNESSMARK_PASSPHRASE .*WITNESSMARK_SECRET_<TENANT>/),
  )
  await assert.rejects(
    openSecrets(home, async () => 'guess').get('acme'),
    isRefusal('secrets-unreadable', /secrets\.age: .*delete the file and connect .* anew/),
  )
})

test('a broken key file names itself and the way out, and quotes nothing of the key', context => {
  const home = temporaryFolder(context)
  const key = join(home, 'keys', 'log.json')
  mkdirSync(join(home, 'keys'))
  for (const broken of [
    '{"privateKey": "SECRET',
    '{"origin": "x"}',
    '{"origin":"x","privateKey":"SECRET"}',
  ]) {
    writeFileSync(key, broken)
    assert.throws(
      () => openKey(home),
      (error: Error) =>
        isRefusal(
          'key-file-invalid',
          /log\.json: not a key file.*Restore it from your backup/,
        )(error) && !error.message.includes('SECRET'),
    )
  }
  writeHead(home, { origin: 'witnessmark.local/0a', size: 12, root: 'ab'.repeat(32) })
  const head = readFileSync(join(home, 'keys', 'head.json'), 'utf8')
  for (const [from, to] of [
    ['0a', '0b'],
    ['12', '13'],
    ['abab', 'abaf'],
    ['check', 'chec'],
  ] as const) {
    writeFileSync(join(home, 'keys', 'head.json'), head.replace(from, to))
    assert.throws(() => readHead(home), isRefusal('key-head-invalid', /head\.json: .*was changed/))
  }
  writeFileSync(join(home, 'keys', 'head.json'), '{"origin": ')
  assert.throws(() => readHead(home), isRefusal('key-head-invalid', /head\.json: .*Restore it/))
})

test('statements, imports, erasures and exports that do not fit say why', async context => {
  const { agent, home } = await testAgent(context, {
    acme: { service: 'google-workspace', target: { domain: 'example.org' } },
    contoso: { service: 'microsoft-365', target: { tenant: 't-1' } },
  })
  const statement = {
    tenant: 'acme',
    setting: 'google-workspace.tenant.logs-not-sent-to-siem',
    value: [],
    by: 'Ada Example',
    name: 'siem.pdf',
    body: new Uint8Array(1),
  }
  await assert.rejects(
    importDocument(agent, tester, { ...statement, body: new Uint8Array(LARGEST + 1) }),
    isRefusal('document-too-large', /^siem\.pdf: \d+ bytes, and \d+ are the most: give the pages/),
  )
  await assert.rejects(
    importDocument(agent, tester, { ...statement, value: 'none' }),
    isRefusal('value-type', /^--value: .* takes a list of strings, as JSON: \["text"\]$/),
  )
  await assert.rejects(
    importDocument(agent, tester, { ...statement, tenant: 'none' }),
    isRefusal('tenant-unknown', /^no tenant "none"; connected are: acme, contoso$/),
  )

  const scubagear = importers.find(item => item.name === 'scubagear')
  assert.ok(scubagear)
  const path = join(home, 'ProviderSettingsExport.json')
  writeFileSync(path, JSON.stringify({ module_version: '9.0.0' }))
  await assert.rejects(
    importExport(agent, tester, 'contoso', scubagear, path),
    isRefusal('import-unfit', /ProviderSettingsExport\.json: ScubaGear 9\.0\.0 .* 1\.2 and later/),
  )
  await assert.rejects(
    importExport(agent, tester, 'acme', scubagear, path),
    isRefusal('import-other-service', /"acme" is of Google Workspace, but scubagear exports/),
  )

  // Nothing was recorded so far: now something is.
  await importDocument(agent, tester, statement)
  const window = (options: Parameters<typeof readWindow>[1]) => readWindow(agent, options)
  await assert.rejects(
    window({ to: '2001-01-01T00:00:00.000Z' }),
    isRefusal('export-window-empty', /up to 2001-01-01T.*; the record begins \d{4}-/),
  )
  await assert.rejects(
    window({ from: '2999-01-01T00:00:00.000Z' }),
    isRefusal('export-window-reversed', /before it begins \(2999/),
  )
  await assert.rejects(
    window({ tenants: ['none'] }),
    isRefusal('tenant-unknown', /^no tenant "none"; connected are: acme, contoso$/),
  )
  await assert.rejects(
    window({ frameworks: ['none'] }),
    isRefusal('framework-unknown', /^no framework "none"; there are: \w/),
  )

  editConfig(home, ['legalHold'], true)
  await assert.rejects(
    erase(agent, tester, { entries: [0], reason: 'x' }),
    isRefusal('erasure-held', /^config\.yaml: legalHold is true: .* End the hold there first\.$/),
  )
})

test('a node that is gone, a witness without a key and a proxy that is none', async context => {
  await assert.rejects(
    subtreeOf({ node: async () => null })(1, 2),
    isRefusal('log-node-missing', /inner node 1\/2 is missing: run "witnessmark verify"/),
  )
  for (const publicKey of ['AAAA', 'not base64'])
    assert.throws(
      () => witnessOf({ name: 'witness.example', publicKey }),
      isRefusal(
        'witness-key-invalid',
        /^config\.yaml: witness\.publicKey: .*\(32 bytes in base64\)$/,
      ),
    )
  const before = process.env['HTTPS_PROXY']
  context.after(() => {
    if (before === undefined) delete process.env['HTTPS_PROXY']
    else process.env['HTTPS_PROXY'] = before
  })
  process.env['HTTPS_PROXY'] = 'ftp://proxy.example'
  assert.throws(() => honourNetworkSettings(), isRefusal('proxy-invalid', /^HTTP_PROXY or HTTPS/))
})
