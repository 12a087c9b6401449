import { z } from 'zod'
import { Assessment } from '../../common/model/index.ts'
import { assessmentOf } from '../judge/assess-tenant.ts'
import { answering, list } from './operation.ts'
import { setAsideOf } from './set-aside.ts'
import { SetAside } from './shapes.ts'
import { leftTenants } from './left-tenants.ts'

/** Each tenant as last assessed, with all its findings. */
export const status = answering({
  title: 'Each tenant as last assessed',
  role: 'reader',
  needs: 'home',
  input: z.object({}),
  kind: 'assessments',
  output: z.strictObject({
    assessments: list(Assessment),
    /** Connected, and never assessed. */
    unseen: list(z.string()),
    /** The record knows them, and the configuration has them no more. */
    left: list(z.string()),
    setAside: list(SetAside),
  }),
  async run(agent) {
    const { store, config } = agent
    const tenants = Object.keys(config().tenants).sort()
    const seen = tenants.map(async tenant => {
      const [run] = await store.runs({ tenant, status: 'finished', limit: 1 })
      if (!run?.finishedAt) return tenant
      const findings = await store.findings(tenant)
      return assessmentOf(tenant, run.id, run.finishedAt, run.catalogue, findings)
    })
    const all = await Promise.all(seen)
    return {
      assessments: all.filter(item => typeof item !== 'string'),
      unseen: all.filter(item => typeof item === 'string'),
      left: await leftTenants(agent),
      setAside: await setAsideOf(agent),
    }
  },
})
