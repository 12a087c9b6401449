import type { Context, Globals } from './context.ts'

/** What a command was given: `--until DAY` as `until`, a flag as true, a repeated one as a list. */
type Options = Record<string, never>

export type CommandOption = {
  /** As commander reads it: `--name <VALUE>`, or a flag alone. */
  readonly flags: string
  readonly means: string
  /** May stand more than once. */
  readonly repeats?: true
}

/**
 * A command: what runs, and what docs/commands.md, the manual page and the shells' completions are
 * written from.
 */
export type CommandRow = {
  readonly summary: string
  /** What the summary has no room for: Markdown, links from `docs/`. */
  readonly about?: string
  /** `FILE`, `[FILE]` where it may lack, `FILES...` for many; a word in small letters is typed. */
  readonly takes?: readonly string[]
  readonly options?: readonly CommandOption[]
  /** Asks a service: only such a command pays for reading the system's authorities, some 40 ms. */
  readonly reaches?: true
  /** Its code is loaded when it is called: `status` does not pay for the server. The exit code. */
  readonly run: (
    context: Context,
    args: readonly string[],
    options: Options,
    globals: Globals,
  ) => Promise<number>
}
