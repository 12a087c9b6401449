import { relative, sep } from 'node:path'
import { Problem, isProblem, messageOf } from '../problem.ts'
import type { Mistakes } from '../problems.ts'

/** A file of the user's that cannot be used as it stands, while everything else goes on. */
export type SetAside = {
  /** Seen from the home: `checks/own.yaml`. */
  readonly file: string
  /** Places, what is wrong there, and what counts until it is mended. */
  readonly problem: string
  /** Nothing stands in for it: there is no version from before that counts. */
  readonly lost: boolean
}

export type Kind = 'config' | 'checks' | 'recipes' | 'exceptions' | 'frameworks'

/**
 * @param file as the system names it
 * @param why as reading it threw
 */
export function setAside(
  home: string,
  kind: Kind,
  file: string,
  why: Problem,
  lost: boolean,
): SetAside {
  const detail = isProblem(why, 'config-invalid', 'definition-invalid')
    ? mistakesText(why.params)
    : why.message
  const { message } = new Problem('file-set-aside', { kind, detail })
  return { file: inHome(home, file), problem: message, lost }
}

/** Whatever reading a file threw, as the problem that it is. */
export function unreadable(file: string, error: unknown): Problem {
  if (error instanceof Problem) return error
  const mistakes = [{ place: 'the whole file', message: messageOf(error) }]
  return new Problem('definition-invalid', { file, mistakes }, { cause: error })
}

export function inHome(home: string, file: string): string {
  return relative(home, file).split(sep).join('/')
}

function mistakesText({ mistakes }: Mistakes): string {
  return mistakes.map(({ place, message }) => `${place}: ${message}`).join('\n')
}
