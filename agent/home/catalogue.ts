import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import {
  CatalogueError,
  compileCheck,
  loadCatalogue,
  requirementIndex,
} from '../../common/catalogue.ts'
import type { Catalogue } from '../../common/catalogue.ts'
import { Recipe } from '../../common/capture/recipe.ts'
import { frameworks } from '../../common/frameworks/index.ts'
import { toHex } from '../../common/log/bytes.ts'
import { Exception } from '../../common/model/index.ts'
import type { Service } from '../../common/model/index.ts'
import { metrics } from '../../common/metrics.ts'
import { recipes as shipped } from '../../common/services/consoles.ts'
import { services } from '../../common/services/index.ts'
import type { Config } from './config.ts'
import { sha256 } from '../log/crypto.ts'
import { Problem } from '../problem.ts'
import { UserChecks } from './user-checks.ts'
import { parseYaml } from './yaml.ts'

const metricIndex = new Map(metrics.map(metric => [metric.id, metric]))
const noRequirements = requirementIndex([])

export type Loaded = {
  readonly catalogue: Catalogue
  readonly digest: string
  readonly recipes: readonly Recipe[]
  readonly exceptions: readonly Exception[]
}

/**
 * A reader of everything that judges: shipped, plus the user's checks, recipes and exceptions; read
 * again when a file changed.
 * @throws Problem `definition-invalid` naming file, place and what was expected
 */
export function catalogueReader(home: string, config: () => Config): () => Loaded {
  let stamp = ''
  let loaded: Loaded | null = null
  return () => {
    const targets = Object.fromEntries(
      Object.entries(config().targets).map(([id, target]) => [id, target.value]),
    )
    const now = JSON.stringify([
      ['checks', 'recipes', 'exceptions'].map(folder =>
        filesOf(home, folder).map(file => [file, statSync(file).mtimeMs]),
      ),
      targets,
    ])
    if (loaded && now === stamp) return loaded
    const own = filesOf(home, 'checks').map(file => ({ file, user: readYaml(file, UserChecks) }))
    const merged = own.reduce<readonly Service[]>((all, { user }) => merge(all, user), services)
    for (const { file, user } of own) compileOwn(file, user, merged)
    const recipes = [
      ...shipped,
      ...filesOf(home, 'recipes').flatMap(file =>
        readYaml(file, z.union([Recipe.transform(one => [one]), z.array(Recipe)])),
      ),
    ]
    const exceptions = filesOf(home, 'exceptions').map(file => readYaml(file, Exception))
    // Functions are left out; the version of the code stands in every entry beside the digest.
    const digest = toHex(
      sha256(new TextEncoder().encode(JSON.stringify({ merged, metrics, frameworks, targets }))),
    )
    loaded = {
      catalogue: loadCatalogue({ services: merged, metrics, frameworks, targets }),
      digest,
      recipes,
      exceptions,
    }
    stamp = now
    return loaded
  }
}

/**
 * A mistake in a user's check is found before anything is asked of a service, and names its file.
 * @throws Problem `definition-invalid`
 */
function compileOwn(file: string, user: UserChecks, all: readonly Service[]): void {
  const service = all.find(item => item.id === user.service.id)
  for (const check of user.checks) {
    try {
      if (service) compileCheck(check, service, metricIndex, noRequirements)
    } catch (error) {
      if (!(error instanceof CatalogueError)) throw error
      // The catalogue names the check before what is wrong with it.
      const [place = '', ...rest] = error.message.split(': ')
      const mistakes = [{ place, message: rest.join(': ') }]
      throw new Problem('definition-invalid', { file, mistakes }, { cause: error })
    }
  }
}

function merge(all: readonly Service[], user: UserChecks): readonly Service[] {
  const checks = user.checks as unknown as Service['checks']
  const known = all.find(service => service.id === user.service.id)
  if (known) {
    return all.map(service =>
      service !== known
        ? service
        : {
            ...service,
            resourceTypes: [
              ...service.resourceTypes,
              ...user.resourceTypes.filter(
                type => !service.resourceTypes.some(item => item.id === type.id),
              ),
            ],
            settings: [...service.settings, ...user.settings],
            checks: [...service.checks, ...checks],
          },
    )
  }
  const resourceTypes =
    user.resourceTypes.length > 0
      ? user.resourceTypes
      : [{ id: 'tenant', title: 'Tenant', plural: 'Tenants' }]
  return [
    ...all,
    {
      id: user.service.id,
      title: user.service.title ?? user.service.id,
      vendor: 'added here',
      resourceTypes,
      rights: [],
      settings: user.settings,
      checks,
      testedAgainst: 'defined by the organisation itself',
    },
  ]
}

function filesOf(home: string, folder: string): string[] {
  const path = join(home, folder)
  return existsSync(path)
    ? readdirSync(path)
        .filter(name => /\.ya?ml$/.test(name))
        .sort()
        .map(name => join(path, name))
    : []
}

function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  return parseYaml('definition-invalid', file, readFileSync(file, 'utf8'), schema)
}
