import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isProblem, messageOf, Problem, problemOf } from '../../../agent/problem.ts'

test('a problem has the words, the status and the exit code of its row', () => {
  const problem = new Problem('exception-unknown', { id: 'x-1' })
  assert.equal(problem.message, 'no exception "x-1"')
  assert.deepEqual([problem.status, problem.exit], [404, 2])
  assert.ok(isProblem(problem, 'exception-unknown'))
  assert.ok(!isProblem(problem, 'exception-ended'))
  assert.ok(!isProblem(new Error('no exception "x-1"'), 'exception-unknown'))
})

test('any error is a problem: itself, or "failed" with its own message and the error behind it', () => {
  const known = new Problem('exception-unknown', { id: 'x-1' })
  assert.equal(problemOf(known), known)
  const error = new TypeError('out of reach')
  const failed = problemOf(error)
  assert.deepEqual(
    [failed.code, failed.message, failed.status, failed.exit, failed.cause],
    ['failed', 'out of reach', 500, 1, error],
  )
  assert.equal(problemOf('plain words').message, 'plain words')
  assert.equal(messageOf(error), 'out of reach')
})
