import type { Output } from '../../operations/index.ts'
import { AcceptForm } from '../accept.tsx'
import { addressOf, call, useOperation, useTyped } from '../api.ts'
import {
  Action,
  Bar,
  Day,
  Download,
  findingAddress,
  Link,
  OutcomeMark,
  Outside,
  Picture,
  SeverityMark,
  Standing,
  Tickets,
  Waiting,
  When,
} from '../parts.tsx'
import { useLocation, useTitle } from '../router.ts'
import { Strip } from '../strip.tsx'
import { useTenantNames } from '../tenant-names.ts'

type FindingDetail = Output<'finding'>

const grades = {
  A: 'API reply fetched by the agent',
  B: 'API reply seen by the extension',
  C: 'read from the console page',
  D: 'uploaded or imported',
} as const

/** One finding with its evidence, history and remedy. */
export function FindingPage() {
  const named = useTenantNames()
  const { query } = useLocation()
  const typed = useTyped()
  const { data, error, reload } = useOperation('finding', { id: query.get('id') ?? '' })
  useTitle(data?.check?.title ?? data?.finding.check ?? 'Finding', data?.finding.resource.name)
  if (!data)
    return (
      <>
        <p class="crumbs">
          <Link to="/findings">Findings</Link>
        </p>
        <h1>Finding</h1>
        <Waiting error={error} />
      </>
    )
  const { finding, check, exception } = data
  return (
    <article>
      <p class="crumbs">
        <Link to="/findings">Findings</Link> /{' '}
        <Link to={`/findings?tenant=${finding.tenant}`}>{named(finding.tenant)}</Link>
        {finding.resource.name !== finding.tenant && (
          <>
            {' / '}
            <Outside>{finding.resource.name}</Outside>
          </>
        )}
      </p>
      <h1>{check?.title ?? finding.check}</h1>
      <p class="facts">
        <OutcomeMark outcome={finding.outcome} /> <SeverityMark severity={finding.severity} />{' '}
        <span>
          since <When time={finding.since} />
        </span>{' '}
        <span>
          evidence grade {finding.grade}:{' '}
          {finding.source === 'document'
            ? 'stated by a person, with a document'
            : grades[finding.grade]}
        </span>
      </p>
      {finding.reason && (
        <p class="notice">
          <b>{finding.reason}</b>: {data.reasonText}
          {finding.detail ? (
            <>
              <br />
              <code>{typed(finding.detail)}</code>
            </>
          ) : null}
        </p>
      )}
      {!finding.reason && finding.detail && (
        <p class="notice">
          <code>{typed(finding.detail)}</code>
        </p>
      )}
      <Standing data={data} />
      {data.owner && (
        <p>
          Looked after by{' '}
          <Link to={`/findings?owner=${encodeURIComponent(data.owner)}`}>
            <Outside>{data.owner}</Outside>
          </Link>
        </p>
      )}
      {data.due && (
        <p>
          <span class={data.due <= data.now ? 'fail' : undefined}>
            {data.due <= data.now ? 'Was to be repaired until' : 'To be repaired until'}
          </span>{' '}
          <Day time={data.due} />
        </p>
      )}
      <Tickets tickets={data.tickets} />
      {exception && <Accepted exception={exception} done={reload} />}
      {data.disagreement.map(item => (
        <p class="notice" key={item.setting}>
          <b>API and console disagree</b> on {item.setting}: the API says{' '}
          <q>{cut(item.words.api)}</q>
          {item.apiAt && (
            <>
              {' '}
              (<When time={item.apiAt} />)
            </>
          )}
          , the page says <q>{cut(item.words.console)}</q>
          {item.consoleAt && (
            <>
              {' '}
              (<When time={item.consoleAt} />)
            </>
          )}
          . The API's value counts; scan again to settle it.
        </p>
      ))}
      {finding.moreDisagreement && (
        <p class="notice">They disagree on {finding.moreDisagreement} more settings.</p>
      )}
      <Compared data={data} />
      {check && (
        <section aria-labelledby="remedy">
          <h2 id="remedy">{finding.outcome === 'pass' ? 'Where it is set' : 'What to do'}</h2>
          <ol class="steps">
            {check.remediation.steps.map(step => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <p class="quiet">
            {check.remediation.url && (
              <>
                <a href={check.remediation.url} target="_blank" rel="noreferrer">
                  Vendor documentation
                </a>
                .{' '}
              </>
            )}
            {check.remediation.seen === 'documented'
              ? "Steps follow the vendor's documentation; nobody has walked them in a live console yet."
              : `Steps last seen to match the console: ${check.remediation.seen}.`}
          </p>
          {check.rationale && <p>{check.rationale}</p>}
        </section>
      )}
      {finding.outcome === 'fail' && !exception && <Accept finding={finding} done={reload} />}
      <section aria-labelledby="history">
        <h2 id="history">History</h2>
        <Timeline history={data.history} now={data.now} />
      </section>
      <OverThePeriod id={finding.id} name={check?.title ?? finding.check} />
      <Requirements data={data} />
      <EvidenceList data={data} />
    </article>
  )
}

/** "Effective throughout?", by every run of the last 365 days. */
function OverThePeriod({ id, name }: { readonly id: string; readonly name: string }) {
  const { data, error } = useOperation('finding-period', { id })
  return (
    <section aria-labelledby="throughout">
      <h2 id="throughout">Over the period</h2>
      {data?.period ? (
        <Strip period={data.period} name={name} />
      ) : (
        <p class="quiet">
          {error?.message ?? (data ? 'It was not judged in this period.' : 'Reading every run …')}
        </p>
      )}
    </section>
  )
}

function Compared({ data: { finding, settings } }: { readonly data: FindingDetail }) {
  return (
    <div class="compared">
      <section aria-labelledby="wanted">
        <h2 id="wanted">Wanted</h2>
        <p class="value">{finding.expected}</p>
      </section>
      <section aria-labelledby="observed">
        <h2 id="observed">Observed</h2>
        {settings.length === 1 && settings[0]?.shown !== undefined ? (
          <p class="value said-value">{cut(settings[0].shown)}</p>
        ) : null}
        <dl class={settings.length === 1 ? 'observed single' : 'observed'}>
          {settings.map(item => (
            <div key={item.id}>
              <dt>
                {item.title}
                <br />
                <code>{item.id}</code>
              </dt>
              {settings.length > 1 || item.shown === undefined ? (
                <dd>
                  {item.shown === undefined ? (
                    <i>not read{item.console ? `; shown at ${item.console.path}` : ''}</i>
                  ) : (
                    <span class="said-value">{cut(item.shown)}</span>
                  )}
                </dd>
              ) : null}
            </div>
          ))}
        </dl>
      </section>
    </div>
  )
}

function Requirements({ data: { requirements, check } }: { readonly data: FindingDetail }) {
  return (
    <section aria-labelledby="required">
      <h2 id="required">Required by</h2>
      {requirements.length === 0 ? (
        <p class="quiet">No requirement of the catalogue's frameworks.</p>
      ) : (
        <ul class="plain">
          {requirements.map(item => (
            <li key={item.id}>
              <Link to={`/findings?requirement=${encodeURIComponent(item.id)}`}>
                {item.requirement}
              </Link>{' '}
              {item.title}
              <small>{item.framework}</small>
            </li>
          ))}
        </ul>
      )}
      {check?.differences.map(({ code, why, upstream, sometimes }) => (
        <p key={code} class="muted">
          The baseline's own tool {sometimes ? 'may say' : 'says'} otherwise. {why}{' '}
          {upstream === undefined ? (
            'Not reported upstream.'
          ) : (
            <a href={upstream} rel="noreferrer">
              {upstream}
            </a>
          )}
        </p>
      ))}
      {check && check.references.length > 0 && (
        <p class="quiet">
          Corresponds to {check.references.map(item => `${item.source} ${item.id}`).join(', ')}.
        </p>
      )}
    </section>
  )
}

/**
 * Beside each item what auditors ask for: the exact request, the acting account, both times, who
 * collected.
 */
function EvidenceList({
  data: { evidence, pictures, testedAgainst, finding },
}: {
  readonly data: FindingDetail
}) {
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">Evidence</h2>
      {evidence.length === 0 && <p class="quiet">None: nothing was read.</p>}
      <ul class="evidence">
        {evidence.map(({ index, commitment, length, mediaType, erased, ipe }) => (
          <li key={index}>
            <p>
              <b>Log entry {index}</b>{' '}
              {erased ? (
                'body erased'
              ) : (
                <Download address={addressOf('evidence', { index })} name={`evidence-${index}.txt`}>
                  raw bytes ({length.toLocaleString('en')}, {mediaType})
                </Download>
              )}
            </p>
            <dl>
              {facts(ipe).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    <code>{value}</code>
                  </dd>
                </div>
              ))}
              <div>
                <dt>commitment</dt>
                <dd>
                  <code>{commitment}</code>
                </dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
      {pictures.length > 0 && (
        <ul class="pictures">
          {pictures.map(({ index, at, page }) => (
            <li key={index}>
              <Download address={addressOf('evidence', { index })} name="">
                <Picture address={addressOf('evidence', { index })} alt={`Picture of ${page}`} />
              </Download>
              <small>
                Log entry {index}, grade C: {page}, <When time={at} />
              </small>
            </li>
          ))}
        </ul>
      )}
      <p class="quiet">
        {testedAgainst && `This service's reading was tested against ${testedAgainst}. `}
        <Link to="/log">Verify the log</Link>
        {finding.evidence.length > 1 ? ', which holds all of these' : ''}
        {finding.moreEvidence ? ` and ${finding.moreEvidence} entries before them` : ''}.
      </p>
    </section>
  )
}

function facts(
  ipe: FindingDetail['evidence'][number]['ipe'],
): readonly (readonly [string, string])[] {
  if (!ipe) return []
  const all: readonly (readonly [string, string | number | undefined])[] = [
    ['request', ipe.request],
    ['status', ipe.status],
    ['account', ipe.account],
    ['window', ipe.window],
    [
      'page',
      ipe.page === undefined
        ? undefined
        : `${ipe.page}${ipe.pages === undefined ? '' : ` of ${ipe.pages}`}`,
    ],
    ['filters', ipe.filters],
    ['seen', ipe.seenAt],
    ['recorded', ipe.recordedAt],
    ['clock offset', ipe.clockOffset === undefined ? undefined : `${ipe.clockOffset} ms`],
    ['collector', ipe.collector],
    ['catalogue', ipe.catalogue.slice(0, 16)],
  ]
  return all.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  )
}

const LONGEST_SHOWN = 1500

function cut(words: string): string {
  return words.length > LONGEST_SHOWN ? `${words.slice(0, LONGEST_SHOWN)} …` : words
}

/** The outcome over time: as a picture, and in words. */
function Timeline({
  history,
  now,
}: {
  readonly history: FindingDetail['history']
  readonly now: string
}) {
  const first = history[0]
  if (!first) return null
  const end = Date.parse(now)
  const whole = Math.max(1, end - Date.parse(first.from))
  // A short interval stays visible: at least a hundredth of the line.
  const parts = history.map(item => ({
    name: item.outcome,
    weight: Math.max(whole / 100, (item.to ? Date.parse(item.to) : end) - Date.parse(item.from)),
  }))
  return (
    <div class="timeline">
      <Bar parts={parts} />
      <p class="axis">
        <Day time={first.from} />
        <span>today</span>
      </p>
      <ol class="history">
        {history
          .slice(-8)
          .toReversed()
          .map(item => (
            <li key={item.from}>
              <OutcomeMark outcome={item.outcome} />{' '}
              <span>
                from <When time={item.from} />
                {item.to && (
                  <>
                    {' '}
                    to <When time={item.to} />
                  </>
                )}
                {item.reason ? `, ${item.reason}` : ''}
              </span>
            </li>
          ))}
      </ol>
      {history.length > 8 && <p class="quiet">and {history.length - 8} earlier changes</p>}
    </div>
  )
}

/**
 * Who accepted it until when, and the way to end that now: it stays on record that it was there.
 */
function Accepted({
  exception,
  done,
}: {
  readonly exception: NonNullable<FindingDetail['exception']>
  readonly done: () => void
}) {
  const end = async (): Promise<string> => {
    await call('exception-end', { id: exception.id })
    done()
    return 'The acceptance has ended.'
  }
  return (
    <div class="notice">
      <p>
        Accepted by <Outside>{exception.acceptedBy}</Outside> until <Day time={exception.until} />:{' '}
        <Outside>{exception.reason}</Outside>. The outcome stays what it is.
      </p>
      <Action act={end} ask="End the acceptance now? That it was there stays on record.">
        End the acceptance now
      </Action>
    </div>
  )
}

function Accept({ finding, done }: { readonly finding: FindingDetail['finding']; done(): void }) {
  const { tenant, check, resource } = finding
  return (
    <AcceptForm
      key={findingAddress(finding.id)}
      title="Accept this for a time"
      accept={async given => {
        await call('exception-add', { tenant, check, resource: resource.id, ...given })
        done()
      }}
    />
  )
}
