import type { Value } from '../../../common/model/value.ts'
import type { Kind, Row } from './control-kind.ts'
import { button, h } from './draw.ts'
import type { Attrs, Node } from './draw.ts'
import type { ControlPlan } from './plan.ts'

// Controls that real consoles have and that no component library documents: inherited values,
// states said twice, words in number fields, lists that are filtered. Each row says how it is drawn
// and what a person could tell.

export type Draw = (control: ControlPlan, value: Value, change: (value: Value) => void) => Node[]
export type Odd = Row & { readonly draw: Draw }
export type OddKind = Omit<Kind, 'rows'> & { readonly rows: readonly Odd[] }

export const none = (): void => undefined
export const labelled = ({ id }: ControlPlan): Attrs => ({ 'aria-labelledby': `${id}-l` })
export const title = ({ id, shown }: ControlPlan): Node => h('span', { id: `${id}-l` }, shown)
export const labelFor = ({ id, shown }: ControlPlan): Node =>
  h('label', { for: `${id}-i`, id: `${id}-l` }, shown)
export const field = ({ id }: ControlPlan, attrs: Attrs, props: Node['props'] = {}): Node => ({
  ...h('input', { 'id': `${id}-i`, 'data-c': id, ...attrs }),
  props,
})
const texts = (value: Value): readonly string[] => (Array.isArray(value) ? value.map(String) : [])
const CLIPPED = 'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)'

/** A name and its value in words. */
export const said =
  (...children: (Node | string)[]): Draw =>
  ({ id, shown }) => [h('dl', {}, h('dt', {}, shown), h('dd', { 'data-c': id }, ...children))]
const box =
  (attrs: Attrs, props: Node['props'] = {}): Draw =>
  (control, value, change) => [
    {
      ...field(control, { type: 'checkbox', ...attrs }, { checked: value === true, ...props }),
      on: { change: event => change((event.currentTarget as HTMLInputElement).checked) },
    },
    labelFor(control),
  ]
const track = (control: ControlPlan, attrs: Attrs): Node =>
  h('span', {
    'tabindex': 0,
    'data-c': control.id,
    'class': 'track',
    ...labelled(control),
    ...attrs,
  })

const flip: Kind['values'] = random => {
  const first = random.chance(0.5)
  return [first, !first]
}
const on = { fixed: true, css: true, values: [true, true] } as const
export const untold = { ...on, expect: 'unknown' } as const

const states: readonly Odd[] = [
  { variant: 'indeterminate', ...untold, draw: box({}, { indeterminate: true }) },
  {
    variant: 'stale-aria',
    css: true,
    draw: (control, value, change) =>
      box({ 'aria-checked': String(value !== true) })(control, value, change),
  },
  {
    variant: 'clipped',
    fixed: true,
    draw: (control, value, change) => [
      h(
        'label',
        {},
        ...box({ style: 'position:absolute;opacity:0;width:1px;height:1px' })(
          control,
          value,
          change,
        ).slice(0, 1),
        h('span', { class: 'track' }),
        control.shown,
      ),
    ],
  },
  {
    variant: 'twice',
    fixed: true,
    named: true,
    values: [true, true],
    expect: 'unknown',
    draw: (control, value, change) => [
      h('section', {}, h('h3', {}, 'Members'), ...box({})(control, value, change)),
      h(
        'section',
        {},
        h('h3', {}, 'Guests'),
        h('label', {}, h('input', { type: 'checkbox' }), control.shown),
      ),
    ],
  },
  {
    variant: 'twice-within',
    within: true,
    draw: (control, value, change) => [
      h('section', {}, h('label', {}, h('input', { type: 'checkbox' }), control.shown)),
      h('section', { id: `${control.id}-s` }, ...box({})(control, value, change)),
    ],
  },
  {
    variant: 'fieldset-disabled',
    fixed: true,
    draw: (control, value, change) => [
      h('fieldset', { disabled: true }, ...box({})(control, value, change)),
    ],
  },
  {
    variant: 'no-state',
    ...untold,
    draw: control => [title(control), track(control, { role: 'switch', class: 'track on' })],
  },
  {
    variant: 'odd-state',
    ...untold,
    draw: control => [
      title(control),
      track(control, { 'role': 'switch', 'aria-checked': 'undefined' }),
    ],
  },
  {
    variant: 'collapsed',
    ...untold,
    draw: (control, value, change) => [
      h('details', {}, h('summary', {}, 'More'), ...box({})(control, value, change)),
    ],
  },
  {
    variant: 'invisible',
    ...untold,
    draw: (control, value, change) => [
      h('div', { style: 'visibility:hidden' }, ...box({})(control, value, change)),
    ],
  },
  {
    variant: 'two states that differ',
    ...untold,
    draw: control => [
      title(control),
      h(
        'span',
        {
          'role': 'switch',
          'aria-checked': 'true',
          'tabindex': 0,
          'data-c': control.id,
          ...labelled(control),
        },
        {
          ...h('input', { type: 'checkbox', tabindex: -1 }),
          props: { checked: false },
          on: { change: none },
        },
      ),
    ],
  },
  {
    variant: 'flipping-name',
    css: true,
    draw: (control, value, change) => [
      button(
        {
          'role': 'switch',
          'aria-checked': String(value === true),
          'aria-label': `${value === true ? 'Turn off' : 'Turn on'}: ${control.shown}`,
          'data-c': control.id,
        },
        () => change(value !== true),
        value === true ? 'Turn off' : 'Turn on',
      ),
    ],
  },
]

