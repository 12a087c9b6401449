import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { conformance } from '../../agent/cli/conformance.ts'

const shared = new URL('../../../shared/conformance/', import.meta.url)
const explained = readFileSync(new URL('disagreements.md', import.meta.url), 'utf8')

for (const name of ['scubagear.jsonl', 'scubagoggles.jsonl']) {
  const file = new URL(name, shared)
  test(
    `${name}: every disagreement is explained`,
    { skip: existsSync(file) ? false : `SKIPPED, NOT PASSED: ${name} is not beside this clone` },
    async () => {
      let output = ''
      await conformance([file.pathname], {
        now: '2026-11-23T00:00:00Z',
        json: true,
        write: text => {
          output += text
        },
      })
      const result = JSON.parse(output) as {
        total: number
        disagreements: { policy: string; case: string; expected: string; found: string }[]
      }
      assert.ok(result.total > 100)
      const surprises = result.disagreements.filter(
        item => !explained.includes(`| ${item.policy} | ${item.case} |`),
      )
      assert.deepEqual(surprises, [])
    },
  )
}
