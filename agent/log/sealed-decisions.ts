import { z } from 'zod'
import type { Store } from '../store/store.ts'
import { bodyOf } from './current-rows.ts'

/** What people decide beside what is measured; it changes no outcome. */
export type DecisionAbout =
  | 'repair'
  | 'scope'
  | 'applicability'
  | 'manual'
  /** A review of who has access, and what was decided of one account in it. */
  | 'review'
  | 'access'
  /** Whether a metric speaks for a requirement of a framework of the user's own. */
  | 'mapping'
  /** A transition of a certificate, which the body that certifies decided. */
  | 'certificate'
  /** What an auditor said or asked for, and what was answered. */
  | 'request'
  | 'answer'

/** One of them as the log sealed it. */
export type SealedDecision<T> = {
  /** Which of its kind: another word on the same one takes its place. */
  readonly key: string
  readonly said: T
  /** When it was sealed first in these words, by whom, and where. */
  readonly at: string
  readonly actor: string | null
  readonly entry: number
}

const Body = z.object({
  about: z.string(),
  act: z.enum(['set', 'ended', 'restated']),
  key: z.string(),
  /** Of what is sealed again since retention took out the entry: when it was decided. */
  at: z.iso.datetime().optional(),
  actor: z.string().nullable().optional(),
  said: z.unknown(),
})

/**
 * The last word of each that nobody ended; what is erased says nothing.
 * @param schema of what is said
 * @param before only what was said before this place: also what was sealed again later because
 * retention took out the entry that said so
 */
export async function sealedDecisions<T>(
  store: Pick<Store, 'evidenceHeads' | 'evidence'>,
  about: DecisionAbout,
  schema: z.ZodType<T>,
  before = Infinity,
): Promise<readonly SealedDecision<T>[]> {
  const sealed = new Map<string, SealedDecision<T>>()
  const changedLater = new Set<string>()
  for await (const { index, erased, ipe } of store.evidenceHeads({ kind: 'decision' })) {
    const said = erased ? null : Body.safeParse(bodyOf(await store.evidence(index))).data
    const parsed = said && said.about === about ? schema.safeParse(said.said).data : undefined
    if (!said || parsed === undefined) continue
    const { key, act, at = ipe.recordedAt, actor = ipe.actor ?? null } = said
    if (index >= before && (act !== 'restated' || sealed.has(key) || changedLater.has(key))) {
      changedLater.add(key)
      continue
    }
    if (act === 'ended') sealed.delete(key)
    else sealed.set(key, { key, said: parsed, at, actor, entry: index })
  }
  return [...sealed.values()]
}
