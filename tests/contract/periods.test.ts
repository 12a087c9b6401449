import assert from 'node:assert/strict'
import { isAbout } from '../../common/assess/evaluate.ts'
import { mappingsOf } from '../../common/model/index.ts'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { findingPeriods, periodSource, requirementPeriods } from '../../agent/export/period.ts'
import type { FindingPeriod } from '../../agent/export/period.ts'
import { livePeriods } from '../../agent/export/live-period.ts'
import { editConfig } from '../../agent/home/config.ts'
import { rulesReader } from '../../agent/log/sealed-rules.ts'
import { readWindow } from '../../agent/export/window.ts'
import { verified } from '../support/homes/open.ts'
import type { WindowOptions } from '../../agent/export/window.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { isRefusal } from '../support/problem.ts'
import { createContext } from '../../agent/cli/context.ts'
import { periodCommand } from '../../agent/cli/period.ts'
import { sampleCommand } from '../../agent/cli/sample.ts'
import { checkOscal } from '../../agent/export/oscal/integrity.ts'
import { verifyMembers } from '../../agent/export/verify-bundle.ts'
import { periodProblem } from '../../agent/log/verify-period.ts'
import { isProblem } from '../../agent/problem.ts'
import type { Period } from '../../common/assess/period.ts'
import { entryName } from '../../common/log/bundle.ts'
import { loadBundle, membersOf } from '../support/tamper.ts'
import { recorded } from '../support/export.ts'
import type { Recorded } from '../support/export.ts'

// One record for all: the organization is as `recorded` leaves it on 13 March, then a setting goes
// wrong on the 14th and is put right on the 15th, and another one is repaired.
let record: Recorded
const cleanUp: (() => unknown)[] = []
before(async () => {
  record = await recorded({ after: work => cleanUp.push(work as () => unknown) })
  const organization = record.replay.state.organization as Record<string, unknown>
  organization['default_repository_permission'] = 'none'
  organization['is_verified'] = false
  await record.scanOn('2026-03-14')
  organization['is_verified'] = true
  await record.scanOn('2026-03-15')
})
after(async () => {
  for (const work of cleanUp.toReversed()) await work()
})

const day = (time: number | null | undefined): string | null =>
  time === null || time === undefined ? null : new Date(time).toISOString().slice(0, 10)
const gapsOf = ({ gaps }: Period): unknown[] =>
  gaps.map(item => [item.kind, day(item.from), day(item.to), ...item.reasons])
const deviationsOf = ({ deviations }: Period): unknown[] =>
  deviations.map(item => [day(item.from), day(item.to), item.ended])

async function sourceOf(options: WindowOptions = {}) {
  const window = await readWindow(record.agent, options)
  const [tenant] = window.tenants
  assert.ok(tenant)
  return { window, source: periodSource(record.agent, window, tenant) }
}

async function found(check: string, options?: WindowOptions): Promise<FindingPeriod> {
  const { source } = await sourceOf(options)
  const all = await Array.fromAsync(findingPeriods(source))
  const one = all.find(({ finding }) => finding.check === check)
  assert.ok(one)
  const alone = await Array.fromAsync(findingPeriods(source, one.finding.id))
  assert.deepEqual(alone, [one])
  return one
}

test('what went wrong and was put right between two runs is in the period, with its dates', async () => {
  const { period, read } = await found('github.organization.domain-verified')
  assert.equal(period.throughout, 'no')
  assert.deepEqual(deviationsOf(period), [['2026-03-14', '2026-03-15', 'repaired']])
  assert.deepEqual(period.runs, { made: 7, conforming: 5, deviating: 1, unknown: 1 })
  assert.deepEqual(read, ['api A'])
  assert.deepEqual(gapsOf(period), [
    ['unknown', '2026-03-03', '2026-03-04', 'unreachable'],
    ['gap', '2026-03-04', '2026-03-12', 'missed-schedule'],
  ])
  assert.equal(Math.round((period.longest ?? 0) / 3_600_000), 24)
  const [deviation] = period.deviations
  const { agent } = record
  for (const [entry, outcome] of [
    [deviation?.entry, 'fail'],
    [deviation?.endEntry, 'pass'],
  ] as const) {
    const { kind } = (await agent.store.evidence(entry ?? -1)) ?? {}
    assert.equal(kind, 'assessment')
    const lines = await agent.store.findings('aurora-labs', entry ?? -1)
    const line = lines.find(item => item.check === 'github.organization.domain-verified')
    assert.equal(line?.outcome, outcome)
  }
})

