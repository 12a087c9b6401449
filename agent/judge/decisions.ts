import { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { sealedDecisions } from '../log/sealed-decisions.ts'
import type { DecisionAbout, SealedDecision } from '../log/sealed-decisions.ts'
import { inCommit } from '../record/commit.ts'

type Recorder = Parameters<typeof inCommit>[0]

/** What is decided, of which tenant; null: of none alone. */
type Decision = {
  readonly about: DecisionAbout
  readonly act: 'set' | 'ended'
  readonly key: string
  readonly tenant: string | null
  readonly said: object
}

/** Seals what a person decided, with who asked; it may name people, so it can be erased. */
export function decide(
  agent: Recorder,
  actor: Actor,
  { tenant, ...body }: Decision,
): Promise<void> {
  return inCommit(agent, actor, { kind: 'decision', tenant, run: null }, async ({ append }) => {
    const subject = `${body.about} ${body.key} ${body.act}`
    await append([{ ...agent.log.own('decision', tenant ?? '', subject, body), personal: true }])
  })
}

const abouts: readonly DecisionAbout[] = ['repair']
const Said = z.looseObject({ tenant: z.string().nullable().default(null) })

/** Seals again what stands: retention takes out the entries that said so. Its time and actor stay. */
export async function restateDecisions(agent: Agent, actor: Actor): Promise<void> {
  for (const about of abouts)
    for (const standing of await sealedDecisions(agent.store, about, Said))
      await restate(agent, actor, about, standing)
}

function restate(
  agent: Agent,
  actor: Actor,
  about: DecisionAbout,
  { key, said, at, actor: decidedBy }: SealedDecision<z.infer<typeof Said>>,
): Promise<void> {
  const { tenant } = said
  return inCommit(agent, actor, { kind: 'decision', tenant, run: null }, async ({ append }) => {
    const body = { about, act: 'restated', key, at, actor: decidedBy, said }
    const entry = agent.log.own('decision', tenant ?? '', `${about} ${key} restated`, body)
    await append([{ ...entry, personal: true }])
  })
}
