import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createReader, SETTLE } from '../../../extension/capture/reader.ts'
import type { Outcome, Reader, Shown } from '../../../extension/capture/reader.ts'

type Save = Parameters<typeof createReader>[0]
const loaded = { since: 0, touched: false }
const plain = { missing: false, tentative: false, old: false, loaded: false, used: false }

/** A page with one setting, `x`, by default. */
function page(save: Save, arrival = loaded, drafts = new Map<string, string>()) {
  const reader: Reader = createReader(save, arrival, drafts)
  const look = (at: number, value: string | null, over: Partial<Shown> & Flags = {}): Outcome => {
    const never = Number.NEGATIVE_INFINITY
    const { saved = false, doubtful = false, answered, input = never, ...flags } = over
    const shown = new Map(value === null ? [] : [['x', { ...plain, ...flags, value }]])
    const answers = answered === undefined ? [] : [answerOf(answered)]
    return reader.look({ at, shown, saved, doubtful, answers, input })
  }
  return { reader, look }
}
type Flags = {
  readonly saved?: boolean
  readonly doubtful?: boolean
  /** When a request was sent, and where that is another time, when its answer came. */
  readonly answered?: number | { readonly sent: number; readonly came: number }
  readonly input?: number
}
const answerOf = (answered: number | { readonly sent: number; readonly came: number }) =>
  typeof answered === 'number' ? { sent: answered, came: answered } : answered
const aimed: ReadonlySet<string> = new Set(['x'])
const taken = ({ taken: all }: Outcome): number | undefined => all.get('x')
const isUnsaved = ({ unsaved }: Outcome): boolean => unsaved.has('x')

test('the first value counts once it has stood, since the page was there', () => {
  const { look } = page('button', { since: 50, touched: false })
  const first = look(100, 'true')
  assert.deepEqual([taken(first), first.next], [undefined, 100 + SETTLE.value])
  assert.equal(taken(look(100 + SETTLE.value, 'true')), 50)
})

test('a look at the same renews nothing, however late', () => {
  const { look } = page('instant')
  look(0, 'true')
  assert.equal(taken(look(2000, 'true')), 0)
  const week = look(7 * 86_400_000, 'true')
  assert.deepEqual([taken(week), week.next], [undefined, null])
})

for (const save of ['button', 'submit', 'instant'] as const)
  test(`${save}: before the first input a change is loading, and has its own time`, () => {
    const { look } = page(save)
    look(0, 'false')
    assert.equal(taken(look(900, 'true')), undefined)
    assert.equal(taken(look(900 + SETTLE.value, 'true')), 900)
    look(60_000, 'false')
    const later = look(60_000 + SETTLE.value, 'false')
    assert.deepEqual([taken(later), isUnsaved(later)], [60_000, false])
  })

test('submit: after an input no change of the page counts, and taking it back is no reading', () => {
  const { reader, look } = page('submit')
  look(0, 'true')
  look(2000, 'true')
  reader.touch(aimed)
  for (const at of [3000, 60_000, 3_600_000])
    assert.deepEqual(
      [taken(look(at, 'false')), isUnsaved(look(at, 'false'))],
      [undefined, true],
      String(at),
    )
  const back = look(4_000_000, 'true')
  assert.deepEqual([taken(back), isUnsaved(back)], [undefined, false])
})

for (const save of ['button', 'submit', 'instant'] as const)
  test(`${save}: what had not counted before an input is unknown until it is loaded or saved`, () => {
    const { reader, look } = page(save)
    look(0, 'true')
    reader.touch(aimed)
    const edited = look(5000, 'false')
    assert.deepEqual([taken(edited), isUnsaved(edited)], [undefined, true])
    for (const at of [10_000, 10_000 + SETTLE.change, 3_600_000]) {
      const back = look(at, 'true')
      assert.deepEqual([taken(back), isUnsaved(back)], [undefined, true], String(at))
    }
    if (save === 'button') {
      reader.press(new Map([['x', 'true']]))
      assert.equal(taken(look(3_700_000, 'true', { saved: true })), 3_700_000)
    } else {
      look(3_700_000, 'true', { loaded: true })
      assert.equal(taken(look(3_700_000 + SETTLE.value, 'true')), 3_700_000)
    }
  })