test('a finding among all others is as it is alone', async () => {
  const { source } = await sourceOf()
  let count = 0
  for await (const one of findingPeriods(source)) {
    count++
    assert.deepEqual(await Array.fromAsync(findingPeriods(source, one.finding.id)), [one])
  }
  assert.ok(count > 300)
})

test('an acceptance changes no number of a period', async () => {
  const { source } = await sourceOf()
  const all = await Array.fromAsync(findingPeriods(source))
  const accepted = all.filter(item => item.accepted.length > 0)
  assert.ok(accepted.length > 0)
  for (const { period } of accepted) {
    assert.equal(period.throughout, 'no')
    assert.equal(period.runs.deviating > 0, true)
  }
})

test('a window of a part: what stood at its beginning is of the run before it', async () => {
  const options = { from: '2026-03-13T00:00:00.000Z', to: '2026-03-14T00:00:00.000Z' }
  const good = await found('github.organization.domain-verified', options)
  assert.equal(good.period.throughout, 'yes')
  assert.deepEqual(good.period.runs, { made: 1, conforming: 1, deviating: 0, unknown: 0 })
  const bad = await found('github.organization.default-permission-minimal', options)
  assert.deepEqual(deviationsOf(bad.period), [['2026-03-13', null, null]])
  assert.equal(bad.period.deviations[0]?.before, true)
})

test('a tenant connected in the middle of a window that somebody asked for proves nothing before', async () => {
  const { period } = await found('github.organization.few-owners', {
    from: '2026-02-20T00:00:00.000Z',
  })
  assert.deepEqual(gapsOf(period)[0], ['gap', '2026-02-20', '2026-03-01', 'not-connected'])
  const own = await found('github.organization.few-owners')
  assert.equal(day(own.period.from), '2026-03-01')
  assert.deepEqual(gapsOf(own.period), [['gap', '2026-03-04', '2026-03-12', 'missed-schedule']])
})

test('how often a metric has to be read decides what is a gap', async () => {
  const { window, source } = await sourceOf()
  const { agent } = record
  const check = 'github.organization.few-owners'
  const metric = agent
    .catalogue()
    .services.flatMap(service => service.checks)
    .find(item => item.id === check)?.metric
  assert.ok(metric)
  const judgements = source.judgements.map(judgement => ({
    ...judgement,
    rules: { ...judgement.rules, frequencies: { [metric]: 24 * 7 } },
  }))
  const all = await Array.fromAsync(findingPeriods({ ...source, judgements }))
  const period = all.find(({ finding }) => finding.check === check)?.period
  assert.equal(period?.throughout, 'yes')
  assert.ok(window.to)
})

