// The test of the test: the extension's content scripts with one of their rules broken at a time
// read the generated pages that provoke that kind of mistake, and the generator must say that it
// does. Nothing is written into the sources. `npm run bench -- pages-broken --kind 2 --kind 9`,
// `--rule WORDS` for rules with these words, `--limit SECONDS` for each.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import type { Plugin } from 'vite'
import { kinds } from '../e2e/pages/kinds.ts'
import type { PagePlan } from '../e2e/pages/plan.ts'
import { runPages } from '../e2e/pages/run.ts'
import { buildExtension } from '../support/build.ts'
import { extensionBuild } from '../../vite.config.ts'

/** What is broken: in which file, which text, and what stands there instead. */
type Edit = readonly [file: string, text: string, instead: string]
type Mutation = {
  readonly kind: number
  readonly rule: string
  readonly edits: readonly Edit[]
  readonly on: (plan: PagePlan) => boolean
  /** What must come of it: a false value, or at least one that is not read. */
  readonly yields: 'wrong' | 'missing'
}

const scenario =
  (...words: readonly string[]): Mutation['on'] =>
  plan =>
    words.some(word => plan.scenario.includes(word))
const shows =
  (kind: RegExp, variant = /./): Mutation['on'] =>
  ({ scenario: name, controls }) =>
    name.startsWith('load') &&
    controls.some(control => kind.test(control.kind) && variant.test(control.variant))

