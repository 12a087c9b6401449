import { controlOf, controlRows } from './controls.ts'
import { kinds } from './kinds.ts'
import { oddKinds } from './more-oddities.ts'
import { libraries } from './plan.ts'
import type { Address, ControlPlan, Flow, Frame, Language, PagePlan, Place, Step } from './plan.ts'
import { randomOf } from './random.ts'
import type { Random } from './random.ts'

const home: Place = { tenant: 'test', thing: 'one' }
const second: Place = { tenant: 'test', thing: 'two' }
const foreign: Place = { tenant: 'prod', thing: 'one' }

type Given = {
  readonly random: Random
  /** Controls that may be changed, of kinds that are pressed rather than typed into. */
  readonly some: readonly string[]
  readonly pressed: readonly string[]
  /** What is pressed on and off; what is typed into; all that may be changed. */
  readonly toggles: readonly string[]
  readonly typed: readonly string[]
  readonly all: readonly string[]
  /** All that there are. */
  readonly every: readonly string[]
}
type Scenario = {
  readonly provokes: readonly number[]
  readonly flow?: (given: Given) => Partial<Flow>
  readonly address?: Address
  readonly frame?: Frame
  readonly timing?: PagePlan['timing']
  /** Milliseconds until the data come. */
  readonly latency?: (random: Random) => number
  readonly lag?: (random: Random) => number
  readonly library?: PagePlan['library']
  readonly merges?: true
  readonly cached?: true
  readonly redraws?: true
  readonly switches?: PagePlan['switches']
  readonly drawer?: PagePlan['drawer']
  readonly languages?: readonly Language[]
  readonly polls?: true
  readonly asks?: true
  readonly transient?: true
  /** Controls that the page has beside others, at its end. */
  readonly also?: readonly (readonly [string, number])[]
  readonly decorations?: PagePlan['decorations']
  readonly steps: (given: Given) => readonly Step[]
}

const open = (place = home): Step => ({ do: 'open', place })
const now = (place = home): Step => ({ do: 'expect', what: 'now', place })
const held = (unsaved: readonly string[] = [], place = home): Step => ({
  do: 'expect',
  what: 'held',
  place,
  unsaved,
})
const wait = (milliseconds: number): Step => ({ do: 'wait', milliseconds })
const edit = (controls: readonly string[]): Step => ({ do: 'edit', controls })
const click = (what: Extract<Step, { do: 'click' }>['what']): Step => ({ do: 'click', what })
/** Longer than a reader waits for a page to be still. */
const dwell = wait(2500)
/** Longer than it waits for a change to last. */
const longer = wait(6500)

/** Something of the first half of a page, and its last box. */
const halves = (all: readonly string[], toggles: readonly string[]): readonly string[] => {
  const [first] = all.filter(id => Number(id.slice(1)) < 4)
  return [...(first === undefined ? [] : [first]), ...toggles.slice(-1)]
}
/** A change that nobody saved, and then what must not make it one. */
const unsaved =
  (by: Extract<Step, { do: 'address' }>['by'] | null): Scenario['steps'] =>
  ({ some }) => [
    open(),
    now(),
    edit(some),
    wait(900),
    ...(by ? [{ do: 'address', by } as const] : []),
    dwell,
    held(some),
  ]
const saving =
  (save: Flow['save'], more: Partial<Flow> = {}) =>
  (): Partial<Flow> => ({
    save,
    ...more,
  })

/** Something is changed and not saved, and the page is drawn anew meanwhile. */
function unsavedDrawnAnew(library: PagePlan['library'], save: Flow['save']): Scenario {
  return {
    provokes: [2],
    library,
    redraws: true,
    also: [['checkbox', 1]],
    flow: saving(save),
    steps: ({ toggles }) => [
      open(),
      now(),
      edit(toggles.slice(-1)),
      longer,
      held(toggles.slice(-1)),
    ],
  }
}