const action: readonly Odd[] = [
  {
    variant: 'says what a press would do',
    css: true,
    draw: (control, value, change) => [
      title(control),
      button({ 'data-c': control.id }, () => change(value !== true), value ? 'Disable' : 'Enable'),
    ],
  },
]

const icon = (attrs: Attrs): Node =>
  h('span', { style: 'display:inline-block;width:16px;height:16px', ...attrs })
const status: readonly Odd[] = [
  { variant: 'plain', ...on, draw: said('Enabled') },
  { variant: 'denied', ...untold, draw: said('Not enabled') },
  { variant: 'for some', ...untold, draw: said('Enabled for 3 of 10 people') },
  { variant: 'inherited', ...untold, draw: said('Enabled (inherited)') },
  { variant: 'both words', ...untold, draw: said('Disabled \u2014 Enabled from 1 March') },
  { variant: 'loading', ...untold, draw: said('Loading\u2026') },
  {
    variant: 'drawn by a style sheet',
    ...untold,
    draw: control => [
      h('style', {}, '.odd-on::before{content:"Enabled"}'),
      ...said(h('span', { class: 'odd-on' }))(control, true, none),
    ],
  },
  {
    variant: 'denied by a style sheet',
    ...untold,
    draw: control => [
      h('style', {}, '.odd-not::before{content:"Not "}'),
      ...said(h('span', { class: 'odd-not' }, 'Enabled'))(control, true, none),
    ],
  },
  {
    variant: 'see-through',
    ...untold,
    draw: said(h('span', { style: 'opacity:0' }, 'Enabled')),
  },
  {
    variant: 'too small to see',
    ...untold,
    draw: said(h('span', { style: 'font-size:0' }, 'Enabled')),
  },
  {
    variant: 'picture',
    // Nobody sees which.
    ...untold,
    draw: said(icon({ 'role': 'img', 'aria-label': 'Enabled' })),
  },
  { variant: 'bare picture', ...untold, draw: said(icon({ class: 'icon-check' })) },
  {
    variant: 'picture in letters',
    ...on,
    draw: said(h('span', { 'aria-hidden': 'true' }, 'check_circle'), ' Enabled'),
  },
  {
    variant: 'hidden more',
    ...on,
    draw: said('Enabled', h('span', { hidden: true }, ' for guests')),
  },
  {
    variant: 'hidden other',
    ...on,
    draw: said(h('span', { style: 'display:none' }, 'Disabled'), h('span', {}, 'Enabled')),
  },
  {
    variant: 'struck',
    ...untold,
    draw: said(h('s', {}, 'Disabled'), ' ', 'Enabled'),
  },
  { variant: 'struck only', ...untold, draw: said(h('s', {}, 'Enabled')) },
  {
    variant: 'clipped more',
    ...untold,
    draw: said('Enabled', h('span', { style: CLIPPED }, ' (opens a window)')),
  },
  {
    variant: 'with a button',
    ...on,
    draw: said('Enabled ', button({}, none, 'Change')),
  },
]

