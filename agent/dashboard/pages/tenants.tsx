import { useOperation } from '../api.ts'
import { CountsBar, Link, Standing, Waiting, When } from '../parts.tsx'
import { StackedTable } from '../stacked-table.tsx'
import { Typed } from '../typed.tsx'

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
          None yet. In a terminal: <Typed command="connect github --set organization=NAME" />
        </p>
      )}
      {data.tenants.map(tenant => (
        <section class="card" key={tenant.id} aria-labelledby={tenant.id}>
          <h2 id={tenant.id}>
            <Link to={`/findings?tenant=${tenant.id}`}>{tenant.name}</Link>{' '}
            <small>
              {tenant.title ?? tenant.service}
              {tenant.name === tenant.id ? '' : `, ${tenant.id}`}
            </small>
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
            <StackedTable
              label={`Runs of ${tenant.name}`}
              rows={tenant.runs}
              columns={[
                {
                  title: 'Run',
                  cell: (run, index) =>
                    run.status === 'finished' && index < tenant.runs.length - 1 ? (
                      <Link to={`/changes?tenant=${tenant.id}&to=${run.id}`}>
                        <When time={run.startedAt} />
                      </Link>
                    ) : (
                      <When time={run.startedAt} />
                    ),
                },
                { title: 'Kind', cell: run => run.kind },
                { title: 'Status', cell: run => run.status },
                { title: 'Requests', cell: run => run.requests },
              ]}
            />
          )}
        </section>
      ))}
    </>
  )
}
