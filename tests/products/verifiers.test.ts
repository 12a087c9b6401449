// What we export, verified by what others wrote: openssl, Go's sumdb packages, JSON schema
// validators, spreadsheet readers. None of our code judges here.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { anchor } from '../../agent/keep/anchor.ts'
import { editConfig } from '../../agent/home/config.ts'
import { exportTo } from '../../agent/export/export.ts'
import { oscalVersions } from '../../agent/export/oscal/names.ts'
import { perform } from '../../agent/operations/perform.ts'
import { openZip } from '../../agent/export/read-zip.ts'
import { writeTiles } from '../../agent/export/tiles.ts'
import { fromHex, toBase64 } from '../../common/log/bytes.ts'
import { temporaryFolder } from '../support/agent.ts'
import { names, recorded } from '../support/export.ts'
import { forger, resealed } from '../support/forged.ts'
import { breaks, broken } from '../support/oscal-breaks.ts'
import { earlierHomes, openEarlierHome } from '../support/homes/open.ts'
import type { Recorded } from '../support/export.ts'
import { loadBundle } from '../support/tamper.ts'
import { startTimeStampAuthority } from '../support/time-stamp-authority.ts'
import { hasCommand, missingDebian } from './debian.ts'
import { installJars, installProduct, installPython } from './install.ts'
import { tester } from '../support/actor.ts'
import { recordGap } from '../../agent/record/gap.ts'

const here = fileURLToPath(new URL('verifiers/', import.meta.url))
const schemas = fileURLToPath(new URL('../../../shared/reference/oscal/', import.meta.url))
const library = '/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog'
const missing = missingDebian(
  [
    'golang-golang-x-mod-dev',
    'golang-github-xeipuuv-gojsonschema-dev',
    'python3-openpyxl',
    'python3-venv',
    'jq',
    'xxd',
    'openssl',
    ...(hasCommand('go') ? [] : ['golang-go']),
  ],
  () =>
    existsSync(library) &&
    ['go', 'jq', 'xxd', 'openssl'].every(hasCommand) &&
    spawnSync('/usr/bin/python3', ['-c', 'import openpyxl']).status === 0 &&
    spawnSync('python3', ['-c', 'import ensurepip']).status === 0,
)
const skip = missing ? `SKIPPED: ${missing}` : false
const closing: (() => unknown)[] = []
let record: Recorded
let bundle: string
let authority: Awaited<ReturnType<typeof startTimeStampAuthority>>
let folder: string

/** Each kind of what people decide, so that every document says what it has a place for. */
async function decideInAllKinds(agent: Recorded['agent']): Promise<void> {
  const [framework, tenant, by] = ['eucs', 'aurora-labs', 'Ada Example']
  const { requirements } = await perform(agent, tester, 'scope', { framework })
  const requirement = requirements[0]?.id ?? ''
  const check = 'github.organization.two-factor-required'
  const scope = { framework, tenants: [tenant], responsibilities: 'We configure it.', by }
  await perform(agent, tester, 'scope-set', scope)
  const line = { framework, requirement, applies: false, reason: 'The provider does it', by }
  await perform(agent, tester, 'applicability-set', line)
  const manual = { framework, requirement, title: 'Minutes', owner: by, review: '2027-01-01' }
  const document = { name: 'minutes.pdf', body: 'AAAA' }
  await perform(agent, tester, 'manual-set', { ...manual, document })
  await perform(agent, tester, 'repair-plan', { tenant, check, owner: by, until: '2027-01-01' })
}

