import type { Agent } from './agent.ts'

/** Something that each agent has one of, made when it is first asked for. */
export function perAgent<T>(make: (agent: Agent) => T): (agent: Agent) => T {
  const made = new WeakMap<Agent, T>()
  return agent => {
    const known = made.get(agent)
    if (known !== undefined) return known
    const fresh = make(agent)
    made.set(agent, fresh)
    return fresh
  }
}
