// What a tenant costs as it grows: judging again where nothing changed, one reading that changed, and
// views, each size in a process of its own. The exponent says how: 0 is the same at any size, 1 grows
// with it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { assessTenant } from '../../agent/judge/assess-tenant.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { diff } from '../../agent/operations/diff.ts'
import { inRun } from '../../agent/record/run.ts'
import type { Observation, Resource } from '../../common/model/index.ts'
import { tester } from '../support/actor.ts'

const SIZES = [1000, 3000]
const tenant = 'acme'

type Cost = Readonly<Record<string, number>>

const [only] = process.argv.slice(2)
if (only) process.stdout.write(JSON.stringify(await costOf(Number(only))))
else {
  const costs = SIZES.map(size => {
    const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), `${size}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return JSON.parse(stdout) as Cost
  })
  process.stdout.write(
    `${['', ...SIZES.map(size => `${size} repositories`), 'exponent'].join('\t')}\n`,
  )
  for (const name of Object.keys(costs[0] ?? {})) {
    const values = costs.map(cost => cost[name] ?? 0)
    const [first = 0, last = 0] = [values[0], values.at(-1)]
    const exponent = Math.log(last / first) / Math.log((SIZES.at(-1) ?? 1) / (SIZES[0] ?? 1))
    process.stdout.write(`${[name, ...values, exponent.toFixed(2)].join('\t')}\n`)
  }
}

async function costOf(size: number): Promise<Cost> {
  const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
  initHome(home)
  editConfig(home, ['tenants', tenant], {
    service: 'github',
    target: { organization: 'acme', url: 'http://127.0.0.1:9' },
    schedule: 'off',
  })
  const { agent, close } = await openAgent(home, { secrets: memorySecrets() })
  try {
    const organization: Resource = { type: 'organization', id: 'acme', name: 'acme' }
    const repositories = Array.from({ length: size }, (_, index) => ({
      type: 'repository',
      id: `r${index}`,
      name: `r${index}`,
      parent: organization,
    }))
    const run = (readings: readonly Observation[]) =>
      inRun(agent, tester, { kind: 'import', tenant }, async commit => {
        await commit.putResources([organization, ...repositories], ['repository'])
        await commit.putObservations(readings)
        await assessTenant(agent, commit)
      })
    await run(repositories.flatMap(({ id }) => readingsOf(id, true)))
    const cost: Record<string, number> = {}
    cost['one reading changes, CPU ms'] = await cpuOf(() => run(readingsOf('r0', false)))
    cost['nothing changes, CPU ms'] = await cpuOf(() => run([]))
    cost['diff, CPU ms'] = await cpuOf(async () => diff.run(agent, tester, { tenant }))
    cost['verified, CPU ms'] = await cpuOf(() => verifyLog(agent.store))
    cost['largest memory, MB'] = Math.round(process.resourceUsage().maxRSS / 1024)
    return cost
  } finally {
    await close()
    rmSync(home, { recursive: true, force: true })
  }
}

function readingsOf(id: string, value: boolean): Observation[] {
  const names = ['archived', 'security-policy', 'dependabot-alerts', 'secret-scanning']
  return names.map(name => ({
    setting: `github.repository.${name}`,
    resource: { type: 'repository', id },
    reading: { state: 'observed', value: name === 'secret-scanning' ? 'enabled' : value },
    source: 'api',
    grade: 'A',
    at: new Date().toISOString(),
    evidence: [{ index: 0, commitment: 'c' }],
  }))
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return Math.round((user + system) / 1000)
}
