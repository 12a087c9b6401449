import type { BrowserContext } from 'playwright-core'
import { extensionBrowser, openOwn } from '../../support/extension/chromium.ts'
import { startPagesAgent } from './agent.ts'
import type { PagesAgent } from './agent.ts'
import { actOut } from './drive.ts'
import type { Stage } from './drive.ts'
import { emptyTally } from './judge.ts'
import type { Tally } from './judge.ts'
import { drawnBy } from './plan.ts'
import type { PagePlan } from './plan.ts'
import { recipeOf, tenantAt } from './recipes.ts'
import { planOf } from './scenarios.ts'
import { startSite } from './site.ts'

/** How many pages are made known at once. */
const AHEAD = 60

export type Options = {
  readonly from: number
  /** The first seed that is no longer opened. */
  readonly to: number
  /** Pages that are open at once. */
  readonly together: number
  /** Milliseconds after which no further page is opened. */
  readonly limit?: number
  /** A build of the extension other than that of the sources. */
  readonly built?: string
  readonly only?: ((plan: PagePlan) => boolean) | undefined
  /** Scripts of vendors' design systems, by name: they draw the pages in turn. */
  readonly vendors?: Readonly<Record<string, string>>
  readonly told?: (plan: PagePlan, tally: Tally) => void
}
export type Result = {
  readonly tally: Tally
  readonly plans: readonly PagePlan[]
  /** Where to go on. */
  readonly next: number
  /** Pages that could not be acted out: a mistake of the generator, not of the reader. */
  readonly broken: readonly string[]
}

/** Opens the pages of some seeds in Chromium with the real extension, and counts what it reads. */
export async function runPages(options: Options): Promise<Result> {
  const [browser, site] = await Promise.all([
    extensionBrowser(options.built),
    startSite(options.vendors),
  ])
  const agent = await startPagesAgent(tenantAt(site.base))
  const vendors = Object.keys(options.vendors ?? {})
  const tally = emptyTally()
  const plans: PagePlan[] = []
  const broken: string[] = []
  let next = options.from
  let context: BrowserContext | undefined
  try {
    context = await browser.launch([], true)
    await pair(context, agent)
    const started = Date.now()
    const stage: Stage = { context, site, agent }
    const isOver = (): boolean => Date.now() - started >= (options.limit ?? Infinity)
    const open = new Set<PagePlan>()
    const waiting: PagePlan[] = []
    /** Recipes go out for many pages at once: each time all open pages are looked at anew. */
    const announce = async (): Promise<void> => {
      for (; next < options.to && waiting.length < AHEAD; next++) {
        const vendor = vendors[next % vendors.length]
        const plan = vendor ? drawnBy(vendor, planOf(next)) : planOf(next)
        if (options.only?.(plan) ?? true) waiting.push(plan)
      }
      for (const plan of waiting) site.add(plan)
      agent.serve([...open, ...waiting].map(recipeOf))
      await new Promise(resolve => setTimeout(resolve, 300))
    }
    let announced: Promise<void> | null = null
    const take = async (): Promise<PagePlan | undefined> => {
      if (announced) await announced
      else if (waiting.length === 0 && next < options.to) {
        announced = announce()
        await announced
        announced = null
      }
      return isOver() ? undefined : waiting.shift()
    }
    const actAll = async (): Promise<void> => {
      for (let plan = await take(); plan; plan = await take()) {
        const own = emptyTally()
        open.add(plan)
        try {
          await actOut(stage, plan, own)
          plans.push(plan)
          add(tally, own)
          options.told?.(plan, own)
        } catch (error) {
          broken.push(`seed ${plan.seed} (${plan.scenario}, ${plan.library}): ${String(error)}`)
        }
        open.delete(plan)
      }
    }
    await Promise.all(Array.from({ length: options.together }, actAll))
    next = waiting[0]?.seed ?? next
    if (agent.malformed.length > 0)
      broken.push(`the agent could not read: ${agent.malformed.join('; ')}`)
    return { tally, plans, next, broken }
  } finally {
    await context?.close()
    await agent.close()
    await site.close()
    browser.remove()
  }
}

async function pair(context: BrowserContext, agent: PagesAgent): Promise<void> {
  const own = await openOwn(context, 'options')
  await own.getByLabel('The agent shows').fill(`${agent.port}-${agent.code}`)
  await own.getByRole('button', { name: 'Pair' }).click()
  await own.getByText('Connected to pages agent').waitFor()
  await own.close()
}

function add(into: Tally, { faults, ...counts }: Tally): void {
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) into[name] += counts[name]
  into.faults.push(...faults)
}

/** `read R of N readable (x %), wrong W, undecidable U of V unknown (S by silence)` */
export function summary({
  readable,
  read,
  wrong,
  undecidable,
  unknown,
  silent,
  premature,
}: Tally): string {
  const share = readable === 0 ? '0' : ((100 * read) / readable).toFixed(1)
  return `read ${read} of ${readable} readable (${share} %), wrong ${wrong}, undecidable ${unknown} of ${undecidable} unknown (${silent} by silence); ${premature} read before their data, and replaced or taken back`
}
