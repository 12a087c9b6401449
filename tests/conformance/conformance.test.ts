import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openHome } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'

const shared = new URL('../../../shared/conformance/', import.meta.url)
const files = [
  ...['scubagear.jsonl', 'scubagoggles.jsonl', 'found-2.jsonl'].map(name => new URL(name, shared)),
  // Written to the baselines' own text: other spellings, places, nulls, lists of one, several policies.
  new URL('own.jsonl', import.meta.url),
]

for (const file of files) {
  const name = basename(file.pathname)
  test(
    `${name}: no case disagrees without a stated reason`,
    { skip: existsSync(file) ? false : `SKIPPED, NOT PASSED: ${name} is not beside this clone` },
    async () => {
      const { agent, close } = openHome(fileURLToPath(new URL('nowhere', import.meta.url)))
      const wanted = { files: [fileURLToPath(file)], now: '2026-11-23T00:00:00Z' }
      const result = await perform(agent, tester, 'conformance', wanted)
      await close()
      assert.ok(result.total > 100)
      assert.deepEqual(result.disagreements, [])
      assert.equal(result.agrees + result.differs, result.total)
    },
  )
}
