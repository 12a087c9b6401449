// A log never begins or goes on below the newest state that anything in reach knows was signed; what
// nothing in reach knows is found beside what somebody kept elsewhere.
import assert from 'node:assert/strict'
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { seenIn } from '../../agent/export/seen.ts'
import { writeTiles } from '../../agent/export/tiles.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { anchor } from '../../agent/keep/anchor.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { keyHistory } from '../../agent/log/key-history.ts'
import { openKey } from '../../agent/log/keys.ts'
import { openAgent, openHome } from '../../agent/open-agent.ts'
import { recordGap } from '../../agent/record/gap.ts'
import { levelWords } from '../../common/log/bundle.ts'
import type { Agent } from '../../agent/agent.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'
import { isRefusal } from '../support/problem.ts'
import { openssl, startTimeStampAuthority } from '../support/time-stamp-authority.ts'
import { startWitness } from '../support/witness.ts'

const off = {
  cause: 'missed-schedule',
  tenant: '',
  from: '2026-03-04T06:00:00.000Z',
  to: '2026-03-12T06:00:00.000Z',
  detail: 'the machine was off',
} as const
const DATABASE = ['witnessmark.sqlite', 'witnessmark.sqlite-wal', 'witnessmark.sqlite-shm']

type History = {
  readonly home: string
  readonly origin: string
  /** The home as it was yesterday. */
  readonly yesterday: string
}

/** A record of two days: what yesterday's home looked like is kept beside it. */
async function twoDays(
  context: TestContext,
  today: (agent: Agent, home: string) => Promise<unknown> = async () => null,
): Promise<History> {
  const { agent, home, close } = await testAgent(context, {})
  await recordGap(agent, off)
  const origin = agent.log.origin
  await close()
  const yesterday = join(temporaryFolder(context), 'yesterday')
  cpSync(home, yesterday, { recursive: true })
  const again = await openAgent(home, { secrets: memorySecrets() })
  await recordGap(again.agent, off)
  await recordGap(again.agent, off)
  await today(again.agent, home)
  await again.close()
  return { home, origin, yesterday }
}

function putBack(from: string, to: string, names: readonly string[]): void {
  for (const name of names) {
    rmSync(join(to, name), { recursive: true, force: true })
    cpSync(join(from, name), join(to, name), { recursive: true, force: true })
  }
}

function takeAway(home: string, names: readonly string[]): void {
  for (const name of names) rmSync(join(home, name), { recursive: true, force: true })
}

async function looked(home: string, file?: string): Promise<string | null> {
  const { agent, close } = openHome(home)
  try {
    const { first } = await verifyHome(agent, file ? { seen: await seenIn(file) } : {})
    return first?.problem ?? null
  } finally {
    await close()
  }
}

/** Opens the home, and says under which name the log goes on and what rollbacks are on record. */
async function goesOn(home: string): Promise<{ origin: string; gaps: string[] }> {
  const { agent, close } = await openAgent(home, { secrets: memorySecrets() })
  const gaps: string[] = []
  for await (const { index, ipe } of agent.store.evidenceHeads({ kind: 'gap' }))
    if (ipe.request === 'gap rollback')
      gaps.push(String(Buffer.from((await agent.store.evidence(index))?.body ?? '')))
  const origin = agent.log.origin
  assert.equal((await verifyHome(agent)).first, null)
  await close()
  return { origin, gaps }
}

/** It goes on under another name, says so once, and then stays with that. */
async function goesOnAnew(home: string, origin: string, words: RegExp): Promise<void> {
  const first = await goesOn(home)
  assert.notEqual(first.origin, origin)
  assert.equal(first.gaps.length, 1)
  assert.match(first.gaps[0] ?? '', words)
  assert.match(first.gaps[0] ?? '', /goes on under a new key and name/)
  assert.deepEqual(await goesOn(home), first, 'told once')
  assert.equal(await looked(home), null)
}

test('nothing happened: the log goes on as it was, also where the first start broke off', async context => {
  const { home, origin } = await twoDays(context)
  assert.equal(await looked(home), null)
  assert.deepEqual(await goesOn(home), { origin, gaps: [] })
  const broken = temporaryFolder(context)
  initHome(broken)
  const { name } = openKey(broken)
  assert.deepEqual(await goesOn(broken), { origin: name, gaps: [] })
})

test('the database is deleted and the keys are kept: no second log under one name', async context => {
  for (const alsoGone of [[], ['keys/head.json']]) {
    const { home, origin } = await twoDays(context)
    takeAway(home, [...DATABASE, ...alsoGone])
    await goesOnAnew(home, origin, /keys\/head\.json (was signed over \d+ entries|is gone)/)
  }
})

