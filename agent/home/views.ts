import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeAtomically } from '../files.ts'
import { issuesText, messageOf, Problem } from '../problem.ts'

/** Where named views of the findings are kept. */
export const VIEWS = 'views.json'

const MOST = 100

/** A view of the findings: what it is called, and what stands in its address after the question mark. */
export const View = z.strictObject({
  name: z.string().trim().min(1).max(60),
  query: z.string().max(1000),
})
export type View = z.output<typeof View>
const Kept = z.strictObject({ views: z.array(View).max(MOST).readonly() })

/** In the order of their names. @throws Problem `views-unreadable` */
export function viewsOf(home: string): readonly View[] {
  const file = join(home, VIEWS)
  if (!existsSync(file)) return []
  try {
    const { data, error } = Kept.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (data) return data.views
    throw new Problem('views-unreadable', { file, detail: issuesText(error) })
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('views-unreadable', { file, detail: messageOf(error) }, { cause: error })
  }
}

/** @throws Problem `view-exists`, `views-full`, `views-unreadable`, `file-unwritable` */
export function saveView(home: string, view: View): void {
  const views = viewsOf(home)
  assertFree(views, view.name)
  if (views.length >= MOST) throw new Problem('views-full', { most: MOST })
  write(home, [...views, view])
}

/** @throws Problem `view-unknown`, `view-exists`, `views-unreadable`, `file-unwritable` */
export function renameView(home: string, name: string, to: string): void {
  const views = viewsOf(home)
  assertKnown(views, name)
  if (to !== name) assertFree(views, to)
  write(
    home,
    views.map(view => (view.name === name ? { ...view, name: to } : view)),
  )
}

/** @throws Problem `view-unknown`, `views-unreadable`, `file-unwritable` */
export function removeView(home: string, name: string): void {
  const views = viewsOf(home)
  assertKnown(views, name)
  write(
    home,
    views.filter(view => view.name !== name),
  )
}

/**
 * Takes out the views in whose name or words a person's text stands, whatever its case.
 * @returns how many @throws Problem `views-unreadable`, `file-unwritable`
 */
export function eraseViews(home: string, person: string): number {
  const views = viewsOf(home)
  const wanted = person.toLowerCase()
  const names = ({ name, query }: View): boolean =>
    [name, ...new URLSearchParams(query).values()].some(text => text.toLowerCase().includes(wanted))
  const rest = views.filter(view => !names(view))
  if (rest.length < views.length) write(home, rest)
  return views.length - rest.length
}

function assertKnown(views: readonly View[], name: string): void {
  if (!views.some(view => view.name === name)) throw new Problem('view-unknown', { name })
}

function assertFree(views: readonly View[], name: string): void {
  if (views.some(view => view.name === name)) throw new Problem('view-exists', { name })
}

function write(home: string, views: readonly View[]): void {
  const sorted = views.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
  writeAtomically(join(home, VIEWS), `${JSON.stringify({ views: sorted }, null, 2)}\n`)
}
