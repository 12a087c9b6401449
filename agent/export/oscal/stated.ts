import type { ManualItem } from '../../../common/model/index.ts'
import { CERTIFIES_NOTHING } from '../../../common/words/english/certificates.ts'
import type { SealedDecision } from '../../log/sealed-decisions.ts'
import { uuid5 } from '../uuid.ts'
import type { Window } from '../window.ts'
import { idOf } from './ids.ts'
import { oneLine, prop, some, token } from './names.ts'
import type { Prop } from './names.ts'

// What people decided, where OSCAL has a place for it: the scope and the statement of applicability in
// the system security plan, manual items as its resources.

/** The boundary as the scopes of the frameworks have it. */
export function boundary(window: Window): object {
  const { scopes } = window.stated
  const titles = new Map(window.frameworks.map(({ id, title }) => [id, title]))
  return {
    description: ['The tenants listed as components.', ...scopes.map(scopeText)].join('\n\n'),
    ...some(
      'props',
      scopes.flatMap(item => [
        { ...prop('scope', item.said.tenants.join(' ')), remarks: titles.get(item.said.framework) },
        ...sealedProps(item),
      ]),
    ),
  }
  function scopeText({ said }: (typeof scopes)[number]): string {
    const level = said.level === undefined ? '' : `, level ${said.level}`
    return `${titles.get(said.framework) ?? said.framework}${level}, of ${said.tenants.join(', ')}: ${said.responsibilities} (decided by ${said.by})`
  }
}

/**
 * The state of each framework's certificate, as a person says that the body that certifies decided it,
 * with every one before: properties of one step share a group. OSCAL's own word for the system's state
 * is about whether it runs, and its date of authorization is somebody else's to give.
 * @param tenant of whose scope alone, as far as who said so was not erased
 */
export function certificateProps({ stated }: Window, tenant?: string): Prop[] {
  const steps = stated.certificates.filter(
    ({ said }) => tenant === undefined || (said?.tenants.includes(tenant) ?? true),
  )
  return steps.flatMap(step => {
    const { framework, place, state, on, until, said } = step
    const isLast = stated.certificates.findLast(item => item.framework === framework) === step
    const of = { class: token(framework), group: token(`certificate-${framework}-${place}`) }
    return [
      {
        ...prop(isLast ? 'certificate-state' : 'certificate-state-before', state),
        ...of,
        remarks: said ? `${CERTIFIES_NOTHING} Why: ${said.reason}` : CERTIFIES_NOTHING,
      },
      { ...prop('certificate-on', on), ...of },
      ...(until ? [{ ...prop('certificate-until', until), ...of }] : []),
      ...(said?.body ? [{ ...prop('certificate-body', said.body), ...of }] : []),
      ...(said?.number ? [{ ...prop('certificate-number', said.number), ...of }] : []),
      ...sealedProps(step).map(item => ({ ...item, ...of })),
    ]
  })
}

/** Where a decision is sealed, and since when it stands. */
export function sealedProps({
  at,
  entry,
}: {
  readonly at: string
  readonly entry: number
}): Prop[] {
  return [prop('decided-at', at), prop('log-entry', entry)]
}

/** What people said of one requirement: whether it applies, and what no setting shows. */
export function statedOf(window: Window, framework: string, requirement: string): object {
  const { applicability, manual } = window.stated
  const line = applicability.find(
    ({ said }) => said.framework === framework && said.requirement === requirement,
  )
  const items = manual.filter(
    ({ said }) => said.framework === framework && said.requirement === requirement,
  )
  return {
    ...some(
      'props',
      line
        ? [
            prop('applies', line.said.applies ? 'yes' : 'no'),
            prop('decided-by', line.said.by),
            ...sealedProps(line),
          ]
        : [],
    ),
    ...some(
      'links',
      items.map(item => ({
        href: `#${manualUuid(window, item)}`,
        rel: 'evidence',
        text: oneLine(item.said.title),
      })),
    ),
    ...(line ? { remarks: line.said.reason } : {}),
  }
}

/** Each manual item as a resource, in its words; the bytes of its document are in the log. */
export function manualResources(window: Window): readonly object[] {
  return window.stated.manual.map(item => {
    const { title, owner, review, statement, document } = item.said
    return {
      uuid: manualUuid(window, item),
      title: oneLine(title),
      description: statement ?? 'Stated by a person; no setting shows it.',
      props: [
        prop('owner', owner),
        prop('review', review),
        ...sealedProps(item),
        ...(document
          ? [
              prop('document', document.name),
              prop('document-sha256', document.sha256),
              prop('document-entry', document.entry),
            ]
          : []),
      ],
      base64: {
        'filename': 'statement.txt',
        'media-type': 'text/plain',
        'value': Buffer.from(statement ?? title).toString('base64'),
      },
    }
  })
}

function manualUuid(window: Window, { key }: SealedDecision<ManualItem>): string {
  return uuid5(`manual ${key} ${idOf(window, 'ssp')}`)
}

/** The same back matter with more in it. */
export function withResources(backMatter: object, more: readonly object[]): object {
  const { 'back-matter': known } = backMatter as {
    readonly 'back-matter'?: { readonly resources: readonly object[] }
  }
  const resources = [...(known?.resources ?? []), ...more]
  return resources.length > 0 ? { 'back-matter': { resources } } : {}
}
