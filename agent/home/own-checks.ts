import { CatalogueError, compileCheck } from '../../common/catalogue.ts'
import type { Service } from '../../common/model/index.ts'
import { metrics } from '../../common/metrics.ts'
import { Problem } from '../problem.ts'
import type { UserChecks } from './user-checks.ts'

type Own = { readonly file: string; readonly user: UserChecks }

const metricIndex = new Map(metrics.map(metric => [metric.id, metric]))
const anywhere = [{ id: 'tenant', title: 'Tenant', plural: 'Tenants' }]

/** The services with what the user adds to them, and those that the user adds. */
export function merged(
  services: readonly Service[],
  own: readonly UserChecks[],
): readonly Service[] {
  // Which of its files says what a service consists of does not depend on their names.
  return own
    .reduce(merge, services)
    .map(service =>
      service.resourceTypes.length > 0 ? service : { ...service, resourceTypes: anywhere },
    )
}

/**
 * Services that tenants name and nothing defines, while a file that may define them is set aside:
 * what the record holds of such a tenant can still be shown and judged unknown.
 */
export function standIns(known: readonly Service[], used: readonly string[]): readonly Service[] {
  return [...new Set(used)]
    .filter(id => !known.some(service => service.id === id))
    .map(id => ({
      ...addedHere({ service: { id }, resourceTypes: [], settings: [], checks: [] }),
      resourceTypes: anywhere,
    }))
}

/**
 * A mistake in a user's check is found before anything is asked of a service, and names its file.
 * @param own all files that count, in order: an id belongs to the first that has it
 */
export function mistakeIn(
  file: string,
  own: readonly Own[],
  services: readonly Service[],
): Problem | null {
  const at = own.findIndex(item => item.file === file)
  const user = own[at]?.user
  if (!user) return null
  const before = merged(
    services,
    own.slice(0, at).map(item => item.user),
  )
  const taken = takenIn(
    user,
    before.find(item => item.id === user.service.id),
  )
  if (taken) return invalid(file, taken)
  const all = merged(
    services,
    own.map(item => item.user),
  )
  const service = all.find(item => item.id === user.service.id)
  for (const check of user.checks) {
    try {
      if (service) compileCheck(check, service, metricIndex)
    } catch (error) {
      if (!(error instanceof CatalogueError)) throw error
      // The catalogue names the check before what is wrong with it.
      const [place = '', ...rest] = error.message.split(': ')
      return invalid(file, { place, message: rest.join(': ') }, error)
    }
  }
  return null
}

type Mistake = { readonly place: string; readonly message: string }

function invalid(file: string, mistake: Mistake, cause?: Error): Problem {
  return new Problem('definition-invalid', { file, mistakes: [mistake] }, { cause })
}

/** Two checks of one id would have findings of one id. */
function takenIn(user: UserChecks, known: Service | undefined): Mistake | null {
  for (const list of ['checks', 'settings'] as const) {
    const ids = new Set((known?.[list] ?? []).map(item => item.id))
    for (const { id } of user[list]) {
      if (typeof id !== 'string') continue
      if (ids.has(id))
        return {
          place: `${list.slice(0, -1)} ${id}`,
          message: 'id: there is one of this id already',
        }
      ids.add(id)
    }
  }
  return null
}

function merge(all: readonly Service[], user: UserChecks): readonly Service[] {
  const known = all.find(service => service.id === user.service.id)
  return known
    ? all.map(service => (service === known ? extended(known, user) : service))
    : [...all, addedHere(user)]
}

function extended(service: Service, user: UserChecks): Service {
  const { resourceTypes, settings, checks } = user
  const has = new Set(service.resourceTypes.map(type => type.id))
  const untitled = service.title === service.id
  return {
    ...service,
    title: (untitled ? user.service.title : undefined) ?? service.title,
    resourceTypes: [...service.resourceTypes, ...resourceTypes.filter(type => !has.has(type.id))],
    settings: [...service.settings, ...settings],
    checks: [...service.checks, ...asChecks(checks)],
  }
}

function addedHere({ service, resourceTypes, settings, checks }: UserChecks): Service {
  return {
    id: service.id,
    title: service.title ?? service.id,
    vendor: 'added here',
    resourceTypes,
    rights: [],
    settings,
    checks: asChecks(checks),
    testedAgainst: 'defined by the organisation itself',
  }
}

/** Parsed when they are compiled. */
function asChecks(checks: UserChecks['checks']): Service['checks'] {
  return checks as unknown as Service['checks']
}
