import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Time } from './time.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

/**
 * An agent in a process of its own over a home, beaten step by step, and killed in one of them.
 * @param steps moves time, before each beat; it is killed `after` milliseconds into the last one
 */
export async function liveAndDie(
  home: string,
  { time, every }: { readonly time: Time; readonly every: number },
  {
    steps,
    step,
    after,
  }: { readonly steps: number; readonly step: () => void; readonly after: number },
): Promise<void> {
  const child = spawn(process.execPath, [worker, home, String(every)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
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
