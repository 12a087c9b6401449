// Generated pages with known truth, read by the real extension: 10,000 readings.
// `npm run bench -- pages --seed 200..399` (both are opened) goes on where one ended;
// `--scenario 'WORDS|WORDS'`, `--control 'WORDS|WORDS'` (of a page that is loaded), `--json` (a fault a
// line), `--together PAGES`, `--limit SECONDS`.
import { parseArgs } from 'node:util'
import { buildExtension } from '../support/build.ts'
import { kinds } from '../e2e/pages/kinds.ts'
import { runPages, summary } from '../e2e/pages/run.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '0..849' },
    together: { type: 'string', default: '12' },
    limit: { type: 'string' },
    scenario: { type: 'string' },
    control: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const [from = 0, last = from] = values.seed.split('..').map(Number)
const has = (text: string, words: string | undefined): boolean =>
  words === undefined || words.split('|').some(word => text.includes(word))
await buildExtension()
let pages = 0
const { tally, plans, next, broken } = await runPages({
  from,
  to: last + 1,
  together: Number(values.together),
  ...(values.limit ? { limit: Number(values.limit) * 1000 } : {}),
  only: plan =>
    has(plan.scenario, values.scenario) &&
    (values.control === undefined ||
      (plan.scenario.startsWith('load') &&
        plan.controls.some(({ kind, variant }) => has(`${kind} ${variant}`, values.control)))),
  told(plan, own) {
    pages++
    if (values.json) for (const fault of own.faults) console.log(JSON.stringify(fault))
    else if (pages % 50 === 0) console.log(`${pages} pages, the last is ${plan.seed}`)
  },
})
const counted = new Map<string, { count: number; first: string }>()
for (const fault of tally.faults) {
  const key = `${fault.verdict}: ${fault.kind} (${fault.variant}), ${fault.scenario}: ${fault.why}`
  const known = counted.get(key)
  counted.set(key, {
    count: (known?.count ?? 0) + 1,
    first:
      known?.first ??
      `seed ${fault.seed} ${fault.control}, true ${fault.truth}, recorded ${fault.recorded}`,
  })
}
if (!values.json)
  for (const [key, { count, first }] of [...counted].sort(([a], [b]) => b.localeCompare(a)))
    console.log(`${count} x ${key} (${first})`)
for (const [number, title] of Object.entries(kinds))
  console.log(
    `kind ${number}, ${title}: ${plans.filter(plan => plan.provokes.includes(Number(number))).length} pages`,
  )
for (const line of broken) console.log(`could not be acted out: ${line}`)
console.log(`${plans.length} pages, seeds ${from}..${next - 1}`)
console.log(summary(tally))
if (plans.length === 0 || tally.wrong > 0 || broken.length > 0) process.exitCode = 1
