import type { Locator } from '../../../common/capture/recipe.ts'
import type { Value } from '../../../common/model/value.ts'
import type { ControlPlan, Option } from './plan.ts'
import type { Kind, Row } from './control-kind.ts'
import { oddKinds } from './more-oddities.ts'
import type { Random } from './random.ts'

// What controls there are, and what is special about some of them. A row that says nothing is a
// control that is read without doubt.

const toggles = [
  'Require two-step sign-in',
  'Allow public links',
  'Guests may invite guests',
  'Sign out idle sessions',
  'Block legacy protocols',
  'Share calendars outside',
  'Let members create teams',
  'Show email addresses',
  'Keep audit records',
  'Encrypt uploads',
]
const choices = ['Default role', 'Who may invite', 'Link sharing', 'Profile visibility']
const roles: readonly Option[] = [
  { value: 'viewer', label: 'Viewer', other: 'Betrachter' },
  { value: 'member', label: 'Member', other: 'Mitglied' },
  { value: 'admin', label: 'Administrator', other: 'Verwaltung' },
]
const reach: readonly Option[] = [
  { value: 'private', label: 'Private', other: 'Privat' },
  { value: 'internal', label: 'Internal', other: 'Intern' },
  { value: 'public', label: 'Public', other: 'Öffentlich' },
]
const people = [
  ['Nobody', 'Niemand'],
  ['Managers', 'Leitung'],
  ['Everyone', 'Alle'],
].map(([label = '', other = '']) => ({ value: label.toLowerCase(), label, other }))
const optionSets = [roles, reach, people]
const domains = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example']
const numbers = ['Failed attempts', 'Guests per team', 'Largest upload', 'Links per page', 'Seats']
const spans = ['Idle time', 'Time before sign-out', 'Link lifetime', 'Reminder after']
const lists = ['Allowed domains', 'Blocked senders', 'Trusted networks', 'Partners']
const tables = ['Webhooks', 'Connected apps', 'Signing keys', 'Deploy hooks']

const flip = (random: Random): readonly [Value, Value] => {
  const first = random.chance(0.5)
  return [first, !first]
}
const oneOf = (random: Random, options: readonly Option[]): readonly [Value, Value] => {
  const [first, next] = random.shuffle(options)
  return [first?.value ?? '', next?.value ?? '']
}
const some = (random: Random, options: readonly Option[]): readonly [Value, Value] => {
  const left = random.below(options.length)
  return [
    options.filter((_, i) => i !== left).map(option => option.value),
    options.filter((_, i) => i === (left + 1) % options.length).map(option => option.value),
  ]
}
const entries = (random: Random): readonly [Value, Value] => {
  const chosen = random.shuffle(domains).slice(0, 2 + random.below(3))
  return [chosen, chosen.slice(1)]
}
const records = (random: Random): readonly [Value, Value] => {
  const rows = random
    .shuffle(['build', 'deploy', 'notify', 'archive'])
    .slice(0, 2 + random.below(3))
    .map(name => ({ Name: name, State: random.pick(['on', 'off']) }))
  return [rows, rows.slice(1)]
}
const amount = (random: Random): readonly [Value, Value] => {
  const first = 2 + random.below(40)
  return [first, first + 1 + random.below(9)]
}
const units = {
  minute: 1,
  minutes: 1,
  min: 1,
  m: 1,
  hour: 60,
  hours: 60,
  h: 60,
  day: 1440,
  days: 1440,
}
const both = (value: Value): readonly [Value, Value] => [value, value]
const dated = { fixed: true, css: true, provokes: [17] } as const
const invisible: readonly Row[] = [
  { variant: 'soft-hyphen', provokes: [15] },
  { variant: 'zero-width', provokes: [15] },
  { variant: 'bidi', provokes: [15] },
  {
    variant: 'decomposed',
    provokes: [15],
    names: ['Résumé sharing', 'Café guests', 'Über-admins'],
  },
  {
    variant: 'quotes',
    provokes: [15],
    names: ["Guests' access", "Members' files", "Team's links"],
  },
  { variant: 'help-button', provokes: [15] },
  { variant: 'mobile-twin', provokes: [15] },
]
const empties: readonly Row[] = [
  { variant: 'empty-line', provokes: [7], expect: 'unknown', fixed: true, values: [[], []] },
  {
    variant: 'empty-named',
    provokes: [7],
    fixed: true,
    values: [[], []],
    emptyNamed: true,
  },
]

