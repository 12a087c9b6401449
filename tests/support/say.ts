import { commands } from '../../agent/cli/commands.ts'
import type { Context } from '../../agent/cli/context.ts'
import { Problem } from '../../agent/problem.ts'

type Said = { readonly code: number; readonly text: string }
export type Asked = readonly [args: readonly string[], options?: object]

/** What a command says to a person, in this process, and its exit code. */
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
    printJson: () => undefined,
    progress: () => undefined,
    sayHome: () => undefined,
    ask: async () => null,
  }
  try {
    const code = await commands[name]?.run(context, args, options as Record<string, never>, {})
    return { code: code ?? -1, text }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { code: error.exit, text: `${text}${error.message}\n` }
  }
}
