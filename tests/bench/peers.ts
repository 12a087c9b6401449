// Beside others, in one run. Of an organization at GitHub: the calls that each program's published source makes,
// made against the replay server. Of a
// large export of Microsoft 365: CPU and memory of Open Policy Agent over CISA's rules, and of an import here, which
// judges and records. Left out, with a word, where there is no Go or no clone of cisagov/ScubaGear.
// `--repositories=600 --megabytes=199`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { scan } from '../../agent/collect/scan.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import type { GithubReplay } from '../../agent/demo/github.ts'
import { growSlowly } from '../../agent/heap.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { importers } from '../../agent/import/index.ts'
import { importExport } from '../../agent/import/import.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { hasCommand } from '../products/debian.ts'
import { buildRules } from '../products/mutations/rules.ts'
import { tester } from '../support/actor.ts'
import { writeLargeExport } from '../support/large-export.ts'

const { values: given } = parseArgs({
  options: {
    repositories: { type: 'string', default: '600' },
    megabytes: { type: 'string', default: '199' },
    import: { type: 'string' },
  },
})
/** Calls that a token has in an hour. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const QUOTA = 5000
const organization = 'aurora-labs'

type Ask = (path: string, body?: unknown) => Promise<void>
type Repository = GithubReplay['state']['repositories'][number]

/** Which calls others make for one repository, by their sources. */
const patterns: Readonly<Record<string, (ask: Ask, repository: Repository) => Promise<void>>> = {
  // prowler/providers/github/services/repository/repository_service.py of 5.40; without those for each ruleset.
  'Prowler 5.40': async (ask, { name, defaultBranch, classic }) => {
    const repository = `/repos/${organization}/${name}`
    for (const file of ['SECURITY.md', '.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'])
      await ask(`${repository}/contents/${file}`)
    const branch = `${repository}/branches/${defaultBranch ?? 'main'}`
    await ask(branch)
    if (classic) {
      await ask(`${branch}/protection`)
      await ask(`${branch}/protection/required_signatures`)
    }
    await ask(`${repository}/rulesets?includes_parents=true&targets=branch&per_page=100&page=1`)
    await ask(`${repository}/dependabot/alerts`)
    await ask(`${repository}/immutable-releases`)
  },
  // internal/collectors/github/repository_collector.go of 1.0.11.
  'Legitify 1.0': async (ask, { name, defaultBranch, classic }) => {
    const repository = `/repos/${organization}/${name}`
    const branch = defaultBranch ?? 'main'
    for (const what of ['vulnerability-alerts', 'hooks', 'collaborators'])
      await ask(`${repository}/${what}`)
    await ask(`${repository}/actions/permissions/workflow`)
    await ask(`${repository}/actions/secrets`)
    await ask('/graphql', { query: '{ __typename }', variables: { login: organization, name } })
    await ask(repository)
    if (!classic) await ask(`${repository}/branches/${branch}/protection`)
    await ask(`${repository}/rules/branches/${branch}`)
  },
}

if (given.import === undefined) {
  await atGithub()
  await overAnExport()
} else process.stdout.write(JSON.stringify(await imported(given.import)))

