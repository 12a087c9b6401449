import type { Value } from '../../../common/model/value.ts'
import { button, h } from './draw.ts'
import type { Attrs, Node } from './draw.ts'
import { oddDrawing } from './more-oddities.ts'
import { isVendors, textOf } from './plan.ts'
import type { ControlPlan, PagePlan } from './plan.ts'

// What a page shows, and what a person can do on it.

/** What the page knows and shows just now. */
export type State = {
  readonly phase: 'blank' | 'skeleton' | 'ready' | 'sign-in' | 'elsewhere'
  readonly place: string
  readonly values: Readonly<Record<string, Value>>
  readonly open: string | null
  readonly question: string | null
  readonly pending: string | null
  readonly saving: boolean
  readonly dirty: boolean
  readonly said: string
  readonly error: string
  readonly tab: 'general' | 'advanced'
  readonly ticks: number
  /** What can still be taken back. */
  readonly toast: string | null
  /** What was said of it in other words, and how often all was made anew. */
  readonly switched: boolean
  readonly drawer: boolean
  readonly generation: number
  /** Whether something of the first half is not saved. */
  readonly dirtyFirst: boolean
}

/** What a person can do on it. */
export type Actions = {
  change(id: string, value: Value): void
  open(id: string | null): void
  save(): void
  answer(yes: boolean): void
  tab(tab: State['tab']): void
  undo(): void
  follow(link: string): void
  saveFirst(): void
  takeBack(): void
  defaults(): void
  switchLanguage(): void
  openDrawer(): void
}

const targetOf = (event: Event): HTMLInputElement => event.currentTarget as HTMLInputElement

const signIn = h(
  'main',
  {},
  h('h1', {}, 'Sign in'),
  h('p', {}, 'Your session has expired.'),
  h('label', {}, 'E-mail ', h('input', { type: 'email' })),
  h('label', {}, h('input', { type: 'checkbox' }), ' Stay signed in'),
  h('button', { type: 'button' }, 'Next'),
)

const elsewhere = h(
  'main',
  {},
  h('h1', {}, 'All policies'),
  h('p', { role: 'status' }, 'The policy was changed.'),
)

/** The whole page. */
export function pageView(plan: PagePlan, state: State, actions: Actions): Node {
  if (state.phase === 'sign-in') return signIn
  if (state.phase === 'elsewhere') return elsewhere
  const heading = h('h1', {}, foreign(plan) ? 'Einstellungen' : plan.heading)
  const body =
    state.phase === 'ready'
      ? ready(plan, state, actions)
      : state.phase === 'skeleton'
        ? [h('div', { class: 'skeleton' }, ...plan.controls.map(() => h('div', { class: 'bar' })))]
        : []
  const anchor = h('p', {}, h('a', { href: '#details', id: 'anchor' }, 'Details'))
  const more = [
    ...(plan.switches ? [button({ id: 'language' }, actions.switchLanguage, 'Deutsch')] : []),
    ...(plan.drawer ? [button({ id: 'drawer' }, actions.openDrawer, 'Edit Ann')] : []),
  ]
  const inside = [
    heading,
    anchor,
    ...more,
    ...decorations(plan, state),
    ...links(plan, actions),
    ...body,
  ]
  return h('main', {}, ...(plan.frame === 'dialog' ? [h('dialog', {}, ...inside)] : inside))
}

function links(plan: PagePlan, actions: Actions): Node[] {
  if (plan.address !== 'things' && plan.address !== 'tenant-path' && plan.address !== 'hash')
    return []
  const [label, to] = plan.address === 'things' ? ['Second item', 'two'] : ['Test area', 'test']
  return [
    h(
      'nav',
      {},
      {
        ...h('a', { href: '#', id: 'link' }, label),
        on: {
          click(event) {
            event.preventDefault()
            actions.follow(to)
          },
        },
      },
    ),
  ]
}

function decorations(plan: PagePlan, state: State): Node[] {
  return plan.decorations.map(name =>
    name === 'clock'
      ? h('p', { class: 'clock' }, `Tick ${state.ticks}`)
      : h(
          'p',
          {},
          'Storage used ',
          h(
            'span',
            {
              'role': 'progressbar',
              'aria-label': 'Storage',
              'aria-valuenow': 30,
              'aria-valuemin': 0,
              'aria-valuemax': 100,
            },
            '30 %',
          ),
          ' Step ',
          h('progress', { 'value': 2, 'max': 5, 'aria-label': 'Setup' }),
        ),
  )
}

