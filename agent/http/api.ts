import { Readable } from 'node:stream'
import { Hono } from 'hono'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { loadOperation, operationNames } from '../operations/index.ts'
import { admitted, LINES } from '../operations/operation.ts'
import type { Download, Operation, Step } from '../operations/operation.ts'
import { routes } from '../operations/routes.ts'
import { Problem } from '../problem.ts'
import { document, problemDocument, refuse, TICKET } from './answer.ts'
import { openApi } from './openapi.ts'

/** Usual body of a request, in bytes. */
const MAX_BODY = 64 * 1024

export type Caller = {
  readonly actor: Actor
  /** It has the token that only the user's own commands can read. */
  readonly command: boolean
}

/**
 * The HTTP API under /api/v1: every operation that has a route, and the document that says so. What an
 * operation needs is loaded when it is first asked for.
 */
export function apiRoutes(agent: Agent, callerOf: (context: Context) => Caller): Hono {
  const api = new Hono()
  for (const name of operationNames) {
    const route = routes[name]
    if (!route) continue
    const [method = '', path = ''] = route.split(' ')
    const limit: MiddlewareHandler = async (context, next) =>
      limitTo((await loadOperation(name)).largest ?? MAX_BODY)(context, next)
    api.on(method, path.replace(/\{(\w+)\}/g, ':$1'), limit, async context =>
      answer(agent, await loadOperation(name), callerOf(context), context),
    )
  }
  api.get('/openapi.json', async context => context.json(await openApi()))
  return api
}

function limitTo(maxSize: number): MiddlewareHandler {
  const onError = (context: Context): Response => refuse(context, new Problem('too-large', {}))
  return bodyLimit({ maxSize, onError })
}

async function answer(
  agent: Agent,
  operation: Operation,
  { actor, command }: Caller,
  context: Context,
): Promise<Response> {
  try {
    if (operation.commandsOnly && !command) throw new Problem('commands-only', {})
    const input = admitted(operation, actor, await givenIn(context))
    if ('run' in operation) {
      const output = (await operation.run(agent, actor, input)) as object
      return context.json(document(operation.kind, output))
    }
    if ('open' in operation) return download(context, await operation.open(agent, actor, input))
    const steps = operation.stream(agent, actor, input) as AsyncIterable<Step<object>>
    if (context.req.header('accept') === LINES) return lines(operation.kind, steps)
    for await (const step of steps)
      if ('result' in step) return context.json(document(operation.kind, step.result))
    throw new Problem('failed', { detail: 'it ended without a result' })
  } catch (error) {
    return refuse(context, error)
  }
}

/** Parameters of path and query, and the members of a JSON body. */
async function givenIn(context: Context): Promise<unknown> {
  const { req } = context
  const { [TICKET]: _, ...query } = req.query()
  const named = { ...query, ...req.param() }
  if (req.method === 'GET' || req.method === 'DELETE') return named
  const text = await req.text()
  if (text === '') return named
  const body = parse(text)
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? { ...body, ...named }
    : body
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('input-invalid', { detail: 'the body is not JSON' })
  }
}

/** Evidence and exports are untrusted: they leave as downloads, never as a page. */
function download(context: Context, { name, mediaType, bytes, body }: Download): Response {
  return context.body(body instanceof Uint8Array ? new Uint8Array(body) : body, 200, {
    'content-type': mediaType,
    ...(bytes !== null && { 'content-length': String(bytes) }),
    'content-disposition': `attachment; filename="${name}"`,
  })
}

/** Each step as a line: progress, then the result's document or what stood in the way. */
function lines(kind: string, steps: AsyncIterable<Step<object>>): Response {
  const encoder = new TextEncoder()
  const line = (value: object): Uint8Array => encoder.encode(`${JSON.stringify(value)}\n`)
  async function* written(): AsyncIterable<Uint8Array> {
    try {
      for await (const step of steps)
        yield line('result' in step ? { result: document(kind, step.result) } : step)
    } catch (error) {
      yield line({ problem: problemDocument(error).body })
    }
  }
  const stream = Readable.toWeb(Readable.from(written(), { objectMode: false })) as ReadableStream
  return new Response(stream, { headers: { 'content-type': LINES } })
}