test('how long a reading counts, and when it was planned, is sealed with what it led to: a file that is edited later changes nothing of the past', async context => {
  const { agent, home, at, scanOn } = await recorded(context)
  const check = 'github.organization.few-owners'
  const said = async (): Promise<unknown> => {
    const [source = assert.fail()] = await livePeriods(agent, ['aurora-labs'], {})
    const all = await Array.fromAsync(findingPeriods(source))
    const period = all.find(({ finding }) => finding.check === check)?.period
    const [tenant] = (await readWindow(agent, {})).tenants
    const facts = tenant?.moments.flatMap(({ monitoring }) => monitoring)
    const [planned] = facts?.filter(({ measure }) => measure === 'frequency') ?? []
    const [coverage] = facts?.filter(({ measure }) => measure === 'coverage') ?? []
    return { throughout: period?.throughout, gaps: period?.gaps.length, planned, coverage }
  }
  at('2026-03-14')
  const before = await said()
  const edited = async (): Promise<void> => {
    editConfig(home, ['frequencies'], { default: 24 * 30 })
    editConfig(home, ['staleAfterDays'], 365)
    editConfig(home, ['tenants', 'aurora-labs', 'schedule'], '0 6 1 * *')
  }
  await edited()
  at('2026-03-14')
  assert.deepEqual(await said(), before)
  await scanOn('2026-03-14')
  at('2026-03-20')
  const [last = assert.fail()] = (await livePeriods(agent, ['aurora-labs'], {})).map(source =>
    source.judgements.at(-1),
  )
  assert.equal(last.rules.frequencies['default'], 24 * 30, 'from then on it counts')
  assert.equal(last.rules.staleAfterDays, 365)
  assert.deepEqual((await verified(agent)).first, null)
})

test('what was judged before rules were sealed: a file can make less of it, and never more', async () => {
  const store = { evidence: async () => null }
  const reader = rulesReader(store as never, {
    staleAfterDays: 400,
    frequencies: { 'default': 9999, 'mfa-enforced': 6 },
    schedule: 'off',
  })
  assert.deepEqual(await reader(3), {
    staleAfterDays: 35,
    frequencies: { 'default': 24, 'mfa-enforced': 6 },
    schedule: 'off',
  })
})

test('a requirement deviates where any finding of it does, and is as wanted where all are', async () => {
  const { window, source } = await sourceOf()
  const all = await requirementPeriods(source, window.frameworks)
  assert.ok(all.length > 20)
  const findings = await Array.fromAsync(findingPeriods(source))
  for (const { requirement, period, read, findings: count } of all) {
    const mappings = mappingsOf(requirement)
    const of = findings.filter(({ finding }) => mappings.some(mapping => isAbout(mapping, finding)))
    assert.equal(count, of.length)
    assert.equal(
      [...read.values()].reduce((sum, item) => sum + item, 0) >= count,
      true,
      'how each of them was read',
    )
    const deviates = of.some(item => item.period.deviations.length > 0)
    assert.equal(period.throughout === 'no', deviates, requirement.id)
    if (period.throughout === 'yes')
      assert.ok(of.every(item => ['yes', 'not-applicable'].includes(item.period.throughout)))
  }
})

test('an export rests on the findings of every run: a turned one of the past is found', async () => {
  const { agent, home } = record
  const { source } = await sourceOf()
  const entries = source.judgements.map(({ entry }) => entry)
  const found = () => periodProblem(agent.store, 'aurora-labs', entries, -1)
  assert.deepEqual(await found(), { problem: null, whole: true })
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  const row = `finding ->> 'outcome' = 'fail' AND valid_from > '2026-03-14' AND valid_to IS NOT NULL`
  const [sealed] = database.prepare(`SELECT rowid, finding FROM finding WHERE ${row}`).all()
  assert.ok(sealed)
  const put = database.prepare('UPDATE finding SET finding = ? WHERE rowid = ?')
  const [id, text] = [Number(sealed['rowid']), String(sealed['finding'])]
  try {
    put.run(text.replace('"outcome":"fail"', '"outcome":"pass"'), id)
    const { problem } = await found()
    const turned = source.judgements.find(({ at }) => at.startsWith('2026-03-14'))
    assert.equal(problem?.entry, turned?.entry)
    const before = entries.filter(entry => entry < (turned?.entry ?? 0))
    assert.equal((await periodProblem(agent.store, 'aurora-labs', before, -1)).problem, null)
    const out = join(home, 'period.csv')
    await assert.rejects(exportTo(agent, { format: 'csv', out }), (error: unknown) =>
      isProblem(error, 'log-unsound'),
    )
    put.run(text, id)
    await exportTo(agent, { format: 'csv', out })
  } finally {
    put.run(text, id)
    database.close()
  }
})