before(async () => {
  if (skip) return
  const lifetime = {
    after: (close: unknown) => {
      closing.unshift(close as () => unknown)
    },
  }
  record = await recorded(lifetime)
  folder = temporaryFolder(lifetime)
  authority = await startTimeStampAuthority(temporaryFolder(lifetime))
  closing.unshift(() => authority.close())
  await record.agent.log.rotate('A new machine', tester.id)
  await record.scanOn('2026-03-14')
  await decideInAllKinds(record.agent)
  const [url = '', publicKey = ''] = await startGoWitness()
  editConfig(record.home, ['witness'], { url, name: 'witness.example/go', publicKey })
  editConfig(record.home, ['timestampAuthority'], authority.url)
  assert.deepEqual(await anchor(record.agent), {
    stamped: 1,
    cosigned: 1,
    waiting: 0,
    problems: [],
  })
  await record.scanOn('2026-03-15')
  assert.deepEqual(await anchor(record.agent), {
    stamped: 1,
    cosigned: 1,
    waiting: 0,
    problems: [],
  })
  const file = join(folder, 'bundle.zip')
  // From the third day on, so that the proof of growth starts inside the log.
  assert.equal(
    (
      await exportTo(record.agent, {
        format: 'bundle',
        out: file,
        from: '2026-03-02T00:00:00.000Z',
      })
    ).level,
    'WITNESSED',
  )
  bundle = join(folder, 'bundle')
  await unpack(file, bundle)
  copyFileSync(authority.certificate, join(bundle, 'TSA-CA.pem'))
})
after(async () => {
  for (const close of closing) await close()
})

test('openssl, jq and sha256sum: every command of VERIFY.md, as it stands there', { skip }, () => {
  const said = guideBlocks().map(block => shell(block))
  const all = said.join('\n')
  assert.equal(
    all.match(/Signature Verified Successfully/g)?.length,
    2,
    'the checkpoint, and the witness',
  )
  assert.match(all, /Verification: OK/)
  const manifest = readFileSync(join(bundle, 'checkpoints/manifest.txt'), 'utf8').split('\n')
  assert.ok(
    said[0]?.includes(manifest[1] ?? 'no digest'),
    'the signed digest is the one that openssl computes',
  )
  const commitment = said[2]?.trim().split('\n') ?? []
  assert.equal(
    commitment[0]?.split('= ')[1],
    commitment[1],
    'the commitment that openssl computes is the one in the leaf',
  )
  const sealed = said.at(guideBlocks().findIndex(block => block.includes('sealed ')))
  const [root, inEntry] = sealed?.trim().split('\n') ?? []
  assert.match(root ?? '', /^[0-9a-f]{64}$/)
  assert.equal(root, inEntry, "the root over the findings' lines is the one that the entry says")
  shell(
    "head -n 2 checkpoints/manifest.txt > text; sed -n 's/^— [^ ]* //p' checkpoints/manifest.txt | head -n 1 | base64 -d | tail -c 64 > signature; openssl pkeyutl -verify -pubin -inkey checkpoints/key.pem -rawin -in text -sigfile signature",
  )
})

test('openssl refuses a changed checkpoint and a changed file', { skip }, async context => {
  const copy = await freshCopy(context)
  const checkpoint = join(copy, 'checkpoints/checkpoint.txt')
  writeFileSync(
    checkpoint,
    readFileSync(checkpoint, 'utf8').replace(
      /\n(\d+)\n/,
      (_, size: string) => `\n${Number(size) + 1}\n`,
    ),
  )
  const blocks = guideBlocks()
  assert.notEqual(
    spawnSync('bash', ['-euo', 'pipefail', '-c', blocks[1] ?? ''], { cwd: copy }).status,
    0,
  )
  assert.notEqual(
    spawnSync('bash', ['-euo', 'pipefail', '-c', blocks[0] ?? ''], { cwd: copy }).status,
    0,
    'sha256sum names the file',
  )
})

