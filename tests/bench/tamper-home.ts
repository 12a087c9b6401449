// Seeded attacks by somebody who may write everything in the home and has not its keys: each is found, or
// has no effect on any verdict, view, export and next scan. `-- tamper-home --seed A..B` does these of the
// 10,000, `--json` tells each on a line; `npm test` does some.
import { parseArgs } from 'node:util'
import { attacked, attackGround, baselineOf } from '../support/attacker.ts'
import { seedsOf } from '../support/bench-options.ts'
import { seeded } from '../support/tamper.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1..10000' },
    json: { type: 'boolean', default: false },
  },
})
const [from, to] = seedsOf(values.seed)
const closing: (() => unknown)[] = []
const ground = await attackGround({
  after: (close: unknown) => {
    closing.unshift(close as () => unknown)
  },
})
const before = await baselineOf(ground)
const table = new Map<string, Map<string, number>>()
const began = performance.now()
let stopped = false
process.once('SIGTERM', () => {
  stopped = true
})
let seed = from
for (; seed <= to && !stopped; seed++) {
  const { kind, what, outcome, words } = await attacked(ground, before, seeded(seed))
  const row = table.get(kind) ?? new Map<string, number>()
  table.set(kind, row.set(outcome, (row.get(outcome) ?? 0) + 1))
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, kind, what, outcome, words })}\n`)
  if (outcome !== 'NEITHER') continue
  process.exitCode = 1
  process.stdout.write(`seed ${seed}: NEITHER ${kind}: ${what}\n  ${words}\n`)
}
for (const [kind, row] of [...table].sort(([a], [b]) => (a < b ? -1 : 1)))
  process.stdout.write(
    `${kind.padEnd(28)} ${[...row].map(([outcome, times]) => `${outcome} ${times}`).join(', ')}\n`,
  )
process.stdout.write(
  `seeds ${from}..${seed - 1}, ${((performance.now() - began) / 1000).toFixed(0)} s; a rollback of everything at once is shown by what is kept elsewhere (--seen)\n`,
)
for (const close of closing) await close()
