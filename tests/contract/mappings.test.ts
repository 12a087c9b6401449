import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameworks } from '../../common/frameworks/index.ts'
import { metrics } from '../../common/metrics.ts'
import { leavesOf, mappingsOf } from '../../common/model/index.ts'
import type { Requirement } from '../../common/model/index.ts'
import { compileCheck } from '../../common/catalogue.ts'
import { services } from '../../common/services/index.ts'

const requirement = (framework: string, id: string): Requirement => {
  const all = frameworks.find(item => item.id === framework)?.requirements ?? []
  const found = all.find(item => item.id === id)
  assert.ok(found, `${framework} has ${id}`)
  return found
}
const measured = frameworks.flatMap(framework =>
  leavesOf(framework)
    .filter(item => mappingsOf(item).length > 0)
    .map(item => ({ ...item, of: framework.id })),
)
const metricIndex = new Map(metrics.map(metric => [metric.id, metric]))

test('every requirement that is measured has a short title of our own, and no two of a framework the same', () => {
  assert.deepEqual(
    measured.filter(({ title }) => /\bitem \d|…|\.\.\./.test(title) || title.length > 60),
    [],
  )
  for (const [of, items] of Map.groupBy(measured, item => item.of)) {
    const titles = items.map(item => item.title)
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
      of,
    )
  }
})

test('what is mapped says in a sentence why, and what it leaves open', () => {
  for (const { of, id, aspects } of measured)
    for (const { why, notProven, whole } of mappingsOf({ aspects })) {
      assert.match(why, /^[A-Z].*\.$/, `${of} ${id}`)
      assert.ok(whole === true || /^[A-Z].*\.$/.test(notProven ?? ''), `${of} ${id}: ${why}`)
    }
})

// Read against the texts: none of these says that what we measure is what it asks for.
const rejected = [
  ...['IAM-03.1', 'IAM-04.1', 'IAM-08.7', 'OPS-11.1', 'OPS-13.2', 'CS-04.2', 'CCM-06.2'].map(
    id => ['eucs', id] as const,
  ),
  ...['DEV-02.2', 'PM-04.7', 'DOC-03.1'].map(id => ['eucs', id] as const),
  ...['A.5.19', 'A.5.34', 'A.8.31'].map(id => ['iso-27001-2022', id] as const),
  ...['CC7.3', 'CC9.2'].map(id => ['soc2-2017', id] as const),
]
const supportsOnly = [
  ...['OPS-05.1', 'OPS-12.1', 'OPS-13.1', 'OPS-18.4', 'IAM-06.1', 'DEV-06.3'].map(
    id => ['eucs', id] as const,
  ),
  ['iso-27001-2022', 'A.8.20'],
  ...['CCC-06', 'IAM-05', 'IAM-09', 'IVS-04'].map(id => ['csa-ccm-4', id] as const),
  ['cis-controls-8', '3.13'],
] as const
// A part of what it asks for is nothing that a setting shows: a written rule, a process, other systems.
const askingMore = [
  ...['AIS-05', 'CCC-02', 'IAM-02', 'IAM-10', 'IAM-14', 'LOG-03', 'TVM-05'].map(
    id => ['csa-ccm-4', id] as const,
  ),
  ...['3.3', '5.6', '16.12'].map(id => ['cis-controls-8', id] as const),
  ...['DEV-06', 'OPS-23'].map(id => ['bsi-c5-2020', id] as const),
  ...['14.2', '18.4'].map(id => ['secnumcloud-3-2', id] as const),
  ...['3.2.2', '6.2.2.d', '6.3.2.b', '11.3.2.a', '11.6.2.d'].map(
    id => ['nis2-2024-2690', id] as const,
  ),
  ...['PR.PS-02', 'PR.PS-04', 'PR.PS-05', 'DE.CM-06'].map(id => ['nist-csf-2-0', id] as const),
  ['iso-27001-2022', 'A.8.3'],
] as const

test('what asks for more than settings show has an aspect that nothing decides, so that it is never satisfied here', () => {
  for (const [framework, id] of askingMore)
    assert.ok(
      requirement(framework, id).aspects.some(({ by }) =>
        by.every(({ strength }) => strength !== 'decides'),
      ),
      `${framework} ${id}`,
    )
})
const inPart = [
  ['iso-27001-2022', 'A.5.3'],
  ['soc2-2017', 'CC6.2'],
  ['soc2-2017', 'CC6.3'],
] as const

