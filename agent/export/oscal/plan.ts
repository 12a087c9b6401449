import { levelWords } from '../../../common/log/bundle.ts'
import { leavesOf } from '../../../common/model/index.ts'
import type { Framework, Mapping, Requirement } from '../../../common/model/index.ts'
import { version } from '../../version.ts'
import { uuid5 } from '../uuid.ts'
import { clampedText, proposalText } from '../said-beside.ts'
import type { Window } from '../window.ts'
import {
  controlId,
  objectiveId,
  oneLine,
  platformUuid,
  prop,
  some,
  statementId,
  token,
  toolUuid,
} from './names.ts'
import type { Linking, OscalVersion } from './names.ts'
import { idOf, tenantUuid } from './ids.ts'
import { boundary, certificateProps, manualResources, statedOf, withResources } from './stated.ts'

const ADMINISTRATOR = 'administrator'

export type Named = { readonly file: string; readonly document: Readonly<Record<string, unknown>> }

/**
 * What every document of the window begins with: times are the window's, so that a re-export is the
 * same.
 */
export function metadata(window: Window, title: string, oscalVersion: OscalVersion): object {
  return {
    'title': title,
    'last-modified': window.checkpoint.at,
    'version': `${window.from.slice(0, 10)}_${window.to.slice(0, 10)}`,
    'oscal-version': oscalVersion,
    'props': [
      prop('tool', `witnessmark ${version}`),
      prop('catalogue', window.catalogue),
      prop('evidence-level', window.level),
    ],
    'remarks': remarks(window),
  }
}

/** What no document may leave out: on whose word it rests, and what of it is not so. */
function remarks(window: Window): string {
  const proposals = window.tenants.flatMap(tenant => tenant.proposals.map(proposalText))
  const clamped = clampedText(window)
  return [
    levelWords(window.signers),
    ...(clamped ? [`${clamped[0]?.toUpperCase()}${clamped.slice(1)}.`] : []),
    ...proposals.map(text => `Exception ${text}.`),
  ].join('\n\n')
}

function assessmentAssets(): object {
  return {
    'components': [
      {
        uuid: toolUuid,
        type: 'software',
        title: 'Witnessmark',
        description:
          'Reads the settings of SaaS tenants through their APIs and console pages, judges them and seals what it read.',
        props: [prop('version', version)],
        status: { state: 'operational' },
      },
    ],
    'assessment-platforms': [
      {
        'uuid': platformUuid,
        'title': `Witnessmark ${version}`,
        'uses-components': [{ 'component-uuid': toolUuid }],
      },
    ],
  }
}

/**
 * The requirements of the chosen frameworks, as controls with our own short titles: their texts
 * belong to their publishers.
 */
export function catalogDocument(window: Window, oscalVersion: OscalVersion): Named {
  return {
    file: 'catalog.json',
    document: {
      catalog: {
        uuid: idOf(window, 'catalog'),
        metadata: metadata(window, 'Requirements that the assessment speaks of', oscalVersion),
        ...some('groups', window.frameworks.map(frameworkGroup)),
      },
    },
  }
}

function frameworkGroup({ id, title, version, requirements }: Framework): object {
  const within = Map.groupBy(requirements, item => item.parent)
  return {
    id: token(id),
    title: oneLine(`${title} ${version}`),
    ...contentOf(undefined),
  }

  /**
   * Headings are groups in groups, what asks for something is a control. A group has the one or the
   * other: beside headings a control stands in a group of its own.
   */
  function contentOf(parent: string | undefined): object {
    const items = within.get(parent) ?? []
    const controls = items.filter(item => !within.has(item.id))
    if (controls.length === items.length)
      return some(
        'controls',
        controls.map(item => controlOf(id, item)),
      )
    return {
      groups: items.map(item =>
        within.has(item.id)
          ? { id: controlId(id, item.id), ...named(item), ...contentOf(item.id) }
          : {
              id: `${controlId(id, item.id)}_alone`,
              title: oneLine(item.title || item.id),
              controls: [controlOf(id, item)],
            },
      ),
    }
  }
}

function named({ id, title, level }: Requirement): object {
  return {
    title: oneLine(title || id),
    props: [{ name: 'label', value: oneLine(id) }, ...(level ? [prop('level', level)] : [])],
  }
}

function controlOf(framework: string, requirement: Requirement): object {
  const prose = oneLine(requirement.title || requirement.id)
  return {
    id: controlId(framework, requirement.id),
    ...named(requirement),
    parts: [
      { id: statementId(framework, requirement.id), name: 'statement', prose },
      {
        id: objectiveId(framework, requirement.id),
        name: 'assessment-objective',
        prose,
        ...some(
          'parts',
          requirement.aspects.map(aspect => ({
            id: `${objectiveId(framework, requirement.id)}_${token(aspect.id)}`,
            name: 'assessment-objective',
            prose: oneLine(aspect.title),
            ...some('props', aspect.by.map(mappingProp)),
          })),
        ),
      },
    ],
  }
}

/** What speaks for an aspect, how strongly, why, and what it leaves open. */
function mappingProp({ metric, check, measure, strength, why, notProven }: Mapping): object {
  return {
    ...prop(strength, metric ?? check ?? measure ?? ''),
    remarks: oneLine(notProven === undefined ? why : `${why} Not proven: ${notProven}`),
  }
}

export function profileDocument(
  window: Window,
  oscalVersion: OscalVersion,
  catalog: Named,
  linking: Linking,
): Named {
  const link = linkTo(window, catalog, linking)
  return {
    file: 'profile.json',
    document: {
      profile: {
        uuid: idOf(window, 'profile'),
        metadata: metadata(window, 'Requirements in scope', oscalVersion),
        imports: [{ 'href': link.href, 'include-all': {} }],
        ...link.backMatter,
      },
    },
  }
}