const controlKinds: Readonly<Record<string, Kind>> = {
  ...oddKinds,
  'checkbox': {
    names: toggles,
    roles: ['checkbox'],
    read: 'checked',
    values: flip,
    rows: [
      { variant: 'wrapped' },
      { variant: 'label-for' },
      { variant: 'inverted', reading: { map: { invert: true } } },
      { variant: 'locked', fixed: true, provokes: [17] },
      ...invisible,
      { variant: 'only-hidden', provokes: [15], expect: 'unknown', fixed: true },
      { variant: 'mixed', expect: 'unknown', fixed: true, provokes: [11] },
    ],
  },
  'switch': {
    names: toggles,
    roles: ['switch'],
    read: 'checked',
    values: flip,
    rows: [
      { variant: 'button' },
      { variant: 'div' },
      { variant: 'input' },
      { variant: 'named-with-value', provokes: [11] },
      { variant: 'soft-hyphen', provokes: [15] },
      { variant: 'locked', fixed: true, provokes: [17] },
    ],
  },
  'pressed': {
    names: toggles,
    roles: ['button'],
    read: 'pressed',
    values: flip,
    rows: [{ variant: 'plain' }],
  },
  'radios': {
    names: choices,
    roles: ['radiogroup'],
    read: 'selected',
    values: oneOf,
    options: optionSets,
    rows: [
      { variant: 'fieldset' },
      { variant: 'aria' },
      { variant: 'by-value', reading: { by: 'value' } },
      { variant: 'shared-fieldset', css: true, provokes: [12], reading: { by: 'value' } },
      {
        variant: 'nameless',
        provokes: [12],
        expect: 'unknown',
        fixed: true,
        reading: { by: 'value' },
      },
    ],
  },
  'select': {
    names: choices,
    roles: ['combobox'],
    read: 'selected',
    values: oneOf,
    options: optionSets,
    rows: [
      { variant: 'plain' },
      { variant: 'by-value', reading: { by: 'value' } },
      { variant: 'mapped', reading: { map: {} } },
      {
        variant: 'placeholder',
        provokes: [11],
        expect: 'unknown',
        fixed: true,
        values: [null, null],
      },
      { variant: 'loading', provokes: [11], expect: 'unknown', fixed: true },
      { variant: 'locked', fixed: true, provokes: [17] },
    ],
  },
  'combobox': {
    names: choices,
    roles: ['combobox'],
    read: 'selected',
    values: oneOf,
    options: optionSets,
    rows: [
      { variant: 'button' },
      { variant: 'input' },
      { variant: 'named-with-value', provokes: [11] },
      {
        variant: 'placeholder',
        provokes: [11],
        expect: 'unknown',
        fixed: true,
        values: [null, null],
      },
    ],
  },
  'listbox': {
    names: choices,
    roles: ['listbox'],
    read: 'selected',
    values: oneOf,
    options: optionSets,
    rows: [{ variant: 'plain' }],
  },
  'segments': {
    names: choices,
    roles: ['group', 'radiogroup'],
    read: 'selected',
    values: oneOf,
    options: optionSets,
    rows: [
      { variant: 'pressed', provokes: [11] },
      { variant: 'radio' },
      { variant: 'two-pressed', provokes: [11], expect: 'unknown', fixed: true },
    ],
  },
  'multi': {
    names: ['Who may post', 'Who may export', 'Who may publish'],
    roles: ['listbox'],
    read: 'list',
    values: some,
    options: optionSets,
    rows: [{ variant: 'native', provokes: [17] }],
  },
  'boxes': {
    names: ['Who is told', 'Who may approve'],
    roles: ['checkbox'],
    read: 'chosen',
    values: some,
    options: [
      [
        { value: 'owners', label: 'Tell the owners', other: 'Besitz' },
        { value: 'security', label: 'Tell the security team', other: 'Sicherheit' },
        { value: 'auditors', label: 'Tell the auditors', other: 'Prüfung' },
      ],
    ],
    rows: [{ variant: 'group' }],
  },
  'chips': {
    names: lists,
    roles: ['list'],
    read: 'list',
    values: entries,
    rows: [
      { variant: 'cross', provokes: [17] },
      { variant: 'word', provokes: [8, 17] },
    ],
  },
  'slider': {
    names: numbers,
    roles: ['slider'],
    read: 'number',
    values: amount,
    rows: [
      { variant: 'native', provokes: [17] },
      { variant: 'aria', provokes: [17], fixed: true },
    ],
  },
  'number': {
    names: [...numbers, 'Minimum password length', 'Access token lifetime in days'],
    roles: ['spinbutton'],
    read: 'number',
    values: amount,
    rows: [
      { variant: 'plain' },
      { variant: 'fraction', values: [0.125, 0.25], provokes: [9], fixed: true },
      { variant: 'negative', values: [-5, -6], provokes: [9], fixed: true },
      {
        variant: 'exponent',
        values: [100_000, 200_000],
        texts: [
          [100_000, '1e5'],
          [200_000, '2e5'],
        ],
        provokes: [9],
        fixed: true,
      },
      { variant: 'credential-like', names: ['Minimum password length'], provokes: [16] },
      { variant: 'credential-like', names: ['Access token lifetime in days'], provokes: [16] },
      { variant: 'credential-like', names: ['Secret rotation in days'], provokes: [16] },
    ],
  },
  'number-text': {
    names: numbers,
    roles: ['textbox'],
    read: 'number',
    values: amount,
    // One group behind a comma or a point is a thousand in one country and a fraction in another; a
    // sign of percent or money is a unit, and words beside a number say what it means: both only a
    // recipe can tell.
    rows: [
      ...written('0.125', 0.125),
      ...written('\u22125', -5),
      ...written('.5', 0.5),
      ...written("1'000", 1000),
      ...written('1\u2019000', 1000),
      ...written('1,440', 1440, 'unknown'),
      ...written('1\u00a0440', 1440),
      ...written('1\u202f440', 1440),
      ...written('1,00,000', 100_000),
      ...written('1440 minutes', 1440, 'unknown'),
      ...written('10-30', 20, 'unknown'),
      ...written('10\u201330', 20, 'unknown'),
      ...written('100 200 300', 100, 'unknown'),
      ...written('1,44', 1.44),
      ...written('1.2.3', 1, 'unknown'),
      ...written('3 of 10', 3, 'unknown'),
      ...written('\u0661\u0664\u0664\u0660', 1440),
      ...[
        'Unlimited',
        'Never',
        '\u221e',
        '0 (unlimited)',
        '< 30',
        'up to 30',
        '30+',
        '~30',
        '1K',
        '1.2k',
        '10M',
        '1/2',
        '(5)',
        '5 / 10',
        '2026-03-01',
        '12:30',
        '0x10',
        '30 or 60',
        '30, was 60',
        '12 34',
        '10\u00b2',
        '30\u00bd',
        '\u00bd',
        '1 million',
      ].flatMap(text => written(text, -1, 'unknown')),
      ...written('30 %', 30, 'unknown'),
      ...written('$1,200.00', 1200, 'unknown'),
      ...written('+5', 5),
      ...written('30 (default)', 30, 'unknown'),
      ...written('Default (30)', 30, 'unknown'),
      ...written('\uff11\uff12', 12),
      ...written('\u20135', -5, 'unknown'),
      ...written('\u20115', -5, 'unknown'),
      ...written('1.440', 1.44, 'unknown'),
      { variant: 'typed' },
    ],
  },
  'unit': {
    names: spans,
    roles: ['spinbutton'],
    read: 'number',
    map: { unit: { minutes: 1, hours: 60, days: 1440 } },
    values: random =>
      random.pick([
        ['30 minutes', '45 minutes'],
        ['2 hours', '4 hours'],
        ['8 hours', '20 hours'],
        ['2 days', '14 days'],
      ]),
    rows: [
      { variant: 'select', provokes: [9] },
      { variant: 'word-after', provokes: [9] },
    ],
  },
  'duration': {
    names: spans,
    roles: ['textbox'],
    read: 'number',
    map: { unit: units },
    values: amount,
    // What is said in two ways, by the clock or by fractions is not a sum of parts.
    rows: [
      ...lasting('1 hour 30 minutes', 90),
      ...lasting('1h 30m', 90),
      ...lasting('1h30m', 90),
      ...lasting('1 day, 2 hours', 1560),
      ...lasting('2 hours and 15 minutes', 135),
      ...lasting('1,440 minutes', 1440, 'unknown'),
      ...lasting('90 min', 90),
      ...lasting('2 days', 2880),
      ...lasting('00:15:00', 15, 'unknown'),
      ...lasting('1.5 hours', 90),
      ...lasting('15-30 minutes', 15, 'unknown'),
      ...lasting('2 fortnights', 40_320, 'unknown'),
      ...lasting('1 hour 30 seconds', 60.5, 'unknown'),
      ...[
        '1 hour or 30 minutes',
        '2 hours, at most 8 hours',
        '30 minutes, then every 5 minutes',
        'less than 1 hour',
        '1 hour to 2 hours',
        '5 minutes 5',
        '1 month',
        'Never',
        'Never (was 30 minutes)',
        '30 of 90 days',
        '2 to 3 days',
        'every 2nd day',
        '30',
        '1 day off, 2 hours on',
        '30 minutes ago',
      ].flatMap(text => lasting(text, -1, 'unknown')),
      ...lasting('90 minutes (1.5 hours)', 90, 'unknown'),
      ...lasting('30 days (recommended: 90 days)', 43_200, 'unknown'),
      ...lasting('1 1/2 hours', 90, 'unknown'),
      ...lasting('1\u00bd hours', 90, 'unknown'),
      ...lasting('\u00bd hour', 30, 'unknown'),
      ...lasting('1:30 hours', 90, 'unknown'),
      ...lasting('P1DT2H', 1560, 'unknown'),
      ...lasting('-30 minutes', -30),
    ],
  },
  'size': {
    names: ['Largest file', 'Space for each', 'Mail size'],
    roles: ['textbox'],
    read: 'number',
    map: { unit: { MB: 1, GB: 1024 } },
    values: amount,
    rows: [
      ...lasting('1.5 GB', 1536),
      ...lasting('500 MB', 500),
      ...[
        '10 MiB',
        '1 TB',
        '10 GB of 50 GB',
        '10/50 GB',
        '0.5 GB \u2013 2 GB',
        'Unlimited',
      ].flatMap(text => lasting(text, -1, 'unknown')),
      ...lasting('1 GB (1024 MB)', 1024, 'unknown'),
      ...lasting('1 GB + 1 GB', 2048, 'unknown'),
    ],
  },
  'date': {
    names: ['Review until', 'Access ends', 'Certificate renewed'],
    roles: ['textbox'],
    read: 'text',
    values: () => ['2026-03-01', '2026-04-02'],
    rows: [
      { variant: 'native', css: true, provokes: [17] },
      { variant: 'datetime-local', values: both('2026-03-29T02:30'), ...dated },
      { variant: 'time', values: both('23:30'), ...dated },
      { variant: 'month', values: both('2026-12'), ...dated },
      { variant: 'week', values: both('2026-W01'), ...dated },
      {
        variant: 'words 1 Mar 2026, 23:30 (UTC-8)',
        values: both('1 Mar 2026, 23:30 (UTC-8)'),
        ...dated,
      },
    ],
  },
  'text': {
    names: ['Contact', 'Notice', 'Support page', 'Sender'],
    roles: ['textbox'],
    read: 'text',
    values: () => ['Security team', 'Help desk'],
    rows: [
      { variant: 'text' },
      { variant: 'area' },
      { variant: 'email', values: ['soc@a.example', 'it@b.example'], provokes: [17] },
      { variant: 'url', values: ['https://a.example/x', 'https://b.example/y'], provokes: [17] },
      { variant: 'locked', fixed: true, provokes: [17] },
      {
        variant: 'credential-like',
        names: ['Tenant ID'],
        values: ['9d3b9f0e-6e4c-4f7a-9a52-0d9c1f6f3a11', '0d3b9f0e-6e4c-4f7a-9a52-0d9c1f6f3a12'],
        provokes: [16],
      },
      {
        variant: 'credential-like',
        names: ['Redirect address for tokens'],
        values: ['https://a.example/oauth/callback', 'https://b.example/oauth/callback'],
        provokes: [16],
      },
      {
        variant: 'credential-like',
        names: ['Certificate thumbprint'],
        values: [
          'A9993E364706816ABA3E25717850C26C9CD0D89D',
          'B9993E364706816ABA3E25717850C26C9CD0D89E',
        ],
        provokes: [16],
      },
      {
        variant: 'credential',
        names: ['API key'],
        values: ['ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2', 'x'],
        fixed: true,
        expect: 'unknown',
        provokes: [16],
      },
    ],
  },
  'list': {
    names: lists,
    roles: ['list'],
    read: 'list',
    values: entries,
    rows: [
      { variant: 'whole' },
      { variant: 'set-size-drawn' },
      ...empties,
      { variant: 'and-more', provokes: [7], expect: 'unknown', fixed: true },
      { variant: 'shown-of', provokes: [8], expect: 'unknown', fixed: true },
      { variant: 'virtual', provokes: [8], expect: 'unknown', fixed: true },
      { variant: 'skeleton-rows', provokes: [7], expect: 'unknown', fixed: true },
      { variant: 'single', values: [['a.example'], ['b.example']], fixed: true },
    ].map(row => ({ fixed: true, ...row })) as readonly Row[],
  },
  'table': {
    names: tables,
    roles: ['table'],
    read: 'rows',
    values: records,
    rows: [
      { variant: 'whole' },
      { variant: 'row-actions', reading: { map: { columns: columns() } } },
      { variant: 'totals', provokes: [7] },
      ...empties,
      { variant: 'only-totals', provokes: [7], values: [[], []] },
      { variant: 'skeleton-rows', provokes: [7], expect: 'unknown' },
      { variant: 'paged', provokes: [8], expect: 'unknown' },
      { variant: 'row-count', provokes: [8], expect: 'unknown' },
      { variant: 'row-span', provokes: [8], expect: 'unknown' },
      { variant: 'two-headers', provokes: [8], expect: 'unknown' },
      { variant: 'nested', provokes: [8], expect: 'unknown' },
      { variant: 'heading-twice', provokes: [8], expect: 'unknown' },
      { variant: 'box-in-cell', provokes: [8] },
      { variant: 'action-in-cell', provokes: [8] },
    ].map(row => ({ fixed: true, ...row })) as readonly Row[],
  },
}

