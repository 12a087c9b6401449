import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { loadCatalogue } from '../../common/catalogue.ts'
import { metrics } from '../../common/metrics.ts'
import { services } from '../../common/services/index.ts'
import { ConformanceCase, conformanceJudge } from '../import/conformance.ts'
import { importers } from '../import/index.ts'
import { issuesText, messageOf, Problem } from '../problem.ts'
import { answering, list } from './operation.ts'

/** Runs policy cases through importer, observations and checks, as the product does. */
export const conformance = answering({
  title: 'Run policy cases',
  role: 'reader',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({
    files: list(z.string()),
    /** What rules with ages compare with; the present unless given. */
    now: z.string().optional(),
  }),
  kind: 'conformance',
  output: z.strictObject({
    at: z.string(),
    agreed: z.int(),
    total: z.int(),
    policies: list(z.strictObject({ policy: z.string(), agreed: z.int(), total: z.int() })),
    disagreements: list(
      z.strictObject({
        file: z.string(),
        line: z.int(),
        policy: z.string(),
        case: z.string(),
        variant: z.string().nullable(),
        expected: z.string(),
        found: z.string(),
        detail: z.string().nullable(),
      }),
    ),
  }),
  async run(_, __, { files, now }) {
    const at = new Date(now ?? Date.now())
    if (Number.isNaN(at.getTime())) throw new Problem('time-invalid', { text: now ?? '' })
    const catalogue = loadCatalogue({ services, metrics, frameworks: [] })
    const judge = conformanceJudge(catalogue, importers, at.toISOString())
    const policies = new Map<string, { agreed: number; total: number }>()
    const disagreements = []
    for (const file of files) {
      for await (const { line, item } of cases(file)) {
        const { found, detail } = judge(item)
        const counts = policies.get(item.policy) ?? { agreed: 0, total: 0 }
        policies.set(item.policy, counts)
        counts.total++
        if (found === item.outcome) {
          counts.agreed++
          continue
        }
        const { policy, variant = null, outcome: expected } = item
        disagreements.push({
          file,
          line,
          policy,
          case: item.case,
          variant,
          expected,
          found,
          detail,
        })
      }
    }
    const rows = [...policies].map(([policy, counts]) => ({ policy, ...counts }))
    return {
      at: at.toISOString(),
      agreed: rows.reduce((sum, row) => sum + row.agreed, 0),
      total: rows.reduce((sum, row) => sum + row.total, 0),
      policies: rows.sort((a, b) => (a.policy < b.policy ? -1 : 1)),
      disagreements,
    }
  },
})

/** @throws Problem `case-invalid` naming file and line */
async function* cases(file: string): AsyncIterable<{ line: number; item: ConformanceCase }> {
  let line = 0
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
  for await (const text of lines) {
    line++
    if (text.trim() === '') continue
    yield { line, item: parseCase(text, file, line) }
  }
}

function parseCase(text: string, file: string, line: number): ConformanceCase {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Problem('case-invalid', { file, line, detail: `not JSON: ${messageOf(error)}` })
  }
  const parsed = ConformanceCase.safeParse(json)
  if (parsed.success) return parsed.data
  throw new Problem('case-invalid', { file, line, detail: issuesText(parsed.error) })
}
