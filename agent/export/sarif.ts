import { levelRestsOn } from '../../common/log/bundle.ts'
import type { CheckSource, Severity, ShownFinding } from '../../common/model/index.ts'
import { reasonWords } from '../../common/model/index.ts'
import { version } from '../version.ts'
import type { ExportFormat } from './format.ts'
import { asText } from './format.ts'
import { observedText } from './rows.ts'
import { clampedText, proposedFor } from './said-beside.ts'
import { uuid5 } from './uuid.ts'
import { LEFT } from './window.ts'
import type { TenantWindow, Window } from './window.ts'

/** What needs a person, for tools that show alerts of code: one rule a check. */
export const sarifFormat: ExportFormat = {
  title: 'Alerts for code scanning (SARIF)',
  ending: 'sarif',
  write: asText(({ window }) => sarif(window)),
}

const level: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
}
/** GitHub sorts by a number of the kind that CVSS has: the middle of each of its bands. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
}

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html): each tenant as it
 * was last assessed in the window. What failed is an alert, accepted or not (then suppressed); what
 * could not be told is `open`. What passed is no result: readers show every result as an alert,
 * whatever its `kind`.
 */
async function* sarif(window: Window): AsyncIterable<string> {
  const checks = [
    ...new Map(
      window.tenants.flatMap(({ service }) => service.checks.map(check => [check.id, check])),
    ).values(),
  ]
  const ruleIndex = new Map(checks.map(({ id }, index) => [id, index]))
  const head = {
    version: '2.1.0',
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  }
  const run = {
    tool: { driver: { name: 'Witnessmark', version, rules: checks.map(ruleOf) } },
    columnKind: 'utf16CodeUnits',
    properties: besideOf(window),
  }
  yield `${JSON.stringify(head).slice(0, -1)},"runs":[${JSON.stringify(run).slice(0, -1)},"results":[`
  let first = true
  for (const tenant of window.tenants) {
    const moment = tenant.moments.at(-1)
    if (!moment) continue
    for await (const finding of window.findings(tenant.id, moment)) {
      if (finding.outcome !== 'fail' && finding.outcome !== 'unknown') continue
      const result = resultOf(finding, tenant, moment.at, ruleIndex.get(finding.check))
      yield `${first ? '' : ','}\n${JSON.stringify(result)}`
      first = false
    }
  }
  yield '\n]}]}\n'
}

/** What is said beside every result. */
function besideOf(window: Window): object {
  const restsOn = levelRestsOn(window.signers)
  const clamped = clampedText(window)
  return {
    evidenceLevel: window.level,
    ...(restsOn ? { evidenceLevelRestsOn: restsOn } : {}),
    ...(clamped ? { windowEnd: clamped } : {}),
  }
}

function ruleOf(check: CheckSource): object {
  const { id, title, rationale, severity, remediation } = check
  return {
    id,
    shortDescription: { text: title },
    ...(rationale ? { fullDescription: { text: rationale } } : {}),
    help: { text: remediation.steps.map((step, index) => `${index + 1}. ${step}`).join('\n') },
    defaultConfiguration: { level: level[severity] },
    properties: { 'security-severity': securitySeverity[severity], 'tags': ['security'] },
  }
}

function resultOf(
  finding: ShownFinding,
  window: TenantWindow,
  at: string,
  ruleIndex: number | undefined,
): object {
  const { tenant, service, check, outcome, resource, expected, reason, detail, source } = finding
  const fails = outcome === 'fail'
  const proposed = proposedFor(window, finding)
  const seen = observedText(finding.observed)
  const why = reason
    ? `${reasonWords(reason, source)}${detail ? ` (${detail})` : ''}`
    : `wanted: ${expected}${seen ? `; observed: ${seen}` : ''}`
  const path = ['witnessmark', tenant, service, resource.type, resource.id]
  return {
    ruleId: check,
    // A check of one's own that was taken away since is a rule without a description.
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    kind: fails ? 'fail' : 'open',
    level: fails ? level[finding.severity] : 'none',
    message: { text: `${resource.name}: ${why}` },
    locations: [
      {
        // A setting stands in no file; readers want an address that stays the same.
        physicalLocation: { artifactLocation: { uri: path.map(encodeURIComponent).join('/') } },
        logicalLocations: [
          { fullyQualifiedName: `${tenant}/${resource.id}`, name: resource.name, kind: 'resource' },
        ],
      },
    ],
    guid: uuid5(`sarif ${finding.id} ${at}`),
    partialFingerprints: { 'finding/v1': uuid5(`sarif ${finding.id}`) },
    ...(fails && finding.exception !== null
      ? {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: finding.exception },
          ],
        }
      : {}),
    properties: {
      ...(proposed.length > 0 ? { proposedExceptions: proposed } : {}),
      outcome,
      assessed: at,
      since: finding.since,
      grade: finding.grade,
      source: finding.source,
      evidence: finding.evidence.map(({ index }) => index),
      ...(finding.moreEvidence ? { moreEvidence: finding.moreEvidence } : {}),
      ...(finding.disagreement ? { disagreement: finding.disagreement } : {}),
      ...(finding.moreDisagreement ? { moreDisagreement: finding.moreDisagreement } : {}),
      ...(reason ? { reason } : {}),
      ...(window.left ? { tenantStanding: LEFT } : {}),
    },
  }
}