function ready(plan: PagePlan, state: State, actions: Actions): Node[] {
  const { flow } = plan
  const fields = plan.controls.map(control => ({
    ...h(
      'div',
      { 'class': 'field', 'data-f': control.id },
      ...field(plan, control, state, actions),
    ),
    // What is of another place is other elements.
    key: `${state.place}/${control.id}/${state.generation}`,
  }))
  const messages = [
    h('p', { role: 'status', class: 'said' }, ...(state.said ? [state.said] : [])),
    ...(state.error ? [h('p', { role: 'alert', class: 'error' }, state.error)] : []),
    ...(state.toast === null
      ? []
      : [
          h(
            'div',
            { role: 'status', class: 'toast' },
            'The setting was changed. ',
            button({ id: 'take-back' }, actions.takeBack, 'Undo'),
          ),
        ]),
  ]
  const half = flow.halves ? Math.ceil(fields.length / 2) : 0
  const first = flow.halves
    ? [
        h(
          'section',
          { 'aria-label': 'First' },
          ...fields.slice(0, half),
          h(
            'p',
            {},
            {
              ...button({ id: 'save-first' }, actions.saveFirst, 'Save changes'),
              props: { disabled: state.saving || !state.dirtyFirst },
            },
          ),
        ),
      ]
    : []
  const reset = flow.defaults
    ? [h('p', {}, button({ id: 'defaults' }, actions.defaults, 'Reset to defaults'))]
    : []
  const body =
    flow.save === 'submit'
      ? [
          h(
            'form',
            { method: 'post', action: `/save/${plan.seed}/${state.place}` },
            ...fields,
            ...reset,
            h('input', { type: 'hidden', name: 'state', value: JSON.stringify(state.values) }),
            h('p', {}, h('button', { id: 'save' }, 'Save changes')),
          ),
        ]
      : flow.save === 'button'
        ? [
            ...first,
            ...fields.slice(half),
            ...reset,
            h(
              'p',
              {},
              {
                ...button({ id: 'save' }, actions.save, 'Save changes'),
                props: { disabled: state.saving || !state.dirty },
              },
              ' ',
              button({ id: 'undo' }, actions.undo, 'Discard'),
            ),
          ]
        : [...fields, ...reset]
  const behind: Attrs =
    state.drawer && plan.drawer === 'hidden'
      ? { 'aria-hidden': 'true' }
      : state.drawer && plan.drawer === 'inert'
        ? { inert: true }
        : {}
  const shown =
    plan.frame === 'tabs' ? tabbed(plan, state, actions, body) : [h('section', behind, ...body)]
  return [
    ...shown,
    ...messages,
    ...question(plan, state, actions),
    ...(state.drawer ? [drawer(plan, state, actions)] : []),
  ]
}

/** The settings of somebody else, under the same names. */
function drawer(plan: PagePlan, state: State, actions: Actions): Node {
  const others = plan.controls.map(control => ({ ...control, id: `${control.id}-ann` }))
  const values = Object.fromEntries(others.map(({ id, next }) => [id, next]))
  const still: Actions = { ...actions, change: () => undefined }
  return h(
    plan.drawer === 'native' ? 'dialog' : 'div',
    plan.drawer === 'native' ? {} : { 'role': 'dialog', 'aria-modal': 'true', 'aria-label': 'Ann' },
    h('h2', {}, 'Ann'),
    ...others.map(control =>
      h('div', { class: 'field' }, ...field(plan, control, { ...state, values }, still)),
    ),
    h('button', { type: 'button' }, 'Close'),
  )
}

