import { perAgent } from '../per-agent.ts'

/** Where the agent serves; what stands there before it does is nobody's address. */
export type Address = { port: number; url: string }

export const addressOf = perAgent((): Address => ({ port: 0, url: '' }))
