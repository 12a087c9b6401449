import { uuid5 } from '../uuid.ts'
import type { Window } from '../window.ts'

export function tenantUuid(tenant: string): string {
  return uuid5(`tenant ${tenant}`)
}

/** The same window, the same id. */
export function idOf(window: Window, what: string): string {
  return uuid5(
    `${what} ${window.checkpoint.root} ${window.from} ${window.to} ${window.days?.join() ?? ''} ${window.redact} ${window.tenants.map(tenant => tenant.id).join()} ${window.frameworks.map(framework => framework.id).join()}${window.assurance === null ? '' : ` ${window.assurance}`}`,
  )
}
