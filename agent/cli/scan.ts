import { collectors } from '../../common/services/collectors.ts'
import type { Assessment } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { commandActor } from '../actor.ts'
import type { Actor } from '../actor.ts'
import { anchor } from '../keep/anchor.ts'
import { scan } from '../collect/scan.ts'
import type { ScanOptions } from '../collect/scan.ts'
import { exitCode } from '../problems.ts'
import { UsageError, exitOf, withAgent } from './context.ts'
import type { Context } from './context.ts'
import { askRunningAgent } from './running-agent.ts'
import type { Answer } from './running-agent.ts'
import { summary } from './summary.ts'

/**
 * `witnessmark scan [TENANT...]`: reads, judges and keeps; through the running agent where there is
 * one.
 */
export async function scanCommand(context: Context, tenants: readonly string[]): Promise<number> {
  const answer = await askRunningAgent<{ readonly assessments?: readonly Assessment[] }>(
    context,
    '/scan',
    { tenants },
  )
  if (answer) return throughAgent(context, answer)
  return withAgent(context, async ({ agent }) => {
    const assessments = await scanAll(context, agent, commandActor(), tenants)
    if (context.json) context.printJson('assessments', { assessments })
    else context.print(summary(assessments, agent.catalogue()))
    for (const problem of (await anchor(agent, { timeoutMs: 5000 })).problems)
      context.say(`${problem}. It is asked again at the next scan, or by "witnessmark anchor".`)
    context.say('\nNext: witnessmark findings, or witnessmark serve for the dashboard')
    return exitOf(assessments.flatMap(assessment => assessment.findings))
  })
}

/**
 * Scans the named tenants (or all that have a collector), one after the other, showing where it is.
 * @throws UsageError
 */
export async function scanAll(
  context: Context,
  agent: Agent,
  actor: Actor,
  tenants: readonly string[],
  options: ScanOptions = {},
): Promise<Assessment[]> {
  agent.catalogue() // a mistake in the user's own checks, recipes or exceptions is told before anything is asked
  const configured = agent.config().tenants
  for (const tenant of tenants)
    if (!configured[tenant])
      throw new UsageError(
        `no tenant "${tenant}"; connected are: ${Object.keys(configured).join(', ') || 'none yet (witnessmark connect SERVICE)'}`,
      )
  const chosen = (tenants.length > 0 ? [...tenants] : Object.keys(configured))
    .filter(id => collectors.some(item => item.service === configured[id]?.service))
    .sort()
  if (chosen.length === 0)
    throw new UsageError(
      'no tenant that can be scanned; connect one first: witnessmark connect SERVICE',
    )
  const assessments: Assessment[] = []
  for (const tenant of chosen) {
    assessments.push(
      await scan(agent, actor, tenant, {
        ...options,
        onProgress(progress) {
          context.progress(
            `${tenant} ${'▪'.repeat(progress.done)}${'·'.repeat(progress.total - progress.done)} ${progress.text}`,
          )
          options.onProgress?.(progress)
        },
      }),
    )
  }
  context.progress('')
  return assessments
}

function throughAgent(
  context: Context,
  { ok, status, body }: Answer<{ readonly assessments?: readonly Assessment[] }>,
): number {
  if (!ok || !body.assessments) {
    context.say(`The running agent answered ${status}: ${body.error ?? 'no reason given'}`)
    return exitCode.failure
  }
  if (context.json) context.printJson('assessments', { assessments: body.assessments })
  else
    for (const { tenant, counts } of body.assessments)
      context.print(
        `${tenant}: ${counts.pass} pass, ${counts.fail} fail, ${counts.unknown} unknown, ${counts['not-applicable']} not applicable`,
      )
  return exitOf(body.assessments.flatMap(assessment => assessment.findings))
}
