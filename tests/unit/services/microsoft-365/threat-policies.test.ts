import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Undetermined } from '../../../../common/model/service.ts'
import { rulesInOrder } from '../../../../common/services/microsoft-365/predicates/threat-policies.ts'

const rule = (name: string, priority?: number | string) => ({
  identity: name,
  state: 'Enabled',
  policy: name,
  ...(priority === undefined ? {} : { priority }),
})
const order = (...rules: ReturnType<typeof rule>[]) =>
  rulesInOrder([], rules, 'policy').map(scope => scope.name)

test('rules come by priority, as a number or as the text that configuration snapshots have', () => {
  assert.deepEqual(order(rule('b', 1), rule('a', 0)), ['a', 'b'])
  assert.deepEqual(order(rule('c', '10'), rule('b', '2'), rule('a', '0')), ['a', 'b', 'c'])
})

test('which of several rules comes first is not guessed', () => {
  assert.deepEqual(order(rule('only')), ['only'])
  assert.throws(() => order(rule('a', 0), rule('b')), Undetermined)
  assert.throws(() => order(rule('a', 0), rule('b', 'first')), Undetermined)
})
