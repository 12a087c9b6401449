import { Command, CommanderError } from 'commander'
import { isProblem, Problem } from '../problem.ts'
import { exitCode } from '../problems.ts'
import { version } from '../version.ts'
import type { CommandOption } from './command.ts'
import { commands, globalOptions } from './commands.ts'
import type { Context, Globals } from './context.ts'

/** How a command speaks and where its home is, by the flags that all take. */
type ContextOf = (globals: Globals) => Context | Promise<Context>

type Own = Record<string, never>

/** Here and not above: help needs none of it. */
const ofProcess: ContextOf = async globals => (await import('./context.ts')).createContext(globals)

/**
 * Does what the arguments say.
 * @returns the exit code
 * @throws CommanderError for wrong words, of which it said what is wrong; what the command throws
 */
export async function runCommand(
  given: readonly string[],
  contextOf: ContextOf = ofProcess,
): Promise<number> {
  let code: number = exitCode.met
  const program = new Command('witnessmark')
    .description(
      'Continuous, evidence-based proof that the settings of your SaaS tenants are right.',
    )
    .version(version)
    .exitOverride()
    .enablePositionalOptions(false)
  take(program, globalOptions)
  for (const [name, { summary, about, takes = [], options = [], reaches, run }] of Object.entries(
    commands,
  )) {
    const command = program.command(name).summary(summary).exitOverride()
    command.description(about ? `${summary}\n\n${plain(about)}` : summary)
    for (const argument of takes)
      command.argument(argument.startsWith('[') ? argument : `<${argument}>`)
    take(command, [...globalOptions, ...options])
    command.action(async () => {
      const flags = command.opts<Globals>()
      const globals = { ...program.opts<Globals>(), ...flags }
      const context = await contextOf(globals)
      if (reaches) (await import('../collect/network.ts')).honourNetworkSettings()
      const own = ownOf(flags)
      const found = await run(context, command.args, own, globals).catch(async (error: unknown) => {
        if (!isProblem(error, 'usage')) throw error
        const { wrongWord } = await import('./usage.ts')
        const { usage } = error.params
        throw new Problem('usage', { usage, wrong: wrongWord(usage, [name, ...command.args], own) })
      })
      const outcome = found === exitCode.deviation || found === exitCode.unknown
      code = context.exitZero && outcome ? 0 : found
    })
  }
  await program.parseAsync(given, { from: 'user' })
  return code
}

function take(command: Command, options: readonly CommandOption[]): void {
  for (const { flags, means, repeats } of options)
    if (repeats)
      command.option<readonly string[]>(flags, means, (value, list) => [...(list ?? []), value])
    else command.option(flags, means)
}

/** What all commands take is in their context; what is left is a command's own. */
function ownOf({ home: _h, json: _j, input: _i, quiet: _q, exitZero: _e, ...own }: Globals): Own {
  return own
}

/** Markdown as a terminal shows it: a link by its name alone. */
function plain(text: string): string {
  return text.replace(/\[([^\]]+)\]\([^)]*\)/g, 'docs/$1').replaceAll('`', '')
}

/** Does what this process was asked for; what went wrong is said, and is the exit code. */
export async function runProgram(): Promise<void> {
  const given = process.argv.slice(2)
  let home: string | undefined
  try {
    process.exitCode = await runCommand(given, globals => {
      ;({ home } = globals)
      return ofProcess(globals)
    })
  } catch (error) {
    process.exitCode = await sayError(error, given, home)
  }
}

/** @returns the exit code */
async function sayError(
  error: unknown,
  given: readonly string[],
  home: string | undefined,
): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCode.met
  const [{ asTyped }, { homeOf, startedAs }] = await Promise.all([
    import('../../common/words/typed.ts'),
    import('../started.ts'),
  ])
  if (error instanceof CommanderError && error.code === 'commander.help') return exitCode.usage
  if (error instanceof CommanderError) {
    // Fifty lines of help would carry what is wrong off the screen.
    const command = given.find(word => Object.hasOwn(commands, word))
    const help = ['See: witnessmark', ...(command === undefined ? [] : [command]), '--help']
    process.stderr.write(`${asTyped(help.join(' '), startedAs())}\n`)
    return exitCode.usage
  }
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`witnessmark: ${asTyped(message, startedAs(homeOf(home)))}\n`)
  if (process.env['WITNESSMARK_DEBUG'] && error instanceof Error)
    process.stderr.write(`${error.stack}\n`)
  return error instanceof Problem ? error.exit : exitCode.failure
}
