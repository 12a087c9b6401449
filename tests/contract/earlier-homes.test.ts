import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../support/agent.ts'
import {
  earlierHomes,
  exportAll,
  factsOf,
  judgeAgain,
  openEarlierHome,
  verified,
} from '../support/homes/open.ts'
import type { Facts } from '../support/homes/open.ts'

const homes = earlierHomes()

/** Checks that ask for what the service was not asked for then: unknown until the next scan. */
const askMore = new Set([
  'github.repository.no-force-push',
  'github.repository.status-checks-required',
])

test('there are earlier homes to open', () => {
  assert.ok(homes.length > 0)
})

for (const home of homes) {
  const { name, expected } = home
  const tenants = Object.keys(expected.tenants)
  const ids = Object.fromEntries(
    Object.entries(expected.tenants).map(([id, { histories }]) => [id, Object.keys(histories)]),
  )

  test(`${name}: opens, and holds all that it held`, async context => {
    const { agent } = await openEarlierHome(context, home)
    assert.equal((await verified(agent)).first, null)
    assert.deepEqual(await factsOf(agent, ids), expected)
  })

  test(`${name}: judged again, nothing changes, and no history is lost`, async context => {
    const { agent } = await openEarlierHome(context, home)
    const lost = new Set<string>()
    for (const tenant of tenants) {
      const changes = await judgeAgain(agent, tenant)
      for (const { after } of changes) {
        const [, check] = after?.id.split('/') ?? []
        if (after && check && askMore.has(check)) lost.add(after.id)
      }
      assert.deepEqual(
        changes.filter(({ after }) => !lost.has(after?.id ?? '')),
        [],
        tenant,
      )
    }
    assert.equal((await verified(agent)).first, null)
    const facts = await factsOf(agent, ids)
    for (const [tenant, { findings, histories }] of Object.entries(expected.tenants)) {
      const now = tenantOf(facts, tenant)
      for (const [id, standing] of Object.entries(findings)) {
        if (lost.has(id)) assert.equal(now.findings[id]?.outcome, 'unknown', id)
        else assert.deepEqual(now.findings[id], standing, id)
      }
      for (const [id, texts] of Object.entries(histories)) {
        assert.deepEqual(now.histories[id]?.slice(0, texts.length), texts, id)
      }
    }
    assert.ok(Object.keys(expected.covered).length > 0)
    assert.deepEqual(facts.covered, expected.covered)
  })

  test(`${name}: exports in every format, before and after; its bundle verifies`, async context => {
    const { agent } = await openEarlierHome(context, home)
    await exported()
    for (const tenant of tenants) await judgeAgain(agent, tenant)
    await exported()
    assert.equal((await verified(agent)).first, null)

    async function exported(): Promise<void> {
      const { bytes, problems } = await exportAll(agent, temporaryFolder(context))
      assert.deepEqual(problems, [])
      for (const [format, length] of bytes) assert.ok(length > 0, format)
    }
  })
}

function tenantOf(facts: Facts, id: string): Facts['tenants'][string] {
  return facts.tenants[id] ?? assert.fail(`no tenant ${id}`)
}
