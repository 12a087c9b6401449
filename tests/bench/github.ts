// Calls and bytes of a GitHub scan of 1,000 repositories, first and unchanged second, counted by
// the replay server and the store.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
const replay = await startGithubReplay({ repositories: 1000, throttle: false })
initHome(home)
editConfig(home, ['tenants', 'aurora'], {
  service: 'github',
  target: { organization: 'aurora-labs', url: replay.url },
  schedule: 'off',
})
const secrets = memorySecrets()
await secrets.set('aurora', demoToken)
const { agent, close } = await openAgent(home, { secrets })
const size = async (): Promise<number> => (await agent.store.health()).bytes
const seconds = ({ user, system }: NodeJS.CpuUsage): string =>
  ((user + system) / 1_000_000).toFixed(1)
for (const round of ['first', 'second, nothing changed']) {
  const [calls, bytes, start] = [replay.requests.length, await size(), performance.now()]
  const cpu = process.cpuUsage()
  const { findings } = await scan(agent, tester, 'aurora', {
    transport: { sleep: async () => undefined },
  })
  process.stdout.write(
    `${round}: ${replay.requests.length - calls} calls (peers make 8,000 to 11,000), ${findings.length} findings, ${Math.round(((await size()) - bytes) / 1024)} kB stored, ${Math.round(performance.now() - start)} ms, ${seconds(process.cpuUsage(cpu))} s of CPU with the service's, at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`,
  )
}
process.stdout.write(
  `database ${Math.round(statSync(join(home, 'witnessmark.sqlite')).size / 1024)} kB\n`,
)
await close()
await replay.close()
rmSync(home, { recursive: true, force: true })
