import { parseDocument } from 'yaml'
import type { Document } from 'yaml'
import type { z } from 'zod'
import { Problem, messageOf } from '../problem.ts'

/** Which of the user's files it is: the configuration, or what they added of their own. */
type Code = 'config-invalid' | 'definition-invalid'

/**
 * A file that a person wrote, with its comments and order.
 * @throws Problem `code` with the line of the first mistake, where it is not YAML
 */
export function yamlDocument(code: Code, file: string, source: string): Document {
  const document = parseDocument(source)
  const [error] = document.errors
  if (!error) return document
  const [{ line, col }] = error.linePos ?? [{ line: 1, col: 1 }]
  const place = `line ${line}, column ${col}`
  // The parser puts the place behind its words, and the line itself below them.
  const message = error.message.replace(` at ${place}`, '').trimEnd()
  throw new Problem(code, { file, mistakes: [{ place, message }] }, { cause: error })
}

/**
 * What such a file says, in the form of the schema.
 * @throws Problem `code` with every mistake and its place
 */
export function parseYaml<T>(code: Code, file: string, source: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(valueOf(code, file, source))
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(({ path, message }) => ({
    place: path.map(String).join('.') || WHOLE,
    message,
  }))
  throw new Problem(code, { file, mistakes })
}

const WHOLE = 'the whole file'

/** An alias without its anchor, or a chain of them without end, is found only here. */
function valueOf(code: Code, file: string, source: string): unknown {
  const document = yamlDocument(code, file, source)
  try {
    return document.toJS()
  } catch (error) {
    throw new Problem(code, { file, mistakes: [{ place: WHOLE, message: messageOf(error) }] })
  }
}
