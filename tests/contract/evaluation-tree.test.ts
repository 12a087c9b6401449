import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig } from '../../agent/home/config.ts'
import { applyTargets } from '../../agent/judge/targets.ts'
import type { Input, Output } from '../../agent/operations/index.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { loadCatalogue } from '../../common/catalogue.ts'
import type { Framework, Mapping } from '../../common/model/index.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import { organizationAt } from '../support/organization.ts'
import { say } from '../support/say.ts'

const tenant = 'aurora-labs'
const twoFactor = 'github.organization.two-factor-required'
const by = (named: Pick<Mapping, 'check' | 'metric' | 'measure'>): Mapping[] => [
  { ...named, strength: 'decides', why: 'It is as it is wanted.', notProven: 'All the rest.' },
]
const requirement = (id: string, named: Pick<Mapping, 'check' | 'metric' | 'measure'>) => ({
  id,
  title: id,
  parent: 'all',
  aspects: [{ id: 'a', title: 'The part', by: by(named) }],
})
const house: Framework = {
  id: 'house-rules',
  title: 'House rules',
  version: '1',
  publisher: 'the test',
  requirements: [
    { id: 'all', title: 'All', aspects: [] },
    requirement('two', { check: twoFactor }),
    requirement('few', { metric: 'administrators-number' }),
    requirement('handled', { measure: 'deviations' }),
    { id: 'paper', title: 'On paper', parent: 'all', aspects: [] },
  ],
}

/** A scanned organization, judged by rules of its own. */
async function scanned(context: TestContext) {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const open = await testAgent(context, {
    [tenant]: organizationAt(replay),
  })
  const catalogue = loadCatalogue({ ...open.agent.catalogue(), frameworks: [house] })
  const agent: Agent = { ...open.agent, catalogue: () => catalogue }
  const organization = replay.state.organization as Record<string, unknown>
  organization['two_factor_requirement_enabled'] = false
  await scan(agent, tester, tenant)
  return { agent, home: open.home }
}

