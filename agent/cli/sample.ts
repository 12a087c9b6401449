import { plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

/** Days that the next command names. */
const SHOWN = 60

type Flags = {
  readonly type?: string
  readonly check?: string
  readonly items?: string
  readonly days?: string
  readonly item?: readonly string[]
  readonly day?: readonly string[]
  readonly seed?: string
  readonly from?: string
  readonly to?: string
}

/** `witnessmark sample TENANT`: items and days, at random by a seed or chosen, and what was sealed of each. */
export async function sampleCommand(
  context: Context,
  tenant: string,
  { item, day, items, days, ...flags }: Flags,
): Promise<number> {
  const answer = await invoke(context, 'sample', {
    tenant,
    ...flags,
    ...(items === undefined ? {} : { items }),
    ...(days === undefined ? {} : { days }),
    ...(item ? { chosenItems: item.join(',') } : {}),
    ...(day ? { chosenDays: day.join(',') } : {}),
  })
  const { rows, population, seed, ...found } = answer
  if (context.json) context.printJson('sample', answer)
  else
    for (const row of rows) {
      const entry = row.entry === null ? 'nothing was judged' : `entry ${row.entry}`
      context.print(
        `${row.day}  ${row.outcome.padEnd(14)} ${plainText(row.resource.name).padEnd(28)} ${row.check}  ${row.read ?? ''}  ${entry}`,
      )
    }
  context.say(
    `${found.items.length} of ${population.items} items, ${found.days.length} of ${population.days} days; seed ${seed}: the lowest SHA-256 of the seed, a line break and the name. Next: witnessmark export --sample ${found.days.slice(0, SHOWN).join(',')}${found.days.length > SHOWN ? ',…' : ''}`,
  )
  sayStanding(context, answer)
  return exitWith(answer, 0)
}