test(
  'Go: the program in VERIFY.md accepts every proof and the growth, and refuses a changed leaf, proof, checkpoint or earlier checkpoint',
  { skip },
  async context => {
    const program =
      /```go\n([\s\S]*?)```/.exec(readFileSync(join(bundle, 'VERIFY.md'), 'utf8'))?.[1] ??
      assert.fail('no program')
    writeFileSync(join(folder, 'main.go'), program)
    const binary = build('verify', join(folder, 'main.go'))
    const said = execFileSync(binary, { cwd: bundle, encoding: 'utf8' })
    const proofs = readdirSync(join(bundle, 'proofs')).filter(name =>
      name.endsWith('.tlog-proof'),
    ).length
    assert.match(said, /extends the one of/)
    assert.match(said, new RegExp(`^${proofs} entries are in the signed log`, 'm'))
    const [findings = ''] = readdirSync(join(bundle, 'evidence')).filter(name =>
      name.startsWith('findings-'),
    )
    const lines = readFileSync(join(bundle, 'evidence', findings), 'utf8').split('\n').length - 1
    assert.match(said, new RegExp(`^${lines} findings are the ones that entry \\d+ sealed`, 'm'))
    const keys = readFileSync(join(bundle, 'checkpoints/keys.txt'), 'utf8').trim().split('\n')
    assert.equal(keys.length, 2)
    for (const key of keys)
      assert.match(execFileSync(binary, [key], { cwd: bundle, encoding: 'utf8' }), /that you named/)
    assert.equal(spawnSync(binary, [`${keys[0]}x`], { cwd: bundle }).status, 1, 'another key')
    const { agent, home, signer } = await forger(context, record.agent.log.origin)
    await recordGap(agent, {
      cause: 'missed-schedule',
      tenant: '',
      from: '2026-03-16T06:00:00.000Z',
      to: '2026-03-16T07:00:00.000Z',
      detail: 'forged',
    })
    await exportTo(agent, { format: 'bundle', out: join(home, 'forged.zip') })
    const own = await loadBundle(join(home, 'forged.zip'))
    const named = `${String(own.get('checkpoints/keys.txt'))}${keys[1]}\n`
    const forged = join(home, 'forged')
    for (const [name, bytes] of resealed(own, { 'checkpoints/keys.txt': named }, signer)) {
      mkdirSync(dirname(join(forged, name)), { recursive: true })
      writeFileSync(join(forged, name), bytes)
    }
    for (const key of keys)
      assert.equal(spawnSync(binary, [key], { cwd: forged }).status, 1, 'a forged bundle')
    const [leaf = ''] = readdirSync(join(bundle, 'proofs')).filter(name => name.endsWith('.leaf'))
    for (const name of [
      `proofs/${leaf}`,
      `proofs/${leaf.replace('.leaf', '.tlog-proof')}`,
      'checkpoints/checkpoint.txt',
      'checkpoints/before.txt',
      'checkpoints/consistency.txt',
      `evidence/${findings}`,
    ]) {
      const copy = await freshCopy(context)
      const text = readFileSync(join(copy, name), 'utf8')
      // A digit or letter in the middle becomes another one.
      const at =
        name.endsWith('.txt') && !name.includes('consistency')
          ? text.indexOf('\n') + 1
          : Math.floor(text.indexOf('\n\n') > 0 ? text.indexOf('\n\n') - 8 : text.length / 2)
      writeFileSync(
        join(copy, name),
        `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`,
      )
      assert.equal(spawnSync(binary, { cwd: copy }).status, 1, name)
    }
  },
)

test(
  'sha256sum: the findings of a log that an earlier version sealed flat, as VERIFY.md says',
  { skip },
  async context => {
    const [home = assert.fail()] = earlierHomes()
    const { agent } = await openEarlierHome(context, home)
    const file = join(temporaryFolder(context), 'earlier.zip')
    await exportTo(agent, { format: 'bundle', out: file, tenants: ['aurora-labs'] })
    const earlier = file.replace(/\.zip$/, '')
    await unpack(file, earlier)
    const block = guideBlocks(earlier).find(item => item.startsWith('sha256sum evidence/findings'))
    const [digest, sealed] = shell(block ?? assert.fail('not told'), earlier)
      .trim()
      .split('\n')
    assert.match(sealed ?? '', /^[0-9a-f]{64}$/)
    assert.equal(digest?.split(' ')[0], sealed)
  },
)

test(
  'Go: tiles are followed by a standard client, entry by entry, across a growing log',
  { skip },
  async () => {
    const tiles = join(folder, 'tiles')
    const client = build('tiles', join(here, 'tiles.go'))
    const follow = (...more: string[]): string =>
      execFileSync(client, [tiles, record.agent.log.verifierKey(), ...more], { encoding: 'utf8' })
    const first = await writeTiles(record.agent.store, tiles)
    const [old] = await record.agent.store.checkpoints({ last: true })
    assert.match(follow(), new RegExp(`^${first.size} entries`))
    for (let gap = 0; gap < 300; gap++)
      await recordGap(record.agent, {
        cause: 'missed-schedule',
        tenant: 'aurora-labs',
        from: '2026-03-16T06:00:00.000Z',
        to: '2026-03-16T07:00:00.000Z',
        detail: `gap ${gap}`,
      })
    const second = await writeTiles(record.agent.store, tiles)
    assert.ok(
      second.size > 256 && !existsSync(join(tiles, 'tile/0/000.p')),
      'the full tile took the place of the partial one',
    )
    assert.match(
      follow(String(old?.size), toBase64(fromHex(old?.root ?? ''))),
      new RegExp(`^${second.size} entries`),
    )
    assert.equal((await writeTiles(record.agent.store, tiles)).written, 0)
    const tile = join(tiles, 'tile/0/000')
    const bytes = readFileSync(tile)
    bytes[100] = (bytes[100] ?? 0) ^ 1
    writeFileSync(tile, bytes)
    assert.throws(() => follow())
  },
)

