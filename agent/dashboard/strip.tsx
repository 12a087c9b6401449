import { useState } from 'preact/hooks'
import type { Output } from '../operations/index.ts'
import { When } from './parts.tsx'

export type PeriodData = NonNullable<Output<'finding-period'>['period']>
type Stretch = PeriodData['strip'][number]

/** Deviating days hang below the line, proven ones stand above it: no colour is needed. */
const LINE = 12
const shapes: Readonly<Record<Stretch['state'], { readonly y: number; readonly height: number }>> =
  {
    conforming: { y: 1, height: 11 },
    partly: { y: 6, height: 6 },
    unproven: { y: 9, height: 3 },
    deviating: { y: 12, height: 11 },
    none: { y: 12, height: 0 },
  }

/** A bar for each day: a picture only, what it shows is said beside it. */
export function StripPicture({ strip }: { readonly strip: PeriodData['strip'] }) {
  const width = strip.reduce((sum, item) => sum + item.days, 0)
  let x = 0
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${Math.max(1, width)} 24`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {strip.map(({ state, days, from }) => {
        const at = x
        x += days
        return <rect key={from} class={state} x={at} width={days} {...shapes[state]} />
      })}
      <rect class="ground" x="0" y={LINE - 0.3} width={width} height="0.6" />
    </svg>
  )
}

/**
 * The days of a period: at a glance as a picture, day by day with the arrow keys or the pointer, and
 * all of it in words.
 */
export function Strip({ period, name }: { readonly period: PeriodData; readonly name: string }) {
  const { strip } = period
  const total = strip.reduce((sum, item) => sum + item.days, 0)
  const [day, setDay] = useState(total - 1)
  const at = stretchAt(strip, day)
  const said = at ? `${dateOf(strip, day)}: ${at.text}` : ''
  const move = (event: KeyboardEvent): void => {
    const to = moved(event.key, day, total)
    if (to === null) return
    event.preventDefault()
    setDay(to)
  }
  const point = (event: PointerEvent): void => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    const part = (event.clientX - box.left) / Math.max(1, box.width)
    setDay(Math.min(total - 1, Math.max(0, Math.floor(part * total))))
  }
  return (
    <div class="period">
      <p>{period.text}</p>
      <div
        class="days"
        role="slider"
        tabIndex={0}
        aria-label={`Days of ${name}`}
        aria-valuemin={1}
        aria-valuemax={total}
        aria-valuenow={day + 1}
        aria-valuetext={said}
        onKeyDown={move}
        onPointerMove={point}
      >
        <StripPicture strip={strip} />
        <svg
          class="mark"
          viewBox={`0 0 ${Math.max(1, total)} 1`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <rect x={day} width="1" y="0" height="1" />
        </svg>
      </div>
      <p class="axis" aria-hidden="true">
        <span>{strip[0]?.from}</span>
        <span>{said}</span>
        <span>{strip.at(-1)?.to}</span>
      </p>
      <ul class="legend">
        {legend
          .filter(({ states }) => strip.some(({ state }) => states.includes(state)))
          .map(({ colour, words }) => (
            <li key={words}>
              <span>
                <i class={colour} aria-hidden="true" />
                {words}
              </span>
            </li>
          ))}
      </ul>
      <InWords period={period} />
    </div>
  )
}

/** What the bars mean, of those that are there. */
const legend: readonly {
  readonly states: readonly Stretch['state'][]
  readonly colour: string
  readonly words: string
}[] = [
  { states: ['conforming'], colour: 'pass', words: 'above the line: as wanted' },
  { states: ['deviating'], colour: 'fail', words: 'below the line: deviates' },
  { states: ['partly'], colour: 'unknown', words: 'half as high: proven for a part of the day' },
  { states: ['unproven'], colour: 'unknown', words: 'flat: not provable' },
  { states: ['none'], colour: '', words: 'a line alone: not judged' },
]

const WEEK = 7
function moved(key: string, day: number, total: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -WEEK,
    PageUp: WEEK,
    Home: -total,
    End: total,
  }
  const step = steps[key]
  return step === undefined ? null : Math.min(total - 1, Math.max(0, day + step))
}

function stretchAt(strip: PeriodData['strip'], day: number): Stretch | null {
  let left = day
  for (const item of strip) {
    if (left < item.days) return item
    left -= item.days
  }
  return null
}

function dateOf(strip: PeriodData['strip'], day: number): string {
  const first = Date.parse(`${strip[0]?.from ?? ''}T00:00:00Z`)
  return Number.isNaN(first) ? '' : new Date(first + day * 86_400_000).toISOString().slice(0, 10)
}

const MOST = 50

/** Deviations and what cannot be proved, with times and reasons. */
function InWords({ period: { deviations, gaps, read } }: { readonly period: PeriodData }) {
  return (
    <details>
      <summary>Deviations and gaps in words</summary>
      {deviations.length === 0 && <p>No deviation was found.</p>}
      {deviations.length > 0 && (
        <ul>
          {deviations.slice(0, MOST).map(item => (
            <li key={item.from}>
              Deviated {item.before ? 'before' : 'from'} <When time={item.from} />
              {item.to ? (
                <>
                  {' '}
                  to <When time={item.to} />
                  {item.ended === 'gone' ? ' (then it was gone)' : ''}
                </>
              ) : (
                ', not yet ended'
              )}
              , {item.lasted}. Sealed by log entry {item.entry}
              {item.endEntry === null ? '' : `, its end by ${item.endEntry}`}.
            </li>
          ))}
        </ul>
      )}
      {gaps.length > 0 && (
        <ul>
          {gaps.slice(0, MOST).map(item => (
            <li key={item.from}>
              Not provable from <When time={item.from} /> to <When time={item.to} />, {item.text}.
            </li>
          ))}
        </ul>
      )}
      {(deviations.length > MOST || gaps.length > MOST) && (
        <p class="quiet">All of them are in an export.</p>
      )}
      <p class="quiet">
        Read by, with the grade of the evidence: {read.join(', ') || 'nothing'}. Days are in UTC.
      </p>
    </details>
  )
}
