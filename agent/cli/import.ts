import { resolve } from 'node:path'
import { exitOfAll, withFindings } from './assessments.ts'
import type { Context } from './context.ts'
import { importerOf } from '../operations/import.ts'
import { invoke, looking } from './invoke.ts'
import { printWalked } from './json.ts'
import { summary } from './summary.ts'
import { usage } from './usage.ts'

/**
 * `witnessmark import TOOL FILE --tenant NAME`: makes an export of another tool evidence, observations
 * and findings; a tenant that is not there yet is made, without a schedule.
 * @returns exit code: 0 met, 3 deviation, 4 could not tell, as for a scan
 */
export async function importCommand(
  context: Context,
  tool: string,
  given: string,
  tenant: string | undefined,
): Promise<number> {
  importerOf(tool)
  if (!given || !tenant) throw usage('import TOOL FILE --tenant NAME')
  await invoke(context, 'init', {})
  const result = await invoke(context, 'import', { tool, file: resolve(given), tenant })
  const { assessment, observed, unobserved, changed, sha256, undeclared } = result
  if (context.json)
    await looking(context, look =>
      printWalked(context, 'assessments', { assessments: withFindings(look, [assessment]) }),
    )
  else context.print(summary([assessment]))
  context.say(
    `\nImported as evidence of grade D: ${observed} settings read, ${unobserved} not, ${changed} changed; sha256 of the file ${sha256}`,
  )
  if (undeclared.length > 0)
    context.say(
      `The export's own configuration of ${tool} declares something for ${undeclared.join(', ')}.\n` +
        `It does not count until it stands under "tenants: ${tenant}: accepted:" in config.yaml, each with a reason and an end.`,
    )
  context.say(`Next: witnessmark findings --tenant ${tenant}`)
  return exitOfAll([assessment])
}
