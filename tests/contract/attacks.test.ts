// Somebody who may write and replace everything in the home, and has not its keys: `npm run bench -- tamper-home`
// does 10,000 of these.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { rotateKey } from '../../agent/record/key.ts'
import { tester } from '../support/actor.ts'
import {
  attacked,
  attackedBy,
  attackGround,
  attacks,
  baselineOf,
  filesIn,
  inDatabase,
} from '../support/attacker.ts'
import { recorded } from '../support/export.ts'
import { patternsOf, writeWorst } from '../support/home-files.ts'
import { seeded, unsealed } from '../support/tamper.ts'

const SEEDS = 33

const closing: (() => unknown)[] = []
const prepared = (async () => {
  const ground = await attackGround({
    after: close => void closing.unshift(close as () => unknown),
  })
  return { ground, before: await baselineOf(ground) }
})()
after(async () => {
  for (const close of closing) await close()
})

test(`${SEEDS} seeded attacks on a home: each is found, or has no effect on what is seen, exported and scanned next`, async () => {
  const { ground, before } = await prepared
  const kinds = Object.keys(attacks)
  let found = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { kind, what, outcome, words } = await attacked(ground, before, seeded(seed), {
      kind: kinds[seed % kinds.length] ?? '',
    })
    assert.notEqual(outcome, 'NEITHER', `seed ${seed}: ${kind}: ${what}: ${words}`)
    if (outcome !== 'without effect') found++
  }
  assert.ok(found > SEEDS / 3, `${found} were found`)
})

test('the worst in every file that is called unsealed: no view, export or next scan is another', async () => {
  const { ground, before } = await prepared
  const attack = ({ home }: { readonly home: string }) => writeWorst(home, ground).join(' ')
  const { outcome, what, words } = await attackedBy(ground, before, { kind: 'worst files', attack })
  assert.equal(outcome, 'without effect', words)
  for (const path of what.split(' ')) assert.ok(patternsOf(path).length > 0, path)
})

test('the worst in every column that is called unsealed, all at once: no view, export or next scan is another', async () => {
  const { ground, before } = await prepared
  // What was told to whom stands among the named values: a signature is over that.
  const columns = Object.entries(unsealed).filter(([name]) => !name.startsWith('named.'))
  const attack = ({ home }: { readonly home: string }) =>
    columns
      .map(([name, { worst, where = '1' }]) => {
        const [table = '', column = ''] = name.split('.')
        const sql = `UPDATE "${table}" SET "${column}" = ${worst} WHERE ${where}`
        return `${name} ${inDatabase(home, database => String(database.prepare(sql).run().changes))}`
      })
      .join('\n')
  const { outcome, what, words } = await attackedBy(ground, before, { kind: 'worst cells', attack })
  assert.equal(outcome, 'without effect', words)
  assert.deepEqual(
    what.split('\n').filter(line => !/ [1-9]\d*$/.test(line)),
    [],
    'each was written',
  )
})

test('every file that a home has, or that is put there, is called sealed or unsealed', async () => {
  const { ground } = await prepared
  const named = new Set([
    ...filesIn(ground.home),
    ...placedIn('agent'),
    ...writtenIn('docs/home.md'),
  ])
  assert.deepEqual(
    [...named].filter(path => patternsOf(path).length === 0),
    [],
  )
  assert.ok(named.has('keys/log.next.json') && named.has('keys/metrics.token'), 'all are seen')
})

/** Paths below the home that code joins, as far as its words say them. */
function placedIn(folder: string): string[] {
  const sources = globSync(`${folder}/**/*.ts`).map(file => readFileSync(file, 'utf8'))
  const names = new Map<string, string>()
  for (const text of sources) {
    for (const [, name = '', value = ''] of text.matchAll(/const ([A-Z]+) = '([^']+)'/g))
      names.set(name, value)
    for (const [, name = '', args = ''] of text.matchAll(/const ([A-Z]+) = join\(([^()]+)\)/g))
      names.set(name, wordsOf(args, names))
  }
  return sources
    .flatMap(text => [...text.matchAll(/join\((?:agent\.)?home, ([^()]+)/g)])
    .map(([, args = '']) => wordsOf(args, names))
    .filter(path => !path.startsWith('*') && !folders.has(path))
}

const folders: ReadonlySet<string> = new Set(['keys', 'exports', 'schemas', '.restored'])

/** `'keys', NAME` as a path; what the words do not say is anything. */
function wordsOf(args: string, names: ReadonlyMap<string, string>): string {
  return args
    .split(',')
    .map(arg => arg.trim())
    .map(arg => /^'(.*)'$/.exec(arg)?.[1] ?? names.get(arg) ?? templateOf(arg))
    .join('/')
}

const templateOf = (arg: string): string =>
  arg.startsWith('`') ? arg.replaceAll('`', '').replaceAll(/\$\{[^}]*\}?/g, 'x') : '*'

/** What the page about the home lists; of a folder a file in it. */
function writtenIn(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^\| (`.*?)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) =>
      name.endsWith('/')
        ? `${name}${name === 'keys/' ? 'log.json' : name === 'schemas/' ? 'x.json' : 'x.yaml'}`
        : name,
    ),
  )
}

test('the key is rotated while a bundle is written: it is written again, and verifies', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'rotated.zip')
  const rotating: Promise<string>[] = []
  await exportTo(agent, {
    format: 'bundle',
    out,
    days: ['2026-03-12'],
    onProgress({ text }) {
      if (text !== 'writing' || rotating.length > 0) return
      rotating.push(rotateKey(agent, tester, 'In the middle'))
    },
  })
  const [key] = await Promise.all(rotating)
  const verified = await verifyBundle(out)
  assert.deepEqual(verified.problems, [])
  assert.equal(verified.key, key)
})
