import { z } from 'zod'
import { editConfig } from '../home/config.ts'
import { Problem } from '../problem.ts'
import { answering } from './operation.ts'

/** Forgets a tenant's credential and configuration; evidence and findings stay. */
export const disconnect = answering({
  title: 'Forget a tenant and its credential',
  role: 'administrator',
  needs: 'home',
  commandsOnly: true,
  input: z.strictObject({ tenant: z.string() }),
  kind: 'disconnect',
  output: z.strictObject({ tenant: z.string() }),
  async run(agent, _, { tenant }) {
    const { tenants } = agent.config()
    if (!tenants[tenant])
      throw new Problem('tenant-unknown', { tenant, known: Object.keys(tenants) })
    await agent.secrets.delete(tenant)
    editConfig(agent.home, ['tenants', tenant], undefined)
    return { tenant }
  },
})
