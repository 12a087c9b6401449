// The dashboard over some 30,000 findings, in Chromium: for each page and action of a person the
// longest task of the page's main thread (as the clock has it, and what of it was its own CPU), the rows
// that the page holds, and the longest pause of the agent. `--repositories=1000`.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { buildDashboard } from '../../agent/cli/serve.ts'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { startDoors } from '../../agent/serve.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { chromiumPath } from '../support/browsers.ts'
import { organizationAt } from '../support/organization.ts'

const { values: given } = parseArgs({
  options: { repositories: { type: 'string', default: '1000' } },
})
const tenant = 'aurora-labs'
const closing: (() => unknown)[] = []
const context = {
  after: (close: unknown) => {
    closing.unshift(close as () => unknown)
  },
}
buildDashboard({ say: () => undefined })
try {
  const server = await served(Number(given.repositories))
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
  closing.unshift(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  // The agent answers out of this very process, which may be busy for long.
  page.setDefaultTimeout(0)
  await page.goto(server.loginUrl())
  await page.locator('h1').waitFor()
  await walk(browser, page, server.url)
} finally {
  for (const close of closing) await close()
}

/** An agent with that many repositories, read twice; in between something turned in each of them. */
async function served(repositories: number) {
  const replay = await startGithubReplay({ repositories, throttle: false })
  closing.unshift(() => replay.close())
  let now = Date.now() - 2 * 86_400_000
  const { agent } = await testAgent(
    context,
    {
      [tenant]: organizationAt(replay),
    },
    () => new Date((now += 7)),
  )
  const transport = { sleep: async () => undefined, random: () => 0 }
  await scan(agent, tester, tenant, { transport })
  now = Date.now() - 60_000
  for (const repository of replay.state.repositories) repository.policy = !repository.policy
  const { counts } = await scan(agent, tester, tenant, { transport })
  const findings = Object.values(counts).reduce((all, count) => all + count, 0)
  process.stdout.write(`${findings.toLocaleString('en')} findings\n`)
  const server = await startDoors(agent, { port: 0 })
  closing.unshift(() => server.close())
  return server
}

/** What a person does, one after the other, each measured. */
async function walk(browser: Browser, page: Page, url: string): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const settled = async (): Promise<void> => {
    await page.waitForFunction(() => document.querySelector('.skeleton, [aria-busy=true]') === null)
    await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 300)))
  }
  let worst: Task = { dur: 0, tdur: 0 }
  const measured = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] })
    delay.reset()
    await act()
    await settled()
    const paused = Math.round(delay.max / 1e6)
    const longest = longestOf(await browser.stopTracing())
    if (longest.tdur > worst.tdur) worst = longest
    const [rows, nodes] = await page.evaluate(() =>
      ['main li, main tbody tr', '*'].map(found => document.querySelectorAll(found).length),
    )
    process.stdout.write(
      `${what.padEnd(34)} ${inWords(longest)}; ${rows} rows, ${nodes} nodes; the agent pauses at most ${paused} ms\n`,
    )
  }
  const visit = (address: string) => (): Promise<unknown> => page.goto(url + address)
  for (const address of [
    '/',
    '/findings',
    '/findings?outcome=fail&sort=recent',
    '/findings?group=check',
    '/findings?page=200',
    '/tenants',
    '/frameworks?show=all',
    '/non-conformities',
    '/changes?tenant=aurora-labs',
    '/runs',
    '/owners',
    '/log',
    '/exceptions',
  ])
    await measured(address, visit(address))

  await page.goto(`${url}/findings`)
  await settled()
  await measured('a word typed into the search', () =>
    page.locator('#search').pressSequentially('branch', { delay: 30 }),
  )
  await measured('the search is emptied', () => page.locator('#search').fill(''))
  await measured('failing ones alone', () => page.getByLabel('Outcome').selectOption('fail'))
  await measured('in the order of titles', () => page.getByLabel('Order').selectOption('by title'))
  await measured('the next page', () => page.getByRole('button', { name: 'Next' }).click())
  await measured('one finding', () => page.locator('.rows a').nth(50).click())
  await measured('back', () => page.goBack())
  await measured('by check', () => page.getByRole('link', { name: 'By check' }).click())
  await measured('ten checks are chosen', async () => {
    for (let at = 0; at < 10; at++) await page.locator('.choosable input').nth(at).check()
  })
  await measured('and accepted for a time', async () => {
    await page.locator('.accept summary').click()
    await page.getByLabel('Reason').fill('A bench')
    await page.getByLabel('Until').fill(new Date(Date.now() + 864e5 * 9).toISOString().slice(0, 10))
    await page.getByRole('button', { name: 'Accept' }).click()
    await page.locator('.said').filter({ hasText: 'Accepted' }).waitFor({ state: 'attached' })
  })
  process.stdout.write(`of all, ${inWords(worst)} (to stay under 100)\n`)
}

/** In microseconds: as the clock has it, and what of it was the thread's own. */
type Task = { readonly dur: number; readonly tdur: number }
type Traced = Partial<Task> & {
  readonly pid: number
  readonly tid: number
  readonly name: string
  readonly args: { readonly name?: string }
}

/** The task of a page's main thread that used most, of a trace as Chromium writes it. */
function longestOf(trace: Buffer): Task {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly Traced[] }
  const thread = ({ pid, tid }: Traced): string => `${pid} ${tid}`
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(thread),
  )
  return traceEvents
    .filter(event => event.name === 'RunTask' && main.has(thread(event)))
    .map(({ dur = 0, tdur = 0 }) => ({ dur, tdur }))
    .reduce((most, task) => (task.tdur > most.tdur ? task : most), { dur: 0, tdur: 0 })
}

function inWords({ dur, tdur }: Task): string {
  return `longest task ${Math.round(dur / 1000)} ms, ${Math.round(tdur / 1000)} of CPU`
}
