// Exports of which nearly all is read: an import of 53, 110 and 310 MB of data loss prevention rules,
// each in a process of its own. What a home takes is measured while the agent runs (with its
// write-ahead log) and after it.
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { growSlowly } from '../../agent/heap.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { importers } from '../../agent/import/index.ts'
import { importExport } from '../../agent/import/import.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { tester } from '../support/actor.ts'
import { writeLargeExport } from '../support/large-export.ts'

const MB = 1_000_000
const SIZES = [1, 53, 110, 310]

const [child, childHome, childFile] = process.argv.slice(2)
if (child === '--child' && childHome && childFile) await importInto(childHome, childFile)
else table()

function table(): void {
  const columns = [
    'export MB',
    'read MB',
    'rules',
    'peak RSS MB',
    'CPU s',
    's',
    'disk MB',
    'closed',
  ]
  process.stdout.write(`${columns.join('\t')}\n`)
  for (const size of SIZES) {
    const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
    try {
      const file = join(home, 'ProviderSettingsExport.json')
      const { rules, listed } = writeLargeExport(file, size * MB)
      const { stdout } = spawnSync(
        process.execPath,
        [fileURLToPath(import.meta.url), '--child', join(home, 'home'), file],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const cost = JSON.parse(stdout) as Readonly<
        Record<'peak' | 'cpu' | 'seconds' | 'disk', number>
      >
      const row = [
        (statSync(file).size / MB).toFixed(0),
        (listed / MB).toFixed(0),
        rules,
        (cost.peak / MB).toFixed(0),
        cost.cpu.toFixed(1),
        cost.seconds.toFixed(1),
        (cost.disk / MB).toFixed(1),
        (bytesOf(join(home, 'home')) / MB).toFixed(1),
      ]
      process.stdout.write(`${row.join('\t')}\n`)
    } finally {
      rmSync(home, { recursive: true })
    }
  }
}

async function importInto(home: string, file: string): Promise<void> {
  const scubagear = importers.find(item => item.name === 'scubagear')
  if (!scubagear) throw new Error('no importer')
  growSlowly()
  initHome(home)
  editConfig(home, ['tenants', 'contoso'], {
    service: 'microsoft-365',
    target: {},
    schedule: 'off',
  })
  const { agent, close } = await openAgent(home, { secrets: memorySecrets() })
  const [start, before] = [performance.now(), process.cpuUsage()]
  await importExport(agent, tester, 'contoso', scubagear, file)
  const { user, system } = process.cpuUsage(before)
  process.stdout.write(
    JSON.stringify({
      peak: process.resourceUsage().maxRSS * 1024,
      cpu: (user + system) / 1e6,
      seconds: (performance.now() - start) / 1000,
      disk: bytesOf(home),
    }),
  )
  await close()
}

function bytesOf(folder: string): number {
  return globSync('**/*', { cwd: folder })
    .map(name => statSync(join(folder, name)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0)
}