const reader = 'extension/capture/reader.ts'
const mutations: readonly Mutation[] = [
  {
    kind: 1,
    rule: 'a re-look keeps the time of the first reading',
    edits: [
      [
        'extension/content.ts',
        'return known.get(keyOf(match)) ?? createMemory(page, own)',
        'return createMemory(page, own)',
      ],
      [reader, 'since: first ? Math.min(arrival.since, at) : at,', 'since: at,'],
    ],
    on: scenario('worker stopped', 'agent restarted'),
    yields: 'wrong',
  },
  {
    kind: 2,
    rule: 'what changes after an input is an edit',
    edits: [[reader, 'state.touched && (state.doubted || state.value !== state.base)', 'false']],
    on: scenario('button, unsaved', 'submit, unsaved', 'refused'),
    yields: 'wrong',
  },
  {
    kind: 2,
    rule: 'a change that no request has answered yet waits longer',
    edits: [[reader, 'mine.length > 0 || state.by === never', 'mine']],
    on: scenario('after a long time'),
    yields: 'wrong',
  },
  {
    kind: 2,
    rule: 'a page that asks by itself confirms nothing by an answer',
    edits: [['extension/capture/watch.ts', '!asks &&', 'asks !== null &&']],
    on: scenario('refused after a long time, idle'),
    yields: 'wrong',
  },
  {
    kind: 3,
    rule: 'before any input a change is loading',
    edits: [
      [
        reader,
        'state.touched && (state.doubted || state.value !== state.base)',
        'state.value !== state.base',
      ],
      [reader, 'if (!state.touched) state.base = value', 'state.base ??= value'],
      // Or it would be taken back.
      [reader, 'at - state.began < SETTLE.data', 'at < state.began'],
      [reader, 'value: 1000,', 'value: 0,'],
    ],
    on: scenario('load late, button', 'load late, submit'),
    yields: 'wrong',
  },
  {
    kind: 3,
    rule: 'what had not counted before an input is unknown',
    edits: [
      [
        reader,
        'state.doubted = state.counted === null && !state.confirmed',
        'state.doubted = false',
      ],
    ],
    on: scenario('very late, pressed'),
    yields: 'wrong',
  },
  {
    kind: 3,
    rule: 'what counted and changes by no input of its own is taken back',
    edits: [[reader, 'at - state.began < SETTLE.data', 'at < state.began']],
    on: scenario('very late, pressed'),
    yields: 'wrong',
  },
  {
    kind: 4,
    rule: 'controls are looked at now and then',
    edits: [
      [
        'extension/capture/page.ts',
        'if (misses || [...lookers].some(looker => looker.hasChanged())) page.lookSoon()',
        'if (misses) page.lookSoon()',
      ],
    ],
    on: plan => plan.library === 'plain' && scenario('shown by itself')(plan),
    yields: 'missing',
  },
  {
    kind: 5,
    rule: 'the controls of the page before are waited for',
    edits: [
      [
        'extension/capture/watch.ts',
        'old: at < memory.waits && isOld(elements, memory.arrival),',
        'old: false,',
      ],
      [reader, 'tentative: 3000,', 'tentative: 0,'],
      [reader, 'value: 1000,', 'value: 0,'],
    ],
    on: scenario('second item, content late'),
    yields: 'wrong',
  },
  {
    kind: 6,
    rule: 'an address is told with the tenant that it is of',
    edits: [
      [
        'extension/content.ts',
        'return redactAddress(location.href, keys)',
        "return redactAddress(location.href.replace('/prod/', '/test/'), keys)",
      ],
    ],
    on: scenario("another tenant's page"),
    yields: 'wrong',
  },
  {
    kind: 7,
    rule: 'a line that says that there are none is no entry',
    edits: [
      [
        'extension/capture/list.ts',
        'return line === undefined ? found(lines) :',
        'return true ? found(lines) :',
      ],
    ],
    on: shows(/^(?:odd )?list$/, /^(?:empty-line|and-more|only)/),
    yields: 'wrong',
  },
  {
    kind: 8,
    rule: 'a part of a list is not the list',
    edits: [
      [
        'extension/capture/list.ts',
        'function isPart(',
        'function isPart(): null { return null }\nfunction isPartly(',
      ],
    ],
    on: shows(/list|table/, /virtual|shown-of|paged|row-count|load more|numbered pages/),
    yields: 'wrong',
  },
  {
    kind: 8,
    rule: 'a list with filters to clear is a part of one',
    edits: [['extension/capture/list.ts', 'press && unfilter.test(name)', '!press && press']],
    on: shows(/odd (?:list|table)/, /filters to clear/),
    yields: 'wrong',
  },
  {
    kind: 9,
    rule: 'what a style sheet adds to a text is part of it',
    edits: [['extension/capture/text.ts', 'const added = addedBy(part)', "const added = ''"]],
    on: shows(/odd (?:status|amount)/, /by a style sheet$/),
    yields: 'wrong',
  },
  {
    kind: 9,
    rule: 'the text is one number and nothing else',
    edits: [['extension/capture/read.ts', '(numberOf(text) ??', '(Number.parseFloat(text) ??']],
    on: shows(/number-text/),
    yields: 'wrong',
  },
  {
    kind: 10,
    rule: 'all parts of a duration are summed',
    edits: [['extension/capture/amount.ts', 'sum += number * factor', 'sum ||= number * factor']],
    on: shows(/duration/, /hour.*min|1h|day, /),
    yields: 'wrong',
  },
  {
    kind: 11,
    rule: 'what asks for a choice is none',
    edits: [
      ['extension/capture/choice.ts', 'return isAsking && !known(text)', 'return false'],
      [
        'extension/capture/choice.ts',
        'return (isPlaceholder(text) || isSeveral(text)) && !known(text)',
        'return false',
      ],
    ],
    on: shows(/select|combobox/, /placeholder|loading/),
    yields: 'wrong',
  },
  {
    kind: 11,
    rule: 'what counts the choices is none',
    edits: [
      [
        'extension/capture/choice.ts',
        '(isPlaceholder(text) || isSeveral(text))',
        'isPlaceholder(text)',
      ],
    ],
    on: shows(/odd choice/, /^only (?:3|Admin)/),
    yields: 'wrong',
  },
  {
    kind: 12,
    rule: 'radio buttons of another name are of another group',
    edits: [
      [
        'extension/capture/choice.ts',
        'if (new Set(choices.map(choiceOf)).size > 1)',
        'if (choices.length < 0)',
      ],
    ],
    on: shows(/odd choice/, /two groups/),
    yields: 'wrong',
  },
  {
    kind: 13,
    rule: 'a bar that tells how far it is keeps nothing from being read',
    edits: [
      [
        'extension/capture/seen.ts',
        '[role="progressbar"]:not([aria-valuenow]):not(progress)',
        '[role="progressbar"]',
      ],
      [
        'extension/capture/watch.ts',
        'const BUSY_MILLISECONDS = 8000',
        'const BUSY_MILLISECONDS = 1e9',
      ],
    ],
    on: scenario('load busy', 'load with progress'),
    yields: 'missing',
  },
  {
    kind: 14,
    rule: 'frames are part of the page',
    edits: [['extension/capture/walk.ts', "new Set(['iframe', 'frame', 'object'])", 'new Set()']],
    on: scenario('late frame', 'in an object', 'in a frameset'),
    yields: 'missing',
  },
  {
    kind: 15,
    rule: 'what cannot be seen makes no other name',
    edits: [
      ['extension/capture/walk.ts', 'return plain(sameForm(text))', 'return text.trim()'],
      ['extension/capture/walk.ts', 'return visible(text)', 'return text'],
    ],
    on: shows(/checkbox|switch/, /soft-hyphen|zero-width|bidi|decomposed|quotes/),
    yields: 'missing',
  },
  {
    kind: 16,
    rule: 'what is said of a credential is none',
    edits: [
      ['common/capture/redact.ts', '&& !(isHarmless && aboutSecrets.test(name))', ''],
      [
        'extension/capture/read.ts',
        '/^(?:checkbox|radio|number|range)$/',
        '/^(?:checkbox|radio)$/',
      ],
    ],
    on: shows(/number|text/, /^credential-like/),
    yields: 'missing',
  },
  {
    kind: 17,
    rule: 'a list of which several are chosen is a list',
    edits: [
      [
        'extension/capture/list.ts',
        'return (element as HTMLSelectElement).multiple',
        'return false',
      ],
    ],
    on: shows(/multi/),
    yields: 'missing',
  },
  {
    kind: 11,
    rule: 'what is chosen by its label is of the language of the page',
    edits: [
      [
        'extension/capture/language.ts',
        "read === 'selected' || element?.matches('select,[role=listbox]') === true",
        "read === 'selected'",
      ],
    ],
    on: plan => ['other', 'mislabelled'].includes(plan.language) && shows(/multi/)(plan),
    yields: 'wrong',
  },
  {
    kind: 7,
    rule: 'a line between the entries of a list may be an entry',
    edits: [
      ['extension/capture/list.ts', 'shownIn(element, between)', 'shownIn(element, ":not(*)")'],
    ],
    on: shows(/odd list/, /headed/),
    yields: 'wrong',
  },
  {
    kind: 2,
    rule: 'what somebody used before it was looked at holds nobody knows what',
    edits: [[reader, 'used || (first && touchedBefore)', 'first && touchedBefore']],
    on: scenario('as soon as it is there'),
    yields: 'wrong',
  },
  {
    kind: 2,
    rule: 'what a script filled in is an edit',
    edits: [
      ['extension/capture/page.ts', "if (type !== 'input' && type !== 'change') return", 'return'],
    ],
    on: scenario('another extension'),
    yields: 'wrong',
  },
  {
    kind: 2,
    rule: 'beside an alarm nothing is saved',
    edits: [['extension/capture/watch.ts', '!pressed.alerted &&', '']],
    on: scenario('saved in part'),
    yields: 'wrong',
  },
  {
    kind: 7,
    rule: 'a text that says that nothing is set is none',
    edits: [['extension/capture/read.ts', '(!isKnown && saysNone(text))', 'isKnown === null']],
    on: shows(/rare words/, /^absent/),
    yields: 'wrong',
  },
  {
    kind: 16,
    rule: 'signs in place of a text are none',
    edits: [['extension/capture/read.ts', 'return isMasked(text) ||', 'return']],
    on: shows(/rare words/, /^masked/),
    yields: 'wrong',
  },
  {
    kind: 8,
    rule: 'a list that is busy is no list yet',
    edits: [['extension/capture/read.ts', "'[aria-busy=true]'", "':not(*)'"]],
    on: shows(/rare (?:list|table)/, /^busy/),
    yields: 'wrong',
  },
  {
    kind: 10,
    rule: 'a field that is called by a unit is a part of the one beside it',
    edits: [['extension/capture/unit.ts', "part.localName === 'input' &&", '!part &&']],
    on: shows(/rare span/, /three fields/),
    yields: 'wrong',
  },
  {
    kind: 11,
    rule: 'a choice is not what explains it',
    edits: [['extension/capture/choice.ts', 'parts.length > 1 && text', '!parts && text']],
    on: shows(/rare choice/, /^cards$/),
    yields: 'wrong',
  },
]

