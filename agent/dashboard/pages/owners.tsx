import type { Output } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
import {
  acceptedAddress,
  Day,
  Link,
  OutcomeMark,
  Outside,
  SeverityMark,
  Standing,
  Waiting,
} from '../parts.tsx'
import { useTenantNames } from '../tenant-names.ts'

type Owner = Output<'owners'>['owners'][number]

const SHOWN = 10

/** What of each owner is open, due and accepted. */
export function OwnersPage() {
  const { data, error } = useOperation('owners', {})
  return (
    <>
      <h1>Owners</h1>
      <p class="lead">
        Who looks after what stands under <code>owners</code> in <code>config.yaml</code>.
      </p>
      {!data ? (
        <Waiting error={error} />
      ) : (
        <>
          <Standing data={data} />
          {data.owners.length === 1 && (
            <p class="notice">Nobody is named there: all of it is nobody's.</p>
          )}
          {data.owners.map(item => (
            <OwnerSection item={item} key={item.owner ?? ''} />
          ))}
        </>
      )}
    </>
  )
}

function OwnerSection({ item }: { readonly item: Owner }) {
  const named = useTenantNames()
  const { owner, open, unknown, accepted, due } = item
  const id = `owner-${owner ?? ''}`
  const of = owner === null ? '' : `&owner=${encodeURIComponent(owner)}`
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{owner === null ? 'Nobody' : <Outside>{owner}</Outside>}</h2>
      <ul class="legend">
        <li>
          {owner === null ? (
            <span>{checksFail(open.length)}</span>
          ) : (
            <Link to={`/findings?outcome=fail${of}`}>{checksFail(open.length)}</Link>
          )}
        </li>
        <li>
          {owner === null ? (
            <span>could not be told: {unknown}</span>
          ) : (
            <Link to={`/findings?outcome=unknown${of}`}>could not be told: {unknown}</Link>
          )}
        </li>
        <li>accepted for a time: {accepted}</li>
      </ul>
      {due.length > 0 && (
        <>
          <h3>Due</h3>
          <ul class="plain">
            {due.map(acceptance => (
              <li key={acceptance.id}>
                <Link to={acceptedAddress(acceptance)}>{acceptance.title}</Link>
                <small>
                  the acceptance {acceptance.ended ? 'ended' : 'ends'}{' '}
                  <Day time={acceptance.until} />. <Outside>{acceptance.reason}</Outside>
                </small>
              </li>
            ))}
          </ul>
        </>
      )}
      {open.length > 0 && (
        <>
          <h3>Open</h3>
          <ul class="rows">
            {open.slice(0, SHOWN).map(group => (
              <li key={group.tenant + group.check}>
                <Link to={`/findings?outcome=fail&tenant=${group.tenant}&check=${group.check}`}>
                  <OutcomeMark outcome="fail" />
                  <b>{group.title}</b>
                  <SeverityMark severity={group.severity} />
                  <small>
                    {named(group.tenant)} · {group.count} of {group.of} · since{' '}
                    <Day time={group.since} />
                  </small>
                </Link>
              </li>
            ))}
          </ul>
          {open.length > SHOWN && <p class="more">and {open.length - SHOWN} more</p>}
        </>
      )}
    </section>
  )
}

function checksFail(count: number): string {
  return count === 1 ? '1 check fails' : `${count} checks fail`
}