test('what was out of sight at an input, or is confirmed, is not in doubt by it', () => {
  const hidden = page('button')
  hidden.look(0, 'not shown', { missing: true, tentative: true })
  hidden.reader.touch()
  assert.ok(!isUnsaved(hidden.look(1000, 'not shown', { missing: true, tentative: true })))
  const { reader, look } = page('button', { since: 0, touched: true })
  look(0, 'true')
  reader.press(new Map([['x', 'true']]))
  assert.ok(!isUnsaved(look(500, 'true', { saved: true })))
  reader.touch()
  assert.equal(taken(look(500 + SETTLE.change, 'true')), 500)
})

for (const save of ['button', 'submit'] as const)
  test(`${save}: what counted and then changes by no input of its own may have been loaded late`, () => {
    const late = (at: number, ...inputs: readonly (ReadonlySet<string> | undefined)[]) => {
      const { reader, look } = page(save)
      look(0, 'false')
      assert.equal(taken(look(SETTLE.value, 'false')), 0)
      for (const input of inputs) reader.touch(input)
      const came = look(at, 'true')
      return { reader, look, came, isWithdrawn: came.withdrawn.has('x') }
    }
    const soon = late(4000, undefined)
    assert.deepEqual([soon.isWithdrawn, isUnsaved(soon.came)], [true, true])
    const again = soon.look(5000, 'true')
    assert.deepEqual([again.withdrawn.size, isUnsaved(again)], [0, true], 'said once')
    const back = soon.look(60_000, 'false')
    assert.deepEqual([taken(back), isUnsaved(back)], [undefined, true], 'nobody knows any more')
    assert.ok(!late(4000, aimed).isWithdrawn, 'an edit')
    assert.ok(!late(4000, aimed, undefined).isWithdrawn, 'edited before another was pressed')
    assert.ok(!late(SETTLE.data, undefined).isWithdrawn, 'too late for data')
    assert.ok(!late(4000).isWithdrawn, 'nobody pressed anything: it replaces the reading')
  })

test('instant: what changes by no input of its own takes the reading back and replaces it', () => {
  const { reader, look } = page('instant')
  look(0, 'false')
  look(SETTLE.value, 'false')
  reader.touch()
  const came = look(4000, 'true')
  assert.deepEqual([...came.withdrawn], ['x'])
  assert.equal(taken(look(4000 + SETTLE.change, 'true')), 4000)
})

test('an input before the page was looked at leaves nobody to say what was loaded', () => {
  for (const save of ['button', 'submit', 'instant'] as const) {
    const { look } = page(save, { since: 0, touched: true })
    look(1000, 'true')
    const later = look(100_000, 'true')
    assert.deepEqual([taken(later), isUnsaved(later)], [undefined, true], save)
  }
})

test('button: what was sent counts when it is confirmed, and nothing that was changed since', () => {
  const { reader, look } = page('button')
  look(0, 'true')
  look(2000, 'true')
  reader.touch()
  assert.ok(isUnsaved(look(3000, 'false')))
  assert.ok(isUnsaved(look(4000, 'false', { saved: true })), 'nobody pressed save')
  reader.press(new Map([['x', 'false']]))
  assert.ok(isUnsaved(look(5000, 'false')))
  assert.ok(isUnsaved(look(6000, 'other', { saved: true })), 'changed after the press')
  assert.ok(isUnsaved(look(7000, 'false')))
  assert.equal(taken(look(9000, 'false', { saved: true })), 9000)
  // After a save as after a load: what the page itself changes is what the service made of it.
  look(10_000, 'normalised')
  assert.equal(taken(look(12_000, 'normalised')), 10_000)
})

