import { holderOf } from '../home/lock.ts'
import type { Context } from './context.ts'

export type Answer<T> = {
  readonly ok: boolean
  readonly status: number
  readonly body: T & { readonly error?: string }
}

/**
 * Asks the agent that holds this home to do it. @returns null where none runs, or the one that
 * holds it serves nothing
 */
export async function askRunningAgent<T>(
  context: Pick<Context, 'home'>,
  path: string,
  body: object,
): Promise<Answer<T> | null> {
  const holder = holderOf(context.home)
  if (!holder?.url || !holder.token) return null
  const reply = await fetch(new URL(`/api/v1${path}`, holder.url), {
    method: 'POST',
    headers: {
      'authorization': `Bearer ${holder.token}`,
      'content-type': 'application/json',
      'origin': new URL(holder.url).origin,
    },
    body: JSON.stringify(body),
  })
  return {
    ok: reply.ok,
    status: reply.status,
    body: (await reply.json()) as T & { readonly error?: string },
  }
}
