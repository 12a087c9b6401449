import { Parser } from 'htmlparser2'
import type { Block } from '../../../common/policies/sections.ts'
import { unreadable } from './unreadable.ts'

const hidden: ReadonlySet<string> = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'head',
  'svg',
  'iframe',
  'object',
])
const inline: ReadonlySet<string> = new Set(
  'a abbr b bdi bdo cite code data dfn em font i img kbd mark q s samp small span strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)

/** Deeper than any page; each level more makes every further one slower. */
const DEEPEST = 2000

/**
 * The text of HTML, block by block. Nothing in it is run, loaded or followed.
 * @throws Problem `document-unreadable`
 */
export function htmlBlocks(html: string): Block[] {
  const blocks: Block[] = []
  let text = ''
  let heading = false
  let unseen = 0
  let depth = 0
  const flush = (): void => {
    if (text.trim() !== '') blocks.push({ kind: heading ? 'heading' : 'text', text })
    text = ''
  }
  const parser = new Parser({
    onopentag(name) {
      if (++depth > DEEPEST) throw unreadable('too-heavy')
      if (hidden.has(name)) unseen++
      if (inline.has(name)) return
      flush()
      if (/^h[1-6]$/.test(name)) heading = true
    },
    ontext(more) {
      if (unseen === 0) text += more
    },
    onclosetag(name) {
      depth--
      if (hidden.has(name)) unseen = Math.max(0, unseen - 1)
      if (inline.has(name)) return
      flush()
      if (/^h[1-6]$/.test(name)) heading = false
    },
  })
  parser.write(html)
  parser.end()
  flush()
  return blocks
}

/** The text of Markdown (CommonMark's headings, paragraphs and lists), without its marks; also plain text. */
export function markdownBlocks(markdown: string): Block[] {
  const blocks: Block[] = []
  let lines: string[] = []
  const flush = (kind: Block['kind'] = 'text'): void => {
    const text = plainOf(lines.join(' '))
    if (text !== '') blocks.push({ kind, text })
    lines = []
  }
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    const [, heading] = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#*)?$/.exec(line) ?? []
    if (heading !== undefined) {
      flush()
      lines = [heading]
      flush('heading')
    } else if (/^ {0,3}(?:=+|-{2,})\s*$/.test(line) && lines.length > 0) flush('heading')
    else if (line.trim() === '' || /^\s*(?:`{3}|~{3})/.test(line)) flush()
    else {
      const [mark = ''] = /^\s*(?:[-*+•]|\d+[.)])\s+|^\s*>\s?|^\s*\|/.exec(line) ?? []
      if (mark !== '') flush()
      // A number that begins a list is a number of the text, too.
      lines.push(/\d/.test(mark) ? line.trim() : line.slice(mark.length))
    }
  }
  flush()
  return blocks
}

function plainOf(text: string): string {
  return text
    .replace(/!?\[([^\][]{0,500})\]\([^()\s]{0,500}(?:\s"[^"]{0,200}")?\)/g, '$1')
    .replace(/<[^<>]{1,500}>/g, ' ')
    .replace(/[*_`|]{1,3}/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
