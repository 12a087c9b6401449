import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { assess } from '../../common/assess/assess.ts'
import { compileCheck } from '../../common/catalogue.ts'
import { frameworks } from '../../common/frameworks/index.ts'
import { Framework, mappingsOf, Metric, Setting } from '../../common/model/index.ts'
import { metrics } from '../../common/metrics.ts'
import { collectors } from '../../common/services/collectors.ts'
import { recipes } from '../../common/services/consoles.ts'
import { services } from '../../common/services/index.ts'
import { fixturesOf, stateOf } from '../support/fixtures.ts'
import { inWords } from '../support/in-words.ts'

const root = new URL('../../', import.meta.url)
const metricIndex = new Map(metrics.map(metric => [metric.id, metric]))

test('registry and folders are the same services', () => {
  const folders = readdirSync(new URL('common/services', root), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('_'))
    .map(entry => entry.name)
  assert.deepEqual(services.map(service => service.id).sort(), folders.sort())
  const known = new Set(folders)
  assert.deepEqual(
    collectors.filter(item => !known.has(item.service)),
    [],
  )
  assert.deepEqual(
    recipes.filter(item => !known.has(item.service)).map(item => item.id),
    [],
  )
})

test('ids are unique and carry their service; settings, metrics and frameworks have their shape', () => {
  const ids = services.flatMap(service =>
    [...service.settings, ...service.checks].map(item => ({ id: item.id, service: service.id })),
  )
  assert.deepEqual(
    ids.filter(({ id, service }) => !id.startsWith(`${service}.`)),
    [],
  )
  for (const list of [
    services.flatMap(service => service.settings.map(item => item.id)),
    services.flatMap(service => service.checks.map(item => item.id)),
    metrics.map(item => item.id),
    recipes.map(item => item.id),
  ]) {
    assert.deepEqual(
      list.filter((id, index) => list.indexOf(id) !== index),
      [],
    )
  }
  for (const setting of services.flatMap(service => service.settings))
    assert.ok(Setting.safeParse(setting).success, setting.id)
  for (const metric of metrics) assert.ok(Metric.safeParse(metric).success, metric.id)
  for (const framework of frameworks) {
    const parsed = Framework.safeParse(framework)
    assert.ok(parsed.success, `${framework.id}: ${parsed.error?.message}`)
    const known = new Set(framework.requirements.map(item => item.id))
    assert.equal(known.size, framework.requirements.length, `${framework.id} repeats an id`)
    for (const item of framework.requirements) {
      assert.ok(
        !item.parent || known.has(item.parent),
        `${framework.id} ${item.id}: no parent ${item.parent}`,
      )
      assert.ok(item.title.length <= 90, `${item.id}: a title is short`)
      for (const { metric: id } of mappingsOf(item))
        assert.ok(
          id === undefined || metrics.some(metric => metric.id === id),
          `${item.id}: no metric ${id}`,
        )
    }
  }
})

test('what a check wants stands beside its title, and does not repeat it', () => {
  assert.deepEqual(
    services
      .flatMap(service => service.checks)
      .filter(
        ({ title, expected }) =>
          expected.toLowerCase().startsWith(`${title.toLowerCase()}:`) || expected === title,
      )
      .map(({ id }) => id),
    [],
  )
})

test('every metric is asked for by some framework, by name or with the baseline; every check that a requirement names is there', () => {
  const named = frameworks.flatMap(framework => framework.requirements.flatMap(mappingsOf))
  const asked = new Set(named.flatMap(item => item.metric ?? []))
  assert.deepEqual(
    metrics.filter(metric => !asked.has(metric.id)).map(metric => metric.id),
    // These are asked for as parts of the baseline alone: no requirement is about them.
    [
      'discussion-lifetime',
      'domain-ownership-verified',
      'moderation-enabled',
      'comment-links-number',
    ],
  )
  assert.ok(named.some(item => item.measure === 'baseline'))
  const checks = new Set(services.flatMap(service => service.checks.map(check => check.id)))
  assert.deepEqual(
    named.flatMap(item => item.check ?? []).filter(id => !checks.has(id)),
    [],
  )
})

test('every part of a collector reads settings that exist', () => {
  for (const collector of collectors) {
    const service = services.find(item => item.id === collector.service)
    const read = new Set(collector.parts.flatMap(part => part.settings))
    assert.deepEqual(
      [...read].filter(id => !service?.settings.some(setting => setting.id === id)),
      [],
    )
  }
})

for (const service of services) {
  test(`${service.id}: every check judges its fixtures as they say, with a pass, a fail and an unknown among them`, () => {
    const fixtures = fixturesOf(service)
    // Those that are off unless a user switches them on, too.
    const checks = service.checks.map(source => compileCheck(source, service, metricIndex))
    assert.deepEqual(
      fixtures
        .filter(fixture => !checks.some(item => item.check.id === fixture.check))
        .map(item => item.check),
      [],
    )
    for (const compiled of checks) {
      const mine = fixtures.filter(fixture => fixture.check === compiled.check.id)
      for (const fixture of mine) {
        const [finding] = assess(
          [compiled],
          stateOf(service, compiled.check.resource, fixture.settings),
          { accepted: fixture.accepted ?? {} },
        )
        assert.equal(
          finding?.outcome,
          fixture.outcome,
          `${fixture.check}: ${fixture.case}: ${(finding && inWords(finding).detail) ?? ''}`,
        )
      }
      const outcomes = new Set(mine.map(fixture => fixture.outcome))
      for (const wanted of ['pass', 'fail', 'unknown'] as const)
        assert.ok(outcomes.has(wanted), `${compiled.check.id} has no ${wanted} fixture`)
    }
  })

  test(`${service.id}: its README names every setting and check`, () => {
    const readme = readFileSync(new URL(`common/services/${service.id}/README.md`, root), 'utf8')
    const undocumented = [...service.settings, ...service.checks]
      .map(item => item.id)
      .filter(id => !readme.includes(id) && !readme.includes(id.slice(service.id.length + 1)))
    assert.deepEqual(undocumented, [])
  })
}
