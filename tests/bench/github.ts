// Calls, CPU, memory and bytes of GitHub scans of 1,000 and 10,000 repositories, first and unchanged
// second (or of as many as are named: `-- 500 1000`). Each scan is made by a process of its own, which
// opens the home as it was left; the service runs in this one, and counts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { scan } from '../../agent/collect/scan.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { tester } from '../support/actor.ts'

const Cost = z.object({
  findings: z.number(),
  cpu: z.number(),
  seconds: z.number(),
  peak: z.number(),
})
type Cost = z.infer<typeof Cost>

const [first, childHome] = process.argv.slice(2)
if (first === '--child' && childHome)
  process.stdout.write(JSON.stringify(await scanOnce(childHome)))
else await table(process.argv.slice(2).map(Number))

async function table(sizes: readonly number[]): Promise<void> {
  const columns = ['repositories', 'scan', 'calls', 'findings', 'CPU s', 's', 'peak RSS MB', 'kB']
  process.stdout.write(`${columns.join('\t')}\n`)
  for (const repositories of sizes.length > 0 ? sizes : [1000, 10_000]) {
    const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
    const replay = await startGithubReplay({ repositories, throttle: false })
    try {
      initHome(home)
      editConfig(home, ['tenants', 'aurora'], {
        service: 'github',
        target: { organization: 'aurora-labs', url: replay.url },
        schedule: 'off',
      })
      let bytes = 0
      for (const round of ['first', 'second']) {
        const calls = replay.requests.length
        const { findings, cpu, seconds, peak } = await inChild(home)
        const now = statSync(join(home, 'witnessmark.sqlite')).size
        const row = [
          repositories,
          round,
          replay.requests.length - calls,
          findings,
          cpu.toFixed(1),
          seconds.toFixed(1),
          Math.round(peak / 1e6),
          Math.round((now - bytes) / 1000),
        ]
        process.stdout.write(`${row.join('\t')}\n`)
        bytes = now
      }
    } finally {
      await replay.close()
      rmSync(home, { recursive: true, force: true })
    }
  }
}

/** Not `spawnSync`: the service answers from this process. */
async function inChild(home: string): Promise<Cost> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--child', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [cost] = await Promise.all([json(child.stdout), once(child, 'exit')])
  return Cost.parse(cost)
}

async function scanOnce(home: string): Promise<Cost> {
  const secrets = memorySecrets()
  await secrets.set('aurora', demoToken)
  const { agent, close } = await openAgent(home, { secrets })
  const [start, before] = [performance.now(), process.cpuUsage()]
  const { counts } = await scan(agent, tester, 'aurora', {
    transport: { sleep: async () => undefined },
  })
  const { user, system } = process.cpuUsage(before)
  const cost = {
    findings: Object.values(counts).reduce((sum, count) => sum + count, 0),
    cpu: (user + system) / 1e6,
    seconds: (performance.now() - start) / 1000,
    peak: process.resourceUsage().maxRSS * 1024,
  }
  await close()
  return cost
}