test('a bundle carries each deviation with its sealed run and proof, and a changed one is found', async () => {
  const { agent, home } = record
  const out = join(home, 'period.zip')
  await exportTo(agent, { format: 'bundle', out })
  const contents = await loadBundle(out)
  assert.deepEqual((await verifyMembers(membersOf(contents))).problems, [])
  const name = 'evidence/deviations-aurora-labs.ndjson'
  const lines = String(contents.get(name)).trimEnd().split('\n')
  const events = lines.map(line => JSON.parse(line) as Readonly<Record<string, unknown>>)
  const mine = events.filter(item => item['check'] === 'github.organization.domain-verified')
  assert.deepEqual(
    mine.map(item => [item['event'], String(item['from']).slice(0, 10)]),
    [
      ['deviates', '2026-03-14'],
      ['repaired', '2026-03-14'],
    ],
  )
  for (const { entry, proof } of mine) {
    assert.ok(contents.has(`proofs/${entryName(Number(entry))}.tlog-proof`))
    assert.ok(proof)
  }
  const index = events.indexOf(mine[0]!)
  const changed = (change: (line: string) => string): Map<string, Buffer> => {
    const other = lines.with(index, change(lines[index] ?? ''))
    return new Map(contents).set(name, Buffer.from(`${other.join('\n')}\n`))
  }
  const edits = {
    'another outcome': (line: string) => line.replace('"event":"deviates"', '"event":"repaired"'),
    'another finding': (line: string) =>
      line.replace(/"finding":"[^"]*"/, `"finding":"${String(events[0]?.['finding'])}"`),
    'another line': (line: string) => line.replace('\\"severity\\":\\"', '\\"severity\\":\\"x'),
    'another entry': (line: string) => line.replace(/"entry":\d+/, '"entry":0'),
    'no proof, as if erased': (line: string) =>
      line.replace(/"proof":\{.*\}\}/, '"rewritten":true,"proof":null}'),
    'no proof': (line: string) => line.replace(/"proof":\{.*\}\}/, '"proof":null}'),
  }
  for (const [what, edit] of Object.entries(edits)) {
    assert.notEqual(edit(lines[index] ?? ''), lines[index], what)
    const { problems } = await verifyMembers(membersOf(changed(edit)))
    // The file's digest in the manifest is one thing, what it says of sealed entries another.
    const said = problems.filter(item => item.file === name).map(item => item.problem)
    assert.ok(said.length >= 2, `${what}: ${said.join('; ')}`)
  }
  const guide = String(contents.get('VERIFY.md'))
  const follows = guide.slice(
    guide.indexOf('    follows()'),
    guide.indexOf('    for f in evidence/deviations'),
  )
  // Only where what the guide asks for is there.
  const tools = ['bash', 'jq', 'xxd'].every(tool => !spawnSync(tool, ['--version']).error)
  for (const { entry, proof } of tools ? mine : []) {
    const file = join(home, 'one.json')
    writeFileSync(file, JSON.stringify({ entry, proof }))
    const root = execFileSync('bash', ['-c', `${follows}\nfollows "${file}"`], { encoding: 'utf8' })
    const body = String(contents.get(`evidence/${entryName(Number(entry))}.body.json`))
    assert.equal(root.trim(), (JSON.parse(body) as { readonly findings: string }).findings)
  }
  // The guide as it stands, beside a tenant of which nothing deviated.
  const unpacked = join(home, 'unpacked')
  mkdirSync(join(unpacked, 'evidence'), { recursive: true })
  for (const [member, bytes] of contents)
    if (/^evidence\/[^/]+$/.test(member)) writeFileSync(join(unpacked, member), bytes)
  writeFileSync(join(unpacked, 'evidence/deviations-a-tenant.ndjson'), '')
  const said = guide.slice(guide.indexOf('    follows()')).split('\n')
  const block = said.slice(0, said.indexOf('')).join('\n')
  if (tools) {
    const told = execFileSync('bash', ['-c', block], { encoding: 'utf8', cwd: unpacked })
    const [one, other, ...more] = told.trim().split('\n')
    assert.match(one ?? '', /^[0-9a-f]{64}$/)
    assert.deepEqual([other, more], [one, []])
  }
  const redacted = join(home, 'redacted.zip')
  await exportTo(agent, { format: 'bundle', out: redacted, redact: true })
  assert.ok(!(await loadBundle(redacted)).has(name), 'lines may name persons')
})

