import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import type { Agent } from '../../agent/agent.ts'
import { assessTenant } from '../../agent/judge/assess-tenant.ts'
import { openLog } from '../../agent/log/log.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { inRun } from '../../agent/record/run.ts'
import type { RunCommit } from '../../agent/record/run.ts'
import type { Store } from '../../agent/store/store.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { observation } from '../support/store/rows.ts'
import { seeded } from '../support/tamper.ts'

const walks: ReadonlySet<string | symbol> = new Set([
  'eachFinding',
  'entries',
  'evidenceHeads',
  'evidenceOf',
  'findingLeaves',
  'intervals',
  'leaves',
  'observations',
] satisfies (keyof Store)[])

/** The store with a pause before and after each of its methods. */
function halting(store: Store, pause: () => Promise<unknown>): Store {
  return new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver)
      if (typeof method !== 'function') return method
      if (walks.has(name)) return method
      return async (...args: unknown[]): Promise<unknown> => {
        await pause()
        try {
          return (await method(...args)) as unknown
        } finally {
          await pause()
        }
      }
    },
  })
}

/** A small run as an import writes one; it may break off after any step. */
async function write(
  agent: Agent,
  run: RunCommit,
  breakOff: (step: number) => void,
): Promise<void> {
  const { tenant, at, catalogue } = run
  const ipe = {
    request: 'file',
    tenant,
    collector: 'test@1',
    catalogue,
    seenAt: at,
    recordedAt: at,
  }
  const steps: readonly (() => Promise<unknown>)[] = [
    () =>
      run.append([
        {
          kind: 'evidence',
          subject: 'file',
          mediaType: 'text/plain',
          body: Buffer.from(tenant),
          ipe,
        },
      ]),
    () => run.putResources([{ type: 'organization', id: 'acme', name: tenant }], ['organization']),
    () => run.putObservations([observation(true, at)]),
    () => assessTenant(agent, run),
  ]
  for (const [index, step] of steps.entries()) {
    await step()
    breakOff(index)
  }
}

for (const seed of [1, 2, 3])
  test(`runs of many tenants that take turns at every await are each whole or not there (seed ${seed})`, async context => {
    const random = seeded(seed)
    const pause = async (): Promise<unknown> =>
      [() => Promise.resolve(), () => turn(), () => delay(1)][Math.floor(random() * 3)]?.()
    const tenants = Array.from({ length: 8 }, (_, index) => `tenant-${index}`)
    const breaks = new Map(
      tenants.flatMap(tenant =>
        random() < 0.4 ? [[tenant, Math.floor(random() * 4)] as const] : [],
      ),
    )
    assert.ok(breaks.size > 0 && breaks.size < tenants.length)
    const { agent: quick, home } = await testAgent(
      context,
      Object.fromEntries(
        tenants.map(tenant => [tenant, { service: 'github', target: { organization: tenant } }]),
      ),
    )
    const store = halting(quick.store, pause)
    const log = await openLog(store, home, {
      by: quick.log.by,
      catalogue: quick.catalogueDigest,
      clock: quick.clock,
    })
    const agent: Agent = { ...quick, store, log }
    const ends = await Promise.allSettled(
      tenants.map(tenant =>
        inRun(agent, tester, { kind: 'import', tenant }, run =>
          write(agent, run, step => {
            if (breaks.get(tenant) === step) throw new Error(`${tenant} broke off`)
          }),
        ),
      ),
    )

    assert.deepEqual(
      ends.map(({ status }) => status === 'rejected'),
      tenants.map(tenant => breaks.has(tenant)),
    )
    assert.equal((await verifyLog(quick.store, { everyAssessment: true })).first, null)
    for (const tenant of tenants) {
      const runs = await quick.store.runs({ tenant })
      const places = (await Array.fromAsync(quick.store.evidenceHeads({ tenant }))).map(
        head => head.index,
      )
      const whole = !breaks.has(tenant)
      assert.equal(runs.length, whole ? 1 : 0, tenant)
      assert.deepEqual(
        places,
        whole ? [0, 1, 2].map(offset => (places[0] ?? 0) + offset) : [],
        'evidence, assessment and manifest stand side by side',
      )
      assert.equal(runs[0]?.checkpoint, whole ? (places[2] ?? 0) + 1 : undefined)
      assert.equal((await quick.store.findings(tenant)).length > 0, whole, tenant)
      assert.equal((await quick.store.resources(tenant)).length, whole ? 1 : 0, tenant)
    }
  })
