import { counted } from '../counted.ts'
import type { Output } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
import { Bar, findingAddress, Link, OutcomeMark, Standing, Waiting } from '../parts.tsx'
import { go, useLocation } from '../router.ts'
import { Strip, StripPicture } from '../strip.tsx'
import { useTenantNames } from '../tenant-names.ts'

type Periods = Output<'period'>['requirements']
type FrameworkItem = Output<'frameworks'>['frameworks'][number]['requirements'][number]

const statusWords = {
  'satisfied': 'satisfied',
  'not-satisfied': 'not satisfied',
  'undetermined': 'undetermined',
} as const
type Status = keyof typeof statusWords
const statuses: readonly Status[] = ['not-satisfied', 'undetermined', 'satisfied']

/**
 * Requirement -> status, grouped as the framework groups them; what no check measures is said, not
 * hidden.
 */
export function FrameworksPage() {
  const { query } = useLocation()
  const { data: known } = useOperation('catalogue', {})
  const [first] = known?.frameworks.toSorted(byStanding) ?? []
  const asked = query.get('framework') ?? first?.id
  const { data, error } = useOperation('frameworks', asked ? { framework: asked } : {})
  if (!data)
    return (
      <>
        <h1>Frameworks</h1>
        <Waiting error={error} />
      </>
    )
  const framework = data.frameworks.find(item => item.id === asked) ?? data.frameworks[0]
  if (!framework)
    return (
      <>
        <h1>Frameworks</h1>
        <p class="notice">No framework is in the catalogue.</p>
      </>
    )
  return (
    <FrameworkView
      data={data}
      framework={framework}
      everything={query.get('show') === 'all'}
      isOwn={known?.frameworks.some(({ id, own }) => id === framework.id && own) ?? false}
      level={query.get('level') ?? ''}
    />
  )
}

