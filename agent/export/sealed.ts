import { lastRewriting, windowProblem } from '../log/verify-judged.ts'
import { verifyLog } from '../log/verify.ts'
import { Problem } from '../problem.ts'
import type { Store } from '../store/store.ts'
import type { Window } from './window.ts'

type Progress = (done: number, total: number) => void

/**
 * What leaves the house was sealed: the whole record is recomputed (bodies against commitments, runs
 * against their manifests, what is current against what was sealed of it), then the settings that the
 * window's scans sealed, from which its coverage is drawn, the findings of each assessment, of which
 * the numbers of a period are made, and those of each moment that it shows. Stands before every
 * writer, so that no format can forget it.
 * @throws Problem `log-unsound` naming the first entry that does not fit
 */
export async function assertSealed(
  store: Store,
  window: Pick<Window, 'tenants' | 'entries'>,
  progress: Progress = () => undefined,
  notice: (text: string) => void = () => undefined,
): Promise<void> {
  // What a moment shows was compared with its seal while it was counted.
  const matched = new Set(
    window.tenants.flatMap(({ moments }) =>
      moments.filter(({ matches }) => matches).map(({ entry }) => entry),
    ),
  )
  await assertSound(store, progress, matched)
  const entries = new Set(window.entries)
  for (const { id } of window.tenants) {
    const { problem, whole } = await windowProblem(store, id, head => entries.has(head.index))
    if (problem) throw new Problem('log-unsound', { entry: problem.entry, detail: problem.problem })
    if (!whole)
      notice(
        `${id}: which settings were read on each day was not recomputed, they are too many: witnessmark verify --every`,
      )
  }
  const rewritten = await lastRewriting(store)
  for (const { id, soundness } of window.tenants) {
    const { problem, whole } = soundness
    // What was erased while the window was read fits no more, either.
    if (problem && problem.entry >= rewritten)
      throw new Problem('log-unsound', { entry: problem.entry, detail: problem.problem })
    if (!whole)
      notice(
        `${id}: the findings of each run were not all recomputed, they are too many: witnessmark verify --every`,
      )
  }
  for (const { id, moments } of window.tenants) {
    for (const { at, entry, matches } of moments) {
      // What a person's erasure changed can no longer fit; the entry that says so is in the window.
      if (matches || entry < rewritten) continue
      const detail = `the findings of ${id} at ${at} are not the ones that it sealed`
      throw new Problem('log-unsound', { entry, detail })
    }
  }
}

/**
 * The record as a whole. @param matched places of assessments whose findings are known to be the ones
 * that they sealed @throws Problem `log-unsound`
 */
export async function assertSound(
  store: Store,
  onProgress: Progress,
  matched?: ReadonlySet<number>,
): Promise<void> {
  const { first } = await verifyLog(store, { onProgress, matched })
  if (first) throw new Problem('log-unsound', { entry: first.entry, detail: first.problem })
}
