import { daysOfPeriod, shareOf } from '../../../common/assess/period.ts'
import type { Period, PeriodDay } from '../../../common/assess/period.ts'
import {
  dayText,
  durationText,
  gapText,
  periodText,
  shareText,
  throughoutText,
} from '../../../common/words/english/period.ts'
import { iso, readText } from '../period-cells.ts'
import type { RequirementPeriod } from '../period.ts'
import { deviationsOf } from '../period-rows.ts'
import type { FoundDeviation } from '../period-rows.ts'
import { completenessText } from '../population.ts'
import type { TenantWindow, Window } from '../window.ts'
import { minute } from './coverage-picture.ts'
import { html, outside } from './html.ts'
import type { Markup } from './html.ts'

/** Deviations of a tenant that the report lists; the others are in the other formats. */
const LISTED = 500

const height: Readonly<Record<Exclude<PeriodDay, 'none'>, number>> = {
  conforming: 10,
  deviating: 10,
  partly: 6,
  unproven: 3,
}
/** Deviating days stand below the line, so that no colour is needed. */
const LINE = 11
const cell: Readonly<Record<Exclude<PeriodDay, 'none'>, string>> = {
  conforming: 'cell-seen',
  deviating: 'cell-unread',
  partly: 'cell-partly',
  unproven: 'cell-partly',
}

const marks = {
  'yes': ['✓', 'pass'],
  'no': ['✗', 'fail'],
  'not-provable': ['?', 'unknown'],
  'not-applicable': ['–', 'not-applicable'],
} as const

/** "Effective throughout?": requirements of each tenant with a strip of days, then the deviations. */
export async function* periodSection(window: Window): AsyncIterable<string> {
  yield legend().text
  for (const tenant of window.tenants) {
    const requirements = await window.requirements(tenant)
    yield html`<h3>${tenant.title}</h3>
      <p>
        ${tenant.judged.judgements.filter(({ timed, at }) => timed && at >= tenant.judged.from).length}
        assessments between ${minute(tenant.judged.from)} and ${minute(window.to)}. A reading counts
        for half as long again as it may be apart from the next; a longer time is a gap. Acceptances
        change nothing here.
      </p>`.text
    for (const [framework, items] of Map.groupBy(requirements, item => item.framework))
      yield requirementsTable(`${framework.title} ${framework.version}`, items).text
    yield* deviationsTable(window, tenant)
    yield populationTable(tenant).text
  }
}

