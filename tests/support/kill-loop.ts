import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openAgent } from '../../agent/open-agent.ts'
import type { Store } from '../../agent/store/store.ts'

const worker = fileURLToPath(new URL('kill-loop-worker.ts', import.meta.url))

export type Killed = {
  readonly kills: number
  /** What the worker was doing when it was killed, and how often. */
  readonly during: ReadonlyMap<string, number>
  /** Entries that were acknowledged before a kill. */
  readonly acknowledged: number
}

/**
 * A process that writes, rotates the key, backs up and restores, killed at any moment, and started again
 * on what it left.
 * @param options `store`: the address of a database that keeps the record, in place of a file in the home
 * @throws Error naming the kill after which something acknowledged was gone, the log did not verify, or
 * something half written stayed
 */
export async function killLoop(
  home: string,
  {
    kills,
    random,
    store,
  }: { readonly kills: number; readonly random: () => number; readonly store?: string },
): Promise<Killed> {
  initHome(home)
  if (store !== undefined) editConfig(home, ['store'], store)
  const during = new Map<string, number>()
  const acknowledged: string[] = []
  for (let kill = 0; kill < kills; kill++) {
    const doing = await killed(home, `k${kill}`, random, acknowledged)
    during.set(doing, (during.get(doing) ?? 0) + 1)
    await check(home, `kill ${kill}, while: ${doing}`, acknowledged)
  }
  return { kills, during, acknowledged: acknowledged.length }
}

/** @returns what it was doing */
async function killed(
  home: string,
  name: string,
  random: () => number,
  acknowledged: string[],
): Promise<string> {
  const child = spawn(process.execPath, [worker, home, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  let doing = 'starting'
  let timer: NodeJS.Timeout | null = null
  // Counted from its first step: how long a process takes to start is none of the subject. Often within
  // a few milliseconds of one, where files change hands.
  const steps = 1 + Math.floor(random() * 9)
  const after = random() < 0.5 ? random() * 6 : random() * 60
  let seen = 0
  lines.on('line', line => {
    const [word = '', what = ''] = line.split(' ')
    if (word === 'done') acknowledged.push(what)
    else doing = what
    if (++seen >= steps) timer ??= setTimeout(() => child.kill('SIGKILL'), after)
  })
  const [code] = (await exit) as [number | null]
  if (code !== null)
    throw new Error(`${name}: the worker ended by itself with ${code} while ${doing}`)
  return doing
}

async function check(home: string, when: string, acknowledged: readonly string[]): Promise<void> {
  const { agent, close } = await openAgent(home, { secrets: memorySecrets() })
  try {
    const { first } = await verifyLog(agent.store)
    if (first) throw new Error(`${when}: entry ${first.entry}: ${first.problem}`)
    const found = new Set(await gapsIn(agent.store))
    const lost = acknowledged.filter(name => !found.has(name))
    if (lost.length > 0) throw new Error(`${when}: ${lost.join(', ')} was acknowledged and is gone`)
    const left = ['', 'keys'].flatMap(folder =>
      readdirSync(join(home, folder)).filter(name => /\.tmp$|\.part$|^\.restor|next/.test(name)),
    )
    if (left.length > 0) throw new Error(`${when}: ${left.join(', ')} stayed`)
    if (!existsSync(join(home, 'config.yaml'))) throw new Error(`${when}: config.yaml is gone`)
  } finally {
    await close()
  }
}

/** What the gap entries of a log say, in their order. */
export async function gapsIn(store: Store): Promise<string[]> {
  const details: string[] = []
  for await (const { index } of store.evidenceHeads({ kind: 'gap' })) {
    const body = (await store.evidence(index))?.body
    details.push(
      (JSON.parse(new TextDecoder().decode(body ?? undefined)) as { detail: string }).detail,
    )
  }
  return details
}
