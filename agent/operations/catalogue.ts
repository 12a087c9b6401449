import { z } from 'zod'
import { frameworks as shipped } from '../../common/frameworks/index.ts'
import { answering, list } from './operation.ts'

export const CatalogueCounts = z.strictObject({
  services: z.int(),
  settings: z.int(),
  checks: z.int(),
  metrics: z.int(),
  frameworks: z.int(),
})

/** Ids of everything that is shipped or added. */
export const catalogue = answering({
  title: 'Ids of services, settings, checks, metrics and frameworks',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'catalogue',
  output: z.strictObject({
    counts: CatalogueCounts,
    services: list(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        settings: list(z.string()),
        checks: list(z.string()),
      }),
    ),
    metrics: list(z.string()),
    frameworks: list(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        version: z.string(),
        note: z.string().optional(),
        levels: list(z.string()),
        /** The user's own: it can be mapped here. */
        own: z.boolean(),
      }),
    ),
  }),
  run(agent) {
    const { services, metrics, frameworks } = agent.catalogue()
    const idsOf = (items: readonly { readonly id: string }[]) => items.map(item => item.id).sort()
    return {
      counts: {
        services: services.length,
        settings: services.reduce((sum, item) => sum + item.settings.length, 0),
        checks: services.reduce((sum, item) => sum + item.checks.length, 0),
        metrics: metrics.length,
        frameworks: frameworks.length,
      },
      services: services.map(({ id, title, settings, checks }) => ({
        id,
        title,
        settings: idsOf(settings),
        checks: idsOf(checks),
      })),
      metrics: idsOf(metrics),
      frameworks: frameworks.map(({ id, title, version, note, levels = [] }) => ({
        id,
        title,
        version,
        note,
        levels: [...levels],
        own: !shipped.some(item => item.id === id),
      })),
    }
  },
})
