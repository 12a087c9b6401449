// 1,000 kills (SIGKILL), seeded, of a process that writes, rotates the key, backs up and restores. Not a
// time: nothing that was acknowledged may be gone, and each start goes on. `npm test` does 8.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killLoop } from '../support/kill-loop.ts'
import { seeded } from '../support/tamper.ts'

const ROUNDS = 20
const KILLS = 50
const during = new Map<string, number>()
let acknowledged = 0
for (let round = 0; round < ROUNDS; round++) {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
  try {
    const killed = await killLoop(join(folder, 'home'), { kills: KILLS, random: seeded(round + 1) })
    acknowledged += killed.acknowledged
    for (const [doing, times] of killed.during) during.set(doing, (during.get(doing) ?? 0) + times)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
process.stdout.write(`${ROUNDS * KILLS} kills, ${acknowledged} entries acknowledged, none lost\n`)
for (const [doing, times] of during) process.stdout.write(`${doing.padEnd(12)} ${times}\n`)
