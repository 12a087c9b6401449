import type { CommandOption, CommandRow } from './command.ts'
import type { Context } from './context.ts'
import { usage } from './usage.ts'

/** What may follow a command: its own first words, and its options with what they mean. */
type Completed = {
  readonly name: string
  readonly summary: string
  readonly words: readonly string[]
  readonly options: readonly { readonly flag: string; readonly means: string }[]
}

const shells: Readonly<Record<string, (all: readonly Completed[]) => string>> = { bash, zsh, fish }

/**
 * `witnessmark completion SHELL`: prints the script by which that shell completes.
 * @throws Problem (usage) for a shell that there is not
 */
export async function completion(
  context: Context,
  shell: string,
  commands: Readonly<Record<string, CommandRow>>,
  everywhere: readonly CommandOption[],
): Promise<number> {
  const write = Object.hasOwn(shells, shell) ? shells[shell] : undefined
  if (!write) throw usage(`completion ${Object.keys(shells).join('|')}`)
  const all = Object.entries(commands).map(([name, { summary, takes = [], options = [] }]) => ({
    name,
    summary,
    words: wordsOf(takes[0] ?? ''),
    options: [...options, ...everywhere].map(({ flags, means }) => ({
      flag: flags.split(' ')[0] ?? '',
      means,
    })),
  }))
  context.print(write(all))
  return 0
}

/** `[list|end]` -> list, end; what stands for something else is none. */
function wordsOf(argument: string): string[] {
  const inner = argument.replace(/[[\]]/g, '')
  return /^[a-z|]+$/.test(inner) ? inner.split('|') : []
}

function bash(all: readonly Completed[]): string {
  const rows = all.map(
    ({ name, words, options }) =>
      `    ${name}) words='${words.join(' ')}' options='${options.map(({ flag }) => flag).join(' ')}' ;;`,
  )
  return `_witnessmark() {
  local current=\${COMP_WORDS[COMP_CWORD]} words='' options=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W '${all.map(({ name }) => name).join(' ')}' -- "$current")
    return
  fi
  case \${COMP_WORDS[1]} in
${rows.join('\n')}
  esac
  case $current in
    -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current") ;;
    *)
      if [ "$COMP_CWORD" -eq 2 ] && [ -n "$words" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
      else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
      fi
      ;;
  esac
}
complete -o filenames -F _witnessmark witnessmark`
}

function zsh(all: readonly Completed[]): string {
  const described = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(':', '\\:')
  const rows = all.map(({ name, words, options }) => {
    const specs = options.map(
      ({ flag, means }) => `'${flag}[${described(means).replaceAll(/[[\]]/g, '\\$&')}]'`,
    )
    const first = words.length > 0 ? `'1:what:(${words.join(' ')})'` : "'1:file:_files'"
    return `      ${name}) _arguments ${[...specs, first].join(' ')} '*:file:_files' ;;`
  })
  return `#compdef witnessmark
_witnessmark() {
  local -a commands=(
${all.map(({ name, summary }) => `    '${name}:${described(summary)}'`).join('\n')}
  )
  local line state
  _arguments -C '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      case $line[1] in
${rows.join('\n')}
      esac
      ;;
  esac
}
compdef _witnessmark witnessmark`
}

function fish(all: readonly Completed[]): string {
  const quoted = (text: string): string =>
    `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  return all
    .flatMap(({ name, summary, words, options }) => [
      `complete -c witnessmark -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
      ...(words.length > 0
        ? [
            `complete -c witnessmark -n '__fish_seen_subcommand_from ${name}' -f -a '${words.join(' ')}'`,
          ]
        : []),
      ...options.map(
        ({ flag, means }) =>
          `complete -c witnessmark -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)} -d ${quoted(means)}`,
      ),
    ])
    .join('\n')
}
