import { z } from 'zod'
import type { Actor, Role } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { issuesText, Problem } from '../problem.ts'

/**
 * Something that a person or program can ask of the agent, whatever the door. What goes in and out is
 * parsed and described by its schemas: routes, the OpenAPI document, the commands' client and the
 * dashboard's types come from them.
 */
type Described<I extends z.ZodType, O extends z.ZodType> = {
  /** One line, as a person reads it. */
  readonly title: string
  /** Who may. */
  readonly role: Role
  /**
   * `record`: only the one agent that holds the home can do it. `home`: files of the home and what is
   * stored are enough, also beside a running agent. `nothing`: a home need not even be there.
   */
  readonly needs: 'record' | 'home' | 'nothing'
  /** Through HTTP only with the token of the user's own commands: it names files of this machine. */
  readonly commandsOnly?: true
  /** Largest body that HTTP takes, in bytes, where that is more than usual. */
  readonly largest?: number
  readonly input: I
  /** Of the document `witnessmark/KIND`. */
  readonly kind: string
  readonly output: O
}

export type Answering<I extends z.ZodType, O extends z.ZodType> = Described<I, O> & {
  run(agent: Agent, actor: Actor, input: z.output<I>): Promise<z.output<O>> | z.output<O>
}

/** How far something is that takes its time. */
export type Progress = {
  readonly done: number
  readonly total: number
  readonly text: string
  /** Somebody has to do something: it is said, and stays. */
  readonly notice?: boolean | undefined
}
/** Media type of steps as a door writes them: one JSON text a line. */
export const LINES = 'application/x-ndjson'

export type Step<T> = { readonly progress: Progress } | { readonly result: T }

export type Streaming<I extends z.ZodType, O extends z.ZodType> = Described<I, O> & {
  stream(agent: Agent, actor: Actor, input: z.output<I>): AsyncIterable<Step<z.output<O>>>
}

/** Bytes that leave as a download, never as a page. */
export type Download = {
  readonly name: string
  readonly mediaType: string
  /** Null where it is made while it leaves. */
  readonly bytes: number | null
  readonly body: Uint8Array | ReadableStream
}
export type Downloading<I extends z.ZodType> = Omit<Described<I, z.ZodType>, 'output' | 'kind'> & {
  open(agent: Agent, actor: Actor, input: z.output<I>): Promise<Download>
}

export type Operation =
  | Answering<z.ZodType, z.ZodType>
  | Streaming<z.ZodType, z.ZodType>
  | Downloading<z.ZodType>

/** Declares an operation; the types of input and output follow its schemas. */
export function answering<I extends z.ZodType, O extends z.ZodType>(
  operation: Answering<I, O>,
): Answering<I, O> {
  return operation
}

export function streaming<I extends z.ZodType, O extends z.ZodType>(
  operation: Streaming<I, O>,
): Streaming<I, O> {
  return operation
}

export function downloading<I extends z.ZodType>(operation: Downloading<I>): Downloading<I> {
  return operation
}

/** A list that nobody changes. */
export function list<T extends z.ZodType>(of: T): z.ZodReadonly<z.ZodArray<T>> {
  return z.array(of).readonly()
}

/**
 * What came from outside as the operation takes it.
 * @throws Problem `input-invalid` naming the place; `role-missing` where the actor may not
 */
export function admitted<I extends z.ZodType>(
  operation: { readonly role: Role; readonly input: I },
  actor: Actor,
  given: unknown,
): z.output<I> {
  if (operation.role === 'administrator' && actor.role !== 'administrator')
    throw new Problem('role-missing', { role: operation.role })
  const parsed = operation.input.safeParse(given)
  if (!parsed.success) throw new Problem('input-invalid', { detail: issuesText(parsed.error) })
  return parsed.data
}

/** Work that tells how far it is by calling back, as steps to walk through. */
export async function* steps<T>(
  work: (tell: (progress: Progress) => void) => Promise<T>,
): AsyncIterable<Step<T>> {
  // Only the newest matters: whoever walks slowly misses some, but no notice.
  const notices: Progress[] = []
  let latest: Progress | null = null
  let ended = false
  let wake = (): void => undefined
  const end = (): void => {
    ended = true
    wake()
  }
  const done = work(progress => {
    if (progress.notice) notices.push(progress)
    else latest = progress
    wake()
  })
  done.then(end, end)
  while (!ended || latest || notices.length > 0) {
    const progress: Progress | null = notices.shift() ?? latest
    if (!progress?.notice) latest = null
    if (progress) yield { progress }
    else
      await new Promise<void>(resolve => {
        wake = resolve
      })
  }
  yield { result: await done }
}
