// What SQLite or the system cannot do is said with the file, the cause and what helps; and nothing of it is kept.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { backup } from '../../agent/keep/backup.ts'
import { isProblem } from '../../agent/problem.ts'
import { copySqliteStore } from '../../agent/store/sqlite/copy.ts'
import { connect } from '../../agent/store/sqlite/connections.ts'
import { openDatabase, openReader } from '../../agent/store/sqlite/open.ts'
import { temporaryFolder } from '../support/agent.ts'
import { recorded } from '../support/export.ts'

function opened(context: TestContext, pragma: string) {
  const file = join(temporaryFolder(context), 'witnessmark.sqlite')
  const writer = openDatabase(file)
  writer.exec(pragma)
  const connections = connect(file, writer, () => openReader(file))
  context.after(() => connections.close())
  const put = connections.prepare('INSERT INTO named (key, value) VALUES (?, ?)')
  const count = connections.prepare('SELECT count(*) AS n FROM named')
  return { file, connections, put, count }
}

function isSaid(file: string, because: string, words: RegExp): (error: Error) => boolean {
  return error =>
    isProblem(error, 'store-failed') &&
    error.params.because === because &&
    error.message.startsWith(file) &&
    words.test(error.message)
}

test('a full disk names the file and says to make room; what was begun is taken back', async context => {
  const { file, connections, put, count } = opened(context, 'PRAGMA max_page_count = 60')
  await assert.rejects(
    connections.transaction(() => {
      for (let key = 0; key < 500; key++) put.run(`k${key}`, 'x'.repeat(2000))
    }),
    isSaid(file, 'full', /the disk is full\. Make room/),
  )
  assert.equal(count.get()?.['n'], 0)
  await connections.transaction(() => put.run('a', 'b'))
  assert.equal(count.get()?.['n'], 1)
})

test('a database that another program holds names the file and says to close that', async context => {
  const { file, connections, put } = opened(context, 'PRAGMA busy_timeout = 20')
  const other = new DatabaseSync(file)
  context.after(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  await assert.rejects(
    connections.transaction(() => put.run('a', 'b')),
    isSaid(file, 'locked', /another program holds the database.*try again/),
  )
  other.exec('ROLLBACK')
  await connections.transaction(() => put.run('a', 'b'))
})

test('a database that can only be read says so', async context => {
  const { file, connections, put } = opened(context, 'PRAGMA query_only = ON')
  await assert.rejects(
    connections.transaction(() => put.run('a', 'b')),
    isSaid(file, 'readonly', /it can only be read\. Change the mode/),
  )
})

test(
  'an export, a bundle or a backup that finds no room names the file and says to make room; nothing of it stays',
  { skip: existsSync('/dev/full') ? false : 'SKIPPED: no /dev/full to play the full disk' },
  async context => {
    const { agent, home } = await recorded(context)
    const folder = join(temporaryFolder(context), 'out')
    mkdirSync(folder)
    const write: Readonly<Record<string, (out: string) => Promise<unknown>>> = {
      // All others are texts or archives, too.
      csv: out => exportTo(agent, { format: 'csv', out }),
      bundle: out => exportTo(agent, { format: 'bundle', out }),
      backup: out => backup(home, out, agent.clock()),
    }
    for (const [what, begin] of Object.entries(write)) {
      const out = join(folder, what)
      symlinkSync('/dev/full', `${out}.${process.pid}.part`)
      await assert.rejects(
        begin(out),
        (error: Error) =>
          isProblem(error, 'file-unwritable') &&
          error.params.because === 'ENOSPC' &&
          error.message.startsWith(`${out} could not be written: the disk is full: make room`),
        what,
      )
      assert.deepEqual(readdirSync(folder), [], what)
    }
    const copy = join(folder, 'copy.sqlite')
    symlinkSync('/dev/full', copy)
    assert.throws(
      () => copySqliteStore(join(home, 'witnessmark.sqlite'), copy),
      isSaid(copy, 'full', /the disk is full\. Make room/),
    )
  },
)
