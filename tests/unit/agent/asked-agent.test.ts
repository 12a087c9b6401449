import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openHome } from '../../../agent/open-agent.ts'
import type { LookOptions } from '../../../agent/open-agent.ts'
import { perform } from '../../../agent/operations/perform.ts'
import { tester } from '../../support/actor.ts'
import { recorded } from '../../support/export.ts'

test('who looks beside a running agent asks it whether all is as sealed, and compares where none answers', async context => {
  const { agent, home } = await recorded(context)
  const told = [{ tenant: 'aurora-labs', entry: 7, problem: 'as the agent that runs says' }]
  const look = async (askUnsealed: LookOptions['askUnsealed']) => {
    const { agent: looking, close } = openHome(home, { askUnsealed })
    try {
      return (await perform(looking, tester, 'status', {})).unsealed
    } finally {
      await close()
    }
  }
  assert.deepEqual(await look(async () => told), told)
  assert.deepEqual(await look(async () => null), [])
  assert.deepEqual((await perform(agent, tester, 'unsealed', {})).unsealed, [])
  const other = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  other.exec(
    `UPDATE finding SET finding = replace(finding, '"outcome":"fail"', '"outcome":"pass"')`,
  )
  other.close()
  const [here] = await look(async () => null)
  assert.match(here?.problem ?? '', /are not the ones that this entry sealed/)
  // The agent that runs goes on from nothing that another program wrote.
  assert.deepEqual((await perform(agent, tester, 'unsealed', {})).unsealed, [here])
})
