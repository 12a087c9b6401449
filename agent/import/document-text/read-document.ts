// A process of its own, which reads one document that nobody vouches for: bytes in, its text out. It may
// write no file, start no program and open no connection, and ends itself where it needs too much memory.
import { Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import type { Block } from '../../../common/policies/sections.ts'
import { htmlBlocks, markdownBlocks } from './blocks.ts'
import { docxBlocks } from './docx.ts'
import { pdfBlocks } from './pdf.ts'
import { isProblem } from '../../problem.ts'
import { unreadable } from './unreadable.ts'

/** Memory in MB, and longest text in characters. */
const MOST_MEMORY = 640
const MOST_TEXT = 4_000_000

Socket.prototype.connect = () => {
  throw new Error('a document asked for a connection')
}

// Beside whatever is computed: buffers stand outside of what --max-old-space-size bounds.
new Worker(
  `setInterval(() => { if (process.memoryUsage.rss() > ${MOST_MEMORY * 1024 * 1024}) process.kill(process.pid, 'SIGKILL') }, 50)`,
  { eval: true },
).unref()

const [name = ''] = process.argv.slice(2)
const pieces: Buffer[] = []
for await (const piece of process.stdin) pieces.push(piece as Buffer)
const answer = await blocksOf(Buffer.concat(pieces), name).then(
  blocks => ({ blocks }),
  (error: unknown) => ({
    unreadable: isProblem(error, 'document-unreadable') ? error.params.why : 'broken',
  }),
)
process.stdout.write(JSON.stringify(answer), () => process.exit(0))

/** By what the bytes are; the name tells HTML and Markdown apart alone. @throws Problem `document-unreadable` */
async function blocksOf(bytes: Buffer, file: string): Promise<Block[]> {
  const blocks = await read(bytes, file)
  const length = blocks.reduce((all, { text }) => all + text.length, 0)
  if (length === 0) throw unreadable('no-text')
  if (length > MOST_TEXT) throw unreadable('too-long')
  return blocks
}

async function read(bytes: Buffer, file: string): Promise<Block[]> {
  if (bytes.subarray(0, 1024).includes('%PDF-')) return pdfBlocks(bytes)
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return docxBlocks(bytes)
  const text = textOf(bytes)
  return /^\s*<(?:!doctype html|html|head|body)/i.test(text) || /\.html?$/i.test(file)
    ? htmlBlocks(text)
    : markdownBlocks(text)
}

function textOf(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Said below.
  }
  throw unreadable('type')
}
