import { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { sha256 } from '../log/crypto.ts'
import { sealedCertificates } from '../log/sealed-certificates.ts'
import { sealedDecisions } from '../log/sealed-decisions.ts'
import type { DecisionAbout, SealedDecision } from '../log/sealed-decisions.ts'
import { inCommit } from '../record/commit.ts'
import type { Commit } from '../record/commit.ts'

type Recorder = Pick<Agent, 'log' | 'store' | 'events' | 'clock'>

/** What is decided, of which tenant; null: of none alone. */
type Decision = {
  readonly about: DecisionAbout
  readonly act: 'set' | 'ended'
  readonly key: string
  readonly tenant: string | null
  readonly said: object
}

/** A file that a decision rests on. */
export type DecisionFile = { readonly name: string; readonly body: Uint8Array }

/**
 * Seals what a person decided, with who asked; it may name people, so it can be erased.
 * @param file sealed beside it, and named in what is said as `document`
 */
export function decide(
  agent: Recorder,
  actor: Actor,
  { tenant, ...decision }: Decision,
  file: DecisionFile | null = null,
): Promise<void> {
  return inCommit(agent, actor, { kind: 'decision', tenant, run: null }, async ({ append }) => {
    const document = file && (await sealFile(agent, append, decision.key, file))
    const said = Object.fromEntries(
      Object.entries({ ...decision.said, ...(document ? { document } : {}) }).filter(
        ([, value]) => value !== undefined,
      ),
    )
    const subject = `${decision.about} ${decision.key} ${decision.act}`
    const entry = agent.log.own('decision', tenant ?? '', subject, { ...decision, said })
    await append([{ ...entry, personal: true }])
  })
}

async function sealFile(
  agent: Recorder,
  append: Commit['append'],
  key: string,
  { name, body }: DecisionFile,
): Promise<object> {
  const own = agent.log.own('evidence', '', `document of ${key}`, null)
  const [ref] = await append([
    { ...own, mediaType: 'application/octet-stream', body, personal: true },
  ])
  return {
    name,
    bytes: body.length,
    sha256: Buffer.from(sha256(body)).toString('hex'),
    entry: ref?.index ?? -1,
  }
}

const abouts: readonly DecisionAbout[] = [
  'repair',
  'scope',
  'applicability',
  'manual',
  'review',
  'access',
  'mapping',
  'request',
  'answer',
]
const Said = z.looseObject({ tenant: z.string().nullable().default(null) })

/** Seals again what stands: retention takes out the entries that said so. Its time and actor stay. */
export async function restateDecisions(agent: Agent, actor: Actor): Promise<void> {
  for (const about of abouts)
    for (const standing of await sealedDecisions(agent.store, about, Said))
      await restate(agent, actor, about, standing)
  // Also those that were erased: their state stands in the leaf, which retention takes out, too.
  for (const step of await sealedCertificates(agent.store)) {
    const { key, said, at, actor: decidedBy } = step
    await restateAs(agent, actor, null, { about: 'certificate', key, said, at, actor: decidedBy })
  }
}

function restate(
  agent: Agent,
  actor: Actor,
  about: DecisionAbout,
  { key, said, at, actor: decidedBy }: SealedDecision<z.infer<typeof Said>>,
): Promise<void> {
  const { tenant, ...rest } = said
  const again = tenant === null ? rest : said
  return restateAs(agent, actor, tenant, { about, key, said: again, at, actor: decidedBy })
}

function restateAs(
  agent: Agent,
  actor: Actor,
  tenant: string | null,
  said: Pick<SealedDecision<unknown>, 'key' | 'said' | 'at' | 'actor'> & {
    readonly about: DecisionAbout
  },
): Promise<void> {
  return inCommit(agent, actor, { kind: 'decision', tenant, run: null }, async ({ append }) => {
    const body = { ...said, act: 'restated' }
    const subject = `${said.about} ${said.key} restated`
    const entry = agent.log.own('decision', tenant ?? '', subject, body)
    await append([{ ...entry, personal: true }])
  })
}
