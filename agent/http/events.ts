import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Agent } from '../agent.ts'

const ALIVE_MILLISECONDS = 15_000

/** The page asks again when something was committed or a file of the home changed; an event carries no data of its own. */
export function events(agent: Agent, context: Context): Response {
  return streamSSE(context, async stream => {
    const send = (event: 'changed' | 'progress') => (data: object) => {
      void stream.writeSSE({ event, data: JSON.stringify(data) })
    }
    const changed = send('changed')
    const committed = ({ tenant, kind }: { tenant: string | null; kind: string }): void =>
      changed({ tenant, kind })
    const configured = (): void => changed({ tenant: null, kind: 'configured' })
    const progress = send('progress')
    agent.events.on('committed', committed).on('configured', configured).on('progress', progress)
    stream.onAbort(() => {
      agent.events
        .off('committed', committed)
        .off('configured', configured)
        .off('progress', progress)
    })
    while (!stream.aborted) {
      await stream.writeSSE({ event: 'alive', data: '' })
      await stream.sleep(ALIVE_MILLISECONDS)
    }
  })
}
