import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Agent, Committed } from '../../../agent/agent.ts'
import { noChanges } from '../../../agent/changes.ts'
import { findingIndexOf } from '../../../agent/judge/finding-index.ts'
import type { FindingIndex } from '../../../agent/judge/finding-index.ts'
import { tell } from '../../../agent/record/commit.ts'
import type { Finding } from '../../../common/model/index.ts'
import { testAgent } from '../../support/agent.ts'
import { finding } from '../../support/store/rows.ts'

const tenants = ['acme', 'beta'] as const
const news = {
  kind: 'scan',
  tenant: 'acme',
  run: 'r2',
  actor: 'agent',
  changes: noChanges,
} satisfies Committed

async function indexed(
  context: TestContext,
): Promise<{ readonly agent: Agent; readonly index: FindingIndex }> {
  const { agent } = await testAgent(
    context,
    Object.fromEntries(
      tenants.map(tenant => [tenant, { service: 'github', target: { organization: tenant } }]),
    ),
  )
  for (const tenant of tenants) await assessed(agent, tenant, 1, 'pass')
  const index = findingIndexOf(agent)
  context.after(() => index.close())
  return { agent, index }
}

function assessed(
  agent: Agent,
  tenant: string,
  day: number,
  outcome: Finding['outcome'],
): Promise<number> {
  return agent.store.putFindings(tenant, `r${day}`, `2026-01-0${day}T00:00:00.000Z`, [
    finding(tenant, outcome),
  ])
}

/** What is shown of both tenants. */
async function shown(index: FindingIndex): Promise<Readonly<Record<string, string>>> {
  const all = await index.all()
  for (const tenant of tenants)
    assert.deepEqual(
      [await index.of(tenant)],
      all.filter(item => item.tenant === tenant),
    )
  const groups = all.flatMap(item => item.groups)
  assert.ok(groups.every(group => group.count === 1))
  return Object.fromEntries(groups.map(({ tenant, outcome }) => [tenant, outcome]))
}

test('an index that is read while a transaction is open keeps nothing that is rolled back', async context => {
  const { agent, index } = await indexed(context)
  const written = Promise.withResolvers<void>()
  const ending = Promise.withResolvers<void>()
  const run = agent.store.transaction(async () => {
    await assessed(agent, 'acme', 2, 'fail')
    written.resolve()
    await ending.promise
  })
  await written.promise
  assert.deepEqual(await shown(index), { acme: 'pass', beta: 'pass' })
  ending.reject(new Error('broke off'))
  await assert.rejects(run, /broke off/)
  assert.deepEqual(await shown(index), { acme: 'pass', beta: 'pass' })
})

test('an index that is read inside a transaction keeps nothing that is rolled back', async context => {
  const { agent, index } = await indexed(context)
  let inside: Readonly<Record<string, string>> = {}
  await assert.rejects(
    agent.store.transaction(async () => {
      await assessed(agent, 'acme', 2, 'fail')
      tell(agent, news)
      inside = await shown(index)
      throw new Error('broke off')
    }),
    /broke off/,
  )
  assert.deepEqual(inside, { acme: 'pass', beta: 'pass' })
  assert.deepEqual(await shown(index), { acme: 'pass', beta: 'pass' })
})

test('an index that is read during a commit shows what was committed once it is told', async context => {
  const { agent, index } = await indexed(context)
  const written = Promise.withResolvers<void>()
  const ending = Promise.withResolvers<void>()
  const reading: Promise<unknown>[] = []
  const run = agent.log.commit('r2', async () => {
    reading.push(index.all())
    await assessed(agent, 'acme', 2, 'fail')
    reading.push(index.all())
    written.resolve()
    await ending.promise
  })
  await written.promise
  assert.deepEqual(await shown(index), { acme: 'pass', beta: 'pass' })
  ending.resolve()
  await run
  reading.push(index.all())
  tell(agent, news)
  assert.deepEqual(await shown(index), { acme: 'fail', beta: 'pass' })
  await Promise.all(reading)
  assert.deepEqual(await shown(index), { acme: 'fail', beta: 'pass' })
})
