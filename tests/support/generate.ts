// `npm run generate`: what follows from the folders and stands in files all the same, so that three
// builds can import it: the registries of services and frameworks, and the tables in each service's
// README; and what `docs/` says of the files that a person writes, from their schemas. With `--check` it writes nothing and fails, naming every file that is not as it would be.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { format } from 'oxfmt'
import type { Importer, Service } from '../../common/model/index.ts'
import manifest from '../../package.json' with { type: 'json' }
import settings from '../../.oxfmtrc.json' with { type: 'json' }
import { commandsPage, manualPage } from './generate-commands.ts'
import { configurationPage } from './generate-configuration.ts'
import { ownChecksPage } from './generate-own-checks.ts'
import { readmePage } from './generate-readme.ts'
import { schemaFiles } from './generate-schemas.ts'
import type { Recipe } from '../../common/capture/recipe.ts'
import { readmeOf } from './service-readme.ts'

/** What a service's folder exports, under names that are the same for all. */
type Exported = {
  readonly service: Service
  readonly importer?: Importer
  readonly recipes?: readonly Recipe[]
}

/**
 * Every generated file below `root` with the text it should have. Imports each service's
 * `service.ts` and importer, never a registry: those may be stale, or not there.
 */
export async function generated(root: string): Promise<ReadonlyMap<string, string>> {
  const ids = globSync('common/services/*/service.ts', { cwd: root })
    .map(file => file.replaceAll('\\', '/').split('/')[2] ?? '')
    .sort()
  const having = (part: string): string[] =>
    ids.filter(id => existsSync(`${root}common/services/${id}/${part}/index.ts`))
  const load = async (id: string, file: string): Promise<Exported> =>
    (await import(pathToFileURL(`${root}common/services/${id}/${file}`).href)) as Exported
  const importers = await Promise.all(
    having('import').map(async id => {
      const { importer } = await load(id, 'import/index.ts')
      return [importer?.name ?? id, nameOf(id)] as const
    }),
  )
  const frameworks = globSync('common/frameworks/*.json', { cwd: root })
    .map(file => basename(file, '.json'))
    .sort()
  const known = await Promise.all(ids.map(async id => (await load(id, 'service.ts')).service))
  const withRecipes = having('recipes')
  const readmes = await Promise.all(
    known.map(async service => {
      const file = `common/services/${service.id}/README.md`
      const before = existsSync(root + file) ? readFileSync(root + file, 'utf8') : null
      const recipes = withRecipes.includes(service.id)
        ? ((await load(service.id, 'recipes/index.ts')).recipes ?? [])
        : []
      return [file, readmeOf(service, recipes, before)] as const
    }),
  )
  const sources: readonly (readonly [string, string])[] = [
    ['common/services/index.ts', servicesFile(ids)],
    ['common/services/collectors.ts', collectorsFile(having('collect'))],
    ['common/services/consoles.ts', consolesFile(having('recipes'))],
    ['common/services/importers.ts', importersFile(having('import'), importers)],
    ['common/frameworks/index.ts', frameworksFile(frameworks)],
    ['README.md', readmePage(readFileSync(`${root}README.md`, 'utf8'), known, having('collect'))],
    ['docs/commands.md', commandsPage()],
    ['docs/configuration.md', configurationPage()],
    ['docs/own-checks.md', ownChecksPage(readFileSync(`${root}docs/own-checks.md`, 'utf8'))],
    ...schemaFiles(),
  ]
  return new Map([
    ...(await Promise.all(
      sources.map(async ([file, text]) => [file, await formatted(file, text)] as const),
    )),
    ...readmes,
    ['docs/witnessmark.1', manualPage(manifest.version)],
  ])
}

/**
 * Writes what is stale below `root`; nothing where `check` is set.
 * @returns the stale files, sorted
 */
