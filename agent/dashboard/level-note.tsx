import { levelNote } from '../../common/model/framework.ts'

/** What is to be known of frameworks beside where one of their levels is chosen. */
export function LevelNote({
  frameworks,
}: {
  readonly frameworks: readonly Parameters<typeof levelNote>[0][]
}) {
  return (
    <>
      {frameworks.flatMap(framework => {
        const note = levelNote(framework)
        return note === null
          ? []
          : [
              <p class="quiet" key={framework.title}>
                {note}
              </p>,
            ]
      })}
    </>
  )
}
