import { z } from 'zod'
import { recordsOf } from './csv.ts'

/** What an auditor says of an export, or asks for: as it came back in their file, and is sealed. */
export const AuditRequest = z.strictObject({
  /** The auditor's own: the same one says it anew. */
  id: z.string().min(1).max(100),
  kind: z.enum(['comment', 'request']),
  /** Who wrote it. */
  from: z.string().min(1),
  text: z.string().min(1).max(10_000),
  /** What it is about, as far as they say. */
  framework: z.string().optional(),
  requirement: z.string().optional(),
  /** A place in the log. */
  entry: z.int().nonnegative().optional(),
})
export type AuditRequest = z.infer<typeof AuditRequest>

/** What was answered; the auditor says whether it is enough, in their next file. */
export const AuditAnswer = z.strictObject({
  id: z.string().min(1),
  text: z.string().min(1).max(10_000),
  by: z.string().min(1),
})
export type AuditAnswer = z.infer<typeof AuditAnswer>

/** Whether it waits for an answer: a comment may get one and asks for none. */
export function awaitsAnswer({
  kind,
  answer,
}: Pick<AuditRequest, 'kind'> & { readonly answer: unknown }): boolean {
  return kind === 'request' && answer === null
}

const columns = ['id', 'kind', 'from', 'text'] as const

/**
 * The auditor's file: a table (RFC 4180) with `id`, `kind`, `from` and `text`, and where they say so
 * `framework`, `requirement` and `entry`.
 * @throws Error naming the line and what is wrong there
 */
export function requestsIn(text: string): readonly AuditRequest[] {
  const seen = new Set<string>()
  return recordsOf(text, ',', columns).map(({ line, record }) => {
    const of = (name: string): string | undefined => record[name]?.trim() || undefined
    const entry = of('entry')
    const parsed = AuditRequest.safeParse({
      id: of('id'),
      kind: of('kind'),
      from: of('from'),
      text: of('text'),
      framework: of('framework'),
      requirement: of('requirement'),
      entry: entry === undefined ? undefined : Number(entry),
    })
    const [issue] = parsed.error?.issues ?? []
    if (!parsed.success)
      throw new Error(`line ${line}: ${issue?.path.join('.')}: ${issue?.message}`)
    if (seen.has(parsed.data.id)) throw new Error(`line ${line}: "${parsed.data.id}" stands twice`)
    seen.add(parsed.data.id)
    return parsed.data
  })
}
