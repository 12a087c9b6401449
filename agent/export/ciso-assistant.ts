import { evaluationText } from '../../common/words/english/evaluations.ts'
import { leavesOf } from '../../common/model/index.ts'
import type { Evaluation, Framework } from '../../common/model/index.ts'
import { csv } from './csv.ts'
import type { ExportFormat } from './format.ts'
import { asText } from './format.ts'
import { besides } from './said-beside.ts'
import { LEFT } from './window.ts'
import type { Window } from './window.ts'

/**
 * Columns that CISO Assistant's import of an audit reads (`assessable`, `ref_id`, `compliance_result`,
 * `observations`), and `result` for its older command; what else stands here it leaves alone.
 */
const columns = [
  'ref_id',
  'name',
  'assessable',
  'compliance_result',
  'result',
  'observations',
  'framework',
] as const

/** One row a requirement, of all tenants together, at the end of the window. */
export const cisoAssistantFormat: ExportFormat = {
  title: 'Requirements for CISO Assistant (CSV)',
  ending: 'ciso-assistant.csv',
  write: asText(({ window }) => csv(columns, rowsOf(window))),
}

async function* rowsOf(window: Window): AsyncIterable<readonly string[]> {
  for (const framework of window.frameworks)
    for (const { id, title } of leavesOf(framework)) {
      const said = window.tenants.flatMap(tenant => saidOf(window, tenant.id, framework, id))
      const result = together(said.map(({ evaluation }) => evaluation))
      yield [
        id,
        title,
        'x',
        result,
        result,
        [...said.map(({ words }) => words), ...besides(window)].join('\n'),
        `${framework.title} ${framework.version}`,
      ]
    }
}

type Said = { readonly evaluation: Evaluation; readonly words: string }

/** What the last assessment of a tenant says of a requirement; nothing where it says nothing of it. */
function saidOf(window: Window, of: string, framework: Framework, requirement: string): Said[] {
  const tenant = window.tenants.find(({ id }) => id === of)
  const evaluation = tenant?.moments
    .at(-1)
    ?.evaluations.find(item => item.framework === framework.id && item.requirement === requirement)
  if (!tenant || !evaluation) return []
  const { pass, fail, unknown } = evaluation.counts
  // Other than what monitors: of that no finding tells.
  if (evaluation.status === 'undetermined' && pass + fail + unknown === 0) return []
  const left = tenant.left ? ` (${LEFT})` : ''
  return [{ evaluation, words: `${tenant.id}${left}: ${evaluationText(evaluation)}` }]
}

/**
 * Compliant only where it is satisfied in every tenant that anything is known of; what could not be told
 * is not assessed, never compliant in part.
 */
function together(evaluations: readonly Evaluation[]): string {
  if (evaluations.some(({ status }) => status === 'not-satisfied')) return 'non_compliant'
  return evaluations.length > 0 && evaluations.every(({ status }) => status === 'satisfied')
    ? 'compliant'
    : 'not_assessed'
}