test('what was rejected is mapped to nothing; what only supports decides nothing; a part is not the whole', () => {
  for (const [framework, id] of rejected)
    assert.deepEqual(mappingsOf(requirement(framework, id)), [], `${framework} ${id}`)
  for (const [framework, id] of supportsOnly) {
    const strengths = mappingsOf(requirement(framework, id)).map(item => item.strength)
    assert.deepEqual([...new Set(strengths)], ['supports'], `${framework} ${id}`)
  }
  for (const [framework, id] of inPart) {
    const { aspects } = requirement(framework, id)
    const decided = aspects.filter(({ by }) => by.some(item => item.strength === 'decides'))
    assert.ok(decided.length > 0 && decided.length < aspects.length, `${framework} ${id}`)
  }
})

test('hardening takes the whole baseline; configuration is baseline and drift', () => {
  const measures = (framework: string, id: string) =>
    mappingsOf(requirement(framework, id)).map(item => item.measure)
  assert.deepEqual(measures('eucs', 'OPS-21.1'), ['baseline'])
  assert.ok(measures('eucs', 'OPS-21.3').includes('baseline'))
  assert.deepEqual(measures('iso-27001-2022', 'A.8.9').slice(0, 2), ['baseline', 'drift'])
})

test('what asks for automatic monitoring and is measured is judged by what monitors', () => {
  const monitors = ['coverage', 'frequency', 'alerts', 'deviations']
  // What it asks to be watched, the service itself watches; a part of it nothing decides, so it is never satisfied.
  const byService = ['IAM-06.2']
  const automated = measured.filter(item => item.automated && !byService.includes(item.id))
  for (const { of, id, aspects } of automated) {
    const used = mappingsOf({ aspects }).flatMap(item => item.measure ?? [])
    assert.ok(
      used.some(measure => monitors.includes(measure)),
      `${of} ${id}`,
    )
  }
  for (const id of ['CO-03.4', 'CO-03.5', 'PM-04.8'])
    assert.ok(
      mappingsOf(requirement('eucs', id)).every(item => monitors.includes(item.measure ?? '')),
      id,
    )
})

test('at least 25 metrics have a target that is not yes or no, and all checks of them compare with it', () => {
  const checks = services.flatMap(service =>
    service.checks.map(source => compileCheck(source, service, metricIndex)),
  )
  const counted = metrics.filter(metric => typeof metric.target !== 'boolean')
  assert.ok(counted.length >= 25, `${counted.length}`)
  for (const { id, unit } of counted) {
    assert.ok(unit, `${id} has a unit`)
    const mine = checks.filter(({ check }) => check.metric === id)
    assert.ok(mine.length > 0, `${id} is measured`)
    assert.deepEqual(
      mine.filter(({ target }) => target === null).map(({ check }) => check.id),
      [],
      `${id}: compared with nothing`,
    )
  }
})

test('what is shipped has no words of a publisher, short titles of parts, and nothing twice in a part', () => {
  for (const { id: of, requirements } of frameworks)
    for (const { id, asks, aspects } of requirements) {
      assert.equal(asks, undefined, `${of} ${id}`)
      for (const aspect of aspects) {
        const named = aspect.by.map(({ metric, check, measure }) => metric ?? check ?? measure)
        assert.equal(new Set(named).size, named.length, `${of} ${id} ${aspect.id}`)
        assert.ok(aspect.title.length <= 80, `${of} ${id} ${aspect.id}`)
      }
    }
})

test('signing in through one place decides nothing of how accounts are managed', () => {
  const managed = /\b(?:accounts?|identities)\b.*\b(?:managed|made|ended|created|removed)/i
  const asking = measured.flatMap(({ of, id, title, aspects }) =>
    aspects
      .filter(aspect => managed.test(title) || managed.test(aspect.title))
      .flatMap(({ by }) => by.map(({ metric, strength }) => `${of} ${id} ${metric} ${strength}`)),
  )
  assert.ok(asking.includes('cis-controls-8 5.6 single-sign-on-enforced supports'))
  assert.deepEqual(
    asking.filter(said => said.endsWith('single-sign-on-enforced decides')),
    [],
  )
})
