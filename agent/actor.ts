import { userInfo } from 'node:os'

/** What an actor may do: look, or also change. */
export type Role = 'reader' | 'administrator'

/**
 * Who asked. The id stands in the facts that are sealed beside an entry, never in the leaf, so that it
 * can be erased: `command:USER`, `dashboard:USER`, `schedule:ID`, a paired browser by its pairing id,
 * or `agent` for what the agent does of itself.
 */
export type Actor = { readonly id: string; readonly role: Role }

export const theAgent: Actor = { id: 'agent', role: 'administrator' }

/** Whatever collects metrics: it looks and changes nothing. */
export const collectorActor: Actor = { id: 'metrics', role: 'reader' }

export function commandActor(user = userInfo().username): Actor {
  return { id: `command:${user}`, role: 'administrator' }
}

/** Whoever holds a session of the dashboard: it was opened by the user whose agent this is. */
export function dashboardActor(user = userInfo().username): Actor {
  return { id: `dashboard:${user}`, role: 'administrator' }
}

/** @param id of the tenant whose schedule it is */
export function scheduleActor(id: string): Actor {
  return { id: `schedule:${id}`, role: 'administrator' }
}

/** @param pairing id of the browser's pairing */
export function browserActor(pairing: string): Actor {
  return { id: pairing, role: 'administrator' }
}
