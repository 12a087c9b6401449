// Documents that nobody vouches for: what is read of them, and what is refused without harm.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { constants, deflateRawSync } from 'node:zlib'
import { documentSections } from '../../agent/import/document-text/text.ts'
import { isProblem } from '../../agent/problem.ts'
import { docxOf, pdfOf, wordStyles, wordXml } from '../support/documents.ts'

const said = 'Passwords have at least 12 characters.'

async function why(name: string, body: Uint8Array | string): Promise<string> {
  return documentSections(name, Buffer.from(body)).then(
    sections => `read: ${JSON.stringify(sections)}`,
    (error: unknown) =>
      isProblem(error, 'document-unreadable') ? error.params.why : String(error),
  )
}

async function listening(context: TestContext) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('x')
  })
  context.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  return { asked, at: `http://127.0.0.1:${address.port}` }
}

test('PDF, DOCX, HTML and Markdown: the same sections with the numbers that stand in them', async () => {
  const expected = [
    { number: '4.2', title: 'Length', paragraphs: [said] },
    { number: '4.3', title: '', paragraphs: ['Sessions end after 8 hours.'] },
  ]
  const documents: readonly (readonly [string, Buffer | string])[] = [
    [
      'p.pdf',
      pdfOf([
        [18, '4.2 Length'],
        [11, 'Passwords have at least'],
        [11, '12 characters.'],
        [11, '4.3 Sessions end after 8 hours.'],
      ]),
    ],
    [
      'p.docx',
      await docxOf(wordXml([[1, '4.2 Length'], said, '4.3 Sessions end after 8 hours.']), {
        'word/styles.xml': wordStyles,
        'word/_rels/document.xml.rels':
          '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
      }),
    ],
    [
      'p.html',
      `<h2>4.2 Length</h2><p>Passwords have <b>at least</b> 12 characters.<p>4.3 Sessions end after 8 hours.`,
    ],
    [
      'p.md',
      `## 4.2 Length\n\nPasswords have **at least**\n12 characters.\n\n4.3 Sessions end after 8 hours.\n`,
    ],
  ]
  for (const [name, body] of documents)
    assert.equal(await why(name, body), `read: ${JSON.stringify(expected)}`, name)
})

test('nothing in a document is run, loaded or followed', async context => {
  const { asked, at } = await listening(context)
  const html = `<!doctype html><head><title>x</title><meta http-equiv="refresh" content="0;url=${at}/a"><link rel="stylesheet" href="${at}/b"></head><body><script>fetch("${at}/c")</script><img src="${at}/d"><iframe src="${at}/e">inside</iframe><p>${said}</p></body>`
  assert.equal(
    await why('p.html', html),
    `read: ${JSON.stringify([{ number: null, title: '', paragraphs: [said] }])}`,
  )
  const drawing = `<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:link="rId9"/></w:drawing></w:r></w:p><w:altChunk r:id="rId8"/>`
  const docx = await docxOf(wordXml([said], { tail: drawing }), {
    'word/_rels/document.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="${at}/f" TargetMode="External"/><Relationship Id="rId8" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="${at}/g" TargetMode="External"/></Relationships>`,
  })
  assert.match(await why('p.docx', docx), /at least 12 characters/)
  assert.match(await why('p.md', `![x](${at}/h) ${said}`), /at least 12 characters/)
  assert.deepEqual(asked, [])
})

test('an archive that unpacks to more than a document may be is refused, a part at a time', async () => {
  const bomb = await docxOf(Buffer.alloc(70 * 1024 * 1024, ' '))
  assert.ok(bomb.length < 200_000)
  assert.equal(await why('bomb.docx', bomb), 'too-heavy')
})

test('a stream that unpacks without end ends the process that reads it, and nothing else', async () => {
  // A megabyte of blanks, flushed: the same bytes again and again are one long stream.
  const piece = deflateRawSync(Buffer.alloc(1 << 20, ' '), { finishFlush: constants.Z_FULL_FLUSH })
  const bytes = Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    ...Array.from({ length: 4000 }, () => piece),
    deflateRawSync(Buffer.alloc(0)),
  ])
  const pdf = pdfOf([], { filters: ' /Filter /FlateDecode', bytes })
  assert.ok(pdf.length < 10 * 1024 * 1024)
  assert.equal(await why('bomb.pdf', pdf), 'too-heavy')
})

test('XML that names files or grows by itself gives none of it', async () => {
  const entity = wordXml(['&secret; &lol9;'], {
    head: `<!DOCTYPE w [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY lol "lol"><!ENTITY lol9 "&lol;&lol;&lol;">]>`,
  })
  assert.doesNotMatch(await why('p.docx', await docxOf(entity)), /lollol|read: .*[a-z]+[0-9]{2}/)
})

test('what cannot be read says why', async () => {
  const text = 'Rules are rules. '.repeat(300_000)
  const cases: readonly (readonly [string, Buffer | string, string])[] = [
    ['p.bin', Buffer.from('a\0b'), 'type'],
    ['p.txt', Buffer.from([0xff, 0xfe, 0x41]), 'type'],
    ['p.docx', await docxOf('').then(bytes => bytes.subarray(0, 60)), 'broken'],
    ['p.zip', Buffer.from('PK\u0003\u0004 and no archive'), 'broken'],
    ['p.pdf', '%PDF-1.7 and no more', 'broken'],
    ['scan.pdf', pdfOf([]), 'no-text'],
    ['p.html', '<script>1</script>', 'no-text'],
    ['p.md', text, 'too-long'],
  ]
  for (const [name, body, expected] of cases) assert.equal(await why(name, body), expected, name)
  assert.equal(await why('deep.html', `${'<div>'.repeat(200_000)}${said}`), 'too-heavy')
})
