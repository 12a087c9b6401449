import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../support/agent.ts'
import {
  askMore,
  checkOf,
  earlierHomes,
  exportAll,
  factsOf,
  judgeAgain,
  openEarlierHome,
  verified,
} from '../support/homes/open.ts'
import type { Facts } from '../support/homes/open.ts'

const homes = earlierHomes()

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
    // What is shipped and no longer judged ends; its history stays.
    const ended = new Set(
      agent
        .catalogue()
        .services.flatMap(service => service.checks)
        .filter(check => check.enabled === false)
        .map(check => check.id),
    )
    const lost = new Set<string>()
    for (const tenant of tenants) {
      const changes = await judgeAgain(agent, tenant)
      for (const { after } of changes)
        if (askMore.has(checkOf(after?.id))) lost.add(after?.id ?? '')
      assert.deepEqual(
        changes.filter(({ before, after }) =>
          after === null ? !ended.has(checkOf(before?.id)) : !lost.has(after.id),
        ),
        [],
        tenant,
      )
    }
    assert.equal((await verified(agent)).first, null)
    const facts = await factsOf(agent, ids)
    for (const [tenant, { findings, histories }] of Object.entries(expected.tenants)) {
      const now = tenantOf(facts, tenant)
      for (const [id, standing] of Object.entries(findings)) {
        if (ended.has(checkOf(id))) assert.equal(now.findings[id], undefined, id)
        else if (lost.has(id)) assert.equal(now.findings[id]?.outcome, 'unknown', id)
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
