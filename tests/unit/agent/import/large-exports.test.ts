import assert from 'node:assert/strict'
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { importExport } from '../../../../agent/import/import.ts'
import { importers } from '../../../../agent/import/index.ts'
import { bytesAt, readExport } from '../../../../agent/import/read-export.ts'
import { partsOf } from '../../../../agent/import/section-head.ts'
import { erase } from '../../../../agent/keep/erasure.ts'
import { verifyLog } from '../../../../agent/log/verify.ts'
import { assess } from '../../../../common/assess/assess.ts'
import { current } from '../../../../common/assess/current.ts'
import type { Observation } from '../../../../common/model/index.ts'
import { tester } from '../../../support/actor.ts'
import { temporaryFolder, testAgent } from '../../../support/agent.ts'
import { writeLargeExport } from '../../../support/large-export.ts'
import { isRefusal } from '../../../support/problem.ts'

const found = importers.find(item => item.name === 'scubagear')
assert.ok(found)
const scubagear = { ...found, wants: found.wants ?? (() => true) }
const reads = (decided: readonly { readonly setting: string }[]): boolean =>
  decided.some(({ setting }) => setting === LIST)
const LIST = 'microsoft-365.tenant.dlp-rules'
const at = '2026-11-22T08:00:00.000Z'

test('a large list is sealed in parts, kept once, and judged as if it were kept whole', async context => {
  const file = join(temporaryFolder(context), 'ProviderSettingsExport.json')
  const { listed } = writeLargeExport(file, 12_000_000)
  const { agent, home } = await testAgent(
    context,
    { contoso: { service: 'microsoft-365', target: {} } },
    () => new Date('2026-11-23T12:00:00Z'),
  )
  await importExport(agent, tester, 'contoso', scubagear, file)

  // Everything that is kept, the write-ahead log too, against what was read.
  const disk = globSync('**/*', { cwd: home })
    .map(name => statSync(join(home, name)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0)
  assert.ok(disk < 1.2 * listed, `${disk} bytes for ${listed}`)
  const findings = await agent.store.findings('contoso')
  const longest = Math.max(...findings.map(finding => JSON.stringify(finding).length))
  assert.ok(longest < 16_384, `a finding of ${longest} bytes`)
  const observations = await Array.fromAsync(agent.store.observations('contoso'))
  const rules = observations.find(item => item.setting === LIST)
  assert.ok(rules?.reading.state === 'observed')
  assert.equal(rules.reading.why?.code, 'section-shortened')
  assert.ok(JSON.stringify(rules.reading.value).length < listed / 4)

  const head = await agent.store.evidence(rules.evidence[0]?.index ?? -1)
  assert.ok(head?.body)
  const parts = partsOf(head.body)
  assert.ok(parts.length > 5)
  const bodies = await Promise.all(parts.map(index => agent.store.evidence(index)))
  const whole = Buffer.concat(bodies.map(item => item?.body ?? new Uint8Array()))
  assert.ok(Math.max(...bodies.map(item => item?.body?.length ?? 0)) < 1_100_000)
  const text = readFileSync(file)
  const named = '"dlp_compliance_rules": '
  assert.ok(whole.equals(text.subarray(text.indexOf(named) + named.length, -1)))
  assert.equal((await verifyLog(agent.store)).ok, true)

  // The same export as one document, as a conformance case is judged.
  const state = scubagear.map(JSON.parse(text.toString()))
  const judged = assess(
    agent.catalogue().checksOf('microsoft-365'),
    current({
      tenant: 'contoso',
      service: 'microsoft-365',
      at: '2026-11-23T12:00:00Z',
      resources: state.resources,
      observations: state.readings.map((item): Observation => ({
        ...item,
        source: 'import',
        grade: 'D',
        at,
        evidence: [],
      })),
    }),
  )
  const told = (list: readonly (typeof judged)[number][]) =>
    list.map(({ id, outcome, reason, verdict, params }) => ({
      id,
      outcome,
      reason,
      verdict,
      params,
    }))
  assert.deepEqual(told(findings.filter(finding => finding.v === 2)), told(judged))
  assert.ok(judged.some(({ outcome, decided }) => outcome === 'pass' && reads(decided)))

  // Who takes the section out takes its parts out.
  const erased = await erase(agent, tester, { entries: [head.index], reason: 'asked for' })
  assert.deepEqual(erased.entries, [head.index, ...parts])
  assert.equal((await verifyLog(agent.store)).ok, true)
})

test('a part never ends within a text, and what is read again is what was read', async context => {
  const file = join(temporaryFolder(context), 'export.json')
  const rows = Array.from({ length: 4000 }, (_, at) => ({
    id: at,
    text: `",${'ü,\\'.repeat(250)}"`,
  }))
  for (const encoding of ['utf8', 'utf16le'] as const) {
    const text = `{"a": 1, "rows": ${JSON.stringify(rows)} , "z": []}`
    writeFileSync(file, Buffer.from(text, encoding))
    const read = await readExport(file, { wants: () => true })
    const section = read.sections.get('rows')
    assert.ok(section && section.parts.length > 3)
    const all = [...read.sections.values()].flatMap(({ parts }) => parts)
    const bodies = (await Array.fromAsync(bytesAt(file, all, read))).map(body =>
      Buffer.from(body).toString(),
    )
    assert.deepEqual([bodies[0], bodies.at(-1)], ['1', '[]'])
    assert.equal(bodies.slice(1, -1).join(''), JSON.stringify(rows))
    assert.ok(bodies.slice(1, -2).every(body => /(\d|"),$|\},$/.test(body)))
    writeFileSync(file, Buffer.from(text.replace('"a": 1', '"a": 2'), encoding))
    await assert.rejects(
      Array.fromAsync(bytesAt(file, all, read)),
      isRefusal('file-unreadable', /changed while it was read/),
    )
  }
})

test('a long list is as strict as a short one, and one record spoils its own section only', async context => {
  const file = join(temporaryFolder(context), 'export.json')
  const shortened = {
    wants: () => true,
    shorten: () => (record: unknown) => [typeof record === 'object' ? 'kept' : record],
  }
  const record = JSON.stringify({ Name: 'x'.repeat(10_000) })
  const listOf = (count: number, end: string): string =>
    `{"rows": [${Array.from({ length: count }, () => record).join(',')}${end}, "z": 1}`
  const read = async (text: string) => {
    writeFileSync(file, text)
    return (await readExport(file, shortened)).sections.get('rows')
  }
  assert.deepEqual(await read(listOf(3, ']')), {
    value: [1, 2, 3].map(() => JSON.parse(record) as unknown),
    shortened: false,
    parts: [{ from: 9, to: 9 + 3 * (record.length + 1) + 1 }],
  })
  const large = await read(listOf(1000, ', "a text"]'))
  assert.ok(large?.shortened && Array.isArray(large.value))
  assert.deepEqual([large.value.length, large.value.at(-1)], [1001, 'a text'])
  for (const count of [20, 1000])
    for (const end of [',]', '}', ', tru]', `${record}]`])
      await assert.rejects(
        read(listOf(count, end)),
        isRefusal('import-section-invalid', /section "rows"/),
      )
})
