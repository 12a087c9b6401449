import { z } from 'zod'
import type { Recipe } from '../../common/capture/recipe.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { Observation } from '../../common/model/index.ts'
import { said } from '../../common/words/said.ts'
import { theAgent } from '../actor.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
import { parseBody } from '../log/key-history.ts'
import { inRun } from '../record/run.ts'
import type { Store } from '../store/store.ts'
import { matchTenants } from './tenants.ts'

const Answer = z.object({ right: z.boolean(), by: z.string(), at: z.string() })
export type Answer = z.infer<typeof Answer>

type Version = Pick<Recipe, 'id' | 'version'>

/** The answer to "is this reading right?" is one of a version: a new one asks anew. */
function keyOf(recipe: Version, setting: string): string {
  return `confirmed/${recipe.id}@${recipe.version}/${setting}`
}

/** As the log has it, so that a database that is edited brings no reading back that was disowned. */
const SealedAnswer = z.object({
  format: z.literal('witnessmark/confirmation'),
  recipe: z.string(),
  recipeVersion: z.int(),
  setting: z.string(),
  right: z.boolean(),
  pairing: z.string(),
  at: z.string(),
})

/**
 * What an administrator said of a recipe's readings last, by setting: as the log sealed it, and what a
 * row says only where the log says nothing.
 */
export async function answersOf(
  { store }: Pick<Agent, 'store'>,
  recipe: Version,
): Promise<(setting: string) => Promise<Answer | null>> {
  const sealed = await sealedAnswers(store)
  return async setting =>
    sealed.get(keyOf(recipe, setting)) ??
    Answer.safeParse(await keptOf(store, recipe, setting)).data ??
    null
}

type Sealed = {
  readonly answers: ReadonlyMap<string, Answer>
  /** All that was said up to this place in the log, by rows that nobody else wrote to. */
  readonly size: number
  readonly others: string
}
const known = new WeakMap<Store, Sealed>()

/** All answers that the log holds, by `keyOf`. What was read before is not read again, unless something was taken out since. */
async function sealedAnswers(store: Store): Promise<ReadonlyMap<string, Answer>> {
  const [others, size] = [await store.others(), await store.logSize()]
  const before = known.get(store)
  const goesOn = before?.others === others && !(await erasedSince(store, before.size))
  const answers = new Map(goesOn ? before.answers : [])
  const after = goesOn ? { after: before.size } : {}
  const runs = await store.runs({ kind: 'confirmation', status: 'finished', ...after })
  for (const { id } of runs.toReversed())
    for await (const { kind, body } of store.evidenceOf({ run: id })) {
      const said = kind === 'capture' && body && SealedAnswer.safeParse(parseBody(body)).data
      if (!said) continue
      const { recipe, recipeVersion: version, setting, right, pairing: by, at } = said
      answers.set(keyOf({ id: recipe, version }, setting), { right, by, at })
    }
  known.set(store, { answers, size, others })
  return answers
}

async function erasedSince(store: Store, after: number): Promise<boolean> {
  for await (const _ of store.evidenceHeads({ kind: 'erasure', after })) return true
  return false
}

async function keptOf(store: Agent['store'], recipe: Version, setting: string): Promise<unknown> {
  const kept = await store.get(keyOf(recipe, setting))
  try {
    return JSON.parse(kept ?? 'null')
  } catch {
    return null
  }
}

/**
 * A recipe that only grew reads as before what it read before: what was said of these readings is
 * said of the next version too.
 */
export async function carryAnswers(agent: Agent, before: Recipe, next: Recipe): Promise<void> {
  const answered = await answersOf(agent, before)
  for (const { setting } of before.settings) {
    const answer = await answered(setting)
    if (answer) await confirmReading(agent, theAgent, next, setting, answer.right)
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
  const tenants = matchTenants(agent).filter(item => item.service === recipe.service)
  let kept = false
  for (const tenant of tenants) {
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
  if (kept) return
  const [first] = tenants
  // It is sealed all the same: it says what is to become of what is read next.
  if (first) await record(agent, actor, first.id, { recipe, setting, answer, keep }, [])
  else await keep()
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
    if (right || !evidence || read.length === 0) return
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
