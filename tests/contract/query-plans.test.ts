// What each statement of the store reads, by SQLite's own plan: nothing that grows with the history, or
// with other tenants, is gone through for what one tenant is now.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { prepared } from '../../agent/store/sqlite/connections.ts'
import { openDatabase } from '../../agent/store/sqlite/open.ts'
import { partsOf } from '../../agent/store/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../support/agent.ts'

const at = '2026-01-01T00:00:00.000Z'
const group = {
  check: 'a.b',
  outcome: 'fail',
  severity: 'high',
  accepted: false,
} as const

const things = [{ type: 't', id: 'i' }]

type Asked = ReturnType<typeof partsOf>

/** What routes, commands and runs ask again and again. */
const questions: Readonly<Record<string, (store: Asked) => Promise<unknown>>> = {
  'runs of a tenant': store => store.runs({ tenant: 'acme', status: 'finished', limit: 1 }),
  'recent runs of a tenant': store => store.runs({ tenant: 'acme', limit: 20 }),
  'runs that are open': store => store.runs({ status: 'running' }),
  'tenants': store => store.tenants(),
  'a capture': store => store.knownCapture('c'),
  'what is remembered of a reply': store => store.cacheEntry('acme', 'GET /'),
  'the size of the log': store => store.logSize(),
  'checkpoints since': store => store.checkpoints({ after: 5 }),
  'runs since': store => store.runs({ status: 'finished', after: 5 }),
  'manifests since': store => Array.fromAsync(store.evidenceHeads({ kind: 'run', after: 5 })),
  'the last manifest of a kind': store =>
    store.runs({ kind: 'scan', tenant: 'acme', status: 'finished', limit: 1 }),
  'the last checkpoint': store => store.checkpoints({ last: true }),
  'the places of evidence': store => store.evidenceSpan(),
  'one piece of evidence': store => store.evidence(7),
  'the last assessment': store => store.lastEvidence('assessment', 'acme'),
  'erasures': store => Array.fromAsync(store.evidenceHeads({ kind: 'erasure' })),
  'evidence of a run': store => Array.fromAsync(store.evidenceOf({ run: 'r' })),
  'things': store => store.resources('acme'),
  'readings': store => Array.fromAsync(store.observations('acme')),
  'readings of some settings': store =>
    Array.fromAsync(store.observations('acme', undefined, ['a.b.c'])),
  'readings that no API gave': store =>
    Array.fromAsync(store.observations('acme', undefined, 'unasked')),
  'readings of an earlier place': store => Array.fromAsync(store.observations('acme', 5)),
  'things of a type': store => store.resourcesOf('acme', 't'),
  'one thing': store => store.resourcesOf('acme', 't', 'i'),
  'things that a page names': store =>
    store.putResources('acme', at, [{ type: 't', id: 'i', name: 'n' }], []),
  'some readings of things': store => store.observationsOf('acme', things, ['a.b.c']),
  'readings of things': store => store.observationsOf('acme', things),
  'lists that broke off': store => store.unlisted('acme'),
  'what was found last': store => store.verdicts('acme'),
  'what was found last by a check': store => store.verdicts('acme', { checks: ['a.b'] }),
  'what was found last of things': store => store.verdicts('acme', { things }),
  'what was found last of things by a check': store =>
    store.verdicts('acme', { checks: ['a.b'], things }),
  'things that are judged': store => store.judgedThings('acme'),
  'what was found anew of things': store => store.putFindings('acme', 'r', at, [], { things }),
  'findings': store => store.findings('acme'),
  'findings one by one': store => Array.fromAsync(store.eachFinding('acme')),
  'groups of findings': store => store.findingGroups('acme'),
  'tallies of findings': store => store.tally('acme'),
  'a page of findings': store => store.findingPage('acme', group, { from: 0, limit: 9 }),
  'findings behind one': store => store.findingsAfter('acme', 'f', 9, { outcome: 'fail' }),
  'a finding': store => store.finding('acme', 'f'),
  'its history': store => store.findingHistory('f'),
  'findings about things': store => store.findingsAbout('acme', [{ type: 't', id: 'i' }]),
  'leaves of findings': store => Array.fromAsync(store.findingLeaves('acme')),
  'some leaves of findings': store =>
    Array.fromAsync(store.findingLeaves('acme', { from: 'f', limit: 256 })),
  'findings that gave way': store => store.replacedFindings('acme', 5),
  'findings between two places': store => store.findingsBetween('acme', 3, 9),
  'findings that changed': store => store.changedFindings(3, 9),
  'the digest of what is current': store => store.currentDigest('acme'),
  'the digest of what is current, by what moved': store =>
    store.currentDigest('acme', { since: 5 }),
  'what ended since': store => store.endedChain('acme', { place: 5, chain: '' }),
  'deliveries that wait': store => store.deliveries({ state: 'waiting' }),
}

