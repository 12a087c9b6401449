import { Readable } from 'node:stream'
import { z } from 'zod'
import { csv } from '../export/csv.ts'
import type { Agent } from '../agent.ts'
import { downloading } from './operation.ts'
import { statementOf } from './scope.ts'

const columns = [
  'framework',
  'requirement',
  'title',
  'level',
  'applies',
  'reason',
  'decided by',
  'decided at',
  'log entry',
  'measured',
  'stated, with owner and review',
] as const

/** The statement of applicability as a table (CSV): what is measured and what is stated, in columns of their own. */
export const applicabilityFile = downloading({
  title: 'A statement of applicability, as a table',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ framework: z.string() }),
  async open(agent, _, { framework }) {
    const text = await Array.fromAsync(csv(columns, rowsOf(agent, framework)))
    const bytes = Buffer.from(text.join(''))
    return {
      name: `witnessmark-applicability-${framework}.csv`,
      mediaType: 'text/csv; charset=utf-8',
      bytes: bytes.length,
      body: Readable.toWeb(Readable.from([bytes])) as ReadableStream,
    }
  },
})

/** @throws Problem `framework-unknown` */
async function* rowsOf(agent: Agent, id: string): AsyncIterable<readonly string[]> {
  const { framework, requirements } = await statementOf(agent, id)
  for (const { id: requirement, title, level, applicability, says, manual } of requirements)
    yield [
      `${framework.title} ${framework.version}`,
      requirement,
      title,
      level ?? '',
      (applicability?.applies ?? true) ? 'yes' : 'no',
      applicability?.reason ?? '',
      applicability?.by ?? '',
      applicability?.at ?? '',
      applicability ? String(applicability.entry) : '',
      says,
      manual
        .map(
          item =>
            `${item.title} (${item.owner}, review ${item.review.slice(0, 10)}${item.due ? ', due' : ''})`,
        )
        .join('; '),
    ]
}