test('a table has the numbers of the period in each row, and a workbook its sheets', async () => {
  const { agent, home } = record
  const csv = join(home, 'period.csv')
  await exportTo(agent, { format: 'csv', out: csv })
  const [heading = '', ...rows] = readFileSync(csv, 'utf8').slice(1).split('\r\n')
  const row = rows.find(line => line.includes('github.organization.domain-verified')) ?? ''
  const at = heading.split(',').indexOf('effective throughout') - heading.split(',').length
  assert.ok(at < 0)
  assert.match(
    row,
    /,no,5,7,1,25,1,24\.0,24\.0,2,216\.0,"unreachable, missed schedule",api A$|,no,5,7,1,[\d.]+,1,24\.0,24\.0,2,[\d.]+,"missed schedule, unreachable",api A$/,
  )
  const xlsx = join(home, 'period.xlsx')
  await exportTo(agent, { format: 'xlsx', out: xlsx })
  const book = await loadBundle(xlsx)
  const titles = [...String(book.get('xl/workbook.xml')).matchAll(/<sheet name="([^"]*)"/g)].map(
    match => match[1],
  )
  assert.deepEqual(titles.slice(0, 3), ['Findings', 'Requirements', 'Deviations'])
  const rowsOf = (sheet: number): string[][] =>
    [
      ...String(book.get(`xl/worksheets/sheet${sheet}.xml`)).matchAll(/<row [^>]*>(.*?)<\/row>/g),
    ].map(match => [...(match[1] ?? '').matchAll(/<t [^>]*>([^<]*)</g)].map(cell => cell[1] ?? ''))
  const [requirements, deviations] = [rowsOf(2), rowsOf(3)]
  const automated = requirements.find(cells => cells[2] === 'OPS-21.1')
  // It takes the whole baseline, however each part of it was read.
  assert.match(automated?.at(-1) ?? '', /^api A \(\d+\), console C \(\d+\)$/)
  const deviation = deviations.find(cells => cells[1] === 'github.organization.domain-verified')
  assert.ok(deviation?.includes('repaired'), deviation?.join('|'))
  assert.ok(deviation?.includes('api A'))
})

