import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { backup, restore } from '../../agent/keep/backup.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'

test('views of the findings are named, renamed and deleted, and outlive agent and machine', async context => {
  const { agent, home, close } = await testAgent(context, {})
  const names = async () => (await perform(agent, tester, 'views', {})).views
  assert.deepEqual(await names(), [])
  const query = 'outcome=fail&text=two%20factor&page=3&group=check&nothing=1&owner='
  await perform(agent, tester, 'view-save', { name: ' Zwei-Faktor ', query })
  await perform(agent, tester, 'view-save', { name: 'All of Ada', query: 'owner=Ada' })
  assert.deepEqual(await names(), [
    { name: 'All of Ada', query: 'owner=Ada' },
    { name: 'Zwei-Faktor', query: 'outcome=fail&text=two+factor&group=check' },
  ])
  await assert.rejects(perform(agent, tester, 'view-save', { name: 'All of Ada', query: '' }), {
    code: 'view-exists',
  })
  await assert.rejects(
    perform(agent, tester, 'view-rename', { name: 'Zwei-Faktor', to: 'All of Ada' }),
    { code: 'view-exists' },
  )
  await assert.rejects(perform(agent, tester, 'view-remove', { name: 'nobody' }), {
    code: 'view-unknown',
  })
  await perform(agent, tester, 'view-rename', { name: 'Zwei-Faktor', to: 'Ein zweiter Faktor' })
  await perform(agent, tester, 'view-remove', { name: 'All of Ada' })
  const kept = [{ name: 'Ein zweiter Faktor', query: 'outcome=fail&text=two+factor&group=check' }]
  assert.deepEqual(await names(), kept)
  if (process.platform !== 'win32')
    assert.equal(statSync(join(home, 'views.json')).mode & 0o077, 0, 'a search may name people')

  const folder = temporaryFolder(context)
  await close()
  await backup(home, join(folder, 'backup.zip'), new Date())
  const other = join(folder, 'home')
  await restore(other, join(folder, 'backup.zip'), {
    replace: false,
    accept: true,
    now: new Date(),
  })
  const again = await openAgent(other, { secrets: memorySecrets() })
  context.after(() => again.close())
  assert.deepEqual((await perform(again.agent, tester, 'views', {})).views, kept)
})

test('an erasure takes the views that name a person, however the name is written', async context => {
  const { agent, home } = await testAgent(context, {})
  for (const [name, query] of [
    ['Ada Exämple', 'outcome=fail'],
    ['Hers', 'text=ada+ex%C3%A4mple'],
    ['Of the team', 'owner=team'],
  ] as const)
    await perform(agent, tester, 'view-save', { name, query })
  const { rows } = await perform(agent, tester, 'erase', {
    person: 'ada exämple',
    reason: 'asked for',
  })
  assert.equal(rows, 2)
  assert.doesNotMatch(readFileSync(join(home, 'views.json'), 'utf8'), /ada/i)
  assert.deepEqual(
    (await perform(agent, tester, 'views', {})).views.map(view => view.name),
    ['Of the team'],
  )
})

test('a file of views that cannot be read is named, and nothing is written over it', async context => {
  const { agent, home } = await testAgent(context, {})
  const file = join(home, 'views.json')
  for (const broken of ['{', '{"views":[{"name":""}]}', '[]']) {
    writeFileSync(file, broken)
    for (const asking of [
      perform(agent, tester, 'views', {}),
      perform(agent, tester, 'view-save', { name: 'Mine', query: '' }),
    ])
      await assert.rejects(asking, {
        code: 'views-unreadable',
        message: /views\.json cannot be read/,
      })
    assert.equal(readFileSync(file, 'utf8'), broken)
  }
})

test('more than a hundred views are refused, not lost', async context => {
  const { agent, home } = await testAgent(context, {})
  const views = Array.from({ length: 100 }, (_, index) => ({ name: `View ${index}`, query: '' }))
  writeFileSync(join(home, 'views.json'), JSON.stringify({ views }))
  await assert.rejects(perform(agent, tester, 'view-save', { name: 'One more', query: '' }), {
    code: 'views-full',
  })
  assert.equal((await perform(agent, tester, 'views', {})).views.length, 100)
})
