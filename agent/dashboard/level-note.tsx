type Framework = {
  readonly id: string
  readonly title: string
  readonly note?: string | undefined
  readonly levels: readonly string[]
}

/** What is to be known of frameworks, beside where one of their levels is chosen. */
export function LevelNote({ frameworks }: { readonly frameworks: readonly Framework[] }) {
  return (
    <>
      {frameworks
        .filter(({ levels, note }) => levels.length > 0 && note !== undefined)
        .map(({ id, title, note }) => (
          <p class="quiet" key={id}>
            {title}: {note}
          </p>
        ))}
    </>
  )
}
