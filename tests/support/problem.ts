import assert from 'node:assert/strict'
import { problemOf } from '../../agent/problem.ts'
import type { ProblemCode } from '../../agent/problems.ts'

/**
 * For `assert.rejects` and `assert.throws`: it is the problem of that code, and its words say this.
 * What is no problem is `failed`, so that it never passes for one.
 */
export function isRefusal(code: ProblemCode, words: RegExp): (error: unknown) => true {
  return error => {
    const problem = problemOf(error)
    assert.equal(problem.code, code, problem.message)
    assert.match(problem.message, words)
    return true
  }
}
