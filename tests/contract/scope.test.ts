import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { exportTo } from '../../agent/export/export.ts'
import { openZip } from '../../agent/export/read-zip.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { restateDecisions } from '../../agent/judge/decisions.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import type { Input } from '../../agent/operations/index.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { organizationAt } from '../support/organization.ts'

const tenant = 'aurora-labs'
const framework = 'eucs'

test('scope, applicability and manual items are sealed, stand beside what is measured, and change nothing of it', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  let now = Date.parse('2026-03-02T08:00:00Z')
  const one = organizationAt(replay)
  const { agent, home } = await testAgent(
    context,
    { [tenant]: one, other: one },
    () => new Date((now += 7)),
  )
  await scan(agent, tester, tenant)
  await scan(agent, tester, 'other')
  const statement = () => perform(agent, tester, 'scope', { framework })
  const tree = (input: Partial<Input<'tree'>> = {}) =>
    perform(agent, tester, 'tree', { framework, ...input })
  const before = await statement()
  const all = await tree()
  assert.equal(before.scope, null)

  const { scope } = await perform(agent, tester, 'scope-set', {
    framework,
    tenants: [tenant],
    level: 'Basic',
    responsibilities: 'GitHub runs it, we configure it.',
    weights: { OPS: 5 },
    by: 'Ada Example',
  })
  assert.deepEqual([scope?.actor, scope?.level], [tester.id, 'Basic'])
  const measured = before.requirements.filter(
    item => item.measured === 'not-satisfied' && item.level === 'Basic',
  )
  const [left, kept] = measured
  assert.ok(left && kept)
  await perform(agent, tester, 'applicability-set', {
    framework,
    requirement: left.id,
    applies: false,
    reason: 'The provider does it',
    by: 'Ada Example',
  })
  const item = {
    framework,
    requirement: kept.id,
    title: 'Minutes that Bo signed',
    owner: 'Ada Example',
    review: '2026-04-01',
  }
  const body = Buffer.from('%PDF-1.7 minutes')
  const document = { name: 'minutes.pdf', body: body.toString('base64') }
  const { manual } = await perform(agent, tester, 'manual-set', { ...item, document })
  const [stated] = manual
  assert.deepEqual([stated?.document?.bytes, stated?.due], [body.length, false])
  const kept1 = await agent.store.evidence(stated?.document?.entry ?? -1)
  assert.deepEqual(Buffer.from(kept1?.body ?? []), body, 'the document is kept as it was')
  for await (const { leaf } of agent.store.leaves(0, await agent.store.logSize()))
    assert.doesNotMatch(Buffer.from(leaf).toString(), /Bo signed|Ada/, 'no leaf names a person')

  const after = await statement()
  const line = (id: string) => after.requirements.find(found => found.id === id)
  assert.ok(after.requirements.length < before.requirements.length, 'of the level alone')
  assert.deepEqual(
    [line(left.id)?.applicability?.reason, line(left.id)?.measured],
    ['The provider does it', 'not-satisfied'],
    'what does not apply is still what was measured',
  )
  assert.deepEqual(
    [line(kept.id)?.manual.map(({ title }) => title), line(kept.id)?.measured],
    [['Minutes that Bo signed'], 'not-satisfied'],
    'what is stated satisfies nothing',
  )
  assert.deepEqual((await tree()).nodes, all.nodes, 'the tree of all is as it was')
  const within = await tree({ within: 'scope' })
  assert.equal(
    within.nodes.some(({ id }) => id === left.id),
    false,
    'in scope is what applies',
  )
  const [even, heavy] = [all, within].map(({ nodes }) => nodes.find(({ id }) => id === 'OPS'))
  assert.deepEqual([even?.weight, heavy?.weight], [1, 5], 'its weights count in it alone')
  assert.equal(within.nodes.find(({ id }) => id === 'IAM')?.weight, 1)
  const [whole, part] = [all.nodes[0]?.counts.fail ?? 0, within.nodes[0]?.counts.fail ?? 0]
  assert.ok(part > 0 && part <= whole / 2, 'of its tenants')
  const beside = (await tree({ at: kept.id })).requirement
  assert.equal(beside?.manual.length, 1)
  assert.ok(beside.evidence.every(({ by }) => !by.includes('Minutes')))

  const out = join(home, 'bundle.zip')
  await assert.rejects(
    exportTo(agent, { format: 'bundle', out, scope: framework, tenants: [tenant] }),
    error => isProblem(error, 'scope-alone'),
  )
  await assert.rejects(exportTo(agent, { format: 'bundle', out, scope: 'soc2-2017' }), error =>
    isProblem(error, 'scope-missing'),
  )
  await exportTo(agent, { format: 'bundle', out, scope: framework })
  const { manifest, problems } = await verifyBundle(out)
  assert.deepEqual(
    [problems, manifest?.tenants.map(({ id }) => id), manifest?.frameworks, manifest?.assurance],
    [[], [tenant], [framework], 'Basic'],
    'a bundle of the scope has no other tenant',
  )
  const zip = await openZip(out)
  for (const file of zip.names)
    assert.doesNotMatch(String(await zip.bytes(file)), /"tenant":"other"|other\/github/, file)
  zip.close()

  now = Date.parse('2026-04-02T08:00:00Z')
  await restateDecisions(agent, tester)
  const due = (await statement()).requirements.find(({ id }) => id === kept.id)?.manual
  assert.deepEqual(
    due?.map(found => [found.due, found.at === stated?.at, found.document?.sha256]),
    [[true, true, stated?.document?.sha256]],
    'its review is over; sealed again, it is as it was',
  )
  for (const [asked, code] of [
    [perform(agent, tester, 'manual-set', item), 'date-not-ahead'],
    [perform(agent, tester, 'manual-set', { ...item, requirement: 'OPS' }), 'requirement-unknown'],
    [perform(agent, tester, 'scope', { framework: 'none' }), 'framework-unknown'],
    [
      perform(agent, tester, 'scope-set', {
        framework,
        tenants: ['nobody'],
        responsibilities: 'x',
        by: 'y',
      }),
      'tenant-unknown',
    ],
    [
      perform(agent, tester, 'scope-set', {
        framework,
        tenants: [tenant],
        responsibilities: 'x',
        weights: { 'OPS-99': 2 },
        by: 'y',
      }),
      'requirement-unknown',
    ],
  ] as const)
    await assert.rejects(asked, error => isProblem(error, code))
  assert.deepEqual((await verifyHome(agent, { everyAssessment: true })).first, null)
})