for (const version of oscalVersions) {
  test(
    `OSCAL ${version}: ajv and gojsonschema accept every document`,
    {
      skip:
        skip ||
        (existsSync(schemas) ? false : 'SKIPPED: the OSCAL schemas are not beside this clone'),
    },
    async context => {
      const out = join(temporaryFolder(context), 'oscal.zip')
      await exportTo(record.agent, { format: 'bundle', out, oscalVersion: version })
      const unpacked = join(dirname(out), 'bundle')
      await unpack(out, unpacked)
      const documents = readdirSync(join(unpacked, 'oscal'))
        .filter(name => name.endsWith('.json'))
        .map(name => join(unpacked, 'oscal', name))
      assert.ok(documents.length >= 3)
      const schema = join(
        schemas,
        `oscal_complete_schema-${version.startsWith('1.1') ? '1.1.2' : '1.2.2'}.json`,
      )
      const installed = installProduct('ajv', ['ajv@8.20.0', 'ajv-formats@3.0.1'])
      const load = async (name: string): Promise<never> => {
        const loaded = (await import(
          pathToFileURL(
            join(installed, 'node_modules', name, 'dist', name === 'ajv' ? 'ajv.js' : 'index.js'),
          ).href
        )) as { default: { default?: unknown } }
        return (loaded.default.default ?? loaded.default) as never
      }
      const Ajv = (await load('ajv')) as new (options: object) => {
        compile(schema: object): ((document: unknown) => boolean) & { errors?: unknown }
      }
      const addFormats = (await load('ajv-formats')) as (ajv: object) => void
      const ajv = new Ajv({ strict: false, allErrors: true })
      addFormats(ajv)
      const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')) as object)
      for (const file of documents)
        assert.ok(
          validate(JSON.parse(readFileSync(file, 'utf8'))),
          `${file}: ${JSON.stringify(validate.errors)}`,
        )
      assert.match(
        execFileSync(build('schema', join(here, 'schema.go')), [schema, ...documents], {
          encoding: 'utf8',
        }),
        new RegExp(`^${documents.length} documents are valid`),
      )
    },
  )
}

