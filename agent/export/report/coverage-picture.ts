import { coverageText } from '../coverage.ts'
import type { Coverage, DayState } from '../coverage.ts'
import type { TenantWindow, Window } from '../window.ts'
import { windowDays } from '../window.ts'
import { html, Markup } from './html.ts'

const height: Readonly<Record<Exclude<DayState, 'none'>, number>> = {
  seen: 10,
  partly: 6,
  unread: 3,
}
const words: Readonly<Record<DayState, string>> = {
  seen: 'read on every resource',
  partly: 'read on some resources only',
  unread: 'a run tried and could not read it',
  none: 'no run',
}

/** How the days look, explained once: height says it too, so that no colour is needed. */
export function legend(): Markup {
  return html`<ul class="legend">
    ${(['seen', 'partly', 'unread', 'none'] as const).map(state => html`<li><svg viewBox="0 0 10 12" aria-hidden="true">${bar(0, 10, state)}</svg>${words[state]}</li>`)}
  </ul>`
}

/** Settings whose days look alike are one picture; the least covered come first. */
export function coverageSection(window: Window, tenant: TenantWindow): Markup {
  const days = windowDays(window)
  const everRead = tenant.coverage.filter(item => item.days.some(day => day !== 'none'))
  const never = tenant.coverage.length - everRead.length
  const groups = [...Map.groupBy(everRead, item => item.days.join()).values()].sort(
    (a, b) => (a[0]?.seenDays ?? 0) - (b[0]?.seenDays ?? 0),
  )
  const gaps = window.gaps.filter(gap => gap.tenant === tenant.id || gap.tenant === '')
  return html`<h3 id="coverage-${tenant.id}">${tenant.title}</h3>
    <p>
      ${tenant.runs.filter(run => run.kind === 'scan').length} scans,
      ${tenant.runs.filter(run => run.kind === 'capture').length} console pages,
      ${tenant.runs.filter(run => run.kind === 'import').length} imports and
      ${tenant.runs.filter(run => run.kind === 'document').length} documents between
      ${window.from.slice(0, 10)} and ${window.to.slice(0, 10)}.
      ${never > 0 ? html`${never} known settings were not read in this window; they are under <a href="#unreadable">what could not be told</a> where a check needs them.` : ''}
    </p>
    ${groups.map(group => figure(group, days))}
    ${
      gaps.length > 0
        ? html`<h4>Gaps on record</h4>
            <div class="scroll">
              <table>
                <caption>
                  Gaps on record
                </caption>
                <thead>
                  <tr>
                    <th scope="col">From</th>
                    <th scope="col">To</th>
                    <th scope="col">Why</th>
                  </tr>
                </thead>
                <tbody>
                  ${gaps.map(
                    gap =>
                      html`<tr>
                        <td>${minute(gap.from)}</td>
                        <td>${minute(gap.to)}</td>
                        <td>${gap.cause.replaceAll('-', ' ')}: ${gap.detail}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : html`<p class="soft">No gap was recorded for this window.</p>`
    }`
}

function figure(group: readonly Coverage[], days: readonly string[]): Markup {
  const [first] = group
  if (!first) return html``
  const title =
    group.length === 1
      ? html`<b>${first.title}</b> <code class="soft">${first.setting}</code>`
      : html`<b>${group.length} settings</b>`
  return html`<figure>
    <figcaption>
      ${title}:
      ${coverageText(first)}${first.reasons.length > 0 ? html` <span class="soft">(${first.reasons.join(', ')})</span>` : ''}
    </figcaption>
    <svg
      viewBox="0 0 ${days.length} 12"
      preserveAspectRatio="none"
      role="img"
      aria-label="${group.length === 1 ? first.title : `${group.length} settings`}: ${coverageText(first)}"
    >
      <rect class="base" x="0" y="11" width="${days.length}" height="1" />
      ${bars(first.days)}
    </svg>
    <div class="axis">
      <span>${days[0] ?? ''}</span><span>${days[Math.floor(days.length / 2)] ?? ''}</span
      ><span>${days.at(-1) ?? ''}</span>
    </div>
    ${
      group.length > 1
        ? html`<details>
            <summary class="small">which ones</summary>
            <ul class="ids">
              ${group.map(item => html`<li>${item.title}</li>`)}
            </ul>
          </details>`
        : ''
    }
  </figure>`
}

/** Equal days in a row are one rectangle. */
function bars(states: readonly DayState[]): Markup[] {
  const found: Markup[] = []
  for (let start = 0; start < states.length;) {
    const state = states[start] ?? 'none'
    let end = start + 1
    while (end < states.length && states[end] === state) end++
    found.push(bar(start, end - start, state))
    start = end
  }
  return found
}

function bar(x: number, width: number, state: DayState): Markup {
  return state === 'none'
    ? html`<rect class="base" x="${x}" y="11" width="${width}" height="1" />`
    : html`<rect
        class="cell-${state}"
        x="${x}"
        y="${11 - height[state]}"
        width="${width}"
        height="${height[state]}"
      />`
}

/** Times as a person reads them, always UTC. */
export function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}
