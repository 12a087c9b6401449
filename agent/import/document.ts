import { isRealDay } from '../../common/model/day.ts'
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { folded, membersOf } from '../../common/assess/members.ts'
import { looksSecret } from '../../common/capture/redact.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type {
  EvidenceRef,
  ShownFinding,
  Resource,
  Service,
  Setting,
  Value,
  ValueType,
} from '../../common/model/index.ts'
import { wordsOf } from '../../common/words/english/index.ts'
import { mismatchSaid } from '../../common/words/mismatch.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { inRun } from '../record/run.ts'
import type { RunCommit } from '../record/run.ts'
import { tenantOf } from '../agent.ts'
import { Problem } from '../problem.ts'
import { assessTenant, currentOf } from '../judge/assess-tenant.ts'
import { findingsOf } from '../judge/findings-of.ts'
import { rootResource } from '../collect/root-resource.ts'

/** What a person states, and the file that it rests on. */
export type NewDocument = {
  readonly tenant: string
  readonly setting: string
  readonly value: Value
  /** Id or name of the thing; without it the tenant as a whole. */
  readonly resource?: string | undefined
  /**
   * A day or RFC 3339: after it the statement counts no more. Without it, after the time that
   * console readings count too.
   */
  readonly until?: string | undefined
  readonly by: string
  readonly name: string
  readonly body: Uint8Array
}

export type Documented = {
  readonly tenant: string
  readonly setting: string
  readonly resource: Pick<Resource, 'type' | 'id' | 'name'>
  readonly value: Value
  readonly by: string
  readonly at: string
  readonly until: string | null
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string }
  readonly evidence: readonly EvidenceRef[]
  /** Those that read the setting, as they are judged now. */
  readonly findings: readonly ShownFinding[]
}

/**
 * Longest file in bytes, and furthest end of a statement in days: one is looked at again at least
 * once a year.
 */
export const LARGEST = 10 * 1024 * 1024
const LONGEST_DAYS = 400
const LONGEST_VALUE = 64 * 1024
const MOST_NAMES = 10

/**
 * Makes a person's statement evidence (grade D), with the file that it rests on, an observation
 * with the source `document`, and findings: all of it in one transaction, or nothing. The file's
 * bytes are sealed as they are and never looked into; they and the person's name are personal.
 * @throws Problem for a statement that does not fit, saying what would; nothing of it is stored then
 */
export async function importDocument(
  agent: Agent,
  actor: Actor,
  given: NewDocument,
): Promise<Documented> {
  const { config, service } = tenantOf(agent, given.tenant)
  const setting = settingOf(service, given.setting)
  assertValue(setting, given.value)
  const now = agent.clock()
  const until = given.until === undefined ? null : endOf(given.until, now)
  if (given.body.length === 0) throw new Problem('document-empty', { name: given.name })
  if (given.body.length > LARGEST)
    throw new Problem('document-too-large', {
      name: given.name,
      bytes: given.body.length,
      most: LARGEST,
    })
  const by = given.by.trim()
  if (by === '' || by.length > 200) throw new Problem('document-author', {})
  const resources = await resourcesOf(agent, given, setting, service, config.target)
  const resource = resources.at(-1)
  if (!resource)
    throw new Problem('type-unknown', { service: service.title, type: setting.resource })

  const file = {
    name: basename(given.name).slice(0, 200),
    bytes: given.body.length,
    sha256: createHash('sha256').update(given.body).digest('hex'),
  }
  const { tenant } = given
  const startedAt = now.toISOString()
  return inRun(agent, actor, { kind: 'document', tenant, startedAt }, async run => {
    const statement = { setting: setting.id, value: given.value, by, at: run.at, until, file }
    const evidence = await seal(run, statement, resource, given.body)
    await run.putResources(resources, [])
    await run.putObservations([
      {
        setting: setting.id,
        resource: { type: resource.type, id: resource.id },
        reading: { state: 'observed', value: given.value },
        source: 'document',
        grade: 'D',
        at: run.at,
        evidence,
        ...(until === null ? {} : { until }),
      },
    ])
    await assessTenant(agent, run)
    const readBy = new Set(
      service.checks.filter(check => check.reads.includes(setting.id)).map(check => check.id),
    )
    const { type, id, name } = resource
    const read: ShownFinding[] = []
    for await (const finding of findingsOf(agent.store, tenant, readBy))
      read.push(shownFinding(finding, agent.catalogue()))
    read.sort((a, b) => (a.id < b.id ? -1 : 1))
    return { ...statement, tenant, resource: { type, id, name }, evidence, findings: read }
  })
}

type Statement = Pick<Documented, 'setting' | 'value' | 'by' | 'at' | 'until' | 'file'>

/** The statement and, beside it, the file that it rests on. */
async function seal(
  run: RunCommit,
  statement: Statement,
  resource: Resource,
  body: Uint8Array,
): Promise<EvidenceRef[]> {
  const { tenant, at, catalogue } = run
  const { setting, by, file } = statement
  const ipe = {
    request: `import document ${file.name} for ${setting} of ${resource.name}`,
    account: by,
    tenant,
    collector: 'import-document@1',
    catalogue,
    seenAt: at,
    recordedAt: at,
    filters: `sha256 ${file.sha256}`,
  }
  const common = { kind: 'evidence' as const, personal: true, ipe }
  return run.append([
    {
      ...common,
      subject: `${tenant} statement`,
      mediaType: 'application/json',
      body: canonicalBytes({
        format: 'witnessmark/statement',
        version: 1,
        grade: 'D',
        resource: { type: resource.type, id: resource.id },
        ...statement,
      }),
    },
    // Whatever the file is, it is bytes: nobody is to open it because of what it says of itself.
    {
      ...common,
      subject: `${tenant} document`,
      mediaType: 'application/octet-stream',
      body,
    },
  ])
}