const common: Readonly<Record<string, Scenario>> = {
  'load': {
    provokes: [],
    languages: ['right', 'region', 'absent'],
    steps: () => [open(), now()],
  },
  'load late': { provokes: [3], timing: 'late', steps: () => [open(), now()] },
  'load late, button': {
    provokes: [3],
    timing: 'late',
    flow: saving('button'),
    steps: () => [open(), now()],
  },
  'load late, submit': {
    provokes: [3],
    timing: 'late',
    flow: saving('submit'),
    steps: () => [open(), now()],
  },
  'load skeleton': { provokes: [3, 7], timing: 'skeleton', steps: () => [open(), now()] },
  'load wrong language': { provokes: [11], languages: ['wrong'], steps: () => [open(), now()] },
  'load other language': {
    provokes: [11],
    languages: ['other', 'mislabelled'],
    // Three, so that some are found by their attribute.
    also: [
      ['multi', 0],
      ['multi', 0],
      ['multi', 0],
    ],
    steps: () => [open(), now()],
  },
  'load other digits': { provokes: [9], languages: ['formats'], steps: () => [open(), now()] },
  'load translated': { provokes: [11], languages: ['translated'], steps: () => [open(), now()] },
  'load busy': {
    provokes: [13],
    decorations: ['progress', 'clock'],
    steps: () => [open(), now()],
  },
  'load with progress, button': {
    provokes: [13],
    decorations: ['progress'],
    flow: saving('button'),
    steps: () => [open(), now()],
  },
  'late frame': { provokes: [14], frame: 'late-frame', steps: () => [open(), now()] },
  'document rewritten': { provokes: [14], frame: 'rewritten', steps: () => [open(), now()] },
  'settings in an object': { provokes: [14], frame: 'object', steps: () => [open(), now()] },
  'settings in a frameset': { provokes: [14], frame: 'frameset', steps: () => [open(), now()] },
  'settings in a dialog': { provokes: [14], frame: 'dialog', steps: () => [open(), now()] },
  'late elements': {
    provokes: [14],
    frame: 'late-elements',
    library: 'lit',
    steps: () => [open(), now()],
  },
  'another tab of the page': {
    provokes: [14],
    frame: 'tabs',
    steps: () => [open(), now(), click('other-tab'), dwell, held()],
  },
  'instant': {
    provokes: [],
    flow: ({ random }) => ({ save: 'instant', latency: 50 + random.below(300) }),
    steps: ({ pressed }) => [open(), now(), edit(pressed), now()],
  },
  'instant, refused at once': {
    provokes: [2],
    flow: ({ random }) => ({ save: 'instant', outcome: 'refused', latency: random.below(200) }),
    steps: ({ pressed }) => [open(), now(), edit(pressed), dwell, now()],
  },
  'instant, refused later, silent': {
    provokes: [2],
    flow: ({ random }) => ({
      save: 'instant',
      outcome: 'refused',
      latency: 900 + random.below(2000),
    }),
    steps: ({ pressed }) => [open(), now(), edit(pressed.slice(0, 1)), wait(4500), held(), now()],
  },
  'instant, refused later, says so': {
    provokes: [2],
    flow: ({ random }) => ({
      save: 'instant',
      outcome: 'refused',
      pendingSign: true,
      latency: 900 + random.below(2000),
    }),
    steps: ({ pressed }) => [open(), now(), edit(pressed.slice(0, 1)), wait(4500), held(), now()],
  },
  'instant, asked first, confirmed': {
    provokes: [2],
    flow: ({ random }) => ({ save: 'instant', dialog: random.pick(['native', 'aria'] as const) }),
    steps: ({ pressed }) => [
      open(),
      now(),
      edit(pressed.slice(0, 1)),
      longer,
      held(pressed.slice(0, 1)),
      click('confirm'),
      now(),
    ],
  },
  'instant, asked first, cancelled': {
    provokes: [2],
    flow: ({ random }) => ({ save: 'instant', dialog: random.pick(['native', 'aria'] as const) }),
    steps: ({ pressed }) => [
      open(),
      now(),
      edit(pressed.slice(0, 1)),
      longer,
      held(pressed.slice(0, 1)),
      click('cancel'),
      dwell,
      now(),
    ],
  },
  'instant, asked first, on a page that was reached after others': {
    provokes: [2, 5],
    address: 'tenant-path',
    flow: saving('instant', { dialog: 'aria' }),
    steps: ({ pressed }) => [
      open(foreign),
      click('heading'),
      click('heading'),
      click('heading'),
      dwell,
      click('link'),
      now(),
      edit(pressed.slice(0, 1)),
      longer,
      held(pressed.slice(0, 1)),
      click('cancel'),
      dwell,
      now(),
    ],
  },
  'submit, unsaved': { provokes: [2], flow: saving('submit'), steps: unsaved(null) },
  'submit, unsaved, query': {
    provokes: [2],
    flow: saving('submit'),
    steps: unsaved('replace-query'),
  },
  'submit, unsaved, hash': {
    provokes: [2],
    flow: saving('submit'),
    steps: unsaved('hash'),
  },
  'submit, saved': {
    provokes: [2, 3],
    flow: saving('submit'),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), now()],
  },
  'submit, refused': {
    provokes: [2],
    flow: saving('submit', { outcome: 'refused' }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), dwell, held(some)],
  },
  'button, unsaved': { provokes: [2], flow: saving('button'), steps: unsaved(null) },
  'button, unsaved, replaced query': {
    provokes: [2],
    flow: saving('button'),
    steps: unsaved('replace-query'),
  },
  'button, unsaved, pushed query': {
    provokes: [2],
    flow: saving('button'),
    steps: unsaved('push-query'),
  },
  'button, unsaved, hash': {
    provokes: [2],
    flow: saving('button'),
    steps: unsaved('hash'),
  },
  'button, unsaved, another tab of the page': {
    provokes: [2, 14],
    frame: 'tabs',
    flow: saving('button'),
    steps: ({ some }) => [open(), now(), edit(some), click('other-tab'), dwell, held(some)],
  },
  'button, unsaved, link into the page': {
    provokes: [2],
    flow: saving('button'),
    steps: ({ some }) => [open(), now(), edit(some), click('anchor'), dwell, held(some)],
  },
  'button, unsaved, left and returned': {
    provokes: [2],
    library: 'plain',
    timing: 'at-once',
    flow: saving('button'),
    steps: ({ some }) => [
      open(),
      now(),
      edit(some),
      { do: 'leave-and-return', kept: false },
      dwell,
      held(some),
    ],
  },
  'submit, unsaved, left and returned': {
    provokes: [2],
    library: 'plain',
    timing: 'at-once',
    flow: saving('submit'),
    steps: ({ some }) => [
      open(),
      now(),
      edit(some),
      { do: 'leave-and-return', kept: false },
      dwell,
      held(some),
    ],
  },
  'button, discarded': {
    provokes: [2],
    flow: saving('button'),
    steps: ({ some }) => [
      open(),
      now(),
      edit(some),
      dwell,
      held(some),
      click('undo'),
      dwell,
      now(),
    ],
  },
  'button, invalid, message': {
    provokes: [2],
    flow: saving('button', { outcome: 'invalid' }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), dwell, held(some)],
  },
  'button, invalid, idle': {
    provokes: [2],
    flow: saving('button', { outcome: 'invalid', sign: 'idle' }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), dwell, held(some)],
  },
  'button, saved, message': {
    provokes: [],
    flow: ({ random }) => ({ save: 'button', latency: 100 + random.below(1500) }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), now()],
  },
  'button, saved, idle': {
    provokes: [2],
    flow: ({ random }) => ({ save: 'button', sign: 'idle', latency: 100 + random.below(1500) }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), now()],
  },
  'button, refused, message': {
    provokes: [2],
    flow: ({ random }) => ({
      save: 'button',
      outcome: 'refused',
      latency: 100 + random.below(1500),
    }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), dwell, held(some)],
  },
  'button, refused, idle': {
    provokes: [2],
    flow: ({ random }) => ({
      save: 'button',
      sign: 'idle',
      outcome: 'refused',
      latency: 100 + random.below(1500),
    }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), wait(3500), held(some)],
  },
  'button, saved, then changed again': {
    provokes: [2],
    flow: saving('button'),
    steps: ({ some }) => [
      open(),
      now(),
      edit(some),
      click('save'),
      now(),
      edit(some.slice(0, 1)),
      dwell,
      held(some.slice(0, 1)),
    ],
  },
  "another tenant's page, hash": {
    provokes: [6],
    address: 'hash',
    lag: random => random.pick([0, 1500]),
    steps: () => [
      open(foreign),
      dwell,
      { do: 'expect', what: 'nothing', place: foreign },
      click('link'),
      now(),
    ],
  },
  "another tenant's page, path": {
    provokes: [6, 5],
    address: 'tenant-path',
    lag: random => random.pick([0, 800, 1500]),
    steps: () => [
      open(foreign),
      dwell,
      { do: 'expect', what: 'nothing', place: foreign },
      click('link'),
      now(),
    ],
  },
  'second item, content late': {
    provokes: [5],
    address: 'things',
    lag: () => 1500,
    steps: () => [open(), now(), click('link'), now(second)],
  },
  'second item, content later': {
    provokes: [5],
    address: 'things',
    transient: true,
    lag: random => 2500 + random.below(1500),
    steps: () => [open(), now(), click('link'), now(second)],
  },
  'second item, skeleton': {
    provokes: [5],
    address: 'things',
    timing: 'skeleton',
    lag: () => 300,
    steps: () => [open(), now(), click('link'), now(second)],
  },
  'changed elsewhere, worker stopped': {
    provokes: [1],
    steps: ({ some }) => [
      open(),
      now(),
      { do: 'elsewhere', controls: some },
      wait(600),
      { do: 'look-again', by: 'worker' },
      wait(4000),
      held(),
      { do: 'reload' },
      now(),
    ],
  },
  'changed elsewhere, agent restarted': {
    provokes: [1],
    flow: ({ random }) => ({ save: random.pick(['instant', 'submit', 'button'] as const) }),
    steps: ({ some }) => [
      open(),
      now(),
      { do: 'elsewhere', controls: some },
      wait(600),
      { do: 'look-again', by: 'agent' },
      wait(4000),
      held(),
      { do: 'reload' },
      now(),
    ],
  },
  'changed in a second tab': {
    provokes: [1],
    flow: ({ random }) => ({ save: 'instant', latency: random.below(100) }),
    steps: ({ pressed }) => [
      open(),
      now(),
      { do: 'second-tab', controls: pressed },
      now(),
      { do: 'look-again', by: 'agent' },
      wait(3000),
      now(),
    ],
  },
  'changed elsewhere, gone back to': {
    provokes: [1],
    timing: 'at-once',
    steps: ({ some }) => [
      open(),
      now(),
      { do: 'elsewhere', controls: some },
      wait(600),
      { do: 'leave-and-return', kept: false },
      wait(4000),
      held(),
      { do: 'reload' },
      now(),
    ],
  },
  'changed elsewhere, kept for going back': {
    provokes: [1],
    steps: ({ some }) => [
      open(),
      now(),
      { do: 'elsewhere', controls: some },
      wait(600),
      { do: 'leave-and-return', kept: true },
      wait(4000),
      held(),
      { do: 'reload' },
      now(),
    ],
  },
  ...Object.fromEntries(
    (['button', 'submit'] as const).map(save => [
      `${save}, unsaved, kept for going back`,
      {
        provokes: [2],
        flow: saving(save),
        steps: ({ some }: Given) => [
          open(),
          now(),
          edit(some),
          wait(600),
          { do: 'leave-and-return', kept: true } as const,
          longer,
          held(some),
        ],
      },
    ]),
  ),
  'printed': {
    provokes: [14],
    steps: () => [open(), now(), { do: 'print' }, dwell, now()],
  },
  'button, unsaved, printed': {
    provokes: [2, 14],
    flow: saving('button'),
    steps: ({ some }) => [open(), now(), edit(some), { do: 'print' }, longer, held(some)],
  },
  ...Object.fromEntries(
    (['instant', 'button', 'submit'] as const).flatMap(save =>
      (['late', 'very late'] as const).map(when => [
        `load ${when}, pressed before it came, ${save}`,
        {
          provokes: [3],
          timing: 'late' as const,
          ...(when === 'late' ? {} : { latency: (random: Random) => 5800 + random.below(700) }),
          flow: saving(save),
          // Before the first look, before what it saw counts, and after that.
          steps: ({ random, every }: Given) => [
            open(),
            wait(random.pick([0, 400, 1100, 1500, ...(when === 'late' ? [] : [2600, 3500])])),
            click('heading'),
            wait(when === 'late' ? 5500 : 8500),
            held(every),
          ],
        },
      ]),
    ),
  ),
  'instant, typed, sent on leaving': {
    provokes: [2],
    also: [
      ['text', 0],
      ['text', 1],
    ],
    flow: saving('instant', { commit: 'blur' }),
    steps: ({ typed }) => [
      open(),
      now(),
      edit(typed.slice(0, 1)),
      longer,
      held(typed.slice(0, 1)),
      click('heading'),
      now(),
    ],
  },
  'instant, typed, sent later': {
    provokes: [2],
    also: [['text', 0]],
    flow: saving('instant', { commit: 3000 }),
    steps: ({ typed }) => [open(), now(), edit(typed.slice(0, 1)), now()],
  },
  'instant, taken back': {
    provokes: [2],
    flow: saving('instant', { undo: 'sent' }),
    steps: ({ pressed }) => [
      open(),
      now(),
      edit(pressed.slice(0, 1)),
      wait(2500),
      click('take-back'),
      dwell,
      now(),
    ],
  },
  'instant, sent when it can no longer be taken back': {
    provokes: [2],
    flow: saving('instant', { undo: 'delayed' }),
    steps: ({ pressed }) => [open(), now(), edit(pressed.slice(0, 1)), wait(10_000), now()],
  },
  'instant, taken back before it was sent': {
    provokes: [2],
    flow: saving('instant', { undo: 'delayed' }),
    steps: ({ pressed }) => [
      open(),
      now(),
      edit(pressed.slice(0, 1)),
      wait(6000),
      held(pressed.slice(0, 1)),
      click('take-back'),
      dwell,
      now(),
    ],
  },
  'instant, session expired': {
    provokes: [2],
    flow: saving('instant', { outcome: 'expired' }),
    steps: ({ pressed }) => [open(), now(), edit(pressed.slice(0, 1)), longer, held()],
  },
  'instant, refused after a long time': {
    provokes: [2],
    flow: ({ random }) => ({
      save: 'instant',
      outcome: 'refused',
      latency: 5500 + random.below(2500),
    }),
    steps: ({ pressed }) => [open(), now(), edit(pressed.slice(0, 1)), wait(9500), held(), now()],
  },
  'instant, accepted after a long time': {
    provokes: [2],
    flow: ({ random }) => ({ save: 'instant', latency: 5500 + random.below(2500) }),
    steps: ({ pressed }) => [open(), now(), edit(pressed.slice(0, 1)), now()],
  },
  'button, refused after a long time, idle, on a page that asks by itself': {
    provokes: [2],
    asks: true,
    flow: ({ random }) => ({
      save: 'button',
      sign: 'idle',
      outcome: 'refused',
      latency: 4500 + random.below(2500),
    }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), wait(8500), held(some)],
  },
  'button, saved, idle, on a page that asks by itself': {
    provokes: [2],
    asks: true,
    flow: saving('button', { sign: 'idle' }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), dwell, { do: 'reload' }, now()],
  },
  'button, session expired': {
    provokes: [2],
    flow: saving('button', { outcome: 'expired' }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), dwell, held(some)],
  },
  'button, session expired, idle': {
    provokes: [2],
    flow: saving('button', { outcome: 'expired', sign: 'idle' }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), dwell, held(some)],
  },
  'button, overruled': {
    provokes: [2],
    flow: saving('button', { outcome: 'overruled' }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), dwell, now()],
  },
  'button, overruled, shown later': {
    provokes: [2],
    transient: true,
    flow: saving('button', { outcome: 'overruled', shownAfter: 800 }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), dwell, now()],
  },
  ...Object.fromEntries(
    (['message', 'idle'] as const).map(sign => [
      `button, one half saved, ${sign}`,
      {
        provokes: [2],
        also: [['checkbox', 1] as const],
        flow: saving('button', { halves: true, sign }),
        steps: ({ all, toggles }: Given) => [
          open(),
          now(),
          edit(halves(all, toggles)),
          click('save-first'),
          wait(3500),
          held(halves(all, toggles).slice(1)),
          click('save'),
          now(),
        ],
      },
    ]),
  ),
  'button, saved, then changed again, still said': {
    provokes: [2],
    also: [['checkbox', 1]],
    flow: saving('button', { sticky: true }),
    steps: ({ toggles }) => [
      open(),
      now(),
      edit(toggles.slice(-1)),
      click('save'),
      now(),
      edit(toggles.slice(-1)),
      longer,
      held(toggles.slice(-1)),
    ],
  },
  'button, saved, then refused, still said': {
    provokes: [2],
    also: [['checkbox', 1]],
    flow: saving('button', { sticky: true, outcome: 'once' }),
    steps: ({ toggles }) => [
      open(),
      now(),
      edit(toggles.slice(-1)),
      click('save'),
      now(),
      edit(toggles.slice(-1)),
      click('save'),
      longer,
      held(toggles.slice(-1)),
    ],
  },
  ...Object.fromEntries(
    (['button', 'submit'] as const).map(save => [
      `${save}, set to defaults, unsaved`,
      {
        provokes: [2],
        flow: saving(save, { defaults: true }),
        steps: ({ all }: Given) => [
          open(),
          now(),
          click('defaults'),
          longer,
          { do: 'address', by: 'hash' } as const,
          dwell,
          held(all),
        ],
      },
    ]),
  ),
  'button, unsaved, set back by the page': {
    provokes: [2, 4],
    polls: true,
    flow: saving('button'),
    steps: ({ pressed }) => [open(), now(), edit(pressed), dwell, held()],
  },
  'changed elsewhere, shown by itself': {
    provokes: [4],
    polls: true,
    flow: ({ random }) => ({ save: random.pick(['instant', 'submit', 'button'] as const) }),
    steps: ({ some }) => [open(), now(), { do: 'elsewhere', controls: some }, now()],
  },
}

