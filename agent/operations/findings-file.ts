import { Readable } from 'node:stream'
import { csv } from '../export/csv.ts'
import { pageOf } from '../judge/finding-list.ts'
import type { Selection } from '../judge/finding-list.ts'
import type { Agent } from '../agent.ts'
import { ownerOf } from '../judge/owners.ts'
import { unsealedOf } from '../judge/standing.ts'
import { Problem } from '../problem.ts'
import { FindingFilter, lookFor } from './findings.ts'
import { downloading } from './operation.ts'

const AT_ONCE = 500

const columns = [
  'tenant',
  'check',
  'title',
  'resource',
  'outcome',
  'reason',
  'severity',
  'expected',
  'found',
  'since',
  'grade',
  'changed',
  'acceptance',
  'owner',
] as const

/**
 * What a view of the findings shows, as a table (CSV): to work with, no proof; that is an export.
 * @throws Problem `log-unsound` where a tenant's rows are not those that were sealed
 */
export const findingsFile = downloading({
  title: 'The findings of a view, as a table',
  role: 'reader',
  needs: 'home',
  input: FindingFilter.omit({ page: true }),
  async open(agent, _, wanted) {
    const unsealed = await unsealedOf(agent)()
    const edited = unsealed.find(({ tenant }) => !wanted.tenant || tenant === wanted.tenant)
    if (edited) throw new Problem('log-unsound', { entry: edited.entry, detail: edited.problem })
    const found = await lookFor(agent, wanted)
    return {
      name: 'witnessmark-findings.csv',
      mediaType: 'text/csv; charset=utf-8',
      bytes: null,
      body: streamOf(csv(columns, rowsOf(agent, found))),
    }
  },
})

async function* rowsOf(agent: Agent, found: Selection): AsyncIterable<readonly string[]> {
  const { owners } = agent.config()
  for (let from = 0; ; from += AT_ONCE) {
    const page = await pageOf(agent, found, from, AT_ONCE)
    for (const item of page)
      yield [
        item.tenant,
        item.check,
        item.title,
        item.resource.name,
        item.outcome,
        item.reason ?? '',
        item.severity,
        item.expected,
        item.found ?? '',
        item.since,
        item.grade,
        item.drift ?? '',
        item.exception ?? '',
        ownerOf(owners, item) ?? '',
      ]
    if (page.length < AT_ONCE) return
  }
}

function streamOf(texts: AsyncIterable<string>): ReadableStream {
  return Readable.toWeb(Readable.from(texts, { objectMode: false })) as ReadableStream
}
