import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesOf, stampOf } from '../../../../agent/home/files.ts'
import { temporaryFolder } from '../../../support/agent.ts'

test('what comes, goes or is called otherwise in a folder is seen at once, also where its time is set back', context => {
  const home = temporaryFolder(context)
  const folder = join(home, 'checks')
  const names = (): string[] => filesOf(home, 'checks').map(file => file.slice(folder.length + 1))
  assert.deepEqual(names(), [], 'no folder')
  mkdirSync(folder)
  writeFileSync(join(folder, 'a.yaml'), '')
  // Long after, as far as it knows: the folder's listing is one to be remembered.
  context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 60_000 })
  assert.deepEqual([names(), names()], [['a.yaml'], ['a.yaml']])
  const { atime, mtime } = statSync(folder)
  for (const [act, left] of [
    [() => writeFileSync(join(folder, 'b.yaml'), ''), ['a.yaml', 'b.yaml']],
    [() => renameSync(join(folder, 'b.yaml'), join(folder, 'c.yaml')), ['a.yaml', 'c.yaml']],
    [() => rmSync(join(folder, 'a.yaml')), ['c.yaml']],
  ] as const) {
    const before = stampOf(home)
    act()
    utimesSync(folder, atime, mtime)
    assert.deepEqual([names(), names()], [left, left])
    assert.notEqual(stampOf(home), before)
  }
})
