import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { endException, restateExceptions } from '../../agent/judge/exceptions.ts'
import { ownFile } from '../../agent/home/schemas.ts'
import { perform } from '../../agent/operations/perform.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { commandActor } from '../../agent/actor.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import { tester } from '../support/actor.ts'
import { isRefusal } from '../support/problem.ts'
import { recorded } from '../support/export.ts'

const views = ['status', 'overview', 'tenants', 'findings', 'findings-whole', 'exceptions'] as const

/** The home with its one sealed acceptance, its file, and a failing check that nobody accepted. */
async function accepted(context: TestContext) {
  const world = await recorded(context)
  const [sealed] = await world.agent.exceptions()
  assert.ok(sealed)
  const file = join(world.home, 'exceptions', `${sealed.id}.yaml`)
  const open = (await world.agent.store.findings('aurora-labs')).find(
    item => item.outcome === 'fail' && item.exception === null,
  )
  assert.ok(open)
  const own = {
    id: 'hand-made',
    tenant: 'aurora-labs',
    check: open.check,
    reason: 'Nobody looked at this',
    acceptedBy: 'Eve',
    from: '2026-03-01T00:00:00.000Z',
    until: '2027-01-01T00:00:00.000Z',
  }
  const propose = (exception: typeof own = own): void =>
    writeFileSync(
      join(world.home, 'exceptions', `${exception.id}.yaml`),
      ownFile('exception', exception),
    )
  return { ...world, sealed, file, own, propose }
}

test('an edited file changes no acceptance: every view has what was sealed, and says what is proposed', async context => {
  const { agent, home, sealed, file } = await accepted(context)
  const text = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    text.replace('Ada (CISO)', 'Somebody else').replace('review in autumn', 'cows come home'),
  )
  assert.deepEqual(await agent.exceptions(), [sealed])
  for (const view of views) {
    const { proposals } = await perform(agent, tester, view, {})
    assert.deepEqual(
      proposals.map(({ change, exception }) => [change, exception.acceptedBy]),
      [['changed', 'Somebody else']],
      view,
    )
  }
  const out = join(home, 'report.html')
  await exportTo(agent, { format: 'html', out })
  const report = readFileSync(out, 'utf8')
  assert.match(
    report,
    /Ada \(CISO\)[\s\S]*Proposed in a file, sealed by nobody[\s\S]*Somebody else/,
  )
  const oscal = join(home, 'oscal.json')
  await exportTo(agent, { format: 'oscal', out: oscal })
  assert.doesNotMatch(readFileSync(oscal, 'utf8'), /Somebody else|cows come home/)
})

test('an acceptance that is edited, taken out or brought back in the database is told where findings are shown, and judges nothing', async context => {
  const { agent, home, sealed, scanOn } = await accepted(context)
  await endException(agent, tester, sealed.id)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  const of = `kind = 'exception' AND idx = (SELECT max(idx) FROM evidence WHERE kind = 'exception')`
  const [row] = database.prepare(`SELECT idx, body, salt FROM evidence WHERE ${of}`).all()
  for (const edit of [
    `body = cast(replace(cast(body AS TEXT), '"until":"2', '"until":"9') AS BLOB)`,
    `body = cast('{broken' AS BLOB)`,
    'body = NULL, salt = NULL',
  ]) {
    database.exec(`UPDATE evidence SET ${edit} WHERE ${of}`)
    for (const view of ['status', 'overview', 'tenants', 'findings', 'findings-whole'] as const) {
      const { unsealed } = await perform(agent, tester, view, {})
      assert.deepEqual(
        unsealed.map(({ tenant, entry }) => [tenant, entry]),
        [['aurora-labs', Number(row?.['idx'])]],
        `${view}: ${edit}`,
      )
    }
    await assert.rejects(scanOn('2026-03-20'), isRefusal('log-unsound', /accepted/))
    const { body = null, salt = null } = row ?? {}
    database.prepare(`UPDATE evidence SET body = ?, salt = ? WHERE ${of}`).run(body, salt)
  }
  await scanOn('2026-03-21')
})

