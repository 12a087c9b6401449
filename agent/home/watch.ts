import { stampOf } from './files.ts'

const LOOK_MILLISECONDS = 1000

/**
 * Tells when a file that the user may edit appeared, changed or went. Looks at times and sizes once a
 * second: this works on every system, on network drives, and however an editor saves; it keeps no
 * process alive.
 */
export function watchHome(home: string, changed: () => void): { stop(): void } {
  let seen = stampOf(home)
  const timer = setInterval(() => {
    const now = stampOf(home)
    if (now === seen) return
    seen = now
    changed()
  }, LOOK_MILLISECONDS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
