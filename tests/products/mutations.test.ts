// CISA's rules, asked by Open Policy Agent, and ours, over CISA's published samples with every single
// value changed. Where the two differ, a table says why.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { loadCatalogue } from '../../common/catalogue.ts'
import { metrics } from '../../common/metrics.ts'
import { services } from '../../common/services/index.ts'
import { hasCommand } from './debian.ts'
import { installPython } from './install.ts'
import { compare } from './mutations/compare.ts'
import { scubaGear, scubaGoggles } from './mutations/peers.ts'
import type { InstalledPeer } from './mutations/peers.ts'
import { classOf, reasonFor } from './mutations/reasons.ts'
import type { Class } from './mutations/reasons.ts'
import { buildRules, Rules } from './mutations/rules.ts'

/** All of `in-turn` take ten minutes, `first-two` an hour, `every` hours; see `Choice`. */
const wanted = process.env['WITNESSMARK_MUTATIONS']
const choice = wanted === 'every' || wanted === 'first-two' ? wanted : 'in-turn'
/** Where none is named, so many of `in-turn` of each peer: others with each seed. */
const SAMPLE = 1000
const seed = Number(process.env['WITNESSMARK_SEED'] ?? randomInt(2 ** 31))
const sample = wanted === undefined ? { most: SAMPLE, seed } : null
/** A clone of ScubaGear, which no registry carries. */
const clone = process.env['WITNESSMARK_SCUBAGEAR'] ?? ''
const noGo = hasCommand('go')
  ? false
  : 'SKIPPED, NOT PASSED: there is no Go to build the rules with'

test(
  'ScubaGear: what a changed sample is judged otherwise for has a stated reason',
  {
    skip:
      noGo ||
      (existsSync(join(clone, 'PowerShell', 'ScubaGear', 'Rego'))
        ? false
        : 'SKIPPED, NOT PASSED: WITNESSMARK_SCUBAGEAR names no clone of cisagov/ScubaGear'),
  },
  t => judgedAlike(scubaGear(clone), text => t.diagnostic(text)),
)

test(
  'ScubaGoggles: what a changed sample is judged otherwise for has a stated reason',
  { skip: noGo },
  t => {
    const python = installPython('scubagoggles', ['--no-deps', 'scubagoggles==1.1.0'])
    const found = spawnSync(
      python,
      ['-c', "import importlib.util; print(importlib.util.find_spec('scubagoggles').origin)"],
      { encoding: 'utf8' },
    )
    return judgedAlike(scubaGoggles(dirname(found.stdout.trim())), text => t.diagnostic(text))
  },
)

async function judgedAlike(peer: InstalledPeer, tell: (text: string) => void): Promise<void> {
  const catalogue = loadCatalogue({ services, metrics, frameworks: [] })
  const rules = new Rules(buildRules(), peer.rules)
  const counts = new Map<Class, number>()
  const stated = new Set<string>()
  const disagreements: string[] = []
  let changed = 0
  if (sample) tell(`${SAMPLE} values: WITNESSMARK_SEED=${seed} takes the same ones again`)
  try {
    for await (const row of compare(catalogue, peer, rules, choice, sample)) {
      const of = classOf(row)
      if (row.mutation !== 'as it is') changed++
      counts.set(of, (counts.get(of) ?? 0) + 1)
      if (of === 'differs') stated.add(row.difference ?? reasonFor(row)?.code ?? '')
      if (of === 'disagrees')
        disagreements.push(
          `${row.policy} ${row.mutation}: theirs ${row.theirs} (${row.said.slice(0, 120)}), ours ${row.ours} (${row.detail ?? ''})`,
        )
    }
  } finally {
    await rules.close()
  }
  tell([...counts].map(([of, count]) => `${of} ${count}`).join(', '))
  tell(`reasons: ${[...stated].sort().join(', ')}`)
  const enough = choice === 'in-turn' ? 100 : 500
  assert.ok((counts.get('agrees') ?? 0) > enough, 'both were asked')
  assert.ok(changed > enough, 'a changed value made a difference to one of the two')
  assert.deepEqual(disagreements, [])
}
