// 1,000 kills (SIGKILL), seeded, of a process that writes, rotates the key, backs up and restores. Not a
// time: nothing that was acknowledged may be gone, and each start goes on. A seed is a round of 50 kills:
// `--seed A..B` does these. `npm test` does 8 kills.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seedsOf } from '../support/bench-options.ts'
import { killLoop } from '../support/kill-loop.ts'
import { seeded } from '../support/tamper.ts'

const KILLS = 50
const { values } = parseArgs({ options: { seed: { type: 'string', default: '1..20' } } })
const [from, to] = seedsOf(values.seed)
const during = new Map<string, number>()
let acknowledged = 0
for (let seed = from; seed <= to; seed++) {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
  try {
    const killed = await killLoop(join(folder, 'home'), { kills: KILLS, random: seeded(seed) })
    acknowledged += killed.acknowledged
    for (const [doing, times] of killed.during) during.set(doing, (during.get(doing) ?? 0) + times)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
process.stdout.write(
  `${(to - from + 1) * KILLS} kills, ${acknowledged} entries acknowledged, none lost\n`,
)
for (const [doing, times] of during) process.stdout.write(`${doing.padEnd(12)} ${times}\n`)