async function atGithub(): Promise<void> {
  const repositories = Number(given.repositories)
  const replay = await startGithubReplay({ repositories, throttle: false })
  const ask: Ask = async (path, body) => {
    const response = await fetch(`${replay.url}${path}`, {
      headers: { authorization: `Bearer ${demoToken}` },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    await response.arrayBuffer()
  }
  print([
    `GitHub, ${repositories} repositories`,
    'calls',
    'a repository',
    `hours of a quota of ${QUOTA} an hour`,
  ])
  const row = (name: string, calls: number): void => {
    const [each, hours] = [calls / repositories, calls / QUOTA]
    print([name, calls, each.toFixed(2), hours.toFixed(2)])
  }
  try {
    for (const [name, pattern] of Object.entries(patterns)) {
      const before = replay.requests.length
      // Each lists the organization's repositories first.
      for (let page = 1; page <= Math.ceil(repositories / 100); page++)
        await ask(`/orgs/${organization}/repos?per_page=100&page=${page}`)
      for (const repository of replay.state.repositories) await pattern(ask, repository)
      row(name, replay.requests.length - before)
    }
    const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
    try {
      initHome(home)
      const target = { organization, url: replay.url }
      editConfig(home, ['tenants', 'aurora'], { service: 'github', target, schedule: 'off' })
      const secrets = memorySecrets()
      await secrets.set('aurora', demoToken)
      const { agent, close } = await openAgent(home, { secrets })
      for (const round of ['first', 'unchanged']) {
        const before = replay.requests.length
        await scan(agent, tester, 'aurora', { transport: { sleep: async () => undefined } })
        row(`Witnessmark, ${round}`, replay.requests.length - before)
      }
      await close()
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  } finally {
    await replay.close()
  }
}

type Cost = { readonly cpu: number; readonly peak: number }

async function overAnExport(): Promise<void> {
  const rules = join(process.env['WITNESSMARK_SCUBAGEAR'] ?? '', 'PowerShell/ScubaGear/Rego')
  const missing = !hasCommand('go')
    ? 'there is no Go'
    : existsSync(rules)
      ? null
      : 'WITNESSMARK_SCUBAGEAR names no clone of cisagov/ScubaGear'
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
  try {
    const file = join(folder, 'ProviderSettingsExport.json')
    writeLargeExport(file, Number(given.megabytes) * 1_000_000)
    const megabytes = Math.round(statSync(file).size / 1_000_000)
    print([`\nMicrosoft 365, an export of ${megabytes} MB`, 'CPU s', 'peak RSS MB'])
    const row = (name: string, { cpu, peak }: Cost): void =>
      print([name, cpu.toFixed(1), Math.round(peak / 1_000_000)])
    if (missing === null)
      row("Open Policy Agent over CISA's rules", await judgedByRego(rules, file))
    else process.stderr.write(`LEFT OUT: Open Policy Agent: ${missing}\n`)
    row('Witnessmark: read, judged, recorded', await importedBeside(file))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Counted by the system, while the program still waits for more. */
async function judgedByRego(rules: string, file: string): Promise<Cost> {
  const child = spawn(buildRules(), [rules], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answered = once(createInterface({ input: child.stdout }), 'line')
  // A document is one line there: what is between the values of this one is not part of it.
  await pipeline(
    createReadStream(file),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) yield chunk.map(byte => (byte === 0x0a ? 0x20 : byte))
      yield '\n'
    },
    child.stdin,
    { end: false },
  )
  await answered
  const cost = costOf(child.pid ?? 0)
  child.stdin.end()
  await once(child, 'exit')
  return cost
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: fields 14 and 15, in hundredths of a second. */
function costOf(pid: number): Cost {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = after.split(' ')
  const [, peak = '0'] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, peak: Number(peak) * 1024 }
}

/** In a process of its own. */
async function importedBeside(file: string): Promise<Cost> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), `--import=${file}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = (await child.stdout.toArray()).join('')
  return JSON.parse(said) as Cost
}

async function imported(file: string): Promise<Cost> {
  const scubagear = importers.find(item => item.name === 'scubagear')
  if (!scubagear) throw new Error('no importer')
  growSlowly()
  const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
  try {
    initHome(home)
    const tenant = { service: 'microsoft-365', target: {}, schedule: 'off' }
    editConfig(home, ['tenants', 'contoso'], tenant)
    const { agent, close } = await openAgent(home, { secrets: memorySecrets() })
    await importExport(agent, tester, 'contoso', scubagear, file)
    await close()
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    return { cpu: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS * 1024 }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function print(cells: readonly (string | number)[]): void {
  process.stdout.write(`${cells.join('\t')}\n`)
}
