import { CommanderError } from 'commander'
import { runCommand } from '../../agent/cli/program.ts'
import type { Context } from '../../agent/cli/context.ts'
import { Problem } from '../../agent/problem.ts'

type Said = { readonly code: number; readonly text: string }
export type Asked = readonly [args: readonly string[], options?: object]

/** What a command says to a person, in this process, and its exit code: as if its words were typed. */
export async function say(home: string, name: string, [args, options = {}]: Asked): Promise<Said> {
  let text = ''
  const write = (line: string): void => {
    text += `${line}\n`
  }
  const context: Context = {
    home,
    json: false,
    quiet: false,
    exitZero: false,
    interactive: false,
    print: write,
    say: write,
    printJson: (kind, document) => write(JSON.stringify({ kind, ...document })),
    progress: () => undefined,
    ask: async () => null,
  }
  try {
    const typed = [name, ...args, ...flagsOf(options)]
    return {
      code: await runCommand(typed, ({ json }) => ({ ...context, json: json ?? false })),
      text,
    }
  } catch (error) {
    if (error instanceof CommanderError) return { code: 2, text: `${text}${error.message}\n` }
    if (!(error instanceof Problem)) throw error
    return { code: error.exit, text: `${text}${error.message}\n` }
  }
}

/** `{ credentialFile: 'key' }` -> --credential-file key; a list is repeated, true stands alone. */
function flagsOf(options: object): string[] {
  return Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    const flag = `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
    if (value === true) return [flag]
    return [value].flat().flatMap(item => [flag, String(item)])
  })
}
