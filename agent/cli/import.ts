import type { Agent } from '../agent.ts'
import { importExport } from '../import/import.ts'
import { importers } from '../import/index.ts'
import { ImportError } from '../import/read-export.ts'

export type ImportOptions = {
  readonly tenant: string
  readonly json?: boolean | undefined
  /** Data to stdout, everything else to stderr. */
  readonly write?: (text: string) => void
  readonly note?: (text: string) => void
}

/**
 * `witnessmark import TOOL FILE --tenant NAME`: makes an export of another tool evidence, observations and findings.
 * @returns exit code: 0 met, 3 deviation, 4 could not tell, as for a scan
 * @throws ImportError for a tool, file or tenant that does not fit; nothing is stored then
 */
export async function importCommand(agent: Agent, tool: string, file: string, options: ImportOptions): Promise<number> {
  const write = options.write ?? (text => void process.stdout.write(text))
  const note = options.note ?? (text => void process.stderr.write(text))
  const importer = importers.find(item => item.name === tool)
  if (!importer) throw new ImportError(`no importer "${tool}"; there are: ${importers.map(item => item.name).join(', ')}`)
  let shown = 0
  const result = await importExport(agent, options.tenant, importer, file, bytes => {
    if (bytes - shown < 64 << 20) return
    shown = bytes
    note(`read ${Math.round(bytes / 1_000_000)} MB\n`)
  })
  const { counts } = result.assessment
  if (options.json) write(`${JSON.stringify({ format: 'witnessmark/assessments', version: 1, assessments: [result.assessment] })}\n`)
  else write(`${options.tenant}: ${counts.pass} pass, ${counts.fail} fail, ${counts.unknown} unknown, ${counts['not-applicable']} not applicable (${result.observed} settings read, ${result.unobserved} not, ${result.changed} changed)\n`)
  note(`file sha256 ${result.sha256}, evidence of grade D\n`)
  if (result.undeclared.length > 0) {
    note(`The export's own configuration declares something for ${result.undeclared.join(', ')}. It does not count until it is declared under\n`
      + `"tenants: ${options.tenant}: accepted:" in config.yaml, each with a reason and an end.\n`)
  }
  note(`next: witnessmark findings --tenant ${options.tenant}\n`)
  return counts.fail > 0 ? 3 : counts.unknown > 0 ? 4 : 0
}
