import { createHash } from 'node:crypto'
import { levelWords } from '../../../common/log/bundle.ts'
import type { BundleManifest } from '../../../common/log/bundle.ts'
import { toBase64, toHex } from '../../../common/log/bytes.ts'
import { inclusionProof } from '../../../common/log/merkle.ts'
import { editedText } from '../../../common/words/headline.ts'
import { findingLine } from '../../log/finding-lines.ts'
import { sha256 } from '../../log/crypto.ts'
import { version } from '../../version.ts'
import { keyBearing, textOfKey } from '../../log/key-history.ts'
import type { LogKey } from '../../log/key-history.ts'
import { subtreeOf } from '../../log/subtree.ts'
import { levelNote } from '../../../common/model/index.ts'
import type { ExportFormat } from '../format.ts'
import { asText } from '../format.ts'
import { headOf, keysOf, latestKey } from '../log-files.ts'
import { clampedText } from '../said-beside.ts'
import type { ExportSource, Moment, Window } from '../window.ts'
import { coverageSection, legend, minute } from './coverage-picture.ts'
import {
  exceptionsSection,
  findingsSection,
  monitoringSection,
  requirementsSection,
  unreadableSection,
} from './findings-section.ts'
import { html, Markup, scriptJson } from './html.ts'
import { statedSection } from './stated-section.ts'
import { periodSection } from './period-section.ts'
import { style } from './style.ts'
import { verifyInBrowser } from './verifier.ts'
import type { EmbeddedRecord } from './verifier.ts'

const MOST_ITEMS = 2000
const MOST_CHANGES = 20
const MOST_FINDINGS = 3_000_000

/** For people. */
export const reportFormat: ExportFormat = {
  title: 'Report (one offline HTML file)',
  ending: 'html',
  write: asText(async ({ source, window }) =>
    report(source, window, await keysOf(source.store, window), []),
  ),
}

/**
 * The report: one file without any outside part, which reads, prints and verifies itself offline.
 */
export async function* report(
  source: ExportSource,
  window: Window,
  keys: readonly LogKey[],
  withheld: BundleManifest['withheld'],
): AsyncIterable<string> {
  const script = `(${verifyInBrowser.toString()})()`
  const digest = createHash('sha256').update(script).digest('base64')
  const title = window.tenants.map(tenant => tenant.title).join(', ') || 'no tenant'
  yield `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">`
  yield html`<title>
      Settings of ${title}, ${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}
    </title>
    <style>
      ${new Markup(style)}
    </style>
    </head>
    <body>`.text
  yield head(window, title).text
  yield '<main>'
  yield verifyPanel(window, keys, withheld).text
  yield summary(window).text
  yield section(
    'requirements',
    'Requirements',
    html`${window.tenants.flatMap(tenant => tenant.moments.slice(-1).flatMap(moment => window.frameworks.map(framework => requirementsSection(framework, tenant, moment))))}`,
  )
  yield '<section aria-labelledby="period"><h2 id="period">Effective throughout the period</h2>'
  yield* periodSection(window)
  yield '</section>'
  yield section(
    'monitoring',
    'The monitoring itself',
    html`<p>
        Requirements that ask for automatic monitoring are judged by what the monitoring did in this
        window. What is not on record is unknown.
      </p>
      ${window.tenants.flatMap(tenant => tenant.moments.slice(-1).map(moment => monitoringSection(tenant, moment)))}`,
  )
  yield section(
    'findings',
    'Findings',
    html`${window.tenants.flatMap(tenant => tenant.moments.map(moment => findingsSection(tenant, moment)))}`,
  )
  yield section(
    'exceptions',
    'Exceptions',
    html`<p>
        An exception is a dated, reasoned acceptance of a deviation. The finding still says "fail".
      </p>
      ${exceptionsSection(window)}`,
  )
  yield section(
    'stated',
    'Stated by people',
    html`<p>
        What people decided, as it stood at the end of the window. It changes nothing that is
        measured: each requirement and finding above says what was read.
      </p>
      ${statedSection(window)}`,
  )
  yield section(
    'coverage',
    'Coverage of the period',
    html`<p>When each setting was really read. Days are in UTC, from left to right.</p>
      ${legend()}${window.tenants.map(tenant => coverageSection(window, tenant))}`,
  )
  yield section(
    'unreadable',
    'What could not be told, and why',
    html`<p>Such a finding is neither a pass nor a deviation. It is never left out.</p>
      ${window.tenants.flatMap(tenant => tenant.moments.slice(-1).map(moment => unreadableSection(tenant, moment)))}`,
  )
  yield section('evidence', 'Evidence', await evidenceTable(source, window, withheld))
  yield section('terms', 'How to read this', terms(window))
  yield '</main>'
  yield html`<footer class="soft small"><p>Made by Witnessmark ${version} from the evidence log ${window.checkpoint.note.split('\n')[0] ?? ''} at ${window.checkpoint.size} entries. This file loads nothing from anywhere.</p></footer><script type="application/json" id="record">${scriptJson(await embedded(source, window))}${scriptEnd}<script>${new Markup(script)}${scriptEnd}</body></html>\n`
    .text
}

