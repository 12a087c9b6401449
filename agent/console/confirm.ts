import { z } from 'zod'
import type { Recipe } from '../../common/capture/recipe.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { Observation } from '../../common/model/index.ts'
import { said } from '../../common/words/said.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
import { inRun } from '../record/run.ts'
import { matchTenants } from './tenants.ts'

const Answer = z.object({ right: z.boolean(), by: z.string(), at: z.string() })
export type Answer = z.infer<typeof Answer>

/** Where the answer to "is this reading right?" is kept: a new recipe version asks anew. */
function keyOf(recipe: Pick<Recipe, 'id' | 'version'>, setting: string): string {
  return `confirmed/${recipe.id}@${recipe.version}/${setting}`
}

/** What an administrator said of a reading; null where nobody did yet. */
export async function answerOf(
  agent: Agent,
  recipe: Pick<Recipe, 'id' | 'version'>,
  setting: string,
): Promise<Answer | null> {
  const kept = await agent.store.get(keyOf(recipe, setting))
  const answer = kept === null ? null : Answer.safeParse(JSON.parse(kept))
  return answer?.success ? answer.data : null
}

/**
 * A recipe that only grew reads as before what it read before: what was said of these readings is
 * said of the next version too.
 */
export async function carryAnswers(agent: Agent, before: Recipe, next: Recipe): Promise<void> {
  for (const { setting } of before.settings) {
    const answer = await agent.store.get(keyOf(before, setting))
    if (answer !== null) await agent.store.set(keyOf(next, setting), answer)
  }
}

/**
 * Keeps an administrator's answer. "No" takes effect at once: what was read so becomes unknown, with
 * the answer itself as evidence, and further readings by this version of the recipe do not count
 * until somebody says "yes".
 * @param actor the browser in which it was said
 */
export async function confirmReading(
  agent: Agent,
  actor: Actor,
  recipe: Recipe,
  setting: string,
  right: boolean,
): Promise<void> {
  const at = agent.clock().toISOString()
  const answer = { right, by: actor.id, at } satisfies Answer
  const keep = (): Promise<void> => agent.store.set(keyOf(recipe, setting), JSON.stringify(answer))
  let kept = false
  for (const tenant of matchTenants(agent).filter(item => item.service === recipe.service)) {
    const read: Observation[] = []
    for await (const item of agent.store.observations(tenant.id))
      if (
        item.setting === setting &&
        item.source === 'console' &&
        item.reading.state === 'observed'
      )
        read.push(item)
    if (read.length === 0) continue
    await record(agent, actor, tenant.id, { recipe, setting, answer, keep }, read)
    kept = true
  }
  if (!kept) await keep()
}

type Said = {
  readonly recipe: Recipe
  readonly setting: string
  readonly answer: Answer
  readonly keep: () => Promise<void>
}

/** The answer, and with a "no" what it takes back, in one commit. */
async function record(
  agent: Agent,
  actor: Actor,
  tenant: string,
  { recipe, setting, answer, keep }: Said,
  read: readonly Observation[],
): Promise<void> {
  const { right, at } = answer
  const by = `${recipe.id}@${recipe.version}`
  await inRun(agent, actor, { kind: 'confirmation', tenant, startedAt: at }, async run => {
    await keep()
    const [evidence] = await run.append([
      {
        kind: 'capture',
        subject: `console page ${recipe.id}: a reading that is ${right ? '' : 'not '}right`,
        mediaType: 'application/json',
        personal: true,
        body: canonicalBytes({
          format: 'witnessmark/confirmation',
          version: 1,
          recipe: recipe.id,
          recipeVersion: recipe.version,
          setting,
          right,
          pairing: actor.id,
          at,
          of: read.map(item => ({
            resource: item.resource,
            evidence: item.evidence.map(ref => ref.index),
          })),
        }),
        ipe: {
          request: `confirm ${by} ${setting}`,
          tenant,
          collector: by,
          catalogue: run.catalogue,
          seenAt: at,
          recordedAt: run.at,
        },
      },
    ])
    if (right || !evidence) return
    const reading = {
      state: 'unobserved' as const,
      reason: 'layout-not-recognised' as const,
      why: said('disowned'),
    }
    await run.putObservations(
      read.map(item => ({ ...item, reading, at: run.at, evidence: [evidence] })),
    )
    await assessTenant(agent, run)
  })
}
