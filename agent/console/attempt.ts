import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Agent } from '../agent.ts'
import { writeAtomically } from '../files.ts'
import { Problem } from '../problem.ts'

/** The files in which what was taught of one page stands. */
export type PageFiles = { readonly checks: string; readonly recipe: string }

export function filesOf(agent: Agent, page: string): PageFiles {
  const [checks = '', recipe = ''] = ['checks', 'recipes'].map(folder =>
    join(agent.home, folder, `${page}.yaml`),
  )
  return { checks, recipe }
}

/**
 * Changes the files of one page, and puts both back as they were where that fails or one of them
 * cannot be used then.
 * @throws Problem `lesson-invalid` where one of the files was set aside at once; what `change` throws
 */
export async function attempt(
  agent: Agent,
  files: PageFiles,
  change: () => Promise<void>,
): Promise<void> {
  const all = Object.values(files)
  const before = all.map(file => (existsSync(file) ? readFileSync(file) : null))
  try {
    await change()
    const wrong = (await agent.setAside()).find(({ file }) =>
      all.includes(join(agent.home, ...file.split('/'))),
    )
    if (wrong) throw new Problem('lesson-invalid', { detail: wrong.problem })
  } catch (error) {
    for (const [place, file] of all.entries()) {
      const content = before[place]
      if (content) writeAtomically(file, content)
      else rmSync(file, { force: true })
    }
    throw error
  }
}
