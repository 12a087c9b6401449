import { Problem } from '../../problem.ts'
import type { ProblemParams } from '../../problems.ts'

/** Why no text can be had of a document. */
export type Why = ProblemParams<'document-unreadable'>['why']

/** The problem of a document whose name the process that reads it does not know. */
export function unreadable(why: Why): Problem {
  return new Problem('document-unreadable', { name: '', why })
}