test('a database of yesterday, with the head file or without it', async context => {
  for (const alsoGone of [[], ['keys/head.json']]) {
    const { home, origin, yesterday } = await twoDays(context)
    takeAway(home, [...DATABASE, ...alsoGone])
    putBack(yesterday, home, DATABASE.slice(0, 1))
    assert.match((await looked(home)) ?? '', /keys\/head\.json/, 'verify looks at the head file')
    await goesOnAnew(home, origin, /keys\/head\.json (was signed over \d+ entries|is gone)/)
  }
})

test('a database of yesterday that went on meanwhile, and a rotated key beside it', async context => {
  const { home, yesterday } = await twoDays(context)
  putBack(home, yesterday, ['keys'])
  const anew = await goesOn(yesterday)
  assert.equal(anew.gaps.length, 1)
  const turned = await twoDays(context, agent => agent.log.rotate('Yearly', tester.id))
  takeAway(turned.home, DATABASE)
  putBack(turned.yesterday, turned.home, DATABASE.slice(0, 1))
  await goesOnAnew(turned.home, turned.origin, /keys\/head\.json was signed over/)
})

test('everything of yesterday but the exports: they know', async context => {
  const { home, origin, yesterday } = await twoDays(context, async (agent, home_) => {
    // A key that yesterday does not know: the chain to it is in the bundle.
    await agent.log.rotate('Yearly', tester.id)
    await exportTo(agent, { format: 'bundle', out: join(home_, 'exports', 'today.zip') })
  })
  takeAway(home, DATABASE)
  putBack(yesterday, home, [...DATABASE.slice(0, 1), 'keys'])
  writeFileSync(join(home, 'exports', 'other.zip'), 'no archive')
  assert.match((await looked(home)) ?? '', /exports\/today\.zip was signed over/)
  await goesOnAnew(home, origin, /exports\/today\.zip was signed over/)
})

test('everything of yesterday but a report, a checkpoint or tiles in the exports: they know', async context => {
  const { home, origin, yesterday } = await twoDays(context, async (agent, home_) => {
    const out = join(home_, 'exports')
    await exportTo(agent, { format: 'html', out: join(out, 'today.html') })
    await writeTiles(agent.store, join(out, 'tiles'))
    const [last] = await agent.store.checkpoints({ last: true })
    writeFileSync(join(out, 'today.txt'), last?.note ?? '')
  })
  takeAway(home, DATABASE)
  putBack(yesterday, home, [...DATABASE.slice(0, 1), 'keys'])
  for (const name of ['today.html', 'today.txt', 'tiles']) {
    const copy = join(temporaryFolder(context), 'copy')
    cpSync(home, copy, { recursive: true })
    takeAway(
      copy,
      ['today.html', 'today.txt', 'tiles'].filter(o => o !== name).map(o => `exports/${o}`),
    )
    assert.match((await looked(copy)) ?? '', new RegExp(`exports/${name}.* was signed over`))
    await goesOnAnew(copy, origin, new RegExp(`exports/${name}.* was signed over`))
  }
})

test('a checkpoint in the exports that no key of this log signed says nothing of it', async context => {
  const { home, origin } = await twoDays(context)
  const other = await twoDays(context)
  const { agent, close } = openHome(other.home)
  const [last] = await agent.store.checkpoints({ last: true })
  await close()
  const note = (last?.note ?? '').replaceAll(other.origin, origin).replace(/\n\d+\n/, '\n9999\n')
  writeFileSync(join(home, 'exports', 'forged.txt'), note)
  writeFileSync(join(home, 'exports', 'notes.txt'), 'Call Ada')
  assert.equal(await looked(home), null)
  assert.deepEqual(await goesOn(home), { origin, gaps: [] })
})

test('a database that says it was restored, when nobody restored it: no key hands over for that', async context => {
  const { home, origin } = await twoDays(context)
  const database = new DatabaseSync(join(home, DATABASE[0] ?? ''))
  database
    .prepare(`INSERT OR REPLACE INTO named (key, value) VALUES ('log.restored', ?)`)
    .run(JSON.stringify({ reason: 'The yearly change, as planned.', note: '' }))
  database.close()
  const { agent, close } = await openAgent(home, { secrets: memorySecrets() })
  assert.notEqual(agent.log.origin, origin)
  const last = (await keyHistory(agent.store)).at(-1)
  assert.equal(last?.note, undefined)
  assert.match(last?.reason ?? '', /says that it was restored\. No key of this home vouches/)
  await close()
})