function columns(): NonNullable<NonNullable<ControlPlan['reading']['map']>['columns']> {
  return ['Name', 'State'].map(heading => ({ heading: [heading], as: heading }))
}
function written(text: string, value: number, expect: Row['expect'] = 'read'): Row[] {
  return ['field', 'words'].map(where => ({
    variant: `${where} ${text}`,
    expect,
    fixed: true,
    values: [value, value],
    texts: [[value, text]],
    provokes: [9],
    ...(where === 'words' ? { css: true } : {}),
  }))
}
function lasting(text: string, minutes: number, expect: Row['expect'] = 'read'): Row[] {
  return ['field', 'words'].map(where => ({
    variant: `${where} ${text}`,
    expect,
    fixed: true,
    values: [minutes, minutes],
    texts: [[minutes, text]],
    provokes: [10],
    ...(where === 'words' ? { css: true } : {}),
  }))
}

const twins: Readonly<Record<string, (name: string) => string>> = {
  'soft-hyphen': name => name.replace(/([a-z]{3})([a-z]{3})/, '$1\u00ad$2'),
  'zero-width': name => name.replace(/([a-z]{3})([a-z]{3})/, '$1\u200b$2'),
  'bidi': name => `\u2068${name}\u2069`,
  'decomposed': name => name.normalize('NFD'),
  'quotes': name => name.replaceAll("'", '\u2019'),
}

