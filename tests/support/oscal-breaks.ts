// Ways in which an OSCAL document of a bundle is broken on purpose, each in one document.

type Item = Record<string, unknown>
type Break = {
  readonly name: string
  readonly file: string
  readonly change: (model: Item) => void
}

const nobody = '11111111-1111-4111-8111-111111111111'
const odd = { name: 'frobnicate', value: 'x' }

/** What stands at a path of names and places. */
function at(from: unknown, ...path: readonly (string | number)[]): Item {
  return path.reduce<unknown>((found, key) => (found as Item)[key], from) as Item
}

function add(to: Item, key: string, item: unknown): void {
  to[key] = [...((to[key] as unknown[] | undefined) ?? []), item]
}

function firstControl(from: Item): Item {
  const [control] = (from['controls'] as Item[] | undefined) ?? []
  return control ?? firstControl(at(from, 'groups', 0))
}

const system = 'system-security-plan.json'
const results = 'assessment-results.json'
const actions = 'plan-of-action-and-milestones.json'
const catalog = 'catalog.json'
const component = (model: Item): Item => at(model, 'system-implementation', 'components', 0)
const result = (model: Item): Item => at(model, 'results', 0)

export const breaks: readonly Break[] = [
  {
    name: 'a role that there is not',
    file: system,
    change: model => {
      at(model, 'system-implementation', 'users', 0)['role-ids'] = ['nobody']
    },
  },
  {
    name: 'a uuid twice',
    file: system,
    change: model => {
      at(model, 'system-implementation', 'components', 1)['uuid'] = component(model)['uuid']
    },
  },
  {
    name: 'a component that there is not',
    file: system,
    change: model => {
      const [first] = model['control-implementation']
        ? (at(model, 'control-implementation')['implemented-requirements'] as Item[])
        : []
      at(first, 'by-components', 0)['component-uuid'] = nobody
    },
  },
  {
    name: 'a month 13',
    file: results,
    change: model => {
      at(model, 'metadata')['last-modified'] = '2026-13-01T00:00:00Z'
    },
  },
  {
    name: 'a time without a zone',
    file: results,
    change: model => {
      result(model)['start'] = '2026-03-01T00:00:00'
    },
  },
  {
    name: 'a title that is missing',
    file: results,
    change: model => {
      delete result(model)['title']
    },
  },
  {
    name: 'a field that there is not',
    file: results,
    change: model => {
      result(model)['colour'] = 'red'
    },
  },
  {
    name: 'an empty list',
    file: results,
    change: model => {
      result(model)['findings'] = []
    },
  },
  {
    name: 'a uuid that is none',
    file: results,
    change: model => {
      result(model)['uuid'] = 'nope'
    },
  },
  {
    name: 'an observation that there is not',
    file: results,
    change: model => {
      at(result(model), 'findings', 0)['related-observations'] = [{ 'observation-uuid': nobody }]
    },
  },
  {
    name: 'another state of a finding',
    file: results,
    change: model => {
      at(result(model), 'findings', 0, 'target', 'status')['state'] = 'maybe'
    },
  },
  {
    name: 'an empty name',
    file: system,
    change: model => {
      at(model, 'system-characteristics')['system-name'] = ''
    },
  },
  {
    name: 'another state of a component',
    file: system,
    change: model => {
      at(component(model), 'status')['state'] = 'asleep'
    },
  },
  {
    name: "a property of OSCAL's that there is not, in metadata",
    file: system,
    change: model => add(at(model, 'metadata'), 'props', odd),
  },
  {
    name: "a property of OSCAL's that there is not, of a component",
    file: system,
    change: model => add(component(model), 'props', odd),
  },
  {
    name: "another value of a property of OSCAL's",
    file: system,
    change: model =>
      add(component(model), 'props', { name: 'implementation-point', value: 'somewhere' }),
  },
  {
    name: 'a party that there is not',
    file: system,
    change: model =>
      add(at(model, 'metadata'), 'responsible-parties', {
        'role-id': 'administrator',
        'party-uuids': [nobody],
      }),
  },
  {
    name: 'a link into nowhere',
    file: system,
    change: model => add(at(model, 'metadata'), 'links', { href: `#${nobody}`, rel: 'reference' }),
  },
  {
    name: 'an import from nowhere',
    file: system,
    change: model => {
      at(model, 'import-profile')['href'] = `#${nobody}`
    },
  },
  {
    name: 'a group twice',
    file: catalog,
    change: model => add(model, 'groups', at(model, 'groups', 0)),
  },
  {
    name: 'a part that there is not',
    file: catalog,
    change: model => add(at(model, 'groups', 0), 'parts', { name: 'frobnicate', prose: 'x' }),
  },
  {
    name: 'a control without a statement',
    file: catalog,
    change: model => {
      const control = firstControl(model)
      control['parts'] = (control['parts'] as Item[]).filter(part => part['name'] !== 'statement')
    },
  },
  {
    name: 'a risk that there is not',
    file: actions,
    change: model => {
      at(model, 'poam-items', 0)['related-risks'] = [{ 'risk-uuid': nobody }]
    },
  },
]

/** The text of a document, broken. */
export function broken(text: string, { change }: Break): string {
  const document = JSON.parse(text) as Record<string, Item>
  for (const model of Object.values(document)) change(model)
  return JSON.stringify(document)
}