/** Tables that grow with every scan, or with every tenant. */
const growing =
  /^SCAN (?:run|leaf|node|checkpoint|evidence|resource|subject|observation|finding|current_part|current_bucket|capture|cache|[a-z])\b(?! USING COVERING INDEX \w+ \(|.*VIRTUAL)/

/** The first in the order of an index is no walk; one that is sorted for its first is. */
function goesThrough(detail: string, sql: string): boolean {
  const first = /LIMIT (?:1|\?)$/.test(sql)
  if (first && detail.includes('TEMP B-TREE FOR ORDER BY')) return true
  return growing.test(detail) && !(first && detail.includes(' USING INDEX '))
}

/** Questions about what came or went since a place: as many rows are read as did. */
const since = new Set(['findings that gave way', 'what ended since', 'findings between two places'])

/** What stood before, or was known before that, is looked for among the versions of one finding. */
const ofOne = new Map([['findings that changed', /^SEARCH [bk] (?!USING INDEX finding_id \()/]])

/** How it begins: what is not one of these goes through all that is there now. */
const byPlace =
  /USING (?:COVERING )?INDEX \w+_(?:began|ended)\b|^SEARCH s USING INTEGER PRIMARY KEY|B-TREE/

test('what one tenant is now is found without going through history or other tenants', async context => {
  const file = join(temporaryFolder(context), 'store.sqlite')
  const database = openDatabase(file)
  context.after(() => database.close())
  database.exec(`INSERT INTO run (id, tenant, kind, started_at, status, catalogue) VALUES ('r', 'acme', 'scan', '${at}', 'running', 'c');
    INSERT INTO current_part (tenant, type, id) VALUES ('acme', 't', 'i');
    INSERT INTO finding (id, tenant, finding, run, valid_from) VALUES ('f', 'acme', '{"id":"f","resource":{"type":"t","id":"i"},"exception":null}', 'r', '${at}')`)
  let asked: string[] = []
  const store = partsOf({
    prepare(sql) {
      const statement = prepared(file, sql, () => database)
      const noted =
        <A extends readonly unknown[], R>(run: (...values: A) => R) =>
        (...values: A): R => {
          asked.push(sql)
          return run(...values)
        }
      return {
        run: noted(statement.run),
        get: noted(statement.get),
        all: noted(statement.all),
        iterate: noted(statement.iterate),
      }
    },
    write:
      method =>
      async (...values) =>
        method(...values),
    writeAside:
      method =>
      async (...values) =>
        method(...values),
    isInside: () => false,
    atOnce: work => work(),
    touch: () => undefined,
    touchAll: () => undefined,
    touched: () => null,
    written: () => ({ others: '', commits: 0, rollbacks: 0, removals: 0 }),
    walk: method => method,
  })
  const gone: string[] = []
  for (const [what, ask] of Object.entries(questions)) {
    asked = []
    await ask(store)
    assert.ok(asked.length > 0, what)
    for (const sql of new Set(asked.filter(text => !text.startsWith('PRAGMA'))))
      for (const { detail } of database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
        if (
          goesThrough(String(detail), sql) ||
          (since.has(what) && !byPlace.test(String(detail))) ||
          ofOne.get(what)?.test(String(detail))
        )
          gone.push(`${what}: ${String(detail)}: ${sql}`)
  }
  assert.deepEqual(gone, [])
})
