import type { Claim, Lesson } from '../../common/protocol/message.ts'
import { comparisonsOf } from '../../common/words/english/comparisons.ts'
import type { Saving } from './facts.ts'
import type { Choice } from './point.ts'

/** What is known of the control that was chosen. */
export type Facts = Pick<Lesson, 'address' | 'language' | 'locate' | 'read' | 'by'> & {
  readonly name: string
  readonly value: unknown
  readonly choices: readonly Choice[]
  readonly saving: Saving
  readonly headings: readonly string[]
  readonly metrics: readonly { readonly id: string; readonly title: string }[]
}
export type Form = {
  readonly elements: readonly Node[]
  /** Stands beside what else can be pressed. */
  readonly save: HTMLElement
  /** Says what is wrong, beside the field that is at fault where there is one. */
  readonly refuse: (error: string, field: string | null) => void
  readonly focus: () => void
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement
type Op = NonNullable<Claim['op']>

const savings = {
  instant: 'at once',
  submit: 'by a form that loads the page anew',
  button: 'by a button, in a page that stays',
} as const satisfies Readonly<Record<Lesson['save'], string>>

/** @param send what was said, once the fields can be understood */
export function form(facts: Facts, send: (lesson: Lesson) => void): Form {
  const { value, choices, saving, metrics } = facts
  const type: Lesson['type'] = Array.isArray(value)
    ? 'list'
    : typeof value === 'boolean' || typeof value === 'number'
      ? (typeof value as 'boolean' | 'number')
      : 'string'
  const fields = new Map<string, Field>()
  const field = <C extends Control>(key: string, text: string, control: C): C => {
    fields.set(key, fieldOf(text, control))
    return control
  }
  const shown = (key: string, visible: boolean): void => {
    const box = fields.get(key)?.box
    if (box) box.hidden = !visible
  }

  const title = field('title', 'Name', input(facts.name.slice(0, 120)))
  const search = field('search', 'Search what it is about', input('', 'search'))
  const none = made('p', '', 'quiet')
  none.setAttribute('role', 'status')
  const metric = field('metric', 'What it is about', select([], ''))
  const op = field(
    'op',
    'It is right where it',
    select(
      comparisonsOf(type).map(item => [item.op, item.title] as const),
      comparisonsOf(type)[0]?.op ?? 'equals',
    ),
  )
  const severity = field(
    'severity',
    'Severity',
    select(
      (['low', 'medium', 'high', 'critical'] as const).map(item => [item, item] as const),
      'medium',
    ),
  )
  const heading = field(
    'heading',
    'The page is known by its heading',
    select(
      [...facts.headings.map(item => [item, item] as const), ['', '(its address alone)'] as const],
      facts.headings[0] ?? '',
    ),
  )
  const save = field('save', 'A change is saved', select(Object.entries(savings), saving.save))
  const saveButton = field(
    'saveButton',
    'Name of that button',
    select(
      saving.buttons.map(item => [item, item] as const),
      saving.buttons[0] ?? '',
    ),
  )
  const saved = field('saved', 'What the page then says (may stay empty)', input(''))
  const why = made('p', `Proposed because ${saving.why}`, 'quiet')
  const note = made(
    'p',
    'It is read and recorded, and counts for no requirement. Choose what it is about to say what is wanted.',
    'quiet',
  )
  const wanted = made('div')
  let answer: Control = input('')

  const draw = (): void => {
    const claims = metric.value !== ''
    for (const key of ['op', 'severity']) shown(key, claims && (key !== 'op' || type !== 'boolean'))
    note.hidden = claims
    wanted.hidden = !claims
    why.hidden = save.value !== saving.save
    for (const key of ['saveButton', 'saved']) shown(key, save.value === 'button')
  }
  const find = (): void => {
    const words = search.value.toLowerCase().split(/\s+/)
    const found = metrics.filter(({ id, title: text }) =>
      words.every(word => `${id} ${text}`.toLowerCase().includes(word)),
    )
    none.textContent = found.length === 0 ? 'Nothing is called so.' : ''
    const before = metric.value
    const options = [['', 'none of these'], ...found.map(item => [item.id, item.title] as const)]
    metric.replaceChildren(...options.map(([id = '', text = '']) => option(id, text)))
    metric.value = found.some(item => item.id === before) ? before : ''
    draw()
  }
  const ask = (): void => {
    answer = wantedControl(type, op.value as Op, value, choices)
    const answerField = fieldOf(type === 'boolean' ? 'It is right where it is' : 'Wanted', answer)
    fields.set('wanted', answerField)
    wanted.replaceChildren(answerField.box)
  }
  search.addEventListener('input', find)
  op.addEventListener('change', ask)
  for (const control of [metric, save]) control.addEventListener('change', draw)

  const general = made('p', '', 'error')
  general.setAttribute('role', 'alert')
  const refuse: Form['refuse'] = (error, key) => {
    const at = fields.get(key ?? '')
    for (const item of fields.values()) item.say(item === at ? error : '')
    general.textContent = at && !at.box.hidden ? '' : error
    if (at && !at.box.hidden) at.control.focus()
  }
  const ok = made('button', 'Save', 'plain')
  ok.type = 'button'
  ok.addEventListener('click', event => {
    if (!event.isTrusted) return
    const told = valueOf(type, op.value as Op, answer)
    if (!title.value.trim()) return refuse('It needs a name.', 'title')
    if (metric.value && told === null) return refuse('This is no value of this kind.', 'wanted')
    if (save.value === 'button' && !saveButton.value)
      return refuse('No button with a name is in sight.', 'save')
    refuse('', null)
    general.textContent = 'Saving…'
    const { address, language, locate, read, by } = facts
    send({
      address,
      language,
      locate,
      read,
      ...(by === 'value' ? { by } : {}),
      heading: heading.value || null,
      title: title.value.trim(),
      type,
      metric: metric.value || null,
      op: op.value as Op,
      wanted: (metric.value ? told : null) ?? (value as Lesson['wanted']),
      severity: severity.value as Lesson['severity'],
      save: save.value as Lesson['save'],
      ...(save.value === 'button' ? { saveButton: saveButton.value } : {}),
      ...(save.value === 'button' && saved.value.trim() ? { saved: saved.value.trim() } : {}),
    })
  })
  find()
  ask()
  const box = (key: string): readonly Node[] => (fields.has(key) ? [fields.get(key)!.box] : [])
  return {
    elements: [
      made('p', `Now it reads: ${words(value, choices)}`),
      ...['title', 'search'].flatMap(box),
      none,
      ...box('metric'),
      note,
      ...box('op'),
      wanted,
      ...['severity', 'heading', 'save'].flatMap(box),
      why,
      ...['saveButton', 'saved'].flatMap(box),
      general,
    ],
    save: ok,
    refuse,
    focus: () => title.focus(),
  }
}

type Field = {
  readonly box: HTMLElement
  readonly control: Control
  readonly say: (error: string) => void
}

let fieldNumber = 0
function fieldOf(text: string, control: Control): Field {
  const box = made('div')
  const label = made('label', text)
  const error = made('p', '', 'error')
  error.id = `error-${fieldNumber++}`
  error.setAttribute('role', 'alert')
  control.setAttribute('aria-describedby', error.id)
  label.append(control)
  box.append(label, error)
  return {
    box,
    control,
    say(wrong) {
      error.textContent = wrong
      control.setAttribute('aria-invalid', String(wrong !== ''))
    },
  }
}

/** Where what is wanted is said: chosen among what the page offers, or typed, one value a line. */
function wantedControl(
  type: Lesson['type'],
  op: Op,
  value: unknown,
  choices: readonly Choice[],
): Control {
  if (type === 'boolean')
    return select(
      [
        ['true', 'on'],
        ['false', 'off'],
      ],
      String(value),
    )
  const several = op === 'oneOf' || type === 'list'
  const now = Array.isArray(value) ? value.map(String) : [String(value)]
  if (choices.length > 0 && (several || op === 'equals')) {
    const list = select(choices, now[0] ?? '')
    list.multiple = several
    for (const item of list.options) item.selected = now.includes(item.value)
    return list
  }
  if (!several) return input(String(value))
  const area = made('textarea')
  area.rows = 3
  area.placeholder = 'one a line'
  area.value = now.join('\n')
  return area
}

/** What was said, or null where it is no value of the type. */
function valueOf(type: Lesson['type'], op: Op, control: Control): Lesson['wanted'] | null {
  if (type === 'boolean') return control.value === 'true'
  const texts =
    control.localName === 'select'
      ? [...(control as HTMLSelectElement).selectedOptions].map(item => item.value)
      : control.localName === 'textarea'
        ? control.value
            .split('\n')
            .map(line => line.trim())
            .filter(Boolean)
        : [control.value.trim()]
  const values = type === 'number' ? texts.map(text => (text === '' ? NaN : Number(text))) : texts
  const wrong = values.some(item => Number.isNaN(item) || (item === '' && op !== 'equals'))
  if (wrong || (values.length === 0 && op !== 'equals')) return null
  return op === 'oneOf' || type === 'list' ? values : (values[0] ?? null)
}

function words(value: unknown, choices: readonly Choice[]): string {
  if (Array.isArray(value)) return value.map(item => words(item, choices)).join(', ') || 'nothing'
  if (value === true) return 'on'
  if (value === false) return 'off'
  return choices.find(([id]) => id === value)?.[1] ?? String(value)
}

function made<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text = '',
  style = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  element.textContent = text
  if (style) element.className = style
  return element
}

function input(text: string, type = 'text'): HTMLInputElement {
  const element = made('input')
  element.type = type
  element.value = text
  return element
}

function option(id: string, text: string): HTMLOptionElement {
  const element = made('option', text)
  element.value = id
  return element
}

function select(
  options: readonly (readonly [string, string])[],
  chosen: string,
): HTMLSelectElement {
  const element = made('select')
  element.append(...options.map(([id, text]) => option(id, text)))
  element.value = chosen
  return element
}
