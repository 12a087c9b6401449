// An auditor reads the same organization with a token and a home of their own: what differs is shown, twice signed.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { scan } from '../../agent/collect/scan.ts'
import { exportTo } from '../../agent/export/export.ts'
import { sha256, verifierOf } from '../../agent/log/crypto.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { attestation, openNote, parseVerifierKey } from '../../common/log/checkpoint.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import { organizationAt } from '../support/organization.ts'

test('what an auditor reads anew is compared with the bundle finding by finding, and signed by their own log', async context => {
  const { agent, home, replay } = await recorded(context)
  const file = join(home, 'bundle.zip')
  await exportTo(agent, { format: 'bundle', out: file })
  const hidden = join(home, 'redacted.zip')
  await exportTo(agent, { format: 'bundle', out: hidden, redact: true })
  const own = await testAgent(context, { mine: organizationAt(replay) })
  const wanted = { file, tenant: 'aurora-labs', as: 'mine', pinned: agent.log.verifierKey() }
  const compared = async () => perform(own.agent, tester, 'reperform', wanted)
  await assert.rejects(compared(), error => isProblem(error, 'record-empty'))
  await scan(own.agent, tester, 'mine')
  const first = await compared()
  assert.ok(first.comparison.same > 50)
  assert.deepEqual(first.comparison.differing, [], 'the same organization, by another token')

  const organization = replay.state.organization as Record<string, unknown>
  organization['two_factor_requirement_enabled'] = true
  replay.state.repositories.pop()
  await scan(own.agent, tester, 'mine')
  const { comparison, key, signature } = await compared()
  const twoFactor = comparison.differing.find(
    ({ check }) => check === 'github.organization.two-factor-required',
  )
  assert.deepEqual([twoFactor?.theirs, twoFactor?.own], ['fail', 'pass'])
  const gone = comparison.differing.filter(({ own: outcome }) => outcome === null)
  assert.ok(gone.length > 0 && gone.every(({ resource }) => resource.type === 'repository'))
  const { name, publicKey } = parseVerifierKey(sha256, key)
  assert.equal(key, own.agent.log.verifierKey())
  assert.notEqual(key, comparison.theirs.key)
  assert.equal(
    openNote(sha256, signature, verifierOf(name, publicKey)),
    attestation(name, 'reperformance', sha256(canonicalBytes(comparison))),
    "the second signature is of the auditor's own log",
  )
  for (const [more, code] of [
    [{ pinned: key }, 'reperform-unverified'],
    [{ file: hidden }, 'reperform-unverified'],
    [{ tenant: 'nobody' }, 'tenant-unknown'],
  ] as const)
    await assert.rejects(perform(own.agent, tester, 'reperform', { ...wanted, ...more }), error =>
      isProblem(error, code),
    )
})
