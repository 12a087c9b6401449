import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { editConfig } from '../home/config.ts'
import { importExport } from '../import/import.ts'
import { importers } from '../import/index.ts'
import { summarized } from '../judge/summary.ts'
import { Problem } from '../problem.ts'
import { list, steps, streaming } from './operation.ts'
import { AssessmentSummary } from './shapes.ts'

/**
 * Makes an export of another tool evidence, observations and findings; a tenant that is not there yet
 * is made, without a schedule, and is gone again where the file is refused.
 */
export const importFile = streaming({
  title: 'Make an export of another tool evidence',
  role: 'administrator',
  needs: 'record',
  commandsOnly: true,
  input: z.strictObject({
    tool: z.string(),
    file: z.string().refine(isAbsolute, 'an absolute path'),
    tenant: z.string().min(1),
  }),
  kind: 'import',
  output: z.strictObject({
    assessment: AssessmentSummary,
    observed: z.int(),
    unobserved: z.int(),
    changed: z.int(),
    sha256: z.string(),
    undeclared: list(z.string()),
  }),
  stream: (agent, actor, { tool, file, tenant }) =>
    steps(async tell => {
      const importer = importerOf(tool)
      const made = !agent.config().tenants[tenant]
      const place = ['tenants', tenant]
      if (made) editConfig(agent.home, place, { service: importer.service, schedule: 'off' })
      try {
        const read = await importExport(agent, actor, tenant, importer, file, bytes =>
          tell({
            done: bytes,
            total: 0,
            text: `${file}: ${Math.round(bytes / 1_000_000)} MB read`,
          }),
        )
        return { ...read, assessment: await summarized(agent, read.assessment) }
      } catch (error) {
        if (made) editConfig(agent.home, place, undefined)
        throw error
      }
    }),
})

/** @throws Problem `importer-unknown` naming those that there are */
export function importerOf(tool: string): (typeof importers)[number] {
  const importer = importers.find(item => item.name === tool)
  if (importer) return importer
  throw new Problem('importer-unknown', {
    tool,
    known: [...importers.map(item => item.name), 'document'],
  })
}