function FrameworkView({
  data,
  framework,
  everything,
  isOwn,
  level,
}: {
  readonly data: Output<'frameworks'>
  readonly framework: Output<'frameworks'>['frameworks'][number]
  readonly everything: boolean
  /** The user's: it can be mapped here. */
  readonly isOwn: boolean
  /** Of the framework's own; empty for all. */
  readonly level: string
}) {
  // Reads every run: the page does not wait for it.
  const over = useOperation('period', { framework: framework.id })
  const periods = over.data?.requirements ?? []
  const highest = framework.levels.indexOf(level)
  const leaves = framework.requirements.filter(
    item => highest < 0 || framework.levels.indexOf(item.level ?? '') <= highest,
  )
  const measured = leaves.filter(item => item.covered)
  const groups = [...Map.groupBy(everything ? leaves : measured, item => item.parent ?? '')]
  const title = (id: string): string => {
    const found = framework.headings.find(item => item.id === id)
    return found ? `${found.id} ${found.title}` : id
  }
  const to = (id: string, all: boolean, atLevel = level): string =>
    `/frameworks?framework=${id}${all ? '&show=all' : ''}${atLevel ? `&level=${atLevel}` : ''}`
  return (
    <>
      <h1>Frameworks</h1>
      <Standing data={data} />
      <div class="filters">
        <label>
          Framework{' '}
          <select
            value={framework.id}
            onChange={event => go(to(event.currentTarget.value, everything, ''), true)}
          >
            {data.frameworks.map(item => (
              <option key={item.id} value={item.id}>
                {item.title}
              </option>
            ))}
          </select>
        </label>
        {framework.levels.length > 0 && (
          <label>
            Level{' '}
            <select
              value={level}
              onChange={event => go(to(framework.id, everything, event.currentTarget.value), true)}
            >
              <option value="">all levels</option>
              {framework.levels.map(item => (
                <option key={item} value={item}>
                  {item}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={!everything}
            onChange={event => go(to(framework.id, !event.currentTarget.checked), true)}
          />{' '}
          only what is measured
        </label>
        <Link to={`/tree?framework=${framework.id}${level ? `&level=${level}` : ''}`}>
          As a tree
        </Link>
        {isOwn && <Link to={`/mapping?framework=${framework.id}`}>Map it</Link>}
      </div>
      <p class="quiet">
        {framework.title} {framework.version}. {measured.length} of {leaves.length} requirements are
        measured by checks; the others need other evidence. {framework.note}
      </p>
      <p class="quiet">{data.when}</p>
      <StatusBar items={measured} />
      <Monitoring items={data.monitoring} />
      <Jump id={BEFORE} to={AFTER}>
        Skip the requirements
      </Jump>
      {groups.map(([parent, items]) => (
        <details
          class="group"
          key={`${framework.id} ${parent}`}
          open={everything ? leaves.length <= OPEN_ROWS : measured.length <= OPEN_ROWS}
        >
          <summary>
            <h2>
              {title(parent) || 'Requirements'}{' '}
              <small>
                {items.filter(item => item.covered && item.status === 'satisfied').length} of{' '}
                {items.filter(item => item.covered).length} measured are satisfied
                {statusesOf(items)}
              </small>
            </h2>
          </summary>
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
        </details>
      ))}
      <Jump id={AFTER} to={BEFORE}>
        Back to the first of the requirements
      </Jump>
      {/* It comes later: here it moves nothing. */}
      {over.data && <p class="quiet">{over.data.when}</p>}
    </>
  )
}

/** So many rows are open at once; of more the groups are, each to be opened. */
const OPEN_ROWS = 30
const [BEFORE, AFTER] = ['before-requirements', 'after-requirements']

/** A way past the requirements and back, for who goes from control to control. */
function Jump({
  id,
  to,
  children,
}: {
  readonly id: string
  readonly to: string
  readonly children: string
}) {
  return (
    <p class="more jump">
      <a
        id={id}
        href={`#${to}`}
        onClick={event => {
          event.preventDefault()
          document.getElementById(to)?.focus()
        }}
      >
        {children}
      </a>
    </p>
  )
}

/** What a closed group holds that is not as it should be. */
function statusesOf(items: readonly FrameworkItem[]): string {
  const failing = items.filter(item => item.covered && item.status === 'not-satisfied').length
  return failing === 0 ? '' : `, ${failing} not`
}

/** What the monitoring itself did: on this rest requirements that ask for it. */
function Monitoring({ items }: { readonly items: Output<'frameworks'>['monitoring'] }) {
  const named = useTenantNames()
  if (items.length === 0) return null
  return (
    <details>
      <summary>What the monitoring itself did in the last 30 days</summary>
      <ul class="facts">
        {items.map(({ tenant, fact, title, text }) => (
          <li key={tenant + fact.measure}>
            <OutcomeMark outcome={fact.state} /> {title}: {text}{' '}
            <span class="quiet">{named(tenant)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** The European scheme first, as everywhere. */
function byStanding(a: { readonly id: string }, b: { readonly id: string }): number {
  return Number(b.id === 'eucs') - Number(a.id === 'eucs')
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
              <b>{weight}</b> {statusWords[name]}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** So many parts are named in a row; all stand behind it. */
const NAMED = 2

/** Why a requirement stands as it does: the parts that fail, or else those that are open. */
function reasonOf({ aspects }: FrameworkItem): string {
  const open = aspects.filter(({ state }) => state !== 'proven')
  const failing = open.filter(({ state }) => state === 'deviates')
  const parts = failing.length > 0 ? failing : open
  const named = parts.slice(0, NAMED).map(({ title, says }) => `${title}: ${says}`)
  const more = parts.length > NAMED ? [`${parts.length - NAMED} more`] : []
  return [...named, ...more].join('; ')
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
  const named = useTenantNames()
  const facts = [
    item.level && `level ${item.level}`,
    item.automated && 'asks to be monitored automatically',
    item.covered &&
      (item.checks.length === 0
        ? reasonOf(item)
        : `${item.counts.pass} pass, ${item.counts.fail} fail, ${item.counts.unknown} unknown`),
  ]
    .filter(Boolean)
    .join(' · ')
  const body = (
    <>
      <span class={`status ${item.covered ? item.status : 'uncovered'}`}>
        {item.covered ? statusWords[item.status] : 'not measured'}
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
            {named(tenant)}, effective throughout: {period.answer}
          </span>
          <StripPicture strip={period.strip} />
        </span>
      ))}
    </>
  )
  if (item.aspects.length === 0)
    return (
      <li>
        <span class="row">{body}</span>
      </li>
    )
  return (
    <li>
      <details>
        <summary class="row">{body}</summary>
        {item.text !== '' && <p class="more">{item.text}</p>}
        <Aspects items={item.aspects} />
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
                {named(check.tenant)}
                {check.count > 1 && `, ${counted(check.count, 'resource')}`}
              </span>
            </li>
          ))}
        </ul>
        {item.more > 0 && <p class="more">and {counted(item.more, 'more row')}</p>}
        <p class="more">
          <Link to={`/findings?requirement=${encodeURIComponent(`${framework}:${item.id}`)}`}>
            All findings of this requirement
          </Link>
        </p>
        {periods.map(({ tenant, period }) => (
          <section key={tenant} aria-label={`${item.id} over the period, ${named(tenant)}`}>
            <h3>Over the period, {named(tenant)}</h3>
            <Strip period={period} name={`${item.id}, ${named(tenant)}`} />
          </section>
        ))}
      </details>
    </li>
  )
}

/** Each aspect with what speaks for it: how strongly, why, and what that leaves open. */
function Aspects({ items }: { readonly items: FrameworkItem['aspects'] }) {
  return (
    <ul class="checks">
      {items.map(aspect => (
        <li key={aspect.id}>
          <b>{aspect.title}</b>: {aspect.says}
          {aspect.grade && <span class="quiet"> (grade {aspect.grade})</span>}
          {aspect.by.map(({ metric, check, measure, says, why, notProven }) => (
            <p class="quiet" key={`${metric ?? check ?? measure}`}>
              {metric ?? check ?? measure} {says}: {why}
              {notProven && ` Not proven: ${notProven}`}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}