const words: readonly Odd[] = [
  {
    variant: 'cut off',
    ...untold,
    values: ['Security team', 'Security team'],
    draw: said(h('span', { title: 'Security team' }, 'Security te\u2026')),
  },
  {
    variant: 'loading',
    ...untold,
    values: ['Security team', 'Security team'],
    draw: said('Loading\u2026'),
  },
  {
    variant: 'picture',
    ...untold,
    values: ['Security team', 'Security team'],
    draw: said(icon({ class: 'icon-team' })),
  },
  {
    variant: 'only a placeholder',
    ...on,
    values: ['', ''],
    draw: control => [labelFor(control), field(control, { placeholder: 'Security team' })],
  },
]

export const option = (
  value: string,
  label: string,
  attrs: Attrs = {},
  selected = false,
): Node => ({
  ...h('option', { value, ...attrs }, label),
  props: { selected },
})
export const select = (
  control: ControlPlan,
  chosen: string,
  options: readonly Node[],
  attrs: Attrs = {},
): Node => ({
  ...h('select', { 'id': `${control.id}-i`, 'data-c': control.id, ...attrs }, ...options),
  props: { value: chosen },
  on: { change: none },
})
const plainOptions = ({ options }: ControlPlan, value: Value): readonly Node[] =>
  options.map(item => option(item.value, item.label, {}, item.value === value))
const asRadios =
  (of: (control: ControlPlan) => readonly (readonly [string, boolean])[]): Draw =>
  control => [
    title(control),
    h(
      'div',
      { 'role': 'radiogroup', 'data-c': control.id, ...labelled(control) },
      ...of(control).map(([label, checked]) =>
        button({ 'role': 'radio', 'aria-checked': String(checked) }, none, label),
      ),
    ),
  ]
export const nobody = { fixed: true, css: true, expect: 'unknown' } as const
const selects: readonly Odd[] = [
  {
    variant: 'label attribute',
    fixed: true,
    draw: (control, value) => [
      labelFor(control),
      select(
        control,
        String(value),
        control.options.map((item, i) =>
          option(item.value, `v${i}`, { label: item.label }, item.value === value),
        ),
      ),
    ],
  },
  {
    variant: 'inherited',
    ...nobody,
    reading: { map: { values: { Viewer: 'viewer', Member: 'member' } } },
    draw: (control, value) => [
      labelFor(control),
      select(control, 'inherit', [
        option('inherit', 'Use the organisation default (Member)', {}, true),
        ...plainOptions(control, value).map(node => ({ ...node, props: { selected: false } })),
      ]),
    ],
  },
  {
    variant: 'same wording',
    fixed: true,
    reading: { by: 'value' },
    draw: (control, value) => [
      labelFor(control),
      select(
        control,
        String(value),
        control.options.map(item => option(item.value, 'Can edit', {}, item.value === value)),
      ),
    ],
  },
  ...(['3 selected', 'Administrator, +2', 'Administrator and 2 more'] as const).map(text => ({
    variant: `only ${text}`,
    ...nobody,
    draw: (control: ControlPlan) => [
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
        text,
      ),
    ],
  })),
  {
    variant: 'same wording, by its label',
    ...nobody,
    draw: (control, value) => [
      labelFor(control),
      select(
        control,
        String(value),
        control.options.map(item => option(item.value, 'Can edit', {}, item.value === value)),
      ),
    ],
  },
  {
    variant: 'searching',
    ...nobody,
    draw: control => [
      title(control),
      field(
        control,
        { 'role': 'combobox', 'aria-expanded': 'true', 'readonly': true, ...labelled(control) },
        { value: 'adm' },
      ),
      h(
        'ul',
        { role: 'listbox' },
        ...control.options.map(item =>
          h('li', { 'role': 'option', 'aria-selected': 'false' }, item.label),
        ),
      ),
    ],
  },
  {
    variant: 'placeholder attribute',
    ...nobody,
    draw: control => [
      title(control),
      field(
        control,
        { role: 'combobox', readonly: true, placeholder: 'Choose', ...labelled(control) },
        { value: '' },
      ),
    ],
  },
  {
    variant: 'no radio',
    ...nobody,
    draw: asRadios(({ options }) => options.map(o => [o.label, false])),
  },
  {
    variant: 'two radios',
    ...nobody,
    draw: asRadios(({ options }) => options.map(o => [o.label, true])),
  },
  {
    variant: 'not configured',
    ...nobody,
    reading: { map: { values: { Enabled: true, Disabled: false } } },
    draw: asRadios(() => [
      ['Not configured', true],
      ['Enabled', false],
      ['Disabled', false],
    ]),
  },
  {
    variant: 'two groups',
    ...nobody,
    provokes: [12],
    draw: control => [
      h(
        'fieldset',
        { 'data-c': control.id },
        h('legend', {}, control.shown),
        ...['a', 'b'].flatMap((group, i) =>
          control.options.map((item, at) =>
            h(
              'label',
              {},
              {
                ...h('input', {
                  type: 'radio',
                  name: `${control.id}-${group}`,
                  value: item.value,
                }),
                props: { checked: i === 1 && at === 0 },
                on: { change: none },
              },
              item.label,
            ),
          ),
        ),
      ),
    ],
  },
  {
    variant: 'two in a list box',
    ...nobody,
    draw: control => [
      title(control),
      h(
        'ul',
        { 'role': 'listbox', 'data-c': control.id, ...labelled(control) },
        ...control.options.map((item, i) =>
          h('li', { 'role': 'option', 'aria-selected': String(i < 2) }, item.label),
        ),
      ),
    ],
  },
  {
    variant: 'chosen by class',
    ...nobody,
    draw: control => [
      title(control),
      h(
        'div',
        { 'role': 'group', 'data-c': control.id, ...labelled(control) },
        ...control.options.map((item, i) =>
          button({ class: i === 0 ? 'active' : '' }, none, item.label),
        ),
      ),
    ],
  },
  {
    variant: 'behind another',
    ...nobody,
    draw: (control, value) => [
      title(control),
      select(control, String(value), plainOptions(control, value), { style: 'display:none' }),
      h('span', { class: 'track' }, 'Somebody else'),
    ],
  },
]