function settingOf(service: Service, id: string): Setting {
  const found = service.settings.find(setting => setting.id === id)
  if (found) return found
  const like = service.settings
    .filter(
      setting =>
        setting.id.endsWith(`.${id}`) ||
        setting.id
          .split('.')
          .at(-1)
          ?.includes(id.split('.').at(-1) ?? id),
    )
    .slice(0, 5)
  throw new Problem('setting-unknown', {
    setting: id,
    service: service.title,
    like: like.map(setting => setting.id),
  })
}

function assertValue(setting: Setting, value: Value): void {
  const wrong = mismatchSaid(value, setting.type)
  if (wrong !== null)
    throw new Problem('value-type', {
      detail: wordsOf(wrong),
      setting: setting.id,
      title: setting.title,
      takes: typeText(setting.type),
      example: exampleOf(setting.type),
    })
  const text = JSON.stringify(value)
  if (text.length > LONGEST_VALUE) throw new Problem('value-too-long', { most: LONGEST_VALUE })
  if (looksSecret(text)) throw new Problem('value-secret', {})
}

/** A setting's type in words, for whoever has to write a value of it. */
function typeText(type: ValueType): string {
  switch (type.type) {
    case 'boolean':
      return 'true or false'
    case 'number':
      return type.unit ? `a number (${type.unit})` : 'a number'
    case 'string':
      return type.values
        ? `one of ${type.values.map(value => JSON.stringify(value)).join(', ')}`
        : 'a text'
    case 'list':
      return `a list of ${type.of.type === 'any' ? 'values or records' : type.of.type === 'record' ? `records (${Object.keys(type.of.fields).join(', ')})` : `${type.of.type}s`}`
    case 'record':
      return `a record (${Object.keys(type.fields).join(', ')})`
    case 'any':
      return 'any value'
  }
}

function exampleOf(type: ValueType): Value {
  switch (type.type) {
    case 'boolean':
      return true
    case 'number':
      return 12
    case 'string':
      return type.values?.[0] ?? 'text'
    case 'list':
      return [exampleOf(type.of)]
    case 'record':
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, field]) => [
          name,
          name === 'unit' ? '/' : exampleOf(field),
        ]),
      )
    case 'any':
      return 'text'
  }
}

function endOf(until: string, now: Date): string {
  const end = new Date(until)
  const furthest = new Date(now.getTime() + LONGEST_DAYS * 86_400_000)
  if (!isRealDay(until) || Number.isNaN(end.getTime()) || end <= now || end > furthest)
    throw new Problem('document-end', { until, furthest: furthest.toISOString().slice(0, 10) })
  return end.toISOString()
}

/** The tenant's root and, last, the thing that the statement is about. */
async function resourcesOf(
  agent: Agent,
  { tenant, resource }: NewDocument,
  setting: Setting,
  service: Service,
  target: Readonly<Record<string, string>>,
): Promise<readonly Resource[]> {
  const known = await agent.store.resources(tenant)
  const root = rootResource(service, known, target, { id: tenant, name: tenant })
  const same = (item: Pick<Resource, 'id' | 'name'>): boolean =>
    resource !== undefined && [item.id, item.name].some(text => folded(text) === folded(resource))
  if (setting.resource === root.type) {
    if (resource !== undefined && !same(root))
      throw new Problem('resource-needless', {
        setting: setting.id,
        type: root.type,
        name: root.name,
      })
    return [root]
  }
  const type = service.resourceTypes.find(item => item.id === setting.resource)
  const list = service.settings.find(item => item.id === type?.listedBy?.setting)
  const state = await currentOf(agent, tenant)
  const listed = list ? state.reading(root, list) : null
  const things =
    type && list && listed?.state === 'observed'
      ? membersOf({ type, list }, setting, root, listed.value, state).map(item => ({
          id: item.resource.id,
          name: item.name,
        }))
      : known.filter(item => item.type === setting.resource)
  const thing = type?.title.toLowerCase() ?? setting.resource
  const names = things.slice(0, MOST_NAMES).map(item => item.name)
  const there = { thing, known: names, more: things.length - names.length }
  if (resource === undefined || resource.trim() === '' || resource.length > 200)
    throw new Problem('resource-unnamed', { setting: setting.id, ...there })
  const found = things.filter(same)
  if (found.length > 1)
    throw new Problem('resource-ambiguous', { resource, ids: found.map(item => item.id) })
  const [one] = found
  // Where nothing lists such things, the name that the person gives is the only one there is.
  if (!one && (things.length > 0 || !list))
    throw new Problem('resource-unknown', { resource, ...there })
  const id = one?.id ?? resource
  return [
    root,
    known.find(item => item.type === setting.resource && item.id === id) ?? {
      type: setting.resource,
      id,
      name: one?.name ?? id,
      parent: { type: root.type, id: root.id },
    },
  ]
}
