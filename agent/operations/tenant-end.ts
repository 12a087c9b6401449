import { z } from 'zod'
import { endTenant } from '../judge/left-tenants.ts'
import { answering } from './operation.ts'

/** Ends a tenant: seals who ended it and why, then forgets its credential and configuration. */
export const tenantEnd = answering({
  title: 'End a tenant, with a reason on record',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ tenant: z.string(), reason: z.string().min(1) }),
  kind: 'tenant-end',
  output: z.strictObject({ tenant: z.string() }),
  async run(agent, actor, { tenant, reason }) {
    await endTenant(agent, actor, tenant, reason)
    return { tenant }
  },
})
