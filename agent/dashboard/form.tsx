import { useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { announce } from './attention.ts'

/** What was entered, by the name of its field: a text without blanks around it, or a file that was chosen. */
export type Entered = {
  text(name: string): string
  file(name: string): File | null
}

/** What is entered is sent, and said to be; a refusal is said beside it and leaves what was typed. */
export function Form({
  button,
  filters = false,
  send,
  children,
}: {
  readonly button: string
  /** Its fields stand side by side, as filters do. */
  readonly filters?: boolean
  /** @returns what is said then; @throws Error with what stands in the way, in words */
  send(entered: Entered): Promise<string>
  readonly children: ComponentChildren
}) {
  const [problem, setProblem] = useState('')
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string): string => {
      const value = form.get(name)
      return typeof value === 'string' ? value.trim() : ''
    }
    const file = (name: string): File | null => {
      const value = form.get(name)
      return value instanceof File ? value : null
    }
    send({ text, file }).then(
      said => {
        setProblem('')
        announce(said)
      },
      (failed: Error) => setProblem(failed.message),
    )
  }
  return (
    <form class={filters ? 'filters' : undefined} onSubmit={submit}>
      {children}
      <button>{button}</button>
      <p role="alert">{problem}</p>
    </form>
  )
}
