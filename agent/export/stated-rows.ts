import { awaitsAnswer } from '../../common/model/index.ts'
import { certificateWords } from '../../common/words/english/certificates.ts'
import { strengthWords, weightText } from '../../common/words/english/evaluations.ts'
import { repairWords } from '../../common/words/english/repairs.ts'
import { levelWords } from '../../common/log/bundle.ts'
import { clampedText, proposalText } from './said-beside.ts'
import type { Repair } from './stated.ts'
import { LEFT } from './window.ts'
import type { Window } from './window.ts'

/** Columns of what people decided, in this order. */
export const statedColumns = [
  'kind',
  'framework',
  'requirement',
  'tenant',
  'what',
  'says',
  'reason',
  'by',
  'until',
  'state',
  'decided at',
  'log entry',
  'document',
  'document sha-256',
] as const

/** One of what people decided, as text. */
export type StatedRow = Partial<Record<(typeof statedColumns)[number], string>>

function cells(row: StatedRow): readonly string[] {
  return statedColumns.map(name => row[name] ?? '')
}

/** Of each that stood at the end of the window its cells; the names are not among them. */
export async function* statedCells(window: Window): AsyncIterable<readonly string[]> {
  for (const row of statedRows(window)) yield cells(row)
}

/** What the rows rest on, and what no format may leave out. */
export async function* aboutStated(window: Window): AsyncIterable<readonly string[]> {
  const about = (what: string, says: string): readonly string[] =>
    cells({ kind: 'about', what, says })
  yield about('window end', clampedText(window) || window.to)
  yield about('evidence level', levelWords(window.signers))
  for (const { proposals } of window.tenants)
    for (const proposal of proposals) yield about('proposed exception', proposalText(proposal))
  for (const { id, left } of window.tenants) if (left) yield about(id, LEFT)
}

/** One row of each that stood at the end of the window. */
export function* statedRows(window: Window): Iterable<StatedRow> {
  const { scopes, applicability, manual, mappings, certificates, asked, repairs, targets } =
    window.stated
  const titles = new Map(window.frameworks.map(({ id, title }) => [id, title]))
  const of = ({ framework, requirement = '' }: { framework: string; requirement?: string }) => ({
    framework: titles.get(framework) ?? framework,
    requirement,
  })
  const sealed = ({ at, entry }: { readonly at: string; readonly entry: number }) => ({
    'decided at': at,
    'log entry': String(entry),
  })
  for (const item of scopes)
    yield {
      kind: 'scope',
      ...of(item.said),
      tenant: item.said.tenants.join(' '),
      what: 'who answers for what',
      says: item.said.responsibilities,
      state: [
        item.said.level ?? 'every level',
        ...(item.said.weights ? [`weights ${weightText(item.said.weights)}`] : []),
      ].join('; '),
      by: item.said.by,
      ...sealed(item),
    }
  for (const item of applicability)
    yield {
      kind: 'applicability',
      ...of(item.said),
      says: item.said.applies ? 'applies' : 'does not apply',
      reason: item.said.reason,
      by: item.said.by,
      ...sealed(item),
    }
  for (const item of manual)
    yield {
      kind: 'manual item',
      ...of(item.said),
      what: item.said.title,
      says: item.said.statement ?? '',
      by: item.said.owner,
      until: item.said.review,
      state: item.said.review <= window.to ? 'review is due' : '',
      ...sealed(item),
      ...(item.said.document
        ? { 'document': item.said.document.name, 'document sha-256': item.said.document.sha256 }
        : {}),
    }
  for (const item of mappings) {
    const { metric, verdict, strength, why = '', notProven, by } = item.said
    yield {
      kind: 'mapping',
      ...of(item.said),
      what: metric,
      says: verdict === 'accepted' && strength ? strengthWords[strength] : '',
      reason: notProven === undefined ? why : `${why} Not proven: ${notProven}`,
      by,
      state: verdict,
      ...sealed(item),
    }
  }
  for (const step of certificates)
    yield {
      kind: 'certificate',
      ...of(step),
      tenant: step.said?.tenants.join(' ') ?? '',
      what: [step.said?.body, step.said?.number].filter(Boolean).join(', '),
      says: `${certificateWords[step.state]}, ${step.on}`,
      reason: step.said ? step.said.reason : 'erased',
      by: step.said?.by ?? '',
      until: step.until ?? '',
      state: step.said?.proposed ? 'as was proposed' : '',
      ...sealed(step),
    }
  for (const { request, answer } of asked)
    yield {
      kind: `audit ${request.said.kind}`,
      framework: titles.get(request.said.framework ?? '') ?? '',
      requirement: request.said.requirement ?? '',
      what: request.said.id,
      says: request.said.text,
      reason: answer ? `${answer.said.text} (${answer.said.by})` : '',
      by: request.said.from,
      state: answer
        ? `answered in entry ${answer.entry}`
        : awaitsAnswer({ ...request.said, answer })
          ? 'not answered'
          : '',
      ...sealed(request),
    }
  for (const repair of repairs) yield repairRow(repair)
  for (const { target, says, entry } of targets)
    yield {
      kind: 'own target',
      tenant: target.tenant ?? 'every tenant',
      what: target.metric,
      says,
      reason: target.reason ?? '',
      by: target.by,
      ...sealed({ at: target.from, entry }),
    }
}

/** What is said beside it: what fails is measured, who repairs it until when is decided. */
function repairRow({ tenant, check, title, grade, state, failing, of, plan }: Repair): StatedRow {
  return {
    kind: 'non-conformity',
    tenant,
    what: check,
    says: `${title}: ${failing} of ${of} fail`,
    reason: plan?.said.note ?? '',
    by: plan?.said.owner ?? '',
    until: plan?.said.until ?? '',
    state: grade === null ? repairWords[state] : `${grade}, ${repairWords[state]}`,
    ...(plan ? { 'decided at': plan.at, 'log entry': String(plan.entry) } : {}),
  }
}
