import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openHome } from '../../../agent/open-agent.ts'
import type { LookOptions } from '../../../agent/open-agent.ts'
import { perform } from '../../../agent/operations/perform.ts'
import { startDoors } from '../../../agent/serve.ts'
import { tester } from '../../support/actor.ts'
import { recorded } from '../../support/export.ts'

test('who looks beside a running agent asks it whether all is as sealed, and compares where none answers', async context => {
  const { agent, home } = await recorded(context)
  const told = [{ tenant: 'aurora-labs', entry: 7, problem: 'as the agent that runs says' }]
  const look = async (askUnsealed: LookOptions['askUnsealed']) => {
    const { agent: looking, close } = openHome(home, { askUnsealed })
    try {
      return (await perform(looking, tester, 'status', {})).unsealed
    } finally {
      await close()
    }
  }
  assert.deepEqual(await look(async () => told), told)
  assert.deepEqual(await look(async () => null), [])
  assert.deepEqual((await perform(agent, tester, 'unsealed', {})).unsealed, [])
  const other = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  other.exec(
    `UPDATE finding SET finding = replace(finding, '"outcome":"fail"', '"outcome":"pass"')`,
  )
  other.close()
  const [here] = await look(async () => null)
  assert.match(here?.problem ?? '', /are not the ones that this entry sealed/)
  // The agent that runs goes on from nothing that another program wrote.
  assert.deepEqual((await perform(agent, tester, 'unsealed', {})).unsealed, [here])
})

/** Says which databases are opened. */
const telling = `data:text/javascript,${encodeURIComponent(`
  const sqlite = process.getBuiltinModule('node:sqlite')
  const { DatabaseSync } = sqlite
  sqlite.DatabaseSync = class extends DatabaseSync {
    constructor(file, ...given) {
      super(file, ...given)
      process.stderr.write('opened ' + file + '\\n')
    }
  }
`)}`

test('a command that looks asks the agent that runs, and opens no record beside it', async context => {
  const { agent, home, announce } = await recorded(context)
  const server = await startDoors(agent, { port: 0 })
  context.after(() => server.close())
  const main = fileURLToPath(new URL('../../../agent/main.ts', import.meta.url))
  const run = (...args: string[]) =>
    new Promise<{ readonly out: string; readonly opened: boolean }>(resolve => {
      const given = ['--import', telling, main, ...args, '--home', home]
      execFile(process.execPath, given, { maxBuffer: 1e8 }, (_, out, err) =>
        resolve({ out, opened: /^opened .*witnessmark\.sqlite$/m.test(err) }),
      )
    })
  const commands = [
    ['status'],
    ['findings', '--json', '--outcome', 'fail'],
    ['diff', 'aurora-labs', '--json'],
  ]
  const alone = await Promise.all(commands.map(args => run(...args)))
  assert.ok(alone.every(({ opened, out }) => opened && out.length > 10))
  announce(server.url, server.token)
  const asked = await Promise.all(commands.map(args => run(...args)))
  assert.deepEqual(
    asked,
    alone.map(({ out }) => ({ out, opened: false })),
  )
  // What the agent refuses, or does not know, is looked up here.
  const wrong = await run('findings', '--tenant', 'nobody')
  assert.deepEqual(wrong, { out: '', opened: true })
})