test('a tree leads from the framework to a finding and its evidence; another thing is computed, never kept', async context => {
  const { agent, home } = await scanned(context)
  const treeAt = (input: Partial<Input<'tree'>> = {}): Promise<Output<'tree'>> =>
    perform(agent, tester, 'tree', { framework: 'house-rules', ...input })
  const whole = await treeAt({ over: 'period' })
  const statusOf = (answer: Output<'tree'>) =>
    Object.fromEntries(answer.nodes.map(({ id, status }) => [id, status]))
  assert.deepEqual(statusOf(whole), {
    'house-rules': 'not-satisfied',
    'all': 'not-satisfied',
    'two': 'not-satisfied',
    'few': 'satisfied',
    'handled': 'not-satisfied',
    'paper': 'undetermined',
  })
  const two = whole.nodes.find(({ id }) => id === 'two')
  assert.deepEqual([two?.effective?.throughout, two?.effective?.share], ['no', 0])
  const deep = await treeAt({ at: 'two' })
  assert.deepEqual(
    deep.nodes.map(({ id }) => id),
    ['house-rules', 'all', 'two'],
  )
  const [evidence] = deep.requirement?.evidence ?? []
  const [row] = evidence?.checks ?? []
  assert.deepEqual([row?.outcome, row?.tenant, row?.count], ['fail', tenant, 1])
  const finding = await perform(agent, tester, 'finding', { id: row?.first ?? '' })
  assert.ok(finding.evidence.length > 0, 'its evidence is one step further')
  await assert.rejects(treeAt({ at: 'three' }), error => isProblem(error, 'requirement-unknown'))

  const size = await agent.store.logSize()
  const what = (input: Input<'what-if'>) => perform(agent, tester, 'what-if', input)
  const changed = ({ changes }: Output<'what-if'>) =>
    Object.fromEntries(changes.map(({ id, after }) => [id, after.status]))
  const asCheck = await what({ repaired: twoFactor })
  assert.deepEqual(changed(asCheck), { two: 'satisfied' })
  assert.equal(asCheck.findings.after.fail, asCheck.findings.before.fail - 1)
  assert.deepEqual(
    [asCheck.requirements.before.satisfied, asCheck.requirements.after.satisfied],
    [1, 2],
  )
  assert.deepEqual(changed(await what({ repaired: row?.first })), { two: 'satisfied' })
  const accepted = await what({ accepted: twoFactor })
  const [taken] = accepted.changes
  assert.deepEqual(
    [taken?.id, taken?.after.status],
    ['two', 'not-satisfied'],
    'an acceptance satisfies nothing',
  )
  assert.match(taken?.after.text ?? '', /accepted until/)
  const stricter = { metric: 'administrators-number', value: '1' }
  const target = await what(stricter)
  assert.deepEqual(changed(target), { few: 'not-satisfied' })
  for (const nothing of [
    { repaired: twoFactor, tenant: 'nobody' },
    { accepted: 'github.organization.few-owners' },
    { metric: 'administrators-number', value: '5' },
    {},
  ])
    await assert.rejects(what(nothing), error =>
      ['tenant-unknown', 'what-if-nothing', 'target-same'].some(code =>
        isProblem(error, code as 'what-if-nothing'),
      ),
    )
  assert.equal(await agent.store.logSize(), size, 'nothing was recorded')

  // What was computed is what comes to be.
  editConfig(home, ['targets', 'administrators-number'], { value: 1, by: 'Ada Example' })
  await applyTargets(agent, tester)
  const then = (await treeAt()).nodes
  const few = then.find(({ id }) => id === 'few')
  assert.equal(few?.status, 'not-satisfied')
  const said = (await treeAt({ at: 'few' })).requirement?.evidence.flatMap(({ targets }) => targets)
  assert.deepEqual(
    said?.map(({ tenant, text }) => [tenant, text.replace(/\d{4}-\d{2}-\d{2}/, 'DAY')]),
    [[null, 'at most 1 people since DAY, by Ada Example']],
  )
  const [assumed] = (await what({ metric: 'administrators-number', value: '3' })).assumed
  assert.match(assumed ?? '', /would be held to 3 in place of the owner's own 1$/)
  assert.deepEqual((await perform(agent, tester, 'overview', {})).counts, target.findings.after)
})

test('a live view says that what is satisfied is of now, and over which window it was so throughout', async context => {
  const { agent, home, at, close } = await recorded(context)
  at('2026-03-20')
  const framework = 'eucs'
  const tree = (more: Partial<Input<'tree'>> = {}) =>
    perform(agent, tester, 'tree', { framework, ...more })
  const now = await tree()
  assert.match(now.asOf, /^2026-03-20T06:00/)
  assert.equal(now.window, null, 'nothing was asked of a window')
  const asked = { from: '2026-03-05', to: '2026-03-15' }
  const past = await tree({ over: 'period', ...asked })
  assert.deepEqual(past.window, {
    from: '2026-03-05T00:00:00.000Z',
    to: '2026-03-15T00:00:00.000Z',
  })
  assert.match(past.asOf, /^2026-03-20T06:00/, 'also beside a window that is over')
  const statuses = ({ nodes }: Output<'tree'>) => nodes.map(({ id, status }) => [id, status])
  assert.deepEqual(statuses(past), statuses(now), 'no window changes what is satisfied now')
  const whole = await tree({ over: 'period' })
  assert.match(whole.window?.from ?? '', /^2026-03-01T/, 'since the first assessment')
  assert.match(whole.window?.to ?? '', /^2026-03-20T06:00/)
  const pages = await perform(agent, tester, 'frameworks', { framework })
  assert.match(pages.asOf, /^2026-03-20T06:00/)
  assert.match(pages.when, /^As of now \(2026-03-20 06:00 UTC\)/)
  const over = await perform(agent, tester, 'period', { framework, ...asked })
  assert.deepEqual(over.window, past.window)
  assert.match(over.when, /^Over 2026-03-05 00:00 UTC to 2026-03-15 00:00 UTC/)
  await close()
  const typed = async (more: object = {}) =>
    (await say(home, 'tree', [[], { framework, ...more }])).text
  assert.match(
    await typed(),
    /^As of now \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\): what is satisfied.*Exports judge over their window\. Over no window: whether it was so throughout is not told\.$/m,
  )
  assert.match(
    await typed(asked),
    /^As of now .*Over 2026-03-05 00:00 UTC to 2026-03-15 00:00 UTC: whether it was so throughout/m,
  )
})
