import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Time } from './time.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

/** A process that has loaded the agent, and opens a home when it is first beaten. */
export type Mortal = ChildProcessByStdio<Writable, Readable, null>

/** Begins to load now: whoever wants to see it die later waits for nothing. */
export function mortal(home: string, every: number): Mortal {
  return spawn(process.execPath, [worker, home, String(every)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

/**
 * An agent in a process of its own over a home, beaten step by step, and killed in one of them.
 * @param steps moves time, before each beat; it is killed `after` milliseconds into the last one
 */
export async function liveAndDie(
  child: Mortal,
  time: Time,
  {
    steps,
    step,
    after,
  }: { readonly steps: number; readonly step: () => void; readonly after: number },
): Promise<void> {
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  for (let beat = 0; beat < steps; beat++) {
    step()
    child.stdin.write(`${JSON.stringify(time)}\n`)
    if (beat < steps - 1) {
      const { value, done } = await lines.next()
      if (done) throw new Error('the agent ended by itself')
      time.now = Math.max(time.now, Number(String(value).split(' ')[1]))
    }
  }
  setTimeout(() => child.kill('SIGKILL'), after)
  const [code] = (await exit) as [number | null]
  if (code !== null) throw new Error(`the agent ended by itself with ${code}`)
  // It may have read its clock a few times more.
  time.now += 1000
}