const amounts: readonly Odd[] = [
  {
    variant: 'power',
    ...nobody,
    values: [100, 100],
    draw: said('10', h('sup', {}, '2')),
  },
  {
    variant: 'footnote',
    ...nobody,
    values: [30, 30],
    draw: said('30', h('sup', {}, '1')),
  },
  {
    variant: 'thousands by a style sheet',
    ...nobody,
    values: [30_000, 30_000],
    draw: control => [
      h('style', {}, '.odd-k::after{content:"k"}'),
      ...said(h('span', { class: 'odd-k' }, '30'))(control, null, none),
    ],
  },
  {
    variant: 'percent by a style sheet, beside a field',
    ...nobody,
    values: [30, 30],
    draw: control => [
      h('style', {}, '.odd-percent::after{content:" %"}'),
      labelFor(control),
      h('span', { class: 'odd-percent' }, number(control, '30')),
    ],
  },
  {
    variant: 'slider in words',
    fixed: true,
    css: true,
    expect: 'unknown',
    values: [30, 30],
    draw: control => [
      title(control),
      h('div', {
        'role': 'slider',
        'tabindex': 0,
        'data-c': control.id,
        'class': 'track',
        'aria-valuemin': 0,
        'aria-valuemax': 5,
        'aria-valuenow': 3,
        'aria-valuetext': '30 minutes',
        ...labelled(control),
      }),
      h('span', {}, '30 minutes'),
    ],
  },
  {
    variant: 'slider of steps',
    fixed: true,
    css: true,
    expect: 'unknown',
    values: [30, 30],
    draw: control => [
      labelFor(control),
      field(control, { type: 'range', min: 0, max: 5, step: 1 }, { value: '3' }),
      h('output', { for: `${control.id}-i` }, '30'),
    ],
  },
  {
    variant: 'slider with two ends',
    fixed: true,
    named: true,
    expect: 'unknown',
    values: [10, 10],
    draw: control => [
      title(control),
      ...[10, 40].map((now, i) =>
        h('div', {
          'role': 'slider',
          'tabindex': 0,
          'class': 'track',
          'aria-valuenow': now,
          ...(i === 0 ? { 'data-c': control.id } : {}),
          ...labelled(control),
        }),
      ),
    ],
  },
  {
    variant: 'unlimited',
    ...nobody,
    values: [0, 0],
    draw: control => [
      title(control),
      h(
        'span',
        {
          'role': 'spinbutton',
          'tabindex': 0,
          'data-c': control.id,
          'aria-valuenow': 0,
          'aria-valuetext': 'Unlimited',
          ...labelled(control),
        },
        'Unlimited',
      ),
    ],
  },
  {
    variant: 'only a placeholder',
    ...nobody,
    values: [30, 30],
    draw: control => [labelFor(control), field(control, { type: 'number', placeholder: '30' })],
  },
  {
    variant: 'switched off by a box beside it',
    ...nobody,
    values: [30, 30],
    draw: control => [
      labelFor(control),
      field(control, { type: 'number' }, { value: '30', disabled: true }),
      h(
        'label',
        {},
        {
          ...h('input', { type: 'checkbox' }),
          props: { checked: true },
          on: { change: none },
        },
        'No limit',
      ),
    ],
  },
]

