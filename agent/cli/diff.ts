import { diff } from '../../common/assess/diff.ts'
import type { Drift } from '../../common/assess/diff.ts'
import { shownFindings } from '../judge/shown-findings.ts'
import { exitCode } from '../problems.ts'
import { UsageError, paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { withHome } from './read.ts'

const words: Readonly<Record<Drift, string>> = {
  'new-failing': 'NEW FAILING',
  'lost-sight': 'LOST SIGHT',
  'seen-again': 'SEEN AGAIN',
  'fixed': 'FIXED',
  'gone': 'GONE',
  'still-failing': 'still failing',
}

/**
 * `witnessmark diff [TENANT]`: what changed between two times; by default between the last two
 * runs. Exit code 3 when something newly fails.
 */
export async function diffCommand(
  context: Context,
  tenant: string | undefined,
  options: { readonly from?: string; readonly to?: string },
): Promise<number> {
  return withHome(context, async ({ store, tenants, loaded }) => {
    const { catalogue } = loaded()
    if (tenant && !tenants.includes(tenant))
      throw new UsageError(`no tenant "${tenant}"; connected are: ${tenants.join(', ')}`)
    const changes = []
    for (const id of tenant ? [tenant] : tenants) {
      const [last, before] = await store.runs({ tenant: id, status: 'finished', limit: 2 })
      if (!last) continue
      // Findings of a run are valid from its assessment on: the end of the run before is a moment
      // inside the older state.
      const from = options.from
        ? timeOf(options.from)
        : before?.finishedAt
          ? justAfter(before.finishedAt)
          : new Date(0).toISOString()
      const to = options.to ? timeOf(options.to) : '9999-12-31T23:59:59.999Z'
      changes.push(
        ...diff(
          await shownFindings(store, catalogue, id, from),
          await shownFindings(store, catalogue, id, to),
        ).map(change => ({
          tenant: id,
          from,
          to,
          ...change,
        })),
      )
    }
    if (context.json) context.printJson('diff', { changes })
    else
      for (const { drift, before, after } of changes) {
        const finding = after ?? before
        if (finding)
          context.print(
            `${paint(drift === 'new-failing' ? 'red' : drift === 'fixed' ? 'green' : 'gray', words[drift].padEnd(13))} ${plainText(finding.resource.name).padEnd(28)} ${finding.check}`,
          )
      }
    const news = changes.filter(change => change.drift === 'new-failing')
    context.say(
      changes.length === 0
        ? 'Nothing changed.'
        : `${news.length} newly failing, ${changes.filter(change => change.drift === 'fixed').length} fixed, ${changes.filter(change => change.drift === 'still-failing').length} still failing`,
    )
    return news.length > 0 ? exitCode.deviation : 0
  })
}

function timeOf(text: string): string {
  const time = new Date(text)
  if (Number.isNaN(time.getTime()))
    throw new UsageError(`"${text}" is not a time such as 2026-11-23T00:00:00Z`)
  return time.toISOString()
}

function justAfter(time: string): string {
  return new Date(Date.parse(time) + 1).toISOString()
}
