import { isAbout } from '../../common/assess/evaluate.ts'
import { levelRestsOn } from '../../common/log/bundle.ts'
import { mappingsOf } from '../../common/model/index.ts'
import { aspectWords, evaluationText, statusWords } from '../../common/words/english/evaluations.ts'
import { clampedText, proposalText } from './said-beside.ts'
import { LEFT } from './window.ts'
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
  'evidence level rests on',
  'proposed exceptions',
  'window end',
  'tenant standing',
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
          const about = moment.checks.filter(group => named.some(item => isAbout(item, group)))
          const checks = new Set(about.map(group => group.check))
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
            levelRestsOn(window.signers),
            tenant.proposals
              .filter(
                ({ exception }) => exception.check === undefined || checks.has(exception.check),
              )
              .map(proposalText)
              .join('; '),
            clampedText(window) || window.to,
            tenant.left ? LEFT : '',
          ]
        }
      }
}
