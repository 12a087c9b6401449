import { z } from 'zod'
import type { Run, Store } from '../store/store.ts'
import { bodyOf } from './current-rows.ts'

const InterruptedBody = z.object({
  cause: z.literal('interrupted-run'),
  run: z.string().optional(),
  kind: z.string().optional(),
  catalogue: z.string().optional(),
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
 * gap; `altered` ones, which say what their gap does not, or what only a run that ended could; and what
 * was told of runs that have no row: retention takes both, but not at once
 */
export async function interruptedRuns(store: Store): Promise<{
  readonly untold: readonly Run[]
  readonly altered: readonly Run[]
  readonly lost: readonly Told[]
}> {
  const rows = await store.runs({ status: 'interrupted' })
  const byTime = new Map<string, z.infer<typeof InterruptedBody> | null>()
  const named: Told[] = []
  for await (const head of store.evidenceHeads({ kind: 'gap' })) {
    const body = bodyOf(await store.evidence(head.index))
    const gap = InterruptedBody.safeParse(body).data
    // Entries of before name their run in words only; one that was erased says its time.
    const run = gap && (gap.run ?? /^run (\S+) did not end/.exec(gap.detail)?.[1])
    if (gap && run) {
      byTime.set(`${run} ${gap.from} ${gap.to}`, gap)
      named.push({ entry: head.index, run })
    } else if (body === null) byTime.set(`${head.tenant} ${head.ipe.recordedAt}`, null)
  }
  const ids = new Set(rows.map(run => run.id))
  const gapOf = (run: Run) =>
    byTime.get(`${run.id} ${run.startedAt} ${run.finishedAt}`) ??
    byTime.get(`${run.tenant} ${run.finishedAt}`)
  return {
    untold: rows.filter(run => gapOf(run) === undefined),
    altered: rows.filter(run => {
      const { kind = run.kind, catalogue = run.catalogue } = gapOf(run) ?? {}
      return (
        kind !== run.kind ||
        catalogue !== run.catalogue ||
        run.requests !== 0 ||
        run.snapshot !== null
      )
    }),
    lost: (await store.minimumIndex()) > 0 ? [] : named.filter(({ run }) => !ids.has(run)),
  }
}