test(
  "OSCAL: the library of the models' own authors finds nothing in any document, and what is wrong in a broken one",
  { skip },
  async context => {
    const missing = missingDebian(['default-jdk-headless', 'maven'], () =>
      ['java', 'mvn'].every(hasCommand),
    )
    if (missing) return context.skip(`SKIPPED: ${missing}`)
    const jars = installJars('liboscal', 'dev.metaschema.oscal:liboscal-java:5.2.0')
    const findings = (...files: readonly string[]): string[] =>
      execFileSync('java', ['-Xmx4g', '-cp', jars, join(here, 'Oscal.java'), ...files], {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
        .trim()
        .split('\n')
        .filter(line => line.startsWith('{'))
    const out = temporaryFolder(context)
    const oscal = join(out, 'oscal')
    cpSync(bundle, out, { recursive: true })
    // It looks into no document: what one carries it finds beside it.
    await exportTo(record.agent, { format: 'oscal', out: join(oscal, 'alone.json') })
    const documents = readdirSync(oscal).map(name => join(oscal, name))
    assert.equal(documents.length, 7)
    assert.deepEqual(findings(...documents), [])
    const files = breaks.map((item, index) => {
      const file = join(oscal, `broken-${index}.json`)
      writeFileSync(file, broken(readFileSync(join(oscal, item.file), 'utf8'), item))
      return file
    })
    const theirs = new Set(
      findings(...files).map(line => (JSON.parse(line) as { readonly file: string }).file),
    )
    assert.ok(theirs.size >= 12, [...theirs].join(' '))
    // What it finds, `verify --oscal` does.
    for (const file of files) {
      if (!theirs.has(basename(file))) continue
      const { problems } = await perform(record.agent, tester, 'verify-oscal', { file })
      assert.ok(problems.length > 0, breaks[files.indexOf(file)]?.name)
    }
  },
)

test(
  'OSCAL: compliance-trestle imports every model from one folder without a complaint, follows what they import, and refuses a broken one',
  { skip },
  async context => {
    const python = installPython('trestle', ['compliance-trestle==5.2.0'])
    const out = temporaryFolder(context)
    const [set, workspace] = [join(out, 'oscal'), join(out, 'workspace')]
    cpSync(join(bundle, 'oscal'), set, { recursive: true })
    mkdirSync(workspace)
    const trestle = (cwd: string, ...given: readonly string[]): string => {
      const run = spawnSync(join(dirname(python), 'trestle'), given, { cwd, encoding: 'utf8' })
      return `${run.stdout}${run.stderr}exit ${run.status}`
    }
    assert.match(trestle(workspace, 'init', '--full'), /exit 0$/)
    const imported = (file: string): string =>
      trestle(set, 'import', '-tr', workspace, '-f', file, '-o', file.replace('.json', ''))
    const models = readdirSync(set)
    assert.equal(models.length, 6)
    for (const file of models) {
      const said = imported(file)
      assert.match(said, /exit 0$/, `${file}: ${said}`)
      assert.doesNotMatch(said, /ERROR|WARNING/, file)
    }
    const said = trestle(set, 'validate', '-tr', workspace, '-a')
    assert.equal(said.match(/^VALID: /gm)?.length, models.length, said)
    // It tells references by uuids of version 4 alone, and ours are of version 5: whether each resource
    // is referred to is asked of the document.
    assert.doesNotMatch(
      said.replace(/^.*links_validator.*Resources have \d+ uuids.*$/gm, ''),
      /ERROR|WARNING|INVALID/,
    )
    for (const file of models) {
      const text = readFileSync(join(set, file), 'utf8')
      const [model] = Object.values(
        JSON.parse(text) as Record<string, { 'back-matter'?: { resources: { uuid: string }[] } }>,
      )
      for (const { uuid } of model?.['back-matter']?.resources ?? [])
        assert.ok(text.includes(`"#${uuid}"`), `${file}: ${uuid}`)
    }

    const system = readFileSync(join(set, 'system-security-plan.json'), 'utf8')
    for (const [name, broken, complaint] of [
      [
        'elsewhere.json',
        system.replace('"profile.json"', '"elsewhere/profile.json"'),
        /No such file/,
      ],
      [
        'twice.json',
        system.replaceAll(/"uuid": "[^"]+"/g, `"uuid": "${randomUUID()}"`),
        /Duplicate/,
      ],
    ] as const) {
      assert.notEqual(broken, system)
      writeFileSync(join(set, name), broken)
      assert.match(imported(name) + trestle(set, 'validate', '-tr', workspace, '-a'), complaint)
    }
  },
)

test(
  'openpyxl and Python read the tables: names in every script survive, a formula stays text',
  { skip },
  async context => {
    const out = temporaryFolder(context)
    await exportTo(record.agent, { format: 'xlsx', out: join(out, 'findings.xlsx') })
    await exportTo(record.agent, { format: 'csv', out: join(out, 'findings.csv') })
    const read = JSON.parse(
      execFileSync(
        '/usr/bin/python3',
        [join(here, 'tables.py'), join(out, 'findings.xlsx'), join(out, 'findings.csv')],
        { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
      ),
    ) as { sheets: string[]; xlsx: string[][]; csv: string[][]; formulas: string[] }
    assert.deepEqual(read.sheets, [
      'Findings',
      'Requirements',
      'Deviations',
      'Populations',
      'Aspects',
      'Monitoring',
      'Stated by people',
      'Coverage',
      'About',
    ])
    assert.deepEqual(read.formulas, [])
    assert.equal(read.xlsx.length, read.csv.length)
    for (const table of [read.xlsx, read.csv])
      for (const name of Object.values(names))
        assert.ok(
          table.some(row => row.some(cell => cell.includes(name))),
          name,
        )
    for (const cell of read.csv.flat()) assert.ok(!/^[=+\-@]/.test(cell), cell)
  },
)

test(
  'SARIF: the schema as its own test library ships it accepts the export, and refuses a broken one',
  { skip },
  async context => {
    const installed = installProduct('sarif', ['@microsoft/jest-sarif@1.0.0-beta.0'])
    const schema = join(
      installed,
      'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
    )
    const file = join(temporaryFolder(context), 'alerts.sarif')
    await exportTo(record.agent, { format: 'sarif', out: file })
    const whole = readFileSync(file, 'utf8')
    const validate = (): string =>
      execFileSync(build('schema', join(here, 'schema.go')), [schema, file], { encoding: 'utf8' })
    assert.match(validate(), /^1 documents are valid/)
    writeFileSync(file, whole.replace('"kind":"fail"', '"kind":"failed"'))
    assert.throws(validate, (error: { stdout?: string }) => /kind/.test(error.stdout ?? ''))
  },
)

test(
  'OCSF: the schema that OCSF publishes accepts every event, of either class, and refuses a broken one',
  { skip },
  async context => {
    const python = installPython('ocsf', ['ocsf-json-schema==1.2.0', 'jsonschema==4.26.0'])
    const validate = (file: string): string =>
      execFileSync(python, [join(here, 'ocsf.py'), file], { encoding: 'utf8' })
    const out = temporaryFolder(context)
    for (const [ocsfClass, name] of [
      [2003, 'compliance_finding'],
      [2004, 'detection_finding'],
    ] as const) {
      const file = join(out, `${ocsfClass}.ndjson`)
      await exportTo(record.agent, { format: 'ocsf', out: file, ocsfClass })
      const lines = readFileSync(file, 'utf8').trim().split('\n')
      assert.deepEqual(JSON.parse(validate(file)), { [name]: lines.length })
      for (const wanted of Object.values(names))
        assert.ok(
          lines.some(line =>
            (JSON.parse(line) as { resources: { name: string }[] }).resources.some(resource =>
              resource.name.includes(wanted),
            ),
          ),
          wanted,
        )
      writeFileSync(
        file,
        `${JSON.stringify({ ...(JSON.parse(lines[0] ?? '') as object), severity_id: 'high' })}\n`,
      )
      assert.throws(
        () => validate(file),
        (error: { stdout?: string }) => /severity_id/.test(error.stdout ?? ''),
      )
    }
  },
)

function guideBlocks(of = bundle): string[] {
  const guide = readFileSync(join(of, 'VERIFY.md'), 'utf8').replace(/```go[\s\S]*?```/, '')
  return [...guide.matchAll(/(?:^ {4}.+\n)+/gm)].map(([block]) => block.replaceAll(/^ {4}/gm, ''))
}

function shell(script: string, cwd = bundle): string {
  return execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function build(name: string, source: string): string {
  const binary = join(folder, `${name}.bin`)
  if (!existsSync(binary))
    execFileSync('go', ['build', '-o', binary, source], {
      env: {
        ...process.env,
        GO111MODULE: 'off',
        GOPATH: '/usr/share/gocode',
        GOCACHE: join(folder, 'go-cache'),
        GOFLAGS: '',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  return binary
}

async function startGoWitness(): Promise<string[]> {
  const child = spawn(
    build('witness', join(here, 'witness.go')),
    [record.agent.log.verifierKey()],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  closing.unshift(() => {
    child.kill()
  })
  for await (const line of child.stdout) return String(line).trim().split(' ')
  return []
}

async function unpack(file: string, into: string): Promise<void> {
  const zip = await openZip(file)
  for (const name of zip.names) {
    mkdirSync(dirname(join(into, name)), { recursive: true })
    writeFileSync(join(into, name), await zip.bytes(name))
  }
  zip.close()
}

async function freshCopy(context: Parameters<typeof temporaryFolder>[0]): Promise<string> {
  const copy = join(temporaryFolder(context), 'bundle')
  await unpack(join(folder, 'bundle.zip'), copy)
  return copy
}
