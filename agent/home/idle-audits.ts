import { collectors } from '../../common/services/collectors.ts'
import type { Config } from './config.ts'
import type { SetAside } from './set-aside.ts'

/** Tenants that ask for the audit log of a service that has none which is read: nobody is ever named there. */
export function idleAudits({ tenants }: Pick<Config, 'tenants'>): SetAside[] {
  const audited = new Set(collectors.filter(item => item.audit).map(item => item.service))
  return Object.entries(tenants).flatMap(([tenant, { service, audit }]) =>
    audit === true && !audited.has(service)
      ? [
          {
            file: 'config.yaml',
            problem:
              `tenants.${tenant}.audit: no audit log of ${service} is read, so nobody is named who made a change. ` +
              `Take the line out, or look for it in ${service} itself. All else goes on.`,
            lost: false,
          },
        ]
      : [],
  )
}
