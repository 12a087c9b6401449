import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import type { Input, OperationName } from '../../agent/operations/index.ts'
import { perform } from '../../agent/operations/perform.ts'
import { Problem } from '../../agent/problem.ts'
import { exitCode } from '../../agent/problems.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))

test('a word that names nothing is wrong usage, and says what there is: never "nothing found"', async context => {
  const { agent, home, close } = await recorded(context)
  const [tenant = ''] = Object.keys(agent.config().tenants)
  const [finding] = await agent.store.findings(tenant)
  const check = finding?.check ?? ''
  const said = async <N extends OperationName>(name: N, input: Input<N>): Promise<string> => {
    try {
      await perform(agent, tester, name, input)
      return 'taken'
    } catch (error) {
      assert.ok(error instanceof Problem, String(error))
      assert.equal(error.exit, exitCode.usage, error.message)
      return error.message
    }
  }
  const acceptance = { reason: 'known', until: '2100-01-01' }
  const out = join(home, 'exports', 'x.csv')
  for (const [message, names] of [
    [await said('findings-whole', { severity: 'hihg' }), /"hihg".*low, medium, high, critical/],
    [await said('findings-whole', { severity: '' }), /low, medium, high, critical/],
    [await said('findings-whole', { outcome: 'FAIL' }), /pass, fail, unknown, not-applicable/],
    [await said('findings-whole', { tenant: `${tenant}s` }), new RegExp(`connected.*${tenant}`)],
    [await said('findings-whole', { check: `${check}s` }), new RegExp(`nearest is "${check}"`)],
    [await said('changes', { tenant: `${tenant}s` }), new RegExp(`connected.*${tenant}`)],
    [await said('changes', { tenant: '' }), new RegExp(`connected.*${tenant}`)],
    [await said('findings', { severity: 'hihg' }), /"hihg".*low, medium, high, critical/],
    [await said('findings', { outcome: 'FAIL' }), /pass, fail, unknown, not-applicable/],
    [await said('findings', { tenant: `${tenant}s` }), new RegExp(`connected.*${tenant}`)],
    [await said('findings', { check: `${check}s` }), new RegExp(`nearest is "${check}"`)],
    [await said('findings', { framework: 'nothing' }), /there are/],
    [await said('frameworks', { framework: 'nothing' }), /there are/],
    [await said('period', { framework: 'nothing' }), /there are/],
    [await said('period', { tenant: `${tenant}s` }), new RegExp(`connected.*${tenant}`)],
    [await said('drift', { tenant: `${tenant}s` }), new RegExp(`connected.*${tenant}`)],
    [await said('drift', { check: `${check}s` }), new RegExp(`nearest is "${check}"`)],
    [await said('sample', { tenant: `${tenant}s` }), new RegExp(`connected.*${tenant}`)],
    [await said('sample', { tenant, check: `${check}s` }), new RegExp(`nearest is "${check}"`)],
    [await said('sample', { tenant, type: 'repositry' }), /no type "repositry".*repository/],
    [await said('scan', { tenants: [tenant, 'nobody'] }), new RegExp(`connected.*${tenant}`)],
    [await said('export', { format: 'csv', out, tenants: ['nobody'] }), /connected/],
    [await said('export', { format: 'csv', out, frameworks: ['nothing'] }), /there are/],
    [
      await said('exception-add', { ...acceptance, tenant, check: `${check}s` }),
      new RegExp(`nearest is "${check}"`),
    ],
    [await said('exception-add', { ...acceptance, tenant: 'nobody', check }), /connected/],
  ] as const)
    assert.match(message, names)
  const none = { severity: 'low', outcome: 'not-applicable' } as const
  for (const name of ['findings-whole', 'findings'] as const)
    assert.equal(await said(name, { tenant, check, ...none }), 'taken')
  assert.equal(await said('findings', { tenant: '', severity: '', check: '' }), 'taken')
  assert.equal(await said('drift', { tenant, check }), 'taken')

  await close()
  const ended = spawnSync(
    process.execPath,
    [main, 'findings', '--outcome', 'fial', '--home', home, '--no-input', '--exit-zero'],
    { encoding: 'utf8' },
  )
  assert.deepEqual([ended.status, ended.stdout], [2, ''])
  assert.match(ended.stderr, /no outcome "fial"; there are: pass, fail/)
})
