// A log's key, its successor and the newest head: whatever a full disk or a crash leaves of them, the log
// goes on at the next start, and a file that was changed is told by its name before it signs anything.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { agentKey } from '../../agent/console/handshake.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { openAgent } from '../../agent/open-agent.ts'
import type { OpenAgent } from '../../agent/open-agent.ts'
import { isProblem } from '../../agent/problem.ts'
import { recordGap } from '../../agent/record/gap.ts'
import { rotateKey } from '../../agent/record/key.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'

const linux = { skip: process.platform === 'linux' ? false : 'it needs /dev/full' }

async function somethingRecorded({ agent }: Pick<OpenAgent, 'agent'>): Promise<void> {
  const [from, to] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z']
  await recordGap(agent, { cause: 'sleep', tenant: '', from, to, detail: 'slept' })
}

async function opened(context: TestContext, home: string): Promise<OpenAgent> {
  const open = await openAgent(home, { secrets: memorySecrets() })
  let closed = false
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    await open.close()
  }
  context.after(close)
  return { ...open, close }
}

/** Opened, written to, verified: as sound as before, under the name it had. */
async function goesOn(context: TestContext, home: string, origin: string): Promise<OpenAgent> {
  const open = await opened(context, home)
  await somethingRecorded(open)
  assert.equal((await verifyLog(open.agent.store, { everyAssessment: true })).first, null)
  assert.equal(open.agent.log.origin, origin)
  return open
}

/** The next write to a file of this name meets a full disk. */
function fillDiskFor(file: string): void {
  symlinkSync('/dev/full', `${file}.${process.pid}.tmp`)
}

for (const place of ['head.json', 'log.next.json'])
  test(
    `a rotation while ${place} cannot be written for want of room: done or not done, and the log goes on`,
    linux,
    async context => {
      const open = await testAgent(context, {})
      await somethingRecorded(open)
      const { origin } = open.agent.log
      const before = open.agent.log.verifierKey()
      fillDiskFor(join(open.home, 'keys', place))
      const rotated = await rotateKey(open.agent, tester, 'yearly').catch((error: unknown) => error)
      if (place === 'log.next.json') {
        assert.ok(isProblem(rotated, 'file-unwritable'))
        assert.match(rotated.message, /log\.next\.json.*the disk is full: make room/)
        assert.equal(open.agent.log.verifierKey(), before)
      } else {
        assert.equal(rotated, open.agent.log.verifierKey())
        assert.notEqual(rotated, before)
      }
      await somethingRecorded(open)
      await open.close()
      const again = await goesOn(context, open.home, origin)
      assert.equal(await rotateKey(again.agent, tester, 'again'), again.agent.log.verifierKey())
      await again.close()
      await goesOn(context, open.home, origin)
    },
  )

test('a rotation that could not put the new key in place is finished by the next start, and by the next rotation', async context => {
  for (const next of ['start', 'rotation']) {
    const open = await testAgent(context, {})
    const { origin } = open.agent.log
    const keys = join(open.home, 'keys')
    const old = readFileSync(join(keys, 'log.json'))
    await rotateKey(open.agent, tester, 'first')
    // As a crash between the announcement and the renaming leaves them.
    writeFileSync(join(keys, 'log.next.json'), readFileSync(join(keys, 'log.json')))
    writeFileSync(join(keys, 'log.json'), old)
    if (next === 'rotation') await rotateKey(open.agent, tester, 'second')
    await open.close()
    await (await goesOn(context, open.home, origin)).close()
    assert.ok(!existsSync(join(keys, 'log.next.json')))
  }
})