/**
 * Apart, because bundlers rewrite a template that holds it with a helper that nobody has installed.
 */
const scriptEnd = new Markup('</script>')

function section(id: string, title: string, content: Markup): string {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`.text
}

function head(window: Window, title: string): Markup {
  return html`<header>
    <p class="soft small">Continuous evidence of settings${window.days ? ', sample' : ''}</p>
    <h1>${title}</h1>
    <p>
      ${window.from.slice(0, 10)} to
      ${window.to.slice(0, 10)}${window.days ? html`, the days ${window.days.join(', ')}` : ''}${window.redact ? '. Bodies and values that may name persons are left out' : ''}
    </p>
    ${window.frameworks.map(framework => {
      const note = levelNote(framework)
      return note === null ? html`` : html`<p>${framework.version}. ${note}</p>`
    })}
    ${window.clamped ? html`<p class="unknown">${clampedText(window)}.</p>` : ''}
    <nav aria-label="Sections">
      <ul>
        ${[
          ['summary', 'Summary'],
          ['requirements', 'Requirements'],
          ['period', 'The period'],
          ['monitoring', 'Monitoring'],
          ['findings', 'Findings'],
          ['exceptions', 'Exceptions'],
          ['stated', 'Stated by people'],
          ['coverage', 'Coverage'],
          ['unreadable', 'Could not be told'],
          ['evidence', 'Evidence'],
          ['terms', 'How to read this'],
        ].map(([id, text]) => html`<li><a href="#${id ?? ''}">${text ?? ''}</a></li>`)}
      </ul>
    </nav>
  </header>`
}

function verifyPanel(
  window: Window,
  keys: readonly LogKey[],
  withheld: BundleManifest['withheld'],
): Markup {
  const key = latestKey(keys)
  return html`<section class="panel" aria-labelledby="verify">
    <h2 id="verify">Verify first</h2>
    <p role="status" id="verdict-headline">
      Not checked yet: this page checks itself where scripts run. Without them, VERIFY.md shows the
      same with openssl and Go.
    </p>
    <ul id="verdict"></ul>
    <p>
      <b>Proves</b> what was recorded, that it was not changed since by anyone without the key
      below, and that nothing was taken out. <b>Does not prove</b> that the service told the truth,
      nor that this page was written by an honest tool: for that, verify the bundle with your own
      tools (VERIFY.md).
    </p>
    <p>${levelWords(window.signers)}</p>
    <p class="small">
      Signing key, to compare with the one the organisation gave you by another way:<br /><code
        >${key ? textOfKey(key) : 'not announced in this log'}</code
      >
    </p>
    ${
      keys.length > 1
        ? html`<p class="small">
            The log changed its key ${keys.length - 1} ${keys.length === 2 ? 'time' : 'times'}:
            ${keys
              .slice(1)
              .map(item => `entry ${item.entry}: ${item.reason}`)
              .join(' ')}
          </p>`
        : ''
    }
    <div class="screen">
      <label for="key">The key that you were given by another way:</label>
      <input id="key" autocomplete="off" spellcheck="false" />
      <p role="status" id="key-result"></p>
    </div>
    ${withheld.length > 0 ? html`<p class="small">${withheld.length} bodies are not in this bundle (${[...new Set(withheld.map(item => item.reason))].join(', ')}); their entries still verify.</p>` : ''}
    <div class="screen">
      <label for="files"
        >Check evidence files of the bundle (an <code>.json</code> and its body, from
        <code>evidence/</code>):</label
      >
      <input type="file" id="files" multiple />
      <ul id="file-results"></ul>
    </div>
  </section>`
}

function summary(window: Window): Markup {
  return html`<section aria-labelledby="summary">
    <h2 id="summary">Summary</h2>
    ${configurationSaid(window)}
    ${window.tenants.map(
      tenant =>
        html`<h3>
            ${tenant.title}
            <span class="soft small">${tenant.service.title}, ${tenant.service.testedAgainst}</span>
          </h3>
          ${tenant.moments.length === 0 ? html`<p class="unknown">Nothing was assessed in this window.</p>` : ''}${tenant.missingDays.length > 0 ? html`<p class="unknown">Nothing was assessed on ${tenant.missingDays.join(', ')}.</p>` : ''}
          ${tenant.moments.map(moment => counts(tenant.moments.length > 1 ? minute(moment.at) : '', moment))}`,
    )}
  </section>`
}

/** Where the configuration changed in the window, and that it is not as it was last sealed. */
function configurationSaid({ configuration: { changes, edited } }: Window): Markup {
  const shown = changes
    .slice(-MOST_CHANGES)
    .map(
      ({ at, entry, sections }) =>
        html`<li>${minute(at)}, entry ${entry}: ${sections.join(', ')}</li>`,
    )
  return html`${edited.length > 0 ? html`<p class="unknown">${editedText(edited)}</p>` : ''}${
    changes.length > 0
      ? html`<p>
            Sections of config.yaml that changed in this window, by the digests that runs
            sealed${changes.length > shown.length ? `, the last ${shown.length} of ${changes.length}` : ''}:
          </p>
          <ul>
            ${shown}
          </ul>`
      : ''
  }`
}

function counts(label: string, moment: Moment): Markup {
  const accepted = moment.checks.reduce((sum, group) => sum + group.accepted, 0)
  return html`${label ? html`<h4>${label}</h4>` : ''}
    <ul class="counts">
      <li class="fail">
        <b>${moment.counts.fail}</b>deviate${accepted > 0 ? ` (${accepted} accepted)` : ''}
      </li>
      <li class="unknown"><b>${moment.counts.unknown}</b>could not be told</li>
      <li class="pass"><b>${moment.counts.pass}</b>as wanted</li>
      <li class="not-applicable"><b>${moment.counts['not-applicable']}</b>not applicable</li>
    </ul>
    <p class="small soft">
      ${moment.checks.length} checks on ${moment.resources.length} resources, ${minute(moment.at)},
      log entry
      ${moment.entry}.${moment.matches ? '' : ' The findings in the store are not the ones that entry sealed.'}
    </p>`
}

async function evidenceTable(
  source: ExportSource,
  window: Window,
  withheld: BundleManifest['withheld'],
): Promise<Markup> {
  const missing = new Map(withheld.map(item => [item.entry, item.reason]))
  const rows: Markup[] = []
  let left = 0
  const wanted = new Set(window.entries)
  for await (const { index, kind, length, ipe, erased } of source.store.evidenceHeads({})) {
    if (!wanted.has(index)) continue
    if (rows.length >= 500) {
      left++
      continue
    }
    rows.push(
      html`<tr>
        <td class="number">${index}</td>
        <td>${kind}</td>
        <td>
          ${ipe.request.length > 160 ? `${ipe.request.slice(0, 160)}…` : ipe.request}${ipe.status === undefined ? '' : html` <span class="soft">${ipe.status}</span>`}${ipe.page ? html` <span class="soft">page ${ipe.page}${ipe.pages ? ` of ${ipe.pages}` : ''}</span>` : ''}${ipe.window ? html`<br /><span class="soft">window: ${ipe.window}</span>` : ''}${ipe.account && !window.redact ? html`<br /><span class="soft">as ${ipe.account}</span>` : ''}
        </td>
        <td>${minute(ipe.recordedAt)}</td>
        <td>${ipe.collector}</td>
        <td class="number">
          ${length}${erased || missing.has(index) ? html`<br /><span class="soft">${erased ? 'erased' : (missing.get(index) ?? '')}</span>` : ''}
        </td>
      </tr>`,
    )
  }
  return html`<p>
      Each entry of the log that this window rests on: what was asked, when, by which collector.
      Bodies are in <code>evidence/</code> of the bundle, under the entry's number.
    </p>
    <div class="scroll">
      <table>
        <caption>
          Entries of the log
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">Entry</th>
            <th scope="col">Kind</th>
            <th scope="col">Request or page</th>
            <th scope="col">Recorded</th>
            <th scope="col">By</th>
            <th scope="col" class="number">Bytes</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="soft">and ${left} more in the bundle.</p>` : ''}`
}

