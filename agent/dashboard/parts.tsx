import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { counted } from './counted.ts'
import type { Outcome, Severity } from '../../common/model/index.ts'
import type { Output } from '../operations/index.ts'
import { announce } from './attention.ts'
import { ticketed } from './api.ts'
import type { ApiError } from './api.ts'
import { go } from './router.ts'
import { Typed } from './typed.tsx'

// A witness mark: a line painted across bolt and seat. Whole: nothing turned. Broken: it turned.
// Dashed: nobody could look. None: no bolt here.
const shapes: Readonly<Record<Outcome, JSX.Element>> = {
  'pass': (
    <>
      <circle cx="10" cy="10" r="5.2" />
      <path class="paint" d="M5.4 17.6L14.6 2.4" />
    </>
  ),
  'fail': (
    <>
      <circle cx="10" cy="10" r="5.2" />
      <path class="paint" d="M4.9 18.4l1.9-3.2M13.2 4.8l1.9-3.2M7.4 7.2l5.2 5.6" />
    </>
  ),
  'unknown': (
    <>
      <circle cx="10" cy="10" r="5.2" stroke-dasharray="2.2 2.2" />
      <path d="M8.5 9a1.6 1.6 0 1 1 2.3 1.4c-.6.3-.8.6-.8 1.1M10 13.2v.1" />
    </>
  ),
  'not-applicable': <path d="M5 10h10" />,
}
const words: Readonly<Record<Outcome, string>> = {
  'pass': 'pass',
  'fail': 'fail',
  'unknown': 'unknown',
  'not-applicable': 'not applicable',
}
const order: readonly Outcome[] = ['fail', 'unknown', 'pass', 'not-applicable']

/** An outcome is told by word, shape and colour, never by colour alone. */
export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  return (
    <span class={`outcome ${outcome}`}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {shapes[outcome]}
      </svg>
      {words[outcome]}
    </span>
  )
}

export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return <span class={`severity ${severity}`}>{severity}</span>
}

/**
 * What a service, a page or a person named: right to left, or with a mark that turns what follows, it
 * stays within its own place.
 */
export function Outside({ children }: { readonly children: ComponentChildren }) {
  return <bdi>{children}</bdi>
}

const ticketWords = {
  wanted: 'not opened yet',
  open: 'open',
  closing: 'repaired, not closed yet',
  closed: 'closed by measurement',
} as const

/**
 * Tickets of what is to be repaired. The address is what a tracker said: it is shown as it is, and leads
 * there by https alone.
 */
export function Tickets({ tickets }: { readonly tickets: Output<'finding'>['tickets'] }) {
  return (
    <>
      {tickets.map(({ channel, url, state }) => (
        <p class="ticket" key={channel}>
          Ticket in {channel}, {ticketWords[state]}
          {url !== null && (
            <>
              :{' '}
              {URL.parse(url)?.protocol === 'https:' ? (
                <a href={url} target="_blank" rel="noopener noreferrer">
                  <Outside>{url}</Outside>
                </a>
              ) : (
                <Outside>{url}</Outside>
              )}
            </>
          )}
        </p>
      ))}
    </>
  )
}

/** A link inside the dashboard. */
export function Link({
  to,
  children,
  ...rest
}: {
  readonly 'to': string
  readonly 'children': ComponentChildren
  readonly 'class'?: string
  readonly 'aria-current'?: 'page' | 'true' | undefined
}) {
  return (
    <a
      {...rest}
      href={to}
      onClick={event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        go(to)
      }}
    >
      {children}
    </a>
  )
}

/** A link to bytes, which leave as a file. */
export function Download({
  address,
  name,
  children,
}: {
  readonly address: string
  readonly name: string
  readonly children: ComponentChildren
}) {
  const fetchOnce = async (): Promise<void> => {
    const link = document.createElement('a')
    link.href = await ticketed(address)
    link.download = name
    link.click()
  }
  return (
    <a
      href={address}
      download={name}
      onClick={event => {
        event.preventDefault()
        void fetchOnce()
      }}
    >
      {children}
    </a>
  )
}