const { values } = parseArgs({
  options: {
    kind: { type: 'string', multiple: true },
    rule: { type: 'string', default: '' },
    limit: { type: 'string', default: '25' },
    seeds: { type: 'string', default: '4000' },
  },
})
const root = fileURLToPath(new URL('../..', import.meta.url))
const whole = join(root, 'dist/chrome')
if (!existsSync(join(whole, 'manifest.json'))) await buildExtension()

// A text that is not found: the rule is written otherwise now.
for (const [file, text] of mutations.flatMap(({ edits }) => edits))
  if (!readFileSync(join(root, file), 'utf8').includes(text))
    throw new Error(`${file} has no "${text}"`)

function breaking(edits: readonly Edit[]): Plugin & { readonly left: Set<Edit> } {
  const left = new Set(edits)
  return {
    name: 'breaking',
    enforce: 'pre',
    left,
    transform(code, id) {
      const mine = edits.filter(([file]) => id.split('?')[0] === join(root, file))
      for (const edit of mine) left.delete(edit)
      return mine.length === 0
        ? null
        : mine.reduce((text, [, from, to]) => text.replace(from, () => to), code)
    },
  }
}

async function brokenBuild({ edits }: Mutation): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-broken-'))
  cpSync(whole, folder, { recursive: true })
  const left = new Set(edits)
  for (const one of ['content', 'lists', 'reader'] as const) {
    const plugin = breaking(edits)
    const config = extensionBuild('chrome', one, folder)
    await build({ ...config, plugins: [plugin] })
    for (const edit of edits) if (!plugin.left.has(edit)) left.delete(edit)
  }
  if (left.size > 0)
    throw new Error(`not part of the build: ${[...left].map(([file]) => file).join()}`)
  return folder
}

const wanted = values.kind?.map(Number)
for (const mutation of mutations) {
  if (wanted && !wanted.includes(mutation.kind)) continue
  if (!mutation.rule.includes(values.rule)) continue
  const built = await brokenBuild(mutation)
  const { tally, plans, broken } = await runPages({
    from: 0,
    to: Number(values.seeds),
    together: 12,
    limit: Number(values.limit) * 1000,
    built,
    only: mutation.on,
  })
  rmSync(built, { recursive: true, force: true })
  const missing = tally.faults.filter(({ verdict }) => verdict === 'missing').length
  const found = tally.wrong + (mutation.yields === 'missing' ? missing : 0)
  console.log(
    `${found > 0 ? 'told' : 'NOT TOLD'}: kind ${mutation.kind} (${kinds[mutation.kind]}), without "${mutation.rule}": ${tally.wrong} wrong, ${missing} missing in ${plans.length} pages`,
  )
  for (const line of broken) console.log(`could not be acted out: ${line}`)
  if (found === 0) process.exitCode = 1
}