function terms(window: Window): Markup {
  return html`<p>
      <b>Grades of evidence.</b> A: a reply of the service's API, fetched by the tool. B: such a
      reply, seen by the browser extension. C: read from a page of the admin console. D: a document
      that a person uploaded.
    </p>
    <p>
      <b>Outcomes.</b> Pass and fail compare what was read with what is wanted. Unknown: it could
      not be told, with one of a closed list of reasons. Not applicable: the check does not concern
      this resource.
    </p>
    <p>
      <b>Requirements.</b> Each has aspects. A measurement decides an aspect, supports it, or shows
      what is intended. A requirement is satisfied when every aspect is proven: what decides it
      passes, throughout the window, on evidence of grade A to C. It is not satisfied when something
      that decides fails, also where somebody accepted that. All else is undetermined, and the row
      says which part is open and why.
    </p>
    <p>
      <b>The window.</b> Everything up to the signed state of ${minute(window.checkpoint.at)}
      (${window.checkpoint.size} log entries, root
      <code>${window.checkpoint.root}</code
      >)${window.before ? html`; the bundle proves that this log extends the state of ${window.before.size} entries before the window` : '; the log begins inside the window'}.
      Catalogue <code>${window.catalogue.slice(0, 16)}</code>.
    </p>
    <p>
      <b>Accuracy and completeness.</b> Each entry names the exact request, the acting account where
      known, the clock difference to the service, and the collector's version. Time without a
      reading is drawn under coverage, and stops, sleeps, failed and missed runs are log entries of
      their own.
    </p>`
}

