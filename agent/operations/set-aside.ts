import type { z } from 'zod'
import type { Agent } from '../agent.ts'
import type { SetAside } from './shapes.ts'

/** The user's files that cannot be used as they stand, as doors show them. */
export async function setAsideOf(agent: Agent): Promise<z.input<typeof SetAside>[]> {
  return (await agent.setAside()).map(({ file, problem }) => ({ file, problem }))
}
