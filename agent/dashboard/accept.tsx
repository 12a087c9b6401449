import { useState } from 'preact/hooks'
import { announce } from './attention.ts'

type Given = { readonly reason: string; readonly until: string; readonly by: string | undefined }

/** Why something that fails is accepted, until when and by whom. */
export function AcceptForm({
  title,
  note,
  accept,
}: {
  readonly title: string
  readonly note?: string
  /** @throws Error with what stands in the way, in words */
  accept(given: Given): Promise<void>
}) {
  const [error, setError] = useState('')
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string): string => String(form.get(name) ?? '')
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
    <details class="accept">
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
