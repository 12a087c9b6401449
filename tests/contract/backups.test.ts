import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { restoreCommand } from '../../agent/cli/backup.ts'
import { createContext } from '../../agent/cli/context.ts'
import { writeZip } from '../../agent/export/zip.ts'
import { editConfig } from '../../agent/home/config.ts'
import { backup, restore } from '../../agent/keep/backup.ts'
import { finishRestore } from '../../agent/keep/restoring.ts'
import { isProblem } from '../../agent/problem.ts'
import { temporaryFolder } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import { loadBundle } from '../support/tamper.ts'

const now = new Date('2026-04-01T00:00:00Z')
const elsewhere = 'https://collector.evil.example'

/** A home with a backup of its own beside it, and nobody who holds the home. */
async function backedUp(context: TestContext) {
  const { home, close } = await recorded(context)
  const file = join(temporaryFolder(context), 'backup.zip')
  await backup(home, file, now)
  await close()
  return { home, file }
}

/** The archive with another tenant address, its digest made right: what needs no key. */
async function redirected(file: string, { signed }: { readonly signed: boolean }): Promise<string> {
  const members = await loadBundle(file)
  const config = String(members.get('config.yaml')).replace(/url: .*/, `url: ${elsewhere}`)
  assert.match(config, /evil/)
  members.set('config.yaml', Buffer.from(config))
  const manifest = JSON.parse(String(members.get('backup.json')))
  const sha256 = createHash('sha256').update(config).digest('hex')
  manifest.files['config.yaml'] = { bytes: Buffer.byteLength(config), sha256 }
  members.set('backup.json', Buffer.from(JSON.stringify(manifest)))
  if (!signed) members.delete('backup.sig')
  const out = `${file}.changed.zip`
  await writeZip(
    out,
    [...members].map(([path, bytes]) => ({ path, content: () => [bytes] })),
    () => undefined,
  )
  return out
}

const asked = { replace: true, accept: false, now } as const

test('a backup of this home goes back without a question', async context => {
  const { home, file } = await backedUp(context)
  const { signed, differences } = await restore(home, file, asked)
  assert.deepEqual([signed, differences], ['own', []])
})

test('a backup that was changed under a signature is refused', async context => {
  const { home, file } = await backedUp(context)
  await assert.rejects(restore(home, await redirected(file, { signed: true }), asked), error => {
    assert.ok(isProblem(error, 'backup-changed'))
    assert.equal(error.params.name, 'backup.sig')
    return true
  })
})

test('one that sends a credential elsewhere, its signature taken away, shows where, and waits', async context => {
  const { home, file } = await backedUp(context)
  const before = readFileSync(join(home, 'config.yaml'), 'utf8')
  const changed = await redirected(file, { signed: false })
  await assert.rejects(restore(home, changed, asked), error => {
    assert.ok(isProblem(error, 'backup-unconfirmed'))
    assert.equal(error.params.signed, 'unsigned')
    assert.deepEqual(
      error.params.differences.map(({ what, given }) => [what, given]),
      [['tenant aurora-labs: url', elsewhere]],
    )
    assert.match(error.message, /nobody signed it[\s\S]*evil[\s\S]*--accept/)
    return true
  })
  const config = (): string => readFileSync(join(home, 'config.yaml'), 'utf8')
  assert.equal(config(), before, 'nothing was changed')
  const questions: string[] = []
  const command = (answer: string | null) =>
    restoreCommand(
      {
        ...createContext({ home, quiet: true }),
        print: () => undefined,
        async ask(question) {
          questions.push(question)
          return answer
        },
      },
      changed,
      { replace: true },
    )
  for (const answer of ['no', 'y', '', null])
    await assert.rejects(command(answer), error => isProblem(error, 'backup-unconfirmed'))
  assert.equal(config(), before, 'nor by a command, without a yes')
  assert.equal(await command('yes'), 0)
  assert.match(config(), /evil/)
  assert.equal(questions.length, 5)
  assert.match(questions[0] ?? '', /nobody signed it[\s\S]*evil[\s\S]*\(yes or no\)/)
})

test("a genuine backup of before the address was changed shows the difference to today's", async context => {
  const { home, file } = await backedUp(context)
  editConfig(home, ['tenants', 'aurora-labs', 'target', 'url'], 'https://github.example')
  await assert.rejects(restore(home, file, asked), error => {
    assert.ok(isProblem(error, 'backup-unconfirmed'))
    const [difference] = error.params.differences
    assert.deepEqual([error.params.signed, difference?.known], ['own', 'https://github.example'])
    return true
  })
})

test('in a home that does not know its key, a backup is called foreign, and every target is shown', async context => {
  const { file } = await backedUp(context)
  const home = join(temporaryFolder(context), 'new')
  await assert.rejects(restore(home, file, asked), error => {
    assert.ok(isProblem(error, 'backup-unconfirmed'))
    assert.equal(error.params.signed, 'foreign')
    assert.match(error.params.key ?? '', /^witnessmark\.local\//)
    assert.ok(error.params.differences.some(item => item.what === 'tenant aurora-labs: url'))
    return true
  })
  assert.ok(!existsSync(join(home, 'config.yaml')))
})

test('a restore that was said to have broken off moves nothing into the home or out of it', async context => {
  const folder = temporaryFolder(context)
  const home = join(folder, 'home')
  const plan = join(home, '.restored', 'restore.json')
  for (const name of [dirname(plan), join(folder, 'elsewhere')])
    mkdirSync(name, { recursive: true })
  for (const file of [join(home, 'mine'), join(folder, 'theirs')]) writeFileSync(file, 'as it was')
  for (const [moved, aside] of [
    ['../elsewhere', 'mine'],
    ['replaced-1', '../theirs'],
    [join(folder, 'elsewhere'), 'mine'],
    ['..', 'mine'],
  ] as const) {
    writeFileSync(plan, JSON.stringify({ moved, aside: [aside] }))
    assert.throws(
      () => finishRestore(home),
      error => isProblem(error, 'restore-unreadable'),
    )
    assert.deepEqual(readdirSync(join(folder, 'elsewhere')), [])
    for (const file of [join(home, 'mine'), join(folder, 'theirs')]) assert.ok(existsSync(file))
  }
})
