import { z } from 'zod'
import type { Run, Store } from '../store/store.ts'
import { bodyOf } from './current-rows.ts'

const InterruptedBody = z.object({
  cause: z.literal('interrupted-run'),
  run: z.string().optional(),
  from: z.string(),
  to: z.string(),
  detail: z.string(),
})

type Told = {
  readonly entry: number
  /** The run that an entry names. */
  readonly run: string
}

/**
 * What gaps tell of runs that did not end, held against the rows that say so: each has the other, of
 * the same time.
 * @returns `untold` rows: earlier versions wrote the row first, and their process could end before the
 * gap; and what was told of runs that have no row: retention takes both, but not at once
 */
export async function interruptedRuns(
  store: Store,
): Promise<{ readonly untold: readonly Run[]; readonly lost: readonly Told[] }> {
  const rows = await store.runs({ status: 'interrupted' })
  const byTime = new Set<string>()
  const named: Told[] = []
  for await (const head of store.evidenceHeads({ kind: 'gap' })) {
    const body = bodyOf(await store.evidence(head.index))
    const gap = InterruptedBody.safeParse(body).data
    // Entries of before name their run in words only; one that was erased says its time.
    const run = gap && (gap.run ?? /^run (\S+) did not end/.exec(gap.detail)?.[1])
    if (gap && run) {
      byTime.add(`${run} ${gap.from} ${gap.to}`)
      named.push({ entry: head.index, run })
    } else if (body === null) byTime.add(`${head.tenant} ${head.ipe.recordedAt}`)
  }
  const ids = new Set(rows.map(run => run.id))
  return {
    untold: rows.filter(
      run =>
        !byTime.has(`${run.id} ${run.startedAt} ${run.finishedAt}`) &&
        !byTime.has(`${run.tenant} ${run.finishedAt}`),
    ),
    lost: (await store.minimumIndex()) > 0 ? [] : named.filter(({ run }) => !ids.has(run)),
  }
}
