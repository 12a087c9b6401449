import { levelRestsOn } from '../../common/log/bundle.ts'
import type { ShownFinding, Outcome, Severity } from '../../common/model/index.ts'
import { reasonWords } from '../../common/model/index.ts'
import { remedyUrl } from '../../common/model/remedy-url.ts'
import { version } from '../version.ts'
import type { ExportFormat } from './format.ts'
import { asText } from './format.ts'
import { className } from './ocsf-class.ts'
import type { OcsfClass } from './ocsf-class.ts'
import { chosenRequirements, observedText } from './rows.ts'
import { clampedText, proposedFor } from './said-beside.ts'
import { uuid5 } from './uuid.ts'
import { LEFT } from './window.ts'
import type { TenantWindow, Window } from './window.ts'

const severityId: Readonly<Record<Severity, number>> = { low: 2, medium: 3, high: 4, critical: 5 }
/** OCSF's "warning" is a check that gave no result because information was missing: our unknown. */
const complianceStatus: Readonly<
  Record<Outcome, { readonly status_id: number; readonly status: string }>
> = {
  'pass': { status_id: 1, status: 'Pass' },
  'unknown': { status_id: 2, status: 'Warning' },
  'fail': { status_id: 3, status: 'Fail' },
  'not-applicable': { status_id: 99, status: 'Not Applicable' },
}

/** One event a finding. */
export const ocsfFormat: ExportFormat = {
  title: 'Events for a SIEM (OCSF)',
  ending: 'ocsf.ndjson',
  write: asText(({ window, ocsfClass }) => ocsf(window, ocsfClass)),
}

/** The same events as one JSON array, for programs that take no lines. */
export const ocsfArrayFormat: ExportFormat = {
  title: 'Events for a SIEM (OCSF) as a JSON array',
  ending: 'ocsf.json',
  write: asText(({ window, ocsfClass }) => inArray(ocsf(window, ocsfClass))),
}

async function* inArray(lines: AsyncIterable<string>): AsyncIterable<string> {
  let before = '['
  for await (const line of lines) {
    yield `${before}\n${line.trimEnd()}`
    before = ','
  }
  yield before === '[' ? '[]\n' : '\n]\n'
}

/**
 * OCSF 1.3 events, one a line: of class 2003
 * (https://schema.ocsf.io/1.3.0/classes/compliance_finding), or of class 2004 for a SIEM that takes
 * detections only; there the outcome stands in `status_detail` and `unmapped`.
 */
export async function* ocsf(window: Window, classUid: OcsfClass = 2003): AsyncIterable<string> {
  const titles = new Map(
    window.frameworks.map(framework => [framework.id, `${framework.title} ${framework.version}`]),
  )
  const chosen = chosenRequirements(window)
  for (const tenant of window.tenants) {
    const checks = new Map(tenant.service.checks.map(check => [check.id, check]))
    for (const moment of tenant.moments) {
      for await (const { requirements, ...line } of window.findings(tenant.id, moment)) {
        const finding = { ...line, requirements: requirements.filter(id => chosen.has(id)) }
        yield `${JSON.stringify(event(classUid, finding, moment.at, checks.get(finding.check), titles, besideOf(window, tenant, finding)))}\n`
      }
    }
  }
}

/** What is said beside every finding. */
function besideOf(window: Window, tenant: TenantWindow, finding: ShownFinding): object {
  const restsOn = levelRestsOn(window.signers)
  const proposed = proposedFor(tenant, finding)
  return {
    evidence_level: window.level,
    ...(restsOn ? { evidence_level_rests_on: restsOn } : {}),
    ...(tenant.left ? { tenant_standing: LEFT } : {}),
    ...(proposed.length > 0 ? { proposed_exceptions: proposed } : {}),
    ...(window.clamped ? { window_end: clampedText(window) } : {}),
  }
}

type CheckText = {
  readonly title: string
  readonly rationale?: string | undefined
  readonly remediation: { readonly steps: readonly string[]; readonly url?: string | undefined }
}

function event(
  classUid: OcsfClass,
  finding: ShownFinding,
  at: string,
  check: CheckText | undefined,
  titles: ReadonlyMap<string, string>,
  beside: object,
): object {
  const { requirements } = finding
  const standards = [
    ...new Set(requirements.map(id => titles.get(id.slice(0, id.indexOf(':'))) ?? '')),
  ]
  const accepted = finding.outcome === 'fail' && finding.exception !== null
  const title = check?.title ?? finding.check
  const detail = finding.reason
    ? `${finding.reason}: ${reasonWords(finding.reason, finding.source)}${finding.detail ? ` (${finding.detail})` : ''}`
    : (finding.detail ?? `expected ${finding.expected}`)
  return {
    activity_id: 2,
    activity_name: 'Update',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: classUid,
    class_name: className[classUid],
    type_uid: classUid * 100 + 2,
    type_name: `${className[classUid]}: Update`,
    time: Date.parse(at),
    severity_id: finding.outcome === 'fail' ? severityId[finding.severity] : 1,
    severity:
      finding.outcome === 'fail'
        ? finding.severity[0]!.toUpperCase() + finding.severity.slice(1)
        : 'Informational',
    status_id: accepted ? 3 : finding.outcome === 'pass' ? 4 : 1,
    status: accepted ? 'Suppressed' : finding.outcome === 'pass' ? 'Resolved' : 'New',
    message: `${title}: ${finding.outcome} on ${finding.resource.name}`,
    metadata: {
      version: '1.3.0',
      uid: uuid5(`ocsf ${finding.id} ${at}`),
      product: { name: 'Witnessmark', vendor_name: 'Witnessmark', version },
    },
    finding_info: {
      uid: finding.id,
      title,
      created_time: Date.parse(finding.since),
      types: ['Configuration'],
      ...(check?.rationale ? { desc: check.rationale } : {}),
    },
    ...(classUid === 2003
      ? {
          compliance: {
            ...complianceStatus[finding.outcome],
            control: finding.check,
            standards: standards.length > 0 ? standards : ['Witnessmark catalogue'],
            requirements,
            status_detail: detail,
          },
        }
      : { status_detail: `${finding.outcome}: ${detail}` }),
    resources: [
      {
        uid: finding.resource.id,
        name: finding.resource.name,
        type: finding.resource.type,
        namespace: finding.tenant,
      },
    ],
    ...(check
      ? {
          remediation: {
            desc: check.remediation.steps.join(' '),
            ...linkOf(check.remediation.url, finding),
          },
        }
      : {}),
    unmapped: {
      service: finding.service,
      ...beside,
      check: finding.check,
      outcome: finding.outcome,
      metric: finding.metric,
      expected: finding.expected,
      observed: observedText(finding.observed),
      source: finding.source,
      grade: finding.grade,
      exception: finding.exception,
      evidence: finding.evidence.map(ref => ref.index),
      ...(finding.moreEvidence ? { more_evidence: finding.moreEvidence } : {}),
      ...(finding.disagreement ? { disagreement: finding.disagreement } : {}),
      ...(finding.moreDisagreement ? { more_disagreement: finding.moreDisagreement } : {}),
    },
  }
}

/** A link that needs the tenant's address is left out: that stands in no record. */
function linkOf(
  template: string | undefined,
  { resource }: Pick<ShownFinding, 'resource'>,
): { references?: string[] } {
  const url = template === undefined ? null : remedyUrl(template, resource, null)
  return url === null ? {} : { references: [url] }
}
