import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'

const seed = { type: 'string' } as const
const flag = { type: 'boolean' } as const

/** What each bench can be told; the others take nothing. */
const benchOptions: Readonly<Record<string, ParseArgsOptionsConfig>> = {
  'kill-loop': { seed },
  'pages': { seed, together: seed, limit: seed, scenario: seed, json: flag },
  'pages-broken': {
    kind: { type: 'string', multiple: true },
    rule: seed,
    limit: seed,
    seeds: seed,
  },
  'recommend': { install: flag },
  'tamper-home': { seed, json: flag },
  'year': { seed, days: seed },
}

/**
 * The words of a command line, as names of benches and, for one of them, the options that it takes.
 * @throws TypeError for an option that no wanted bench takes
 */
export function benchArguments(
  words: readonly string[],
  known: readonly string[],
): readonly { readonly bench: string; readonly options: readonly string[] }[] {
  const all: ParseArgsOptionsConfig = Object.assign({}, ...Object.values(benchOptions))
  const { tokens, positionals } = parseArgs({
    args: [...words],
    options: all,
    allowPositionals: true,
    tokens: true,
  })
  const wanted = known.filter(
    bench => positionals.length === 0 || positionals.some(name => bench.includes(name)),
  )
  const given = tokens.filter(token => token.kind === 'option')
  const takes = (bench: string, option: string): boolean => option in (benchOptions[bench] ?? {})
  for (const { name, rawName } of given)
    if (!wanted.some(bench => takes(bench, name)))
      throw new TypeError(`${rawName} is nothing that ${positionals.join(', ') || 'a bench'} takes`)
  return wanted.map(bench => ({
    bench,
    options: given
      .filter(({ name }) => takes(bench, name))
      .flatMap(({ rawName, value }) => (value === undefined ? [rawName] : [rawName, value])),
  }))
}

/** `A..B`, both included. @throws TypeError for other words */
export function seedsOf(text: string): readonly [from: number, to: number] {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(text) ?? []
  if (from === undefined || to === undefined || Number(from) > Number(to))
    throw new TypeError(`--seed takes A..B, and not "${text}"`)
  return [Number(from), Number(to)]
}
