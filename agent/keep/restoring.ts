import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { flushFolder } from '../files.ts'
import { VIEWS } from '../home/views.ts'
import { Problem } from '../problem.ts'

// Every command asks for this: what reads and writes backups stands apart.

export const DATABASE = 'witnessmark.sqlite'
/**
 * What a person wrote or a program keeps, but no key and no secret: whoever finds a backup can
 * neither sign as this log nor reach a tenant.
 */
export const folders = ['checks', 'recipes', 'exceptions', 'frameworks'] as const
export const single: readonly string[] = ['config.yaml', VIEWS]

/** A restore that was checked as a whole and begun to be put in place. */
export const READY = '.restored'
export const PLAN = 'restore.json'
/** A name of the home itself: whoever edits the plan moves nothing out of the home, or into it. */
const InHome = z.string().regex(/^[\w.-]*\w[\w.-]*$/)
/** What goes aside, and into which folder of the home. */
const RestorePlan = z.strictObject({
  moved: InHome.nullable(),
  aside: z.array(InHome),
})
export type RestorePlan = z.infer<typeof RestorePlan>

/** Whether a restore was begun to be put in place and did not get to its end. */
export function isRestoring(home: string): boolean {
  return existsSync(join(home, READY))
}

/**
 * Puts a restore that is ready in place, from wherever it broke off: first all that was there goes
 * aside, then all that is new comes in, each by a renaming.
 * @throws Problem `restore-unreadable`
 */
export function finishRestore(home: string): void {
  const ready = join(home, READY)
  const plan = planIn(ready)
  if (plan.moved) {
    const moved = join(home, plan.moved)
    mkdirSync(moved, { recursive: true, mode: 0o700 })
    for (const name of plan.aside)
      if (existsSync(join(home, name)) && !existsSync(join(moved, name)))
        renameSync(join(home, name), join(moved, name))
  }
  for (const name of [...single, ...folders, DATABASE]) {
    if (!existsSync(join(ready, name))) continue
    rmSync(join(home, name), { recursive: true, force: true })
    renameSync(join(ready, name), join(home, name))
  }
  flushFolder(home)
  rmSync(ready, { recursive: true, force: true })
}

/** @throws Problem `restore-unreadable` */
function planIn(ready: string): RestorePlan {
  try {
    return RestorePlan.parse(JSON.parse(readFileSync(join(ready, PLAN), 'utf8')))
  } catch (error) {
    throw new Problem('restore-unreadable', { folder: ready }, { cause: error })
  }
}
