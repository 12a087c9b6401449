// What no format may leave out: whose word a level rests on, what a file proposes and nobody sealed, a
// window that was to reach into the future, a tenant that is missing.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { exportFormats } from '../../agent/export/formats.ts'
import { readWindow } from '../../agent/export/window.ts'
import { editConfig } from '../../agent/home/config.ts'
import { ownFile } from '../../agent/home/schemas.ts'
import { anchor } from '../../agent/keep/anchor.ts'
import { witnessKey } from '../../agent/log/witness-key.ts'
import { recorded } from '../support/export.ts'
import { loadBundle } from '../support/tamper.ts'
import { startWitness } from '../support/witness.ts'

async function textOf(file: string): Promise<string> {
  const zipped = readFileSync(file).toString('latin1', 0, 2) === 'PK'
  const text = zipped ? [...(await loadBundle(file)).values()].join() : readFileSync(file, 'utf8')
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}

/** The agent, as if each finding rested on more than its line names. */
function withMany(agent: Agent): Agent {
  const many = {
    moreEvidence: 4321,
    disagreement: [
      {
        setting: 'github.organization.odd',
        api: { value: 'apple' },
        console: { value: 'pear' },
      },
    ],
    moreDisagreement: 8765,
  }
  const read: Pick<Agent['store'], 'eachFinding' | 'findingRows'> = {
    async *eachFinding(...given) {
      for await (const line of agent.store.eachFinding(...given)) yield { ...line, ...many }
    },
    async *findingRows(...given) {
      for await (const row of agent.store.findingRows(...given))
        yield { ...row, finding: { ...row.finding, ...many } }
    },
  }
  const store = new Proxy(agent.store, {
    get: (target, key) => {
      const found: unknown = Reflect.get(key in read ? read : target, key)
      return typeof found === 'function' ? (found.bind(target) as unknown) : found
    },
  })
  return { ...agent, store }
}

test('every format tells where API and console disagree, and how much more there is than a line names', async context => {
  const { agent, home } = await recorded(context)
  const source = withMany(agent)
  const window = await readWindow(source, {})
  // Neither requirements nor what people decided have findings in them.
  const without = ['requirements', 'stated', 'statement', 'ciso-assistant']
  for (const [name, format] of Object.entries(exportFormats).filter(
    ([name]) => !without.includes(name),
  )) {
    const out = join(home, `many.${name}`)
    await format.write({
      source,
      window,
      out,
      oscalVersion: '1.1.2',
      ocsfClass: 2003,
      progress: () => undefined,
    })
    const text = await textOf(out)
    assert.match(text, /github\.organization\.odd.*apple.*pear/, name)
    assert.match(text, /4321/, `${name}: entries before`)
    assert.match(text, /8765/, `${name}: settings more`)
  }
})

test('every format names the witness, marks what is proposed and what is missing, and says that the window ends now', async context => {
  const { agent, home, at } = await recorded(context)
  const witness = await startWitness()
  context.after(() => witness.close())
  editConfig(home, ['witness'], witness.config)
  witness.trusted.set(agent.log.origin, agent.log.verifierKey())
  at('2026-03-14')
  assert.deepEqual((await anchor(agent)).problems, [])
  const open = (await agent.store.findings('aurora-labs')).find(
    item => item.outcome === 'fail' && item.exception === null,
  )
  const own = {
    id: 'hand-made',
    tenant: 'aurora-labs',
    check: open?.check ?? '',
    reason: 'Nobody looked at this',
    acceptedBy: 'Eve',
    from: '2026-03-01T00:00:00.000Z',
    until: '2027-01-01T00:00:00.000Z',
  }
  writeFileSync(join(home, 'exceptions', 'hand-made.yaml'), ownFile('exception', own))
  // Read once, before an export adds a checkpoint that no witness saw yet.
  const window = await readWindow(agent, { to: '2030-01-01T00:00:00.000Z' })
  const asked = {
    source: agent,
    oscalVersion: '1.1.2',
    ocsfClass: 2003,
    progress: () => undefined,
  } as const
  for (const [name, format] of Object.entries(exportFormats)) {
    const out = join(home, `beside.${name}`)
    await format.write({ ...asked, window, out })
    const text = await textOf(out)
    assert.ok(text.includes(witnessKey(witness.config)), `${name} names the witness' key`)
    assert.match(text, /Proposed in a file.*hand-made|hand-made.*sealed by nobody/s, name)
    assert.match(text, /window ends now, 2026-03-14.*2030-01-01.*still to come/s, name)
  }
  editConfig(home, ['tenants', 'aurora-labs'], undefined)
  const left = await readWindow(agent, {})
  for (const [name, format] of Object.entries(exportFormats)) {
    const out = join(home, `left.${name}`)
    await format.write({ ...asked, window: left, out })
    assert.match(await textOf(out), /missing from config\.yaml, and nobody ended it/, name)
  }
})
