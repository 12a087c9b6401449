import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { openZip } from '../../agent/export/read-zip.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { mappingsSaid } from '../../agent/judge/mappings.ts'
import { prune } from '../../agent/keep/retention.ts'
import { perform } from '../../agent/operations/perform.ts'
import { recordGap } from '../../agent/record/gap.ts'
import { frameworkFromOscal } from '../../common/frameworks/from-oscal.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { recorded } from '../support/export.ts'

const rows =
  'id,title,text\n' +
  'R-1,Logging on,Everybody proves who they are with a second factor.\n' +
  'R-2,Idle,Idle sessions end after a time of inactivity.\n' +
  'R-3,Zyzzyva,Quux.\n'
const factor = { framework: 'own-rules', requirement: 'R-1', metric: 'mfa-enforced' }

test('metrics are proposed for an imported framework; what a person accepts counts, and nothing before', async context => {
  const { agent, home } = await testAgent(context, {})
  const file = join(home, 'frameworks', 'own-rules.yaml')
  await perform(agent, tester, 'framework-import', { id: 'own-rules', name: 'r.csv', text: rows })
  const look = (show: 'open' | 'all' = 'open') =>
    perform(agent, tester, 'framework-proposals', { framework: 'own-rules', show })
  const evaluated = async (id: string) =>
    (await perform(agent, tester, 'frameworks', { framework: 'own-rules' })).frameworks
      .flatMap(({ requirements }) => requirements)
      .find(item => item.id === id)

  const before = await look()
  assert.deepEqual([before.mapped, before.requirements, before.total], [0, 3, 3])
  const [first, second, third] = before.items
  assert.ok(first?.proposed.some(({ metric }) => metric === 'mfa-enforced'))
  const idle = second?.proposed.find(({ metric }) => metric === 'idle-session')
  assert.match(idle?.why ?? '', /\(sessions, idle, end, after\): Unused sessions end\.$/)
  assert.deepEqual(third?.proposed, [])
  for (const { strength, why } of before.items.flatMap(item => item.proposed)) {
    assert.equal(strength, 'supports')
    assert.match(why, /^Its words speak of the same \(.+\): .+\.$/)
  }
  assert.equal((await evaluated('R-1'))?.covered, false, 'a proposal counts for nothing')

  writeFileSync(file, `# Mine.\n${readFileSync(file, 'utf8')}`)
  await perform(agent, tester, 'framework-map', { ...factor, verdict: 'accepted', by: 'Ada' })
  const accepted = await evaluated('R-1')
  assert.deepEqual(
    accepted?.aspects.map(({ id, by }) => [
      id,
      by.map(({ metric, strength }) => [metric, strength]),
    ]),
    [
      ['mfa-enforced', [['mfa-enforced', 'supports']]],
      ['rest', []],
    ],
    'what else it asks for stays open',
  )
  assert.match(readFileSync(file, 'utf8'), /^# Mine\./, 'what a person wrote stays')
  const [one] = (await look('all')).items
  assert.equal(one?.mapped[0]?.said?.by, 'Ada')
  assert.ok((one?.mapped[0]?.said?.entry ?? -1) > 0)
  assert.ok(!one?.proposed.some(({ metric }) => metric === 'mfa-enforced'))
  assert.deepEqual(
    (await look()).items.map(({ id }) => id),
    ['R-2', 'R-3'],
  )

  const changed = { strength: 'decides', why: 'It asks for just that.', by: 'Bea' } as const
  const accept = (said: object) =>
    perform(agent, tester, 'framework-map', { ...factor, verdict: 'accepted', by: 'Bea', ...said })
  const sealed = await agent.store.logSize()
  for (const [said, words] of [
    [changed, /does not prove/],
    [{ metric: 'mfa-enforce' }, /mfa-enforced/],
    [{ metric: 'uses-ai', strength: 'design' }, /no metric/],
    [{ requirement: 'R-9' }, /no "R-9"/],
    [{ framework: 'eucs' }, /is shipped with its mappings/],
  ] as const)
    await assert.rejects(accept(said), error => {
      assert.match((error as Error).message, words)
      return true
    })
  assert.equal(await agent.store.logSize(), sealed, 'what is refused seals nothing')
  await accept({ ...changed, notProven: 'Machines without a person.' })
  assert.equal((await evaluated('R-1'))?.aspects[0]?.by[0]?.strength, 'decides')
  assert.equal((await evaluated('R-1'))?.aspects.length, 2, 'changed, not added')
  assert.notEqual((await evaluated('R-1'))?.status, 'satisfied')

  await perform(agent, tester, 'framework-map', { ...factor, verdict: 'refused', by: 'Cy' })
  assert.equal((await evaluated('R-1'))?.covered, false)
  const [last] = (await look()).items
  assert.deepEqual(
    last?.refused.map(({ metric, by }) => [metric, by]),
    [['mfa-enforced', 'Cy']],
  )
  assert.ok(!last?.proposed.some(({ metric }) => metric === 'mfa-enforced'), 'not proposed again')
})

test('what people said of mappings is in every export, names nobody where it is redacted, and outlives the retention', async context => {
  const { agent, home, at, scanOn } = await recorded(context, { sameClock: true })
  at('2026-03-15')
  await perform(agent, tester, 'framework-import', { id: 'own-rules', name: 'r.csv', text: rows })
  await perform(agent, tester, 'framework-map', {
    ...factor,
    verdict: 'accepted',
    strength: 'decides',
    why: 'As Ada reads it.',
    notProven: 'What machines do.',
    by: 'Ada Accepts',
  })
  await perform(agent, tester, 'framework-map', {
    framework: 'own-rules',
    requirement: 'R-2',
    metric: 'idle-session',
    verdict: 'refused',
    by: 'Ren Refuses',
  })
  const frameworks = ['own-rules']
  const exported = async (format: 'stated' | 'bundle', more: { redact?: true } = {}) => {
    const out = join(home, `out.${format}`)
    await exportTo(agent, { format, out, frameworks, ...more })
    return out
  }
  const table = async (more = {}) =>
    readFileSync(await exported('stated', more), 'utf8')
      .split('\r\n')
      .filter(line => line.startsWith('mapping,'))
  const told = [
    /^mapping,own-rules,R-1,,mfa-enforced,decides,As Ada reads it\. Not proven: What machines do\.,Ada Accepts,,accepted,2026-03-15T/,
    /^mapping,own-rules,R-2,,idle-session,,,Ren Refuses,,refused,2026-03-15T/,
  ]
  const matchAll = (lines: readonly string[]): void => {
    assert.equal(lines.length, told.length)
    for (const [place, line] of lines.entries()) assert.match(line, told[place] ?? /^$/)
  }
  matchAll(await table())
  const names = /Ada|Ren Refuses|What machines do/
  const bundle = await exported('bundle')
  assert.deepEqual((await verifyBundle(bundle)).problems, [])
  const open = await openZip(bundle)
  const report = String(await open.bytes('report.html'))
  const section = /<section aria-labelledby="stated">[^]*?<\/section>/.exec(report)?.[0] ?? ''
  for (const word of ['mfa-enforced', 'Ada Accepts', 'idle-session', 'Ren Refuses', 'refused'])
    assert.ok(section.includes(word), word)
  const bodies = await Promise.all(
    open.names.filter(name => name.includes('.body.')).map(name => open.bytes(name)),
  )
  open.close()
  const decisions = bodies.filter(body => /"about":"mapping"/.test(String(body)))
  assert.equal(decisions.length, 2, 'what was sealed comes along')
  for (const line of await table({ redact: true })) assert.doesNotMatch(line, names)
  const hidden = await openZip(await exported('bundle', { redact: true }))
  for (const name of hidden.names)
    assert.doesNotMatch(String(await hidden.bytes(name)), /Ada Accepts|Ren Refuses/, name)
  hidden.close()

  const said = async () =>
    (await mappingsSaid(agent, 'own-rules')).map(({ said, actor, at: when }) => ({
      said,
      actor,
      at: when,
    }))
  const before = await said()
  const entries = (await mappingsSaid(agent, 'own-rules')).map(({ entry }) => entry)
  for (let gap = 0; gap < 600; gap++)
    await recordGap(agent, {
      cause: 'missed-schedule',
      tenant: 'aurora-labs',
      from: '2026-03-13T06:00:00.000Z',
      to: '2026-03-13T07:00:00.000Z',
      detail: `gap ${gap}`,
    })
  for (const day of ['2026-06-20', '2026-10-01', '2027-01-10', '2027-04-20', '2027-07-31'])
    await scanOn(day)
  const { minimum } = await prune(agent, tester)
  assert.ok(
    entries.every(entry => entry < minimum),
    'the entries that said so are gone',
  )
  assert.deepEqual(await said(), before, 'it stands, as and when it was said')
  matchAll(await table())
})

test('what an OSCAL control asks for is the prose of its statement, with its parameters and items', () => {
  const { requirements } = frameworkFromOscal('own', {
    catalog: {
      metadata: { title: 'Own', version: '1' },
      controls: [
        {
          id: 'ac-7',
          title: 'Unsuccessful Logon Attempts',
          params: [{ id: 'ac-7_prm_1', label: 'number' }],
          parts: [
            {
              name: 'statement',
              prose: 'The system',
              parts: [{ name: 'item', prose: 'allows {{ insert: param, ac-7_prm_1 }} attempts' }],
            },
            { name: 'guidance', prose: 'Nothing of this.' },
          ],
        },
      ],
    },
  })
  assert.equal(requirements[0]?.asks, 'The system allows number attempts')
})
