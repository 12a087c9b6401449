import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { loadCatalogue } from '../../common/catalogue.ts'
import type { Catalogue } from '../../common/catalogue.ts'
import { Recipe } from '../../common/capture/recipe.ts'
import { frameworks } from '../../common/frameworks/index.ts'
import { withCrosswalks } from '../../common/frameworks/crosswalk.ts'
import { frameworkFrom } from '../../common/frameworks/read.ts'
import { toHex } from '../../common/log/bytes.ts'
import { ExceptionFile } from '../../common/model/index.ts'
import type { Exception, Framework } from '../../common/model/index.ts'
import type { Service } from '../../common/model/index.ts'
import { metrics } from '../../common/metrics.ts'
import { services } from '../../common/services/index.ts'
import { sha256 } from '../log/crypto.ts'
import { Problem } from '../problem.ts'
import type { Config } from './config.ts'
import { filesOf, stampOf } from './files.ts'
import { merged, mistakeIn, standIns } from './own-checks.ts'
import { shippedRecipes } from './shipped-recipes.ts'
import { UserChecks } from './user-checks.ts'
import { setAside, unreadable } from './set-aside.ts'
import type { SetAside } from './set-aside.ts'
import { parseYaml } from './yaml.ts'

export type Loaded = {
  readonly catalogue: Catalogue
  readonly digest: string
  readonly recipes: () => readonly Recipe[]
  /** Of files that can be read. */
  readonly exceptions: readonly Exception[]
  /** Files of acceptances that cannot be read, and why: what the log holds of them counts. */
  readonly brokenExceptions: ReadonlyMap<string, Problem>
  /** Of checks, recipes and frameworks. */
  readonly setAside: readonly SetAside[]
}

/**
 * A reader of everything that judges: shipped, plus the user's checks, recipes and exceptions; read
 * again when a file changed. A file that cannot be used is set aside, and its last valid version
 * counts where this reader saw one: nothing here throws for what a user wrote.
 */
export function catalogueReader(home: string, config: () => Config): () => Loaded {
  let stamp = ''
  let loaded: Loaded | null = null
  const checks = new Map<string, UserChecks>()
  const recipes = new Map<string, readonly Recipe[]>()
  const added = new Map<string, Framework>()
  return () => {
    const configured = config()
    const { tenants } = configured
    const used = Object.values(tenants).map(tenant => tenant.service)
    const now = JSON.stringify([stampOf(home), used])
    if (loaded && now === stamp) return loaded
    const own = usableChecks(versionsOf(filesOf(home, 'checks'), readChecks, checks))
    const pages = versionsOf(filesOf(home, 'recipes'), readRecipes, recipes)
    remember(checks, own)
    const catalogues = versionsOf(filesOf(home, 'frameworks'), readOwnFramework, added)
    remember(recipes, pages)
    remember(added, catalogues)
    const aside = [
      ...own.flatMap(asideOf(home, 'checks')),
      ...pages.flatMap(asideOf(home, 'recipes')),
      ...catalogues.flatMap(asideOf(home, 'frameworks')),
    ]
    const known = merged(services, inUse(own))
    const isLost = own.some(item => item.versions.length === 0)
    const all = isLost ? [...known, ...standIns(known, used)] : known
    loaded = {
      catalogue: loadCatalogue({
        services: all,
        metrics,
        frameworks: [...frameworks, ...inUse(catalogues)],
      }),
      digest: digestOf(all, {
        recipes: inUse(pages),
        ...(catalogues.length > 0 ? { frameworks: inUse(catalogues) } : {}),
        ...judging(configured),
      }),
      recipes: recipesWith(inUse(pages).flat()),
      setAside: aside,
      ...readExceptions(home),
    }
    stamp = now
    return loaded
  }
}

/** The shipped ones first. */
function recipesWith(own: readonly Recipe[]): () => readonly Recipe[] {
  let all: readonly Recipe[] | null = null
  return () => (all ??= [...shippedRecipes(), ...own])
}

/** What of the configuration decides what is read and when, how it is judged, and what it is called. */
function judging({ tenants, staleAfterDays }: Config): object {
  return { staleAfterDays, tenants }
}

