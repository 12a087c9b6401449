import { unlawful } from './constraints.ts'
import { misshapen } from './shapes.ts'

/**
 * Something that a strict tool finds. `unresolved`: it may stand in a document that could not be
 * opened. `shape`: not as the model has it; `constraint`: the model's rules beyond its shape.
 */
export type OscalProblem = {
  readonly kind: 'shape' | 'constraint' | 'duplicate-uuid' | 'dangling-reference' | 'unresolved'
  readonly document: string
  readonly path: string
  readonly detail: string
}

/** Gives a document that another one refers to; null where it cannot be had. */
export type OpenDocument = (
  href: string,
  from: string,
) => Promise<{ readonly name: string; readonly document: unknown } | null>

const imports = new Set([
  'import-ap',
  'import-ssp',
  'import-profile',
  'import-component-definition',
])
const uuidReferences =
  /^(?:subject|observation|risk|actor|component|activity|task|implementation-statement|response|statement|provided|responsibility|finding|poam-item)-uuid$|^target-uuid$/
const uuidLists = new Set([
  'party-uuids',
  'location-uuids',
  'component-uuids',
  'observation-uuids',
  'member-of-organizations',
])

type Facts = {
  readonly name: string
  readonly uuids: Map<string, string>
  readonly ids: Set<string>
  readonly controls: Set<string>
  readonly references: {
    readonly path: string
    readonly target: string
    readonly among: 'uuid' | 'control' | 'objective' | 'fragment'
  }[]
  readonly imports: { readonly path: string; readonly href: string }[]
  readonly files: { readonly path: string; readonly href: string }[]
  readonly resources: Map<string, Record<string, unknown>>
}

/**
 * What is not as the models have it, dangling references and duplicate uuids in an OSCAL document and everything it imports, ours or
 * anyone's.
 * @param exists whether a relative link leads to a file; null where nobody can say
 */
export async function checkOscal(
  name: string,
  document: unknown,
  open: OpenDocument,
  exists: (href: string, from: string) => boolean | null = () => null,
): Promise<OscalProblem[]> {
  const problems: OscalProblem[] = []
  const all: Facts[] = []
  let complete = true
  const visit = async (current: string, content: unknown): Promise<void> => {
    if (all.some(item => item.name === current)) return
    const facts = gather(current, content, problems)
    all.push(facts)
    for (const found of misshapen(content))
      problems.push({ kind: 'shape', document: current, ...found })
    for (const found of unlawful(content))
      problems.push({ kind: 'constraint', document: current, ...found })
    for (const { path, href } of facts.imports) {
      const opened = href.startsWith('#')
        ? (embedded(facts, href.slice(1)) ?? (await linked(facts, href.slice(1), open)))
        : await open(href, current)
      if (opened) {
        await visit(opened.name, opened.document)
        continue
      }
      complete = false
      problems.push({
        kind: 'unresolved',
        document: current,
        path,
        detail: `"${href}" could not be opened, so references into it were not checked`,
      })
    }
    for (const { path, href } of facts.files)
      if (exists(href, current) === false)
        problems.push({
          kind: 'dangling-reference',
          document: current,
          path,
          detail: `no file "${href}"`,
        })
  }
  await visit(name, document)
  for (const facts of all) {
    for (const { path, target, among } of facts.references) {
      const known =
        among === 'fragment'
          ? facts.uuids.has(target) || facts.ids.has(target)
          : all.some(item =>
              among === 'uuid'
                ? item.uuids.has(target)
                : among === 'control'
                  ? item.controls.has(target)
                  : item.ids.has(target) || item.controls.has(target),
            )
      if (known) continue
      problems.push({
        kind: complete || among === 'fragment' ? 'dangling-reference' : 'unresolved',
        document: facts.name,
        path,
        detail: `nothing has the ${among === 'uuid' || among === 'fragment' ? 'id' : among === 'control' ? 'control id' : 'objective or statement id'} "${target}"`,
      })
    }
  }
  return problems
}

