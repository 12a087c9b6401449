import { CatalogueError } from '../catalogue.ts'
import { metrics } from '../metrics.ts'
import { Framework } from '../model/framework.ts'
import type { Requirement } from '../model/framework.ts'

const known: ReadonlySet<string> = new Set(metrics.map(metric => metric.id))

/**
 * A framework from its file. @param id the file's name without its ending, which the framework must
 * bear as its id
 * @throws CatalogueError naming the file, each requirement in which something is wrong, and what
 * was expected there
 */
export function readFramework(id: string, source: unknown): Framework {
  const { framework, faults } = frameworkFrom(id, source)
  if (framework) return framework
  throw new CatalogueError(faults.map(fault => `common/frameworks/${id}.json: ${fault}`).join('\n'))
}

/** The same without a file: the framework, or each thing that is wrong with its place. */
export function frameworkFrom(
  id: string,
  source: unknown,
): { readonly framework: Framework | null; readonly faults: readonly string[] } {
  const parsed = Framework.safeParse(source)
  const faults = parsed.success
    ? meaningless(id, parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${placeOf(source, path)}: ${message}`)
  return { framework: parsed.success && faults.length === 0 ? parsed.data : null, faults }
}

/** What has the right shape and still says nothing, or two things. */
function meaningless(id: string, { id: own, requirements, levels }: Framework): string[] {
  const ids = requirements.map(item => item.id)
  const parents = new Set(requirements.map(item => item.parent))
  return [
    ...(own === id ? [] : [`id: expected "${id}", as the file is called, not "${own}"`]),
    ...ids
      .filter((item, index) => ids.indexOf(item) !== index)
      .map(item => `requirement ${item}: id: stands there twice`),
    ...requirements.flatMap(({ id: requirement, parent, level, aspects, crosswalk = [] }) => [
      ...(parent === undefined || ids.includes(parent)
        ? []
        : [`requirement ${requirement}: parent: no requirement "${parent}"`]),
      ...(level === undefined || levels === undefined || levels.includes(level)
        ? []
        : [`requirement ${requirement}: level: none of ${levels.join(', ')}`]),
      ...(parents.has(requirement) && aspects.length + crosswalk.length > 0
        ? [`requirement ${requirement}: aspects: it is a heading, which asks for nothing by itself`]
        : []),
      ...faultsOf(aspects).map(fault => `requirement ${requirement}: ${fault}`),
    ]),
  ]
}

function faultsOf(aspects: Requirement['aspects']): string[] {
  const ids = aspects.map(aspect => aspect.id)
  return [
    ...ids
      .filter((item, index) => ids.indexOf(item) !== index)
      .map(item => `aspects: "${item}" stands there twice`),
    ...aspects.flatMap(({ id, by }) =>
      by.flatMap(({ metric }) =>
        metric === undefined || known.has(metric) ? [] : [`aspects.${id}: no metric "${metric}"`],
      ),
    ),
  ]
}

/** `requirement OPS-05.1: aspects.2`: by its id where it has one, else by its place in the list. */
function placeOf(source: unknown, path: readonly PropertyKey[]): string {
  const [field, index, ...rest] = path
  if (field !== 'requirements' || typeof index !== 'number')
    return path.map(String).join('.') || 'the whole file'
  const item = (source as { requirements: readonly unknown[] }).requirements[index]
  const id =
    typeof item === 'object' && item && 'id' in item ? String(item.id) : `number ${index + 1}`
  return [`requirement ${id}`, ...(rest.length > 0 ? [rest.map(String).join('.')] : [])].join(': ')
}
