import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { ImportedState, Observation, Service } from '../../common/model/index.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { inRun } from '../record/run.ts'
import type { RunCommit, RunEntry } from '../record/run.ts'
import { tenantOf } from '../agent.ts'
import { Problem, messageOf } from '../problem.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
import type { Assessed } from '../judge/assess-tenant.ts'
import type { Importer } from './index.ts'
import { observationsOf } from './observations.ts'
import type { SealedSection } from './observations.ts'
import { bytesAt, readExport, readWhole } from './read-export.ts'
import type { ExportFile } from './read-export.ts'
import { sectionHead } from './section-head.ts'
import type { Section } from './split-export.ts'
import { withinYoungGeneration } from '../heap.ts'

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
 * A large file goes through in parts: it is read twice, and not held in between.
 * @throws Problem as `readExport` for a file that is broken; `import-unfit` for one of an unknown
 * version, `import-other-service`, `import-other-tenant`; `tenant-unknown`
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
  return withinYoungGeneration(async () => {
    const { state, read } = await readState(importer, file, onProgress)
    await sameTenant(agent, tenant, service, state, file)
    const takenAt = timeOf(state, agent.clock(), file)

    return inRun(agent, actor, { kind: 'import', tenant }, async run => {
      const next = await agent.store.logSize()
      const refs = await seal({ run, next, importer, service, state, file, read, takenAt })
      const put = await putReadings(run, service, state, refs, takenAt)
      return {
        assessment: await assessTenant(agent, run),
        ...put,
        sha256: read.sha256,
        undeclared: Object.keys(state.accepted)
          .filter(policy => !(policy in config.accepted))
          .sort(),
      }
    })
  })
}

/** An export's places and what stands there, without what was parsed of it. */
type ReadFile = Omit<ExportFile, 'sections'> & {
  readonly sections: ReadonlyMap<string, Omit<Section, 'value'>>
}

async function readState(
  importer: Importer,
  file: string,
  onProgress?: (bytes: number) => void,
): Promise<{ readonly state: ImportedState; readonly read: ReadFile }> {
  const { sections, ...read } = importer.whole
    ? await readWhole(file, importer.whole, onProgress)
    : await readExport(file, { ...importer, wants: importer.wants ?? (() => true) }, onProgress)
  const document = Object.fromEntries([...sections].map(([name, { value }]) => [name, value]))
  const places = [...sections].map(([name, { value: _, ...place }]) => [name, place] as const)
  return { state: mapped(importer, document, file), read: { ...read, sections: new Map(places) } }
}

/** Writes what the export says, which is not needed any more then: settings are judged from rows. */
async function putReadings(
  run: RunCommit,
  service: Service,
  state: ImportedState,
  refs: ReadonlyMap<string, SealedSection>,
  takenAt: string,
): Promise<Pick<Imported, 'observed' | 'unobserved' | 'changed'>> {
  const observations = observationsOf(service, state, refs, takenAt)
  await run.putResources(state.resources, state.listed)
  const changed = await run.putObservations(observations)
  run.end({ snapshot: digestOfReadings(observations) })
  const observed = observations.filter(item => item.reading.state === 'observed').length
  return { observed, unobserved: observations.length - observed, changed }
}

/** SHA-256 (hex) of the canonical list of readings, one at a time. */
function digestOfReadings(observations: readonly Observation[]): string {
  const hash = createHash('sha256').update('[')
  for (const [at, { resource, setting, reading }] of observations.entries())
    hash
      .update(at === 0 ? '' : ',')
      .update(canonicalBytes({ resource: `${resource.type}/${resource.id}`, setting, reading }))
  return hash.update(']').digest('hex')
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
  /** Place of the first entry in the log. */
  readonly next: number
  readonly importer: Importer
  readonly service: Service
  readonly state: ImportedState
  readonly file: string
  readonly read: ReadFile
  readonly takenAt: string
}

/** The entry that a section's readings rest on. */

/** Bytes that are sealed at once. */
const TOGETHER = 1 << 20