function tabbed(plan: PagePlan, state: State, actions: Actions, body: Node[]): Node[] {
  const tab = (name: State['tab'], label: string): Node =>
    button(
      { 'role': 'tab', 'id': `tab-${name}`, 'aria-selected': String(state.tab === name) },
      () => actions.tab(name),
      label,
    )
  const general = h(
    'div',
    { role: 'tabpanel', hidden: state.tab !== 'general' },
    ...(state.tab === 'general' || plan.seed % 2 === 0 ? body : []),
  )
  return [
    h('div', { role: 'tablist' }, tab('general', 'General'), tab('advanced', 'Advanced')),
    general,
    h('div', { role: 'tabpanel', hidden: state.tab !== 'advanced' }, 'Nothing more here.'),
  ]
}

function question(plan: PagePlan, state: State, actions: Actions): Node[] {
  if (state.question === null) return []
  const content = [
    h('p', {}, 'This changes it for everybody. Go on?'),
    button({ id: 'confirm' }, () => actions.answer(true), 'Change it'),
    button({ id: 'cancel' }, () => actions.answer(false), 'Cancel'),
  ]
  return [
    plan.flow.dialog === 'native'
      ? h('dialog', { class: 'question' }, ...content)
      : h('div', { 'role': 'alertdialog', 'aria-modal': 'true', 'class': 'question' }, ...content),
  ]
}

type Drawn = (control: ControlPlan, value: Value, state: State, actions: Actions) => Node[]

/** One control with its name, and with what makes its variant special. */
function field(plan: PagePlan, control: ControlPlan, state: State, actions: Actions): Node[] {
  const drawn = drawings[control.kind]
  const value = state.values[control.id] ?? null
  const isForeign = foreign(plan) || state.switched
  const said = isForeign
    ? {
        ...control,
        shown: `Einstellung ${control.id.slice(1)}`,
        options: control.options.map(option => ({ ...option, label: option.other })),
      }
    : control
  const pending =
    state.pending === control.id
      ? [h('span', { 'class': 'pending', 'role': 'status', 'aria-busy': 'true' }, 'Saving\u2026')]
      : []
  const odd = oddDrawing(control)
  if (odd) return [...odd(said, value, next => actions.change(control.id, next)), ...pending]
  const plain = drawn?.(said, value, state, actions) ?? []
  if (!plan.vendor || !isVendors(control)) return [...plain, ...pending]
  return [
    {
      ...h('div', {}, ...plain),
      control: {
        kind: control.kind,
        id: `${control.id}-v`,
        label: said.shown,
        options: said.options,
        value,
        disabled: control.variant === 'locked',
        change: next => actions.change(control.id, next),
      },
    },
    ...pending,
  ]
}

const foreign = (plan: PagePlan): boolean => ['other', 'mislabelled'].includes(plan.language)

const labelFor = ({ id, shown }: ControlPlan, ...more: Node[]): Node =>
  h('label', { for: `${id}-i`, id: `${id}-l` }, shown, ...more)
const labelled = ({ id }: ControlPlan): Attrs => ({ 'aria-labelledby': `${id}-l` })
const title = ({ id, shown }: ControlPlan): Node => h('span', { id: `${id}-l` }, shown)

const box = (
  { id, variant }: ControlPlan,
  value: Value,
  actions: Actions,
  attrs: Attrs = {},
): Node => ({
  ...h('input', { 'type': 'checkbox', 'id': `${id}-i`, 'data-c': id, 'name': id, ...attrs }),
  props: { checked: value === true, ...(variant === 'locked' ? { disabled: true } : {}) },
  on: { change: event => actions.change(id, targetOf(event).checked) },
})

const input = (
  control: ControlPlan,
  value: Value,
  actions: Actions,
  attrs: Attrs = {},
  parse: (text: string) => Value = text => text,
): Node => ({
  ...h('input', {
    'id': `${control.id}-i`,
    'data-c': control.id,
    'name': control.id,
    'autocomplete': 'off',
    ...attrs,
  }),
  props: {
    value: textOf(control, value),
    ...(control.variant === 'locked' ? { disabled: true } : {}),
  },
  on: { input: event => actions.change(control.id, parse(targetOf(event).value)) },
})
const asNumber = (text: string): Value => (text === '' ? null : Number(text))

