import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'
import type { Exception, Finding, Outcome } from '../../common/model/index.ts'
import { asTyped } from '../../common/words/typed.ts'
import type { OpenOptions } from '../open-agent.ts'
import { exitCode } from '../problems.ts'
import { homeOf, startedAs } from '../started.ts'
import { readHidden } from './hidden.ts'

/** The flags every command takes. */
export type Globals = {
  readonly home?: string
  readonly json?: boolean
  readonly input?: boolean
  readonly quiet?: boolean
  readonly exitZero?: boolean
}

/** What a command works with: data goes to stdout, everything else to stderr. */
export type Context = {
  readonly home: string
  readonly json: boolean
  readonly exitZero: boolean
  readonly quiet: boolean
  /** A person can be asked. */
  readonly interactive: boolean
  print(text: string): void
  printJson(kind: string, document: object): void
  say(text: string): void
  /** One line that replaces the last one, on a terminal only. */
  progress(text: string): void
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string | null>
}

export function createContext(globals: Globals): Context {
  // A reader that closed early (`| head`) has what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  const json = globals.json ?? false
  const quiet = globals.quiet ?? false
  const home = homeOf(globals.home)
  const words = (text: string): string => asTyped(text, startedAs(home))
  const interactive = (globals.input ?? true) && process.stdin.isTTY && process.stderr.isTTY
  return {
    home,
    json,
    quiet,
    interactive,
    exitZero: globals.exitZero ?? false,
    print(text) {
      process.stdout.write(`${words(text)}\n`)
    },
    printJson(kind, document) {
      process.stdout.write(
        `${JSON.stringify({ format: `witnessmark/${kind}`, version: 1, ...document }, null, 2)}\n`,
      )
    },
    say(text) {
      if (!quiet) process.stderr.write(`${words(text)}\n`)
    },
    progress(text) {
      if (!quiet && process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`)
    },
    async ask(question, options = {}) {
      if (!interactive) return null
      return options.hidden ? askHidden(question) : askOpen(question)
    },
  }
}

async function askOpen(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await lines.question(question)).trim()
  } finally {
    lines.close()
  }
}

/** What is typed does not appear. @throws Error when the person stops it */
async function askHidden(question: string): Promise<string> {
  // Before anybody is asked the terminal shows nothing any more: a paste can be quick.
  const answer = readHidden(process.stdin)
  process.stderr.write(question)
  try {
    return await answer
  } finally {
    process.stderr.write('\n')
  }
}

/** Says where a store from before is kept, whichever command met it first. */
export function sayUpgraded(context: Context): NonNullable<OpenOptions['onUpgraded']> {
  return ({ from, to, backup }) =>
    context.say(
      `The store was brought from version ${from} to ${to}. What it held before is in ${backup}.`,
    )
}

/** What findings mean for the exit code: accepted failures are not news. */
export function exitOf(
  findings: readonly Pick<Finding, 'outcome' | 'exception'>[],
  baselines: readonly Pick<Exception, 'id' | 'covers'>[] = [],
): number {
  const known = new Set(baselines.flatMap(item => (item.covers === 'unknown' ? [item.id] : [])))
  if (findings.some(finding => finding.outcome === 'fail' && finding.exception === null))
    return exitCode.deviation
  const untold = findings.some(
    ({ outcome, exception }) => outcome === 'unknown' && !(exception && known.has(exception)),
  )
  return untold ? exitCode.unknown : exitCode.met
}

const marks: Readonly<
  Record<Outcome, { readonly mark: string; readonly style: Parameters<typeof styleText>[0] }>
> = {
  'pass': { mark: '✓ pass', style: 'green' },
  'fail': { mark: '✗ fail', style: 'red' },
  'unknown': { mark: '? unknown', style: 'yellow' },
  'not-applicable': { mark: '– n/a', style: 'gray' },
}

/** Word and shape, and colour where the terminal has it (NO_COLOR is honoured). */
export function outcomeMark(outcome: Outcome, width = 0): string {
  const { mark, style } = marks[outcome]
  return paint(style, mark.padEnd(width))
}

export function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** Untrusted text on a terminal: control characters would steer it. */
export function plainText(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}
