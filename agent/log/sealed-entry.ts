import { canonical } from '../../common/log/canonical.ts'
import { Entry, EntryKind, sealedFacts } from '../../common/log/entry.ts'
import { Time } from '../../common/model/index.ts'
import type { StoredEvidence } from '../store/store.ts'
import { commitmentOf } from './crypto.ts'

type Sealed = StoredEvidence & { readonly salt: Uint8Array }

/** What goes into the tree of a body and of what is said of it. @param subject what it is about */
export function entryOf(evidence: Sealed, subject: string): Entry {
  const { kind, run, commitment, length, mediaType, salt } = evidence
  const { recordedAt, collector, catalogue } = evidence.ipe
  return {
    at: recordedAt,
    by: collector,
    catalogue,
    commitment,
    ipe: commitmentOf(salt, sealedFacts(evidence)),
    kind,
    length,
    run,
    subject,
    type: mediaType,
    v: 1,
  }
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
 * nothing is left there that it could follow from. A leaf that is written anew needs not be read.
 */
export function entryBeside(leaf: Uint8Array, evidence: StoredEvidence | null): Entry | null {
  if (!evidence?.salt || !evidence.body) return null
  const { salt, body, length } = evidence
  if (body.length !== length || commitmentOf(salt, body) !== evidence.commitment) return null
  try {
    const text = utf8.decode(leaf)
    const entry = entryOf({ ...evidence, salt }, subjectIn(text))
    return kinds.has(entry.kind) && isTime(entry.at) && canonical(entry) === text ? entry : null
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
