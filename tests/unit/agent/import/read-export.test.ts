import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readExport } from '../../../../agent/import/read-export.ts'
import type { ExportFile } from '../../../../agent/import/read-export.ts'
import type { Wanted } from '../../../../agent/import/split-export.ts'
import type { ProblemCode } from '../../../../agent/problems.ts'
import { isRefusal } from '../../../support/problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'export-'))
after(() => rmSync(folder, { recursive: true }))
function file(content: string | Uint8Array): string {
  const path = join(folder, `${Math.random()}.json`)
  writeFileSync(path, content)
  return path
}
const all: Wanted = { wants: () => true }
const inRaw: Wanted = { ...all, inside: 'Raw' }
const valuesIn = ({ sections }: ExportFile): Record<string, unknown> =>
  Object.fromEntries([...sections].map(([name, { value }]) => [name, value]))
const document = {
  'a': [{ 'x"}{': 'quote \\" and ] bracket' }],
  'name "q"': { deep: [1, [2, { c: 'ü€' }]] },
  'n': null,
  't': true,
  's': 'text, with } and ,',
  'z': -1.5e3,
}

test('every member comes back as it was', async () => {
  const text = JSON.stringify(document, null, 2)
  const read = await readExport(file(text), all)
  assert.deepEqual(valuesIn(read), document)
  assert.equal(read.sha256, createHash('sha256').update(text).digest('hex'))
  assert.equal(read.bytes, Buffer.byteLength(text))
})

test('members split over chunks: a file larger than one read', async () => {
  const big = {
    skip: 'y'.repeat(1_500_000),
    rows: Array.from({ length: 60_000 }, (_, i) => ({ id: i, text: `"${i}\\` })),
    last: 'ü'.repeat(700_000),
  }
  const read = await readExport(file(JSON.stringify(big)), {
    wants: key => key !== 'skip',
  })
  assert.deepEqual([...read.sections.keys()], ['rows', 'last'])
  assert.deepEqual(valuesIn(read), { rows: big.rows, last: big.last })
})

test('members of the export inside a report count as the outermost ones', async () => {
  const report = {
    MetaData: { a: [1] },
    Raw: { b: { c: '}' }, d: [] },
    Results: [{ e: 1 }],
    Empty: 1,
  }
  const wanted = { MetaData: report.MetaData, ...report.Raw, Results: report.Results, Empty: 1 }
  for (const indent of [0, 2])
    assert.deepEqual(
      valuesIn(await readExport(file(JSON.stringify(report, null, indent)), inRaw)),
      wanted,
    )
  assert.deepEqual(valuesIn(await readExport(file('{"Raw": {}, "x": 1}'), inRaw)), { x: 1 })
  assert.deepEqual(valuesIn(await readExport(file('{"Raw": [1]}'), inRaw)), { Raw: [1] })
  await assert.rejects(
    readExport(file('{"Raw": {"a": 1}'), inRaw),
    isRefusal('import-cut-off', /cut off/),
  )
})

test('byte order marks of Windows', async () => {
  const text = JSON.stringify(document)
  const little = Buffer.from(`\ufeff${text}`, 'utf16le')
  for (const bytes of [Buffer.from(`\ufeff${text}`), little, Buffer.from(little).swap16()]) {
    assert.deepEqual(valuesIn(await readExport(file(bytes), all)), document)
  }
})

test('UTF-16 without a mark', async () => {
  const text = JSON.stringify(document)
  const little = Buffer.from(text, 'utf16le')
  for (const bytes of [little, Buffer.from(little).swap16()])
    assert.deepEqual(valuesIn(await readExport(file(bytes), all)), document)
})

test('what is not one whole JSON object is refused, with the place', async () => {
  const cases: [string | Uint8Array, ProblemCode, RegExp][] = [
    ['', 'import-cut-off', /cut off, or empty/],
    ['[1]', 'import-not-object', /expected one JSON object/],
    ['{"a": [1, 2', 'import-cut-off', /middle of section "a"/],
    ['{"a": 1} {', 'import-syntax', /follows the end of the object in or after section "a"/],
    ['{"a" 1}', 'import-syntax', /expected ":" in or after section "a"/],
    ['{1: 2}', 'import-syntax', /expected the name of a section at the beginning/],
    ['{"a": 1]', 'import-syntax', /brackets/],
    [Buffer.from([0x7b, 0xff, 0xfe]), 'import-encoding', /not text in utf-8, around byte 3/],
  ]
  for (const [content, code, expected] of cases) {
    const path = file(content)
    await assert.rejects(
      readExport(path, all),
      (error: Error) => isRefusal(code, expected)(error) && error.message.startsWith(`${path}: `),
    )
  }
  await assert.rejects(
    readExport(join(folder, 'none.json'), all),
    isRefusal('file-missing', /none\.json: not found/),
  )
  await assert.rejects(readExport(folder, all), isRefusal('file-unreadable', /EISDIR/))
  await assert.rejects(
    readExport(file('{"a": {"b": tru}}'), all),
    isRefusal('import-section-invalid', /\.json: section "a" is not JSON/),
  )
})

test('a file of hundreds of megabytes is read in a heap of 40: what nobody wants is walked over, not kept', () => {
  const path = join(folder, 'large.json')
  const descriptor = openSync(path, 'w')
  const block = `${JSON.stringify({ note: 'x'.repeat(1000) })},`.repeat(1000)
  writeSync(descriptor, '{"unwanted": [')
  for (let i = 0; i < 210; i++) writeSync(descriptor, block)
  writeSync(descriptor, '0], "wanted": {"kept": true}}')
  closeSync(descriptor)
  assert.ok(statSync(path).size > 200_000_000)
  const reader = new URL('../../../../agent/import/read-export.ts', import.meta.url).href
  const script = `const { readExport } = await import(${JSON.stringify(reader)}); const read = await readExport(${JSON.stringify(path)}, { wants: name => name === 'wanted' }); console.log(JSON.stringify([...read.sections].map(([name, { value }]) => [name, value])))`
  assert.equal(
    execFileSync(
      process.execPath,
      ['--max-old-space-size=40', '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    ).trim(),
    '[["wanted",{"kept":true}]]',
  )
  rmSync(path)
})