function gather(name: string, document: unknown, problems: OscalProblem[]): Facts {
  const facts: Facts = {
    name,
    uuids: new Map(),
    ids: new Set(),
    controls: new Set(),
    references: [],
    imports: [],
    files: [],
    resources: new Map(),
  }
  const walk = (value: unknown, path: string, key: string, parent: string): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (typeof item === 'string' && uuidLists.has(key))
          facts.references.push({ path: `${path}[${index}]`, target: item, among: 'uuid' })
        else if (typeof item === 'string' && key === 'with-ids')
          facts.references.push({ path: `${path}[${index}]`, target: item, among: 'control' })
        else walk(item, `${path}[${index}]`, key, parent)
      }
      return
    }
    if (typeof value !== 'object' || value === null) return
    const record = value as Record<string, unknown>
    if (typeof record['uuid'] === 'string') {
      const uuid = record['uuid'].toLowerCase()
      const before = facts.uuids.get(uuid)
      if (before === undefined) facts.uuids.set(uuid, path)
      else
        problems.push({
          kind: 'duplicate-uuid',
          document: name,
          path,
          detail: `${uuid} stands at ${before} already`,
        })
      if (key === 'resources') facts.resources.set(uuid, record)
    }
    if (typeof record['id'] === 'string') {
      facts.ids.add(record['id'])
      if (key === 'controls') facts.controls.add(record['id'])
    }
    for (const [field, item] of Object.entries(record)) {
      // What is carried inside need not be beside it, too.
      if (field === 'rlinks' && 'base64' in record) continue
      const place = `${path}.${field}`
      if (typeof item === 'string') {
        if (uuidReferences.test(field))
          facts.references.push({ path: place, target: item.toLowerCase(), among: 'uuid' })
        else if (field === 'control-id')
          facts.references.push({ path: place, target: item, among: 'control' })
        else if (
          field === 'target-id' &&
          (record['type'] === 'objective-id' || record['type'] === 'statement-id')
        )
          facts.references.push({ path: place, target: item, among: 'objective' })
        else if (field === 'href')
          link(
            facts,
            place,
            item,
            imports.has(key) || (key === 'imports' && path.startsWith('$.profile.')),
          )
      }
      walk(item, place, field, key)
    }
  }
  walk(document, '$', '', '')
  return facts
}

function link(facts: Facts, path: string, href: string, isImport: boolean): void {
  if (href.startsWith('#'))
    facts.references.push({ path, target: href.slice(1), among: 'fragment' })
  if (isImport) facts.imports.push({ path, href })
  else if (!href.startsWith('#') && !/^[a-z][a-z0-9+.-]*:/i.test(href))
    facts.files.push({ path, href })
}

/** A document carried as base64 in the back matter. */
function embedded(
  facts: Facts,
  uuid: string,
): { readonly name: string; readonly document: unknown } | null {
  const base64 = facts.resources.get(uuid.toLowerCase())?.['base64']
  const value =
    typeof base64 === 'object' && base64 !== null && 'value' in base64 ? base64.value : null
  if (typeof value !== 'string') return null
  try {
    return {
      name: `${facts.name}#${uuid}`,
      document: JSON.parse(Buffer.from(value, 'base64').toString('utf8')),
    }
  } catch {
    return null
  }
}

/** The first of a resource's links that opens. */
async function linked(
  facts: Facts,
  uuid: string,
  open: OpenDocument,
): Promise<{ readonly name: string; readonly document: unknown } | null> {
  const rlinks = facts.resources.get(uuid.toLowerCase())?.['rlinks']
  for (const item of Array.isArray(rlinks) ? (rlinks as { href?: unknown }[]) : []) {
    const opened = typeof item.href === 'string' ? await open(item.href, facts.name) : null
    if (opened) return opened
  }
  return null
}
