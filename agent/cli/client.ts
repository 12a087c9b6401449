import type { ClientRequest, IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import { holderOf } from '../home/lock.ts'
import { loadOperation } from '../operations/index.ts'
import type { Input, OperationName, Output } from '../operations/index.ts'
import { LINES } from '../operations/operation.ts'
import type { Operation, Progress } from '../operations/operation.ts'
import { routes } from '../operations/routes.ts'
import { Problem } from '../problem.ts'
import { problems } from '../problems.ts'
import type { ProblemCode } from '../problems.ts'

const Refusal = z.object({ code: z.string(), params: z.looseObject({}), error: z.string() })
const Line = z.object({
  progress: z
    .object({
      done: z.number(),
      total: z.number(),
      text: z.string(),
      notice: z.boolean().optional(),
    })
    .optional(),
  result: z.unknown().optional(),
  problem: Refusal.optional(),
})

/**
 * Asks the agent that holds this home to do it.
 * @returns null where none runs, or the one that holds it serves nothing
 * @throws Problem in its words
 */
export async function askAgent<N extends OperationName>(
  home: string,
  name: N,
  input: Input<N>,
  tell: (progress: Progress) => void,
): Promise<{ readonly output: Output<N> } | null> {
  const holder = holderOf(home)
  const route = routes[name]
  if (!holder?.url || !holder.token || !route) return null
  const { url, token } = holder
  const operation = await loadOperation(name)
  const [method = '', path = ''] = route.split(' ')
  const given = input as Readonly<Record<string, unknown>>
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(given[key])),
  )
  const address = new URL(`/api/v1${filled}`, url)
  if (method === 'GET')
    for (const [key, value] of Object.entries(given))
      if (value !== undefined && !path.includes(`{${key}}`))
        address.searchParams.set(key, String(value))
  const body = method === 'GET' ? null : JSON.stringify(input)
  const headers = {
    'authorization': `Bearer ${token}`,
    'content-type': 'application/json',
    'origin': new URL(url).origin,
    'accept': 'stream' in operation ? LINES : 'application/json',
    ...(body !== null && { 'content-length': Buffer.byteLength(body) }),
  }
  const reply = await connected(home, () => asked(address, { method, headers }, body))
  const lined = reply.headers['content-type'] === LINES
  const answered = await connected(home, () => (lined ? lastOf(home, reply, tell) : json(reply)))
  if ((reply.statusCode ?? 500) >= 300) throw problemFrom(answered)
  return { output: parsed(operation, answered) as Output<N> }
}

/**
 * Over `node:http` itself: Node's client for `fetch` is 13 MB and 20 ms that a command which asks once
 * would pay, and so is an `import` of all exports. It goes by no proxy: the agent is on this machine.
 */
function asked(
  address: URL,
  options: { readonly method: string; readonly headers: Record<string, string | number> },
  body: string | null,
): Promise<IncomingMessage> {
  const { request } = process.getBuiltinModule('node:http')
  return new Promise((resolve, reject) => {
    const asking: ClientRequest = request(address, { ...options, agent: false }, resolve)
    asking.once('error', reject)
    asking.end(body ?? undefined)
  })
}

/** @throws Problem `agent-stopped` where the connection ends before the answer */
async function connected<T>(home: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // What the platform throws of a connection has its code; what was answered is a Problem.
    if (error instanceof Problem || !(error instanceof Error && 'code' in error)) throw error
    throw new Problem('agent-stopped', { home }, { cause: error })
  }
}

/** The document without its head, in the order that it came in, once the operation's schema fits. */
function parsed(operation: Operation, document: unknown): unknown {
  const { format: _f, version: _v, ...body } = z.looseObject({}).parse(document)
  if ('output' in operation) operation.output.parse(body)
  return body
}

/** @throws Problem of the last line */
async function lastOf(
  home: string,
  input: IncomingMessage,
  tell: (progress: Progress) => void,
): Promise<unknown> {
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    const { progress, result, problem } = Line.parse(JSON.parse(text))
    if (problem) throw problemFrom(problem)
    if (progress) tell(progress)
    else return result
  }
  throw new Problem('agent-stopped', { home })
}

/** The problem as it was thrown over there; in its own words where the agent is of another version. */
function problemFrom(answered: unknown): Problem {
  const refusal = Refusal.safeParse(answered).data
  if (!refusal) return new Problem('failed', { detail: 'the running agent gave no reason' })
  const { code, params, error } = refusal
  if (!(code in problems)) return new Problem('failed', { detail: error })
  return new Problem(code as ProblemCode, params as never)
}
