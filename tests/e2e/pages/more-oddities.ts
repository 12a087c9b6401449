import type { Row } from './control-kind.ts'
import { button, h } from './draw.ts'
import type { Attrs, Node } from './draw.ts'
import {
  choiceKind,
  each,
  field,
  head,
  labelFor,
  labelled,
  listOf,
  none,
  nobody,
  number,
  oddities,
  option,
  recordsOf,
  said,
  select,
  spanKind,
  title,
  untold,
} from './oddities.ts'
import type { Draw, Odd, OddKind } from './oddities.ts'
import type { ControlPlan } from './plan.ts'

// Controls that somebody missed here who had not read the reader.

const shownAs = { fixed: true, css: true } as const
const team = { ...shownAs, values: ['Security team', 'Security team'] } as const
const readOnly = (text: string): Draw => said(text)
const absent = [
  '\u2014',
  'Not set',
  'None',
  'N/A',
  'Not configured',
  '(empty)',
  'Nobody',
  'Add a contact',
] as const
const words: readonly Odd[] = [
  {
    variant: 'rich text',
    fixed: true,
    values: ['Security team', 'Security team'],
    draw: control => [
      title(control),
      h(
        'div',
        {
          'role': 'textbox',
          'contenteditable': 'true',
          'aria-multiline': 'true',
          'tabindex': 0,
          'data-c': control.id,
          ...labelled(control),
        },
        'Security team',
      ),
    ],
  },
  {
    variant: 'proposals',
    ...team,
    draw: control => [
      labelFor(control),
      field(control, { list: `${control.id}-d` }, { value: 'Security team' }),
      h('datalist', { id: `${control.id}-d` }, option('Help desk', 'Help desk')),
    ],
  },
  {
    variant: 'row of names and values',
    ...team,
    draw: ({ id, shown }) => [
      h(
        'table',
        {},
        h(
          'tbody',
          {},
          h('tr', {}, h('th', { scope: 'row' }, shown), h('td', { 'data-c': id }, 'Security team')),
        ),
      ),
    ],
  },
  ...[
    '\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022',
    '********',
    '\u2022\u2022\u2022\u20221234',
    'xxxx-xxxx-1234',
  ].flatMap(text => [
    { variant: `masked ${text}`, ...untold, values: team.values, draw: readOnly(text) },
    {
      variant: `masked in a field ${text}`,
      ...untold,
      values: team.values,
      draw: (control: ControlPlan) => [labelFor(control), field(control, {}, { value: text })],
    },
  ]),
  ...absent.map(text => ({
    variant: `absent ${text}`,
    ...untold,
    values: ['', ''] as const,
    provokes: [7],
    draw: readOnly(text),
  })),
]

const grouped = (label: string, ...options: Node[]): Node => h('optgroup', { label }, ...options)
const inGroups =
  (twice: boolean): Draw =>
  (control, value) => {
    const [first, ...rest] = control.options
    const one = (item: (typeof control.options)[number]): Node =>
      option(item.value, item.label, {}, item.value === value)
    return [
      labelFor(control),
      select(control, String(value), [
        grouped('Inside', ...(first ? [one(first)] : [])),
        grouped('Outside', ...rest.map(one)),
        ...(twice
          ? [
              grouped(
                'Partners',
                ...control.options.map(item => option(`p-${item.value}`, item.label)),
              ),
            ]
          : []),
      ]),
    ]
  }
/** @param apart whether each choice is named by its title alone */
const cards =
  (apart: boolean): Draw =>
  (control, value, change) => [
    h(
      'fieldset',
      { 'data-c': control.id },
      h('legend', {}, control.shown),
      ...control.options.map(item => {
        const id = `${control.id}-${item.value}`
        return h(
          'label',
          {},
          {
            ...h('input', {
              type: 'radio',
              name: control.id,
              value: item.value,
              ...(apart ? { 'aria-labelledby': `${id}-t`, 'aria-describedby': `${id}-d` } : {}),
            }),
            props: { checked: item.value === value },
            on: { change: () => change(item.value) },
          },
          h('span', { id: `${id}-t` }, item.label),
          h('p', { id: `${id}-d` }, `Whoever is ${item.label.toLowerCase()} may do that.`),
        )
      }),
    ),
  ]
