import { mappingsOf } from '../../common/model/index.ts'
import { aspectWords, evaluationText, statusWords } from '../../common/words/english/evaluations.ts'
import type { Window } from './window.ts'

/** Columns of requirements in flat exports, in this order. */
export const requirementColumns = [
  'tenant',
  'assessed',
  'framework',
  'requirement',
  'title',
  'level',
  'status',
  'aspects proven',
  'aspects in all',
  'weakest grade',
  'accepted until',
  'what is proven and what is open',
  'aspects',
  'speaks for it',
  'not proven',
  'evidence level',
] as const

/** One row a requirement that is measured, of each tenant and assessment; the names are not among them. */
export async function* requirementRows(window: Window): AsyncIterable<readonly string[]> {
  for (const tenant of window.tenants)
    for (const moment of tenant.moments)
      for (const framework of window.frameworks) {
        const requirements = new Map(framework.requirements.map(item => [item.id, item]))
        for (const evaluation of moment.evaluations) {
          const requirement = requirements.get(evaluation.requirement)
          if (evaluation.framework !== framework.id || !requirement) continue
          const named = mappingsOf(requirement)
          if (named.length === 0) continue
          const { status, aspects, grade, acceptedUntil } = evaluation
          yield [
            tenant.id,
            moment.at,
            `${framework.title} ${framework.version}`,
            requirement.id,
            requirement.title,
            requirement.level ?? '',
            statusWords[status],
            String(aspects.filter(({ state }) => state === 'proven').length),
            String(aspects.length),
            grade ?? '',
            acceptedUntil ?? '',
            evaluationText(evaluation),
            aspects.map(({ title, state }) => `${title}: ${aspectWords[state]}`).join('; '),
            named
              .map(
                ({ metric, check, measure, strength }) =>
                  `${metric ?? check ?? measure ?? ''} ${strength}`,
              )
              .join('; '),
            [...new Set(named.flatMap(item => item.notProven ?? []))].join(' '),
            window.level,
          ]
        }
      }
}