/** Those that somebody missed here who had not read the reader. */
const more: Readonly<Record<string, Scenario>> = {
  ...Object.fromEntries(
    (['message', 'idle'] as const).flatMap((sign): [string, Scenario][] => [
      [
        `button, asked first, confirmed, ${sign}`,
        {
          provokes: [2],
          flow: ({ random }) => ({
            save: 'button',
            sign,
            dialog: random.pick(['native', 'aria'] as const),
          }),
          steps: ({ some }) => [
            open(),
            now(),
            edit(some),
            click('save'),
            longer,
            held(some),
            click('confirm'),
            // Without a word of the page nobody knows what the answer was to.
            ...(sign === 'idle' ? [dwell, held(some), { do: 'reload' } as const] : []),
            now(),
          ],
        },
      ],
      [
        `button, asked first, cancelled, ${sign}`,
        {
          provokes: [2],
          flow: ({ random }) => ({
            save: 'button',
            sign,
            dialog: random.pick(['native', 'aria'] as const),
          }),
          steps: ({ some }) => [
            open(),
            now(),
            edit(some),
            click('save'),
            dwell,
            click('cancel'),
            longer,
            held(some),
          ],
        },
      ],
      [
        `button, connection lost, ${sign}`,
        {
          provokes: [2],
          flow: ({ random }) => ({
            save: 'button',
            sign,
            outcome: 'lost',
            latency: random.below(3000),
          }),
          steps: ({ some }) => [open(), now(), edit(some), click('save'), longer, held(some)],
        },
      ],
    ]),
  ),
  'instant, connection lost': {
    provokes: [2],
    flow: ({ random }) => ({ save: 'instant', outcome: 'lost', latency: random.below(3000) }),
    steps: ({ pressed }) => [open(), now(), edit(pressed.slice(0, 1)), longer, held(), now()],
  },
  'instant, never answered': {
    provokes: [2],
    flow: saving('instant', { outcome: 'lost', latency: 40_000 }),
    steps: ({ pressed }) => [
      open(),
      now(),
      edit(pressed.slice(0, 1)),
      wait(16_000),
      held(pressed.slice(0, 1)),
    ],
  },
  'button, never answered, idle': {
    provokes: [2],
    flow: saving('button', { outcome: 'lost', latency: 40_000, sign: 'idle' }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), wait(12_000), held(some)],
  },
  'button, saved in part, idle': {
    provokes: [2],
    flow: saving('button', { outcome: 'partly', sign: 'idle' }),
    steps: ({ some }) => [open(), now(), edit(some), click('save'), longer, held(some)],
  },
  ...Object.fromEntries(
    (['react', 'vue', 'svelte', 'angular'] as const).map(library => [
      `button, unsaved, drawn anew by ${library}`,
      unsavedDrawnAnew(library, 'button'),
    ]),
  ),
  'submit, unsaved, drawn anew': unsavedDrawnAnew('vue', 'submit'),
  'instant, refused later, drawn anew': {
    provokes: [2],
    library: 'react',
    redraws: true,
    also: [['checkbox', 1]],
    flow: saving('instant', { outcome: 'refused', latency: 4000 }),
    steps: ({ toggles }) => [open(), now(), edit(toggles.slice(-1)), wait(9500), held(), now()],
  },
  ...Object.fromEntries(
    (['told', 'untold'] as const).map((switches): [string, Scenario] => [
      `language switched in place, ${switches}`,
      {
        provokes: [11],
        switches,
        flow: ({ random }) => ({ save: random.pick(['instant', 'submit', 'button'] as const) }),
        steps: () => [open(), now(), click('language'), longer, held()],
      },
    ]),
  ),
  ...Object.fromEntries(
    (['hidden', 'inert', 'native', 'beside'] as const).flatMap(drawer =>
      (['instant', 'button'] as const).map((save): [string, Scenario] => [
        `somebody else's settings under the same names, ${drawer}, ${save}`,
        {
          provokes: [6, 14],
          drawer,
          flow: saving(save),
          steps: () => [open(), now(), click('drawer'), longer, held()],
        },
      ]),
    ),
  ),
  'instant, an older version is looked at': {
    provokes: [2],
    flow: saving('instant', { defaults: true }),
    steps: ({ all }) => [open(), now(), click('defaults'), longer, held(all)],
  },
  'submit, saved by Enter': {
    provokes: [2],
    also: [['text', 0]],
    flow: saving('submit'),
    steps: ({ typed }) => [open(), now(), edit(typed.slice(0, 1)), { do: 'enter' }, now()],
  },
  'submit, refused by Enter': {
    provokes: [2],
    also: [['text', 0]],
    flow: saving('submit', { outcome: 'refused' }),
    steps: ({ typed }) => [
      open(),
      now(),
      edit(typed.slice(0, 1)),
      { do: 'enter' },
      dwell,
      held(typed.slice(0, 1)),
    ],
  },
  ...Object.fromEntries(
    (['button', 'submit'] as const).map((save): [string, Scenario] => [
      `${save}, filled in by another extension`,
      {
        provokes: [2],
        also: [['text', 0]],
        flow: saving(save),
        steps: ({ typed }) => [
          open(),
          now(),
          { do: 'fill', controls: typed.slice(0, 1) },
          longer,
          held(typed.slice(0, 1)),
        ],
      },
    ]),
  ),
  ...Object.fromEntries(
    (['instant', 'button', 'submit'] as const).map((save): [string, Scenario] => [
      `load late, what was known before stands there, ${save}`,
      {
        provokes: [1, 3],
        timing: 'late',
        cached: true,
        flow: saving(save),
        steps: () => [open(), now()],
      },
    ]),
  ),
  ...Object.fromEntries(
    (['instant', 'button', 'submit'] as const).map((save): [string, Scenario] => [
      `${save}, changed as soon as it is there`,
      {
        provokes: [2, 3],
        timing: 'skeleton',
        also: [
          ['text', 0],
          ['checkbox', 1],
        ],
        flow: saving(save, { outcome: 'refused' }),
        // Whoever does something before the page was read leaves it unknown.
        steps: ({ toggles, typed, every }) => [
          open(),
          edit([...toggles.slice(-1), ...typed.slice(0, 1)]),
          longer,
          held(every),
        ],
      },
    ]),
  ),
  'instant, typed, sent later, refused': {
    provokes: [2],
    also: [['text', 0]],
    flow: saving('instant', { commit: 3000, outcome: 'refused' }),
    steps: ({ typed }) => [
      open(),
      now(),
      edit(typed.slice(0, 1)),
      wait(9000),
      held(typed.slice(0, 1)),
      now(),
    ],
  },
  'instant, typed, sent on leaving, refused': {
    provokes: [2],
    also: [['text', 0]],
    flow: saving('instant', { commit: 'blur', outcome: 'refused' }),
    steps: ({ typed }) => [
      open(),
      now(),
      edit(typed.slice(0, 1)),
      dwell,
      click('heading'),
      longer,
      held(typed.slice(0, 1)),
      now(),
    ],
  },
  'instant, pressed twice': {
    provokes: [2],
    also: [['checkbox', 1]],
    flow: saving('instant'),
    steps: ({ toggles }) => [
      open(),
      now(),
      edit(toggles.slice(-1)),
      edit(toggles.slice(-1)),
      now(),
    ],
  },
  'instant, pressed twice, the second is refused': {
    provokes: [2],
    also: [['checkbox', 1]],
    flow: saving('instant', { outcome: 'once', latency: 600 }),
    steps: ({ toggles }) => [
      open(),
      now(),
      edit(toggles.slice(-1)),
      edit(toggles.slice(-1)),
      longer,
      held(),
      { do: 'reload' },
      now(),
    ],
  },
  'button, saved, another page stands there then': {
    provokes: [2],
    flow: ({ random }) => ({
      save: 'button',
      leads: true,
      sign: random.pick(['message', 'idle'] as const),
    }),
    steps: ({ some }) => [
      open(),
      now(),
      edit(some),
      click('save'),
      dwell,
      held(some),
      open(),
      now(),
    ],
  },
  ...Object.fromEntries(
    (['refused', 'accepted'] as const).map((outcome): [string, Scenario] => [
      `instant, loaded again before it was ${outcome}`,
      {
        provokes: [2],
        flow: saving('instant', { outcome, latency: 2500 }),
        steps: ({ pressed }) => [
          open(),
          now(),
          edit(pressed.slice(0, 1)),
          wait(200),
          { do: 'reload' },
          wait(4000),
          held(),
          { do: 'reload' },
          now(),
        ],
      },
    ]),
  ),
  'button, unsaved, others change beside it': {
    provokes: [2, 4],
    polls: true,
    merges: true,
    flow: saving('button'),
    steps: ({ some }) => [
      open(),
      now(),
      edit(some.slice(0, 1)),
      { do: 'elsewhere', controls: some.slice(1) },
      longer,
      held(some),
    ],
  },
}

