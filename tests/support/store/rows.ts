import type { CodedFinding, Observation } from '../../../common/model/index.ts'
import { sha256 } from '../../../agent/log/crypto.ts'
import type { Store } from '../../../agent/store/store.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const at = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`

export const observation = (value: boolean, when: string): Observation => ({
  setting: 'github.organization.two-factor-required',
  resource: { type: 'organization', id: 'acme' },
  reading: { state: 'observed', value },
  source: 'api',
  grade: 'A',
  at: when,
  evidence: [{ index: 0, commitment: 'c' }],
})

export const finding = (
  tenant: string,
  outcome: CodedFinding['outcome'],
  more: Partial<CodedFinding> = {},
): CodedFinding => ({
  v: 2,
  id: `${tenant}:github.organization.require-two-factor:acme`,
  check: 'github.organization.require-two-factor',
  metric: 'two-factor',
  service: 'github',
  tenant,
  resource: { type: 'organization', id: 'acme', name: 'Acme' },
  outcome,
  reason: null,
  verdict: null,
  params: {},
  severity: 'high',
  decided: [{ setting: 'github.organization.two-factor-required', value: outcome === 'pass' }],
  since: at(1),
  source: 'api',
  grade: 'A',
  evidence: [{ index: 0, commitment: 'c' }],
  exception: null,
  requirements: [],
  ...more,
})

/** One run of a tenant, a method of the store a step: each writes something of its own. */
export function stepsOfRun(
  store: Store,
  tenant: string,
  day: number,
): readonly (() => Promise<unknown>)[] {
  const run = `${tenant}-${day}`
  let index = -1
  return [
    () =>
      store.startRun({ id: run, tenant, kind: 'scan', startedAt: at(day), catalogue: 'digest' }),
    async () => {
      index = await store.appendLeaves([{ leaf: bytes(run), hash: sha256(bytes(run)) }])
    },
    () => store.putNodes([{ level: 0, index, hash: sha256(bytes(run)) }]),
    () =>
      store.putEvidence([
        {
          index,
          run,
          tenant,
          kind: 'evidence',
          mediaType: 'text/plain',
          length: run.length,
          commitment: `commitment of ${run}`,
          salt: bytes('salt'),
          body: bytes(run),
          ipe: {
            request: 'GET /',
            tenant,
            collector: 'github@1',
            catalogue: 'digest',
            seenAt: at(day),
            recordedAt: at(day),
          },
          personal: false,
        },
      ]),
    () =>
      store.putResources(
        tenant,
        at(day),
        [{ type: 'organization', id: 'acme', name: `Acme on day ${day}` }],
        ['organization'],
      ),
    () => store.putObservations(tenant, run, at(day), [observation(day % 2 === 0, at(day))]),
    () => store.putUnlisted(tenant, new Map([['team', { reason: 'forbidden', detail: run }]]), []),
    () =>
      store.putFindings(tenant, run, at(day), [finding(tenant, day % 2 === 0 ? 'pass' : 'fail')]),
    () => store.putCaptures([{ id: run, tenant, pairing: 'p', at: at(day), evidence: index }]),
    () =>
      store.putPairing({
        id: run,
        name: 'Chromium',
        origin: 'chrome-extension://a',
        publicKey: 'key',
        pairedAt: at(day),
        lastSeen: null,
        revokedAt: null,
      }),
    () =>
      store.putCacheEntry({
        tenant,
        request: 'GET /',
        etag: run,
        lastModified: null,
        link: null,
        evidence: index,
        seal: null,
      }),
    () => store.set(`${tenant}.last`, run),
    () =>
      store.putCheckpoint({
        size: index + 1,
        root: 'ff',
        note: `note of ${run}`,
        at: at(day),
        run,
        token: null,
        tokenAt: null,
      }),
    () =>
      store.finishRun(run, {
        finishedAt: at(day),
        status: 'finished',
        requests: 1,
        snapshot: 'root',
        checkpoint: index + 1,
      }),
  ]
}

export async function writeRun(store: Store, tenant: string, day: number): Promise<void> {
  for (const step of stepsOfRun(store, tenant, day)) await step()
}

/** All that can be read of a run and its tenant, a method of the store a name. */
export async function readRun(
  store: Store,
  tenant: string,
  day: number,
): Promise<Readonly<Record<string, unknown>>> {
  const run = `${tenant}-${day}`
  const { id } = finding(tenant, 'pass')
  const size = await store.logSize()
  return {
    runs: await store.runs({ tenant }),
    logSize: size,
    leaves: await Array.fromAsync(store.leaves(0, 1000)),
    entries: await Array.fromAsync(store.entries(0, 1000)),
    nodes: await store.nodes(0, 0, size),
    node: await store.node(0, day - 1),
    checkpoints: await store.checkpoints(),
    evidence: await store.evidence(day - 1),
    evidenceHeads: await Array.fromAsync(store.evidenceHeads({ tenant })),
    evidenceOf: await Array.fromAsync(store.evidenceOf({ tenant })),
    evidenceWith: await store.evidenceWith(run),
    resources: await store.resources(tenant),
    observations: await Array.fromAsync(store.observations(tenant)),
    intervals: await Array.fromAsync(store.intervals({ tenant })),
    unlisted: await store.unlisted(tenant),
    findings: await store.findings(tenant),
    findingsBetween: await store.findingsBetween(tenant, -1, 1000),
    eachFinding: await Array.fromAsync(store.eachFinding(tenant)),
    findingHistory: await store.findingHistory(id),
    findingRows: await Array.fromAsync(store.findingRows(tenant, { from: 0, to: 1000 })),
    findingTimes: await store.findingTimes(tenant),
    knownCapture: (await store.knownCaptures([run, 'nobody'])).has(run),
    pairings: await store.pairings(),
    cacheEntry: await store.cacheEntry(tenant, 'GET /'),
    get: await store.get(`${tenant}.last`),
  }
}
