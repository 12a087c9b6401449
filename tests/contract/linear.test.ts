// What grows with the record grows no faster than it: counted in steps and reads.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sealedDeviations } from '../../agent/export/sealed-deviations.ts'
import { readWindow } from '../../agent/export/window.ts'
import { judgedProblem } from '../../agent/log/verify-judged.ts'
import type { Store } from '../../agent/store/store.ts'
import { testAgent } from '../support/agent.ts'
import { recorded } from '../support/export.ts'

test('each further run costs a verification of what was judged as much as the one before', async context => {
  const { agent } = await testAgent(context, {})
  let [runs, steps, bodies] = [0, 0, 0]
  const store: Store = new Proxy(agent.store, {
    get(target, name: keyof Store) {
      if (name === 'evidence') bodies++
      if (name !== 'evidenceHeads') return target[name]
      return async function* ({ kind }: Parameters<Store['evidenceHeads']>[0]) {
        if (kind !== 'run' && kind !== 'assessment') return
        for (let index = 0; index < runs; index++)
          yield { index, kind, run: `r${index}`, tenant: 'acme', erased: false, ipe: {} }
      }
    },
  })
  const cost = async (more: number): Promise<readonly number[]> => {
    ;[runs, steps, bodies] = [runs + more, 0, 0]
    // A list that is copied is gone through.
    const each = Array.prototype[Symbol.iterator]
    const define = (value: unknown): unknown =>
      Object.defineProperty(Array.prototype, Symbol.iterator, { value })
    define(function* (this: unknown[]) {
      for (const item of { [Symbol.iterator]: () => each.call(this) }) {
        steps++
        yield item
      }
    })
    try {
      assert.equal(await judgedProblem(store, false), null)
    } finally {
      define(each)
    }
    return [steps, bodies]
  }
  // What is made ready once is not of a run.
  await cost(1)
  const [few, some, many] = [await cost(100), await cost(100), await cost(100)]
  const told = `${few.join()} ${some.join()} ${many.join()}`
  for (const [at, first = 0] of few.entries()) {
    const [second = 0, third = 0] = [some[at], many[at]]
    assert.ok(second > first, told)
    assert.ok(third - second <= 1.2 * (second - first), told)
  }
})

test("the proofs of a bundle's deviations read all findings once, and of each further scan what it changed", async context => {
  const { agent, replay, scanOn } = await recorded(context)
  const organization = replay.state.organization as Record<string, unknown>
  let [whole, rows, day] = [0, 0, 0]
  const store: Store = new Proxy(agent.store, {
    get(target, name: keyof Store) {
      if (name === 'eachFinding')
        return async function* (...given: Parameters<Store['eachFinding']>) {
          whole++
          yield* target.eachFinding(...given)
        }
      if (name === 'findingsBetween')
        return async (...given: Parameters<Store['findingsBetween']>) => {
          const found = await target.findingsBetween(...given)
          rows += found.before.length + found.after.length
          return found
        }
      return target[name]
    },
  })
  const cost = async (
    more: number,
  ): Promise<Readonly<Record<'events' | 'rows' | 'whole' | 'all', number>>> => {
    for (let scan = 0; scan < more; scan++) {
      organization['two_factor_requirement_enabled'] = day % 2 === 0
      await scanOn(`2026-04-${String(++day).padStart(2, '0')}`)
    }
    const window = await readWindow(agent, { from: '2026-04-02' })
    const [tenant = assert.fail()] = window.tenants
    ;[whole, rows] = [0, 0]
    const events = await Array.fromAsync(sealedDeviations({ store }, window, tenant))
    return {
      events: events.length,
      rows,
      whole,
      all: (await agent.store.findings(tenant.id)).length,
    }
  }
  const [few, many] = [await cost(6), await cost(6)]
  assert.ok(many.events >= few.events + 5)
  assert.ok(many.all > 100)
  assert.equal(many.whole, few.whole)
  assert.ok(many.rows > few.rows)
  assert.ok(many.rows - few.rows <= 4 * (many.events - few.events), `${few.rows}, ${many.rows}`)
})