const drawings: Readonly<Record<string, Drawn>> = {
  'checkbox': drawCheckbox,
  'switch': drawSwitch,
  'pressed': ({ id, shown }, value, _, actions) => [
    button(
      { 'data-c': id, 'aria-pressed': String(value === true) },
      () => actions.change(id, value !== true),
      shown,
    ),
  ],
  'radios': drawRadios,
  'select': drawSelect,
  'combobox': drawCombobox,
  'listbox': (control, value, _, actions) => [
    title(control),
    h(
      'ul',
      { 'role': 'listbox', 'tabindex': 0, 'data-c': control.id, ...labelled(control) },
      ...choicesOf(control, value, actions),
    ),
  ],
  'segments': drawSegments,
  'multi': (control, value, _, actions) => [
    labelFor(control),
    {
      ...h(
        'select',
        {
          'multiple': true,
          'size': control.options.length,
          'id': `${control.id}-i`,
          'data-c': control.id,
        },
        ...control.options.map(option => ({
          ...h('option', { value: option.value }, option.label),
          props: { selected: isIn(value, option.value) },
        })),
      ),
      on: {
        change: event =>
          actions.change(
            control.id,
            [...(event.currentTarget as HTMLSelectElement).selectedOptions].map(
              option => option.value,
            ),
          ),
      },
    },
  ],
  'boxes': (control, value, _, actions) => [
    h(
      'fieldset',
      { 'data-c': control.id },
      h('legend', {}, control.shown),
      ...control.options.map(option =>
        h(
          'label',
          {},
          {
            ...h('input', { type: 'checkbox', value: option.value }),
            props: { checked: isIn(value, option.value) },
            on: {
              change: event =>
                actions.change(
                  control.id,
                  control.options
                    .map(item => item.value)
                    .filter(item =>
                      item === option.value ? targetOf(event).checked : isIn(value, item),
                    ),
                ),
            },
          },
          option.label,
        ),
      ),
    ),
  ],
  'chips': (control, value, _, actions) => [
    h('h3', { id: `${control.id}-l` }, control.shown),
    h(
      'ul',
      { 'data-c': control.id, 'class': 'chips', ...labelled(control) },
      ...textsOf(value).map(text => ({
        ...h('li', {}, h('span', {}, text), ' ', {
          ...button(
            control.variant === 'cross' ? { 'aria-label': `Remove ${text}` } : {},
            () =>
              actions.change(
                control.id,
                textsOf(value).filter(item => item !== text),
              ),
            control.variant === 'cross' ? '\u00d7' : 'Remove',
          ),
        }),
        key: text,
      })),
    ),
  ],
  'slider': (control, value, _, actions) =>
    control.variant === 'native'
      ? [
          labelFor(control),
          input(control, value, actions, { type: 'range', min: 0, max: 100, step: 1 }, asNumber),
          h('output', {}, String(value)),
        ]
      : [
          title(control),
          h('div', {
            'role': 'slider',
            'tabindex': 0,
            'data-c': control.id,
            'class': 'track',
            'aria-valuemin': 0,
            'aria-valuemax': 100,
            'aria-valuenow': Number(value),
            ...labelled(control),
          }),
          h('span', {}, String(value)),
        ],
  'number': (control, value, _, actions) => [
    labelFor(control),
    input(control, value, actions, { type: 'number', step: 'any' }, asNumber),
  ],
  'number-text': drawWritten,
  'duration': drawWritten,
  'size': drawWritten,
  'unit': drawUnit,
  'date': (control, value, state, actions) =>
    control.variant.startsWith('words')
      ? drawWritten(control, value, state, actions)
      : [
          labelFor(control),
          input(control, value, actions, {
            type: control.variant === 'native' ? 'date' : control.variant,
          }),
        ],
  'text': (control, value, _, actions) => [
    labelFor(control),
    control.variant === 'area'
      ? { ...input(control, value, actions), tag: 'textarea' }
      : input(control, value, actions, {
          type: ['email', 'url'].includes(control.variant) ? control.variant : 'text',
        }),
  ],
  'list': (control, value) => drawList(control, textsOf(value)),
  'table': drawTable,
}

const isIn = (value: Value, item: string): boolean => Array.isArray(value) && value.includes(item)
const textsOf = (value: Value): string[] => (Array.isArray(value) ? value.map(String) : [])

