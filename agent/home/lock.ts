import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeAtomically } from '../files.ts'
import { Problem } from '../problem.ts'

const Holder = z.object({
  pid: z.int(),
  startedAt: z.string(),
  url: z.string().nullable(),
  token: z.string().nullable(),
})
/** The process that holds a home, and how a command reaches it. */
export type Holder = z.infer<typeof Holder>

/** Who holds the home, or null. A holder whose process is gone does not hold it. */
export function holderOf(home: string): Holder | null {
  const file = join(home, 'agent.lock')
  if (!existsSync(file)) return null
  const parsed = Holder.safeParse(parse(readFileSync(file, 'utf8')))
  return parsed.success && parsed.data.pid !== process.pid && isAlive(parsed.data.pid)
    ? parsed.data
    : null
}

/** Takes the home for this process. @throws Problem `home-locked` */
export function lock(home: string): {
  announce(url: string, token: string): void
  release(): void
} {
  const file = join(home, 'agent.lock')
  const startedAt = new Date().toISOString()
  const content = (url: string | null, token: string | null): string =>
    JSON.stringify({ pid: process.pid, startedAt, url, token } satisfies Holder)
  // A link appears with its content or not at all: nobody reads a lock half written and takes it
  // for a dead one.
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, content(null, null), { mode: 0o600 })
  try {
    for (;;) {
      try {
        linkSync(mine, file)
        break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        const holder = holderOf(home)
        if (holder) throw heldBy(home, holder)
        rmSync(file, { force: true })
      }
    }
  } finally {
    rmSync(mine, { force: true })
  }
  return {
    announce(url, token) {
      writeAtomically(file, content(url, token))
    },
    release() {
      rmSync(file, { force: true })
    },
  }
}

/** Says by whom, never the token that lets commands in. */
function heldBy(home: string, { pid, url, startedAt }: Holder): Problem {
  return new Problem('home-locked', { home, pid, url, since: startedAt })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
