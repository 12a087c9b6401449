// Somebody who may write and replace everything in the home, and has not its keys: `npm run bench -- tamper-home`
// does 10,000 of these.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { rotateKey } from '../../agent/record/key.ts'
import { tester } from '../support/actor.ts'
import { attacked, attackGround, attacks, baselineOf } from '../support/attacker.ts'
import { recorded } from '../support/export.ts'
import { seeded } from '../support/tamper.ts'

const SEEDS = 33

test(`${SEEDS} seeded attacks on a home: each is found, or has no effect on what is seen, exported and scanned next`, async context => {
  const ground = await attackGround(context)
  const before = await baselineOf(ground)
  const kinds = Object.keys(attacks)
  let found = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { kind, what, outcome, words } = await attacked(ground, before, seeded(seed), {
      kind: kinds[seed % kinds.length] ?? '',
    })
    assert.notEqual(outcome, 'NEITHER', `seed ${seed}: ${kind}: ${what}: ${words}`)
    if (outcome !== 'without effect') found++
  }
  assert.ok(found > SEEDS / 3, `${found} were found`)
})

test('the key is rotated while a bundle is written: it is written again, and verifies', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'rotated.zip')
  const rotating: Promise<string>[] = []
  await exportTo(agent, {
    format: 'bundle',
    out,
    days: ['2026-03-12'],
    onProgress({ text }) {
      if (text !== 'writing' || rotating.length > 0) return
      rotating.push(rotateKey(agent, tester, 'In the middle'))
    },
  })
  const [key] = await Promise.all(rotating)
  const verified = await verifyBundle(out)
  assert.deepEqual(verified.problems, [])
  assert.equal(verified.key, key)
})