function drawCheckbox(control: ControlPlan, value: Value, _: State, actions: Actions): Node[] {
  const own = box(control, value, actions)
  switch (control.variant) {
    case 'wrapped':
    case 'inverted':
      return [h('label', {}, own, ` ${control.shown}`)]
    case 'help-button':
      return [
        h('label', {}, own, ` ${control.shown} `, {
          ...button({ 'aria-label': 'Help', 'class': 'help' }, () => undefined, '?'),
        }),
      ]
    case 'mobile-twin':
      return [
        h(
          'div',
          { style: 'display:none' },
          h(
            'label',
            {},
            { ...box(control, false, actions, { 'id': undefined, 'data-c': undefined }) },
            ` ${control.shown}`,
          ),
        ),
        h('label', {}, own, ` ${control.shown}`),
      ]
    case 'only-hidden':
      return [h('div', { style: 'display:none' }, h('label', {}, own, ` ${control.shown}`))]
    case 'mixed':
      return [
        title(control),
        h('span', {
          'role': 'checkbox',
          'tabindex': 0,
          'aria-checked': 'mixed',
          'data-c': control.id,
          'class': 'track',
          ...labelled(control),
        }),
      ]
    default:
      return [own, labelFor(control)]
  }
}

function drawSwitch(control: ControlPlan, value: Value, _: State, actions: Actions): Node[] {
  const { id, variant } = control
  const on = value === true
  if (variant === 'input' || variant === 'locked')
    return [box(control, value, actions, { role: 'switch' }), labelFor(control)]
  const attrs: Attrs = {
    'role': 'switch',
    'aria-checked': String(on),
    'data-c': id,
    'aria-labelledby': variant === 'named-with-value' ? `${id}-l ${id}-v` : `${id}-l`,
  }
  const state = h('span', { id: `${id}-v`, class: 'state' }, on ? 'On' : 'Off')
  const click = (): void => actions.change(id, !on)
  return [
    title(control),
    variant === 'div'
      ? { ...h('div', { ...attrs, tabindex: 0, class: 'track' }), on: { click } }
      : button({ ...attrs, class: 'track' }, click, ...(variant === 'button' ? [] : [state])),
  ]
}

function drawRadios(control: ControlPlan, value: Value, _: State, actions: Actions): Node[] {
  const { id, variant, options } = control
  const radio = (option: ControlPlan['options'][number]): Node =>
    h(
      'label',
      {},
      {
        ...h('input', {
          type: 'radio',
          ...(variant === 'nameless' ? {} : { name: id }),
          ...(variant === 'shared-fieldset' ? { 'data-c': id } : {}),
          value: option.value,
        }),
        props: { checked: variant === 'nameless' ? false : value === option.value },
        on: { change: () => actions.change(id, option.value) },
      },
      ` ${option.label}`,
    )
  if (variant === 'aria')
    return [
      title(control),
      h(
        'div',
        { 'role': 'radiogroup', 'data-c': id, ...labelled(control) },
        ...options.map(option =>
          button(
            { 'role': 'radio', 'aria-checked': String(value === option.value) },
            () => actions.change(id, option.value),
            option.label,
          ),
        ),
      ),
    ]
  if (variant !== 'shared-fieldset')
    return [h('fieldset', { 'data-c': id }, h('legend', {}, control.shown), ...options.map(radio))]
  const second = ['Low', 'High'].map((label, i) =>
    h(
      'label',
      {},
      h('input', { type: 'radio', name: `${id}-b`, value: label, checked: i === 0 }),
      ` ${label}`,
    ),
  )
  return [
    h(
      'fieldset',
      {},
      h('legend', {}, 'Sharing'),
      h('p', {}, control.shown),
      ...options.map(radio),
      h('p', {}, 'Priority'),
      ...second,
    ),
  ]
}

function drawSelect(control: ControlPlan, value: Value, _: State, actions: Actions): Node[] {
  const { id, variant } = control
  const options =
    variant === 'loading'
      ? [{ value: '', label: 'Loading...' }]
      : [
          ...(variant === 'placeholder' ? [{ value: '', label: 'Choose a role' }] : []),
          ...control.options,
        ]
  const chosen = variant === 'loading' ? '' : String(value ?? '')
  return [
    labelFor(control),
    {
      ...h(
        'select',
        { 'id': `${id}-i`, 'data-c': id, 'name': id },
        ...options.map(option => ({
          ...h('option', { value: option.value }, option.label),
          props: { selected: chosen === option.value, disabled: option.value === '' },
        })),
      ),
      props: { value: chosen, disabled: ['loading', 'locked'].includes(variant) },
      on: { change: event => actions.change(id, targetOf(event).value) },
    },
  ]
}