const scenarios: Readonly<Record<string, Scenario>> = { ...common, ...more }

export const scenarioNames: readonly string[] = Object.keys(scenarios)

const typed = [
  'number',
  'number-text',
  'unit',
  'date',
  'text',
  'slider',
  'duration',
  'multi',
  'size',
]
const headings = [
  'Security settings',
  'Sharing',
  'Sign-in policy',
  'Members and guests',
  'Retention',
]

const sameText = ({ first, next }: ControlPlan): boolean =>
  JSON.stringify(first) === JSON.stringify(next)

/** The page that follows from a seed: scenarios and variants come in turn, all else by chance. */
export function planOf(seed: number): PagePlan {
  const random = randomOf(seed)
  const scenario = scenarioNames[seed % scenarioNames.length] ?? 'load'
  const of = scenarios[scenario]
  if (!of) throw new Error(`no scenario ${scenario}`)
  const language = random.pick(of.languages ?? (['right', 'right', 'region', 'absent'] as const))
  const library = of.library ?? random.pick(libraries)
  const controls = controlsOf(seed, random, language, of.also ?? []).map(control =>
    // At the first place it can be told. Then it is changed in place to the same again: neither a
    // person nor a reader sees whose it is.
    of.address && library === 'plain' && sameText(control) && control.expect === 'read'
      ? { ...control, expect: 'either' as const }
      : control,
  )
  const editable = random.shuffle(controls.filter(({ editable }) => editable))
  const pressed = editable.filter(({ kind }) => !typed.includes(kind))
  const given: Given = {
    random,
    some: editable.slice(0, 3).map(({ id }) => id),
    pressed: pressed.slice(0, 2).map(({ id }) => id),
    toggles: controls
      .filter(({ kind, editable }) => editable && kind === 'checkbox')
      .map(({ id }) => id),
    typed: controls.filter(({ kind, editable }) => editable && kind === 'text').map(({ id }) => id),
    all: editable.map(({ id }) => id),
    every: controls.map(({ id }) => id),
  }
  const flow = {
    save: 'instant',
    outcome: 'accepted',
    latency: 100 + random.below(200),
    pendingSign: false,
    dialog: 'none',
    sign: 'message',
    ...of.flow?.(given),
  } satisfies Flow
  const timing =
    of.timing ?? (of.address ? 'skeleton' : random.pick(['at-once', 'skeleton'] as const))
  return {
    seed,
    scenario,
    library,
    vendor: null,
    language,
    timing,
    loadLatency:
      of.latency?.(random) ??
      (timing === 'late' ? 900 + random.below(700) : 150 + random.below(400)),
    flow,
    address: of.address ?? 'path',
    frame: of.frame ?? 'document',
    leftwards: random.chance(0.15),
    zone: random.pick(['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kathmandu']),
    contentLag: of.lag?.(random) ?? 0,
    polls: of.polls ?? false,
    merges: of.merges ?? false,
    cached: of.cached ?? false,
    redraws: of.redraws ?? false,
    switches: of.switches ?? null,
    drawer: of.drawer ?? null,
    asks: of.asks ?? false,
    transient: of.transient ?? false,
    decorations: of.decorations ?? [],
    heading: random.pick(headings),
    controls,
    steps: of.steps(given),
    provokes: Object.keys(kinds)
      .map(Number)
      .filter(
        kind =>
          of.provokes.includes(kind) ||
          (kind === 3 && timing !== 'at-once') ||
          controls.some(({ provokes }) => provokes.includes(kind)),
      ),
  }
}

