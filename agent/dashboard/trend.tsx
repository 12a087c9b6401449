import { useState } from 'preact/hooks'
import type { Output } from '../operations/index.ts'
import { StackedTable } from './stacked-table.tsx'

type TrendDay = Output<'trend'>['days'][number]

const DAY = 86_400_000
/** What the picture measures: hundredths of what applies. */
const WHOLE = 100

/** How much of what applies passes, over the last year: as a picture, in words, and as a table. */
export function Trend({ days }: { readonly days: readonly TrendDay[] }) {
  const [first, last] = [days[0], days.at(-1)]
  const [opened, setOpened] = useState(false)
  // One day is no trend.
  if (!first || !last || first === last) return null
  return (
    <section aria-labelledby="trend">
      <h2 id="trend">Over time</h2>
      <p>
        {passing(last)} % of what applies passes, {passing(first)} % on{' '}
        <DayOfRecord day={first.day} />.
      </p>
      <Picture days={days} />
      <p class="axis" aria-hidden="true">
        <DayOfRecord day={first.day} />
        <DayOfRecord day={last.day} />
      </p>
      <details onToggle={event => setOpened(event.currentTarget.open)}>
        <summary>Every day on which something was judged</summary>
        {opened && <Days days={days} />}
      </details>
    </section>
  )
}

/** Drawn once it is looked at: a year has many days. */
function Days({ days }: { readonly days: readonly TrendDay[] }) {
  const asBefore = ({ carried }: TrendDay): string =>
    carried === 0 ? '' : ` (${carried === 1 ? 'one tenant' : `${carried} tenants`} as before)`
  return (
    <StackedTable
      label="Counts by day"
      caption="Counts as they were sealed, newest first"
      rows={days.toReversed().map(item => ({ ...item, id: item.day }))}
      columns={[
        { title: 'Day', names: true, cell: item => item.day + asBefore(item) },
        { title: 'Passing', cell: item => `${passing(item)} %` },
        { title: 'Pass', cell: item => item.counts.pass },
        { title: 'Fail', cell: item => item.counts.fail },
        { title: 'Unknown', cell: item => item.counts.unknown },
        { title: 'Not applicable', cell: item => item.counts['not-applicable'] },
      ]}
    />
  )
}

/** What passes stays until the next day on which something was judged: steps, not slopes. */
function Picture({ days }: { readonly days: readonly TrendDay[] }) {
  const start = Date.parse(days[0]?.day ?? '')
  const at = (day: string): number => (Date.parse(day) - start) / DAY
  const width = at(days.at(-1)?.day ?? '') + 1
  const line = days
    .map((item, index) => {
      const height = WHOLE - share(item) * WHOLE
      return `${index === 0 ? 'M' : 'H'}${at(item.day)}${index === 0 ? ' ' : 'V'}${height}`
    })
    .join('')
  return (
    <svg
      class="trend"
      viewBox={`0 -2 ${width} ${WHOLE + 4}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class="area" d={`${line}H${width}V${WHOLE}H0Z`} />
      <path class="line" d={`${line}H${width}`} />
    </svg>
  )
}

/** In UTC, as it was sealed: the reader's own day may be another. */
function DayOfRecord({ day }: { readonly day: string }) {
  return <time dateTime={day}>{day}</time>
}

/** Of what applies; what could not be told does not pass. */
function share({ counts }: TrendDay): number {
  const applies = counts.pass + counts.fail + counts.unknown
  return applies === 0 ? 0 : counts.pass / applies
}

/** Never rounded up: 100 is all. */
function passing(item: TrendDay): number {
  return Math.floor(share(item) * WHOLE)
}
