import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../../common/assess/assess.ts'
import type { Predicate } from '../../../common/model/service.ts'
import { check, organization, seen, stateOf } from './tenant.ts'

const counted: Predicate = {
  signature: 'enough(dyn): dyn',
  description: 'Knows what a shortened list has.',
  run: (names = null) => Array.isArray(names) && names.length > 0,
}
const names = 'acme.organization.names'
const why = { code: 'section-shortened', params: { section: 'names' } }
const judge = (part: Readonly<Record<string, unknown>>, shortened: boolean) => {
  const reading = { state: 'observed' as const, value: ['a'], ...(shortened ? { why } : {}) }
  const state = stateOf([seen(names, reading)], { resources: [organization] })
  return assess([check({ reads: [names], ...part }, [counted])], state)[0]
}

test('a list of which a part was left out tells a check that looks into it nothing', () => {
  for (const part of [
    { test: 'names.exists(name, name == "a")' },
    { test: '!("b" in names)' },
    { test: 'size(names) == 1' },
    { test: 'enough(names) && !names.exists(name, name == "b")' },
    { expect: { op: 'notEmpty' } },
  ]) {
    const { outcome } = judge(part, false) ?? {}
    assert.equal(outcome, 'pass')
    const found = judge(part, true)
    assert.deepEqual([found?.outcome, found?.reason], ['unknown', 'not-found'])
    assert.deepEqual(found?.params['why'], why)
  }
})

test('a predicate of the service, which knows what there is, judges it', () => {
  for (const shortened of [false, true])
    assert.equal(judge({ test: 'enough(names)' }, shortened)?.outcome, 'pass')
})
