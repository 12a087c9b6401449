import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { editConfig } from '../../agent/home/config.ts'
import { perform } from '../../agent/operations/perform.ts'
import { commandActor } from '../../agent/actor.ts'
import { isProblem } from '../../agent/problem.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'

const views = ['status', 'overview', 'tenants', 'findings', 'findings-whole'] as const
const missing = /missing from config\.yaml, and nobody ended it/

test('a tenant that is taken out of config.yaml is missing in every view and export until it is ended', async context => {
  const { agent, home } = await recorded(context)
  const before = join(home, 'before.csv')
  await exportTo(agent, { format: 'csv', out: before })
  editConfig(home, ['tenants', 'aurora-labs'], undefined)
  for (const view of views)
    assert.deepEqual((await perform(agent, tester, view, {})).left, ['aurora-labs'], view)
  const rows = (file: string): number => readFileSync(file, 'utf8').split('\n').length
  for (const format of ['csv', 'ocsf', 'oscal', 'html'] as const) {
    const out = join(home, `left.${format}`)
    await exportTo(agent, { format, out })
    assert.match(readFileSync(out, 'utf8'), missing, format)
    if (format === 'csv') assert.equal(rows(out), rows(before), 'its findings stay')
  }
  const out = join(home, 'left.zip')
  await exportTo(agent, { format: 'bundle', out })
  const { problems, manifest } = await verifyBundle(out)
  assert.deepEqual(problems, [])
  assert.match(manifest?.tenants[0]?.title ?? '', missing)

  await perform(agent, commandActor('ada'), 'tenant-end', {
    tenant: 'aurora-labs',
    reason: 'The organization was sold',
  })
  for (const view of views)
    assert.deepEqual((await perform(agent, tester, view, {})).left, [], view)
  const entry = await agent.store.lastEvidence('target', 'aurora-labs')
  assert.equal(entry?.ipe.actor, 'command:ada')
  assert.match(String(Buffer.from(entry?.body ?? [])), /The organization was sold/)
  await exportTo(agent, { format: 'csv', out })
  assert.equal(rows(out), 2, 'a header, and nothing of what was ended')
})

test('a connected tenant that is ended leaves the configuration; one that is connected again counts', async context => {
  const { agent, home, scanOn } = await recorded(context)
  const { service, target } = agent.config().tenants['aurora-labs'] ?? assert.fail('no tenant')
  const reason = 'A mistake'
  await perform(agent, tester, 'tenant-end', { tenant: 'aurora-labs', reason })
  assert.deepEqual(Object.keys(agent.config().tenants), [])
  assert.equal(await agent.secrets.get('aurora-labs'), null)
  editConfig(home, ['tenants', 'aurora-labs'], { service, target, schedule: 'off' })
  await scanOn('2026-03-14')
  editConfig(home, ['tenants', 'aurora-labs'], undefined)
  assert.deepEqual((await perform(agent, tester, 'status', {})).left, ['aurora-labs'])
  await assert.rejects(
    perform(agent, tester, 'tenant-end', { tenant: 'nobody', reason }),
    (error: unknown) => isProblem(error, 'tenant-unknown'),
  )
})
