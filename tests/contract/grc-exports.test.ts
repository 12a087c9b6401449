// What goes into other programs for governance, risk and compliance, in the forms that they document.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse, stringify } from 'yaml'
import { exportTo } from '../../agent/export/export.ts'
import { readWindow } from '../../agent/export/window.ts'
import { frameworks } from '../../common/frameworks/index.ts'
import { libraryOf } from '../../common/frameworks/library.ts'
import { rowsOf } from '../../common/model/csv.ts'
import { leavesOf } from '../../common/model/index.ts'
import { recorded } from '../support/export.ts'

test('OCSF as one array: the same events as one a line', async context => {
  const { agent, home } = await recorded(context)
  const [lines, array] = [join(home, 'lines'), join(home, 'array')]
  const days = ['2026-03-02']
  await exportTo(agent, { format: 'ocsf', out: lines, days })
  await exportTo(agent, { format: 'ocsf-array', out: array, days })
  const events = readFileSync(lines, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { readonly metadata: object })
  assert.ok(events.length > 10)
  const inArray = JSON.parse(readFileSync(array, 'utf8')) as typeof events
  assert.deepEqual(inArray, events)
})

test('CISO Assistant: the columns that its import reads, ids without a prefix, and no result that was not measured', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'ciso.csv')
  await exportTo(agent, { format: 'ciso-assistant', out, frameworks: ['nist-csf-2-0'] })
  const [heading, ...rows] = rowsOf(readFileSync(out, 'utf8').replace('\ufeff', ''), ',').map(
    ({ cells }) => cells,
  )
  assert.deepEqual(heading?.slice(0, 5), [
    'ref_id',
    'name',
    'assessable',
    'compliance_result',
    'result',
  ])
  const framework = agent.catalogue().frameworks.find(({ id }) => id === 'nist-csf-2-0')
  assert.ok(framework)
  assert.deepEqual(
    rows.map(([id]) => id),
    leavesOf(framework).map(({ id }) => id),
    'each, once',
  )
  const { tenants } = await readWindow(agent, { frameworks: ['nist-csf-2-0'] })
  const last = tenants[0]?.moments.at(-1)
  assert.ok(last)
  const expected = new Map(
    last.evaluations.map(({ requirement, status }) => [
      requirement,
      status === 'satisfied'
        ? 'compliant'
        : status === 'not-satisfied'
          ? 'non_compliant'
          : 'not_assessed',
    ]),
  )
  for (const [id = '', , assessable, result, same, observations] of rows) {
    assert.deepEqual([assessable, result, same], ['x', expected.get(id) ?? 'not_assessed', result])
    assert.match(observations ?? '', /Evidence level: /)
  }
  const results = new Set(rows.map(row => row[3]))
  assert.ok(results.has('non_compliant') && results.has('not_assessed'))
})

test('a framework as a library of CISO Assistant: every name is one that it takes, every id once, and levels as groups', () => {
  // core/models.py there: URN_REGEX.
  const urn =
    /^urn:([a-zA-Z0-9_-]+):([a-zA-Z0-9_-]+):([a-zA-Z0-9_-]+)(?::([a-zA-Z0-9_-]+))?:([0-9A-Za-z[\]()\-._:]+)$/
  for (const framework of frameworks) {
    const library = parse(stringify(libraryOf(framework))) as Library
    for (const wanted of ['ref_id', 'urn', 'locale', 'version']) assert.ok(wanted in library)
    const { requirement_nodes: nodes } = library.objects.framework
    const urns = nodes.map(item => item.urn)
    for (const name of [library.urn, library.objects.framework.urn, ...urns]) {
      assert.match(name, urn)
      assert.equal(name, name.toLowerCase(), 'its import makes them so')
    }
    assert.equal(new Set(urns).size, urns.length, framework.id)
    for (const { parent_urn: parent, depth } of nodes)
      assert.equal(
        depth,
        parent === undefined ? 1 : 1 + (nodes.find(item => item.urn === parent)?.depth ?? NaN),
      )
    assert.deepEqual(
      nodes.filter(item => item.assessable).map(item => item.ref_id),
      leavesOf(framework).map(({ id }) => id),
      'the ids of the table of results',
    )
  }
  const eucs = frameworks.find(({ id }) => id === 'eucs')
  assert.ok(eucs)
  const { framework } = (libraryOf(eucs) as Library).objects
  const basic = framework.requirement_nodes.find(item => item.implementation_groups?.length === 3)
  assert.deepEqual(basic?.implementation_groups, ['Basic', 'Substantial', 'High'])
})

type Library = {
  readonly urn: string
  readonly objects: {
    readonly framework: {
      readonly urn: string
      readonly requirement_nodes: readonly {
        readonly urn: string
        readonly parent_urn?: string
        readonly depth: number
        readonly assessable: boolean
        readonly ref_id: string
        readonly implementation_groups?: readonly string[]
      }[]
    }
  }
}
