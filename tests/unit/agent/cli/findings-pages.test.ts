import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent } from '../../../../agent/agent.ts'
import { pagesOf, withFindings } from '../../../../agent/cli/assessments.ts'
import type { Page } from '../../../../agent/cli/assessments.ts'
import type { Look } from '../../../../agent/cli/invoke.ts'
import { printWalked } from '../../../../agent/cli/json.ts'
import { summary } from '../../../../agent/cli/summary.ts'
import { addException } from '../../../../agent/judge/exceptions.ts'
import { perform } from '../../../../agent/operations/perform.ts'
import { bySeverityAndTime, byUrgency, severities } from '../../../../common/assess/urgency.ts'
import { countOutcomes } from '../../../../common/model/index.ts'
import { shownFinding } from '../../../../common/words/shown-finding.ts'
import { tester } from '../../../support/actor.ts'
import { recorded } from '../../../support/export.ts'

const tenant = 'aurora-labs'

/** An agent whose findings are never read as a whole; of those of one check some are accepted. */
async function careful(context: Parameters<typeof recorded>[0]) {
  const { agent, scanOn } = await recorded(context)
  const failing = (await agent.store.findings(tenant)).filter(
    item => item.outcome === 'fail' && item.exception === null,
  )
  const byCheck = [...Map.groupBy(failing, item => item.check).values()]
  const alike = byCheck.find(({ length }) => length > 8) ?? assert.fail()
  for (const { check, resource } of [alike[1], alike[4]].filter(item => item !== undefined))
    await addException(agent, tester, {
      tenant,
      check,
      resource: resource.id,
      reason: 'Accepted until the review in autumn',
      until: '2026-10-01T00:00:00Z',
      by: 'Ada (CISO)',
    })
  await scanOn('2026-03-14')
  const whole = async (): Promise<never> => assert.fail('all findings were read at once')
  const all = await agent.store.findings(tenant)
  const looking: Agent = { ...agent, store: { ...agent.store, findings: whole } }
  const placed = all.map(item => ({ ...item, accepted: item.exception !== null }))
  const sorted = placed.toSorted((a, b) => byUrgency(a, b) || (a.id < b.id ? -1 : 1))
  const shown = sorted.map(({ accepted: _, ...item }) => shownFinding(item, agent.catalogue()))
  return { agent: looking, shown }
}

const lookBy =
  (agent: Agent): Look =>
  (name, input) =>
    perform(agent, tester, name, input)

async function printed(document: object): Promise<string> {
  let text = ''
  const context = { print: (line: string) => void (text += `${line}\n`) }
  await printWalked(context, 'findings', document)
  return text
}

async function* walked<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

test('a document that is walked through is printed as the whole one would be', async () => {
  const odd: readonly unknown[] = [
    { text: 'a "b"\nc', list: [], none: {}, left: undefined },
    null,
    [1, [2]],
    'é',
  ]
  const long: readonly unknown[] = Array.from({ length: 5000 }, (_, place) => ({
    place,
    text: 'x'.repeat(40),
  }))
  for (const list of [[], odd, long]) {
    const document = (of: unknown) => ({
      items: of,
      inside: [{ a: 1, of, left: undefined }, { of }],
      after: { b: list.slice(0, 3) },
    })
    const plain = { format: 'witnessmark/findings', version: 1, ...document(list) }
    // A walk is gone through once: each place gets its own.
    const walks = {
      ...document(list),
      items: walked(list),
      inside: [{ a: 1, of: walked(list), left: undefined }, { of: walked(list) }],
    }
    assert.equal(await printed(walks), `${JSON.stringify(plain, null, 2)}\n`)
  }
})

