// The record holds codes and values; words are made when they are shown. So a correction of a
// sentence, or another language, never touches what is sealed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../common/assess/assess.ts'
import { boundedFinding } from '../../common/assess/decided.ts'
import { compileCheck } from '../../common/catalogue.ts'
import type { CompiledCheck } from '../../common/assess/assess.ts'
import { metrics } from '../../common/metrics.ts'
import { reasonText } from '../../common/model/index.ts'
import type { CheckSource, CodedFinding, Service, Value } from '../../common/model/index.ts'
import { alertsNotActive } from '../../common/services/google-workspace/predicates/alerts.ts'
import { services } from '../../common/services/index.ts'
import { english, wordsOf } from '../../common/words/english/index.ts'
import { KeptSaid } from '../../common/words/kept.ts'
import { commitmentOf, sha256 } from '../../agent/log/crypto.ts'
import { findingLine, sealOf } from '../../agent/log/finding-lines.ts'
import { judgeAgain, earlierHomes, openEarlierHome } from '../support/homes/open.ts'
import type { Agent } from '../../agent/agent.ts'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { fixturesOf, stateOf } from '../support/fixtures.ts'
import type { Fixture } from '../support/fixtures.ts'
import { inOtherWords } from '../support/other-words.ts'
import { organizationAt } from '../support/organization.ts'

const metricIndex = new Map(metrics.map(metric => [metric.id, metric]))
const MOST_WORDS = 4
/** Their words are somebody else's, or values put in a row. */
const notOurs = new Set(['told', 'check-failed', 'deviating'])

type Judged = { readonly finding: CodedFinding; readonly line: string; readonly given: string }

/** Every fixture of a service, judged as it would be sealed. */
function judged(service: Service, change: (check: CheckSource) => CheckSource): Judged[] {
  const checks = new Map<string, CompiledCheck>(
    service.checks.map(source => [source.id, compileCheck(change(source), service, metricIndex)]),
  )
  return fixturesOf(service).flatMap(fixture => {
    const compiled = checks.get(fixture.check) ?? assert.fail(fixture.check)
    const state = stateOf(service, compiled.check.resource, fixture.settings)
    return assess([compiled], state, { accepted: fixture.accepted ?? {} }).map(finding => {
      const bounded = boundedFinding(finding, sha256)
      return { finding: bounded, line: findingLine(bounded), given: given(fixture, compiled) }
    })
  })
}

/** Whatever a string in a line may come from: the tenant, its owner, or the check's own logic. */
function given(fixture: Fixture, { check }: CompiledCheck): string {
  return [
    JSON.stringify([fixture.settings, fixture.accepted]),
    check.test,
    ...alertsNotActive([]),
  ].join()
}

async function* each(items: readonly Judged[]): AsyncIterable<CodedFinding> {
  for (const { finding } of items) yield finding
}

/** Of what only people say, nothing is judged by a check. */
const judging = services.filter(({ checks }) => checks.length > 0)

for (const service of judging) {
  test(`${service.id}: other words in every table and every check change no sealed byte`, async () => {
    const before = judged(service, check => check)
    assert.ok(before.length > 0)
    const after = await inOtherWords(() =>
      judged(service, check => ({
        ...check,
        title: 'Ein anderer Titel',
        expected: 'etwas anderes',
        rationale: 'aus einem anderen Grund',
        remediation: { ...check.remediation, steps: ['Anders machen'] },
      })),
    )
    assert.deepEqual(
      after.map(item => item.line),
      before.map(item => item.line),
    )
    assert.deepEqual(await sealOf(each(after)), await sealOf(each(before)))
  })

  test(`${service.id}: no sealed line holds a sentence`, () => {
    for (const { finding, line, given: known } of judged(service, check => check)) {
      for (const sentence of Object.values(reasonText)) assert.ok(!line.includes(sentence), line)
      for (const said of saidIn(finding)) {
        const words = wordsOf(said)
        if (!notOurs.has(said.code) && words.includes(' '))
          assert.ok(!line.includes(JSON.stringify(words).slice(1, -1)), `${words} in ${line}`)
      }
      for (const [key, text] of texts(finding)) {
        if (key === 'message' || known.includes(JSON.stringify(text).slice(1, -1))) continue
        assert.ok(text.split(/\s+/).length <= MOST_WORDS, `${key}: ${text}`)
      }
    }
  })
}

