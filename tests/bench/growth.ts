// What a tenant costs as it grows, in resources and in past scans: judging again where nothing changed,
// one reading that changed, and views, each size in a process of its own. The exponent says how: 0 is
// the same at any size, 1 grows with it. `--sizes=1000,3000,10000 --scans=1,10,100`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { assessTenant } from '../../agent/judge/assess-tenant.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { diff } from '../../agent/operations/diff.ts'
import { findings } from '../../agent/operations/findings.ts'
import { frameworks } from '../../agent/operations/frameworks.ts'
import { overview } from '../../agent/operations/overview.ts'
import { status } from '../../agent/operations/status.ts'
import { inRun } from '../../agent/record/run.ts'
import type { Observation, Resource } from '../../common/model/index.ts'
import { tester } from '../support/actor.ts'
import { bytesOf } from '../support/store-bytes.ts'

const tenant = 'acme'
/** Runs in which nothing changes, over which what each stores is told. */
const SAME = 32
const { values: given } = parseArgs({
  options: {
    sizes: { type: 'string', default: '300,1000,3000' },
    scans: { type: 'string', default: '1,10,100' },
    only: { type: 'string' },
  },
})
const [sizes, scans] = [given.sizes, given.scans].map(text => text.split(',').map(Number))

type Cost = Readonly<Record<string, number>>

if (given.only) {
  const [size = 0, past = 0] = given.only.split(',').map(Number)
  process.stdout.write(JSON.stringify(await costOf(size, past)))
} else {
  const [smallest = 0, fewest = 0] = [sizes?.[0], scans?.[0]]
  show('repositories', sizes ?? [], size => [size, fewest])
  show('past scans', scans ?? [], past => [smallest, past])
}

function show(
  what: string,
  steps: readonly number[],
  of: (step: number) => readonly [number, number],
): void {
  const costs = steps.map(step => {
    const only = `--only=${of(step).join()}`
    const { stdout } = spawnSync(
      process.execPath,
      ['--expose-gc', fileURLToPath(import.meta.url), only],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    )
    return JSON.parse(stdout) as Cost
  })
  process.stdout.write(`${['', ...steps.map(step => `${step} ${what}`), 'exponent'].join('\t')}\n`)
  for (const name of Object.keys(costs[0] ?? {})) {
    const values = costs.map(cost => cost[name] ?? 0)
    const [first = 0, last = 0] = [values[0], values.at(-1)]
    const exponent = Math.log(last / first) / Math.log((steps.at(-1) ?? 1) / (steps[0] ?? 1))
    process.stdout.write(`${[name, ...values, exponent.toFixed(2)].join('\t')}\n`)
  }
}

async function costOf(size: number, past: number): Promise<Cost> {
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
    for (let scan = 1; scan < past; scan++)
      await run(readingsOf(`r${scan % size}`, scan % (2 * size) < size))
    const cost: Record<string, number> = {}
    const file = join(home, 'witnessmark.sqlite')
    // What was never compared with all rows is, first.
    cost['compared for the first time, CPU ms'] = await cpuOf(() => run([]))
    cost['one reading changes, CPU ms'] = await cpuOf(() => run(readingsOf('r0', false)))
    cost['nothing changes, CPU ms'] = await cpuOf(() => run([]))
    // Whoever opens the file to look may have written, too: after each look all rows are compared. It
    // grows by whole pages, so that one run alone says nothing.
    const before = bytesOf(file)
    for (let same = 0; same < SAME; same++) await run([])
    cost['and is stored, bytes'] = Math.round((bytesOf(file) - before) / SAME)
    await run([])
    const view = async (name: string, work: () => Promise<unknown>) => {
      cost[`${name}, first time, CPU ms`] = await cpuOf(work)
      cost[`${name}, again, CPU ms`] = await cpuOf(work)
    }
    await view('status', async () => status.run(agent, tester, {}))
    await view('overview', async () => overview.run(agent, tester, {}))
    await view('frameworks', async () => frameworks.run(agent, tester, {}))
    await view('a page of findings', async () =>
      findings.run(agent, tester, { page: 7, sort: 'urgency' }),
    )
    cost['diff, CPU ms'] = await cpuOf(async () => diff.run(agent, tester, { tenant }))
    cost['verified, CPU ms'] = await cpuOf(() => verifyLog(agent.store))
    global.gc?.()
    cost['memory afterwards, MB'] = Math.round(process.memoryUsage().rss / 1_048_576)
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
  return Math.round((user + system) / 100) / 10
}
