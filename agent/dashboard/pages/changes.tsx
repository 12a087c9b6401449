import { counted } from '../counted.ts'
import type { Input } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
import { Day, findingAddress, Link, OutcomeMark, Outside, Standing, Waiting } from '../parts.tsx'
import { picked, useLocation, useTitle } from '../router.ts'
import { useTenantNames } from '../tenant-names.ts'

const asked = ['tenant', 'from', 'to'] as const satisfies readonly (keyof Input<'diff'>)[]
const words = {
  'new-failing': 'newly failing',
  'lost-sight': 'lost sight of',
  'seen-again': 'seen again',
  'fixed': 'fixed',
  'gone': 'gone',
  'still-failing': 'still failing',
} as const

/** What one run found otherwise than the scan before it. */
export function ChangesPage() {
  const { query } = useLocation()
  const { data, error } = useOperation('diff', picked(query, asked))
  const tenant = query.get('tenant') ?? ''
  const named = useTenantNames()
  useTitle(`Changes of ${named(tenant)}`)
  return (
    <>
      <p class="crumbs">
        <Link to="/tenants">Tenants</Link> / {named(tenant)}
      </p>
      <h1>What this run changed</h1>
      {data && <Standing data={data} />}
      {!data ? (
        <Waiting error={error} />
      ) : data.changes.length === 0 ? (
        <p class="quiet">Nothing: every outcome is what the scan before found.</p>
      ) : (
        <ul class="rows">
          {data.changes.map(item => {
            const body = (
              <>
                <span class="status">{words[item.drift]}</span>
                <b>{item.title ?? item.check}</b>
                <span />
                <small>
                  <Outside>{item.resource.name}</Outside>
                </small>
              </>
            )
            return (
              <li key={item.id}>
                {item.after ? (
                  <Link to={findingAddress(item.id)}>{body}</Link>
                ) : (
                  <span class="row">{body}</span>
                )}
                <p class="turned">
                  {item.before ? <OutcomeMark outcome={item.before} /> : 'new'}{' '}
                  <span aria-label="became">→</span>{' '}
                  {item.after ? <OutcomeMark outcome={item.after} /> : 'no longer there'}
                </p>
              </li>
            )
          })}
        </ul>
      )}
      {/* Below what may still grow: nothing that is read is pushed down. */}
      {data && <Drift tenant={tenant} />}
    </>
  )
}

/** Every change of value and outcome of the last days, whichever run saw it. */
function Drift({ tenant }: { readonly tenant: string }) {
  const { data, error } = useOperation('drift', tenant ? { tenant } : {})
  return (
    <section>
      <h2>Since when, and what it was</h2>
      {!data ? (
        <Waiting error={error} />
      ) : data.total === 0 ? (
        <p class="quiet">
          No value and no outcome changed since <Day time={data.from} />.
        </p>
      ) : (
        <>
          <p>
            {counted(data.total, 'change')} since <Day time={data.from} />
            {data.total > data.changes.length ? `; the newest ${data.changes.length}` : ''}
          </p>
          <ul class="rows">
            {data.changes.map(item => (
              <li key={`${item.id} ${item.run.id}`}>
                <Link to={findingAddress(item.id)}>
                  <span class="status">{item.firstSeen.slice(0, 16).replace('T', ' ')}</span>
                  <b>{item.title}</b>
                  <span />
                  <small>
                    <Outside>{item.resource.name}</Outside>
                  </small>
                </Link>
                <p class="turned">
                  {item.before ? <OutcomeMark outcome={item.before.outcome} /> : 'new'}{' '}
                  <span aria-label="became">→</span>{' '}
                  {item.after ? <OutcomeMark outcome={item.after.outcome} /> : 'no longer there'}
                  {item.lastGood && (
                    <>
                      {' '}
                      last good <Day time={item.lastGood} />
                    </>
                  )}
                </p>
                {item.values.map(value => (
                  <p class="turned" key={value.setting}>
                    {value.title}: <Outside>{value.words.before}</Outside>{' '}
                    <span aria-label="became">→</span> <Outside>{value.words.after}</Outside>
                  </p>
                ))}
                {item.audit &&
                  item.audit.says.map(text => (
                    <p class="turned" key={text}>
                      <Outside>{text}</Outside>
                    </p>
                  ))}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
