import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { loadCatalogue } from '../../common/catalogue.ts'
import { metrics } from '../../common/metrics.ts'
import { services } from '../../common/services/index.ts'
import { ConformanceCase, conformanceJudge } from '../import/conformance.ts'
import { importers } from '../import/index.ts'

export type ConformanceOptions = {
  /** RFC 3339 time that rules with ages compare with; the present unless given. */
  readonly now?: string | undefined
  readonly json?: boolean | undefined
  readonly write?: (text: string) => void
}

type Disagreement = {
  readonly file: string
  readonly line: number
  readonly policy: string
  readonly case: string
  readonly variant: string | null
  readonly expected: string
  readonly found: string
  readonly detail: string | null
}

/**
 * `witnessmark conformance [--now TIME] FILE...`: runs cases through importer, observations and
 * checks, and prints the agreement per policy, each disagreeing case, and as the last line `N of
 * M`.
 * @returns exit code: 0 all agree, 3 some disagree
 * @throws Error naming file and line of a case that is not one
 */
export async function conformance(
  files: readonly string[],
  options: ConformanceOptions = {},
): Promise<number> {
  const write = options.write ?? (text => void process.stdout.write(text))
  const at = new Date(options.now ?? Date.now())
  if (Number.isNaN(at.getTime()))
    throw new Error(`--now: "${options.now}" is not a time such as 2026-11-23T00:00:00Z`)
  const judge = conformanceJudge(
    loadCatalogue({ services, metrics, frameworks: [] }),
    importers,
    at.toISOString(),
  )
  const policies = new Map<string, { agreed: number; total: number }>()
  const disagreements: Disagreement[] = []
  for (const file of files) {
    for await (const { line, item } of cases(file)) {
      const { found, detail } = judge(item)
      const policy = policies.get(item.policy) ?? { agreed: 0, total: 0 }
      policies.set(item.policy, policy)
      policy.total++
      if (found === item.outcome) policy.agreed++
      else
        disagreements.push({
          file,
          line,
          policy: item.policy,
          case: item.case,
          variant: item.variant ?? null,
          expected: item.outcome,
          found,
          detail,
        })
    }
  }
  const rows = [...policies]
    .map(([policy, counts]) => ({ policy, ...counts }))
    .sort((a, b) => (a.policy < b.policy ? -1 : 1))
  const agreed = rows.reduce((sum, row) => sum + row.agreed, 0)
  const total = rows.reduce((sum, row) => sum + row.total, 0)
  if (options.json)
    write(
      `${JSON.stringify({ format: 'witnessmark/conformance', version: 1, at: at.toISOString(), agreed, total, policies: rows, disagreements })}\n`,
    )
  else {
    for (const row of rows)
      write(
        `${row.agreed === row.total ? 'ok  ' : 'DIFF'} ${row.policy.padEnd(28)} ${row.agreed} of ${row.total}\n`,
      )
    for (const item of disagreements) {
      write(
        `${item.file}:${item.line} ${item.policy} ${item.case}${item.variant ? ` (${item.variant})` : ''}: expected ${item.expected}, found ${item.found}${item.detail ? ` (${item.detail})` : ''}\n`,
      )
    }
    write(`${agreed} of ${total}\n`)
  }
  return disagreements.length === 0 ? 0 : 3
}

async function* cases(file: string): AsyncIterable<{ line: number; item: ConformanceCase }> {
  let line = 0
  for await (const text of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Infinity,
  })) {
    line++
    if (text.trim() === '') continue
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch (error) {
      throw new Error(
        `${file}:${line}: not JSON: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
    const parsed = ConformanceCase.safeParse(json)
    if (!parsed.success)
      throw new Error(
        `${file}:${line}: ${parsed.error.issues.map(issue => `${issue.path.join('.') || 'the case'}: ${issue.message}`).join('; ')}`,
      )
    yield { line, item: parsed.data }
  }
}
