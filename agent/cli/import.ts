import { editConfig, initHome } from '../home/config.ts'
import { importExport } from '../import/import.ts'
import type { Imported } from '../import/import.ts'
import { importers } from '../import/index.ts'
import type { Importer } from '../import/index.ts'
import { commandActor } from '../actor.ts'
import { UsageError, exitOf, withAgent } from './context.ts'
import type { Context } from './context.ts'
import { summary } from './summary.ts'

/**
 * `witnessmark import TOOL FILE --tenant NAME`: makes an export of another tool evidence,
 * observations and findings; a tenant that is not there yet is made, without a schedule.
 * @returns exit code: 0 met, 3 deviation, 4 could not tell, as for a scan
 * @throws ImportError for a file that is broken, unknown, or of another tenant; nothing is stored
 * then
 */
export async function importCommand(
  context: Context,
  tool: string,
  file: string,
  tenant: string | undefined,
): Promise<number> {
  const importer = importers.find(item => item.name === tool)
  if (!importer)
    throw new UsageError(
      `no importer "${tool}"; there are: ${importers.map(item => item.name).join(', ')}, document`,
    )
  if (!file || !tenant) throw new UsageError('import TOOL FILE --tenant NAME')
  initHome(context.home)
  return withAgent(context, async ({ agent }) => {
    const made = !agent.config().tenants[tenant]
    if (made)
      editConfig(context.home, ['tenants', tenant], { service: importer.service, schedule: 'off' })
    let result: Imported
    try {
      result = await importExport(agent, commandActor(), tenant, importer, file, bytes =>
        context.progress(`${file}: ${Math.round(bytes / 1_000_000)} MB read`),
      )
    } catch (error) {
      if (made) editConfig(context.home, ['tenants', tenant], undefined)
      throw error
    } finally {
      context.progress('')
    }
    if (context.json) context.printJson('assessments', { assessments: [result.assessment] })
    else context.print(summary([result.assessment], agent.catalogue()))
    report(context, tenant, importer, result)
    return exitOf(result.assessment.findings)
  })
}

function report(context: Context, tenant: string, importer: Importer, result: Imported): void {
  context.say(
    `\nImported as evidence of grade D: ${result.observed} settings read, ${result.unobserved} not, ${result.changed} changed; sha256 of the file ${result.sha256}`,
  )
  if (result.undeclared.length > 0) {
    context.say(
      `The export's own configuration of ${importer.name} declares something for ${result.undeclared.join(', ')}.\n` +
        `It does not count until it stands under "tenants: ${tenant}: accepted:" in config.yaml, each with a reason and an end.`,
    )
  }
  context.say(`Next: witnessmark findings --tenant ${tenant}`)
}
