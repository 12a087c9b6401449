import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openHome } from '../../../agent/open-agent.ts'
import { perform } from '../../../agent/operations/perform.ts'
import { tester } from '../../support/actor.ts'

const spf = (records: readonly string[], outcome: string): string =>
  JSON.stringify({
    policy: 'GWS.GMAIL.3.1',
    case: 'a case',
    input: { domains: ['a.example'], spf_records: [{ domain: 'a.example', rdata: records }] },
    outcome,
  })

test('what agrees, differs for a stated reason and disagrees is counted; a broken line ends nothing', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-conformance-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'cases.jsonl')
  const lines = [
    spf(['v=spf1 -all'], 'pass'),
    '{ "policy": ',
    '{ "policy": "GWS.GMAIL.3.1" }',
    JSON.stringify({ policy: 'GWS.GMAIL.3.1', case: 'no export', input: 5, outcome: 'pass' }),
    spf(['v=spf1 mx', 'v=spf1 -all'], 'pass'),
    spf(['v=spf1 ?all'], 'pass'),
  ]
  writeFileSync(file, lines.join('\n'))
  const { agent, close } = openHome(fileURLToPath(new URL('nowhere', import.meta.url)))
  context.after(close)
  const result = await perform(agent, tester, 'conformance', {
    files: [file],
    now: '2026-11-23T00:00:00Z',
  })
  const { agrees, differs, disagrees, agreed, total } = result
  assert.deepEqual([agrees, differs, disagrees, agreed, total], [1, 1, 4, 2, 6])
  assert.deepEqual(
    result.differences.map(item => [item.line, item.code]),
    [[5, 'receivers-apply-none']],
  )
  assert.deepEqual(
    result.disagreements.map(item => [item.line, item.found]),
    [
      [2, 'malformed'],
      [3, 'malformed'],
      [4, 'malformed'],
      [6, 'fail'],
    ],
  )
})
