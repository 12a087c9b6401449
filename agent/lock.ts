import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Holder = z.object({ pid: z.int(), startedAt: z.string(), url: z.string().nullable(), token: z.string().nullable() })
/** The process that holds a home, and how a command reaches it. */
export type Holder = z.infer<typeof Holder>

/** Another process holds this home. */
export class LockedError extends Error {
  readonly holder: Holder
  constructor(home: string, holder: Holder) {
    super(`${home} is in use by process ${holder.pid}${holder.url ? ` (${holder.url})` : ''} since ${holder.startedAt}. Stop it first, or use another --home.`)
    this.holder = holder
  }
}

/** Who holds the home, or null. A holder whose process is gone does not hold it. */
export function holderOf(home: string): Holder | null {
  const file = join(home, 'agent.lock')
  if (!existsSync(file)) return null
  const parsed = Holder.safeParse(parse(readFileSync(file, 'utf8')))
  return parsed.success && parsed.data.pid !== process.pid && isAlive(parsed.data.pid) ? parsed.data : null
}

/** Takes the home for this process. @throws LockedError */
export function lock(home: string): { announce(url: string, token: string): void; release(): void } {
  const file = join(home, 'agent.lock')
  const startedAt = new Date().toISOString()
  const content = (url: string | null, token: string | null): string => JSON.stringify({ pid: process.pid, startedAt, url, token } satisfies Holder)
  for (;;) {
    try {
      writeFileSync(file, content(null, null), { flag: 'wx', mode: 0o600 })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = holderOf(home)
      if (holder) throw new LockedError(home, holder)
      rmSync(file, { force: true })
    }
  }
  return {
    announce(url, token) { writeFileSync(file, content(url, token), { mode: 0o600 }) },
    release() { rmSync(file, { force: true }) },
  }
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