const choices: readonly Odd[] = [
  { variant: 'options in groups', fixed: true, draw: inGroups(false) },
  { variant: 'same words in two groups', ...nobody, draw: inGroups(true) },
  {
    variant: 'list of options',
    ...shownAs,
    draw: (control, value) => [
      labelFor(control),
      select(
        control,
        String(value),
        control.options.map(item => option(item.value, item.label, {}, item.value === value)),
        { size: 3 },
      ),
    ],
  },
  {
    // As a list looks that asks in another language.
    variant: 'no longer offered',
    ...nobody,
    draw: (control, value) => [
      labelFor(control),
      select(
        control,
        String(value),
        control.options.map(item => ({
          ...option(item.value, item.label),
          props: { selected: item.value === value, disabled: item.value === value },
        })),
      ),
    ],
  },
  { variant: 'cards, by value', ...shownAs, reading: { by: 'value' }, draw: cards(false) },
  { variant: 'cards, named apart', ...shownAs, draw: cards(true) },
  { variant: 'cards', ...nobody, draw: cards(false) },
  {
    // Two texts: which of them is the choice?
    variant: 'with a mark',
    ...nobody,
    draw: (control, value) => [
      title(control),
      button(
        {
          'role': 'combobox',
          'aria-haspopup': 'listbox',
          'aria-expanded': 'false',
          'data-c': control.id,
          ...labelled(control),
        },
        none,
        h('span', {}, control.options.find(item => item.value === value)?.label ?? ''),
        ' ',
        h('span', { class: 'badge' }, 'Default'),
      ),
    ],
  },
]

const amounts: readonly Odd[] = [
  {
    // The page's own word, which never changes.
    variant: 'word beside',
    ...shownAs,
    values: [30, 30],
    provokes: [9],
    draw: control => [labelFor(control), h('span', {}, number(control, '30'), ' hours')],
  },
  {
    variant: 'things that are counted',
    ...shownAs,
    values: [5, 5],
    draw: control => [labelFor(control), h('span', {}, number(control, '5'), ' attempts')],
  },
  {
    variant: 'output',
    ...shownAs,
    values: [30, 30],
    draw: ({ id, shown }) => [h('p', {}, shown), h('output', { 'data-c': id }, '30')],
  },
  {
    variant: 'above its limit',
    ...shownAs,
    values: [30, 30],
    draw: control => [
      labelFor(control),
      field(control, { type: 'number', max: 10 }, { value: '30' }),
    ],
  },
  {
    variant: 'between less and more',
    ...shownAs,
    values: [5, 5],
    draw: ({ id, shown }) => [
      h('p', {}, shown),
      h(
        'div',
        {},
        button({ 'aria-label': 'Less' }, none, '\u2212'),
        h('span', { 'data-c': id }, '5'),
        button({ 'aria-label': 'More' }, none, '+'),
      ),
    ],
  },
]

const part = (value: string, name: string): Node => ({
  ...h('input', { 'type': 'number', 'aria-label': name }),
  props: { value },
})
const inUnit = (
  beside: (control: ControlPlan) => Node,
  expect?: Row['expect'],
): Omit<Odd, 'variant'> => ({
  ...shownAs,
  ...(expect ? { expect } : {}),
  values: [120, 120],
  provokes: [9],
  draw: control => [labelFor(control), h('span', {}, number(control, '2'), ' ', beside(control))],
})
const spans: readonly Odd[] = [
  {
    variant: 'hours and minutes in two fields',
    ...nobody,
    values: [90, 90],
    provokes: [10],
    draw: control => [
      labelFor(control),
      h('span', {}, number(control, '1'), ' hours ', part('30', 'Minutes'), ' minutes'),
    ],
  },
  {
    variant: 'days, hours and minutes in three fields',
    ...nobody,
    values: [480, 480],
    provokes: [10],
    draw: control => [
      h('p', {}, control.shown),
      h(
        'div',
        {},
        h('label', {}, number(control, '0'), ' days'),
        h('label', {}, part('8', 'Hours'), ' hours'),
        h('label', {}, part('0', 'Minutes'), ' minutes'),
      ),
    ],
  },
  {
    variant: 'unit that is pressed',
    ...inUnit(() =>
      h(
        'span',
        { 'role': 'group', 'aria-label': 'Unit' },
        button({ 'aria-pressed': 'false' }, none, 'Minutes'),
        button({ 'aria-pressed': 'true' }, none, 'Hours'),
      ),
    ),
  },
  {
    variant: 'unit by radio button',
    ...inUnit(({ id }) =>
      h(
        'span',
        {},
        ...['Minutes', 'Hours'].map(label =>
          h(
            'label',
            {},
            {
              ...h('input', { type: 'radio', name: `${id}-u`, value: label }),
              props: { checked: label === 'Hours' },
              on: { change: none },
            },
            label,
          ),
        ),
      ),
    ),
  },
  {
    variant: 'unit of a combobox',
    ...inUnit(() =>
      button(
        {
          'role': 'combobox',
          'aria-haspopup': 'listbox',
          'aria-expanded': 'false',
          'aria-label': 'Unit',
        },
        none,
        'Hours',
      ),
    ),
  },
  { variant: 'unit of one or many', ...inUnit(() => h('span', {}, 'hour(s)'), 'unknown') },
]

