import type { ComponentChildren, JSX } from 'preact'
import type { Outcome, Severity } from '../../common/model/index.ts'
import type { ApiError } from './api.ts'
import type { Counts } from './types.ts'
import { go } from './router.ts'

const shapes: Readonly<Record<Outcome, JSX.Element>> = {
  'pass': <path d="M3 8.5l3.2 3.2L13 5" fill="none" />,
  'fail': <path d="M4 4l8 8M12 4l-8 8" fill="none" />,
  'unknown': <path d="M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.6 8 9 8 10M8 12.6v.1" fill="none" />,
  'not-applicable': <path d="M3.5 8h9" fill="none" />,
}
const words: Readonly<Record<Outcome, string>> = { 'pass': 'pass', 'fail': 'fail', 'unknown': 'unknown', 'not-applicable': 'not applicable' }

/** An outcome is told by word, shape and colour, never by colour alone. */
export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  return <span class={`outcome ${outcome}`}><svg viewBox="0 0 16 16" aria-hidden="true">{shapes[outcome]}</svg>{words[outcome]}</span>
}

export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return <span class={`severity ${severity}`}>{severity}</span>
}

/** A link inside the dashboard. */
export function Link({ to, children, ...rest }: { readonly to: string; readonly children: ComponentChildren; readonly class?: string; readonly 'aria-current'?: 'page' | undefined }) {
  return <a {...rest} href={to} onClick={event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    go(to)
  }}>{children}</a>
}

/** Counts as one bar: a picture with the words beside it. */
export function CountsBar({ counts }: { readonly counts: Counts }) {
  const total = Object.values(counts).reduce((sum, part) => sum + part, 0)
  const order: readonly Outcome[] = ['fail', 'unknown', 'pass', 'not-applicable']
  const text = order.map(outcome => `${counts[outcome]} ${words[outcome]}`).join(', ')
  return (
    <div class="counts">
      <div class="bar" role="img" aria-label={text}>{order.map(outcome => counts[outcome] > 0 && <span class={outcome} style={{ flexGrow: counts[outcome] }} key={outcome} />)}</div>
      <p class="legend">{order.map(outcome => <span key={outcome}><i class={outcome} aria-hidden="true" />{counts[outcome]} {words[outcome]}</span>)}{total === 0 && <span>nothing judged yet</span>}</p>
    </div>
  )
}

export function When({ time }: { readonly time: string }) {
  return <time dateTime={time} title={time}>{time.slice(0, 10)} {time.slice(11, 16)} UTC</time>
}

/** What a page shows until it has data, and where it has none. */
export function Waiting({ error }: { readonly error: ApiError | null }) {
  return error ? <p class="notice" role="alert">{error.message}</p> : <div class="skeleton" role="status" aria-label="loading"><i /><i /><i /></div>
}