test('a hand-made file accepts nothing before it is applied, and then with who applied it', async context => {
  const { agent, scanOn, own, propose } = await accepted(context)
  propose()
  await scanOn('2026-03-14')
  const excused = async () =>
    (await agent.store.findings('aurora-labs')).filter(item => item.exception === own.id).length
  assert.equal(await excused(), 0)
  const { exceptions } = await perform(agent, commandActor('ada'), 'exception-apply', {
    id: own.id,
  })
  assert.deepEqual(exceptions, [own])
  assert.ok((await excused()) > 0, 'judged again')
  assert.deepEqual((await perform(agent, tester, 'exceptions', {})).proposals, [])
  const entry = await agent.store.lastEvidence('exception', 'aurora-labs')
  assert.equal(entry?.ipe.actor, 'command:ada')
})

test('a file whose end is past is refused with its place; the others are sealed', async context => {
  const { agent, own, propose } = await accepted(context)
  propose({ ...own, id: 'long-over', until: '2026-03-02T00:00:00.000Z' })
  await assert.rejects(
    perform(agent, tester, 'exception-apply', {}),
    isRefusal('exception-over', /^exceptions\/long-over\.yaml: until: 2026-03-02.* is over/),
  )
  propose()
  const { exceptions } = await perform(agent, tester, 'exception-apply', {})
  assert.deepEqual(exceptions, [own])
  assert.ok((await agent.exceptions()).every(item => item.id !== 'long-over'))
})

test('a file that is taken away ends nothing', async context => {
  const { agent, file, sealed, scanOn } = await accepted(context)
  rmSync(file)
  await scanOn('2026-03-14')
  assert.deepEqual(await agent.exceptions(), [sealed])
})

/** The home as a version before left it: no assessment seals its rows. */
async function asBefore(home: string): Promise<void> {
  const file = join(home, 'witnessmark.sqlite')
  const store = openSqliteStore(file)
  const database = new DatabaseSync(file)
  const write = database.prepare('UPDATE evidence SET body = ?, base = NULL WHERE idx = ?')
  const heads = await Array.fromAsync(store.evidenceHeads({ kind: 'assessment' }))
  // From the last one back: what differs from another is read while that is as it was.
  for (const { index } of heads.toReversed()) {
    const body = Buffer.from((await store.evidence(index))?.body ?? []).toString()
    const { current: _, ...rest } = JSON.parse(body) as { current: string }
    write.run(Buffer.from(JSON.stringify(rest)), index)
  }
  database.close()
  await store.close()
}

test('files of an earlier version are sealed once, and marked: nobody is on record for them', async context => {
  const { agent, home, close, own, propose, sealed } = await accepted(context)
  propose()
  assert.deepEqual((await agent.proposals()).length, 1)
  await close()
  await asBefore(home)
  const open = async () => {
    const opened = await openAgent(home, { secrets: memorySecrets() })
    return opened
  }
  const first = await open()
  assert.deepEqual(await first.agent.exceptions(), [sealed, { ...own, unattributed: true }])
  assert.deepEqual(await first.agent.proposals(), [])
  propose({ ...own, id: 'later' })
  await first.close()
  const second = await open()
  context.after(second.close)
  assert.deepEqual(
    (await second.agent.proposals()).map(item => item.exception.id),
    ['later'],
    'once, not at every start',
  )
})

test('what is in force is sealed again before retention takes out the entry that said so', async context => {
  const { agent, sealed } = await accepted(context)
  await restateExceptions(agent, tester)
  assert.deepEqual(await agent.exceptions(), [sealed])
  const entry = await agent.store.lastEvidence('exception', 'aurora-labs')
  assert.match(String(Buffer.from(entry?.body ?? [])), /"act":"restated"/)
  await endException(agent, tester, sealed.id)
  await restateExceptions(agent, tester)
  const after = await agent.store.lastEvidence('exception', 'aurora-labs')
  assert.match(String(Buffer.from(after?.body ?? [])), /"act":"ended"/, 'what ended is not')
})
