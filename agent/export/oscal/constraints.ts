import type { Misshapen } from './shapes.ts'

// Constraints of the OSCAL models beyond their shape, as far as they name closed lists or indexes that
// documents are seen to miss: https://pages.nist.gov/OSCAL-Reference/models/ . Where a place is not
// listed, nothing is said of it.

const NAMESPACE = 'http://csrc.nist.gov/ns/oscal'

const ofControls = ['alt-identifier', 'label', 'sort-id']
const ofAssets = [
  'allows-authenticated-scan',
  'asset-id',
  'asset-tag',
  'asset-type',
  'baseline-configuration-name',
  'function',
  'label',
  'network-id',
  'public',
  'sort-id',
  'virtual',
  'vlan-id',
]
const ofSoftware = [
  ...ofAssets,
  'model',
  'patch-level',
  'release-date',
  'validation-reference',
  'validation-type',
  'version',
]
/** By the field that holds what has the properties: their names, beside `marking`. */
const propNames: Readonly<Record<string, readonly string[]>> = {
  'metadata': ['keywords', 'resolution-tool', 'source-profile-uuid'],
  'groups': ofControls,
  'controls': [...ofControls, 'status'],
  'components': [
    ...ofSoftware,
    'implementation-point',
    'inherited-uuid',
    'leveraged-authorization-uuid',
    'software-identifier',
    'vendor-name',
  ],
  'inventory-items': [
    ...ofAssets,
    'fqdn',
    'hardware-model',
    'ipv4-address',
    'ipv6-address',
    'is-scanned',
    'mac-address',
    'netbios-name',
    'os-name',
    'os-version',
    'physical-location',
    'serial-number',
    'software-name',
    'software-patch-level',
    'software-version',
    'uri',
  ],
  'implemented-components': ofSoftware,
  'risks': ['accepted', 'false-positive', 'priority', 'risk-adjusted'],
  'responses': ['type'],
  'users': ['privilege-level', 'type'],
  'implemented-requirements': ['control-origination'],
  'by-components': ['control-origination'],
  'system-characteristics': [
    'authenticator-assurance-level',
    'cloud-deployment-model',
    'cloud-service-model',
    'federation-assurance-level',
    'identity-assurance-level',
  ],
  'system-information': ['privacy-designation'],
  ...Object.fromEntries(
    [
      'actors',
      'assessment-platforms',
      'assessment-subjects',
      'authorization-boundary',
      'control-selections',
      'findings',
      'information-types',
      'observations',
      'poam-items',
      'results',
      'reviewed-controls',
      'system-implementation',
      'tasks',
    ].map(place => [place, []]),
  ),
}
const partNames: Readonly<Record<string, readonly string[]>> = {
  groups: ['instruction', 'overview'],
  controls: [
    'assessment',
    'assessment-method',
    'assessment-objective',
    'example',
    'guidance',
    'objective',
    'overview',
    'statement',
  ],
}
const propValues: Readonly<Record<string, readonly string[]>> = {
  'implementation-point': ['external', 'internal'],
}

type Fields = Readonly<Record<string, unknown>>

/** Where a document of whatever shape is against them. */
export function unlawful(document: unknown): readonly Misshapen[] {
  const found: Misshapen[] = []
  const say = (path: string, detail: string): void => {
    found.push({ path, detail })
  }
  const [[model, content] = ['', {}]] = Object.entries(fieldsOf(document)).filter(
    ([name]) => name !== '$schema',
  )
  const roles = new Set(
    listOf(fieldsOf(fieldsOf(content)['metadata'])['roles']).map(item => fieldsOf(item)['id']),
  )
  const ids = new Map<string, string>()
  walk(content, `$.${model}`, model)
  return found

  function walk(value: unknown, path: string, key: string): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, `${path}[${index}]`, key)
      return
    }
    if (typeof value !== 'object' || value === null) return
    const fields = fieldsOf(value)
    named(fields['props'], `${path}.props`, propNames[key] && [...propNames[key], 'marking'])
    named(fields['parts'], `${path}.parts`, partNames[key])
    for (const [index, item] of listOf(fields['props']).entries()) {
      const { name, value: given } = fieldsOf(item)
      const allowed = isOwn(item) ? propValues[String(name)] : undefined
      if (allowed && !allowed.includes(String(given)))
        say(`${path}.props[${index}].value`, `"${String(given)}" is none of ${allowed.join(', ')}`)
    }
    if (model === 'catalog') catalogued(fields, path, key)
    // Roles of users and of who is responsible for the document stand in its metadata.
    if (key === 'users') for (const id of listOf(fields['role-ids'])) role(id, `${path}.role-ids`)
    if (path.startsWith(`$.${model}.metadata.responsible-parties`) && key === 'responsible-parties')
      role(fields['role-id'], `${path}.role-id`)
    for (const [name, item] of Object.entries(fields)) walk(item, `${path}.${name}`, name)
  }

  function role(id: unknown, path: string): void {
    if (!roles.has(id)) say(path, `no role in the metadata has the id "${String(id)}"`)
  }

  function named(items: unknown, path: string, allowed: readonly string[] | undefined): void {
    if (!allowed) return
    for (const [index, item] of listOf(items).entries()) {
      const { name } = fieldsOf(item)
      if (isOwn(item) && !allowed.includes(String(name)))
        say(
          `${path}[${index}].name`,
          `OSCAL has no "${String(name)}" here: another one needs a namespace ("ns") of its own`,
        )
    }
  }

  function catalogued(fields: Fields, path: string, key: string): void {
    const { id } = fields
    if (typeof id === 'string' && ['groups', 'controls', 'parts', 'params'].includes(key)) {
      const known = `${key} ${id}`
      const before = ids.get(known)
      if (before === undefined) ids.set(known, path)
      else say(`${path}.id`, `"${id}" stands at ${before} already`)
    }
    if (key !== 'controls') return
    const isWithdrawn = listOf(fields['props']).some(item => {
      const { name, value } = fieldsOf(item)
      return isOwn(item) && name === 'status' && /^withdrawn$/i.test(String(value))
    })
    if (
      !isWithdrawn &&
      !listOf(fields['parts']).some(item => fieldsOf(item)['name'] === 'statement')
    )
      say(path, 'a control that is not withdrawn has a part "statement"')
  }
}

/** Of OSCAL's own names. */
function isOwn(item: unknown): boolean {
  const { ns = NAMESPACE } = fieldsOf(item)
  return ns === NAMESPACE
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
