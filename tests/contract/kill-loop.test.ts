import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { killLoop } from '../support/kill-loop.ts'
import { temporaryFolder } from '../support/agent.ts'
import { seeded } from '../support/tamper.ts'

test('killed at any moment of writing, rotating, backing up and restoring: what was acknowledged is there, and the log verifies', async context => {
  const home = join(temporaryFolder(context), 'home')
  const { kills, acknowledged } = await killLoop(home, { kills: 8, random: seeded(11) })
  assert.equal(kills, 8)
  assert.ok(acknowledged > 0)
})
