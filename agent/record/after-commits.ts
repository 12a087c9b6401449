import type { Agent } from '../agent.ts'
import { messageOf } from '../problem.ts'

/** What went wrong in a pass: what tells it from another, empty for nothing, and how it is said. */
export type Trouble = { readonly problem: string; readonly said: string }

export type Passes = {
  /** Names it where a pass throws. */
  readonly what: string
  /** Milliseconds after which it is done again without a commit. */
  readonly every: number
  /** Whether there is anything to do; always where it is left out. */
  readonly wanted?: () => boolean
  readonly pass: () => Promise<Trouble>
}

/**
 * Makes a pass at once, after every commit and every so often, one at a time: what is committed
 * while one waits its turn is part of it. Trouble is said once until it changes.
 */
export function afterCommits(
  { events }: Pick<Agent, 'events'>,
  { what, every, wanted = () => true, pass }: Passes,
  say: (text: string) => void,
): { stop(): Promise<void> } {
  let last: Promise<unknown> = Promise.resolve()
  let told = ''
  let queued = false
  const next = (): void => {
    if (queued || !wanted()) return
    queued = true
    last = last
      .then(async () => {
        queued = false
        const { problem, said } = await pass()
        if (problem !== told && problem !== '') say(said)
        told = problem
      })
      .catch((error: unknown) => say(`${what}: ${messageOf(error)}`))
  }
  const timer = setInterval(next, every)
  events.on('committed', next)
  next()
  return {
    async stop() {
      clearInterval(timer)
      events.off('committed', next)
      await last
    },
  }
}
