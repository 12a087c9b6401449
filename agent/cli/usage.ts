import { Problem } from '../problem.ts'

/** Wrong words on the command line: exit code 2. @param usage the line as it should be */
export function usage(usage: string): Problem {
  return new Problem('usage', { usage })
}
