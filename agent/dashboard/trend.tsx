import type { Output } from '../operations/index.ts'

type TrendDay = Output<'trend'>['days'][number]

const DAY = 86_400_000
/** What the picture measures: hundredths of what applies. */
const WHOLE = 100

/** How much of what applies passes, over the last year: as a picture, in words, and as a table. */
export function Trend({ days }: { readonly days: readonly TrendDay[] }) {
  const [first, last] = [days[0], days.at(-1)]
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
      <details>
        <summary>Every day on which something was judged</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label="Counts by day">
          <table>
            <caption>Counts as they were sealed, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">Passing</th>
                <th scope="col">Pass</th>
                <th scope="col">Fail</th>
                <th scope="col">Unknown</th>
                <th scope="col">Not applicable</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map(item => (
                <tr key={item.day}>
                  <th scope="row">
                    {item.day}
                    {item.carried > 0 &&
                      ` (${item.carried === 1 ? 'one tenant' : `${item.carried} tenants`} as before)`}
                  </th>
                  <td>{passing(item)} %</td>
                  <td>{item.counts.pass}</td>
                  <td>{item.counts.fail}</td>
                  <td>{item.counts.unknown}</td>
                  <td>{item.counts['not-applicable']}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
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
