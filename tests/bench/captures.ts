// What readings of console pages cost the agent, from the socket's frame to the acknowledgement, while
// a tenant has so many things: one by one, and as many as a browser kept waiting; values that changed
// and values that are as before. CPU of the agent alone: the browser is a process of its own.
// `--known=1000,10000`.
import { fork, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { Agent } from '../../agent/agent.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { assessTenant } from '../../agent/judge/assess-tenant.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { inRun } from '../../agent/record/run.ts'
import { startDoors } from '../../agent/serve.ts'
import type { Observation, Value } from '../../common/model/index.ts'
import { recipes } from '../../common/services/consoles.ts'
import { services } from '../../common/services/index.ts'
import { tester } from '../support/actor.ts'
import { createClient, hubAt } from '../support/extension/client.ts'
import { deskOf } from '../support/extension/hub.ts'

const tenant = 'acme'
const base = 'https://cms.example'
const directus = services.find(service => service.id === 'directus')

/** What a browser is told to send: pages of so many things, or so often the page of the one project. */
type Order = {
  readonly recipe: 'directus-policy' | 'directus-project'
  readonly count: number
  readonly from: number
  readonly turn: number
  readonly waiting: boolean
}

const { values: given } = parseArgs({
  options: {
    known: { type: 'string', default: '1000,10000' },
    only: { type: 'string' },
    browser: { type: 'string' },
  },
})

if (given.browser) await browse(Number(given.browser))
else if (given.only) process.stdout.write(JSON.stringify(await costOf(Number(given.only))))
else
  for (const known of given.known.split(',')) {
    process.stdout.write(`${known} things known\n`)
    for (const [name, cost] of Object.entries(measured(known))) {
      process.stdout.write(`${name}: ${cost}\n`)
    }
  }

/** In a process of its own. */
function measured(known: string): Record<string, string> {
  const self = [fileURLToPath(import.meta.url), `--only=${known}`]
  const { stdout } = spawnSync(process.execPath, self, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(stdout) as Record<string, string>
}

async function costOf(known: number): Promise<Record<string, string>> {
  const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
  initHome(home)
  editConfig(home, ['tenants', tenant], {
    service: 'directus',
    target: { url: base },
    schedule: 'off',
  })
  const { agent, close } = await openAgent(home, { secrets: memorySecrets() })
  const server = await startDoors(agent, { port: 0 })
  const { code } = deskOf(agent).offer()
  const child = fork(fileURLToPath(import.meta.url), [`--browser=${server.port}`], {
    serialization: 'advanced',
  })
  try {
    await know(agent, known)
    child.send({ code })
    await once(child, 'message')
    const cost: Record<string, string> = {}
    const measure = async (
      name: string,
      order: Omit<Order, 'from'> & { readonly from?: number },
    ): Promise<void> => {
      const [before, size, runs] = [
        process.cpuUsage(),
        await agent.store.logSize(),
        await count(agent),
      ]
      const began = performance.now()
      const turns = monitorEventLoopDelay({ resolution: 1 })
      turns.enable()
      const { readings } = await answered(child, { from: 0, ...order })
      const wall = performance.now() - began
      turns.disable()
      const { user, system } = process.cpuUsage(before)
      const cpu = (user + system) / 1000
      const entries = (await agent.store.logSize()) - size
      cost[name] =
        `${(cpu / order.count).toFixed(2)} ms of CPU each (${((1000 * readings) / cpu).toFixed(0)} observations/s of CPU, ${((1000 * readings) / wall).toFixed(0)}/s as it ran), ${(await count(agent)) - runs} commits, ${(entries / order.count).toFixed(2)} entries each, longest turn ${(turns.max / 1e6).toFixed(0)} ms`
    }
    const policy = 'directus-policy' as const
    await measure('warm', { recipe: policy, count: 300, turn: 0, waiting: false })
    await measure('one by one, changed', { recipe: policy, count: 300, turn: 1, waiting: false })
    await measure('one by one, as before', { recipe: policy, count: 300, turn: 1, waiting: false })
    const many = Math.min(known, 1000)
    for (const again of ['warm', 'together'])
      for (const [what, turn] of [
        ['changed', 2],
        ['as before', 2],
        ['changed again', 3],
      ] as const)
        await measure(`${again}, 5 readings each, ${what}`, {
          recipe: policy,
          count: many,
          turn,
          waiting: true,
        })
    for (const [what, turn] of [
      ['changed', 2],
      ['as before', 2],
    ] as const)
      await measure(`together, 17 readings each of one thing, ${what}`, {
        recipe: 'directus-project',
        count: many,
        turn,
        waiting: true,
      })
    const { first } = await verifyLog(agent.store)
    if (first) throw new Error(first.problem)
    return cost
  } finally {
    child.kill()
    await server.close()
    await close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function count(agent: Agent): Promise<number> {
  return (await agent.store.runs({ status: 'finished' })).length
}

async function answered(child: ChildProcess, order: Order): Promise<{ readonly readings: number }> {
  child.send(order)
  const [said] = (await once(child, 'message')) as [{ readonly readings: number }]
  return said
}

/** So many policies, as a scan left them. */
async function know(agent: Agent, known: number): Promise<void> {
  const project = { type: 'project', id: base, name: 'CMS' }
  const policies = Array.from({ length: known }, (_, index) => ({
    type: 'policy',
    id: `p${index}`,
    name: `p${index}`,
    parent: project,
  }))
  await inRun(agent, tester, { kind: 'import', tenant }, async run => {
    const at = run.at
    const [evidence] = await run.append([
      {
        kind: 'evidence',
        subject: 'policies',
        mediaType: 'application/json',
        body: new Uint8Array([1]),
        ipe: {
          request: 'policies',
          tenant,
          collector: 'bench@1',
          catalogue: run.catalogue,
          seenAt: at,
          recordedAt: at,
        },
      },
    ])
    if (!evidence) throw new Error('no place')
    await run.putResources([project, ...policies], ['policy'])
    const readings = policies.flatMap(({ type, id }) =>
      settingsOf('directus-policy').map((setting, at): Observation => ({
        setting,
        resource: { type, id },
        reading: { state: 'observed', value: valueOf(setting, at) },
        source: 'api',
        grade: 'A',
        at: run.at,
        evidence: [evidence],
      })),
    )
    await run.putObservations(readings)
    await assessTenant(agent, run)
  })
}

function settingsOf(id: Order['recipe']): readonly string[] {
  return recipes.find(recipe => recipe.id === id)?.settings.map(({ setting }) => setting) ?? []
}

/** A value of the setting's type, another in each turn. */
function valueOf(setting: string, turn: number): Value {
  const type = directus?.settings.find(({ id }) => id === setting)?.type
  if (type?.type === 'boolean') return turn % 2 === 0
  if (type?.type === 'number') return turn
  if (type?.type === 'string') return type.values?.[turn % type.values.length] ?? `text ${turn}`
  return [`text ${turn}`]
}

/** The browser. */
async function browse(port: number): Promise<void> {
  const [{ code }] = (await once(process, 'message')) as [{ readonly code: string }]
  // Not before: who says nothing for ten seconds is shut out.
  const client = createClient(hubAt(port))
  const done = await client.pair(code)
  if (done.kind !== 'pair-done') throw new Error(done.kind)
  await client.connect(done.pairing, client.own)
  process.send?.('paired')
  process.on('message', (order: Order) => {
    void send(client, order).then(readings => process.send?.({ readings }))
  })
}

async function send(client: ReturnType<typeof createClient>, order: Order): Promise<number> {
  let readings = 0
  const answers: Promise<{ readonly kind: string }>[] = []
  for (let at = order.from; at < order.from + order.count; at++) {
    const capture = captureOf(order, at)
    readings += capture.readings.length
    const answer = client.ask({ kind: 'capture', capture })
    answers.push(answer)
    if (!order.waiting) await answer
  }
  for (const answer of await Promise.all(answers))
    if (answer.kind !== 'ack') throw new Error(JSON.stringify(answer))
  return readings
}

function captureOf({ recipe, turn }: Order, at: number) {
  const page = recipe === 'directus-policy' ? `policies/p${at}` : 'project'
  return {
    id: randomUUID(),
    tenant,
    recipe,
    recipeVersion: 1,
    address: `${base}/admin/settings/${page}`,
    title: 'Directus',
    heading: 'Settings',
    language: 'en',
    account: 'admin@example.com',
    tenantShown: null,
    seenAt: new Date().toISOString(),
    zone: 60,
    browser: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0',
    extension: '0.1.0',
    readings: settingsOf(recipe).map(setting => ({
      setting,
      reading: { state: 'observed', value: valueOf(setting, turn) },
      raw: 'as it stood on the page',
      candidate: 0,
    })),
  }
}
