import { cosignaturesBy, withSignature } from '../../common/log/checkpoint.ts'
import type { Agent } from '../agent.ts'
import type { Config } from '../home/config.ts'
import { sha256 } from '../log/crypto.ts'
import { subtreeOf } from '../log/subtree.ts'
import type { StoredCheckpoint } from '../store/store.ts'
import { stampProblems } from '../log/stamp-problems.ts'
import { isProblem } from '../problem.ts'
import { afterCommits } from '../record/after-commits.ts'
import type { Trouble } from '../record/after-commits.ts'
import { recordSetBack } from '../record/set-back.ts'
import { requestCosignature, witnessProblems } from './witness.ts'
import { witnessOf } from '../log/witness-key.ts'

export type Anchored = {
  readonly stamped: number
  readonly cosigned: number
  readonly waiting: number
  readonly problems: readonly string[]
}
export type AnchorOptions = { readonly fetch?: typeof fetch; readonly timeoutMs?: number }

type Anchoring = Pick<Agent, 'store' | 'config' | 'log' | 'events' | 'clock'>
const AGAIN = 10 * 60_000
/** By it a witness says that a checkpoint does not extend what it saw last. */
const INCONSISTENT = 422

/**
 * Has the configured authority stamp, and the configured witness cosign, the checkpoints of runs
 * that still wait for it, oldest first. What cannot be reached stays in the queue: its stamp will
 * carry the time at which it was really given.
 */
export async function anchor(agent: Anchoring, options: AnchorOptions = {}): Promise<Anchored> {
  const { timestampAuthority, witness } = agent.config()
  const problems: string[] = []
  let [stamped, cosigned] = [0, 0]
  try {
    for (const checkpoint of timestampAuthority
      ? await waitingFor(agent, item => item.token !== null)
      : []) {
      const { requestTimeStamp } = await import('../log/time-stamp.ts')
      const { token, stamp } = await requestTimeStamp(timestampAuthority ?? '', checkpoint, options)
      await agent.store.anchorCheckpoint(checkpoint.note, { token, tokenAt: stamp.at })
      stamped++
    }
  } catch (error) {
    if (!isProblem(error, ...stampProblems)) throw error
    problems.push(error.message)
  }
  try {
    if (witness) cosigned = await cosign(agent, witness, options)
  } catch (error) {
    if (!isProblem(error, ...witnessProblems)) throw error
    problems.push(error.message)
    const ahead = isProblem(error, 'witness-ahead') && error.params.known !== null
    if (ahead || (isProblem(error, 'witness-refused') && error.params.status === INCONSISTENT))
      await recordSetBack(agent, `${error.message}: the log was set back`)
  }
  return { stamped, cosigned, waiting: await waitingCount(agent), problems }
}

/** @throws Problem one of `witnessProblems` */
async function cosign(
  agent: Anchoring,
  witness: NonNullable<Config['witness']>,
  options: AnchorOptions,
): Promise<number> {
  let cosigned = 0
  for (const checkpoint of await waitingFor(agent, cosignedBy(witness))) {
    const seen = (await agent.store.checkpoints()).findLast(cosignedBy(witness))?.size ?? 0
    try {
      const { line } = await requestCosignature(
        witness,
        checkpoint.note,
        seen,
        subtreeOf(agent.store),
        options,
      )
      const note = withSignature(checkpoint.note, line)
      await agent.store.anchorCheckpoint(checkpoint.note, { note })
      cosigned++
    } catch (error) {
      // It has seen one of ours since, and its answer was lost: the next one is for that.
      const { known = null } = isProblem(error, 'witness-ahead') ? error.params : {}
      if (known === null || known > (await agent.store.logSize())) throw error
    }
  }
  return cosigned
}

/** Checkpoints that the configured authority or witness has not seen yet. */
export async function waitingCount(agent: Anchoring): Promise<number> {
  const { timestampAuthority, witness } = agent.config()
  const waiting = new Set(
    [
      ...(timestampAuthority ? await waitingFor(agent, item => item.token !== null) : []),
      ...(witness ? await waitingFor(agent, cosignedBy(witness)) : []),
    ].map(item => item.note),
  )
  return waiting.size
}

/**
 * Checkpoints of runs after the last one that is done; where none is, the newest alone: the past
 * cannot be stamped. One note a size.
 */
async function waitingFor(
  { store, log }: Anchoring,
  done: (checkpoint: StoredCheckpoint) => boolean,
): Promise<StoredCheckpoint[]> {
  const ours = (await store.checkpoints()).filter(item => item.note.startsWith(`${log.origin}\n`))
  const last = ours.findLastIndex(done)
  const open = ours.slice(last + 1).filter(item => item.run !== null)
  return last < 0 ? open.slice(-1) : open
}

/** Whether a checkpoint carries a valid cosignature of this witness. */
export function cosignedBy(witness: {
  readonly name: string
  readonly publicKey: string
}): (checkpoint: StoredCheckpoint) => boolean {
  const verifier = witnessOf(witness)
  return checkpoint =>
    checkpoint.note.includes(`\n— ${witness.name} `) &&
    cosignaturesBy(sha256, checkpoint.note, verifier).length > 0
}

/**
 * Anchors after every run and, for what could not be reached, every ten minutes; one pass at a
 * time. Trouble is told once until it changes.
 */
export function startAnchoring(
  agent: Anchoring,
  say: (text: string) => void,
): { stop(): Promise<void> } {
  const wanted = (): boolean => Boolean(agent.config().timestampAuthority || agent.config().witness)
  const pass = async (): Promise<Trouble> => {
    const { problems, waiting } = await anchor(agent)
    const problem = problems.join('; ')
    const waits = waiting === 1 ? 'checkpoint waits' : 'checkpoints wait'
    return { problem, said: `${problem}. ${waiting} ${waits}; tried again every ten minutes.` }
  }
  return afterCommits(agent, { what: 'anchoring', every: AGAIN, wanted, pass }, say)
}
