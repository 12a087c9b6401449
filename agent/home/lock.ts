import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { unwritable, writeAtomically } from '../files.ts'
import { Problem } from '../problem.ts'
import { holdExclusively, isHeldExclusively } from '../store/sqlite/exclusive.ts'
import { LOCK } from './files.ts'

const Holder = z.object({
  pid: z.int(),
  startedAt: z.string(),
  /** Commands carry credentials there: whoever edits the file sends them off this machine in no case. */
  url: z
    .string()
    .regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/)
    .nullable()
    .catch(null),
  token: z.string().nullable(),
})
/** The process that holds a home, and how a command reaches it. */
export type Holder = z.infer<typeof Holder>

/** Who holds the home, or null; null too for the process that asks. */
export function holderOf(home: string): Holder | null {
  const said = readHolder(home)
  return said !== null && said.pid !== process.pid && isHeldExclusively(join(home, LOCK))
    ? said
    : null
}

/**
 * Takes the home for this process, until it lets go of it or ends, in whatever way. What `agent.lock`
 * says only counts while that is held: the number of a process alone means nothing.
 * @throws Problem `home-locked`, `file-unwritable`
 */
export function lock(home: string): {
  announce(url: string, token: string): void
  release(): void
} {
  const held = hold(home)
  const file = join(home, 'agent.lock')
  const startedAt = new Date().toISOString()
  const tell = (url: string | null, token: string | null): void =>
    writeAtomically(
      file,
      JSON.stringify({ pid: process.pid, startedAt, url, token } satisfies Holder),
    )
  const release = (): void => {
    rmSync(file, { force: true })
    held.release()
  }
  try {
    tell(null, null)
  } catch (error) {
    release()
    throw error
  }
  return { announce: tell, release }
}

function hold(home: string): { release(): void } {
  const file = join(home, LOCK)
  try {
    const held = holdExclusively(file)
    if (held) return held
  } catch (error) {
    throw unwritable(file, error)
  }
  const { pid = null, url = null, startedAt: since = null } = readHolder(home) ?? {}
  // By whom, never the token that lets commands in.
  throw new Problem('home-locked', { home, pid, url, since })
}

function readHolder(home: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(join(home, 'agent.lock'), 'utf8')))
  } catch {
    return null
  }
}
