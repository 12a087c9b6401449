import { useEffect, useRef, useState } from 'preact/hooks'
import { announce, keepUncovered } from './attention.ts'

type Given = { readonly reason: string; readonly until: string; readonly by: string | undefined }

/** Why something that fails is accepted, until when and by whom. */
export function AcceptForm({
  title,
  note,
  stuck = false,
  accept,
}: {
  readonly title: string
  readonly note?: string
  /** It stays in sight at the lower edge while the page scrolls. */
  readonly stuck?: boolean
  /** @throws Error with what stands in the way, in words */
  accept(given: Given): Promise<void>
}) {
  const [error, setError] = useState('')
  const form = useRef<HTMLDetailsElement>(null)
  useEffect(() => (stuck && form.current ? keepUncovered(form.current) : undefined), [stuck])
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const entered = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string): string => String(entered.get(name) ?? '')
    const until = text('until')
    accept({ reason: text('reason'), until, by: text('by') || undefined }).then(
      () => {
        setError('')
        announce(`Accepted until ${until}.`)
      },
      (problem: Error) => setError(problem.message),
    )
  }
  return (
    <details class={stuck ? 'accept stuck' : 'accept'} ref={form}>
      <summary>{title}</summary>
      {note && <p class="quiet">{note}</p>}
      <form onSubmit={submit}>
        <label>
          Reason <input name="reason" required />
        </label>
        <label>
          Until <input name="until" type="date" required />
        </label>
        <label>
          Accepted by <input name="by" />
        </label>
        <button>Accept</button>
        <p role="alert">{error}</p>
      </form>
    </details>
  )
}
