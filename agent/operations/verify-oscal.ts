import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { checkOscal } from '../export/oscal/integrity.ts'
import { Problem } from '../problem.ts'
import { answering, list } from './operation.ts'

/** Looks for what is not as the models have it, dangling references and duplicate uuids. */
export const verifyOscal = answering({
  title: 'Look through an OSCAL document',
  role: 'reader',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({ file: z.string().refine(isAbsolute, 'an absolute path') }),
  kind: 'oscal-integrity',
  output: z.strictObject({
    /** Nothing is certainly wrong; what could not be resolved is listed all the same. */
    ok: z.boolean(),
    problems: list(z.strictObject({ kind: z.string(), path: z.string(), detail: z.string() })),
  }),
  async run(_, __, { file }) {
    if (!existsSync(file)) throw new Problem('nothing-to-verify', { file })
    const problems = await checkOscal(file, await readJson(file), open, (href, from) =>
      from.includes('#') ? null : existsSync(beside(href, from)),
    )
    return { ok: problems.every(problem => problem.kind === 'unresolved'), problems }
  },
})

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'))
}

function beside(href: string, from: string): string {
  return resolve(dirname(from), decodeURIComponent(href))
}

/** What stands beside the document; no address is ever fetched. */
async function open(
  href: string,
  from: string,
): Promise<{ readonly name: string; readonly document: unknown } | null> {
  const remote = /^[a-z][a-z0-9+.-]*:/i.test(href)
  if (remote || !existsSync(beside(href, from))) return null
  try {
    return { name: beside(href, from), document: await readJson(beside(href, from)) }
  } catch {
    return null
  }
}