export const number = (control: ControlPlan, value: string): Node =>
  field(control, { type: 'number' }, { value })
const spans: readonly Odd[] = [
  {
    variant: 'never as a unit',
    ...nobody,
    values: [30, 30],
    draw: control => [
      labelFor(control),
      h('span', {}, number(control, '30'), ' ', {
        ...h(
          'select',
          { 'aria-label': 'Unit' },
          option('minutes', 'Minutes'),
          option('never', 'Never', {}, true),
        ),
        props: { value: 'never' },
        on: { change: none },
      }),
    ],
  },
  {
    variant: 'unit unknown',
    ...nobody,
    values: [30, 30],
    draw: control => [labelFor(control), h('span', {}, number(control, '30'), ' seconds')],
  },
  {
    variant: 'two fields in a sentence',
    fixed: true,
    css: true,
    values: [30, 30],
    draw: control => [
      labelFor(control),
      h(
        'span',
        {},
        number(control, '30'),
        ' minutes, and warn ',
        { ...h('input', { 'type': 'number', 'aria-label': 'Warn' }), props: { value: '5' } },
        ' hours before',
      ),
    ],
  },
  {
    variant: 'unit in the name',
    fixed: true,
    css: true,
    values: [120, 120],
    draw: control => [
      labelFor({ ...control, shown: `${control.shown} (hours)` }),
      number(control, '2'),
    ],
  },
  {
    variant: 'unit before',
    fixed: true,
    css: true,
    values: [2880, 2880],
    draw: control => [
      labelFor(control),
      h('span', {}, h('span', {}, 'Days '), number(control, '2')),
    ],
  },
]

const item = (text: string, attrs: Attrs = {}): Node => ({ ...h('li', attrs, text), key: text })
export const listOf =
  (
    inside: (all: readonly string[]) => readonly (Node | string)[],
    around: (all: readonly string[]) => {
      readonly before?: readonly Node[]
      readonly after?: readonly Node[]
      readonly count?: string
    } = () => ({}),
    tag = 'ul',
  ): Draw =>
  (control, value) => {
    const { before = [], after = [], count = '' } = around(texts(value))
    return [
      h('h3', { id: `${control.id}-l` }, `${control.shown}${count}`),
      ...before,
      h(tag, { 'data-c': control.id, ...labelled(control) }, ...inside(texts(value))),
      ...after,
    ]
  }
