import { commands, globalOptions } from '../../agent/cli/commands.ts'
import type { CommandOption, CommandRow } from '../../agent/cli/command.ts'

const all = Object.entries(commands)

/** `docs/commands.md`: every command with what it takes. */
export function commandsPage(): string {
  return `${head}\n${all.map(sectionOf).join('\n')}`
}

function sectionOf([name, row]: readonly [string, CommandRow]): string {
  const { summary, about, options = [] } = row
  const opening = `## ${name}\n\n\`witnessmark ${usageOf(name, row)}\`: ${summary}.\n`
  return [
    opening,
    ...(about ? [`${about}\n`] : []),
    ...(options.length > 0 ? [table(options)] : []),
  ].join('\n')
}

function usageOf(name: string, { takes = [], options = [] }: CommandRow): string {
  return [name, ...takes, ...(options.length > 0 ? ['[options]'] : [])].join(' ')
}

function table(options: readonly CommandOption[]): string {
  const rows = options.map(({ flags, means }) => `| \`${flagOf(flags)}\` | ${means} |\n`)
  return `| option | meaning |\n|---|---|\n${rows.join('')}`
}

function flagOf(flags: string): string {
  return flags.replaceAll(/[<>]/g, '')
}

/** `docs/witnessmark.1`: the same as a manual page, in man(7)'s macros. */
export function manualPage(version: string): string {
  const option = ({ flags, means }: CommandOption): string =>
    `.TP\n.B ${escaped(flagOf(flags))}\n${escaped(means)}\n`
  const command = ([name, row]: readonly [string, CommandRow]): string =>
    [
      `.SS ${escaped(usageOf(name, row))}\n${escaped(row.summary)}.\n`,
      row.about ? `.PP\n${escaped(plain(row.about))}\n` : '',
      ...(row.options ?? []).map(option),
    ].join('')
  return `.\\" Written by \`npm run generate\` from agent/cli/commands.ts: not to be edited.
.TH WITNESSMARK 1 "" "witnessmark ${version}" "User Commands"
.SH NAME
witnessmark \\- continuous, evidence\\-based proof that the settings of your SaaS tenants are right
.SH SYNOPSIS
.B witnessmark
[options] command
.SH OPTIONS
${globalOptions.map(option).join('')}.SH COMMANDS
${all.map(command).join('')}.SH EXIT STATUS
${exitCodes.map(([code, means]) => `.TP\n.B ${code}\n${escaped(means)}\n`).join('')}`
}

/** Markdown without its marks. */
function plain(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .replaceAll('\n', ' ')
}

/** Text that roff takes as it stands. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '\\[u2026]')
    .replace(/^([.'])/gm, '\\&$1')
}

const exitCodes: readonly (readonly [number, string])[] = [
  [0, 'met'],
  [1, 'the tool failed, or cannot read a file that it was given'],
  [2, 'wrong usage or configuration, also a tenant, check, outcome or severity that there is not'],
  [
    3,
    'a deviation: something fails that nobody accepted (for `diff`: something newly fails; for `conformance`: a case disagrees)',
  ],
  [4, 'something could not be told'],
  [5, 'verification failed'],
  [6, 'something needs attention (`doctor`)'],
  [7, 'the service could not be reached, so that nothing is known of the credential (`connect`)'],
]

const head = `# Commands

<!-- written by npm run generate, from agent/cli/commands.ts: not to be edited -->

In a clone, \`npm run --silent witnessmark -- COMMAND\`; installed, \`witnessmark COMMAND\`. Data goes
to stdout, everything else to stderr. \`witnessmark help COMMAND\` says the same.

Every command takes

${table(globalOptions)}
and ends with

| exit code | meaning |
|---|---|
${exitCodes.map(([code, means]) => `| ${code} | ${means} |\n`).join('')}`