export async function generate(root: string, check = false): Promise<string[]> {
  const stale = [...(await generated(root))]
    .filter(
      ([file, text]) => !existsSync(root + file) || readFileSync(root + file, 'utf8') !== text,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
  if (!check)
    for (const [file, text] of stale) {
      mkdirSync(dirname(root + file), { recursive: true })
      writeFileSync(root + file, text)
    }
  return stale.map(([file]) => file)
}

const firstLine = '// Written by `npm run generate` from the folders beside it: not to be edited.'

/** The name that a registry gives a service: `microsoft-365` -> `microsoft365`. */
function nameOf(id: string): string {
  return id
    .replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^[0-9]/, '_$&')
}

/** Imports of one export of each service's folder. */
function imports(exported: string, file: string, ids: readonly string[]): string {
  return ids.map(id => `import { ${exported} as ${nameOf(id)} } from './${id}/${file}'`).join('\n')
}

function servicesFile(ids: readonly string[]): string {
  return `${firstLine}
import type { Service } from '../model/service.ts'
${imports('service', 'service.ts', ids)}

/** Every service we know: settings and checks, for both sides. */
export const services: readonly Service[] = [${ids.map(nameOf).join(', ')}]
`
}

function collectorsFile(ids: readonly string[]): string {
  return `${firstLine}
import type { Collector } from '../model/collector.ts'
${imports('collector', 'collect/index.ts', ids)}

/** How services are read by API: for the agent only. */
export const collectors: readonly Collector[] = [${ids.map(nameOf).join(', ')}]
`
}

function consolesFile(ids: readonly string[]): string {
  return `${firstLine}
import type { Recipe } from '../capture/recipe.ts'
${imports('recipes', 'recipes/index.ts', ids)}

/** How console pages of services are read: recipes are data. */
export const recipes: readonly Recipe[] = [${ids.map(id => `...${nameOf(id)}`).join(', ')}]
`
}

function importersFile(
  ids: readonly string[],
  importers: readonly (readonly [string, string])[],
): string {
  const sorted = importers.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${firstLine}
import type { Importer } from '../model/import.ts'
${imports('importer', 'import/index.ts', ids)}

/** The tools whose exports can be read: the word after \`witnessmark import\`. */
export type ImporterId = ${sorted.map(([name]) => `'${name}'`).join(' | ')}

/** How each tool's export is read: for the agent only. */
export const importers: Readonly<Record<ImporterId, Importer>> = {
${sorted.map(([name, service]) => `'${name}': ${service},`).join('\n')}
}
`
}

function frameworksFile(ids: readonly string[]): string {
  return `${firstLine}
import type { Framework } from '../model/framework.ts'
import { readFramework } from './read.ts'
${ids.map(id => `import ${nameOf(id)} from './${id}.json' with { type: 'json' }`).join('\n')}

type FrameworkId = ${ids.map(id => `'${id}'`).join(' | ')}

const byId: Readonly<Record<FrameworkId, Framework>> = {
${ids.map(id => `'${id}': readFramework('${id}', ${nameOf(id)}),`).join('\n')}
}

/**
 * External catalogues: ids and our own short titles, with the metrics that speak for each
 * requirement.
 * @throws CatalogueError when loaded, for a file that is wrong: naming it, and the place in it
 */
export const frameworks: readonly Framework[] = Object.values(byId)
`
}

/** A text as `npm run format` would leave it. @param file tells the language by its ending */
export async function formatted(file: string, text: string): Promise<string> {
  const { $schema: _, ignorePatterns: _ignored, overrides: _overrides, ...options } = settings
  const { code, errors } = await format(file, text, {
    ...(options as Parameters<typeof format>[2]),
    ...(file.endsWith('.md') ? { proseWrap: 'always' } : {}),
  })
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  return code
}

if (import.meta.main) {
  const check = process.argv.includes('--check')
  const stale = await generate(fileURLToPath(new URL('../../', import.meta.url)), check)
  for (const file of stale)
    process.stderr.write(check ? `${file} is stale: npm run generate\n` : `wrote ${file}\n`)
  if (check && stale.length > 0) process.exitCode = 1
}
