// A step of `npm run check`: compiles every shipped check and looks up what every recipe reads. One
// line a mistake, with the file and line where the name stands that nothing has.
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CatalogueError, checkRecipe, compileCheck } from '../../common/catalogue.ts'
// What is wrong in a framework is told when they are loaded.
import '../../common/frameworks/index.ts'
import { metrics } from '../../common/metrics.ts'
import { recipes } from '../../common/services/consoles.ts'
import { services } from '../../common/services/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const metricIndex = new Map(metrics.map(metric => [metric.id, metric]))

for (const service of services)
  for (const check of service.checks)
    attempt(service.id, check.id, () => compileCheck(check, service, metricIndex))
for (const recipe of recipes)
  attempt(recipe.service, recipe.id, () => checkRecipe(recipe, services))

function attempt(service: string, id: string, compile: () => unknown): void {
  try {
    compile()
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error
    const [line] = error.message.split('\n')
    process.stdout.write(`${placeOf(service, id, error.missing)}: ${line}\n`)
    process.exitCode = 1
  }
}

/**
 * Where the missing name stands in the service's sources, after the name of the check or recipe
 * that uses it; else where that name stands; else the folder.
 */
function placeOf(service: string, id: string, missing: string | undefined): string {
  const sources = globSync(`common/services/${service}/**/*.ts`, { cwd: root })
    .sort()
    .map(file => ({ file, lines: readFileSync(`${root}${file}`, 'utf8').split('\n') }))
  const find = (word: RegExp, after?: RegExp): string | undefined => {
    for (const { file, lines } of sources) {
      const start = after ? lines.findIndex(line => after.test(line)) : 0
      const line = start < 0 ? -1 : lines.findIndex((text, i) => i >= start && word.test(text))
      if (line >= 0) return `${file}:${line + 1}`
    }
    return undefined
  }
  const owner = nameIn(service, id)
  const name = missing === undefined ? owner : nameIn(service, missing)
  return find(name, owner) ?? find(name) ?? find(owner) ?? `common/services/${service}`
}

/** A name as sources hold it: whole, or without the head that a helper puts before it. */
function nameIn(service: string, name: string): RegExp {
  const tails = [name, name.replace(/^[^.]+\.[^.]+\./, ''), name.replace(`${service}-`, '')]
  return new RegExp(`(?<![\\w-])(?:${tails.join('|').replaceAll('.', '\\.')})(?![\\w-])`)
}
