import type { Store } from '../../../agent/store/store.ts'

const at = '2026-01-01T00:00:00.000Z'
const group = {
  check: 'a.b',
  outcome: 'fail',
  severity: 'high',
  accepted: false,
} as const

const things = [{ type: 't', id: 'i' }]

type Asked = Omit<Store, 'transaction' | 'close' | 'compact' | 'snapshot'>

/** What routes, commands and runs ask again and again. */
export const questions: Readonly<Record<string, (store: Asked) => Promise<unknown>>> = {
  'runs of a tenant': store => store.runs({ tenant: 'acme', status: 'finished', limit: 1 }),
  'recent runs of a tenant': store => store.runs({ tenant: 'acme', limit: 20 }),
  'runs that are open': store => store.runs({ status: 'running' }),
  'tenants': store => store.tenants(),
  'captures': store => store.knownCaptures(['c']),
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
  'when readings stood': store =>
    Array.fromAsync(store.spans({ tenant: 'acme', from: '2026', to: '2027' })),
  'what moved between two places': store => store.movedThings('acme', 3, 9),
  'what stood of things': store => store.observationsThen('acme', things, 5),
  'findings that gave way': store => store.replacedFindings('acme', 5),
  'findings between two places': store => store.findingsBetween('acme', 3, 9),
  'findings that changed': store => store.changedFindings(3, 9),
  'the digest of what is current': store => store.currentDigest('acme'),
  'the digest of what is current, by what moved': store =>
    store.currentDigest('acme', { since: 5 }),
  'what ended since': store => store.endedChain('acme', { place: 5, chain: '' }),
  'deliveries that wait': store => store.deliveries({ state: 'waiting' }),
}
