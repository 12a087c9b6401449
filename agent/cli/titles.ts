import type { Context } from './context.ts'
import { withHome } from './invoke.ts'

/** Titles of checks by id, the home's own included. */
export function checkTitles(context: Context): Promise<ReadonlyMap<string, string>> {
  return withHome(context, agent => {
    const checks = agent.catalogue().services.flatMap(service => service.checks)
    return new Map(checks.map(check => [check.id, check.title]))
  })
}
