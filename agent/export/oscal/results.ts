import { entryName } from '../../../common/log/bundle.ts'
import { isAbout } from '../../../common/assess/evaluate.ts'
import { mappingsOf, reasonWords } from '../../../common/model/index.ts'
import type {
  Evaluation,
  Exception,
  ShownFinding,
  Framework,
  Requirement,
} from '../../../common/model/index.ts'
import { evaluationText, targetText } from '../../../common/words/english/evaluations.ts'
import { observedText } from '../rows.ts'
import { disagreementText } from '../said-beside.ts'
import type { FindingPeriod } from '../period.ts'
import { uuid5 } from '../uuid.ts'
import type { CheckGroup, Moment, OutcomeReason, TenantWindow, Window } from '../window.ts'
import { Stream } from './json-stream.ts'
import { idOf, tenantUuid } from './ids.ts'
import { linkTo, metadata, reviewedControls } from './plan.ts'
import type { Named } from './plan.ts'
import { periodObservations, periodProps } from './period.ts'
import { controlId, objectiveId, oneLine, prop, some, token, toolUuid } from './names.ts'
import type { Linking, OscalVersion } from './names.ts'

const EVIDENCE_SHOWN = 50
const origins = [{ actors: [{ 'type': 'tool', 'actor-uuid': toolUuid }] }]

/**
 * OSCAL assessment results: a result per tenant and sealed assessment. Observations carry all four
 * outcomes (one per check, outcome and reason, with its resources as subjects); findings only say
 * satisfied or not-satisfied, so what could not be told stays an observation.
 */
export function resultsDocument(
  window: Window,
  oscalVersion: OscalVersion,
  plan: Named,
  linking: Linking,
): object {
  const link = linkTo(window, plan, linking)
  const results = window.tenants.flatMap(tenant =>
    tenant.moments.map(moment => result(window, tenant, moment, linking)),
  )
  return {
    'assessment-results': {
      'uuid': idOf(window, 'results'),
      'metadata': metadata(window, 'Assessment of SaaS settings', oscalVersion),
      'import-ap': { href: link.href },
      'results': results.length > 0 ? results : [emptyResult(window)],
      ...link.backMatter,
    },
  }
}

function emptyResult(window: Window): object {
  return {
    'uuid': idOf(window, 'empty'),
    'title': 'Nothing was assessed',
    'description': 'No assessment was sealed in this window.',
    'start': window.from,
    'end': window.to,
    'reviewed-controls': reviewedControls(window),
  }
}

function result(window: Window, tenant: TenantWindow, moment: Moment, linking: Linking): object {
  const scope = `${tenant.id} ${moment.at} ${idOf(window, 'results')}`
  const { findings, undetermined } = findingsOf(window, tenant, moment, scope)
  return {
    'uuid': uuid5(`result ${scope}`),
    'title': oneLine(`${tenant.title}, assessed ${moment.at}`),
    'description': `${moment.counts.pass} pass, ${moment.counts.fail} fail, ${moment.counts.unknown} could not be told, ${moment.counts['not-applicable']} not applicable.`,
    'start': window.from,
    'end': moment.at,
    'props': [
      prop('tenant', tenant.id),
      prop('log-entry', moment.entry),
      prop(moment.tree ? 'findings-root' : 'findings-sha256', moment.findings),
      prop('requirements-undetermined', undetermined),
    ],
    // Tool and tenants are defined once, in the plan and the system description it imports; a thing
    // of each result has a uuid of its own.
    ...(moment.resources.length > 0
      ? {
          'local-definitions': {
            'inventory-items': moment.resources.map(resource => ({
              'uuid': resourceUuid(scope, resource),
              'description': oneLine(`${resource.type} ${resource.name}`),
              'props': [prop('type', resource.type), prop('id', resource.id)],
              'implemented-components': [{ 'component-uuid': tenantUuid(tenant.id) }],
            })),
          },
        }
      : {}),
    'reviewed-controls': reviewedControls(window),
    ...(moment.checks.length > 0
      ? { observations: new Stream(observations(window, tenant, moment, scope, linking)) }
      : {}),
    ...some('risks', risksOf(tenant, moment, scope)),
    ...some('findings', findings),
  }
}

/** Findings come sorted by check, so one check's are held at a time. */
async function* observations(
  window: Window,
  tenant: TenantWindow,
  moment: Moment,
  scope: string,
  linking: Linking,
): AsyncIterable<object> {
  let held: Held[] = []
  for await (const item of window.findingsOverTime(tenant, moment)) {
    if (held[0] && held[0].finding.check !== item.finding.check) {
      yield* observationsOf(tenant, moment, held, scope, linking)
      held = []
    }
    held.push(item)
  }
  yield* observationsOf(tenant, moment, held, scope, linking)
  // Of the whole window, once.
  if (moment === tenant.moments.at(-1))
    yield* periodObservations(window, tenant, moment, {
      scope,
      linking,
      subjectOf: resource => resourceUuid(scope, resource),
    })
}