/** How much there is of each type, and how much of it was read: the last scan of the window. */
function populationTable({ populations }: TenantWindow): Markup {
  return populations.length === 0
    ? html`<p class="soft">No scan of this window counted what there is.</p>`
    : html`<div class="scroll">
        <table>
          <caption>
            Population: what was read of what there is, by the API (grade A)
          </caption>
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col">Statement of completeness</th>
              <th scope="col" class="number">Scans that read all</th>
              <th scope="col" class="number">Log entry</th>
            </tr>
          </thead>
          <tbody>
            ${populations.map(
              item =>
                html`<tr>
                  <td>${item.type}</td>
                  <td>${completenessText(item)}</td>
                  <td class="number">${item.whole} of ${item.scans}</td>
                  <td class="number">${item.entry}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`
}

function requirementsTable(title: string, items: readonly RequirementPeriod[]): Markup {
  return html`<div class="scroll">
    <table>
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">Requirement</th>
          <th scope="col">Throughout</th>
          <th scope="col" class="number">Runs as wanted</th>
          <th scope="col" class="number">Time</th>
          <th scope="col" class="number">Deviations</th>
          <th scope="col" class="number">Longest</th>
          <th scope="col" class="number">Repaired in</th>
          <th scope="col">Read by, grade</th>
        </tr>
      </thead>
      <tbody>
        ${items.map(requirementRow)}
      </tbody>
    </table>
  </div>`
}

function requirementRow({ requirement, period, read }: RequirementPeriod): Markup {
  const { runs, deviations, longest, repair } = period
  const [mark, name] = marks[period.throughout]
  const share = shareText(shareOf(period))
  return html`<tr>
      <td><b>${requirement.id}</b> ${requirement.title}</td>
      <td class="${name}">${mark} ${throughoutText[period.throughout]}</td>
      <td class="number">${runs.conforming} of ${runs.made}</td>
      <td class="number">${share === '' ? '' : `${share} %`}</td>
      <td class="number">${deviations.length}</td>
      <td class="number">${longest === null ? '' : durationText(longest)}</td>
      <td class="number">${repair === null ? '' : durationText(repair.mean)}</td>
      <td>${readText(read).join(', ')}</td>
    </tr>
    <tr>
      <td colspan="8">${strip(period)}${gapsOf(period)}</td>
    </tr>`
}

/** What the strip says, once more as text: where it cannot be proved, and why. */
function gapsOf({ gaps }: Period): Markup {
  if (gaps.length === 0) return html``
  const shown = gaps.slice(0, 5)
  return html`<p class="small soft">
    Not provable:
    ${shown.map(({ from, to, reasons }, index) => `${index > 0 ? '; ' : ''}${minute(iso(from))} to ${minute(iso(to))} (${gapText(reasons)})`)}${gaps.length > shown.length ? ` and ${gaps.length - shown.length} more` : ''}.
  </p>`
}

/** One bar a day; equal days in a row are one. */
function strip(period: Period): Markup {
  const days = daysOfPeriod(period)
  const bars: Markup[] = []
  for (let start = 0; start < days.length;) {
    const state = days[start]?.state ?? 'none'
    let end = start + 1
    while (end < days.length && days[end]?.state === state) end++
    if (state !== 'none') bars.push(bar(start, end - start, state))
    start = end
  }
  return html`<svg
    class="strip"
    viewBox="0 0 ${days.length} 22"
    preserveAspectRatio="none"
    role="img"
    aria-label="${days[0]?.day ?? ''} to ${days.at(-1)?.day ?? ''}. ${periodText(period)}"
  >
    ${bars}
    <rect class="base" x="0" y="${LINE}" width="${days.length}" height="1" />
  </svg>`
}

function bar(x: number, width: number, state: Exclude<PeriodDay, 'none'>): Markup {
  const y = state === 'deviating' ? LINE + 1 : LINE - height[state]
  return html`<rect
    class="${cell[state]}"
    x="${x}"
    y="${y}"
    width="${width}"
    height="${height[state]}"
  />`
}

function legend(): Markup {
  return html`<ul class="legend">
    ${(['conforming', 'partly', 'unproven', 'deviating', 'none'] as const).map(
      state =>
        html`<li>
          <svg viewBox="0 0 10 22" aria-hidden="true">
            ${state === 'none' ? '' : bar(0, 10, state)}
            <rect class="base" x="0" y="${LINE}" width="10" height="1" /></svg
          >${dayText[state]}
        </li>`,
    )}
  </ul>`
}

async function* deviationsTable(window: Window, tenant: TenantWindow): AsyncIterable<string> {
  let count = 0
  for await (const item of deviationsOf(window, [tenant])) {
    if (count === 0) yield head
    if (count++ < LISTED) yield deviationRow(item).text
  }
  if (count === 0) yield html`<p class="pass">No deviation was found in this window.</p>`.text
  else yield '</tbody></table></div>'
  if (count > LISTED)
    yield html`<p class="small soft">
      and ${count - LISTED} more; all of them are in the XLSX and OSCAL exports and in
      <code>evidence/deviations-*.ndjson</code>.
    </p>`.text
}

/** Left open: its rows follow. */
const head = `<div class="scroll">
  <table>
    <caption>
      Deviations, each with the log entries that sealed it and its end
    </caption>
    <thead>
      <tr>
        <th scope="col">Check</th>
        <th scope="col">Resource</th>
        <th scope="col">From</th>
        <th scope="col">To</th>
        <th scope="col" class="number">In the window</th>
        <th scope="col" class="number">Entries</th>
        <th scope="col">Read by, grade</th>
      </tr>
    </thead>
    <tbody>`

function deviationRow({ tenant, found, deviation }: FoundDeviation): Markup {
  const { shown, read, period, accepted } = found
  const check = tenant.service.checks.find(item => item.id === shown.check)
  const { from, to, ended, before, entry, endEntry } = deviation
  return html`<tr>
    <td>
      ${check?.title ?? shown.check}
      <span class="soft">${shown.severity}</span
      >${accepted.length > 0 ? html`<br /><span class="soft">accepted, see exceptions</span>` : ''}
    </td>
    <td>${outside(shown.resource.name)}</td>
    <td class="nowrap">${before ? 'before the window' : minute(iso(from))}</td>
    <td class="nowrap">
      ${to === null ? 'not yet ended' : `${minute(iso(to))}${ended === 'gone' ? ' (gone)' : ''}`}
    </td>
    <td class="number">${durationText((to ?? period.to) - from)}</td>
    <td class="number">${entry}${endEntry === null ? '' : `, ${endEntry}`}</td>
    <td>${read.join(', ')}</td>
  </tr>`
}