test('instant: a change counts once it stood unopposed; a question or a refusal holds it up', () => {
  const { reader, look } = page('instant')
  look(0, 'false')
  look(2000, 'false')
  reader.touch()
  const changed = look(10_000, 'true')
  assert.deepEqual([isUnsaved(changed), changed.next], [true, 10_000 + SETTLE.change])
  assert.ok(isUnsaved(look(20_000, 'true', { doubtful: true })), 'a dialog is open')
  assert.ok(isUnsaved(look(21_000, 'true')), 'it was closed a moment ago')
  const since = taken(look(20_000 + SETTLE.change, 'true'))
  assert.equal(since, 20_000, 'not true before the question was answered')
})

test('instant: a change that no request has answered since its input waits longer', () => {
  const silent = page('instant')
  const answered = page('instant')
  for (const { reader, look } of [silent, answered]) {
    look(0, 'false')
    look(2000, 'false')
    reader.touch(aimed)
    look(3100, 'true', { input: 3000, answered: 2900 })
  }
  const at = 3100 + SETTLE.change
  const waiting = silent.look(at, 'true', { input: 3000, answered: 2900 })
  assert.deepEqual(
    [taken(waiting), isUnsaved(waiting), waiting.next],
    [undefined, true, 3100 + SETTLE.unanswered],
  )
  // Somebody does something else meanwhile: the answer is still one to this.
  assert.equal(taken(answered.look(at, 'true', { input: 5000, answered: 3050 })), 3100)
  const slow = page('instant')
  slow.look(0, 'false')
  slow.look(2000, 'false')
  slow.reader.touch(aimed)
  slow.look(3100, 'true', { input: 3000 })
  const came = slow.look(11_000, 'true', { input: 3000, answered: { sent: 3050, came: 10_900 } })
  assert.equal(taken(came), 10_900, 'true since the answer came')
  const set = silent.look(3100 + SETTLE.unanswered, 'true', { input: 3000, answered: 2900 })
  assert.equal(taken(set), 3100)
})

test('instant: a switch that the service sets back was never on', () => {
  const { reader, look } = page('instant')
  look(0, 'false')
  look(2000, 'false')
  reader.touch()
  look(10_000, 'true')
  const back = look(13_000, 'false')
  assert.deepEqual([taken(back), isUnsaved(back)], [undefined, false])
  assert.equal(taken(look(60_000, 'false')), undefined)
})

test('what is not there may still come: it counts later than a value', () => {
  const { look } = page('instant')
  look(0, 'null', { tentative: true })
  assert.equal(taken(look(SETTLE.value, 'null', { tentative: true })), undefined)
  assert.equal(taken(look(SETTLE.tentative, 'null', { tentative: true })), 0)
})

test('what somebody pressed before the data came is given longer for it', () => {
  const { reader, look } = page('button')
  look(0, 'false')
  reader.touch()
  assert.equal(taken(look(SETTLE.value, 'false')), undefined)
  const came = look(1600, 'true')
  assert.deepEqual([taken(came), isUnsaved(came)], [undefined, true])
  assert.equal(taken(look(60_000, 'true')), undefined)
})

test('instant: a change is true since it was sent, and since the last doubt went', () => {
  for (const [over, since] of [
    [{}, 3000],
    [{ answered: 2000 }, 3000],
    [{ answered: 6000 }, 6000],
    [{ doubtful: true }, 7000],
  ] as const) {
    const { reader, look } = page('instant')
    look(0, 'true')
    look(2000, 'true')
    reader.touch()
    look(3000, 'false')
    look(7000, 'false', over)
    const { answered } = over as Flags
    const stood = 7000 + SETTLE.change
    assert.equal(
      taken(look(stood, 'false', answered === undefined ? {} : { answered })),
      since,
      JSON.stringify(over),
    )
  }
})

