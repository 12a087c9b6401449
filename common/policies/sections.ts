/** A piece of a document as its reader gives it. */
export type Block = { readonly kind: 'heading' | 'text'; readonly text: string }

/** A part of a document: by the number that stands in it where it has one. */
export type Section = {
  readonly number: string | null
  readonly title: string
  /** Its paragraphs, in their order. */
  readonly paragraphs: readonly string[]
}

const NUMBERED = /^(?:§\s*)?(\d{1,3}(?:\.\d{1,3}){0,5})\.?\s+(\S.*)$/

/**
 * The sections of a document. A number is taken only where it stands in the text: one that a program
 * counts when it shows the document is not known. A paragraph that begins with a number of several
 * parts is a section of its own.
 */
export function sectionsOf(blocks: readonly Block[]): readonly Section[] {
  const sections: { number: string | null; title: string; paragraphs: string[] }[] = []
  for (const { kind, text } of blocks) {
    const plain = text.replace(/\s+/g, ' ').trim()
    if (plain === '') continue
    const [, number = null, rest = plain] = NUMBERED.exec(plain) ?? []
    if (kind === 'heading') sections.push({ number, title: number ? rest : plain, paragraphs: [] })
    else if (number?.includes('.')) {
      const above = sections.findLast(
        item => item.number !== null && number.startsWith(`${item.number}.`),
      )
      sections.push({ number, title: above?.title ?? '', paragraphs: [rest] })
    } else {
      if (sections.length === 0) sections.push({ number: null, title: '', paragraphs: [] })
      sections.at(-1)?.paragraphs.push(plain)
    }
  }
  return sections.filter(({ paragraphs }) => paragraphs.length > 0)
}

/** `section 4.2 "Passwords"`, as people call it. */
export function sectionName({ number, title }: Pick<Section, 'number' | 'title'>): string {
  const named = title === '' ? '' : `"${title}"`
  if (number === null) return named === '' ? 'its beginning' : `section ${named}`
  return `section ${number}${named === '' ? '' : ` ${named}`}`
}