test('the report shows the period with a strip that is also text, and OSCAL has it as observations', async () => {
  const { agent, home } = record
  const report = join(home, 'period.html')
  await exportTo(agent, { format: 'html', out: report })
  const text = readFileSync(report, 'utf8')
  const section = text.slice(text.indexOf('id="period"'), text.indexOf('id="findings"'))
  assert.match(
    section,
    /aria-label="2026-03-01 to 2026-03-15\. Effective throughout: no\. 5 of 7 runs as wanted; [^"]*1 deviation, the longest 1 d; repaired after 1 d on average; [^"]*\(missed schedule, unreachable|undetermined[^"]*\)\."/,
  )
  assert.match(section, /2026-03-14 06:00 UTC<\/td>\s*<td class="nowrap">\s*2026-03-15 06:00 UTC/)
  assert.match(section, /api A \(1\)/)

  // Beside every number stands how it was read, with the grade.
  const numbers = text.slice(text.indexOf('id="requirements"'), text.indexOf('id="exceptions"'))
  const tables = [...numbers.matchAll(/<table>(.*?)<\/table>/gs)].map(match => match[1] ?? '')
  assert.ok(tables.length > 5)
  for (const table of tables) {
    // What the agent itself did was read from no service.
    if (table.includes('The monitoring of')) continue
    assert.match(table, /<th scope="col">(?:Read by, grade|Statement of completeness)<\/th>/)
    if (!table.includes('class="number"')) continue
    assert.match(table, /<td>[^<]*(?:api A|console C)[^<]*<\/td>|the API \(grade A\)/)
  }

  const out = join(home, 'period.oscal.json')
  await exportTo(agent, { format: 'oscal', out })
  const document = JSON.parse(readFileSync(out, 'utf8')) as object
  assert.deepEqual(await checkOscal('period', document, async () => null), [])
  type Said = {
    readonly title: string
    readonly description: string
    readonly props: readonly { readonly name: string; readonly value: string }[]
    readonly subjects?: readonly Said[]
  }
  const { observations } = (
    document as {
      readonly 'assessment-results': {
        readonly results: readonly { readonly observations: readonly Said[] }[]
      }
    }
  )['assessment-results'].results[0]!
  const value = ({ props }: Said, name: string): string | undefined =>
    props.find(item => item.name === name)?.value
  const verified = 'github.organization.domain-verified'
  const requirement = observations.find(item => value(item, 'control-id') === 'eucs_OPS-21.1')
  assert.equal(value(requirement!, 'effective-throughout'), 'no')
  assert.match(value(requirement!, 'how-read') ?? '', /^api A \(\d+\), console C \(\d+\)$/)
  const deviation = observations.find(
    item => item.title.startsWith('Deviation: ') && value(item, 'check') === verified,
  )
  assert.equal(value(deviation!, 'deviation-to')?.slice(0, 10), '2026-03-15')
  const subject = observations
    .filter(item => value(item, 'check') === verified)
    .flatMap(item => item.subjects ?? [])
    .find(item => value(item, 'runs-made') !== undefined)
  assert.equal(value(subject!, 'runs-made'), '7')
})

test('the operations say the same up to now: a reading runs out, a window can be chosen', async () => {
  const { agent } = record
  const id = 'aurora-labs/github.organization.domain-verified/aurora-labs'
  const ask = (more: object = {}) => perform(agent, tester, 'finding-period', { id, ...more })
  record.at('2026-03-18')
  const { period } = await ask()
  assert.equal(period?.answer, 'no')
  assert.deepEqual(
    period?.deviations.map(({ from, to, ended, lasted }) => [
      from.slice(0, 10),
      to?.slice(0, 10),
      ended,
      lasted,
    ]),
    [['2026-03-14', '2026-03-15', 'repaired', '1 d']],
  )
  assert.deepEqual(period?.gaps.at(-1)?.reasons, ['not-read'])
  assert.deepEqual(
    period?.strip.map(({ state, from, days }) => `${from} ${days} ${state}`),
    [
      '2026-03-01 2 conforming',
      '2026-03-03 1 partly',
      '2026-03-04 8 unproven',
      '2026-03-12 1 partly',
      '2026-03-13 1 conforming',
      '2026-03-14 2 deviating',
      '2026-03-16 1 partly',
      '2026-03-17 2 unproven',
    ],
  )
  const whole = await ask({ from: '2026-03-13', to: '2026-03-14' })
  assert.equal(whole.period?.throughout, 'yes')
  assert.equal((await ask({ from: '2026-02-01', to: '2026-02-02' })).period, null)
  await assert.rejects(ask({ from: '2026-02-30' }), isRefusal('time-invalid', /2026-02-30/))

  const { requirements } = await perform(agent, tester, 'period', { framework: 'eucs' })
  const found = requirements.find(item => item.requirement === 'OPS-21.1')
  assert.equal(found?.period.throughout, 'no')
  // It takes the whole baseline, however each part of it was read.
  assert.match(found?.period.read.join(', ') ?? '', /^api A \(\d+\), console C \(\d+\)$/)
  await assert.rejects(
    perform(agent, tester, 'period', { framework: 'none' }),
    isRefusal('framework-unknown', /none/),
  )
})

