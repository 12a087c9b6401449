import { createHash } from 'node:crypto'
import { ZipFile } from 'yazl'

// Documents made by hand, so that a test says what is in them.

type PdfLines = readonly (readonly [size: number, text: string])[]

/** A PDF with one page, a line each: letters in points, and the text. @param content in place of that */
export function pdfOf(
  lines: PdfLines,
  content: { readonly filters: string; readonly bytes: Buffer } | null = null,
): Buffer {
  return written(lines, content, null)
}

/** The same, encrypted by the standard security handler (revision 2) so that this password opens it. */
export function encryptedPdfOf(lines: PdfLines, password: string): Buffer {
  return written(lines, null, encryptionFor(password))
}

function written(
  lines: PdfLines,
  content: { readonly filters: string; readonly bytes: Buffer } | null,
  encryption: ReturnType<typeof encryptionFor> | null,
): Buffer {
  const drawn = lines.map(
    ([size, text], place) =>
      `BT /F1 ${size} Tf 72 ${780 - place * 14} Td (${text.replace(/[()\\]/g, String.raw`\$&`)}) Tj ET`,
  )
  const plain = content?.bytes ?? Buffer.from(drawn.join('\n'))
  const bytes = encryption ? encryption.of(4, plain) : plain
  const script = encryption
    ? `<${encryption.of(1, Buffer.from('app.alert(1)')).toString('hex')}>`
    : '(app.alert(1))'
  const objects = [
    Buffer.from(`<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS ${script} >> >>`),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    ),
    Buffer.concat([
      Buffer.from(`<< /Length ${bytes.length}${content?.filters ?? ''} >>\nstream\n`),
      bytes,
      Buffer.from('\nendstream'),
    ]),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'),
    ...(encryption ? [Buffer.from(encryption.dictionary)] : []),
  ]
  const parts = [Buffer.from('%PDF-1.7\n')]
  const places: number[] = []
  let length = parts[0]?.length ?? 0
  for (const [place, object] of objects.entries()) {
    places.push(length)
    const part = Buffer.concat([
      Buffer.from(`${place + 1} 0 obj\n`),
      object,
      Buffer.from('\nendobj\n'),
    ])
    length += part.length
    parts.push(part)
  }
  const table = places.map(place => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R${encryption?.trailer ?? ''} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

/** PDF 1.7, 7.6.3: 40 bits of RC4, the same password for owner and user. */
function encryptionFor(password: string) {
  const filler = Buffer.from(
    '28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a',
    'hex',
  )
  const padded = Buffer.concat([Buffer.from(password, 'latin1'), filler]).subarray(0, 32)
  const [id, rights] = [Buffer.alloc(16, 7), Buffer.from([0xfc, 0xff, 0xff, 0xff])]
  const owner = rc4(md5(padded).subarray(0, 5), padded)
  const key = md5(padded, owner, rights, id).subarray(0, 5)
  const user = rc4(key, filler)
  return {
    dictionary: `<< /Filter /Standard /V 1 /R 2 /O <${owner.toString('hex')}> /U <${user.toString('hex')}> /P -4 >>`,
    trailer: ` /Encrypt 6 0 R /ID [<${id.toString('hex')}> <${id.toString('hex')}>]`,
    /** What an object has as strings and streams. */
    of: (object: number, plain: Buffer): Buffer =>
      rc4(md5(key, Buffer.from([object, 0, 0, 0, 0])).subarray(0, 10), plain),
  }
}

function md5(...parts: readonly Buffer[]): Buffer {
  return createHash('md5').update(Buffer.concat(parts)).digest()
}

/** OpenSSL has it no more. */
function rc4(key: Buffer, plain: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, place) => place)
  const at = (place: number): number => state[place & 255] ?? 0
  const swap = (a: number, b: number): void => {
    const kept = at(a)
    state[a & 255] = at(b)
    state[b & 255] = kept
  }
  let other = 0
  for (let place = 0; place < 256; place++) {
    other = (other + at(place) + (key[place % key.length] ?? 0)) & 255
    swap(place, other)
  }
  other = 0
  return plain.map((byte, index) => {
    other = (other + at(index + 1)) & 255
    swap(index + 1, other)
    return byte ^ at(at(index + 1) + at(other))
  }) as Buffer
}

/** A Word document: its `document.xml`, what that refers to, and more parts. */
export async function docxOf(
  document: string | Buffer,
  more: Readonly<Record<string, string | Buffer>> = {},
): Promise<Buffer> {
  const zip = new ZipFile()
  const parts = {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    'word/document.xml': document,
    ...more,
  }
  for (const [name, part] of Object.entries(parts)) zip.addBuffer(Buffer.from(part), name)
  zip.end()
  return Buffer.concat(await Array.fromAsync(zip.outputStream as AsyncIterable<Buffer>))
}

/** `document.xml` of paragraphs: a heading where a level stands before its text. */
export function wordXml(
  paragraphs: readonly (string | readonly [level: number, text: string])[],
  { head = '', tail = '' } = {},
): string {
  const body = paragraphs.map(item => {
    const [level, text] = typeof item === 'string' ? [null, item] : item
    const style = level === null ? '' : `<w:pPr><w:pStyle w:val="Heading${level}"/></w:pPr>`
    return `<w:p>${style}<w:r><w:t>${text}</w:t></w:r></w:p>`
  })
  return `<?xml version="1.0"?>${head}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>${body.join('')}${tail}</w:body></w:document>`
}

/** `styles.xml` in which headings are headings. */
export const wordStyles = `<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${[1, 2, 3].map(level => `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`).join('')}</w:styles>`
