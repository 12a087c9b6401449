import { ZipFile } from 'yazl'

// Documents made by hand, so that a test says what is in them.

/** A PDF with one page, a line each: letters in points, and the text. @param content in place of that */
export function pdfOf(
  lines: readonly (readonly [size: number, text: string])[],
  content: { readonly filters: string; readonly bytes: Buffer } | null = null,
): Buffer {
  const drawn = lines.map(
    ([size, text], place) =>
      `BT /F1 ${size} Tf 72 ${780 - place * 14} Td (${text.replace(/[()\\]/g, String.raw`\$&`)}) Tj ET`,
  )
  const bytes = content?.bytes ?? Buffer.from(drawn.join('\n'))
  const objects = [
    Buffer.from(
      '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>',
    ),
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
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
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