const boxes: readonly Odd[] = [
  {
    variant: 'cell of a matrix',
    css: true,
    draw: (control, value, change) => [
      h(
        'table',
        {},
        h('thead', {}, head('', 'Members', 'Guests')),
        h(
          'tbody',
          {},
          ...['Other', control.shown].map((row, at) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, row),
              ...[0, 1].map(column => {
                const own = at === 1 && column === 1
                return h(
                  'td',
                  {},
                  {
                    ...h('input', { type: 'checkbox', ...(own ? { 'data-c': control.id } : {}) }),
                    props: { checked: own ? value === true : value !== true },
                    on: {
                      change: (event: Event) =>
                        own ? change((event.currentTarget as HTMLInputElement).checked) : none(),
                    },
                  },
                )
              }),
            ),
          ),
        ),
      ),
    ],
  },
  {
    variant: 'field in its label',
    css: true,
    draw: (control, value, change) => [
      h(
        'label',
        {},
        {
          ...h('input', { 'type': 'checkbox', 'data-c': control.id }),
          props: { checked: value === true },
          on: { change: event => change((event.currentTarget as HTMLInputElement).checked) },
        },
        `${control.shown} after `,
        part('5', 'Days'),
        ' days',
      ),
    ],
  },
  {
    variant: 'item of a menu',
    css: true,
    draw: (control, value, change) => [
      h(
        'ul',
        { role: 'menu' },
        {
          ...h(
            'li',
            {
              'role': 'menuitemcheckbox',
              'aria-checked': String(value === true),
              'tabindex': 0,
              'data-c': control.id,
            },
            control.shown,
          ),
          on: { click: () => change(value !== true) },
        },
      ),
    ],
  },
]

const part57 = { fixed: true, expect: 'unknown', provokes: [7, 8] } as const
const lists: readonly Odd[] = [
  {
    variant: 'of roles',
    fixed: true,
    draw: (control, value) => [
      h('h3', { id: `${control.id}-l` }, control.shown),
      h(
        'div',
        { 'role': 'list', 'data-c': control.id, ...labelled(control) },
        ...(value as readonly string[]).map(text => ({
          ...h('div', { role: 'listitem' }, text),
          key: text,
        })),
      ),
    ],
  },
  ...['+2', '\u2026', 'View all (57)', '2 more\u2026', 'more', '57 in total', '(+12)'].map(
    text => ({
      variant: `at the end ${text}`,
      ...part57,
      draw: listOf(all => [...each(all), h('li', {}, text)]),
    }),
  ),
  {
    variant: 'busy',
    ...part57,
    draw: (control, value) => [
      h('h3', { id: `${control.id}-l` }, control.shown),
      h(
        'ul',
        { 'data-c': control.id, 'aria-busy': 'true', ...labelled(control) },
        ...each(value as readonly string[]),
      ),
    ],
  },
  ...[
    'N/A',
    '-',
    'Empty',
    'Not set',
    'Not configured',
    'Add the first domain',
    '0 domains',
    'Everyone',
    'Any',
    'Inherited from the organisation',
  ].map(text => ({
    variant: `nothing but ${text}`,
    ...part57,
    values: [[], []] as const,
    draw: listOf(() => [h('li', {}, text)]),
  })),
]

