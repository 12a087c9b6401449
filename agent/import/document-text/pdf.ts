import type { Block } from '../../../common/policies/sections.ts'
import { unreadable } from './unreadable.ts'

const MOST_PAGES = 1000
/** A line in letters so much larger than most is a heading. */
const LARGER = 1.15
const LONGEST_HEADING = 120

type Line = { readonly text: string; readonly height: number; readonly gap: number }

/**
 * The text of a PDF, line by line: what is larger than most, or begins with a number and is short, is a
 * heading. Its scripts and forms are not run, its links not followed; fonts are not drawn.
 * @throws Problem `document-unreadable`
 */
export async function pdfBlocks(bytes: Uint8Array): Promise<Block[]> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const task = getDocument({
    data: new Uint8Array(bytes),
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    enableXfa: false,
    verbosity: 0,
  })
  const document = await task.promise.catch((error: unknown) => {
    const name = error instanceof Error ? error.name : ''
    throw unreadable(name === 'PasswordException' ? 'encrypted' : 'broken')
  })
  if (document.numPages > MOST_PAGES) throw unreadable('too-long')
  const lines: Line[] = []
  for (let place = 1; place <= document.numPages; place++) {
    const page = await document.getPage(place)
    const { items } = await page.getTextContent()
    lines.push(...linesOf(items.flatMap(item => ('str' in item ? [item] : []))))
    page.cleanup()
  }
  return blocksOf(lines)
}

type Item = {
  readonly str: string
  readonly hasEOL: boolean
  readonly height: number
  readonly transform: readonly number[]
}

function linesOf(items: readonly Item[]): Line[] {
  const lines: Line[] = []
  let text = ''
  let height = 0
  let last = Infinity
  for (const [place, item] of items.entries()) {
    text += item.str
    height = Math.max(height, item.height)
    const y = item.transform[5] ?? 0
    if (!item.hasEOL && place < items.length - 1) continue
    if (text.trim() !== '') {
      lines.push({ text: text.trim(), height, gap: last - y })
      last = y
    }
    text = ''
    height = 0
  }
  return lines
}

function blocksOf(lines: readonly Line[]): Block[] {
  const usual = usualHeight(lines)
  const blocks: { kind: Block['kind']; text: string }[] = []
  for (const { text, height, gap } of lines) {
    const numbered = /^(?:§\s*)?\d{1,3}(?:\.\d{1,3}){0,5}\.?\s+\p{Lu}/u.test(text)
    const isHeading =
      text.length <= LONGEST_HEADING &&
      (height > usual * LARGER || (numbered && !/[.;:,]$/.test(text)))
    const before = blocks.at(-1)
    if (isHeading) blocks.push({ kind: 'heading', text })
    else if (numbered || before?.kind !== 'text' || gap > height * 2 || gap < 0)
      blocks.push({ kind: 'text', text })
    else before.text = joined(before.text, text)
  }
  return blocks
}

/** A word that the end of a line cut is one again. */
function joined(before: string, after: string): string {
  return /\p{Ll}-$/u.test(before) && /^\p{Ll}/u.test(after)
    ? `${before.slice(0, -1)}${after}`
    : `${before} ${after}`
}

function usualHeight(lines: readonly Line[]): number {
  const letters = new Map<number, number>()
  for (const { text, height } of lines) {
    const size = Math.round(height * 2) / 2
    letters.set(size, (letters.get(size) ?? 0) + text.length)
  }
  const [[usual] = [0]] = [...letters].sort((a, b) => b[1] - a[1])
  return usual
}
