import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { globSync, readFileSync } from 'node:fs'
import { commands as known, globalOptions } from '../../agent/cli/commands.ts'
import { startServer } from '../../agent/http/server.ts'
import { asTyped, STARTED_HEADER } from '../../common/words/typed.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'

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
  text
    .split('\n')
    .filter(line => /\bwitnessmark (-- )?(--home .* )?(findings|exception|status)/.test(line))

test('the demo names its home beside each command, and no command on what goes with it', context => {
  const home = join(temporaryFolder(context), "a person's home")
  const kept = commands(said('demo', '--once', '--home', home))
  assert.ok(kept.length >= 2, kept.join('\n'))
  const named = `npm run --silent witnessmark -- --home '${home.replace("'", `'\\''`)}' `
  for (const line of kept) assert.ok(line.includes(named), line)
  const fleeting = said('demo', '--once')
  assert.match(fleeting, /… and \d+ more\n/)
  assert.deepEqual(commands(fleeting), [])
  assert.match(fleeting, /Next: .*witnessmark -- demo, and open the dashboard/)
})

test('what is said of a home that --home names says so, whether it went well or not', context => {
  const home = join(temporaryFolder(context), 'home')
  const named = `npm run --silent witnessmark -- --home ${home}`
  assert.ok(said('status', '--home', home).includes(`Run "${named} init" first`))
  assert.ok(said('init', '--home', home).includes(`Next: ${named} connect`))
  assert.ok(said('doctor', '--home', home).includes(`"${named} serve"`))
  assert.equal(asTyped('witnessmark: 0 exceptions', 'npx witnessmark'), 'witnessmark: 0 exceptions')
})

test('whoever shows a sentence of ours shows its commands as they are typed there', async context => {
  const bare = /(?<!npx |--silent )(?<![\w/.-])witnessmark (?=[a-z])/
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const files = (pattern: string): string[] => globSync(pattern, { cwd: root })
  const text = (file: string): string => readFileSync(join(root, file), 'utf8')
  // The dashboard's own: by the one component. The commands': by the one context.
  const pages = files('agent/dashboard/**/*.tsx').filter(file => !file.endsWith('/typed.tsx'))
  assert.ok(pages.length > 20)
  assert.deepEqual(
    pages.filter(file => bare.test(text(file))),
    [],
  )
  const speaking = files('agent/cli/*.ts').filter(file =>
    /process\.std(out|err)\.write|console\./.test(text(file)),
  )
  assert.deepEqual(speaking.sort(), ['agent/cli/context.ts', 'agent/cli/program.ts'])
  const { agent } = await testAgent(context, {})
  const server = await startServer(agent, { port: 0, extensions: { handle() {}, close() {} } })
  context.after(() => server.close())
  // Also to whoever has no session: its page says how to get one.
  const refused = await fetch(`${server.url}/api/v1/overview`)
  assert.equal(refused.status, 401)
  const started = decodeURIComponent(refused.headers.get(STARTED_HEADER) ?? '')
  assert.equal(started, `npm run --silent witnessmark -- --home ${agent.home}`)
  const { error } = (await refused.json()) as { readonly error: string }
  assert.match(
    asTyped(error, started),
    /"npm run --silent witnessmark -- --home \S+ open" makes one/,
  )
  assert.equal((await fetch(server.url)).headers.get(STARTED_HEADER), null)
  // Once said, it stays as it is.
  assert.equal(asTyped(asTyped(error, started), started), asTyped(error, started))
  const installed = asTyped(error, 'witnessmark --home /srv')
  assert.equal(asTyped(installed, 'witnessmark --home /srv'), installed)
})

test('every command in a block of the documentation is one, with options that it takes', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const files = globSync(['README.md', 'docs/*.md'], { cwd: root })
  assert.ok(files.some(file => file.endsWith('try.md')))
  const asked = files.flatMap(file =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(block =>
      [
        ...(block[1] ?? '')
          .replaceAll('\\\n', ' ')
          .matchAll(/^(?:npx |npm run --silent )?witnessmark (?:-- )?([a-z]+)([^#|\n]*)/gm),
      ].map(([, name = '', rest = '']) => ({ file, name, rest })),
    ),
  )
  assert.ok(asked.length > 12, String(asked.length))
  const flags = (list: readonly { readonly flags: string }[]): string[] =>
    list.flatMap(option => /--[a-z-]+/.exec(option.flags) ?? [])
  const wrong = asked.flatMap(({ file, name, rest }) => {
    const command = known[name]
    if (!command) return [`${file}: ${name}`]
    const takes = [...flags(globalOptions), ...flags(command.options ?? [])]
    return (rest.match(/(?<=\s)--[a-z-]+/g) ?? [])
      .filter(flag => !takes.includes(flag))
      .map(flag => `${file}: ${name} ${flag}`)
  })
  assert.deepEqual(wrong, [])
})
