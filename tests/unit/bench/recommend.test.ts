import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

test('what is not on this machine is said to be not measured, and nothing is fetched', () => {
  const bench = fileURLToPath(new URL('../../bench/recommend.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [bench], {
    encoding: 'utf8',
    env: { ...process.env, WITNESSMARK_PRODUCTS: '/nowhere' },
  })
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^BM25 {4}tuning \(83\) 0\.\d{3}, held out \(84\) 0\.\d{3}$/m)
  assert.match(stdout, /^MiniLM {2}not measured: it is not on this machine/m)
  assert.doesNotMatch(stdout, /^both/m)
})