async function embedded(source: ExportSource, window: Window): Promise<EmbeddedRecord> {
  const { store } = source
  const { size, note } = headOf(window)
  const keys: EmbeddedRecord['keys'][number][] = []
  for (const kind of keyBearing)
    for await (const { index } of store.evidenceHeads({ kind })) {
      const entry = index < size ? await store.evidence(index) : null
      if (entry?.body && entry.salt)
        keys.push({
          index,
          salt: toHex(entry.salt),
          body: new TextDecoder().decode(entry.body),
        })
    }
  const moments = window.tenants.flatMap(tenant =>
    tenant.moments.map(moment => ({ tenant, moment })),
  )
  const first = [
    ...new Set([
      ...keys.map(key => key.index),
      ...moments.map(({ moment }) => moment.entry),
      ...window.entries,
    ]),
  ]
  const subtree = subtreeOf(store)
  const items: EmbeddedRecord['items'][number][] = []
  for (const index of first.slice(0, MOST_ITEMS)) {
    for await (const { leaf } of store.leaves(index, index + 1)) {
      items.push({
        index,
        leaf: new TextDecoder().decode(leaf),
        proof: (await inclusionProof(sha256, index, size, subtree)).map(toBase64),
      })
    }
  }
  const assessments: EmbeddedRecord['assessments'][number][] = []
  let room = MOST_FINDINGS
  for (const { tenant, moment } of moments) {
    const evidence = await store.evidence(moment.entry)
    if (!evidence?.body || !evidence.salt) continue
    const lines: string[] = []
    if (!window.redact && moment.matches) {
      for await (const finding of window.lines(tenant.id, moment)) {
        const line = findingLine(finding)
        room -= line.length
        if (room < 0) break
        lines.push(line)
      }
    }
    const whole = !window.redact && moment.matches && room >= 0
    assessments.push({
      tenant: tenant.title,
      entry: moment.entry,
      salt: toHex(evidence.salt),
      body: new TextDecoder().decode(evidence.body),
      lines: whole ? lines : null,
      counts: moment.counts,
    })
  }
  return {
    note,
    keys,
    items,
    left: first.length - items.length,
    assessments,
  }
}
