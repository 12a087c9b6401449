import type { Output } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
import { Link, Outside, Standing, Waiting, When } from '../parts.tsx'
import { StackedTable } from '../stacked-table.tsx'
import { useTenantNames } from '../tenant-names.ts'

type Run = Output<'runs'>['runs'][number]
type Gap = Output<'log'>['gaps'][number]

/** The latest runs of every tenant: how long each took, and what stood in its way. */
export function RunsPage() {
  const named = useTenantNames()
  const { data, error } = useOperation('runs', {})
  const gaps = useOperation('log', {}).data?.gaps ?? []
  const runs = data?.runs ?? []
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
            <StackedTable
              label="Runs"
              caption="Latest first"
              rows={runs}
              columns={[
                {
                  title: 'Began',
                  names: true,
                  cell: run => <When time={run.startedAt} />,
                },
                {
                  title: 'Tenant',
                  cell: ({ tenant }) => (
                    <Link to={`/findings?tenant=${tenant}`}>{named(tenant)}</Link>
                  ),
                },
                { title: 'Kind', cell: run => run.kind },
                {
                  title: 'How it ended',
                  long: true,
                  cell: run => (
                    <>
                      {run.status}
                      {run.failures.map(({ part, reason, text }) => (
                        <small key={part}>
                          {part} not read, {reason}: {text}
                        </small>
                      ))}
                      {gaps
                        .filter(gap => isOf(gap, run))
                        .map(gap => (
                          <small key={gap.index}>
                            {gap.cause}: <Outside>{gap.detail}</Outside>
                          </small>
                        ))}
                    </>
                  ),
                },
                { title: 'Took', cell: tookOf },
                { title: 'Requests', cell: run => run.requests },
              ]}
            />
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
