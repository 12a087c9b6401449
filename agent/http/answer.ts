import type { Context } from 'hono'
import { problemOf } from '../problem.ts'
import type { Problem } from '../problem.ts'

/** A document of ours: `witnessmark/KIND`, version 1. */
export function document(kind: string, body: object): object {
  return { format: `witnessmark/${kind}`, version: 1, ...body }
}

/** What stood in the way, for programs (`code`, `params`) and for people (`error`). */
export function problemDocument(error: unknown): {
  readonly problem: Problem
  readonly body: object
} {
  const problem = problemOf(error)
  const { code, params, message } = problem
  return { problem, body: document('problem', { code, params, error: message }) }
}

export function refuse(context: Context, error: unknown): Response {
  const { problem, body } = problemDocument(error)
  return context.json(body, problem.status)
}

/** In the query of an address that answers once; no operation has a parameter of that name. */
export const TICKET = 'ticket'
