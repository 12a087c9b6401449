import { setFlagsFromString } from 'node:v8'

/** How many are at work that keep V8 from widening it. */
let held = 0

/**
 * Works while V8's young generation stays as large as it is. What is parsed and left behind at once
 * widens it, to 128 MB, though next to nothing of it lives: the memory of a large file without its
 * use. V8's growth factor may be set while it runs, and is put back to what V8 starts with.
 * @throws what `work` throws
 */
export async function withinYoungGeneration<T>(work: () => Promise<T>): Promise<T> {
  if (held++ === 0) setFlagsFromString('--semi-space-growth-factor=1')
  try {
    return await work()
  } finally {
    if (--held === 0) setFlagsFromString('--semi-space-growth-factor=2')
  }
}