test('a press saves what its button saves, and nothing else', () => {
  const reader = createReader('button', loaded)
  const look = (at: number, x: string, y: string, saved = false): Outcome =>
    reader.look({
      at,
      shown: new Map([
        ['x', { ...plain, value: x }],
        ['y', { ...plain, value: y }],
      ]),
      saved,
      doubtful: false,
      answers: [],
      input: Number.NEGATIVE_INFINITY,
    })
  look(0, 'true', 'true')
  look(2000, 'true', 'true')
  reader.touch()
  look(3000, 'false', 'false')
  reader.press(new Map([['x', 'false']]))
  const { taken: all, unsaved } = look(5000, 'false', 'false', true)
  assert.deepEqual([[...all], [...unsaved]], [[['x', 5000]], ['y']])
})

test('out of sight keeps what is known; what comes into sight later was loaded', () => {
  const { reader, look } = page('button')
  const missing = { missing: true, tentative: true }
  look(0, 'true')
  look(2000, 'true')
  assert.deepEqual(look(9000, 'not shown', missing), {
    taken: new Map(),
    withdrawn: new Set(),
    unsaved: new Set(),
    next: null,
  })
  reader.touch()
  assert.equal(taken(look(20_000, 'true')), undefined)
  const other = page('button')
  other.look(0, 'not shown', missing)
  assert.equal(taken(other.look(5000, 'not shown', missing)), 0)
  other.reader.touch()
  other.look(6000, 'true')
  assert.equal(taken(other.look(8000, 'true')), 6000)
})

for (const save of ['button', 'submit', 'instant'] as const)
  test(`${save}: what somebody used before it was first seen holds nobody knows what`, () => {
    const { reader, look } = page(save)
    look(0, 'nothing', { missing: true, tentative: true })
    reader.touch()
    const seen = look(3000, 'typed', { used: true })
    assert.deepEqual([taken(seen), isUnsaved(seen)], [undefined, true])
    const later = look(60_000, 'typed', { used: true })
    assert.deepEqual([taken(later), isUnsaved(later)], [undefined, true])
    look(61_000, 'loaded', { loaded: true })
    assert.equal(taken(look(67_000, 'loaded')), 61_000)
  })

for (const save of ['button', 'submit', 'instant'] as const)
  test(`${save}: what a script says that it filled in is an edit, of that setting alone`, () => {
    const { reader, look } = page(save)
    look(0, 'loaded')
    assert.equal(taken(look(1000, 'loaded')), 0)
    reader.fill(new Set(['y']))
    assert.ok(!isUnsaved(look(1500, 'loaded')))
    look(2000, 'late')
    assert.equal(taken(look(3000, 'late')), 2000, 'another was filled in')
    reader.fill(new Set(['x']))
    assert.ok(isUnsaved(look(20_000, 'filled', { input: 20_000 })))
    const later = look(26_000, 'filled', { input: 20_000 })
    assert.deepEqual([taken(later), isUnsaved(later)], [undefined, true])
  })

test('what appears beside an unsaved change waits for it', () => {
  const reader = createReader('button', loaded)
  const shown = (x: string, more: boolean) =>
    new Map([
      ['x', { ...plain, value: x }],
      ...(more ? [['y', { ...plain, value: 'new' }] as const] : []),
    ])
  const look = (at: number, x: string, more: boolean, saved = false) =>
    reader.look({
      at,
      shown: shown(x, more),
      saved,
      doubtful: false,
      answers: [],
      input: Number.NEGATIVE_INFINITY,
    })
  look(0, 'off', false)
  look(2000, 'off', false)
  reader.touch()
  look(3000, 'on', true)
  assert.equal(look(9000, 'on', true).taken.size, 0)
  reader.press(new Map([['x', 'on']]))
  assert.deepEqual([...look(10_000, 'on', true, true).taken.keys()].sort(), ['x', 'y'])
})

