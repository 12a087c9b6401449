// What goes into other programs for governance, risk and compliance, in the forms that they document.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { readWindow } from '../../agent/export/window.ts'
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
