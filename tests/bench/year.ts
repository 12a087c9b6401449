// A year of the real agent under a virtual clock: outages, sleeps, clock steps, both changes of summer time,
// revoked tokens, full disks, restored backups, SIGKILL, a mail server that is away. At its end every planned run
// is on record or explained, every piece of news arrived and none under two ids, the log verifies, disk and memory
// stay inside their bounds. Whoever dies is waited for in real time, and nothing else. `--seed A..B` lives that many
// years; `npm test` lives three weeks.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { seedsOf } from '../support/bench-options.ts'
import { seeded } from '../support/tamper.ts'
import { problemsIn } from '../support/year/facts.ts'
import { troublesOfYear } from '../support/year/troubles.ts'
import { liveThrough } from '../support/year/year.ts'

/** Seconds of the processor, without the agents that are killed. */
function cpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

process.env['TZ'] = 'Europe/Berlin'
const MEGABYTE = 1024 * 1024
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1..1' }, days: { type: 'string', default: '365' } },
})
const [from, to] = seedsOf(values.seed)
const days = Number(values.days)
for (let seed = from; seed <= to; seed++) {
  const folder = mkdtempSync(
    join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'witnessmark-bench-'),
  )
  const began = performance.now()
  const { idle } = performance.eventLoopUtilization()
  const before = cpu()
  try {
    const random = seeded(seed)
    const troubles = troublesOfYear(days, random)
    const lived = await liveThrough(folder, {
      from: '2026-10-01T22:00:00Z',
      days,
      every: 60 * 60_000,
      troubles,
      random,
      bounds: { bytes: 64 * MEGABYTE, grown: 48 * MEGABYTE },
    })
    const { facts, beats } = lived
    const { bytes, grown } = facts
    const problems = problemsIn(facts)
    const kinds = [...Map.groupBy(troubles, item => item.what)].map(
      ([what, items]) => `${items.length} ${what}`,
    )
    process.stdout.write(
      `seed ${seed}: ${days} days in ${((performance.now() - began) / 1000).toFixed(0)} s (${(cpu() - before).toFixed(0)} s of the processor, ${((performance.eventLoopUtilization().idle - idle) / 1000).toFixed(0)} s of waiting), ${beats} looks, ` +
        `${facts.planned.length} runs planned, ${facts.scans.length} on record, ${facts.gaps.length} gaps, ` +
        `${new Set(facts.told.map(item => item.id)).size} pieces of news told ${facts.told.length} times, ` +
        `${(bytes / MEGABYTE).toFixed(1)} MB of disk, heap ${(grown / MEGABYTE).toFixed(1)} MB more\n` +
        `  ${kinds.join(', ')}\n`,
    )
    for (const problem of problems.slice(0, 20)) process.stdout.write(`  ${problem}\n`)
    if (problems.length > 0) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
