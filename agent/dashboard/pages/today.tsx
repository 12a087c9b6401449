import type { ComponentChildren } from 'preact'
import { counted } from '../counted.ts'
import type { Output } from '../../operations/index.ts'
import { call, useOperation } from '../api.ts'
import {
  acceptedAddress,
  Action,
  CountsBar,
  Day,
  findingAddress,
  Link,
  OutcomeMark,
  Outside,
  SeverityMark,
  Standing,
  Waiting,
  When,
} from '../parts.tsx'
import { Trend } from '../trend.tsx'
import { useTenantNames } from '../tenant-names.ts'

type Overview = Output<'overview'>

const SHOWN = 8

/**
 * What needs you today, first; then what could not be seen and how to change that; good news last.
 */
export function Today() {
  const named = useTenantNames()
  const { data, error } = useOperation('overview', {})
  // Waited for, so that it moves nothing when it comes; without it the rest is shown.
  const trend = useOperation('trend', {})
  if (!data || (!trend.data && !trend.error))
    return (
      <>
        <div class="title">
          <h1>Today</h1>
        </div>
        <Waiting error={error} />
      </>
    )
  const fresh = data.groups.filter(group => group.fresh)
  const older = data.groups.filter(group => !group.fresh)
  return (
    <>
      <div class="title">
        <h1>{headline(data)}</h1>
        <ScanButton />
      </div>
      <p class="lead">
        {fresh.length > 0 && (
          <>
            <b>{fresh.length === 1 ? 'One is' : `${fresh.length} are`} new</b> since the scan
            before.{' '}
          </>
        )}
        {data.scannedAt && (
          <>
            Last look <When time={data.scannedAt} />.
          </>
        )}
        {data.accepted > 0 && (
          <>
            {' '}
            {data.accepted === 1
              ? 'One failing finding is'
              : `${data.accepted} failing findings are`}{' '}
            accepted for a time.
          </>
        )}
      </p>
      <Standing data={data} />
      <CountsBar counts={data.counts} to={outcome => `/findings?outcome=${outcome}`} />
      <div class="home">
        <div>
          {fresh.length > 0 && (
            <Section id="fresh" title="Newly failing">
              <ul class="rows urgent">
                {fresh.map(group => (
                  <GroupRow key={group.tenant + group.check} group={group} />
                ))}
              </ul>
            </Section>
          )}
          {older.length > 0 && (
            <Section
              id="still"
              title={fresh.length > 0 ? 'Still failing' : 'Failing'}
              note={`${counted(older.length, 'check')}, worst first`}
            >
              <ul class="rows">
                {older.slice(0, SHOWN).map(group => (
                  <GroupRow key={group.tenant + group.check} group={group} />
                ))}
              </ul>
              {older.length > SHOWN && (
                <p class="more">
                  <Link to="/findings?outcome=fail">
                    {data.counts.fail === 1
                      ? 'The failing finding'
                      : `All ${data.counts.fail} failing findings`}
                  </Link>
                </p>
              )}
            </Section>
          )}
        </div>
        <div class="aside">
          {trend.data && <Trend days={trend.data.days} />}
          {data.lost.length > 0 && (
            <Section id="lost" title="Lost sight of" note="known before, not now">
              <Short items={data.lost} />
            </Section>
          )}
          {data.ending.length > 0 && (
            <Section id="ending" title="Acceptances that end">
              <ul class="plain">
                {data.ending.map(item => (
                  <li key={item.id}>
                    <Link to={acceptedAddress(item)}>{item.title}</Link>
                    <small>
                      {item.ended ? 'ended' : 'ends'} <Day time={item.until} />.{' '}
                      <Outside>{item.reason}</Outside> (<Outside>{item.acceptedBy}</Outside>)
                    </small>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          {data.pages.length > 0 && (
            <Section id="pages" title="Console pages to open" note="no API shows these">
              <ul class="plain">
                {data.pages.map(page => (
                  <li key={page.tenant + page.recipe + page.title}>
                    {page.url ? (
                      <a href={page.url} rel="noreferrer" target="_blank">
                        {page.title}
                      </a>
                    ) : (
                      <span>{page.title}</span>
                    )}
                    <small>
                      {named(page.tenant)}: {page.open} of {counted(page.of, 'setting')}{' '}
                      {page.at ? (
                        <>
                          last read <Day time={page.at} />
                        </>
                      ) : (
                        'never read'
                      )}
                    </small>
                  </li>
                ))}
              </ul>
              <p class="more">
                <Link to="/connect">Connect a browser</Link>
              </p>
            </Section>
          )}
          {data.unknown.length > 0 && (
            <Section id="unknown" title="Could not be told">
              <ul class="plain">
                {data.unknown.map(item => (
                  <li key={item.reason}>
                    <Link to={`/findings?outcome=unknown&reason=${item.reason}`}>
                      {item.count} × {item.reason}
                    </Link>
                    <small>{item.text}</small>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          {data.setAside.length > 0 && (
            <Section id="aside" title="Files that cannot be used" note="everything else goes on">
              <ul class="plain">
                {data.setAside.map(({ file, problem }) => (
                  <li key={file}>
                    <code>{file}</code>
                    <small>{problem}</small>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          {data.failedRuns.length > 0 && (
            <Section
              id="runs"
              title="Runs that broke off"
              note="nothing of them was kept; the next scan reads it anew"
            >
              <ul class="plain">
                {data.failedRuns.map(run => (
                  <li key={run.id}>
                    <Link to="/log">{named(run.tenant)}</Link>
                    <small>
                      {run.kind} of <When time={run.startedAt} />
                    </small>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          {data.good.length > 0 && (
            <Section id="good" title="Fixed or seen again">
              <Short items={data.good} />
            </Section>
          )}
        </div>
      </div>
    </>
  )
}

function headline({ groups, tenants, unseen, calm }: Overview): string {
  if (tenants === 0) return 'Nothing to watch yet'
  if (unseen.length === tenants) return 'Nothing was scanned yet'
  return groups.length === 0
    ? calm
    : groups.length === 1
      ? 'One check needs you'
      : `${groups.length} checks need you`
}

function Section({
  id,
  title,
  note,
  children,
}: {
  readonly id: string
  readonly title: string
  readonly note?: string
  readonly children: ComponentChildren
}) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title}
        {note && <small> {note}</small>}
      </h2>
      {children}
    </section>
  )
}

function GroupRow({ group }: { readonly group: Overview['groups'][number] }) {
  const named = useTenantNames()
  const names = group.resources.join(', ')
  const where =
    group.count === 1
      ? (group.resources[0] ?? '')
      : `${names}${group.count > group.resources.length ? ', …' : ''}`
  return (
    <li>
      <Link
        to={
          group.count === 1
            ? findingAddress(group.first)
            : `/findings?outcome=fail&tenant=${group.tenant}&check=${group.check}`
        }
      >
        <OutcomeMark outcome="fail" />
        <b>{group.title}</b>
        <SeverityMark severity={group.severity} />
        <small>
          {named(group.tenant)}
          {where === group.tenant ? null : (
            <>
              {' · '}
              {group.count === 1 ? '' : `${group.count} of ${group.of}: `}
              <Outside>{where}</Outside>
            </>
          )}{' '}
          · since <Day time={group.since} />
          <br />
          wanted <q>{group.expected}</q>
          {group.found !== null && (
            <>
              , found <q>{group.found}</q>
            </>
          )}
        </small>
      </Link>
    </li>
  )
}

function Short({ items }: { readonly items: Overview['lost'] }) {
  return (
    <>
      <ul class="plain">
        {items.slice(0, SHOWN).map(item => (
          <li key={item.id}>
            <Link to={findingAddress(item.id)}>{item.title}</Link>
            <small>
              <Outside>{item.resource.name}</Outside>:{' '}
              {item.drift === 'fixed' ? 'fixed' : (item.reason ?? item.outcome)}
            </small>
          </li>
        ))}
      </ul>
      {items.length > SHOWN && (
        <p class="more">
          <Link to={`/findings?drift=${items[0]?.drift ?? ''}`}>
            and {items.length - SHOWN} more
          </Link>
        </p>
      )}
    </>
  )
}

function ScanButton() {
  const named = useTenantNames()
  const scan = async (): Promise<string> => {
    const { assessments, failed, unreached, byPage, imported } = await call('scan', {})
    const names = assessments.map(item => named(item.tenant)).join(', ')
    const fail = assessments.reduce((sum, item) => sum + item.counts.fail, 0)
    return [
      names === ''
        ? 'No tenant here is read by an API.'
        : `Scanned ${names}: ${counted(fail, 'finding fails', 'findings fail')}.`,
      ...failed.map(item => `${named(item.tenant)} was not read: ${item.problem}`),
      ...unreached.map(item => `${named(item.tenant)}: ${item.problem}`),
      ...byPage.map(
        ({ tenant, pages }) =>
          `${named(tenant)} is read on console pages: ${counted(pages.length, 'is', 'are')} to be opened.`,
      ),
      ...imported.map(
        ({ tenant }) => `${named(tenant)} was imported and is not connected: nothing was asked.`,
      ),
    ].join(' ')
  }
  return (
    <Action act={scan} busy="Scanning…">
      Scan now
    </Action>
  )
}
