import { z } from 'zod'
import { Check, Framework, Metric, Setting } from '../../common/model/index.ts'
import { CatalogueCounts } from './catalogue.ts'
import { answering, list } from './operation.ts'
import { SetAside, setAsideOf } from './shapes.ts'

/** Everything that is shipped or added, each with all that it says. */
export const catalogueWhole = answering({
  title: 'Services, settings, checks, metrics and frameworks, whole',
  role: 'reader',
  needs: 'nothing',
  input: z.strictObject({}),
  kind: 'catalogue',
  output: z.strictObject({
    counts: CatalogueCounts.extend({ requirements: z.int() }),
    services: list(
      z.object({
        id: z.string(),
        title: z.string(),
        vendor: z.string(),
        testedAgainst: z.string(),
        rights: list(z.unknown()),
        resourceTypes: list(z.unknown()),
      }),
    ),
    settings: list(Setting),
    checks: list(Check),
    metrics: list(Metric),
    frameworks: list(Framework),
    /** Files of the home that add nothing, or not what they say now. */
    setAside: list(SetAside),
  }),
  async run(agent) {
    const { services, metrics, frameworks } = agent.catalogue()
    const settings = services.flatMap(service => service.settings).toSorted(byId)
    const checks = services.flatMap(service => service.checks.map(check => Check.parse(check)))
    return {
      counts: {
        services: services.length,
        settings: settings.length,
        checks: checks.length,
        metrics: metrics.length,
        frameworks: frameworks.length,
        requirements: frameworks.flatMap(framework => framework.requirements).length,
      },
      services: services.map(({ id, title, vendor, testedAgainst, rights, resourceTypes }) => ({
        id,
        title,
        vendor,
        testedAgainst,
        rights,
        resourceTypes,
      })),
      settings,
      checks: checks.toSorted(byId),
      metrics: metrics.toSorted(byId),
      frameworks: frameworks.toSorted(byId),
      setAside: await setAsideOf(agent),
    }
  },
})

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1
}