for (const save of ['button', 'submit'] as const)
  test(`${save}: data that came just before an input count, though another setting is not known`, () => {
    const { reader } = page(save)
    const look = (at: number, x: string): Outcome =>
      reader.look({
        at,
        shown: new Map([
          ['x', { ...plain, value: x }],
          // An empty list had not counted yet.
          ['list', { ...plain, tentative: true, value: x === 'none' ? '[]' : '["a"]' }],
        ]),
        saved: false,
        doubtful: false,
        answers: [],
        input: Number.NEGATIVE_INFINITY,
      })
    look(0, 'none')
    assert.equal(taken(look(SETTLE.value, 'none')), 0, 'before the data')
    look(1300, 'true')
    reader.touch()
    const known = [1500, 1300 + SETTLE.change].map(at => look(at, 'true'))
    assert.deepEqual(known.map(taken), [undefined, 1300])
    assert.ok(known.every(({ unsaved }) => unsaved.has('list') && !unsaved.has('x')))
  })

test("the page before: its controls are not read under the next one's address", () => {
  const { look } = page('button', { since: 1000, touched: false })
  for (const at of [1000, 3000, 60_000]) {
    const waiting = look(at, 'one', { old: true })
    assert.deepEqual([taken(waiting), waiting.next], [undefined, null])
  }
  look(61_000, 'two')
  assert.equal(taken(look(63_000, 'two')), 61_000)
  const touched = page('instant', { since: 1000, touched: false })
  touched.look(1000, 'one', { old: true })
  touched.reader.touch()
  touched.look(2000, 'edited')
  assert.ok(isUnsaved(touched.look(90_000, 'edited')), 'touched while it was waited for')
})

test('what was never saved is a draft wherever it shows again, unless it was answered', () => {
  const visit = (refused: boolean, press: boolean) => {
    const drafts = new Map<string, string>()
    const one = page('button', loaded, drafts)
    one.look(0, 'true')
    one.look(2000, 'true')
    one.reader.touch()
    one.look(3000, 'false')
    if (press) one.reader.press(new Map([['x', 'false']]))
    one.reader.leave(refused)
    const again = page('button', { since: 9000, touched: false }, drafts)
    again.look(9000, 'false')
    return { drafts, seen: again.look(12_000, 'false'), again }
  }
  const draft = visit(false, false)
  assert.deepEqual([taken(draft.seen), isUnsaved(draft.seen)], [undefined, true])
  draft.again.look(13_000, 'true')
  assert.equal(taken(draft.again.look(15_000, 'true')), 13_000, 'another value was loaded')
  assert.equal(taken(visit(false, true).seen), 9000)
  assert.ok(isUnsaved(visit(true, true).seen), 'refused')
})

test("a frame's own load is a load", () => {
  const { reader, look } = page('submit')
  look(0, 'true')
  look(2000, 'true')
  reader.touch()
  assert.ok(isUnsaved(look(3000, 'false')))
  look(4000, 'false', { loaded: true })
  assert.equal(taken(look(6000, 'false')), 4000)
})

test('of what waits for a save, only what was changed is marked as such', () => {
  const drafts = new Map<string, string>()
  const reader = createReader('submit', loaded, drafts)
  const look = (at: number, x: string, y: string, saved = false): Outcome => {
    const shown = new Map(Object.entries({ x, y }).map(([id, value]) => [id, { ...plain, value }]))
    const input = Number.NEGATIVE_INFINITY
    return reader.look({ at, shown, saved, doubtful: false, answers: [], input })
  }
  const values = (x: string, y: string) => new Map(Object.entries({ x, y }))
  const marked = (x: string, y: string) => [...reader.changed(values(x, y))]
  assert.deepEqual(marked('1', '1'), ['x', 'y'], 'nobody looked yet')
  look(0, '1', '1')
  assert.deepEqual(marked('1', '1'), [])
  // Touched before anything counted: nothing of the page may be read, and one of it was changed.
  reader.touch(aimed)
  assert.deepEqual([...look(100, '2', '1').unsaved], ['x', 'y'])
  assert.deepEqual(marked('2', '1'), ['x'])
  reader.press(values('2', '1'))
  look(200, '2', '1', true)
  assert.deepEqual(marked('2', '1'), [])
  reader.touch(aimed)
  look(300, '3', '1')
  reader.leave(false)
  const anew = createReader('submit', { since: 400, touched: false }, drafts)
  assert.deepEqual([...anew.changed(values('3', '1'))].includes('x'), true, 'a draft')
})