test('one changed character in a key file is told by its name, before anything is signed', async context => {
  const open = await testAgent(context, {})
  await somethingRecorded(open)
  const size = await open.agent.store.logSize()
  await open.close()
  const file = join(open.home, 'keys', 'log.json')
  const text = readFileSync(file, 'utf8')
  const { origin, privateKey, key } = JSON.parse(text) as Record<string, string>
  assert.ok(origin && privateKey && key)
  // Of the key, its name and what tells a change, each place by another letter or digit.
  for (const value of [privateKey, origin, key])
    for (let at = value === privateKey ? 24 : 0; at < value.length - 1; at += 3) {
      const other = value[at] === 'b' ? 'c' : 'b'
      const changed = value.slice(0, at) + other + value.slice(at + 1)
      writeFileSync(
        file,
        text.replace(value, () => changed),
      )
      await assert.rejects(
        openAgent(open.home, { secrets: memorySecrets() }),
        (error: Error) =>
          isProblem(error, 'key-foreign', 'key-file-invalid') && error.message.startsWith(file),
        `${at}: ${value[at]} -> ${other}`,
      )
    }
  writeFileSync(file, text)
  const again = await opened(context, open.home)
  assert.equal(await again.agent.store.logSize(), size)
})

test('a key file of an earlier version, changed: told by the name that the log knows; unchanged, it gets what tells', async context => {
  const open = await testAgent(context, {})
  await open.close()
  const file = join(open.home, 'keys', 'log.json')
  const { key: _, ...earlier } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  const { privateKey = '' } = earlier
  const changed =
    privateKey.slice(0, 30) + (privateKey[30] === 'b' ? 'c' : 'b') + privateKey.slice(31)
  for (const wrong of [
    { ...earlier, privateKey: changed },
    { ...earlier, origin: 'witnessmark.local/other' },
  ]) {
    writeFileSync(file, JSON.stringify(wrong))
    await assert.rejects(
      openAgent(open.home, { secrets: memorySecrets() }),
      (error: Error) => isProblem(error, 'key-foreign') && error.message.startsWith(file),
    )
  }
  writeFileSync(file, JSON.stringify(earlier))
  await (await goesOn(context, open.home, open.agent.log.origin)).close()
  assert.match(readFileSync(file, 'utf8'), /"key":"witnessmark\.local/)
})

test('an empty key file is told by its name, and how to go on', async context => {
  const open = await testAgent(context, {})
  agentKey(open.home)
  await open.close()
  const of = (name: string): string => join(open.home, 'keys', name)
  for (const name of ['log.json', 'head.json']) {
    const text = readFileSync(of(name))
    writeFileSync(of(name), '')
    await assert.rejects(
      openAgent(open.home, { secrets: memorySecrets() }),
      (error: Error) => error.message.startsWith(of(name)) && /move it away/.test(error.message),
    )
    writeFileSync(of(name), text)
  }
  for (const content of [
    '',
    readFileSync(of('extension.key'), 'utf8').replace(/^(.{40})./, '$1_'),
  ]) {
    writeFileSync(of('extension.key'), content)
    assert.throws(
      () => agentKey(open.home),
      (error: Error) =>
        isProblem(error, 'agent-key-invalid') && /pair the browsers/.test(error.message),
    )
  }
})

test('what a process that is gone began to write is taken away at the start; what another writes stays', async context => {
  const open = await testAgent(context, {})
  await open.close()
  const gone = 2 ** 22 + 1
  const left = [
    `config.yaml.${gone}.tmp`,
    `keys/log.next.json.${gone}.tmp`,
    `keys/head.json.${process.pid}.tmp`,
    `exports/bundle.zip.${gone}.part`,
    `.restore-${gone}-abc`,
  ]
  const kept = [`exports/other.zip.${process.ppid}.part`, 'exports/mine.2026.zip']
  for (const name of [...left, ...kept])
    if (name.startsWith('.restore')) mkdirSync(join(open.home, name))
    else writeFileSync(join(open.home, name), 'half')
  await (await opened(context, open.home)).close()
  assert.deepEqual(
    left.filter(name => existsSync(join(open.home, name))),
    [],
  )
  assert.ok(kept.every(name => existsSync(join(open.home, name))))
})
