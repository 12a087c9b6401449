import { basename } from 'node:path'
import { toHex } from '../../common/log/bytes.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { EvidenceRef, ImportedState, Observation, Service } from '../../common/model/index.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { inRun } from '../record/run.ts'
import type { RunCommit } from '../record/run.ts'
import { tenantOf } from '../agent.ts'
import { Problem, messageOf } from '../problem.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
import type { Assessed } from '../judge/assess-tenant.ts'
import { sha256 } from '../log/crypto.ts'
import type { Importer } from './index.ts'
import { observationsOf } from './observations.ts'
import { parseSections, readExport } from './read-export.ts'
import type { ExportFile } from './read-export.ts'

/** By how much two machines' clocks may differ, in milliseconds. */
const CLOCKS = 10 * 60_000

export type Imported = {
  readonly assessment: Assessed
  readonly observed: number
  readonly unobserved: number
  readonly changed: number
  readonly sha256: string
  /**
   * Exclusions that the export's own configuration declares and the tenant's configuration does
   * not: they count only once declared there, with reason and end.
   */
  readonly undeclared: readonly string[]
}

/**
 * Makes an export of another tool evidence (grade D, under the file's digest), observations and
 * findings: all of it in one transaction, or nothing.
 * @throws Problem as `readExport` and `parseSections` for a file that is broken; `import-unfit` for
 * one of an unknown version, `import-other-service`, `import-other-tenant`; `tenant-unknown`
 */
export async function importExport(
  agent: Agent,
  actor: Actor,
  tenant: string,
  importer: Importer,
  file: string,
  onProgress?: (bytes: number) => void,
): Promise<Imported> {
  const { config, service } = tenantOf(agent, tenant)
  if (service.id !== importer.service)
    throw new Problem('import-other-service', {
      tenant,
      service: service.title,
      importer: importer.name,
      wanted: importer.service,
    })
  const read = await readExport(file, importer.wants ?? (() => true), {
    inside: importer.inside,
    onProgress,
  })
  const state = mapped(importer, parseSections(file, read.sections), file)
  await sameTenant(agent, tenant, service, state, file)
  const takenAt = timeOf(state, agent.clock(), file)

  return inRun(agent, actor, { kind: 'import', tenant }, async run => {
    const refs = await seal({ run, importer, service, state, file, read, takenAt })
    const observations = observationsOf(service, state, refs, takenAt)
    await run.putResources(state.resources, state.listed)
    const changed = await run.putObservations(observations)
    run.end({ snapshot: digestOfReadings(observations) })
    const assessment = await assessTenant(agent, run)
    const observed = observations.filter(item => item.reading.state === 'observed').length
    return {
      assessment,
      observed,
      unobserved: observations.length - observed,
      changed,
      sha256: read.sha256,
      undeclared: Object.keys(state.accepted)
        .filter(policy => !(policy in config.accepted))
        .sort(),
    }
  })
}

function digestOfReadings(observations: readonly Observation[]): string {
  const readings = observations.map(({ resource, setting, reading }) => ({
    resource: `${resource.type}/${resource.id}`,
    setting,
    reading,
  }))
  return toHex(sha256(canonicalBytes(readings)))
}

function mapped(
  importer: Importer,
  document: Readonly<Record<string, unknown>>,
  file: string,
): ImportedState {
  try {
    importer.check?.(document)
    return importer.map(document)
  } catch (error) {
    throw new Problem('import-unfit', { file, detail: messageOf(error) }, { cause: error })
  }
}

/**
 * When the export was taken, by what it says itself: the time of the import is none.
 * @throws Problem `import-unfit` where it says none, or one that is still to come
 */
function timeOf({ takenAt }: ImportedState, now: Date, file: string): string {
  if (takenAt === undefined)
    throw new Problem('import-unfit', {
      file,
      detail: 'it does not say when it was taken: give the file as the tool wrote it',
    })
  if (Date.parse(takenAt) > now.getTime() + CLOCKS)
    throw new Problem('import-unfit', {
      file,
      detail: `it says that it was taken at ${takenAt}, which is in the future: set the clock of this machine or of the one that ran the tool right, and export again`,
    })
  return takenAt
}

/** Two tenants mixed under one name would be worse than no import. */
async function sameTenant(
  agent: Agent,
  tenant: string,
  service: Service,
  state: ImportedState,
  file: string,
): Promise<void> {
  const type = service.resourceTypes[0]?.id
  const root = state.resources.find(resource => resource.type === type)
  const known = (await agent.store.resources(tenant)).find(resource => resource.type === type)
  if (root && known && root.id !== known.id)
    throw new Problem('import-other-tenant', {
      file,
      type: root.type,
      id: root.id,
      tenant,
      known: known.id,
    })
}

type Sealing = {
  readonly run: RunCommit
  readonly importer: Importer
  readonly service: Service
  readonly state: ImportedState
  readonly file: string
  readonly read: ExportFile
  readonly takenAt: string
}

/**
 * One log entry per section with its own bytes, and one that binds them to the whole file. The name
 * of the file is kept, not its place.
 */
async function seal({
  run,
  importer,
  service,
  state,
  file,
  read,
  takenAt,
}: Sealing): Promise<ReadonlyMap<string, EvidenceRef>> {
  const { tenant, at, catalogue } = run
  const name = basename(file)
  const collector = `import-${importer.name}@1`
  const ipe = {
    tenant,
    collector,
    catalogue,
    seenAt: takenAt,
    recordedAt: at,
    filters: `sha256 ${read.sha256}`,
  }
  const used = [...read.sections]
  // A section names no persons where it only carries settings that do not; what carries no setting
  // is not known to be free of names.
  const impersonal = new Set(
    service.settings.filter(setting => !setting.personal).map(setting => setting.id),
  )
  const personal = (section: string): boolean => {
    const carried = state.readings.filter(reading => reading.section === section)
    return carried.length === 0 || carried.some(reading => !impersonal.has(reading.setting))
  }
  const refs = await run.append([
    {
      kind: 'run',
      subject: `${tenant} import`,
      mediaType: 'application/json',
      ipe: { ...ipe, request: `import ${importer.name} ${name}` },
      body: canonicalBytes({
        run: run.id,
        tenant,
        file: name,
        bytes: read.bytes,
        sha256: read.sha256,
        tool: state.tool ?? importer.name,
        sections: used.map(([section]) => section).sort(),
      }),
    },
    ...used.map(([section, text]) => ({
      kind: 'evidence' as const,
      subject: `${tenant} ${importer.name} ${section}`.slice(0, 200),
      mediaType: 'application/json',
      personal: personal(section),
      body: new TextEncoder().encode(text),
      ipe: { ...ipe, request: `import ${importer.name} ${name} section ${section}` },
    })),
  ])
  return new Map(refs.map((ref, i) => [i === 0 ? '' : (used[i - 1]?.[0] ?? ''), ref]))
}