/**
 * One log entry per section with its own bytes, and one that binds them to the whole file. A large
 * section has an entry that says in which ones behind it its bytes are: readings point to that one.
 * The name of the file is kept, not its place.
 */
async function seal(sealing: Sealing): Promise<ReadonlyMap<string, SealedSection>> {
  const { run, read } = sealing
  const sealed = new Map<string, SealedSection>()
  let waiting: SectionEntry[] = []
  const flush = async (): Promise<void> => {
    const refs = await run.append(waiting.map(({ entry }) => entry))
    for (const [at, ref] of refs.entries()) {
      const { section } = waiting[at] ?? {}
      if (section !== undefined)
        sealed.set(section, { ref, shortened: read.sections.get(section)?.shortened ?? false })
    }
    waiting = []
  }
  let bytes = 0
  for await (const entry of entriesOf(sealing)) {
    waiting.push(entry)
    bytes += entry.entry.body.length
    if (bytes < TOGETHER) continue
    await flush()
    bytes = 0
  }
  await flush()
  return sealed
}

/** An entry, and the section whose readings point to it: '' for the whole file. */
type SectionEntry = { readonly entry: RunEntry; readonly section?: string }

async function* entriesOf({
  run,
  next,
  importer,
  service,
  state,
  file,
  read,
  takenAt,
}: Sealing): AsyncGenerator<SectionEntry> {
  const { tenant, at, catalogue } = run
  const name = basename(file)
  const ipe = {
    tenant,
    collector: `import-${importer.name}@1`,
    catalogue,
    seenAt: takenAt,
    recordedAt: at,
    filters: `sha256 ${read.sha256}`,
  }
  const request = `import ${importer.name} ${name}`
  yield {
    section: '',
    entry: {
      kind: 'run',
      subject: `${tenant} import`,
      mediaType: 'application/json',
      ipe: { ...ipe, request },
      body: canonicalBytes({
        run: run.id,
        tenant,
        file: name,
        bytes: read.bytes,
        sha256: read.sha256,
        tool: state.tool ?? importer.name,
        sections: [...read.sections.keys()].sort(),
      }),
    },
  }
  const personal = personalSections(service, state)
  const bodies = bytesAt(
    file,
    [...read.sections.values()].flatMap(({ parts }) => parts),
    read,
  )
  let place = next + 1
  for (const [section, { parts }] of read.sections) {
    const common = {
      kind: 'evidence' as const,
      subject: `${tenant} ${importer.name} ${section}`.slice(0, 200),
      personal: personal(section),
    }
    const inParts = parts.length > 1
    if (inParts)
      yield {
        section,
        entry: {
          ...common,
          personal: false,
          mediaType: 'application/json',
          body: sectionHead(section, parts, place + 1),
          ipe: { ...ipe, request: `${request} section ${section}` },
        },
      }
    for (const [index] of parts.entries()) {
      const part = `, part ${index + 1} of ${parts.length}`
      const { value: body } = (await bodies.next()) as IteratorYieldResult<Uint8Array>
      const asked = `${request} section ${section}${inParts ? part : ''}`
      const entry = { ...common, body, ipe: { ...ipe, request: asked } }
      yield inParts
        ? { entry: { ...entry, mediaType: 'text/plain' } }
        : {
            section,
            entry: { ...entry, mediaType: importer.whole ? 'text/plain' : 'application/json' },
          }
    }
    place += parts.length + (inParts ? 1 : 0)
  }
  // To its end: only then is it known to be the file that was read.
  await bodies.next()
}

/**
 * A section names no persons where it only carries settings that do not; what carries no setting is
 * not known to be free of names.
 */
function personalSections(service: Service, state: ImportedState): (section: string) => boolean {
  const impersonal = new Set(
    service.settings.filter(setting => !setting.personal).map(setting => setting.id),
  )
  return section => {
    const carried = state.readings.filter(reading => reading.section === section)
    return carried.length === 0 || carried.some(reading => !impersonal.has(reading.setting))
  }
}