export const each = (all: readonly string[]): readonly Node[] => all.map(text => item(text))
const search = (text: string): Node => ({
  ...h('input', { 'type': 'search', 'aria-label': 'Search' }),
  props: { value: text },
})
const note = (...children: (Node | string)[]): Node => h('p', {}, ...children)
const press = (label: string, attrs: Attrs = {}): Node => button(attrs, none, label)
const pages = h(
  'nav',
  { 'aria-label': 'Pagination' },
  ...['1', '2', '3'].map(label => h('a', { href: `#${label}` }, label)),
)
const filter = (chosen: string): Node => ({
  ...h(
    'select',
    { 'aria-label': 'Filter by state' },
    option('all', 'All', {}, chosen === 'all'),
    option('active', 'Active', {}, chosen === 'active'),
  ),
  props: { value: chosen },
  on: { change: none },
})
type Around = Parameters<typeof listOf>[1]
/** What may stand around a list or a table, and whether all is shown. */
const surroundings: readonly (readonly [string, Row['expect'], NonNullable<Around>])[] = [
  ['search filled', 'unknown', () => ({ before: [search('exa')] })],
  ['search empty', 'read', () => ({ before: [search('')] })],
  ['load more', 'unknown', () => ({ after: [press('Load more')] })],
  ['show the others', 'unknown', () => ({ after: [h('a', { href: '#all' }, 'See all 57')] })],
  ['count in the heading', 'unknown', () => ({ count: ' (57)' })],
  ['right count in the heading', 'read', all => ({ count: ` (${all.length})` })],
  ['page of pages', 'unknown', () => ({ after: [note('Page 1 of 6')] })],
  ['numbered pages', 'unknown', () => ({ after: [pages] })],
  [
    'all of all',
    'read',
    all => ({
      after: [
        note(
          'Rows per page: 10 ',
          `1\u2013${all.length} of ${all.length} `,
          press('Next', { disabled: true }),
        ),
      ],
    }),
  ],
  [
    'entries filtered',
    'unknown',
    all => ({
      after: [
        note(
          `Showing 1 to ${all.length} of ${all.length} entries (filtered from 57 total entries)`,
        ),
      ],
    }),
  ],
  [
    'all entries',
    'read',
    all => ({ after: [note(`Showing 1 to ${all.length} of ${all.length} entries`)] }),
  ],
  ['filtered by a choice', 'unknown', () => ({ before: [filter('active')] })],
  ['filtered by no choice', 'read', () => ({ before: [filter('all')] })],
  ['filters to clear', 'unknown', () => ({ before: [note('State: on ', press('Clear filters'))] })],
  [
    'more is coming',
    'unknown',
    () => ({ after: [h('div', { 'role': 'progressbar', 'aria-label': 'Loading more' })] }),
  ],
]
const empty = { fixed: true, expect: 'unknown', values: [[], []], provokes: [7] } as const
const lists: readonly Odd[] = [
  ...surroundings.map(([variant, expect, around]) => ({
    variant,
    ...(expect ? { expect } : {}),
    fixed: true as const,
    provokes: [8],
    css: true as const,
    draw: listOf(each, around),
  })),
  ...['None', 'No restrictions', 'All domains', 'Loading\u2026', '\u2014'].map(text => ({
    variant: `only ${text}`,
    ...empty,
    draw: listOf(() => [item(text)]),
  })),
  ...['plus 12 more', '3 of 57 shown', 'and 12 further entries', '12 hidden'].map(text => ({
    variant: `last ${text}`,
    fixed: true as const,
    expect: 'unknown' as const,
    provokes: [7],
    draw: listOf(all => [...each(all), item(text)]),
  })),
  {
    variant: 'an error',
    ...empty,
    draw: listOf(() => [item('Could not be loaded', { role: 'alert' }), item('Try again')]),
  },
  {
    variant: 'cut off entries',
    fixed: true,
    expect: 'unknown',
    draw: listOf(all => all.map(text => item(`${text.slice(0, 5)}\u2026`, { title: text }))),
  },
  {
    variant: 'nested',
    fixed: true,
    expect: 'unknown',
    draw: listOf(all =>
      all.map(text => ({
        ...h('li', {}, text, h('ul', {}, h('li', {}, `sub.${text}`))),
        key: text,
      })),
    ),
  },
  {
    variant: 'headed',
    // A heading by its looks, an entry by its words.
    fixed: true,
    expect: 'unknown',
    draw: listOf(all => [item('Owners', { role: 'presentation', class: 'head' }), ...each(all)]),
  },
  {
    variant: 'divided',
    fixed: true,
    draw: listOf(all => [
      ...each(all).slice(0, 1),
      h('li', { role: 'separator' }),
      ...each(all).slice(1),
    ]),
  },
  {
    variant: 'inherited entries',
    fixed: true,
    draw: listOf(all =>
      all.map((text, i) => ({
        ...h(
          'li',
          {},
          h('span', {}, text),
          ...(i ? [] : [' ', h('span', { class: 'badge' }, 'Inherited')]),
        ),
        key: text,
      })),
    ),
  },
  {
    variant: 'removed entry',
    fixed: true,
    expect: 'unknown',
    draw: listOf(all => [
      ...each(all),
      h('li', {}, h('s', {}, 'gone.example'), ' ', press('Undo')),
    ]),
  },
  {
    variant: 'field for another',
    fixed: true,
    draw: listOf(all => [
      ...each(all),
      h('li', {}, h('input', { 'aria-label': 'Another' }), press('Add')),
    ]),
  },
  {
    variant: 'handles',
    fixed: true,
    draw: listOf(all =>
      all.map(text => ({
        ...h('li', {}, press('\u2807', { 'aria-label': `Move ${text}` }), ' ', h('span', {}, text)),
        key: text,
      })),
    ),
  },
  {
    variant: 'hidden rest',
    fixed: true,
    expect: 'unknown',
    draw: listOf(
      all => all.map((text, i) => item(text, i ? { style: 'display:none' } : {})),
      all => ({ after: [press(`Show ${all.length - 1} more`)] }),
    ),
  },
  {
    variant: 'long scroll',
    fixed: true,
    expect: 'unknown',
    draw: control => [
      h('h3', { id: `${control.id}-l` }, control.shown),
      h(
        'div',
        { style: 'height:60px;overflow:auto' },
        h(
          'ul',
          { 'data-c': control.id, 'style': 'height:2000px', ...labelled(control) },
          item('a.example'),
          item('b.example'),
          item('c.example'),
        ),
      ),
    ],
  },
  {
    variant: 'folded away',
    fixed: true,
    expect: 'unknown',
    draw: (control, value, change) => [
      h('details', {}, h('summary', {}, 'More'), ...listOf(each)(control, value, change)),
    ],
  },
  { variant: 'numbered', fixed: true, draw: listOf(each, () => ({}), 'ol') },
  {
    variant: 'lines of a field',
    fixed: true,
    css: true,
    draw: (control, value) => [
      labelFor(control),
      {
        ...h('textarea', { 'id': `${control.id}-i`, 'data-c': control.id }),
        props: { value: texts(value).join('\n') },
        on: { input: none },
      },
    ],
  },
]

