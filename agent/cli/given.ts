import { readFileSync } from 'node:fs'
import { Problem, messageOf } from '../problem.ts'
import type { Context } from './context.ts'

/**
 * A credential as a person gives it: from a file, a variable, a hidden prompt or a pipe.
 * @throws Problem `file-unreadable`
 */
export async function given(
  context: Context,
  file: string | undefined,
  token?: string,
): Promise<string | null> {
  if (file !== undefined) return contentOf(file)
  if (token) return token
  if (process.stdin.isTTY) return context.ask('Credential (not shown): ', { hidden: true })
  return readFileSync(0, 'utf8').trim() || null
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null
  } catch (error) {
    throw new Problem('file-unreadable', { file, detail: messageOf(error) }, { cause: error })
  }
}
