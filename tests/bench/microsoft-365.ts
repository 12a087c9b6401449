import { fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import {
  createWriteStream,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Agent } from '../../agent/agent.ts'
import { importExport } from '../../agent/import/import.ts'
import { importers } from '../../agent/import/index.ts'
import { openLog } from '../../agent/log/log.ts'
import { scan } from '../../agent/collect/scan.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import { assess } from '../../common/assess/assess.ts'
import { current } from '../../common/assess/current.ts'
import { loadCatalogue } from '../../common/catalogue.ts'
import { metrics } from '../../common/metrics.ts'
import { variableName } from '../../common/model/index.ts'
import type { Observation, Value } from '../../common/model/index.ts'
import { mapScubaGear } from '../../common/services/microsoft-365/import/index.ts'
import { service as microsoft365 } from '../../common/services/microsoft-365/service.ts'
import { tester } from '../support/actor.ts'

/**
 * What Microsoft 365 costs, on this machine: judging one export against calling the same predicates
 * in a plain loop; importing a file of hundreds of megabytes; collecting 110,000 service principals
 * through the whole product. `node tests/bench/microsoft-365.ts [assess|import|collect]`: each in a
 * process of its own, so that memory is its own.
 */
const catalogue = loadCatalogue({ services: [microsoft365], metrics, frameworks: [] })
const now = new Date('2026-11-23T12:00:00Z')
const mb = (bytes: number): number => Math.round(bytes / 1_000_000)
const peak = (): number => mb(process.resourceUsage().maxRSS * 1024)

/**
 * Settings of each alert policy, rule or environment: nobody looked at any, so the few policies on
 * them are unknown here and not in the plain loop.
 */
const ofThings = new Set(
  microsoft365.settings.filter(setting => setting.resource !== 'tenant').map(setting => setting.id),
)
const ofThingsByName = new Set([...ofThings].map(variableName))

/** A tenant as the fixtures have it: one value per setting. */
function settings(): Map<string, Value> {
  const values = new Map<string, Value>()
  const folder = new URL('../../common/services/microsoft-365/checks/', import.meta.url)
  for (const name of [
    'entra-conditional-access',
    'entra-privileged-access',
    'defender-presets',
    'security-suite-mail',
    'exchange',
    'teams',
    'sharepoint',
    'power-platform',
    'power-bi',
    'defender-data-loss',
    'entra-applications',
  ]) {
    for (const item of JSON.parse(
      readFileSync(new URL(`${name}.fixtures.json`, folder), 'utf8'),
    ) as {
      outcome: string
      settings: Record<string, Value>
    }[]) {
      if (item.outcome === 'pass')
        for (const [setting, value] of Object.entries(item.settings))
          if (!ofThings.has(setting)) values.set(setting, value)
    }
  }
  return values
}

function measureAssess(): object {
  const values = settings()
  const resource = { type: 'tenant', id: 't-1' }
  const at = now.toISOString()
  const observations = [...values].map(([setting, value]): Observation => ({
    setting,
    resource,
    reading: { state: 'observed', value },
    source: 'import',
    grade: 'D',
    at,
    evidence: [],
  }))
  const checks = catalogue.checksOf('microsoft-365')
  const calls = checks.flatMap(({ check }) =>
    [...(check.test ?? '').matchAll(/(\w+)\(([\w, ]*)\)/g)].flatMap(([, name, args]) => {
      const predicate = microsoft365.predicates.find(item => item.signature.startsWith(`${name}(`))
      return predicate && !(args ?? '').split(', ').some(arg => ofThingsByName.has(arg))
        ? [
            () =>
              predicate.run(
                ...(args ?? '')
                  .split(', ')
                  .map(arg =>
                    arg === 'accepted'
                      ? {}
                      : arg === 'now'
                        ? at
                        : ([...values].find(([id]) => variableName(id) === arg)?.[1] ?? null),
                  ),
              ),
          ]
        : []
    }),
  )
  const time = (work: () => void): number => {
    for (let i = 0; i < 20; i++) work()
    const start = performance.now()
    for (let i = 0; i < 100; i++) work()
    return Number(((performance.now() - start) / 100).toFixed(2))
  }
  return {
    checks: checks.length,
    assessMs: time(() => {
      assess(
        checks,
        current({
          tenant: 'b',
          service: 'microsoft-365',
          at,
          resources: [{ ...resource, name: 'b' }],
          observations,
        }),
      )
    }),
    predicates: calls.length,
    plainLoopMs: time(() => {
      for (const call of calls) call()
    }),
    mapMs: time(() => {
      mapScubaGear({
        conditional_access_policies: values.get('microsoft-365.tenant.conditional-access-policies'),
      })
    }),
  }
}

async function agentIn(home: string, target: Record<string, string>): Promise<Agent> {
  const store = openSqliteStore(join(home, 'bench.sqlite'))
  return {
    home,
    store,
    log: await openLog(store, home, { by: 'bench@1', catalogue: () => 'bench', clock: () => now }),
    catalogue: () => catalogue,
    catalogueDigest: () => 'bench',
    exceptions: async () => [],
    setAside: async () => [],
    clock: () => now,
    events: new EventEmitter(),
    secrets: {
      where: 'memory',
      get: async () => 'token',
      set: async () => {},
      delete: async () => {},
    },
    config: () => ({
      staleAfterDays: 35,
      tenants: { bench: { service: 'microsoft-365', target, accepted: {} } },
    }),
  } as unknown as Agent
}

async function measureImport(home: string): Promise<object> {
  const file = join(home, 'ProviderSettingsExport.json')
  const out = createWriteStream(file)
  out.write(
    `{"module_version": "1.6.0", "timestamp_zulu": "2026-11-22T08:00:00Z", "scuba_config": {"ProductNames": ["aad"]}, "conditional_access_policies": ${JSON.stringify(settings().get('microsoft-365.tenant.conditional-access-policies'))}, "risky_applications": [`,
  )
  for (let i = 0; i < 300; i++) {
    if (
      !out.write(
        `${i ? ',' : ''}${JSON.stringify(Array.from({ length: 2000 }, (_, j) => ({ ObjectId: `${i}-${j}`, DisplayName: `Application ${j}`, Permissions: ['Mail.ReadWrite', 'Directory.ReadWrite.All'], Note: 'x'.repeat(380) })))}`,
      )
    )
      await once(out, 'drain')
  }
  out.end(']}')
  await once(out, 'finish')
  return imported(home, file)
}

async function imported(home: string, file: string): Promise<object> {
  const scubagear = importers.find(item => item.name === 'scubagear')
  if (!scubagear) throw new Error('no importer')
  const agent = await agentIn(home, {})
  const [start, before] = [performance.now(), process.cpuUsage()]
  await importExport(agent, tester, 'bench', scubagear, file)
  const { user, system } = process.cpuUsage(before)
  const kept = readdirSync(home).filter(name => name.includes('.sqlite'))
  return {
    fileMB: mb(statSync(file).size),
    seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
    cpuSeconds: Number(((user + system) / 1e6).toFixed(1)),
    peakMB: peak(),
    diskMB: mb(kept.reduce((sum, name) => sum + statSync(join(home, name)).size, 0)),
  }
}

async function measureCollect(home: string, principals: number): Promise<object> {
  const server = fork(new URL('microsoft-365-server.ts', import.meta.url), [String(principals)])
  try {
    const [port] = (await once(server, 'message')) as [number]
    const agent = await agentIn(home, { tenant: 't-1', url: `http://127.0.0.1:${port}` })
    const start = performance.now()
    await scan(agent, tester, 'bench')
    const [run] = await agent.store.runs({ tenant: 'bench', limit: 1 })
    return {
      principals,
      seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
      requests: run?.requests,
      peakMB: peak(),
    }
  } finally {
    server.kill()
  }
}

const home = mkdtempSync(join(tmpdir(), 'bench-'))
try {
  const which = process.argv[2]
  if (which === 'assess') console.log(JSON.stringify({ assess: measureAssess() }))
  else if (which === 'import') console.log(JSON.stringify({ import: await measureImport(home) }))
  else if (which === 'collect')
    console.log(
      JSON.stringify({ collect: await measureCollect(home, Number(process.argv[3] ?? 110_000)) }),
    )
  else
    for (const part of ['assess', 'import', 'collect'])
      await once(fork(new URL(import.meta.url), [part]), 'exit')
} finally {
  rmSync(home, { recursive: true })
}
