import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import { isRefusal } from '../support/problem.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
const run = (home: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [main, ...args, '--home', home, '--no-input'], {
    encoding: 'utf8',
    input: 'token\n',
    env: { ...process.env, NO_COLOR: '1', WITNESSMARK_PASSPHRASE: 'correct horse' },
    timeout: 60_000,
  })

test('a folder of somebody else becomes no home, whatever is asked: nothing is written there', context => {
  const folder = temporaryFolder(context)
  writeFileSync(join(folder, 'letter.txt'), 'dear')
  for (const args of [
    ['init'],
    ['connect', 'slack', '--set', 'workspace=acme'],
    ['serve', '--port', '0'],
    ['import', 'scubagear', join(folder, 'letter.txt')],
    ['restore', join(folder, 'letter.txt')],
  ]) {
    const ended = run(folder, ...args)
    assert.deepEqual([ended.status, readdirSync(folder)], [2, ['letter.txt']], args.join(' '))
  }
  const told = run(folder, 'init')
  assert.match(told.stderr, /holds other files.*Name an empty folder/)
  assert.ok(told.stderr.includes(folder))
  const other = temporaryFolder(context)
  writeFileSync(join(other, 'config.yaml'), 'theme: dark\n')
  assert.throws(
    () => initHome(other),
    isRefusal('home-foreign', /nothing was written there/),
    "another program's config.yaml",
  )
  const file = join(folder, 'letter.txt')
  assert.throws(
    () => initHome(file),
    isRefusal('folder-is-file', /letter\.txt is no folder/),
    'no folder at all',
  )
})

test('a home is for its user alone: 0700, and every file 0600', async context => {
  const home = temporaryFolder(context)
  chmodSync(home, 0o755)
  const mask = process.umask(0)
  try {
    initHome(home)
    const open = await openAgent(home, { secrets: memorySecrets() })
    const { file } = await perform(open.agent, tester, 'init', {})
    assert.equal(file, join(home, 'config.yaml'))
    const all = readdirSync(home, { recursive: true, withFileTypes: true })
    assert.ok(all.some(entry => entry.name === 'witnessmark.sqlite-wal'))
    for (const entry of all) {
      const { mode } = statSync(join(entry.parentPath, entry.name))
      assert.equal(mode & 0o077, 0, `${entry.name} is ${(mode & 0o777).toString(8)}`)
    }
    assert.equal(statSync(home).mode & 0o777, 0o700)
    await open.close()
  } finally {
    process.umask(mask)
  }
})

async function leaving(context: TestContext) {
  const { agent, home } = await recorded(context)
  const csv = (out: string, force = false) =>
    perform(agent, tester, 'export', { format: 'csv', out, force })
  return { agent, home, csv, outside: temporaryFolder(context) }
}

test('what is taken out never replaces keys or configuration: of the home, exports/ only', async context => {
  const { agent, home, csv, outside } = await leaving(context)
  symlinkSync(join(home, 'keys'), join(outside, 'innocent'))
  const before = readFileSync(join(home, 'keys', 'log.json'), 'utf8')
  for (const out of [
    join(home, 'keys', 'log.json'),
    join(home, 'config.yaml'),
    join(home, 'exports', '..', 'config.yaml'),
    join(home, 'exports'),
    join(home, 'new', 'folder', 'x.csv'),
    join(outside, 'innocent', 'log.json'),
  ])
    for (const force of [false, true]) {
      await assert.rejects(csv(out, force), isRefusal('out-in-home', /Write into .*exports/), out)
      await assert.rejects(
        perform(agent, tester, 'backup', { file: out, force }),
        isRefusal('out-in-home', /Write into .*exports/),
        out,
      )
      await assert.rejects(
        perform(agent, tester, 'tiles', { folder: out, force }),
        isRefusal('out-in-home', /Write into .*exports/),
        out,
      )
    }
  assert.equal(readFileSync(join(home, 'keys', 'log.json'), 'utf8'), before)
  assert.ok((await csv(join(home, 'exports', 'findings.csv'))).bytes > 0)
  assert.ok((await csv(join(outside, 'new', 'findings.csv'))).bytes > 0)
})

test('a file that is there is replaced with --force only', async context => {
  const { agent, csv, outside } = await leaving(context)
  const file = join(outside, 'thesis.txt')
  writeFileSync(file, 'years of work')
  const backup = (force: boolean) => perform(agent, tester, 'backup', { file, force })
  await assert.rejects(csv(file), isRefusal('out-exists', /--force/))
  await assert.rejects(backup(false), isRefusal('out-exists', /--force/))
  assert.equal(readFileSync(file, 'utf8'), 'years of work')
  await csv(file, true)
  assert.match(readFileSync(file, 'utf8'), /outcome/)
  await backup(true)
  assert.equal(readFileSync(file, 'latin1').slice(0, 2), 'PK')

  const tiles = (folder: string, force = false) =>
    perform(agent, tester, 'tiles', { folder, force })
  await assert.rejects(
    tiles(outside),
    isRefusal('out-exists', /--force/),
    'a folder of something else',
  )
  const folder = join(outside, 'tiles')
  mkdirSync(folder)
  assert.ok((await tiles(folder)).written > 0)
  assert.equal((await tiles(folder)).written, 0, 'run again, it adds what is new')
})
