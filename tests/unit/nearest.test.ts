import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byLikeness, nearest, noSuch } from '../../common/model/nearest.ts'

test('the nearest name: a slip of the finger, a word left out, the only one, none', () => {
  const known = ['two-factor-required', 'two-step', 'projects-enabled']
  assert.equal(nearest('two-factor-requird', known), 'two-factor-required')
  assert.equal(nearest('two-factor', known), 'two-factor-required')
  assert.equal(nearest('project', known), 'projects-enabled')
  assert.deepEqual(byLikeness('two-factor', known), ['two-factor-required', 'two-step', known[2]])
  assert.deepEqual(byLikeness('x', ['b', 'a']), ['b', 'a'], 'as they came, where none is like it')
  assert.equal(nearest('x', ['anything']), 'anything')
  assert.equal(nearest('x', []), null)
  assert.equal(noSuch('metric', 'x', []), 'no metric "x"')
  assert.equal(noSuch('metric', 'x', ['y'], ' here'), 'no metric "x" here; nearest is "y"')
})