type Records = readonly Record<string, string>[]
const cells = (...all: (Node | string)[]): Node[] => all.map(cell => h('td', {}, cell))
const tableOf =
  (
    given: {
      readonly heads?: readonly Node[]
      readonly row?: (name: string, state: string) => Node
      readonly extra?: readonly Node[]
    },
    around: NonNullable<Around> = () => ({}),
  ): Draw =>
  (control, value) => {
    const records = (Array.isArray(value) ? value : []) as Records
    const { before = [], after = [], count = '' } = around(records.map(({ Name = '' }) => Name))
    const row = given.row ?? ((name, state) => h('tr', {}, ...cells(name, state)))
    return [
      h('h3', { id: `${control.id}-l` }, `${control.shown}${count}`),
      ...before,
      h(
        'table',
        { 'data-c': control.id, ...labelled(control) },
        h('thead', {}, ...(given.heads ?? [head('Name', 'State')])),
        h(
          'tbody',
          {},
          ...records.map(({ Name = '', State = '' }) => ({ ...row(Name, State), key: Name })),
          ...(given.extra ?? []),
        ),
      ),
      ...after,
    ]
  }
export const head = (...names: (string | Node)[]): Node =>
  h('tr', {}, ...names.map(name => h('th', { scope: 'col' }, name)))
const tables: readonly Odd[] = [
  ...surroundings.map(([variant, expect, around]) => ({
    variant,
    ...(expect ? { expect } : {}),
    fixed: true as const,
    provokes: [8],
    css: true as const,
    draw: tableOf({}, around),
  })),
  {
    variant: 'row of filters',
    fixed: true,
    expect: 'unknown',
    draw: tableOf({
      heads: [
        head('Name', 'State'),
        h(
          'tr',
          {},
          h('th', {}, { ...h('input', { 'aria-label': 'Filter names' }), props: { value: 'b' } }),
          h('th', {}),
        ),
      ],
    }),
  },
  {
    variant: 'rows with details',
    fixed: true,
    expect: 'unknown',
    draw: tableOf({ extra: [h('tr', {}, h('td', { colspan: 2 }, 'Created by Ann in May'))] }),
  },
  {
    variant: 'rows in groups',
    fixed: true,
    expect: 'unknown',
    draw: tableOf({ extra: [h('tr', {}, h('th', { colspan: 2, scope: 'colgroup' }, 'Archived'))] }),
  },
  {
    variant: 'named rows',
    fixed: true,
    draw: tableOf({
      row: (name, state) => h('tr', {}, h('th', { scope: 'row' }, name), ...cells(state)),
    }),
  },
  {
    variant: 'hidden column',
    fixed: true,
    draw: tableOf({
      heads: [
        h(
          'tr',
          {},
          h('th', {}, 'Name'),
          h('th', { style: 'display:none' }, 'Number'),
          h('th', {}, 'State'),
        ),
      ],
      row: (name, state) =>
        h(
          'tr',
          {},
          h('td', {}, name),
          h('td', { style: 'display:none' }, '17'),
          h('td', {}, state),
        ),
    }),
  },
  {
    variant: 'names for telephones',
    fixed: true,
    draw: tableOf({
      row: (name, state) =>
        h(
          'tr',
          {},
          h('td', {}, name),
          h('td', {}, h('span', { style: 'display:none' }, 'State: '), state),
        ),
    }),
  },
  {
    variant: 'pictures in cells',
    fixed: true,
    expect: 'unknown',
    draw: tableOf({ row: name => h('tr', {}, ...cells(name, icon({ class: 'icon-on' }))) }),
  },
  {
    variant: 'total as a row',
    fixed: true,
    expect: 'unknown',
    draw: tableOf({ extra: [h('tr', { class: 'total' }, ...cells('Total', '4'))] }),
  },
  {
    variant: 'sorting',
    fixed: true,
    draw: tableOf({ heads: [head(press('Name \u25b2'), press('State'))] }),
  },
  {
    variant: 'room for more',
    fixed: true,
    expect: 'unknown',
    draw: tableOf({
      extra: [h('tr', { 'aria-hidden': 'true' }, h('td', { colspan: 2, style: 'height:1800px' }))],
    }),
  },
  {
    variant: 'cut off cells',
    fixed: true,
    expect: 'unknown',
    draw: tableOf({
      row: (name, state) =>
        h('tr', {}, ...cells(h('span', { title: name }, `${name.slice(0, 3)}\u2026`), state)),
    }),
  },
]