const row = (role: string, cells: readonly string[], attrs: Attrs = {}): Node =>
  h('div', { role: 'row', ...attrs }, ...cells.map(text => h('div', { role }, text)))
type Records = readonly Readonly<Record<string, string>>[]
const tables: readonly Odd[] = [
  {
    variant: 'of roles',
    fixed: true,
    draw: (control, value) => [
      h('h3', { id: `${control.id}-l` }, control.shown),
      h(
        'div',
        { 'role': 'table', 'data-c': control.id, ...labelled(control) },
        h('div', { role: 'rowgroup' }, row('columnheader', ['Name', 'State'])),
        h(
          'div',
          { role: 'rowgroup' },
          ...(value as Records).map(({ Name = '', State = '' }) => ({
            ...row('cell', [Name, State]),
            key: Name,
          })),
        ),
      ),
    ],
  },
  ...(['aria-busy', 'aria-expanded'] as const).map(attribute => ({
    variant: attribute === 'aria-busy' ? 'busy' : 'rows that are folded',
    fixed: true as const,
    css: true as const,
    expect: 'unknown' as const,
    provokes: [8],
    draw: ((control, value) => [
      h('h3', { id: `${control.id}-l` }, control.shown),
      h(
        'table',
        {
          'data-c': control.id,
          ...labelled(control),
          ...(attribute === 'aria-busy' ? { [attribute]: 'true' } : { role: 'treegrid' }),
        },
        h('thead', {}, head('Name', 'State')),
        h(
          'tbody',
          {},
          ...(value as Records).map(({ Name = '', State = '' }, i) => ({
            ...h(
              'tr',
              attribute === 'aria-expanded' && i === 0
                ? { 'aria-level': 1, 'aria-expanded': 'false' }
                : {},
              h('td', {}, Name),
              h('td', {}, State),
            ),
            key: Name,
          })),
        ),
      ),
    ]) satisfies Draw,
  })),
]

/** As those of `oddities.ts`, under names of their own. */
const more: Readonly<Record<string, OddKind>> = {
  'rare words': {
    names: ['Reports go to', 'Answers go to', 'Escalations go to'],
    roles: ['textbox'],
    read: 'text',
    values: () => ['', ''],
    rows: words,
  },
  'rare choice': {
    names: ['Role of contractors', 'Role of interns', 'Role of machines'],
    ...choiceKind,
    rows: choices,
  },
  'rare amount': {
    names: ['Backups kept', 'Wrong codes', 'Open invitations'],
    roles: ['spinbutton'],
    read: 'number',
    values: () => [1, 1],
    rows: amounts,
  },
  'rare span': {
    names: ['Forget devices after', 'Ask again after', 'Delete after'],
    ...spanKind,
    rows: spans,
  },
  'rare box': {
    names: ['Downloads', 'Screen sharing', 'Copying'],
    roles: ['checkbox'],
    read: 'checked',
    values: random => (random.chance(0.5) ? [true, false] : [false, true]),
    rows: boxes,
  },
  'rare list': {
    names: ['Relays', 'Auditors', 'Free networks', 'Branches'],
    roles: ['list'],
    read: 'list',
    values: random => {
      const chosen = random.shuffle(['a.example', 'b.example', 'c.example', 'd.example'])
      return [chosen.slice(0, 3), chosen.slice(1, 3)]
    },
    rows: lists,
  },
  'rare table': {
    names: ['Machines', 'Certificates in use', 'Bridges'],
    roles: ['table'],
    read: 'rows',
    values: recordsOf,
    rows: tables,
  },
}

/** All kinds that `controls.ts` does not draw itself. */
export const oddKinds: Readonly<Record<string, OddKind>> = { ...oddities, ...more }

/** @returns how an odd control is drawn, or null for an ordinary one */
export function oddDrawing({ kind, variant }: ControlPlan): Draw | null {
  return oddKinds[kind]?.rows.find(item => item.variant === variant)?.draw ?? null
}