type Held = { readonly finding: ShownFinding; readonly over: FindingPeriod | null }

function* observationsOf(
  tenant: TenantWindow,
  moment: Moment,
  findings: readonly Held[],
  scope: string,
  linking: Linking,
): Iterable<object> {
  for (const held of Map.groupBy(
    findings,
    ({ finding }) => `${finding.outcome} ${finding.reason ?? ''}`,
  ).values()) {
    const group = held.map(({ finding }) => finding)
    const [first] = group
    if (!first) continue
    const check = tenant.service.checks.find(item => item.id === first.check)
    const evidence = [
      ...new Map(group.flatMap(finding => finding.evidence).map(ref => [ref.index, ref])).values(),
    ].sort((a, b) => a.index - b.index)
    const earlier = group.reduce((sum, finding) => sum + (finding.moreEvidence ?? 0), 0)
    yield {
      uuid: observationUuid(scope, first.check, first),
      title: oneLine(check?.title ?? first.check),
      description: `${first.outcome} on ${group.length} ${group.length === 1 ? 'resource' : 'resources'}; expected: ${oneLine(first.expected)}.${first.reason ? ` ${reasonWords(first.reason, first.source)}` : ''}`,
      props: [
        prop('check', first.check),
        prop('metric', first.metric),
        prop('outcome', first.outcome),
        prop('severity', first.severity),
        ...(first.reason ? [prop('reason', first.reason)] : []),
      ],
      methods: [
        ...new Set(group.map(finding => (finding.source === 'api' ? 'TEST' : 'EXAMINE'))),
      ].sort(),
      types: ['control-objective'],
      origins,
      subjects: held.map(item => subjectOf(scope, item)),
      ...some(
        'relevant-evidence',
        evidence.slice(0, EVIDENCE_SHOWN).map(ref => ({
          ...(linking === 'files' ? { href: `../evidence/${entryName(ref.index)}.json` } : {}),
          description: `Entry ${ref.index} of the evidence log`,
          props: [prop('log-entry', ref.index), prop('commitment', ref.commitment)],
        })),
      ),
      collected: moment.at,
      ...(evidence.length > EVIDENCE_SHOWN || earlier > 0
        ? {
            remarks: [
              `${evidence.length} entries in all; the first ${Math.min(EVIDENCE_SHOWN, evidence.length)} are listed.`,
              ...(earlier > 0
                ? [`The findings rest on ${earlier} more before those that they name.`]
                : []),
            ].join(' '),
          }
        : {}),
    }
  }
}

function subjectOf(scope: string, { finding, over }: Held): object {
  const remarks = [
    observedText(finding.observed),
    finding.detail ?? '',
    disagreementText(finding),
  ].filter(text => text !== '')
  return {
    'subject-uuid': resourceUuid(scope, finding.resource),
    'type': 'inventory-item',
    'title': oneLine(finding.resource.name),
    'props': [
      prop('since', finding.since),
      prop('grade', finding.grade),
      ...(over ? periodProps(over.period, over.read) : []),
      ...(finding.exception ? [prop('exception', finding.exception)] : []),
      ...(finding.target ? [prop('target', targetText(finding.target))] : []),
    ],
    ...(remarks.length > 0 ? { remarks: remarks.join('\n\n') } : {}),
  }
}

/**
 * Failing checks that nobody accepted are open; accepted ones are approved deviations with their
 * end.
 */
function risksOf(tenant: TenantWindow, moment: Moment, scope: string): object[] {
  return moment.checks.flatMap(group => {
    const check = tenant.service.checks.find(item => item.id === group.check)
    const related = group.reasons
      .filter(item => item.outcome === 'fail')
      .map(item => ({ 'observation-uuid': observationUuid(scope, group.check, item) }))
    const risks: object[] = []
    if (group.counts.fail > group.accepted) {
      risks.push({
        uuid: openRisk(scope, group.check),
        title: oneLine(check?.title ?? group.check),
        description: check?.rationale ?? 'The setting is not as expected.',
        statement: `${group.counts.fail - group.accepted} of ${totalOf(group)} resources deviate and nobody accepted it.`,
        props: [prop('severity', check?.severity ?? 'medium')],
        status: 'open',
        origins,
        ...some('related-observations', related),
        ...(check
          ? {
              remediations: [
                {
                  uuid: uuid5(`remediation ${scope} ${group.check}`),
                  lifecycle: 'recommendation',
                  title: 'What to do',
                  description: check.remediation.steps.join('\n\n'),
                },
              ],
            }
          : {}),
      })
    }
    for (const exception of acceptedIn(tenant, group)) {
      risks.push({
        uuid: acceptedRisk(scope, exception, group),
        title: oneLine(`Accepted: ${check?.title ?? group.check}`),
        description: exception.reason,
        statement: `Accepted by ${exception.acceptedBy} from ${exception.from} until ${exception.endedAt ?? exception.until}. The outcome stays "fail".${exception.unattributed ? ' Taken over from a file of an earlier version: nobody is on record as who sealed it.' : ''}`,
        props: [prop('exception', exception.id)],
        status: 'deviation-approved',
        origins,
        deadline: exception.until,
        ...some('related-observations', related),
      })
    }
    return risks
  })
}