function choicesOf(control: ControlPlan, value: Value, actions: Actions): Node[] {
  return control.options.map(option => ({
    ...h('li', { 'role': 'option', 'aria-selected': String(value === option.value) }, option.label),
    on: {
      click: () => {
        actions.change(control.id, option.value)
        actions.open(null)
      },
    },
  }))
}

function drawCombobox(control: ControlPlan, value: Value, state: State, actions: Actions): Node[] {
  const { id, variant } = control
  const open = state.open === id
  const label = control.options.find(option => option.value === value)?.label
  const attrs: Attrs = {
    'role': 'combobox',
    'aria-haspopup': 'listbox',
    'aria-expanded': String(open),
    'aria-controls': `${id}-o`,
    'data-c': id,
    'aria-labelledby': variant === 'named-with-value' ? `${id}-l ${id}-v` : `${id}-l`,
  }
  const click = (): void => actions.open(open ? null : id)
  const shown = label ?? 'Choose a role'
  return [
    title(control),
    variant === 'input'
      ? {
          ...h('input', { ...attrs, readonly: true }),
          props: { value: shown },
          on: { click },
        }
      : button(attrs, click, h('span', { id: `${id}-v` }, shown)),
    ...(open
      ? [
          h(
            'ul',
            { role: 'listbox', id: `${id}-o`, ...labelled(control) },
            ...choicesOf(control, value, actions),
          ),
        ]
      : []),
  ]
}

function drawSegments(control: ControlPlan, value: Value, _: State, actions: Actions): Node[] {
  const radio = control.variant === 'radio'
  const first = control.options[0]?.value
  return [
    title(control),
    h(
      'div',
      { 'role': radio ? 'radiogroup' : 'group', 'data-c': control.id, ...labelled(control) },
      ...control.options.map(option => {
        const on =
          value === option.value ||
          (control.variant === 'two-pressed' &&
            (option.value === first || option.value === control.options[1]?.value))
        return button(
          radio ? { 'role': 'radio', 'aria-checked': String(on) } : { 'aria-pressed': String(on) },
          () => actions.change(control.id, option.value),
          option.label,
        )
      }),
    ),
  ]
}

function drawWritten(control: ControlPlan, value: Value, _: State, actions: Actions): Node[] {
  const { id, variant } = control
  if (variant.startsWith('words'))
    return [
      h('dl', {}, h('dt', {}, control.shown), h('dd', { 'data-c': id }, textOf(control, value))),
    ]
  return [labelFor(control), input(control, value, actions, { type: 'text' }, asNumber)]
}

function drawUnit(control: ControlPlan, value: Value, _: State, actions: Actions): Node[] {
  const [amount = '', unit = 'minutes'] = String(value ?? '').split(' ')
  const set = (text: string, of: string): void => actions.change(control.id, `${text} ${of}`)
  const number = {
    ...input(control, value, actions, { type: 'number' }),
    props: { value: amount },
    on: { input: (event: Event) => set(targetOf(event).value, unit) },
  }
  const beside =
    control.variant === 'word-after'
      ? h('span', {}, ` ${unit}`)
      : {
          ...h(
            'select',
            { 'aria-label': 'Unit', 'class': 'unit' },
            ...['minutes', 'hours', 'days'].map(item => ({
              ...h(
                'option',
                { value: item },
                item.replace(/^./, first => first.toUpperCase()),
              ),
              props: { selected: item === unit },
            })),
          ),
          props: { value: unit },
          on: { change: (event: Event) => set(amount, targetOf(event).value) },
        }
  return [labelFor(control), h('span', { class: 'amount' }, number, ' ', beside)]
}

