import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openHome } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'

const shared = new URL('../../../shared/conformance/', import.meta.url)
const explained = readFileSync(new URL('disagreements.md', import.meta.url), 'utf8')

for (const name of ['scubagear.jsonl', 'scubagoggles.jsonl']) {
  const file = new URL(name, shared)
  test(
    `${name}: every disagreement is explained`,
    { skip: existsSync(file) ? false : `SKIPPED, NOT PASSED: ${name} is not beside this clone` },
    async () => {
      const { agent, close } = openHome(fileURLToPath(new URL('nowhere', import.meta.url)))
      const wanted = { files: [fileURLToPath(file)], now: '2026-11-23T00:00:00Z' }
      const result = await perform(agent, tester, 'conformance', wanted)
      await close()
      assert.ok(result.total > 100)
      const surprises = result.disagreements.filter(
        item => !explained.includes(`| ${item.policy} | ${item.case} |`),
      )
      assert.deepEqual(surprises, [])
    },
  )
}
