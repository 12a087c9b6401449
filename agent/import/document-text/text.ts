import { execFile } from 'node:child_process'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { sectionsOf } from '../../../common/policies/sections.ts'
import type { Section } from '../../../common/policies/sections.ts'
import { Problem } from '../../problem.ts'
import type { Why } from './unreadable.ts'

/** How long reading may take, in milliseconds, and how much of heap, in MB. */
const LONGEST = 30_000
const HEAP = 512
const MOST_ANSWER = 32 * 1024 * 1024

const Answer = z.union([
  z.strictObject({
    blocks: z.array(z.strictObject({ kind: z.enum(['heading', 'text']), text: z.string() })),
  }),
  z.strictObject({ unreadable: z.custom<Why>(why => typeof why === 'string') }),
])

/** In a clone the file beside this one; built, the entry beside the program's. */
const reader = fileURLToPath(
  new URL(`./read-document.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
)

/**
 * The sections of a PDF, DOCX, HTML or Markdown file, read in a process of its own that can write
 * nothing, start nothing, reach nothing, and is ended where it takes too long or too much memory.
 * @throws Problem `document-unreadable` saying why
 */
export async function documentSections(
  name: string,
  body: Uint8Array,
): Promise<readonly Section[]> {
  const answer = await asked(name, body)
  if ('unreadable' in answer)
    throw new Problem('document-unreadable', { name, why: answer.unreadable })
  return sectionsOf(answer.blocks)
}

function asked(name: string, body: Uint8Array): Promise<z.infer<typeof Answer>> {
  const { promise, resolve } = Promise.withResolvers<z.infer<typeof Answer>>()
  const child = execFile(
    process.execPath,
    [
      '--permission',
      '--allow-fs-read=*',
      '--allow-worker',
      '--no-warnings',
      `--max-old-space-size=${HEAP}`,
      reader,
      basename(name),
    ],
    {
      // No secret of this process, no option that somebody put into its environment.
      env: {},
      encoding: 'utf8',
      timeout: LONGEST,
      killSignal: 'SIGKILL',
      maxBuffer: MOST_ANSWER,
      windowsHide: true,
    },
    (error, said) => {
      // Whoever ended it, it did so for time or memory: what is broken is said.
      const answer = error ? undefined : Answer.safeParse(jsonOf(said)).data
      resolve(answer ?? { unreadable: 'too-heavy' })
    },
  )
  // A process that ended before it read everything is told by its end.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(body)
  return promise
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