function drawList(control: ControlPlan, texts: readonly string[]): Node[] {
  const { id, variant } = control
  const item = (text: string, attrs: Attrs = {}): Node => ({ ...h('li', attrs, text), key: text })
  const total = variant === 'virtual' ? 57 : texts.length
  const counted = ['virtual', 'set-size-drawn'].includes(variant)
  const items =
    variant === 'skeleton-rows'
      ? ['1', '2', '3'].map(key => ({
          ...h('li', { class: 'skeleton' }, h('span', { class: 'bar' })),
          key,
        }))
      : texts.map((text, i) =>
          item(text, counted ? { 'aria-setsize': total, 'aria-posinset': i + 1 } : {}),
        )
  const nothing =
    texts.length === 0 ? [item('Nobody has been added yet', { class: 'nothing' })] : []
  const more = variant === 'and-more' ? [item('and 12 more')] : []
  return [
    h('h3', { id: `${id}-l` }, control.shown),
    h('ul', { 'data-c': id, ...labelled(control) }, ...items, ...nothing, ...more),
    ...(variant === 'shown-of'
      ? [
          h(
            'p',
            {},
            `1-${texts.length} of 57 `,
            button({}, () => undefined, 'Next'),
          ),
        ]
      : []),
  ]
}

function drawTable(control: ControlPlan, value: Value): Node[] {
  const { id, variant } = control
  const rows = Array.isArray(value) ? (value as readonly Record<string, string>[]) : []
  const head = (...names: string[]): Node =>
    h('tr', {}, ...names.map(name => h('th', { scope: 'col' }, name)))
  const extra =
    variant === 'heading-twice' ? ['State'] : variant === 'row-actions' ? ['Actions'] : []
  const heads = [
    ...(variant === 'two-headers' ? [h('tr', {}, h('th', { colspan: 2 }, 'All hooks'))] : []),
    head(...(variant === 'box-in-cell' ? ['', 'Name', 'State'] : ['Name', 'State', ...extra])),
  ]
  const remove = (): Node => button({}, () => undefined, 'Remove')
  const row = ({ Name = '', State = '' }: Record<string, string>, i: number): Node => ({
    ...h(
      'tr',
      {},
      ...(variant === 'box-in-cell'
        ? [h('td', {}, h('input', { 'type': 'checkbox', 'aria-label': `Choose ${Name}` }))]
        : []),
      ...(variant === 'nested'
        ? [
            h(
              'td',
              {},
              h('table', {}, h('tbody', {}, h('tr', {}, h('td', {}, Name), h('td', {}, 'v2')))),
            ),
          ]
        : [h('td', {}, Name, ...(variant === 'action-in-cell' ? [' ', remove()] : []))]),
      ...(variant === 'row-span'
        ? i === 0
          ? [h('td', { rowspan: rows.length }, State)]
          : []
        : [h('td', {}, State)]),
      ...(variant === 'heading-twice' ? [h('td', {}, State === 'on' ? 'off' : 'on')] : []),
      ...(variant === 'row-actions' ? [h('td', {}, remove())] : []),
    ),
    key: Name,
  })
  const body =
    variant === 'skeleton-rows'
      ? ['1', '2'].map(key => ({
          ...h('tr', { class: 'skeleton' }, h('td', {}, h('span', { class: 'bar' })), h('td', {})),
          key,
        }))
      : rows.length > 0
        ? rows.map(row)
        : variant === 'only-totals'
          ? []
          : [h('tr', {}, h('td', { colspan: 2, class: 'nothing' }, 'No webhooks found'))]
  const foot = variant.endsWith('totals')
    ? [h('tfoot', {}, h('tr', {}, h('td', {}, 'Total'), h('td', {}, String(rows.length))))]
    : []
  return [
    h('h3', { id: `${id}-l` }, control.shown),
    h(
      'table',
      {
        'data-c': id,
        ...labelled(control),
        ...(variant === 'row-count' ? { 'aria-rowcount': 58 } : {}),
      },
      h('thead', {}, ...heads),
      h('tbody', {}, ...body),
      ...foot,
    ),
    ...(variant === 'paged'
      ? [
          h(
            'p',
            {},
            `1-${rows.length} of 57 `,
            button({}, () => undefined, 'Next'),
          ),
        ]
      : []),
  ]
}