test('how much there is and how much was read is sealed with each scan, and exported', async () => {
  const { agent, home } = record
  const window = await readWindow(agent, {})
  const [population] = window.tenants[0]?.populations ?? []
  const repositories = (await agent.store.resources('aurora-labs')).filter(
    item => item.type === 'repository',
  ).length
  assert.equal(population?.type, 'repository')
  assert.equal(population.read, repositories)
  assert.equal(population.total, repositories)
  // The service was out of order on 3 March, and told nothing.
  assert.deepEqual([population.scans, population.whole], [7, 6])
  const out = join(home, 'populations.xlsx')
  await exportTo(agent, { format: 'xlsx', out })
  const sheet = String((await loadBundle(out)).get('xl/worksheets/sheet4.xml'))
  assert.match(sheet, new RegExp(`Complete: ${repositories} of the ${repositories} that`))
})

test('a sample is drawn again by its seed, or chosen, and says what was sealed of each day', async () => {
  const { agent } = record
  record.at('2026-03-16')
  const ask = (more: object) =>
    perform(agent, tester, 'sample', {
      tenant: 'aurora-labs',
      type: 'repository',
      to: '2026-03-16',
      ...more,
    })
  const one = await ask({ items: 2, days: 4, seed: 'seven' })
  assert.equal(one.items.length, 2)
  assert.equal(one.days.length, 4)
  assert.deepEqual(await ask({ items: 2, days: 4, seed: 'seven' }), one)
  const other = await ask({ items: 2, days: 4, seed: 'eight' })
  assert.notDeepEqual([other.items, other.days], [one.items, one.days])
  // As anybody draws it again: the lowest digests of seed, line break and name.
  const all = await ask({ chosenDays: '2026-03-02', seed: 'x' })
  const lowest = (names: readonly string[], count: number): string[] =>
    names
      .map(name => [createHash('sha256').update(`seven\n${name}`).digest('hex'), name] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, count)
      .map(([, name]) => name)
      .sort()
  assert.deepEqual(lowest(all.items, 2), one.items)
  assert.equal(all.population.items, all.items.length)
  assert.equal((await ask({ items: 1, days: 1 })).seed.length, 16, 'made, and told')

  const chosen = await perform(agent, tester, 'sample', {
    tenant: 'aurora-labs',
    check: 'github.organization.domain-verified',
    chosenDays: '2026-03-03, 2026-03-05,2026-03-14,2026-03-15',
  })
  assert.deepEqual(
    chosen.rows.map(({ day, outcome, reason, read }) => [day, outcome, reason, read]),
    [
      ['2026-03-03', 'unknown', 'unreachable', 'api A'],
      ['2026-03-05', 'none', null, null],
      ['2026-03-14', 'fail', null, 'api A'],
      ['2026-03-15', 'pass', null, 'api A'],
    ],
  )
  for (const { entry } of chosen.rows)
    if (entry !== null) assert.equal((await agent.store.evidence(entry))?.kind, 'assessment')
  await assert.rejects(
    ask({ chosenItems: 'repository none/none' }),
    isRefusal('sample-unknown', /none/),
  )
  await assert.rejects(ask({ chosenDays: '2026-02-01' }), isRefusal('sample-unknown', /2026-02-01/))
})

