import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { commands } from '../../agent/cli/commands.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
const script = (shell: string): string =>
  (scripts[shell] ??= execFileSync(process.execPath, [main, 'completion', shell], {
    encoding: 'utf8',
  }))
const scripts: Record<string, string> = {}
const there = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).error === undefined

/** What a shell offers after each of these lines, by the shell itself. */
const offered: Readonly<Record<string, (line: string) => string[]>> = {
  bash: line => {
    const words = line.split(' ')
    return ran('bash', [
      '-c',
      `${script('bash')}\nCOMP_WORDS=("$@") COMP_CWORD=$(($# - 1))\n_witnessmark\nprintf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      ...words,
    ])
  },
  fish: line =>
    ran('fish', ['--no-config', '-c', `${script('fish')}\ncomplete -C '${line}'`]).map(
      row => row.split('\t')[0] ?? '',
    ),
}
function ran(shell: string, args: readonly string[]): string[] {
  return execFileSync(shell, args, { encoding: 'utf8' })
    .split('\n')
    .filter(row => row !== '')
}

for (const [shell, offer] of Object.entries(offered))
  test(
    `${shell} completes commands, their words and their options`,
    { skip: there(shell) ? false : `SKIPPED: there is no ${shell} here` },
    () => {
      assert.deepEqual(offer('witnessmark exc'), ['exception'])
      assert.deepEqual(offer('witnessmark exception ').sort(), ['add', 'apply', 'end', 'list'])
      assert.deepEqual(offer('witnessmark findings --outc'), ['--outcome'])
      const first = offer('witnessmark ')
      assert.deepEqual(
        Object.keys(commands).filter(name => !first.includes(name)),
        [],
      )
    },
  )

test(
  'zsh takes its script',
  { skip: there('zsh') ? false : 'SKIPPED: there is no zsh here' },
  () => {
    execFileSync('zsh', ['-f', '-c', `compdef() { :; }\n${script('zsh')}\nwhence -w _witnessmark`])
  },
)

test('each script names every command, and another shell is a usage error', () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const written = script(shell)
    for (const name of Object.keys(commands)) assert.match(written, new RegExp(`\\b${name}\\b`))
  }
  assert.equal(spawnSync(process.execPath, [main, 'completion', 'csh']).status, 2)
})