/** Languages in which the oddities mean what they say. */
const ordinary: readonly Language[] = ['right', 'region', 'absent']

/** Always some that can be pressed; then the next in turn of all that there are. */
function controlsOf(
  seed: number,
  random: Random,
  language: Language,
  also: readonly (readonly [string, number])[],
): readonly ControlPlan[] {
  const rows = controlRows
  const taken = new Set<string>()
  const controls: ControlPlan[] = []
  const add = (row: readonly [string, number]): void => {
    const control = controlOf(random, `c${controls.length}`, row, taken)
    if (control) controls.push(inLanguage(control, language))
  }
  const plain: readonly (readonly [string, number])[] = [
    ['checkbox', 0],
    ['switch', random.below(3)],
    ['select', random.below(3)],
    ['radios', random.below(3)],
    ['combobox', random.below(2)],
  ]
  for (const row of random.shuffle(plain).slice(0, 3)) add(row)
  for (let i = 0; controls.length < 10 && i < 40; i++) {
    const row = rows[(seed * 7 + i * 11) % rows.length]
    if (row && (!oddKinds[row[0]] || ordinary.includes(language))) add(row)
  }
  for (const row of also) add(row)
  return controls
}

/** What a person could still tell in this language, and by which way. */
function inLanguage(control: ControlPlan, language: Language): ControlPlan {
  if (control.expect === 'unknown') return control
  // A sign that nothing is there has its own attribute, whatever the list is found by.
  const byAttribute =
    control.reading.empty !== undefined || control.reading.locate.every(locator => 'css' in locator)
  switch (language) {
    case 'wrong':
      // Its names are of another language than it says, and so may be what is chosen by its label.
      return byAttribute && (control.truth !== 'label' || control.reading.map?.values)
        ? control
        : { ...control, expect: 'unknown' }
    case 'other':
    case 'mislabelled':
      if (!byAttribute) return { ...control, expect: 'unknown' }
      return control.truth === 'label' ? { ...control, expect: 'unknown' } : control
    case 'translated':
      // The heading is a translation: whose page it is, nobody can tell by it.
      return { ...control, expect: 'unknown' }
    case 'formats':
      return inGerman(control)
    case 'right':
    case 'region':
    case 'absent':
      return control
  }
}

const german = [
  ['0,125', 0.125],
  ['1.440,5', 1440.5],
  ['12', 12],
  ['-7', -7],
] as const

/** A page whose numbers are written as in German, which its recipe knows. */
function inGerman(control: ControlPlan): ControlPlan {
  if (control.kind !== 'number-text' || control.editable) return control
  const [text, value] = german[(control.name.length + control.variant.length) % german.length] ?? [
    '12',
    12,
  ]
  return {
    ...control,
    variant: `${control.variant.split(' ')[0]} in German ${text}`,
    first: value,
    next: value,
    texts: [[value, text]],
    expect: 'read',
  }
}