/** A picture that is kept as evidence. */
export function Picture({ address, alt }: { readonly address: string; readonly alt: string }) {
  const [source, setSource] = useState<string | null>(null)
  useEffect(() => {
    let current = true
    ticketed(address).then(
      found => {
        if (current) setSource(found)
      },
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [address])
  return <img src={source ?? undefined} alt={alt} />
}

/** What an acceptance is about: a baseline has no check, and is about all of its tenant. */
export function acceptedAddress(item: {
  readonly tenant: string
  readonly check?: string | undefined
}): string {
  const { tenant, check } = item
  return `/findings?${new URLSearchParams({ tenant, ...(check === undefined ? {} : { check }) })}`
}

/** The address of one finding. */
export function findingAddress(id: string): string {
  return `/finding?id=${encodeURIComponent(id)}`
}

/** Counts as one bar: a picture with the words beside it. */
export function CountsBar({
  counts,
  to,
}: {
  readonly counts: Readonly<Record<Outcome, number>>
  readonly to?: (outcome: Outcome) => string
}) {
  const total = Object.values(counts).reduce((sum, part) => sum + part, 0)
  return (
    <div class="counts">
      <Bar parts={order.map(outcome => ({ name: outcome, weight: counts[outcome] }))} />
      <ul class="legend">
        {order.map(outcome => {
          const text = (
            <>
              <i class={outcome} aria-hidden="true" />
              <b>{counts[outcome].toLocaleString('en')}</b> {words[outcome]}
            </>
          )
          return (
            <li key={outcome}>{to ? <Link to={to(outcome)}>{text}</Link> : <span>{text}</span>}</li>
          )
        })}
        {total === 0 && <li>nothing judged yet</li>}
      </ul>
    </div>
  )
}

/** A picture only: what it shows is said in words beside it. */
export function Bar({
  parts,
}: {
  readonly parts: readonly { readonly name: string; readonly weight: number }[]
}) {
  return (
    <div class="bar" aria-hidden="true">
      {parts.map(
        (part, index) =>
          part.weight > 0 && (
            <span class={part.name} style={{ flexGrow: part.weight }} key={index} />
          ),
      )}
    </div>
  )
}

const two = (part: number): string => String(part).padStart(2, '0')

/** The time where the reader is; UTC, as the record has it, on hover. */
export function When({ time }: { readonly time: string }) {
  const at = new Date(time)
  return (
    <time dateTime={time} title={`${time.slice(0, 19).replace('T', ' ')} UTC`}>
      {dayOf(at)} {two(at.getHours())}:{two(at.getMinutes())}
    </time>
  )
}

export function Day({ time }: { readonly time: string }) {
  return (
    <time dateTime={time} title={`${time.slice(0, 19).replace('T', ' ')} UTC`}>
      {dayOf(new Date(time))}
    </time>
  )
}

function dayOf(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/**
 * A button that has something done, and says what came of it; it keeps the focus meanwhile.
 * @param act what is done; @returns what is said then
 * @param ask what is asked first, of what cannot be undone
 */
export function Action({
  act,
  ask,
  busy,
  label,
  children,
}: {
  readonly act: () => Promise<string>
  readonly ask?: string
  readonly busy?: string
  readonly label?: string
  readonly children: ComponentChildren
}) {
  const [working, setWorking] = useState(false)
  const [problem, setProblem] = useState('')
  const start = (): void => {
    if (working || (ask !== undefined && !confirm(ask))) return
    setWorking(true)
    setProblem('')
    if (busy) announce(busy)
    act()
      .then(announce, (error: Error) => setProblem(error.message))
      .finally(() => setWorking(false))
  }
  return (
    <span class="action">
      <button type="button" onClick={start} aria-disabled={working} aria-label={label}>
        {working && busy ? busy : children}
      </button>
      <span role="alert">{problem}</span>
    </span>
  )
}

/** What a page shows until it has data, and where it has none. */
export function Waiting({ error }: { readonly error: ApiError | null }) {
  return error ? (
    <p class="notice" role="alert">
      {error.message}
    </p>
  ) : (
    <div class="skeleton" role="status" aria-label="loading">
      <i />
      <i />
      <i />
      <i />
      <i />
      <i />
    </div>
  )
}

/** What must be said beside whatever is shown of the record: see `standingOf`. */
export function Standing({
  data: { unsealed, proposals, left, edited, baselines, undelivered, unread, connected },
}: {
  readonly data: Pick<
    Output<'overview'>,
    | 'connected'
    | 'unread'
    | 'unsealed'
    | 'proposals'
    | 'left'
    | 'edited'
    | 'baselines'
    | 'undelivered'
  >
}) {
  return (
    <>
      {unread && (
        <p class="notice">
          {unread}{' '}
          {connected === 0 ? (
            <>
              In a terminal: <Typed command="connect github --set organization=NAME" />
            </>
          ) : (
            <>
              <Link to="/">Scan now</Link>, or open a console page in{' '}
              <Link to="/connect">a paired browser</Link>.
            </>
          )}
        </p>
      )}
      {unsealed.map(({ tenant, entry, problem }) => (
        <p class="notice urgent" role="alert" key={tenant}>
          <strong>{tenant} is not as it was sealed.</strong> Entry {entry}: {problem}. What is shown
          of it proves nothing. In a terminal: <Typed command="verify" />
        </p>
      ))}
      {proposals.map(({ change, exception }) => (
        <p class="notice" key={exception.id}>
          A file proposes an acceptance ({change}): <code>{exception.id}</code>, by{' '}
          <Outside>{exception.acceptedBy}</Outside>: <Outside>{exception.reason}</Outside>. It is
          not sealed, and counts for nothing. In a terminal:{' '}
          <Typed command={`exception apply ${exception.id}`} />
        </p>
      ))}
      {left.map(tenant => (
        <p class="notice" key={tenant}>
          {tenant} is missing from config.yaml, and nobody ended it. In a terminal:{' '}
          <Typed command={`tenant end ${tenant} --reason WHY`} />
        </p>
      ))}
      {edited.length > 0 && (
        <p class="notice">
          <code>config.yaml</code> says something else than the last run sealed: {edited.join(', ')}
          . It counts as it stands; the next run seals it.
        </p>
      )}
      {baselines.map(({ id, tenant, covers, until }) => (
        <p class="notice" key={id}>
          Baseline of {tenant} until <Day time={until} />: what{' '}
          {covers === 'unknown' ? 'could not be told' : 'failed'} at its beginning still does, and
          is accepted. In a terminal: <Typed command={`exception end ${id}`} />
        </p>
      ))}
      {undelivered.map(({ channel, waiting, dead, problem }) => (
        <p class="notice" key={channel}>
          The channel {channel} did not take {counted(waiting + dead, 'alert')} ({dead} given up):{' '}
          <Outside>{problem}</Outside>. In a terminal: <Typed command="alert list" />
        </p>
      ))}
    </>
  )
}