function findingsOf(
  window: Window,
  tenant: TenantWindow,
  moment: Moment,
  scope: string,
): { readonly findings: object[]; readonly undetermined: number } {
  const requirements = new Map(
    window.frameworks.flatMap(framework =>
      framework.requirements.map(
        requirement => [`${framework.id}:${requirement.id}`, { framework, requirement }] as const,
      ),
    ),
  )
  let undetermined = 0
  const findings = moment.evaluations.flatMap(
    ({ framework: id, requirement: requirementId, status, counts, ...evaluation }) => {
      const found = requirements.get(`${id}:${requirementId}`)
      if (!found || status === 'undetermined') {
        undetermined++
        return []
      }
      const named = mappingsOf(found.requirement)
      const groups = moment.checks.filter(group => named.some(item => isAbout(item, group)))
      const risks = groups.flatMap(group => [
        ...(group.counts.fail > group.accepted ? [openRisk(scope, group.check)] : []),
        ...acceptedIn(tenant, group).map(item => acceptedRisk(scope, item, group)),
      ])
      return [
        {
          ...heading(found.framework, found.requirement, evaluation),
          uuid: uuid5(`finding ${scope} ${id}:${requirementId}`),
          origins,
          description: `${counts.pass} pass, ${counts.fail} fail, ${counts.unknown} could not be told, ${counts['not-applicable']} not applicable.`,
          target: {
            'type': 'objective-id',
            'target-id': objectiveId(id, requirementId),
            'title': oneLine(found.requirement.title || requirementId),
            'status': {
              state: status,
              reason: status === 'satisfied' ? 'pass' : 'fail',
              remarks: oneLine(evaluationText({ status, ...evaluation })),
            },
          },
          ...some(
            'related-observations',
            groups.flatMap(group =>
              group.reasons.map(item => ({
                'observation-uuid': observationUuid(scope, group.check, item),
              })),
            ),
          ),
          ...some(
            'related-risks',
            [...new Set(risks)].map(uuid => ({ 'risk-uuid': uuid })),
          ),
        },
      ]
    },
  )
  return { findings, undetermined }
}

function heading(
  framework: Framework,
  requirement: Requirement,
  { aspects, grade, acceptedUntil }: Pick<Evaluation, 'aspects' | 'grade' | 'acceptedUntil'>,
): object {
  return {
    title: oneLine(`${framework.title} ${requirement.id}: ${requirement.title}`),
    props: [
      prop('control-id', controlId(framework.id, requirement.id)),
      ...(grade === null ? [] : [prop('weakest-grade', grade)]),
      ...(acceptedUntil === null ? [] : [prop('accepted-until', acceptedUntil)]),
      ...aspects.map(aspect => ({ ...prop('aspect', aspect.state), class: token(aspect.id) })),
    ],
  }
}

function totalOf(group: CheckGroup): number {
  return Object.values(group.counts).reduce((sum, count) => sum + count, 0)
}

function observationUuid(
  scope: string,
  check: string,
  { outcome, reason }: Pick<OutcomeReason, 'outcome' | 'reason'>,
): string {
  return uuid5(`observation ${scope} ${check} ${outcome} ${reason ?? ''}`)
}

function openRisk(scope: string, check: string): string {
  return uuid5(`risk ${scope} ${check}`)
}

/** Of one check: a baseline is an acceptance of many, and a risk of each. */
function acceptedRisk(
  scope: string,
  { id, covers }: Pick<Exception, 'id' | 'covers'>,
  { check }: CheckGroup,
): string {
  return uuid5(`accepted ${scope} ${covers === undefined ? id : `${id} ${check}`}`)
}

function acceptedIn({ exceptions }: TenantWindow, group: CheckGroup): readonly Exception[] {
  if (group.accepted === 0) return []
  return exceptions.filter(({ id, check }) =>
    check === undefined ? group.acceptances.includes(id) : check === group.check,
  )
}

function resourceUuid(scope: string, resource: ShownFinding['resource']): string {
  return uuid5(`resource ${scope} ${resource.type} ${resource.id}`)
}
