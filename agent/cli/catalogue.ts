import { frameworks } from '../../common/frameworks/index.ts'
import { metrics } from '../../common/metrics.ts'
import { services } from '../../common/services/index.ts'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { catalogueReader } from '../home/catalogue.ts'
import { configReader } from '../home/config.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'

/**
 * `witnessmark catalogue`: counts and lists of everything shipped or added, compiled once so that a
 * mistake shows.
 */
export async function catalogue(context: Context): Promise<number> {
  const all = existsSync(join(context.home, 'config.yaml'))
    ? catalogueReader(context.home, configReader(context.home))().catalogue.services
    : services
  const settings = all.flatMap(service => service.settings)
  const checks = all.flatMap(service => service.checks)
  const counts = {
    services: all.length,
    settings: settings.length,
    checks: checks.length,
    metrics: metrics.length,
    frameworks: frameworks.length,
    requirements: frameworks.flatMap(framework => framework.requirements).length,
  }
  if (context.json) {
    const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
      a.id < b.id ? -1 : 1
    context.printJson('catalogue', {
      counts,
      services: all
        .map(({ id, title, vendor, testedAgainst, rights, resourceTypes }) => ({
          id,
          title,
          vendor,
          testedAgainst,
          rights,
          resourceTypes,
        }))
        .sort(byId),
      settings: settings.toSorted(byId),
      checks: checks.toSorted(byId),
      metrics: metrics.toSorted(byId),
      frameworks: frameworks.toSorted(byId),
    })
    return 0
  }
  for (const [what, number] of Object.entries(counts))
    context.print(`${String(number).padStart(6)} ${what}`)
  for (const service of all) {
    const console = service.settings.filter(setting => setting.console).length
    context.print(
      `\n${paint('bold', service.title)}  ${service.settings.length} settings (${console} on console pages), ${service.checks.length} checks; ${service.testedAgainst}`,
    )
  }
  context.say('\nAll of it as data: witnessmark catalogue --json')
  return 0
}
