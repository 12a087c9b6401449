import assert from 'node:assert/strict'
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { ZipFile } from 'yazl'
import { exportTo } from '../../../agent/export/export.ts'
import { formats } from '../../../agent/export/formats.ts'
import { readWindow } from '../../../agent/export/window.ts'
import { columns } from '../../../agent/export/rows.ts'
import { writeXlsx } from '../../../agent/export/xlsx.ts'
import { checkOscal } from '../../../agent/export/oscal/integrity.ts'
import { openZip } from '../../../agent/export/read-zip.ts'
import { verifyBundle } from '../../../agent/export/verify-bundle.ts'
import { verifyLog } from '../../../agent/log/verify.ts'
import { editConfig } from '../../../agent/home/config.ts'
import { demoToken } from '../../../agent/demo/github.ts'
import { scan } from '../../../agent/collect/scan.ts'
import { names, recorded } from '../../support/export.ts'
import { tester } from '../../support/actor.ts'

test('a bundle verifies, re-exports to the same bytes, and its own export is not inside it', async context => {
  const { agent, home } = await recorded(context)
  const [first, second] = [join(home, 'first.zip'), join(home, 'second.zip')]
  const exported = await exportTo(agent, { format: 'bundle', out: first })
  const verified = await verifyBundle(first)
  assert.deepEqual(verified.problems, [])
  assert.equal(verified.entries, exported.entries)
  await exportTo(agent, { format: 'bundle', out: second })
  assert.ok(readFileSync(first).equals(readFileSync(second)))
  assert.equal((await verifyLog(agent.store)).ok, true)
  assert.ok((await agent.store.logSize()) > exported.checkpoint.size)
  const zip = await openZip(first)
  for (const name of [
    'report.html',
    'VERIFY.md',
    'manifest.json',
    'oscal/assessment-results.json',
    'ocsf/findings.ndjson',
    'checkpoints/checkpoint.txt',
  ])
    assert.ok(zip.names.includes(name), name)
  assert.ok(
    !(
      await Promise.all(
        zip.names
          .filter(name => name.endsWith('.leaf'))
          .map(async name => String(await zip.bytes(name))),
      )
    ).some(leaf => leaf.includes('"kind":"export"')),
  )
  // Packed anew by another program, which writes the folders down, too.
  const packed = new ZipFile()
  for (const folder of new Set(zip.names.flatMap(name => name.match(/^.*\//)?.[0] ?? [])))
    packed.addEmptyDirectory(folder)
  for (const name of zip.names) packed.addBuffer(await zip.bytes(name), name)
  packed.end()
  const again = join(home, 'again.zip')
  await pipeline(packed.outputStream, createWriteStream(again))
  assert.deepEqual((await verifyBundle(again)).problems, [])
  zip.close()
})

test('several tenants on several days: no uuid stands twice, every reference resolves, in a bundle and in OSCAL alone', async context => {
  const { agent, home, scanOn } = await recorded(context)
  const { target } = agent.config().tenants['aurora-labs'] ?? assert.fail('no tenant')
  editConfig(home, ['tenants', 'aurora-too'], { service: 'github', target, schedule: 'off' })
  await agent.secrets.set('aurora-too', demoToken)
  await scan(agent, tester, 'aurora-too')
  await scanOn('2026-03-14')
  const days = ['2026-03-12', '2026-03-13', '2026-03-14']
  const [bundle, alone] = [join(home, 'several.zip'), join(home, 'several.json')]
  await exportTo(agent, { format: 'bundle', out: bundle, days })
  const verified = await verifyBundle(bundle)
  assert.deepEqual(verified.problems, [])
  assert.ok(
    verified.manifest?.tenants.every(tenant => tenant.assessments.length > 0) &&
      verified.manifest.tenants.flatMap(tenant => tenant.assessments).length > 2,
    'several results are in it',
  )
  await exportTo(agent, { format: 'oscal', out: alone, days })
  assert.deepEqual(
    await checkOscal('several.json', JSON.parse(readFileSync(alone, 'utf8')), async () => null),
    [],
  )
})

test('a sample carries just its days, and says which had no run', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'sample.zip')
  await exportTo(agent, { format: 'bundle', out, days: ['2026-03-02', '2026-03-07'] })
  const verified = await verifyBundle(out)
  assert.deepEqual(verified.problems, [])
  assert.deepEqual(
    verified.manifest?.tenants.flatMap(tenant =>
      tenant.assessments.map(item => item.at.slice(0, 10)),
    ),
    ['2026-03-02'],
  )
  const zip = await openZip(out)
  assert.match(String(await zip.bytes('report.html')), /Nothing was assessed on 2026-03-07/)
  zip.close()
})

test('without personal data the bodies are gone, and everything still verifies', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'redacted.zip')
  await exportTo(agent, { format: 'bundle', out, redact: true })
  const verified = await verifyBundle(out)
  assert.deepEqual(verified.problems, [])
  assert.ok(verified.withheld > 0)
  const zip = await openZip(out)
  const text = (await Promise.all(zip.names.map(async name => String(await zip.bytes(name))))).join(
    '\n',
  )
  assert.ok(!text.includes('Ada (CISO)'))
  zip.close()
})

