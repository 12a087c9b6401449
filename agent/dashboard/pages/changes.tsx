import type { Input } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
import { findingAddress, Link, OutcomeMark, Outside, Standing, Waiting } from '../parts.tsx'
import { picked, useLocation, useTitle } from '../router.ts'

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
  useTitle(`Changes of ${tenant}`)
  return (
    <>
      <p class="crumbs">
        <Link to="/tenants">Tenants</Link> / {tenant}
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
    </>
  )
}
