import { browserActor, commandActor } from '../../agent/actor.ts'
import type { Agent } from '../../agent/agent.ts'
import { ingestCaptures } from '../../agent/console/capture.ts'
import { assessTenant } from '../../agent/judge/assess-tenant.ts'
import type { Assessed } from '../../agent/judge/assess-tenant.ts'
import { inRun } from '../../agent/record/run.ts'
import type { Capture } from '../../common/protocol/message.ts'

/** Who asks in tests. */
export const tester = commandActor('tester')

/** Stores one capture as a batch of its own. @throws Problem when it is refused */
export async function ingestCapture(
  agent: Agent,
  capture: Capture,
  pairing: string,
  skew: number | null = null,
): Promise<{ readonly stored: boolean }> {
  const [result] = await ingestCaptures(agent, browserActor(pairing), [capture], skew)
  if (!result || 'refused' in result) throw result?.refused ?? new Error('no result')
  return { stored: result.stored }
}

/** Judges what is stored once more. */
export function assessAgain(agent: Agent, tenant: string): Promise<Assessed> {
  return inRun(agent, tester, { kind: 'import', tenant }, run => assessTenant(agent, run))
}