test('the consistency proof starts at the checkpoint before the window', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'late.zip')
  await exportTo(agent, {
    format: 'bundle',
    out,
    from: '2026-03-12T00:00:00.000Z',
    to: '2026-03-12T23:59:59.999Z',
  })
  const verified = await verifyBundle(out)
  assert.deepEqual(verified.problems, [])
  const checkpoints = await agent.store.checkpoints()
  assert.equal(
    verified.manifest?.before?.size,
    checkpoints.findLast(item => item.at < '2026-03-12')?.size,
  )
  assert.equal(
    verified.manifest?.checkpoint.size,
    checkpoints.findLast(item => item.at < '2026-03-13')?.size,
  )
})

test('a bundle signed by another key than the named one is refused', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'bundle.zip')
  await exportTo(agent, { format: 'bundle', out })
  const { key } = await verifyBundle(out)
  assert.equal((await verifyBundle(out, { pinned: key ?? '' })).ok, true)
  assert.match(
    (await verifyBundle(out, { pinned: `${key}x` })).problems[0]?.problem ?? '',
    /another key/,
  )
})

test('a workbook puts what one sheet cannot take on the next', async context => {
  const { agent, home } = await recorded(context)
  const window = await readWindow(agent, {})
  const out = join(home, 'many.xlsx')
  await writeXlsx(out, window, 100)
  const zip = await openZip(out)
  const total = (await agent.store.findings('aurora-labs')).length
  const sheets = await Promise.all(
    Array.from({ length: Math.ceil(total / 100) }, async (_, index) =>
      String(await zip.bytes(`xl/worksheets/sheet${index + 1}.xml`)),
    ),
  )
  assert.equal(
    sheets.reduce((sum, sheet) => sum + (sheet.match(/<row /g)?.length ?? 0) - 1, 0),
    total,
  )
  assert.match(String(await zip.bytes('xl/workbook.xml')), /name="Findings 4"/)
  for (const sheet of sheets) {
    const rows = sheet.match(/<row /g)?.length ?? 0
    assert.equal(/<autoFilter ref="A1:[A-Z]+(\d+)"\/>/.exec(sheet)?.[1], String(rows))
    assert.equal(sheet.match(/<col min=/g)?.length, columns.length)
  }
  assert.match(
    String(await zip.bytes('docProps/core.xml')),
    /<dc:title>Witnessmark: aurora-labs, \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d<\/dc:title>/,
  )
  zip.close()
})

test('every format says the level, and keeps names in every script', async context => {
  const { agent, home } = await recorded(context)
  for (const format of formats) {
    const out = join(home, `names.${format}`)
    await exportTo(agent, { format, out })
    const zipped = format === 'bundle' || format === 'xlsx' ? await openZip(out) : null
    const text = zipped
      ? (await Promise.all(zipped.names.map(async name => String(await zipped.bytes(name))))).join(
          '\n',
        )
      : readFileSync(out, 'utf8')
    zipped?.close()
    assert.match(text, /\bLOCAL\b/, format)
    if (format === 'html') {
      const tables = text.match(/<table>[^]*?<\/table>/g) ?? []
      assert.ok(tables.length > 2)
      for (const table of tables) {
        assert.match(table, /^<table>\s*<caption>[^<]+<\/caption>/)
        assert.doesNotMatch(table, /<th(?=[\s>])(?![^>]* scope=)/)
      }
    }
    // What is said of requirements names no things, nor does what people decided.
    if (['requirements', 'stated', 'statement', 'ciso-assistant'].includes(format)) continue
    for (const name of [names.greek, names.polish, names.japanese])
      assert.ok(text.includes(name), `${format}: ${name}`)
  }
})

test('a byte that is flipped in a bundle is told with its file, and that the digest no longer fits', async context => {
  const { agent, home } = await recorded(context)
  const file = join(home, 'flipped.zip')
  await exportTo(agent, { format: 'bundle', out: file })
  const whole = readFileSync(file)
  const named = Buffer.from('ocsf/findings.ndjson')
  // Its local header stands first: the name, then what is packed.
  const begin = whole.indexOf(named) + named.length
  const told = new Set<string>()
  for (const place of [0, 57, 203, 9001, 9510, 20_033, 20_501, 31_007]) {
    const at = begin + place
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    writeFileSync(file, flipped)
    const { ok, problems } = await verifyBundle(file)
    assert.equal(ok, false)
    for (const { file: name, problem } of problems) {
      assert.equal(name, 'ocsf/findings.ndjson')
      assert.match(
        problem,
        /was changed: its (digest is not the one|bytes do not unpack to the ones whose digest is) in the manifest/,
      )
      told.add(problem.includes('unpack') ? 'does not unpack' : 'unpacks')
    }
  }
  assert.deepEqual([...told].sort(), ['does not unpack', 'unpacks'])
})
