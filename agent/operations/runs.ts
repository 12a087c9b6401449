import { z } from 'zod'
import { Reason, reasonText } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { standingOf } from '../judge/standing.ts'
import { endOf } from '../store/store.ts'
import type { Run as StoredRun } from '../store/store.ts'
import { answering, list } from './operation.ts'
import { Run, standing } from './shapes.ts'

const LATEST = 10

/** What of a run was not read: a part of its service, and why. */
const Failure = z.strictObject({ part: z.string(), reason: Reason, text: z.string() })

/** What the manifest of a run says of it; the words of then are in codes, and not needed here. */
const Manifest = z.object({
  failures: z.array(z.object({ part: z.string(), reason: Reason })).default([]),
})

/** The latest ten runs of each tenant, newest first, with what each could not read. */
export const runs = answering({
  title: 'The latest runs, and what they could not read',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'runs',
  output: z.strictObject({ ...standing, runs: list(Run.extend({ failures: list(Failure) })) }),
  async run(agent) {
    const tenants = await agent.store.tenants()
    const latest = tenants.map(tenant => agent.store.runs({ tenant, limit: LATEST }))
    const found = (await Promise.all(latest)).flat()
    const told = found.map(async run => ({ ...run, failures: await failuresOf(agent, run) }))
    return {
      ...(await standingOf(agent)),
      runs: (await Promise.all(told)).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)),
    }
  },
})

/** As its manifest has it, the last entry of a run that ended; none where that is kept no more. */
async function failuresOf(agent: Agent, run: StoredRun): Promise<z.input<typeof Failure>[]> {
  if (run.status !== 'finished' || run.kind !== 'scan') return []
  const body = (await agent.store.evidence(endOf(run)))?.body
  if (!body) return []
  const { data } = Manifest.safeParse(JSON.parse(Buffer.from(body).toString()))
  return (data?.failures ?? []).map(({ part, reason }) => ({
    part,
    reason,
    text: reasonText[reason],
  }))
}
