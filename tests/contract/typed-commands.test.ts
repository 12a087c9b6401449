import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { namesCommand } from '../../agent/cli/context.ts'
import { temporaryFolder } from '../support/agent.ts'

// Whoever is told a command types it: it has to find the same record.

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))

function said(...args: string[]): string {
  const { WITNESSMARK_HOME: _, ...env } = process.env
  const { stdout, stderr } = spawnSync(process.execPath, [main, ...args, '--no-input'], {
    env: { ...env, NO_COLOR: '1' },
    encoding: 'utf8',
  })
  return stdout + stderr
}

const commands = (text: string): string[] =>
  text.split('\n').filter(line => /\bwitnessmark (-- )?(findings|exception|status)/.test(line))

test('the demo names its home beside each command, and no command on what goes with it', context => {
  const home = join(temporaryFolder(context), "a person's home")
  const kept = commands(said('demo', '--once', '--home', home))
  assert.ok(kept.length >= 2, kept.join('\n'))
  for (const line of kept) assert.ok(line.endsWith(` --home '${home.replace("'", `'\\''`)}'`), line)
  const fleeting = said('demo', '--once')
  assert.match(fleeting, /… and \d+ more\n/)
  assert.deepEqual(commands(fleeting), [])
  assert.match(fleeting, /Next: .*witnessmark -- demo, and open the dashboard/)
})

test('what is said of a home that --home names says so, whether it went well or not', context => {
  const home = join(temporaryFolder(context), 'home')
  assert.match(said('status', '--home', home), /witnessmark init[^]*\(each with --home \S+\/home\)/)
  said('init', '--home', home)
  assert.match(
    said('doctor', '--home', home),
    /witnessmark serve[^]*\(each with --home \S+\/home\)/,
  )
  assert.equal(namesCommand('witnessmark: 0 exceptions'), false)
})