test('the trend has the counts that each day’s last assessment sealed, whatever the rows say now', async () => {
  const { agent } = record
  record.at('2026-03-18')
  const { days } = await perform(agent, tester, 'trend', {})
  assert.deepEqual(
    days.slice(-3).map(({ day }) => day),
    ['2026-03-13', '2026-03-14', '2026-03-15'],
  )
  const [before, wrong, right] = days.slice(-3).map(({ counts }) => counts)
  assert.ok(before && wrong && right)
  assert.equal(wrong.fail, right.fail + 1, 'the domain was put right on the 15th')
  const open = await agent.store.findings('aurora-labs')
  assert.equal(right.fail, open.filter(item => item.outcome === 'fail').length)
  assert.deepEqual((await perform(agent, tester, 'trend', { tenant: 'aurora-labs' })).days, days)
  await assert.rejects(
    perform(agent, tester, 'trend', { tenant: 'nobody' }),
    isRefusal('tenant-unknown', /nobody/),
  )
  // What a clock dated that was ahead is no day of the past or the future.
  record.at('2026-03-14')
  const early = await perform(agent, tester, 'trend', {})
  assert.equal(early.days.at(-1)?.day, '2026-03-13')
  record.at('2026-03-18')
})

test('what was known before and not shown again is not counted as read', async () => {
  const { agent, replay, scanOn } = record
  replay.faults.set('*', 'server-error')
  await scanOn('2026-03-19')
  replay.faults.delete('*')
  const window = await readWindow(agent, {})
  const [population] = window.tenants[0]?.populations ?? []
  assert.deepEqual(
    [population?.type, population?.read, population?.total, population?.listed],
    ['repository', 0, null, 'unreachable'],
  )
  assert.ok((await agent.store.resources('aurora-labs')).some(item => item.type === 'repository'))
})

test('the commands say it with their exit code, and a sample with its seed', async () => {
  const lines: string[] = []
  const said: string[] = []
  const context = {
    ...createContext({ home: record.home }),
    print: (text: string) => void lines.push(text),
    say: (text: string) => void said.push(text),
  }
  const flags = { from: '2026-03-13', to: '2026-03-16' }
  assert.equal(await periodCommand(context, 'aurora-labs', { ...flags, framework: 'eucs' }), 3)
  const hardening = lines.find(line => line.includes('eucs OPS-21.1')) ?? ''
  assert.match(
    hardening,
    /no .*aurora-labs eucs OPS-21\.1 .* \d+ deviations, \d+ gaps; api A \(\d+\), console C \(\d+\)$/,
  )

  lines.length = 0
  const code = await sampleCommand(context, 'aurora-labs', {
    check: 'github.organization.domain-verified',
    day: ['2026-03-14', '2026-03-15'],
    seed: 'seven',
    ...flags,
  })
  assert.equal(code, 0)
  assert.deepEqual(
    lines.map(line => line.split(/\s+/).slice(0, 2)),
    [
      ['2026-03-14', 'fail'],
      ['2026-03-15', 'pass'],
    ],
  )
  assert.match(
    said[said.length - 1] ?? '',
    /1 of 1 items, 2 of 4 days; seed seven: .*--sample 2026-03-14,2026-03-15/,
  )
})

test('what only a run under a clock gone back found wrong is a deviation between the runs around it', async () => {
  const { replay, scanOn } = record
  const organization = replay.state.organization as Record<string, unknown>
  await scanOn('2026-03-20')
  await scanOn('2026-03-21')
  organization['is_verified'] = false
  await scanOn('2026-03-17')
  organization['is_verified'] = true
  await scanOn('2026-03-22')
  await scanOn('2026-03-23')
  const verified = 'github.organization.domain-verified'
  const options = { from: '2026-03-21T06:30:00.000Z' }
  const { period } = await found(verified, options)
  assert.deepEqual(deviationsOf(period), [['2026-03-22', '2026-03-22', 'repaired']])
  assert.equal(period.throughout, 'no')
  const { window, source } = await sourceOf(options)
  const [framework] = window.frameworks
  const by = [
    { check: verified, strength: 'decides' as const, why: 'It says so.', whole: true as const },
  ]
  const aspects = [{ id: 'domains', title: 'Domains are verified', by }]
  const [domains] = await requirementPeriods(source, [
    { ...framework!, requirements: [{ id: 'X-1', title: 'Domains', aspects }] },
  ])
  assert.deepEqual(deviationsOf(domains!.period), [['2026-03-22', '2026-03-22', 'repaired']])
})
