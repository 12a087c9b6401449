// What tests of earlier homes need of today's code, in one place: where files move, only this
// module follows.
import { createHash } from 'node:crypto'
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import type { Agent } from '../../../agent/agent.ts'
import { exportTo } from '../../../agent/export/export.ts'
import { formats } from '../../../agent/export/formats.ts'
import { verifyBundle } from '../../../agent/export/verify-bundle.ts'
import { verifyLog } from '../../../agent/log/verify.ts'
import type { Verification } from '../../../agent/log/verify.ts'
import { openAgent } from '../../../agent/open-agent.ts'
import type { OpenAgent } from '../../../agent/open-agent.ts'
import { memorySecrets } from '../../../agent/home/secrets.ts'
import { diff } from '../../../common/assess/diff.ts'
import { countOutcomes, Outcome } from '../../../common/model/index.ts'
import type { Finding } from '../../../common/model/index.ts'
import { assessAgain } from '../actor.ts'
import { temporaryFolder } from '../agent.ts'

const Counted = z.record(z.string(), z.int())
const TenantFacts = z.strictObject({
  /** Finished runs by kind. */
  runs: Counted,
  counts: z.record(Outcome, z.int()),
  findings: z.record(z.string(), z.strictObject({ outcome: Outcome, since: z.string() })),
  /** By finding id, of those that are gone too: SHA-256 of each version's text, oldest first. */
  histories: z.record(z.string(), z.array(z.string())),
})
/** What is written down of a home on the day it is made, and must be found in it ever after. */
export const Facts = z.strictObject({
  /** When its last entry was recorded. */
  last: z.string(),
  tenants: z.record(z.string(), TenantFacts),
  log: z.strictObject({
    entries: z.int(),
    checkpoints: z.int(),
    pending: z.int(),
    gaps: z.int(),
    erased: z.int(),
  }),
  exceptions: z.int(),
  pairings: z.int(),
  /** Exceptions that are in force, each with the findings that it covers. */
  covered: z.record(z.string(), z.array(z.string())),
})
export type Facts = z.infer<typeof Facts>
export type EarlierHome = {
  readonly name: string
  readonly folder: string
  readonly expected: Facts
}

/** Kept packed: it is mostly text. */
export const DATABASE = 'witnessmark.sqlite'
const root = fileURLToPath(new URL('../../fixtures/homes/', import.meta.url))

/** All homes that are kept. */
export function earlierHomes(): readonly EarlierHome[] {
  return globSync('*/expected.json', { cwd: root })
    .sort()
    .map(file => {
      const folder = join(root, file, '..')
      return { name: basename(folder), folder, expected: Facts.parse(readJson(join(root, file))) }
    })
}

/** A copy in a folder that goes with the test, opened an hour after its last entry. */
export async function openEarlierHome(
  context: Pick<TestContext, 'after'>,
  { folder, expected }: EarlierHome,
): Promise<OpenAgent> {
  const home = join(temporaryFolder(context), 'home')
  cpSync(join(folder, 'home'), home, { recursive: true })
  const packed = join(home, `${DATABASE}.gz`)
  writeFileSync(join(home, DATABASE), gunzipSync(readFileSync(packed)))
  rmSync(packed)
  let now = Date.parse(expected.last) + 3_600_000
  const open = await openAgent(home, {
    secrets: memorySecrets(),
    clock: () => new Date((now += 7)),
  })
  context.after(() => open.close())
  return open
}

/** @param ids of findings whose history counts, by tenant */
export async function factsOf(
  agent: Agent,
  ids: Readonly<Record<string, readonly string[]>>,
): Promise<Facts> {
  const tenants: Record<string, z.infer<typeof TenantFacts>> = {}
  const covered: Record<string, string[]> = {}
  for (const [tenant, known] of Object.entries(ids)) {
    const findings = await agent.store.findings(tenant)
    const runs = await agent.store.runs({ tenant, status: 'finished' })
    for (const { id, exception } of findings) {
      if (exception) (covered[exception] ??= []).push(id)
    }
    const histories: Record<string, string[]> = {}
    for (const id of known) histories[id] = await history(agent, id)
    tenants[tenant] = {
      runs: countKinds(runs),
      counts: countOutcomes(findings),
      findings: Object.fromEntries(findings.map(standingOf)),
      histories,
    }
  }
  const { entries, checkpoints, pending, gaps, erased } = await verified(agent)
  let last = ''
  for await (const { ipe } of agent.store.evidenceHeads({})) {
    if (ipe.recordedAt > last) last = ipe.recordedAt
  }
  return {
    last,
    tenants,
    covered,
    log: { entries, checkpoints, pending, gaps, erased },
    exceptions: (await agent.exceptions()).length,
    pairings: (await agent.store.pairings()).length,
  }
}

/** Judges a tenant again. @returns what changed, but for what goes on failing */
export async function judgeAgain(agent: Agent, tenant: string): Promise<ReturnType<typeof diff>> {
  const before = await agent.store.findings(tenant)
  await assessAgain(agent, tenant)
  const known = new Set(before.map(finding => finding.id))
  // A check that came since then has findings of its own; what counts is what was found before.
  const after = (await agent.store.findings(tenant)).filter(finding => known.has(finding.id))
  return diff(before, after).filter(change => change.drift !== 'still-failing')
}

/** Checks that ask for what was not read then (a field that a policy does not have): unknown until it is. */
export const askMore: ReadonlySet<string> = new Set([
  'github.repository.no-force-push',
  'github.repository.status-checks-required',
  'microsoft-365.tenant.teams-external-control-off',
  'microsoft-365.tenant.teams-internal-users-admitted',
  'microsoft-365.tenant.teams-recording-off',
])

/** A finding's id is tenant, check and resource. */
export function checkOf(id: string | undefined): string {
  return id?.split('/')[1] ?? ''
}

/** Everything recomputed, each assessment there ever was included. */
export function verified(agent: Agent): Promise<Verification> {
  return verifyLog(agent.store, { everyAssessment: true })
}

/** Exports in every format. @returns the bytes of each, and what is wrong with the bundle */
export async function exportAll(
  agent: Agent,
  folder: string,
): Promise<{
  readonly bytes: ReadonlyMap<string, number>
  readonly problems: Awaited<ReturnType<typeof verifyBundle>>['problems']
}> {
  const bytes = new Map<string, number>()
  for (const format of formats) {
    bytes.set(format, (await exportTo(agent, { format, out: join(folder, format) })).bytes)
  }
  return { bytes, problems: (await verifyBundle(join(folder, 'bundle'))).problems }
}

/** SHA-256 of each version of a finding, as the text that the store keeps. */
async function history(agent: Agent, id: string): Promise<string[]> {
  return (await agent.store.findingHistory(id)).map(({ finding }) => digestOfText(textOf(finding)))
}

/** Kept as `JSON.stringify` wrote it: parsed and written again, it is the same text. */
function textOf(finding: Finding): string {
  return JSON.stringify(finding)
}

type Standing = z.infer<typeof TenantFacts>['findings'][string]

function standingOf({ id, outcome, since }: Finding): [id: string, standing: Standing] {
  return [id, { outcome, since }]
}

export function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function countKinds(runs: readonly { readonly kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of runs) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}