const optionSet = [
  { value: 'viewer', label: 'Viewer', other: 'Betrachter' },
  { value: 'member', label: 'Member', other: 'Mitglied' },
  { value: 'admin', label: 'Administrator', other: 'Verwaltung' },
]
export const recordsOf: Kind['values'] = random => {
  const rows = random
    .shuffle(['build', 'deploy', 'notify', 'archive'])
    .slice(0, 2 + random.below(3))
    .map(name => ({ Name: name, State: random.pick(['on', 'off']) }))
  return [rows, rows.slice(1)]
}

/** One of several options. */
export const choiceKind = {
  roles: ['combobox'],
  read: 'selected',
  values(random, options) {
    const [first, next] = random.shuffle(options)
    return [first?.value ?? '', next?.value ?? '']
  },
  options: [optionSet],
} as const satisfies Omit<OddKind, 'names' | 'rows'>

/** A length of time. */
export const spanKind = {
  roles: ['spinbutton'],
  read: 'number',
  map: { unit: { minutes: 1, hours: 60, days: 1440 } },
  values: () => [1, 1],
} as const satisfies Omit<OddKind, 'names' | 'rows'>

/** Kinds of controls beside those of `controls.ts`, with their drawings. */
export const oddities: Readonly<Record<string, OddKind>> = {
  'odd state': {
    names: ['Open sign-up', 'Single sign-on', 'Guest access', 'Legacy clients', 'File previews'],
    roles: ['checkbox', 'switch'],
    read: 'checked',
    values: flip,
    rows: states,
  },
  'odd action': {
    names: ['Sign-in by code', 'Weekly report', 'Chat history'],
    roles: ['button'],
    read: 'text',
    values: flip,
    map: { values: { Disable: true, Enable: false } },
    rows: action,
  },
  'odd status': {
    names: ['Backups', 'Directory sync', 'Alerts', 'Device checks', 'Scanning'],
    roles: ['definition'],
    read: 'text',
    values: flip,
    map: { values: { Enabled: true, Disabled: false } },
    rows: status,
  },
  'odd words': {
    names: ['Escalation', 'On call', 'Owner'],
    roles: ['textbox'],
    read: 'text',
    values: flip,
    rows: words,
  },
  'odd choice': {
    names: ['Role of guests', 'Role of partners', 'Role of bots'],
    ...choiceKind,
    rows: selects,
  },
  'odd amount': {
    names: ['Sessions at once', 'Devices', 'Retries'],
    roles: ['slider', 'spinbutton'],
    read: 'number',
    values: () => [1, 1],
    rows: amounts,
  },
  'odd span': {
    names: ['Lock after', 'Expire after', 'Archive after'],
    ...spanKind,
    rows: spans,
  },
  'odd list': {
    names: ['Safe senders', 'Office addresses', 'Reviewers', 'Mirrors'],
    roles: ['list'],
    read: 'list',
    values: random => {
      const chosen = random
        .shuffle(['a.example', 'b.example', 'c.example', 'd.example'])
        .slice(0, 3)
      return [chosen, chosen.slice(1)]
    },
    rows: lists,
  },
  'odd table': {
    names: ['Runners', 'Tokens in use', 'Domains'],
    roles: ['table'],
    read: 'rows',
    values: recordsOf,
    rows: tables,
  },
}
