import { canonical } from '../../common/log/canonical.ts'
import { Entry, EntryKind, sealedFacts } from '../../common/log/entry.ts'
import { Time } from '../../common/model/index.ts'
import type { StoredEntry, StoredEvidence } from '../store/store.ts'
import { commitmentOf } from './crypto.ts'

type Sealed = StoredEvidence & { readonly salt: Uint8Array }

/** What goes into the tree of a body and of what is said of it. @param subject what it is about */
export function entryOf(evidence: Sealed, subject: string): Entry {
  return entryWith(evidence, subject, commitmentOf(evidence.salt, sealedFacts(evidence)))
}

/** Its keys stand in order. */
function entryWith(evidence: Omit<StoredEvidence, 'salt'>, subject: string, ipe: string): Entry {
  const { kind, run, commitment, length, mediaType } = evidence
  const { recordedAt: at, collector: by, catalogue } = evidence.ipe
  return { at, by, catalogue, commitment, ipe, kind, length, run, subject, type: mediaType, v: 1 }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The entry that a leaf is; null where it is none, or not the canonical bytes of one. */
export function entryIn(leaf: Uint8Array): Entry | null {
  try {
    const text = utf8.decode(leaf)
    const entry = Entry.safeParse(JSON.parse(text)).data
    return entry && canonical(entry) === text ? entry : null
  } catch {
    return null
  }
}

/**
 * The same, where it is the one that follows from what stands beside it, whole; null where it is not, or
 * nothing is left there that it could follow from. A leaf that is written anew needs not be read, nor
 * what was sealed of the IPE block be put in order: where the row's own words give the same
 * commitment, they are those that were sealed.
 */
export function entryBeside({ leaf, evidence, said }: StoredEntry): Entry | null {
  if (!evidence?.salt || !evidence.body || said === null) return null
  const { salt, body, length, commitment, personal, tenant } = evidence
  if (body.length !== length || commitmentOf(salt, body) !== commitment) return null
  try {
    const text = utf8.decode(leaf)
    const facts = `{"ipe":${said},"personal":${personal},"tenant":${JSON.stringify(tenant)}}`
    const ipe = commitmentOf(salt, facts)
    const subject = subjectIn(text)
    // Rows of before have their own order.
    const entry = text.includes(ipe)
      ? entryWith(evidence, subject, ipe)
      : entryOf({ ...evidence, salt }, subject)
    // A lone surrogate is escaped so; canonical JSON has none.
    const isWritten = JSON.stringify(entry) === text && !text.includes('\\ud')
    return isWritten && kinds.has(entry.kind) && isTime(entry.at) ? entry : null
  } catch {
    return null
  }
}

const [SUBJECT, BEHIND] = ['"subject":', ',"type":']

/** Where a leaf has it: no text within has quotes of its own. @throws SyntaxError for another text */
function subjectIn(text: string): string {
  const subject: unknown = JSON.parse(
    text.slice(text.indexOf(SUBJECT) + SUBJECT.length, text.lastIndexOf(BEHIND)),
  )
  return String(subject)
}

const kinds: ReadonlySet<string> = new Set(EntryKind.options)
let lastTime = ''

/** Entries of a commit have one time: it is looked at once. */
function isTime(at: string): boolean {
  if (at !== lastTime && !Time.safeParse(at).success) return false
  lastTime = at
  return true
}
