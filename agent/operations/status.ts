import { z } from 'zod'
import { Assessment } from '../../common/model/index.ts'
import { assessmentOf } from '../judge/assess-tenant.ts'
import { answering, list } from './operation.ts'

/** Each tenant as last assessed, with all its findings. */
export const status = answering({
  title: 'Each tenant as last assessed',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'assessments',
  output: z.strictObject({
    assessments: list(Assessment),
    /** Connected, and never assessed. */
    unseen: list(z.string()),
  }),
  async run({ store, config }) {
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
    }
  },
})
