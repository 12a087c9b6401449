// A GitHub scan: calls, bytes stored, CPU and memory of the agent alone, each scan in a process of its
// own as after a start, the service in another: first, unchanged twice, then with ten repositories
// changed. `--repositories=10000`.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { growSlowly } from '../../agent/heap.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { scan } from '../../agent/collect/scan.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { tester } from '../support/actor.ts'
import { bytesOf } from '../support/store-bytes.ts'

const tenant = 'aurora'
const { values: given } = parseArgs({
  options: {
    repositories: { type: 'string', default: '1000' },
    role: { type: 'string' },
    home: { type: 'string', default: '' },
  },
})

type Told = { readonly url: string; readonly calls: number }
type Cost = Readonly<Record<'findings' | 'stored' | 'milliseconds' | 'cpu' | 'memory', number>>

if (given.role === 'service') await serve()
else if (given.role === 'scan') process.send?.(await scanned(given.home))
else await measure()

async function measure(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
  const service = start('service')
  const ask = async (change: number): Promise<Told> => {
    service.send(change)
    return answerOf(service)
  }
  const { url } = (await answerOf(service)) as Told
  initHome(home)
  editConfig(home, ['tenants', tenant], {
    service: 'github',
    target: { organization: 'aurora-labs', url },
    schedule: 'off',
  })
  for (const [round, change] of [
    ['first', 0],
    ['nothing changed', 0],
    ['nothing changed again', 0],
    ['ten repositories changed', 10],
  ] as const) {
    const before = await ask(change)
    const cost = (await answerOf(start('scan', home))) as Cost
    const calls = (await ask(0)).calls - before.calls
    process.stdout.write(
      `${round}: ${calls} calls (peers make 8 to 11 a repository), ${cost.findings} findings, ${(cost.stored / 1024).toFixed(1)} kB stored, ${cost.milliseconds} ms, ${cost.cpu.toFixed(1)} s of CPU, at most ${cost.memory} MB\n`,
    )
  }
  process.stdout.write(
    `database ${Math.round(statSync(join(home, 'witnessmark.sqlite')).size / 1024)} kB\n`,
  )
  service.disconnect()
  rmSync(home, { recursive: true, force: true })
}

function start(role: 'service' | 'scan', home = ''): ChildProcess {
  const named = [`--role=${role}`, `--repositories=${given.repositories}`, `--home=${home}`]
  return fork(fileURLToPath(import.meta.url), named)
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const [answer] = (await once(child, 'message')) as [T]
  return answer
}

async function serve(): Promise<void> {
  const repositories = Number(given.repositories)
  const replay = await startGithubReplay({ repositories, throttle: false })
  const tell = (): void => {
    process.send?.({ url: replay.url, calls: replay.requests.length } satisfies Told)
  }
  process.on('message', (change: number) => {
    for (let at = 0; at < change; at++) {
      const repository = replay.state.repositories[Math.floor((at * repositories) / change)]
      if (repository) repository.policy = !repository.policy
    }
    tell()
  })
  process.on('disconnect', () => void replay.close())
  tell()
}

async function scanned(home: string): Promise<Cost> {
  growSlowly()
  const secrets = memorySecrets()
  await secrets.set(tenant, demoToken)
  const { agent, close } = await openAgent(home, { secrets })
  const before = bytesOf(join(home, 'witnessmark.sqlite'))
  const [cpu, began] = [process.cpuUsage(), performance.now()]
  const transport = { sleep: async () => undefined }
  const { counts } = await scan(agent, tester, tenant, { transport })
  const { user, system } = process.cpuUsage(cpu)
  const cost = {
    findings: Object.values(counts).reduce((all, count) => all + count, 0),
    stored: bytesOf(join(home, 'witnessmark.sqlite')) - before,
    milliseconds: Math.round(performance.now() - began),
    cpu: (user + system) / 1_000_000,
    memory: Math.round(process.resourceUsage().maxRSS / 1024),
  }
  await close()
  return cost
}
