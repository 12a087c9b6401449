import type { Output } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
import { Link, Outside, Standing, Waiting, When } from '../parts.tsx'

type Run = Output<'tenants'>['tenants'][number]['runs'][number]
type Gap = Output<'log'>['gaps'][number]

/** The latest runs of every tenant: how long each took, and what stood in its way. */
export function RunsPage() {
  const { data, error } = useOperation('tenants', {})
  const gaps = useOperation('log', {}).data?.gaps ?? []
  const runs = (data?.tenants ?? [])
    .flatMap(tenant => tenant.runs)
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  return (
    <>
      <h1>Runs</h1>
      <p class="lead">
        Whatever brought something into the record: scans, imports, pages that a browser read. The
        latest ten of each tenant.
      </p>
      {!data ? (
        <Waiting error={error} />
      ) : (
        <>
          <Standing data={data} />
          {runs.length === 0 ? (
            <p class="quiet">None yet.</p>
          ) : (
            <div class="scroll" tabIndex={0} role="region" aria-label="Runs">
              <table class="stacked" role="table">
                <caption>Latest first</caption>
                <thead role="rowgroup">
                  <tr role="row">
                    <th scope="col" role="columnheader">
                      Began
                    </th>
                    <th scope="col" role="columnheader">
                      Tenant
                    </th>
                    <th scope="col" role="columnheader">
                      Kind
                    </th>
                    <th scope="col" role="columnheader">
                      How it ended
                    </th>
                    <th scope="col" role="columnheader">
                      Took
                    </th>
                    <th scope="col" role="columnheader">
                      Requests
                    </th>
                  </tr>
                </thead>
                <tbody role="rowgroup">
                  {runs.map(run => (
                    <tr key={run.id} role="row">
                      <th scope="row" role="rowheader" data-label="Began">
                        <When time={run.startedAt} />
                      </th>
                      <td role="cell" data-label="Tenant">
                        <Link to={`/findings?tenant=${run.tenant}`}>{run.tenant}</Link>
                      </td>
                      <td role="cell" data-label="Kind">
                        {run.kind}
                      </td>
                      <td class="long" role="cell" data-label="How it ended">
                        {run.status}
                        {gaps
                          .filter(gap => isOf(gap, run))
                          .map(gap => (
                            <small key={gap.index}>
                              {gap.cause}: <Outside>{gap.detail}</Outside>
                            </small>
                          ))}
                      </td>
                      <td role="cell" data-label="Took">
                        {tookOf(run)}
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
        </>
      )}
    </>
  )
}

/** What is on record as a gap of that tenant and began with the run. */
function isOf(gap: Gap, { tenant, startedAt, finishedAt }: Run): boolean {
  if (gap.tenant !== tenant) return false
  return gap.from >= startedAt && (finishedAt === null || gap.from <= finishedAt)
}

function tookOf({ startedAt, finishedAt }: Run): string {
  if (finishedAt === null) return '–'
  const seconds = Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}
