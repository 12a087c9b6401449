import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { loadCatalogue } from '../../common/catalogue.ts'
import type { Difference } from '../../common/model/index.ts'
import { metrics } from '../../common/metrics.ts'
import { services } from '../../common/services/index.ts'
import type { Verdict } from '../import/conformance.ts'
import { ConformanceCase, conformanceJudge } from '../import/conformance.ts'
import { importers } from '../import/index.ts'
import { issuesText, messageOf, Problem } from '../problem.ts'
import { answering, list } from './operation.ts'

const Deviation = z.strictObject({
  file: z.string(),
  line: z.int(),
  policy: z.string(),
  case: z.string(),
  variant: z.string().nullable(),
  expected: z.string(),
  found: z.string(),
  detail: z.string().nullable(),
})

/**
 * Runs policy cases through importer, observations and checks, as the product does.
 * @throws Problem `file-irregular`, `file-missing`, `time-invalid`
 */
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
    /** Agrees A, differs for a stated reason B, disagrees C. */
    agrees: z.int(),
    differs: z.int(),
    disagrees: z.int(),
    /** A and B. */
    agreed: z.int(),
    total: z.int(),
    policies: list(z.strictObject({ policy: z.string(), agreed: z.int(), total: z.int() })),
    differences: list(
      Deviation.extend({ code: z.string(), why: z.string(), upstream: z.url().optional() }),
    ),
    disagreements: list(Deviation),
  }),
  async run(_, __, { files, now }) {
    const at = new Date(now ?? Date.now())
    if (Number.isNaN(at.getTime())) throw new Problem('time-invalid', { text: now ?? '' })
    const catalogue = loadCatalogue({ services, metrics, frameworks: [] })
    const judge = conformanceJudge(catalogue, importers, at.toISOString())
    const policies = new Map<string, { agreed: number; total: number }>()
    const disagreements: z.infer<typeof Deviation>[] = []
    const differences: (z.infer<typeof Deviation> &
      Pick<Difference, 'code' | 'why' | 'upstream'>)[] = []
    for (const file of files) {
      const there = statSync(file, { throwIfNoEntry: false })
      if (!there?.isFile()) throw new Problem(there ? 'file-irregular' : 'file-missing', { file })
      for await (const { line, item } of cases(file)) {
        const read = 'case' in item ? item.case : null
        const verdict = 'case' in item ? judged(judge, item.case) : malformed(item.broken)
        const policy = read?.policy ?? 'malformed'
        const counts = policies.get(policy) ?? { agreed: 0, total: 0 }
        policies.set(policy, counts)
        counts.total++
        const { found, detail, difference } = verdict
        const deviation = {
          file,
          line,
          policy,
          case: read?.case ?? '',
          variant: read?.variant ?? null,
          expected: read?.outcome ?? 'a case',
          found,
          detail,
        }
        if (difference) {
          const { code, why, upstream } = difference
          differences.push({
            ...deviation,
            code,
            why,
            ...(upstream === undefined ? {} : { upstream }),
          })
        } else if (deviation.found !== deviation.expected) {
          disagreements.push(deviation)
          continue
        }
        counts.agreed++
      }
    }
    const rows = [...policies].map(([policy, counts]) => ({ policy, ...counts }))
    const total = rows.reduce((sum, row) => sum + row.total, 0)
    return {
      at: at.toISOString(),
      agrees: total - differences.length - disagreements.length,
      differs: differences.length,
      disagrees: disagreements.length,
      agreed: total - disagreements.length,
      total,
      policies: rows.sort((a, b) => (a.policy < b.policy ? -1 : 1)),
      differences,
      disagreements,
    }
  },
})

/** A case that no importer can read is a disagreement, not the end of the run. */
function judged(judge: (item: ConformanceCase) => Verdict, item: ConformanceCase): Judged {
  try {
    return judge(item)
  } catch (error) {
    return malformed(messageOf(error))
  }
}

type Judged = Omit<Verdict, 'found'> & { readonly found: string }
type Line = { readonly case: ConformanceCase } | { readonly broken: string }

function malformed(detail: string): Judged {
  return { found: 'malformed', detail, difference: null }
}

/** Cases of a file, and lines that are none. @throws what reading the file throws */
async function* cases(file: string): AsyncIterable<{ line: number; item: Line }> {
  let line = 0
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
  for await (const text of lines) {
    line++
    if (text.trim() === '') continue
    yield { line, item: parseCase(text) }
  }
}

function parseCase(text: string): Line {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { broken: `not JSON: ${messageOf(error)}` }
  }
  const parsed = ConformanceCase.safeParse(json)
  return parsed.success ? { case: parsed.data } : { broken: issuesText(parsed.error) }
}
