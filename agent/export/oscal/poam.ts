import { WITHHELD } from '../../../common/log/bundle.ts'
import { repairWords } from '../../../common/words/english/repairs.ts'
import type { Repair } from '../stated.ts'
import { uuid5 } from '../uuid.ts'
import type { Window } from '../window.ts'
import { idOf, tenantUuid } from './ids.ts'
import { oneLine, prop, toolUuid } from './names.ts'
import type { Linking, OscalVersion, Prop } from './names.ts'
import { linkTo, metadata } from './plan.ts'
import type { Named } from './plan.ts'
import { sealedProps } from './stated.ts'

/**
 * Plan of action and milestones: what fails at the end of the window and what was to be repaired. Null
 * where that is nothing, since OSCAL wants at least one item.
 */
export function poamDocument(
  window: Window,
  oscalVersion: OscalVersion,
  system: Named,
  linking: Linking,
): Named | null {
  const { repairs } = window.stated
  if (repairs.length === 0) return null
  const link = linkTo(window, system, linking)
  return {
    file: 'plan-of-action-and-milestones.json',
    document: {
      'plan-of-action-and-milestones': {
        'uuid': idOf(window, 'poam'),
        'metadata': metadata(window, 'What deviates, who repairs it and until when', oscalVersion),
        'import-ssp': { href: link.href },
        'local-definitions': {
          components: [
            {
              uuid: toolUuid,
              type: 'software',
              title: 'Witnessmark',
              description: 'Reads settings and judges them.',
              status: { state: 'operational' },
            },
          ],
        },
        'observations': repairs.map(item => observation(window, item)),
        'risks': repairs.map(item => risk(window, item)),
        'poam-items': repairs.map(item => ({
          'uuid': uuidOf(window, 'item', item),
          'title': oneLine(item.title),
          'description': repairText(item),
          'props': [
            prop('tenant', item.tenant),
            prop('check', item.check),
            prop('state', item.state),
            ...(item.grade === null ? [] : [prop('grade', item.grade)]),
            ...ownerProps(item),
          ],
          'related-observations': [{ 'observation-uuid': uuidOf(window, 'observed', item) }],
          'related-risks': [{ 'risk-uuid': uuidOf(window, 'risk', item) }],
        })),
        ...link.backMatter,
      },
    },
  }
}

function observation(window: Window, item: Repair): object {
  const { tenant, failing, of, measured } = item
  return {
    uuid: uuidOf(window, 'observed', item),
    title: oneLine(item.title),
    description: `${failing} of ${of} fail in ${tenant}.`,
    props: [prop('check', item.check), prop('log-entry', measured.entry)],
    methods: ['TEST'],
    origins: [{ actors: [{ 'type': 'tool', 'actor-uuid': toolUuid }] }],
    subjects: [{ 'subject-uuid': tenantUuid(tenant), 'type': 'component' }],
    collected: measured.at,
  }
}

function risk(window: Window, item: Repair): object {
  const { plan, severity, failing } = item
  return {
    uuid: uuidOf(window, 'risk', item),
    title: oneLine(item.title),
    description: repairText(item),
    statement: `${failing} of ${item.of} deviate.`,
    props: [prop('severity', severity)],
    status: statusOf(item),
    ...(plan
      ? {
          deadline: plan.said.until,
          remediations: [
            {
              uuid: uuidOf(window, 'remediation', item),
              lifecycle: 'planned',
              title: 'Repair',
              description: plan.said.note ?? 'Repair, until the date that was planned.',
              props: ownerProps(item),
              tasks: [
                {
                  uuid: uuidOf(window, 'task', item),
                  type: 'milestone',
                  title: 'Repaired, as the next measurement finds',
                  timing: { 'on-date': { date: plan.said.until } },
                },
              ],
            },
          ],
        }
      : {}),
  }
}

/** Only a measurement closes one; what could not be measured stays open. */
function statusOf({ state, plan }: Repair): string {
  if (state === 'verified') return 'closed'
  if (state === 'accepted') return 'deviation-approved'
  return plan ? 'remediating' : 'open'
}

function repairText({ grade, state, plan }: Repair): string {
  const words = grade === null ? repairWords[state] : `${grade}: ${repairWords[state]}`
  return plan ? `${words}, by ${plan.said.owner} until ${plan.said.until.slice(0, 10)}` : words
}

function ownerProps({ plan }: Repair): Prop[] {
  if (!plan) return []
  const { owner } = plan.said
  return [...(owner === WITHHELD ? [] : [prop('owner', owner)]), ...sealedProps(plan)]
}

function uuidOf(window: Window, what: string, { tenant, check }: Repair): string {
  return uuid5(`${what} ${tenant} ${check} ${idOf(window, 'poam')}`)
}
