import { useOperation } from '../api.ts'
import { CountsBar, Link, Standing, Waiting, When } from '../parts.tsx'

export function TenantsPage() {
  const { data, error } = useOperation('tenants', {})
  if (!data)
    return (
      <>
        <h1>Tenants</h1>
        <Waiting error={error} />
      </>
    )
  return (
    <>
      <h1>Tenants</h1>
      <Standing data={data} />
      {data.tenants.length === 0 && (
        <p class="notice">
          None yet. In a terminal: <code>witnessmark connect github --set organization=NAME</code>
        </p>
      )}
      {data.tenants.map(tenant => (
        <section class="card" key={tenant.id} aria-labelledby={tenant.id}>
          <h2 id={tenant.id}>
            <Link to={`/findings?tenant=${tenant.id}`}>{tenant.id}</Link>{' '}
            <small>{tenant.title ?? tenant.service}</small>
          </h2>
          <CountsBar counts={tenant.counts} />
          <p class="quiet">
            {tenant.resources} {tenant.resources === 1 ? 'resource' : 'resources'} ·{' '}
            {tenant.left
              ? 'left config.yaml; its record stays'
              : tenant.schedule === 'off'
                ? 'no schedule'
                : `scheduled ${tenant.schedule}`}{' '}
            · tested against {tenant.testedAgainst ?? 'nothing yet'}
          </p>
          {tenant.runs.length > 0 && (
            <div class="scroll" tabIndex={0} role="region" aria-label={`Runs of ${tenant.id}`}>
              <table class="stacked" role="table">
                <thead role="rowgroup">
                  <tr role="row">
                    <th scope="col" role="columnheader">
                      Run
                    </th>
                    <th scope="col" role="columnheader">
                      Kind
                    </th>
                    <th scope="col" role="columnheader">
                      Status
                    </th>
                    <th scope="col" role="columnheader">
                      Requests
                    </th>
                  </tr>
                </thead>
                <tbody role="rowgroup">
                  {tenant.runs.map((run, index) => (
                    <tr key={run.id} role="row">
                      <td role="cell" data-label="Run">
                        {run.status === 'finished' && index < tenant.runs.length - 1 ? (
                          <Link to={`/changes?tenant=${tenant.id}&to=${run.id}`}>
                            <When time={run.startedAt} />
                          </Link>
                        ) : (
                          <When time={run.startedAt} />
                        )}
                      </td>
                      <td role="cell" data-label="Kind">
                        {run.kind}
                      </td>
                      <td role="cell" data-label="Status">
                        {run.status}
                      </td>
                      <td role="cell" data-label="Requests">
                        {run.requests}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
      ))}
    </>
  )
}