/**
 * The least that says what was assessed: each tenant a component, its controls those that its
 * checks speak to.
 */
export function systemDocument(
  window: Window,
  oscalVersion: OscalVersion,
  profile: Named,
  linking: Linking,
): Named {
  const link = linkTo(window, profile, linking)
  const unstated =
    'Not stated: the assessment covers settings of the services, not the information in them.'
  return {
    file: 'system-security-plan.json',
    document: {
      'system-security-plan': {
        'uuid': idOf(window, 'ssp'),
        'metadata': {
          ...metadata(window, 'The assessed SaaS tenants', oscalVersion),
          roles: [{ id: ADMINISTRATOR, title: 'Administrators of the tenants' }],
        },
        'import-profile': { href: link.href },
        'system-characteristics': {
          'system-ids': [
            { id: token(window.tenants.map(tenant => tenant.id).join('_') || 'none') },
          ],
          'system-name': 'SaaS tenants',
          'description': 'The SaaS tenants whose settings are monitored.',
          ...some('props', certificateProps(window)),
          'system-information': {
            'information-types': [
              {
                uuid: idOf(window, 'information'),
                title: 'Settings of SaaS services',
                description: unstated,
              },
            ],
          },
          'status': { state: 'operational' },
          'authorization-boundary': boundary(window),
        },
        'system-implementation': {
          users: [
            {
              'uuid': idOf(window, 'administrators'),
              'title': 'Administrators',
              'role-ids': [ADMINISTRATOR],
            },
          ],
          components: [
            {
              uuid: idOf(window, 'this-system'),
              type: 'this-system',
              title: 'SaaS tenants',
              description: 'All monitored tenants together.',
              status: { state: 'operational' },
            },
            ...window.tenants.map(tenant => ({
              uuid: tenantUuid(tenant.id),
              type: 'service',
              title: oneLine(tenant.title),
              description: oneLine(`${tenant.service.title} tenant ${tenant.id}`),
              props: [prop('service', tenant.service.id), prop('tenant', tenant.id)],
              status: { state: 'operational' },
            })),
          ],
        },
        'control-implementation': {
          'description':
            'Settings that can be read are monitored; everything else is outside this document.',
          'implemented-requirements': window.frameworks.flatMap(framework =>
            leavesOf(framework).map(item => ({
              'uuid': uuid5(`implemented ${framework.id}:${item.id} ${idOf(window, 'ssp')}`),
              'control-id': controlId(framework.id, item.id),
              ...statedOf(window, framework.id, item.id),
              'by-components': [
                {
                  'component-uuid': idOf(window, 'this-system'),
                  'uuid': uuid5(`by ${framework.id}:${item.id} ${idOf(window, 'ssp')}`),
                  'description':
                    'How it is implemented is not stated: the assessment results say what was measured.',
                },
              ],
            })),
          ),
        },
        ...withResources(link.backMatter, manualResources(window)),
      },
    },
  }
}

export function planDocument(
  window: Window,
  oscalVersion: OscalVersion,
  system: Named,
  linking: Linking,
): Named {
  const link = linkTo(window, system, linking)
  return {
    file: 'assessment-plan.json',
    document: {
      'assessment-plan': {
        'uuid': idOf(window, 'plan'),
        'metadata': metadata(window, 'Continuous assessment of SaaS settings', oscalVersion),
        'import-ssp': { href: link.href },
        'reviewed-controls': reviewedControls(window),
        ...some(
          'assessment-subjects',
          window.tenants.length > 0
            ? [
                {
                  'type': 'component',
                  'description': 'The connected tenants and the resources in them.',
                  'include-subjects': window.tenants.map(tenant => ({
                    'subject-uuid': tenantUuid(tenant.id),
                    'type': 'component',
                  })),
                },
              ]
            : [],
        ),
        'assessment-assets': assessmentAssets(),
        ...some(
          'tasks',
          window.tenants.map(tenant => ({
            uuid: uuid5(`task ${tenant.id} ${idOf(window, 'plan')}`),
            type: 'action',
            title: oneLine(`Read and judge the settings of ${tenant.title}`),
            description:
              "Read-only requests to the service; pages of its admin console in an administrator's own session. Every reply is sealed before it is judged.",
            timing: { 'within-date-range': { start: window.from, end: window.to } },
            subjects: [
              {
                'type': 'component',
                'include-subjects': [
                  { 'subject-uuid': tenantUuid(tenant.id), 'type': 'component' },
                ],
              },
            ],
          })),
        ),
        ...link.backMatter,
      },
    },
  }
}

export function reviewedControls(window: Window): object {
  return {
    'control-selections': [
      {
        'description':
          'Requirements that at least one check speaks to are judged; the others stay open.',
        'include-all': {},
      },
    ],
    ...(window.frameworks.length === 0 ? { remarks: 'No framework was chosen.' } : {}),
  }
}

/** A reference to another document: beside this one, or carried inside it. */
export function linkTo(
  window: Window,
  target: Named,
  linking: Linking,
): { readonly href: string; readonly backMatter: object } {
  if (linking === 'files') return { href: target.file, backMatter: {} }
  const uuid = idOf(window, `embedded ${target.file}`)
  const value = Buffer.from(JSON.stringify(target.document)).toString('base64')
  return {
    href: `#${uuid}`,
    backMatter: {
      'back-matter': {
        resources: [
          {
            uuid,
            title: target.file,
            // Tools that do not look into a document find the same one in a bundle, in one folder.
            rlinks: [{ 'href': target.file, 'media-type': 'application/oscal+json' }],
            base64: { 'filename': target.file, 'media-type': 'application/oscal+json', value },
          },
        ],
      },
    },
  }
}
