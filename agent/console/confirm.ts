import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Recipe } from '../../common/capture/recipe.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { Observation } from '../../common/model/index.ts'
import { said } from '../../common/words/said.ts'
import type { Agent } from '../agent.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
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
 * Keeps an administrator's answer. "No" takes effect at once: what was read so becomes unknown,
 * with the answer itself as evidence, and further readings by this version of the recipe do not
 * count until somebody says "yes".
 * @param pairing of the browser in which it was said
 */
export async function confirmReading(
  agent: Agent,
  recipe: Recipe,
  setting: string,
  right: boolean,
  pairing: string,
): Promise<void> {
  const at = agent.clock().toISOString()
  await agent.store.set(
    keyOf(recipe, setting),
    JSON.stringify({ right, by: pairing, at } satisfies Answer),
  )
  if (right) return
  for (const tenant of matchTenants(agent).filter(item => item.service === recipe.service)) {
    const read: Observation[] = []
    for await (const item of agent.store.observations(tenant.id))
      if (
        item.setting === setting &&
        item.source === 'console' &&
        item.reading.state === 'observed'
      )
        read.push(item)
    if (read.length > 0) await disown(agent, tenant.id, { recipe, setting, pairing, at }, read)
  }
}

async function disown(
  agent: Agent,
  tenant: string,
  {
    recipe,
    setting,
    pairing,
    at,
  }: {
    readonly recipe: Recipe
    readonly setting: string
    readonly pairing: string
    readonly at: string
  },
  read: readonly Observation[],
): Promise<void> {
  const run = randomUUID()
  const by = `${recipe.id}@${recipe.version}`
  await agent.log.commit(run, async () => {
    await agent.store.startRun({
      id: run,
      tenant,
      kind: 'capture',
      startedAt: at,
      catalogue: agent.catalogueDigest(),
    })
    const [evidence] = await agent.log.append([
      {
        kind: 'capture',
        run,
        tenant,
        subject: `console page ${recipe.id}: a reading that is not right`,
        mediaType: 'application/json',
        personal: true,
        body: canonicalBytes({
          format: 'witnessmark/confirmation',
          version: 1,
          recipe: recipe.id,
          recipeVersion: recipe.version,
          setting,
          right: false,
          pairing,
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
          catalogue: agent.catalogueDigest(),
          seenAt: at,
          recordedAt: at,
        },
      },
    ])
    if (!evidence) throw new Error('the log gave no place to the answer')
    await agent.store.putObservations(
      tenant,
      run,
      read.map(item => ({
        ...item,
        reading: {
          state: 'unobserved' as const,
          reason: 'layout-not-recognised' as const,
          why: said('disowned'),
        },
        at,
        evidence: [evidence],
      })),
    )
    await assessTenant(agent, tenant, run)
    await agent.store.finishRun(run, {
      finishedAt: at,
      status: 'finished',
      requests: 0,
      snapshot: null,
      checkpoint: await agent.store.logSize(),
    })
  })
  agent.events.emit('changed', { tenant, run })
}