test('pages hold together what the whole holds, whatever is looked for', async context => {
  const { agent, shown } = await careful(context)
  for (const filter of [
    {},
    { tenant },
    { outcome: 'fail' },
    { severity: 'high' },
    { text: 'branch' },
  ]) {
    const fits = (item: (typeof shown)[number]): boolean =>
      (!filter.outcome || item.outcome === filter.outcome) &&
      (!filter.severity || item.severity === filter.severity) &&
      (!filter.text ||
        `${item.check} ${item.resource.name} ${item.expected}`.toLowerCase().includes(filter.text))
    const wanted = shown.filter(fits)
    assert.ok(wanted.length > 7)
    const whole = await perform(agent, tester, 'findings-whole', filter)
    assert.deepEqual(whole.findings, wanted)
    assert.deepEqual([whole.of, whole.next], [shown.length, null])
    const found: unknown[] = []
    let pages = 0
    for (let after: string | null = ''; after !== null; pages++) {
      const asked = { ...filter, limit: 7, after }
      const page: Page = await perform(agent, tester, 'findings-whole', asked)
      assert.ok(page.findings.length <= 7)
      found.push(...page.findings)
      assert.ok(found.length <= wanted.length, 'a page goes back')
      after = page.next
    }
    assert.deepEqual(found, wanted)
    assert.ok(pages > 1)
  }
  const paged = (await Array.fromAsync(pagesOf(lookBy(agent), {}))).flatMap(page => page.findings)
  assert.deepEqual(paged, shown)
  const failing = paged.filter(({ outcome }) => outcome === 'fail')
  assert.deepEqual(paged.slice(0, failing.length), failing, 'what fails comes first')
  const open = failing.filter(({ exception }) => exception === null)
  assert.ok(open.length < failing.length)
  assert.deepEqual(failing.slice(0, open.length), open, 'then what nobody accepted')
  const worst = open.map(({ severity }) => severities.indexOf(severity))
  assert.ok(new Set(worst).size > 1)
  assert.deepEqual(
    worst,
    worst.toSorted((a, b) => a - b),
    'the worst of it first',
  )
  // A page that ends among what somebody accepted goes on there.
  const some = await perform(agent, tester, 'findings-whole', { limit: open.length + 1 })
  const on = { after: some.next ?? assert.fail(), limit: 7 }
  const rest = await perform(agent, tester, 'findings-whole', on)
  assert.deepEqual(rest.findings, shown.slice(open.length + 1, open.length + 8))
  // What a page gave goes on behind a finding that is gone meanwhile.
  const { next } = await perform(agent, tester, 'findings-whole', { limit: 7 })
  const behind = { after: `${next ?? assert.fail()}-gone`, limit: 7 }
  const page = await perform(agent, tester, 'findings-whole', behind)
  assert.deepEqual(page.findings, shown.slice(7, 14))
  await assert.rejects(perform(agent, tester, 'findings-whole', { after: 'nowhere' }))
})

test('what a person reads after a scan is counted, and says what the findings say', async context => {
  const { agent, shown } = await careful(context)
  const { assessments } = await perform(agent, tester, 'status', {})
  const [assessed = assert.fail()] = assessments
  assert.deepEqual(assessed.counts, countOutcomes(shown))
  const failing = shown.filter(item => item.outcome === 'fail' && item.exception === null)
  const checks = agent.catalogue().services.flatMap(service => service.checks)
  const titles = new Map(checks.map(({ id, title }) => [id, title]))
  const expected = [...Map.groupBy(failing, item => item.check)].map(([check, alike]) => ({
    check,
    title: titles.get(check),
    severity: alike[0]?.severity ?? assert.fail(),
    since:
      alike
        .map(item => item.since)
        .toSorted()
        .at(-1) ?? '',
    expected: alike[0]?.expected,
    count: alike.length,
    of: shown.filter(item => item.check === check).length,
    names: alike.slice(0, 3).map(item => item.resource.name),
  }))
  const sorted = expected.toSorted((a, b) => bySeverityAndTime({ tenant, ...a }, { tenant, ...b }))
  assert.notDeepEqual(sorted, expected, 'some came later than others')
  assert.deepEqual(assessed.summary.failing, sorted)
  assert.ok(expected.some(group => group.count > 3 && group.count < group.of))
  const accepted = shown.filter(item => item.outcome === 'fail' && item.exception !== null)
  assert.equal(assessed.summary.accepted, accepted.length)
  const unknown = Map.groupBy(
    shown.filter(item => item.outcome === 'unknown'),
    item => item.reason,
  )
  assert.deepEqual(
    new Map(assessed.summary.unknown.map(({ reason, count }) => [reason, count])),
    new Map([...unknown].map(([reason, items]) => [reason, items.length])),
  )
  assert.match(summary(assessments), /Needs you today \(\d+\)[^]*Could not be told/)
  const { summary: _, ...head } = assessed
  const text = await printed({ assessments: withFindings(lookBy(agent), assessments) })
  const plain = {
    format: 'witnessmark/findings',
    version: 1,
    assessments: [{ ...head, findings: shown }],
  }
  assert.equal(text, `${JSON.stringify(plain, null, 2)}\n`)
})