test('each code that fixtures meet has its words, and they use what is said', () => {
  const met = services
    .flatMap(service => judged(service, check => check))
    .flatMap(({ finding }) => saidIn(finding))
  const codes = new Set(met.map(said => said.code))
  assert.ok(codes.size > 60, `${codes.size} codes`)
  for (const code of codes) assert.ok(Object.hasOwn(english, code), code)
  for (const said of met) {
    const words = wordsOf(said)
    assert.ok(words !== '' && !/undefined|\[object|NaN/.test(words), `${said.code}: ${words}`)
  }
})

test('judging, sealing and logging under other words gives the same rows, root and leaf', async context => {
  const [home = assert.fail()] = earlierHomes()
  const tenants = Object.keys(home.expected.tenants)
  const rounds = []
  for (const round of [(work: () => Promise<void>) => work(), inOtherWords]) {
    const { agent } = await openEarlierHome(context, home)
    await round(async () => {
      for (const tenant of tenants) await judgeAgain(agent, tenant)
    })
    rounds.push(await sealedBy(agent, tenants))
  }
  const [plain = assert.fail(), other = assert.fail()] = rounds
  assert.ok(plain.lines.length > 0)
  assert.deepEqual(other.lines, plain.lines)
  // What was sealed there would have been the same leaf here, but for the salt and the
  // run's id, which are drawn.
  for (const [index, { body, salt, leaf, run }] of plain.entries.entries()) {
    const there = other.entries[index] ?? assert.fail()
    const same = there.body.replace(there.run, run)
    assert.equal(same, body)
    const commitment = commitmentOf(salt, Buffer.from(same))
    assert.equal((JSON.parse(leaf) as { commitment: string }).commitment, commitment)
  }
})

test('a collection that partly fails keeps the same readings and manifest under other words', async context => {
  const rounds = []
  for (const round of [(work: () => Promise<void>) => work(), inOtherWords]) {
    const replay = await startGithubReplay({ repositories: 4, throttle: false })
    context.after(() => replay.close())
    replay.faults.set('/orgs/aurora-labs/actions/permissions/workflow', 'server-error')
    replay.faults.set('/orgs/aurora-labs/actions/permissions', 'wrong-shape')
    replay.faults.set('/orgs/aurora-labs/installations', 'html')
    const { agent } = await testAgent(
      context,
      {
        'aurora-labs': organizationAt(replay),
      },
      () => new Date('2026-03-01T06:00:00Z'),
    )
    await round(async () => {
      const transport = { sleep: async () => undefined, timeoutMs: 5000, random: () => 0 }
      await scan(agent, tester, 'aurora-labs', { transport })
    })
    const [head] = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'run' }))
    const { body } = (await agent.store.evidence(head?.index ?? -1)) ?? assert.fail()
    const readings = (await Array.fromAsync(agent.store.observations('aurora-labs'))).map(
      ({ setting, resource, reading }) => ({ setting, resource, reading }),
    )
    const manifest = JSON.parse(Buffer.from(body ?? []).toString('utf8')) as Manifest
    rounds.push({ readings, failures: manifest.failures, snapshot: manifest.snapshot })
  }
  const [plain = assert.fail(), other] = rounds
  assert.deepEqual(other, plain)
  const failed = new Set(plain.failures.map(failure => failure.why.code))
  assert.ok(failed.has('answered') && failed.size > 1, [...failed].join())
  const unread = new Set(
    plain.readings.flatMap(({ reading }) =>
      reading.state === 'unobserved' && reading.why ? [reading.why.code] : [],
    ),
  )
  for (const code of failed) assert.ok(unread.has(code), code)
})

type Manifest = {
  readonly failures: readonly { readonly part: string; readonly why: KeptSaid }[]
  readonly snapshot: string
}

type Sealed = {
  readonly run: string
  readonly body: string
  readonly salt: Uint8Array
  readonly leaf: string
}

/** The lines as they stand, and each tenant's last assessment. */
async function sealedBy(
  agent: Agent,
  tenants: readonly string[],
): Promise<{ readonly lines: readonly string[]; readonly entries: readonly Sealed[] }> {
  const lines: string[] = []
  const entries: Sealed[] = []
  const heads = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'assessment' }))
  for (const tenant of tenants) {
    for (const finding of await agent.store.findings(tenant)) lines.push(findingLine(finding))
    const index = heads.findLast(head => head.tenant === tenant)?.index ?? assert.fail(tenant)
    const { body, salt, run } = (await agent.store.evidence(index)) ?? assert.fail()
    const [{ leaf } = assert.fail()] = await Array.fromAsync(agent.store.leaves(index, index + 1))
    if (!body || !salt) assert.fail('erased')
    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
    entries.push({ run, body: text(body), salt, leaf: text(leaf) })
  }
  return { lines, entries }
}

/** All that a finding says by code, nested ones too. */
function saidIn({ verdict, params, also = [] }: CodedFinding): KeptSaid[] {
  const first = verdict === null ? [] : [{ code: verdict, params }]
  return [...first, ...also].flatMap(said => [said, ...nested(said.params)])
}

function nested(value: Value): KeptSaid[] {
  if (typeof value !== 'object' || value === null) return []
  const said = KeptSaid.safeParse(value)
  return [
    ...(said.success ? [said.data] : []),
    ...Object.values(value as object).flatMap(item => nested(item as Value)),
  ]
}

/** Every text of a line with its key, but for what the tenant's settings hold. */
function texts(finding: CodedFinding): (readonly [key: string, text: string])[] {
  const { decided: _, disagreement: __, ...rest } = finding
  const found: [string, string][] = []
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') found.push([key, value])
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value))
        walk(item, Array.isArray(value) ? key : name)
  }
  walk(rest, '')
  return found
}
