// An agent in a process of its own, to be killed: `node worker.ts HOME EVERY`. Each line that it reads is the time
// of a beat; it says when that is done.
import { createInterface } from 'node:readline'
import { live } from './life.ts'
import type { Life } from './life.ts'
import type { Time } from './time.ts'

const [home = '', every = ''] = process.argv.slice(2)
const time: Time = { now: 0, ahead: 0, slept: 0, token: '' }
let life: Life | null = null
for await (const line of createInterface({ input: process.stdin })) {
  Object.assign(time, JSON.parse(line))
  life ??= await live(home, { time, every: Number(every) })
  await life.beat()
  process.stdout.write(`done ${time.now}\n`)
}
