import { setFlagsFromString } from 'node:v8'

// V8 takes these while it runs (its `flag-definitions.h`). They are of the whole process, so whoever
// changes one for a time has to know what it is otherwise.

/** How many times as large V8 makes a young generation that is full: what it starts with. */
let usual = 2
/** How many are at work that keep V8 from widening it. */
let held = 0

/**
 * Lets the heap grow in small steps: a scan of 10,000 repositories then takes some 220 MB where it took
 * 570, and an agent that waits holds 30 MB less; it is collected more often. Only the V8 that this was
 * measured with is told.
 */
export function growSlowly(): void {
  if (!process.versions.v8.startsWith('13.')) return
  usual = 1
  widenBy(usual)
  setFlagsFromString('--heap-growing-percent=40')
}

/**
 * Works while V8's young generation stays as large as it is. What is parsed and left behind at once
 * widens it, to 128 MB, though next to nothing of it lives: the memory of a large file without its
 * use. Afterwards it is as it was before.
 * @throws what `work` throws
 */
export async function withinYoungGeneration<T>(work: () => Promise<T>): Promise<T> {
  if (held++ === 0) widenBy(1)
  try {
    return await work()
  } finally {
    if (--held === 0) widenBy(usual)
  }
}

function widenBy(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`)
}