/** All kinds with all their variants, so that a long run has each. */
export const controlRows: readonly (readonly [string, number])[] = Object.entries(
  controlKinds,
).flatMap(([kind, { rows }]) => rows.map((_, i) => [kind, i] as const))

/** A row of `controlRows` in words. */
export const nameOfRow = ([kind, row]: readonly [string, number]): string =>
  `${kind} ${controlKinds[kind]?.rows[row]?.variant}`

/** One control. @param taken names that the page has already */
export function controlOf(
  random: Random,
  id: string,
  [kind, row]: readonly [string, number],
  taken: Set<string>,
): ControlPlan | null {
  const of = controlKinds[kind]
  const special = of?.rows[row]
  if (!of || !special) return null
  const name = random.shuffle(special.names ?? of.names).find(item => !taken.has(item))
  if (name === undefined) return null
  const options = of.options ? random.pick(of.options) : []
  if (kind === 'boxes' && taken.has(options[0]?.label ?? '')) return null
  taken.add(name)
  for (const option of kind === 'boxes' ? options : []) taken.add(option.label)
  const [first, next] = special.values ?? of.values(random, options)
  const truth =
    kind === 'unit'
      ? 'minutes'
      : options.length > 0 && special.reading?.by !== 'value'
        ? 'label'
        : 'value'
  return {
    id,
    kind,
    variant: special.variant,
    name,
    shown: (twins[special.variant] ?? (text => text))(name),
    first,
    next,
    options,
    texts: special.texts ?? [],
    reading: readingOf(random, of, special, { id, name, options }),
    truth,
    expect: special.expect ?? 'read',
    editable: !special.fixed,
    provokes: special.provokes ?? [],
  }
}

function readingOf(
  random: Random,
  kind: Kind,
  row: Row,
  control: Pick<ControlPlan, 'id' | 'name' | 'options'>,
): ControlPlan['reading'] {
  const css = (): Locator => ({ css: `[data-c="${control.id}"]` })
  const named = (): Locator[] =>
    kind.roles.map(role => ({
      role,
      ...(row.within ? { within: `#${control.id}-s` } : {}),
      name: kind.read === 'chosen' ? control.options.map(item => item.label) : [control.name],
    }))
  const byName = row.named ?? row.within ?? false
  const byAttribute = row.css ?? (!byName && kind.read !== 'chosen' && random.chance(0.3))
  const mapped =
    row.variant === 'mapped'
      ? { values: Object.fromEntries(control.options.map(item => [item.label, item.value])) }
      : (row.reading?.map ?? kind.map)
  return {
    read: kind.read,
    locate: byAttribute ? [css()] : named(),
    ...(row.reading?.by ? { by: row.reading.by } : {}),
    ...(mapped ? { map: mapped } : {}),
    ...(row.emptyNamed
      ? { empty: { value: [], locate: [{ css: `[data-c="${control.id}"] .nothing` }] } }
      : {}),
  }
}
