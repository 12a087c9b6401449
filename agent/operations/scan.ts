import { z } from 'zod'
import { ShownAssessment } from '../../common/model/index.ts'
import type { Assessment } from '../../common/model/index.ts'
import { collectors } from '../../common/services/collectors.ts'
import { shownAssessment } from '../../common/words/shown-finding.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { scan as scanTenant } from '../collect/scan.ts'
import type { ScanOptions } from '../collect/scan.ts'
import { anchor } from '../keep/anchor.ts'
import { perAgent } from '../per-agent.ts'
import { Problem } from '../problem.ts'
import { list, steps, streaming } from './operation.ts'
import type { Progress } from './operation.ts'

/** One after the other, whoever asked. */
const queueOf = perAgent(() => ({ last: Promise.resolve() as Promise<unknown> }))
const ANCHOR_MILLISECONDS = 5000

/** Reads the named tenants, or all that have a collector; judges and keeps what was read. */
export const scan = streaming({
  title: 'Read, judge and keep',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ tenants: z.array(z.string()).default([]) }),
  kind: 'assessments',
  output: z.strictObject({
    assessments: list(ShownAssessment),
    /** What an authority or witness could not be asked for; it is asked again. */
    waiting: list(z.string()),
  }),
  stream: (agent, actor, { tenants }) =>
    steps(async tell => {
      // A check that is set aside is missed later, where nobody looks for it: it is said before.
      for (const { file, problem } of await agent.setAside())
        tell({ done: 0, total: 0, text: `${file}: ${problem}`, notice: true })
      const assessments = await scanInTurn(agent, actor, tenants, { tell })
      return {
        assessments: assessments.map(item => shownAssessment(item, agent.catalogue())),
        waiting: (await anchor(agent, { timeoutMs: ANCHOR_MILLISECONDS })).problems,
      }
    }),
})

/**
 * Scans behind whatever else is scanned now.
 * @param options `transport` for tests and benches
 * @throws Problem `tenant-unknown`, `nothing-to-scan`
 */
function scanInTurn(
  agent: Agent,
  actor: Actor,
  tenants: readonly string[],
  options: Pick<ScanOptions, 'transport'> & { readonly tell?: (progress: Progress) => void } = {},
): Promise<Assessment[]> {
  const queue = queueOf(agent)
  const mine = queue.last.then(async () => {
    const assessments: Assessment[] = []
    for (const tenant of chosen(agent, tenants)) {
      const { transport, tell } = options
      const onProgress: ScanOptions['onProgress'] = ({ done, total, text }) =>
        tell?.({ done, total, text: `${tenant} ${text}` })
      assessments.push(
        await scanTenant(agent, actor, tenant, { onProgress, ...(transport ? { transport } : {}) }),
      )
    }
    return assessments
  })
  queue.last = mine.catch(() => undefined)
  return mine
}

/** When nothing is scanned any more. */
export async function scansEnded(agent: Agent): Promise<void> {
  await queueOf(agent).last
}

function chosen(agent: Agent, tenants: readonly string[]): string[] {
  const configured = agent.config().tenants
  const known = Object.keys(configured)
  for (const tenant of tenants)
    if (!configured[tenant]) throw new Problem('tenant-unknown', { tenant, known })
  const readable = (id: string): boolean =>
    collectors.some(item => item.service === configured[id]?.service)
  // Who named it is told that it is not read, and not that all is well without it.
  const mute = tenants.find(tenant => !readable(tenant))
  const service = mute === undefined ? undefined : configured[mute]?.service
  if (service !== undefined) throw new Problem('no-collector', { service })
  const found = (tenants.length > 0 ? [...tenants] : known).filter(readable).sort()
  if (found.length === 0) throw new Problem('nothing-to-scan', {})
  return found
}