test('a bundle of another log in the exports says nothing of this one', async context => {
  const { home, origin } = await twoDays(context)
  const other = await twoDays(context, async (agent, home_) => {
    await exportTo(agent, { format: 'bundle', out: join(home_, 'exports', 'other.zip') })
  })
  putBack(other.home, home, ['exports'])
  assert.equal(await looked(home), null)
  assert.deepEqual(await goesOn(home), { origin, gaps: [] })
})

test(
  'everything of yesterday: found beside what was kept elsewhere, and the level says so',
  { skip: openssl ? false : 'SKIPPED: no openssl to play the authority' },
  async context => {
    const kept = temporaryFolder(context)
    const files = ['checkpoint.txt', 'today.zip', 'today.html', 'today.tsr'].map(name =>
      join(kept, name),
    )
    const [note = '', bundle = '', report = '', stamp = ''] = files
    const authority = await startTimeStampAuthority(temporaryFolder(context))
    context.after(() => authority.close())
    const { home, yesterday } = await twoDays(context, async (agent, home_) => {
      await run(agent)
      editConfig(home_, ['timestampAuthority'], authority.url)
      assert.deepEqual((await anchor(agent)).problems, [])
      const [last] = (await agent.store.checkpoints()).filter(item => item.token)
      writeFileSync(note, last?.note ?? '')
      writeFileSync(stamp, last?.token ?? '')
      await exportTo(agent, { format: 'bundle', out: bundle })
      await exportTo(agent, { format: 'html', out: report })
    })
    for (const file of files) assert.equal(await looked(home, file), null, file)
    assert.equal(await looked(yesterday), null, 'nothing in reach knows better')
    for (const file of files) assert.match((await looked(yesterday, file)) ?? '', /set back/, file)
    const { agent, close } = openHome(yesterday)
    const { signers } = await verifyHome(agent)
    await close()
    assert.equal(signers.level, 'LOCAL')
    assert.match(levelWords(signers), /not set back .* kept elsewhere/)
    // Begun anew altogether.
    const anew = await testAgent(context, {})
    await anew.close()
    for (const file of files)
      assert.match((await looked(anew.home, file)) ?? '', /begun anew|set back/, file)
    writeFileSync(note, 'no checkpoint')
    await assert.rejects(seenIn(note), isRefusal('seen-unreadable', /kept elsewhere/))
  },
)

test('a checkpoint under the name of this log that none of its keys signed', async context => {
  const { home } = await twoDays(context)
  const other = await twoDays(context)
  const { agent, close } = openHome(other.home)
  const [last] = await agent.store.checkpoints({ last: true })
  await close()
  const looking = openHome(home)
  const origin = looking.agent.log.origin
  await looking.close()
  const file = join(temporaryFolder(context), 'forged.txt')
  writeFileSync(file, (last?.note ?? '').replaceAll(other.origin, origin))
  assert.match((await looked(home, file)) ?? '', /signed by a key that this log does not know/)
})

test('everything of yesterday, and a witness that saw today', async context => {
  const witness = await startWitness()
  context.after(() => witness.close())
  const { home, origin, yesterday } = await twoDays(context, async (agent, home_) => {
    await run(agent)
    editConfig(home_, ['witness'], witness.config)
    witness.trusted.set(agent.log.origin, agent.log.verifierKey())
    assert.equal((await anchor(agent)).cosigned, 1)
  })
  renameSync(join(home, 'config.yaml'), join(yesterday, 'config.yaml'))
  for (const grown of [0, 20]) {
    const copy = join(temporaryFolder(context), 'copy')
    cpSync(yesterday, copy, { recursive: true })
    const { agent, close } = await openAgent(copy, { secrets: memorySecrets() })
    for (let count = 0; count < grown; count++) await recordGap(agent, off)
    await run(agent)
    assert.match((await anchor(agent)).problems[0] ?? '', /already cosigned|does not hold/)
    assert.notEqual(agent.log.origin, origin)
    await close()
    const { gaps } = await goesOn(copy)
    assert.equal(gaps.length, 1)
    assert.match(gaps[0] ?? '', /the log was set back/)
  }
})

/** A run, whose checkpoint an authority or a witness is asked for. */
async function run({ log }: Pick<Agent, 'log'>): Promise<void> {
  await log.commit('run', () => log.append([log.own('gap', '', 'gap', off)]))
}