/**
 * Over all that judges: the catalogue, the user's recipes, what of the configuration has a say. Functions
 * are left out; the version of the code stands in every entry beside the digest.
 */
function digestOf(all: readonly Service[], own: object): string {
  const text = JSON.stringify({ merged: all, metrics, frameworks, own })
  return toHex(sha256(new TextEncoder().encode(text)))
}

/** A file with what it says now and what it said before, as far as these can be used. */
type Versions<T> = {
  readonly file: string
  /** The first one counts. */
  readonly versions: readonly T[]
  /** Why it is not the newest that counts. */
  readonly problem: Problem | null
}

function versionsOf<T>(
  files: readonly string[],
  read: (file: string) => T,
  before: ReadonlyMap<string, T>,
): Versions<T>[] {
  return files.map(file => {
    const last = before.get(file)
    const versions = last === undefined ? [] : [last]
    try {
      return { file, versions: [read(file), ...versions], problem: null }
    } catch (error) {
      return { file, versions, problem: unreadable(file, error) }
    }
  })
}

/** Takes the next older version of a file as long as the one that counts does not compile. */
function usableChecks(all: readonly Versions<UserChecks>[]): readonly Versions<UserChecks>[] {
  const counting = all.flatMap(({ file, versions: [user] }) => (user ? [{ file, user }] : []))
  for (const { file } of counting) {
    const problem = mistakeIn(file, counting, services)
    if (!problem) continue
    const rest = all.map(item =>
      item.file === file
        ? { ...item, versions: item.versions.slice(1), problem: item.problem ?? problem }
        : item,
    )
    return usableChecks(rest)
  }
  return all
}

function inUse<T>(all: readonly Versions<T>[]): T[] {
  return all.flatMap(({ versions }) => versions.slice(0, 1))
}

function remember<T>(last: Map<string, T>, all: readonly Versions<T>[]): void {
  last.clear()
  for (const { file, versions } of all)
    for (const used of versions.slice(0, 1)) last.set(file, used)
}

function asideOf(
  home: string,
  kind: 'checks' | 'recipes' | 'frameworks',
): (item: Versions<unknown>) => readonly SetAside[] {
  return ({ file, versions, problem }) =>
    problem ? [setAside(home, kind, file, problem, versions.length === 0)] : []
}

function readExceptions(home: string): Pick<Loaded, 'exceptions' | 'brokenExceptions'> {
  const read = versionsOf(
    filesOf(home, 'exceptions'),
    file => readYaml(file, ExceptionFile),
    new Map(),
  )
  return {
    exceptions: inUse(read),
    brokenExceptions: new Map(
      read.flatMap(({ file, problem }) => (problem ? [[file, problem] as const] : [])),
    ),
  }
}

function readChecks(file: string): UserChecks {
  return readYaml(file, UserChecks)
}

/** A framework of the user's own, called by its file's name. @throws Problem `definition-invalid` */
function readOwnFramework(file: string): Framework {
  const id = basename(file).replace(/\.ya?ml$/, '')
  const { framework, faults } = frameworkFrom(id, readYaml(file, z.unknown()))
  const all = frameworks.some(item => item.id === id)
    ? [...faults, `id: "${id}" is shipped`]
    : faults
  const crossed = framework && withCrosswalks(framework, frameworks)
  if (crossed && all.length + crossed.faults.length === 0) return crossed.framework
  const mistakes = [...all, ...(crossed?.faults ?? [])].map(fault => {
    const [, place = '', message = fault] = /^([^:]+): (.*)$/s.exec(fault) ?? []
    return { place, message }
  })
  throw new Problem('definition-invalid', { file, mistakes })
}

/** One recipe, or a list of them. */
function readRecipes(file: string): readonly Recipe[] {
  return Array.isArray(readYaml(file, z.unknown()))
    ? readYaml(file, z.array(Recipe))
    : [readYaml(file, Recipe)]
}

/** @throws Problem `definition-invalid` naming file, place and what was expected; as `readFileSync` */
function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  return parseYaml('definition-invalid', file, readFileSync(file, 'utf8'), schema)
}
