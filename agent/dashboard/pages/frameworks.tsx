import type { Output } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
import { Bar, findingAddress, Link, OutcomeMark, Standing, Waiting } from '../parts.tsx'
import { go, useLocation } from '../router.ts'
import { Strip, StripPicture } from '../strip.tsx'

type Periods = Output<'period'>['requirements']
type FrameworkItem = Output<'frameworks'>['frameworks'][number]['requirements'][number]

const words = {
  'satisfied': 'satisfied',
  'not-satisfied': 'not satisfied',
  'undetermined': 'undetermined',
} as const
type Status = keyof typeof words
const statuses: readonly Status[] = ['not-satisfied', 'undetermined', 'satisfied']

/**
 * Requirement -> status, grouped as the framework groups them; what no check measures is said, not
 * hidden.
 */
export function FrameworksPage() {
  const { query } = useLocation()
  const { data, error } = useOperation('frameworks', {})
  if (!data)
    return (
      <>
        <h1>Frameworks</h1>
        <Waiting error={error} />
      </>
    )
  const framework =
    data.frameworks.find(item => item.id === query.get('framework')) ?? data.frameworks[0]
  if (!framework)
    return (
      <>
        <h1>Frameworks</h1>
        <p class="notice">No framework is in the catalogue.</p>
      </>
    )
  return (
    <FrameworkView data={data} framework={framework} everything={query.get('show') === 'all'} />
  )
}

function FrameworkView({
  data,
  framework,
  everything,
}: {
  readonly data: Output<'frameworks'>
  readonly framework: Output<'frameworks'>['frameworks'][number]
  readonly everything: boolean
}) {
  // Reads every run: the page does not wait for it.
  const over = useOperation('period', { framework: framework.id })
  const periods = over.data?.requirements ?? []
  const leaves = framework.requirements.filter(
    item => item.covered || !framework.requirements.some(other => other.parent === item.id),
  )
  const measured = leaves.filter(item => item.covered)
  const groups = [...Map.groupBy(everything ? leaves : measured, item => item.parent ?? '')]
  const title = (id: string): string => {
    const found = framework.requirements.find(item => item.id === id)
    return found ? `${found.id} ${found.title}` : id
  }
  const to = (id: string, all: boolean): string =>
    `/frameworks?framework=${id}${all ? '&show=all' : ''}`
  return (
    <>
      <h1>Frameworks</h1>
      <Standing data={data} />
      <div class="filters">
        <label>
          Framework{' '}
          <select
            value={framework.id}
            onChange={event => go(to(event.currentTarget.value, everything), true)}
          >
            {data.frameworks.map(item => (
              <option key={item.id} value={item.id}>
                {item.title}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={!everything}
            onChange={event => go(to(framework.id, !event.currentTarget.checked), true)}
          />{' '}
          only what is measured
        </label>
      </div>
      <p class="quiet">
        {framework.title} {framework.version}. {measured.length} of {leaves.length} requirements are
        measured by checks; the others need other evidence. {framework.note}
      </p>
      <StatusBar items={measured} />
      {groups.map(([parent, items]) => (
        <section key={parent} aria-label={title(parent) || framework.title}>
          <h2>
            {title(parent) || 'Requirements'}{' '}
            <small>
              {items.filter(item => item.covered && item.status === 'satisfied').length} of{' '}
              {items.filter(item => item.covered).length} measured are satisfied
            </small>
          </h2>
          <ul class="rows">
            {items.map(item => (
              <Row
                key={item.id}
                item={item}
                framework={framework.id}
                periods={periods.filter(one => one.requirement === item.id)}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function StatusBar({ items }: { readonly items: readonly FrameworkItem[] }) {
  const counts = statuses.map(status => ({
    name: status,
    weight: items.filter(item => item.status === status).length,
  }))
  return (
    <div class="counts">
      <Bar parts={counts} />
      <ul class="legend">
        {counts.map(({ name, weight }) => (
          <li key={name}>
            <span>
              <i class={name} aria-hidden="true" />
              <b>{weight}</b> {words[name]}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Row({
  item,
  framework,
  periods,
}: {
  readonly item: FrameworkItem
  readonly framework: string
  readonly periods: Periods
}) {
  const facts = [
    item.level && `level ${item.level}`,
    item.automated && 'asks to be monitored automatically',
    item.covered &&
      (item.checks.length === 0
        ? 'no connected tenant has a check for it'
        : `${item.counts.pass} pass, ${item.counts.fail} fail, ${item.counts.unknown} unknown`),
  ]
    .filter(Boolean)
    .join(' · ')
  const body = (
    <>
      <span class={`status ${item.covered ? item.status : 'uncovered'}`}>
        {item.covered ? words[item.status] : 'not measured'}
      </span>
      <b>
        {item.id} {item.title}
      </b>
      {item.automated && (
        <span class="tag" title="The framework asks that this be monitored automatically">
          automatic
        </span>
      )}
      <small>{facts}</small>
      {periods.map(({ tenant, period }) => (
        <span class="throughout" key={tenant}>
          <span>
            {tenant}, effective throughout: {period.answer}
          </span>
          <StripPicture strip={period.strip} />
        </span>
      ))}
    </>
  )
  if (item.checks.length === 0)
    return (
      <li>
        <span class="row">{body}</span>
      </li>
    )
  return (
    <li>
      <details>
        <summary class="row">{body}</summary>
        <ul class="checks">
          {item.checks.map(check => (
            <li key={check.tenant + check.check + check.outcome}>
              <OutcomeMark outcome={check.outcome} />{' '}
              <Link
                to={
                  check.count === 1
                    ? findingAddress(check.first)
                    : `/findings?check=${check.check}&tenant=${check.tenant}&outcome=${check.outcome}`
                }
              >
                {check.title}
              </Link>{' '}
              <span class="quiet">
                {check.tenant}
                {check.count > 1 && `, ${check.count} resources`}
              </span>
            </li>
          ))}
        </ul>
        <p class="more">
          <Link to={`/findings?requirement=${encodeURIComponent(`${framework}:${item.id}`)}`}>
            All findings of this requirement
          </Link>
        </p>
        {periods.map(({ tenant, period }) => (
          <section key={tenant} aria-label={`${item.id} over the period, ${tenant}`}>
            <h3>Over the period, {tenant}</h3>
            <Strip period={period} name={`${item.id}, ${tenant}`} />
          </section>
        ))}
      </details>
    </li>
  )
}
