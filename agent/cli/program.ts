import { Command, CommanderError } from 'commander'
import { Problem } from '../problem.ts'
import { exitCode } from '../problems.ts'
import { version } from '../version.ts'
import type { CommandOption } from './command.ts'
import { commands, globalOptions } from './commands.ts'
import type { Globals } from './context.ts'

/** The flags of the command that runs, once they are known. */
let named: Globals = {}

const program = new Command('witnessmark')
  .description('Continuous, evidence-based proof that the settings of your SaaS tenants are right.')
  .version(version)
  .exitOverride()
  .showHelpAfterError()
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
    const globals = { ...program.opts<Globals>(), ...command.opts<Globals>() }
    named = globals
    // Here and not above: help needs none of it.
    const { createContext } = await import('./context.ts')
    const context = createContext(globals)
    if (reaches) (await import('../collect/network.ts')).honourNetworkSettings()
    const code = await run(context, command.args, command.opts(), globals)
    context.sayHome()
    const outcome = code === exitCode.deviation || code === exitCode.unknown
    process.exitCode = context.exitZero && outcome ? 0 : code
  })
}

function take(command: Command, options: readonly CommandOption[]): void {
  for (const { flags, means, repeats } of options)
    if (repeats)
      command.option<readonly string[]>(flags, means, (value, list) => [...(list ?? []), value])
    else command.option(flags, means)
}

/** Markdown as a terminal shows it: a link by its name alone. */
function plain(text: string): string {
  return text.replace(/\[([^\]]+)\]\([^)]*\)/g, 'docs/$1').replaceAll('`', '')
}

/** Does what the arguments say; what went wrong is said, and is the exit code. */
export async function runProgram(): Promise<void> {
  try {
    await program.parseAsync()
  } catch (error) {
    if (error instanceof CommanderError)
      process.exitCode = error.exitCode === 0 ? 0 : exitCode.usage
    else {
      const message = error instanceof Error ? error.message : String(error)
      process.stderr.write(`witnessmark: ${message}\n`)
      const { home } = named
      if (home !== undefined) {
        const { homeWords, namesCommand } = await import('./context.ts')
        if (namesCommand(message)) process.stderr.write(homeWords(home))
      }
      if (process.env['WITNESSMARK_DEBUG'] && error instanceof Error)
        process.stderr.write(`${error.stack}\n`)
      process.exitCode = error instanceof Problem ? error.exit : exitCode.failure
    }
  }
}
