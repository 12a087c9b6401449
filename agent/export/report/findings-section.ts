import { isAbout } from '../../../common/assess/evaluate.ts'
import { leavesOf, mappingsOf, reasonText } from '../../../common/model/index.ts'
import type {
  Evaluation,
  Framework,
  Requirement,
  Severity,
  ShownFinding,
} from '../../../common/model/index.ts'
import {
  evaluationText,
  monitoringText,
  monitoringWords,
  statusWords,
} from '../../../common/words/english/evaluations.ts'
import { acceptedTitle } from '../../../common/words/english/acceptances.ts'
import { observedText } from '../rows.ts'
import { disagreementText, earlierText } from '../said-beside.ts'
import type { CheckGroup, Moment, TenantWindow, Window } from '../window.ts'
import { minute } from './coverage-picture.ts'
import { html, outside } from './html.ts'
import type { Markup } from './html.ts'

const ROWS = 25
const order: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 }

/** What deviates: nobody's acceptance first, then the accepted ones; the most severe on top. */
export function findingsSection(tenant: TenantWindow, moment: Moment): Markup {
  const checks = new Map(tenant.service.checks.map(check => [check.id, check]))
  const severity = (group: CheckGroup): number => order[checks.get(group.check)?.severity ?? 'low']
  const failing = moment.checks
    .filter(group => group.counts.fail > 0)
    .toSorted((a, b) => Number(isAccepted(a)) - Number(isAccepted(b)) || severity(a) - severity(b))
  const passing = moment.checks.filter(group => group.counts.fail === 0 && group.counts.pass > 0)
  return html`<h3>${tenant.title} <span class="soft small">assessed ${minute(moment.at)}</span></h3>
    ${failing.length === 0 ? html`<p class="pass">Nothing deviates.</p>` : failing.map(group => card(tenant, group))}
    ${
      passing.length > 0
        ? html`<h4>${passing.length} checks without a deviation</h4>
            <div class="scroll">
              <table>
                <caption>
                  Checks without a deviation
                </caption>
                <thead>
                  <tr>
                    <th scope="col">Check</th>
                    <th scope="col" class="number">Pass</th>
                    <th scope="col" class="number">Unknown</th>
                    <th scope="col" class="number">Not applicable</th>
                    <th scope="col">Read by, grade</th>
                  </tr>
                </thead>
                <tbody>
                  ${passing.map(
                    group =>
                      html`<tr>
                        <td>${checks.get(group.check)?.title ?? group.check}</td>
                        <td class="number pass">${group.counts.pass}</td>
                        <td class="number">${group.counts.unknown || ''}</td>
                        <td class="number">${group.counts['not-applicable'] || ''}</td>
                        <td>${group.read.join(', ')}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : ''
    }`
}

function isAccepted(group: CheckGroup): boolean {
  return group.accepted === group.counts.fail
}

function card(tenant: TenantWindow, group: CheckGroup): Markup {
  const check = tenant.service.checks.find(item => item.id === group.check)
  const failing = group.shown.filter(finding => finding.outcome === 'fail')
  const [first] = failing
  const total = group.counts.pass + group.counts.fail + group.counts.unknown
  return html`<article class="${isAccepted(group) ? 'accepted' : ''}">
    <h4><span class="fail">✗ ${check?.severity ?? ''}</span> ${check?.title ?? group.check}</h4>
    <p>
      ${group.counts.fail} of ${total} ${total === 1 ? 'resource' : 'resources'}
      deviate${isAccepted(group) ? '; accepted, see exceptions' : group.accepted > 0 ? `; ${group.accepted} accepted` : ''}.
      Wanted: ${first?.expected ?? check?.expected ?? ''}. <code class="soft">${group.check}</code>
    </p>
    ${check?.rationale ? html`<p class="soft">${check.rationale}</p>` : ''}
    <div class="scroll">
      <table>
        <caption>
          Resources that deviate
        </caption>
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col">Found</th>
            <th scope="col">Since</th>
            <th scope="col">Read by, grade</th>
            <th scope="col">Log entries</th>
          </tr>
        </thead>
        <tbody>
          ${failing.slice(0, ROWS).map(row)}
        </tbody>
      </table>
    </div>
    ${group.counts.fail > ROWS ? html`<p class="small soft">and ${group.counts.fail - ROWS} more; all of them are in the CSV, XLSX, OSCAL and OCSF exports and in <code>evidence/findings-*.ndjson</code>.</p>` : ''}
    ${
      check
        ? html`<ol class="steps small">
            ${check.remediation.steps.map(step => html`<li>${step}</li>`)}
          </ol>`
        : ''
    }
  </article>`
}

function row(finding: ShownFinding): Markup {
  const found = observedText(finding.observed)
  const disagreement = disagreementText(finding)
  return html`<tr>
    <td>${outside(finding.resource.name)}</td>
    <td>
      ${found.length > 240 ? `${found.slice(0, 240)}…` : found}${finding.detail ? html`<br /><span class="soft">${outside(finding.detail)}</span>` : ''}${disagreement ? html`<br />${outside(disagreement)}` : ''}
    </td>
    <td class="nowrap">${finding.since.slice(0, 10)}</td>
    <td>${finding.source} ${finding.grade}</td>
    <td>
      ${finding.evidence
        .slice(0, 6)
        .map(ref => ref.index)
        .join(', ')}${finding.evidence.length > 6 ? ' …' : ''}
      ${earlierText(finding)}
    </td>
  </tr>`
}

/** Requirements that a check speaks to, with their status; the others are counted, not hidden. */
export function requirementsSection(
  framework: Framework,
  tenant: TenantWindow,
  moment: Moment,
): Markup {
  const evaluations = new Map(
    moment.evaluations
      .filter(item => item.framework === framework.id)
      .map(item => [item.requirement, item]),
  )
  const leaves = leavesOf(framework)
  const judged = leaves.filter(item => mappingsOf(item).length > 0)
  const open = leaves.length - judged.length
  const tally = (status: string): number =>
    judged.filter(item => evaluations.get(item.id)?.status === status).length
  return html`<h3>
      ${framework.title} ${framework.version} <span class="soft small">${tenant.title}</span>
    </h3>
    <p>
      <b class="pass">${tally('satisfied')} satisfied</b>,
      <b class="fail">${tally('not-satisfied')} not satisfied</b>,
      <b class="unknown">${tally('undetermined')} undetermined</b> of ${judged.length} requirements
      that settings speak to. ${open} others need other evidence than
      settings.${framework.note ? html` <span class="soft">${framework.note}</span>` : ''}
    </p>
    ${
      judged.length > 0
        ? html`<div class="scroll">
            <table>
              <caption>
                Requirements of ${framework.title} that settings speak to
              </caption>
              <thead>
                <tr>
                  <th scope="col">Requirement</th>
                  <th scope="col">Status</th>
                  <th scope="col">What is proven, what is open</th>
                  <th scope="col" class="number">Pass</th>
                  <th scope="col" class="number">Fail</th>
                  <th scope="col" class="number">Unknown</th>
                  <th scope="col">Read by, grade</th>
                </tr>
              </thead>
              <tbody>
                ${judged.map(item => requirementRow(item, evaluations.get(item.id), readOf(item, moment)))}
              </tbody>
            </table>
          </div>`
        : ''
    }`
}

/** How the findings behind a requirement were read. */
function readOf(requirement: Requirement, { checks }: Moment): string[] {
  const mappings = mappingsOf(requirement)
  const asked = checks.filter(group => mappings.some(mapping => isAbout(mapping, group)))
  return [...new Set(asked.flatMap(({ read }) => read))].sort()
}

const statusMarks = {
  'satisfied': ['✓', 'pass'],
  'not-satisfied': ['✗', 'fail'],
  'undetermined': ['?', 'unknown'],
} as const

function requirementRow(
  item: Requirement,
  found: Evaluation | undefined,
  read: readonly string[],
): Markup {
  const status = found?.status ?? 'undetermined'
  const [mark, name] = statusMarks[status]
  return html`<tr>
    <td>
      <b>${item.id}</b>
      ${item.title}${item.level ? html` <span class="soft small">${item.level}</span>` : ''}${item.automated ? html` <span class="soft small">(asks for automatic monitoring)</span>` : ''}
    </td>
    <td class="${name}">${mark} ${statusWords[status]}</td>
    <td class="small">${found ? evaluationText(found) : ''}</td>
    <td class="number">${found?.counts.pass ?? 0}</td>
    <td class="number">${found?.counts.fail ?? 0}</td>
    <td class="number">${found?.counts.unknown ?? 0}</td>
    <td>${read.join(', ')}</td>
  </tr>`
}

/** What is known of the monitoring itself: on this rest requirements that ask for it. */
export function monitoringSection(tenant: TenantWindow, moment: Moment): Markup {
  return html`<h3>${tenant.title}</h3>
    <table>
      <caption>
        The monitoring of ${tenant.title}
      </caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">State</th>
          <th scope="col">In numbers</th>
        </tr>
      </thead>
      <tbody>
        ${moment.monitoring.map(
          fact =>
            html`<tr>
              <td>${monitoringWords[fact.measure]}</td>
              <td class="${fact.state}">${fact.state}</td>
              <td>${monitoringText(fact)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`
}

/** What could not be told, by reason, with what would change that. Never a pass, never left out. */
export function unreadableSection(tenant: TenantWindow, moment: Moment): Markup {
  const checks = new Map(tenant.service.checks.map(check => [check.id, check.title]))
  const rows = moment.checks.flatMap(group =>
    group.reasons
      .filter(item => item.outcome === 'unknown')
      .map(item => ({
        ...item,
        check: group.check,
        read: group.read,
        detail: group.shown.find(finding => finding.reason === item.reason)?.detail ?? null,
      })),
  )
  const byReason = [...Map.groupBy(rows, item => item.reason ?? 'malformed')].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  if (rows.length === 0)
    return html`<h3>${tenant.title}</h3>
      <p class="pass">Every check could be told.</p>`
  return html`<h3>${tenant.title}</h3>
    ${byReason.map(
      ([reason, items]) =>
        html`<h4>${reason.replaceAll('-', ' ')}</h4>
          <p>${reasonText[reason]}</p>
          <div class="scroll">
            <table>
              <caption>
                Checks that could not be told: ${reason.replaceAll('-', ' ')}
              </caption>
              <thead>
                <tr>
                  <th scope="col">Check</th>
                  <th scope="col" class="number">Resources</th>
                  <th scope="col">Read by, grade</th>
                  <th scope="col">What stood in the way</th>
                </tr>
              </thead>
              <tbody>
                ${items.map(
                  item =>
                    html`<tr>
                      <td>${checks.get(item.check) ?? item.check}</td>
                      <td class="number">${item.count}</td>
                      <td>${item.read.join(', ')}</td>
                      <td>${item.detail ?? ''}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`,
    )}`
}

/** Dated acceptances with their reasons. They never change an outcome. */
export function exceptionsSection(window: Window): Markup {
  const rows = window.tenants.flatMap(tenant =>
    tenant.exceptions.map(
      exception =>
        html`<tr>
          <td>
            ${acceptedTitle(exception, new Map(tenant.service.checks.map(check => [check.id, check.title])))}${exception.resource ? html`<br /><span class="soft">${exception.resource}</span>` : ''}
          </td>
          <td>${tenant.title}</td>
          <td>${exception.reason}</td>
          <td>
            ${exception.acceptedBy}${exception.unattributed ? html`<br /><span class="soft">from a file of before: nobody is on record as who sealed it</span>` : ''}
          </td>
          <td>
            ${exception.from.slice(0, 10)} to
            ${(exception.endedAt ?? exception.until).slice(0, 10)}${exception.endedAt ? ' (ended early)' : exception.until <= window.to ? ' (over)' : ''}
          </td>
        </tr>`,
    ),
  )
  const sealed =
    rows.length === 0
      ? html`<p>None was in force in this window.</p>`
      : html`<div class="scroll">
          <table>
            <caption>
              Acceptances in force in this window
            </caption>
            <thead>
              <tr>
                <th scope="col">What is accepted</th>
                <th scope="col">Tenant</th>
                <th scope="col">Why</th>
                <th scope="col">By</th>
                <th scope="col">From, until</th>
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>
        </div>`
  return html`${sealed}${proposalsOf(window)}`
}

/** What a file says and the log does not: not accepted, whatever it says. */
function proposalsOf(window: Window): Markup {
  const proposals = window.tenants.flatMap(tenant => tenant.proposals)
  return proposals.length === 0
    ? html``
    : html`<p class="unknown">
          Proposed in a file, sealed by nobody: not accepted, and counted nowhere.
        </p>
        <ul>
          ${proposals.map(({ change, exception }) => html`<li>${exception.id} (${change === 'new' ? 'a new one' : 'changes a sealed one'}): ${exception.reason}, ${exception.acceptedBy}</li>`)}
        </ul>`
}
