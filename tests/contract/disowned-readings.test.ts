// What an administrator said of a reading decides what becomes of the next one: the log's word counts.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { browserActor } from '../../agent/actor.ts'
import { carryAnswers, confirmReading } from '../../agent/console/confirm.ts'
import { erase } from '../../agent/keep/erasure.ts'
import type { Capture } from '../../common/protocol/message.ts'
import { ingestCapture, tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { verified } from '../support/homes/open.ts'

const SETTING = 'directus.policy.admin-access'
const browser = browserActor('pairing-1')

async function opened(context: TestContext) {
  const target = { url: 'https://cms.example' }
  const { agent, home } = await testAgent(context, { content: { service: 'directus', target } })
  const recipe = agent.recipes().find(item => item.id === 'directus-policy') ?? assert.fail()
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  const reads = async (): Promise<string> => {
    const reading = { state: 'observed', value: false }
    await ingestCapture(
      agent,
      {
        id: randomUUID(),
        tenant: 'content',
        recipe: recipe.id,
        recipeVersion: recipe.version,
        address: 'https://cms.example/admin/settings/policies/one',
        title: '',
        account: null,
        tenantShown: null,
        seenAt: new Date().toISOString(),
        readings: [{ setting: SETTING, reading }],
      } as unknown as Capture,
      'pairing-1',
    )
    const seen = await Array.fromAsync(agent.store.observations('content'))
    return seen.find(item => item.setting === SETTING)?.reading.state ?? 'none'
  }
  return { agent, recipe, database, reads }
}

test('a reading that was disowned is not brought back by who edits the row that says so', async context => {
  const { agent, recipe, database, reads } = await opened(context)
  assert.equal(await reads(), 'observed')
  await confirmReading(agent, browser, recipe, SETTING, false)
  for (const sql of [
    `UPDATE named SET value = replace(value, 'false', 'true') WHERE key LIKE 'confirmed/%'`,
    `UPDATE named SET value = '}' WHERE key LIKE 'confirmed/%'`,
    `DELETE FROM named WHERE key LIKE 'confirmed/%'`,
  ]) {
    assert.equal(Number(database.prepare(sql).run().changes), 1, sql)
    assert.equal(await reads(), 'unobserved', sql)
  }
  await confirmReading(agent, browser, recipe, SETTING, true)
  database.exec(`UPDATE named SET value = replace(value, 'true', 'false')`)
  assert.equal(await reads(), 'observed', 'nor is one taken away that is right')
  assert.equal((await verified(agent)).first, null)
})

test('so it is with what was said before anything was read, and of a page that grew since', async context => {
  const { agent, recipe, database, reads } = await opened(context)
  await confirmReading(agent, browser, { ...recipe, version: recipe.version - 1 }, SETTING, false)
  await carryAnswers(agent, { ...recipe, version: recipe.version - 1 }, recipe)
  database.exec(`DELETE FROM named WHERE key LIKE 'confirmed/%'`)
  assert.equal(await reads(), 'unobserved')
  assert.equal((await verified(agent)).first, null)
})

test('an answer that was taken out of the log says nothing any more, whoever heard it before', async context => {
  const { agent, recipe, database, reads } = await opened(context)
  await confirmReading(agent, browser, recipe, SETTING, false)
  database.exec(`DELETE FROM named WHERE key LIKE 'confirmed/%'`)
  assert.equal(await reads(), 'unobserved')
  assert.equal(await reads(), 'unobserved')
  const [said] = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'capture' }))
  await erase(agent, tester, { entries: [said?.index ?? -1], reason: 'asked' })
  assert.equal(await reads(), 'observed')
  await confirmReading(agent, browser, recipe, SETTING, false)
  assert.equal(await reads(), 'unobserved')
})
