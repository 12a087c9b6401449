// `verify --oscal` finds what the tools of the models' authors find; test:products asks these.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { openZip } from '../../agent/export/read-zip.ts'
import { misshapen } from '../../agent/export/oscal/shapes.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import { breaks, broken } from '../support/oscal-breaks.ts'

test('a set as it is exported is without a fault, and each thing broken in it is found', async context => {
  const { agent, home } = await recorded(context)
  const file = join(home, 'bundle.zip')
  const set = join(temporaryFolder(context), 'set')
  await exportTo(agent, { format: 'bundle', out: file })
  const zip = await openZip(file)
  for (const name of zip.names) {
    mkdirSync(dirname(join(set, name)), { recursive: true })
    writeFileSync(join(set, name), await zip.bytes(name))
  }
  zip.close()
  const oscal = join(set, 'oscal')
  const found = async (name: string) =>
    (await perform(agent, tester, 'verify-oscal', { file: join(oscal, name) })).problems
  for (const name of readdirSync(oscal)) assert.deepEqual(await found(name), [], name)
  const before = join(set, 'before.json')
  for (const item of breaks) {
    cpSync(join(oscal, item.file), before)
    writeFileSync(join(oscal, item.file), broken(readFileSync(before, 'utf8'), item))
    const problems = await found(item.file)
    assert.ok(
      problems.some(({ kind }) => kind !== 'unresolved') || /import/.test(item.name),
      item.name,
    )
    assert.ok(problems.length > 0, item.name)
    cpSync(before, join(oscal, item.file))
  }
})

test('of a version that is not known no shape is said to be wrong; what is no OSCAL is', () => {
  const of = (version: string): object => ({
    catalog: { metadata: { 'oscal-version': version }, colour: 'red' },
  })
  assert.deepEqual(misshapen(of('2.0.0')), [])
  assert.ok(misshapen(of('1.1.3')).length > 2)
  for (const other of [null, [], {}, { catalog: {}, profile: {} }, { colour: 'red' }])
    assert.equal(misshapen(other).length, 1)
})
