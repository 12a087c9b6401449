import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { parse, stringify } from 'yaml'
import type { Agent } from '../../agent/agent.ts'
import { commandActor } from '../../agent/actor.ts'
import { editConfig } from '../../agent/home/config.ts'
import { addException, endException } from '../../agent/judge/exceptions.ts'
import type { OpenAgent } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { ingestCapture, tester } from '../support/actor.ts'
import { fixtureHome, openFixture } from '../support/extension/home.ts'
import { isRefusal } from '../support/problem.ts'

// One mistake in one file of the user's takes nothing else down.

const base = 'http://127.0.0.1:4000'
const extra = {
  service: { id: 'fixture' },
  checks: [
    {
      id: 'fixture.site.extra',
      title: 'Registration is closed (own rule)',
      metric: 'single-sign-on-enforced',
      resource: 'site',
      reads: ['fixture.site.registration'],
      test: '!registration',
      expected: 'closed',
      severity: 'low',
      remediation: { steps: ['Close it'], seen: '2026-11-23' },
    },
  ],
}
const broken = 'service: { id: fixture }\nchecks: [\n'

type Home = {
  readonly home: string
  /** Opens the home, or opens it again as after a restart. */
  open(): Promise<Agent>
  write(file: string, content: unknown): void
  remove(file: string): void
}

function homeOf(context: TestContext): Home {
  const { home, remove } = fixtureHome(base)
  let running: OpenAgent | null = null
  const write: Home['write'] = (file, content) =>
    writeFileSync(join(home, file), typeof content === 'string' ? content : stringify(content))
  context.after(async () => {
    await running?.close()
    remove()
  })
  write('checks/extra.yaml', extra)
  return {
    home,
    write,
    remove: file => rmSync(join(home, file)),
    async open() {
      await running?.close()
      running = null
      running = await openFixture(home)
      return running.agent
    },
  }
}

/** Reads the fixture's page. @returns each check with what was found */
async function judged(agent: Agent, registration = false): Promise<Record<string, string>> {
  await ingestCapture(agent, capture(registration), 'browser')
  return found(agent)
}

async function found(agent: Agent): Promise<Record<string, string>> {
  const findings = await agent.store.findings('blog')
  return Object.fromEntries(
    findings.map(({ check, outcome, reason, exception }) => [
      check.replace('fixture.site.', ''),
      [outcome, reason, exception && 'accepted'].filter(Boolean).join(' '),
    ]),
  )
}

function capture(registration: boolean) {
  return {
    id: randomUUID(),
    tenant: 'blog',
    recipe: 'fixture-general',
    recipeVersion: 1,
    address: `${base}/wp-admin/options-general.php`,
    title: 'General',
    heading: 'General Settings',
    language: 'en',
    account: 'admin',
    tenantShown: null,
    seenAt: new Date().toISOString(),
    zone: 0,
    browser: 'test',
    extension: '0.1.0',
    readings: [
      {
        setting: 'fixture.site.registration',
        reading: { state: 'observed' as const, value: registration },
      },
    ],
  }
}

const named = async (agent: Agent): Promise<readonly string[]> =>
  (await agent.setAside()).map(({ file, problem, lost }) => {
    assert.match(problem, /\S/)
    return lost ? `${file} (lost)` : file
  })

const all = { 'registration': 'pass', 'default-role': 'unknown never-captured', 'extra': 'pass' }

test('a checks file that breaks: its last valid version counts while the agent runs', async context => {
  const { open, write } = homeOf(context)
  const agent = await open()
  assert.deepEqual(await judged(agent), all)
  write('checks/extra.yaml', broken)
  assert.deepEqual(await judged(agent), all)
  assert.deepEqual(await named(agent), ['checks/extra.yaml'])
  write('checks/extra.yaml', extra)
  assert.deepEqual(await named(agent), [])
})

test('at start its findings become unknown, and nothing else changes; mended it is judged again', async context => {
  const { open, write, remove } = homeOf(context)
  await judged(await open())
  for (const wrong of [
    broken,
    { ...extra, checks: [{ ...extra.checks[0], test: 'registered' }] },
  ]) {
    write('checks/extra.yaml', wrong)
    const agent = await open()
    assert.deepEqual(await named(agent), ['checks/extra.yaml (lost)'])
    assert.deepEqual(await judged(agent), { ...all, extra: 'unknown check-error' })
    const findings = await agent.store.findings('blog')
    const lost = findings.find(item => item.check === 'fixture.site.extra')
    assert.ok(lost?.v === 2)
    assert.match(JSON.stringify(lost.params), /checks\/extra\.yaml/)
    assert.deepEqual([lost.verdict, lost.evidence, lost.decided], ['check-unloaded', [], []])
    write('checks/extra.yaml', extra)
    assert.deepEqual(await judged(agent), all)
  }
  const agent = await open()
  remove('checks/extra.yaml')
  const { extra: _, ...others } = all
  assert.deepEqual(await judged(agent), others, 'what the user took out is gone')
})

test('a whole service that cannot be loaded: the agent starts, and what browsers bring waits', async context => {
  const { open, write, home } = homeOf(context)
  const whole = readFileSync(join(home, 'checks', 'fixture.yaml'), 'utf8')
  await judged(await open())
  write('checks/fixture.yaml', broken)
  const agent = await open()
  // Its own rule reads a setting of the file that is set aside.
  assert.deepEqual(await named(agent), ['checks/extra.yaml (lost)', 'checks/fixture.yaml (lost)'])
  const { results } = await perform(agent, tester, 'capture', {
    captures: [capture(true)],
    skew: null,
  })
  const [result] = results
  assert.ok(result && 'refusal' in result)
  assert.equal(result.refusal, 'failed', 'the one refusal after which a browser tries again')
  assert.match(result.detail, /checks\/fixture\.yaml/)
  const { tenants } = await perform(agent, tester, 'tenants', {})
  assert.deepEqual(
    tenants.map(({ id, service }) => ({ id, service })),
    [{ id: 'blog', service: 'fixture' }],
  )
  write('checks/fixture.yaml', whole)
  assert.deepEqual(await judged(agent), all)
})

test('a check whose id another file has is set aside with its file', async context => {
  const { open, write } = homeOf(context)
  write('checks/same.yaml', extra)
  const agent = await open()
  assert.deepEqual(await named(agent), ['checks/same.yaml (lost)'])
  assert.deepEqual(await judged(agent), all)
})

test('a recipe that breaks takes no other with it', async context => {
  const { open, write } = homeOf(context)
  const agent = await open()
  assert.ok(agent.recipes().some(recipe => recipe.id === 'fixture-people'))
  write('recipes/fixture-people.yaml', 'id: fixture-people\nsettings: 3\n')
  assert.deepEqual(await named(agent), ['recipes/fixture-people.yaml'])
  assert.ok(
    agent.recipes().some(recipe => recipe.id === 'fixture-people'),
    'as it was',
  )
  const again = await open()
  assert.deepEqual(await named(again), ['recipes/fixture-people.yaml (lost)'])
  assert.ok(!again.recipes().some(recipe => recipe.id === 'fixture-people'))
  assert.ok(again.recipes().some(recipe => recipe.id === 'fixture-general'))
  assert.deepEqual(await judged(again), all)
})

test('an acceptance neither ends nor begins by a broken or missing file', async context => {
  const { open, write, remove, home } = homeOf(context)
  let agent = await open()
  await judged(agent, true)
  const { id } = await addException(agent, tester, {
    tenant: 'blog',
    check: 'fixture.site.registration',
    reason: 'Until the members have moved',
    until: '2099-01-01',
  })
  const file = `exceptions/${id}.yaml`
  const said = readFileSync(join(home, file), 'utf8')
  const accepted = { ...all, registration: 'fail accepted', extra: 'fail' }
  for (const wrong of ['id: [\n', said.replace(/^until: .*$/m, 'until: soon')]) {
    write(file, wrong)
    write('exceptions/never.yaml', said.replaceAll('registration', 'extra').replace(/^id/m, 'if'))
    agent = await open()
    assert.deepEqual(await judged(agent, true), accepted)
    assert.deepEqual(await named(agent), [file, 'exceptions/never.yaml (lost)'])
  }
  remove('exceptions/never.yaml')
  remove(file)
  assert.deepEqual(await judged(agent, true), accepted)
  assert.deepEqual(await named(agent), [file])
  await endException(agent, tester, id)
  assert.deepEqual(await named(agent), [])
  assert.equal((parse(readFileSync(join(home, file), 'utf8')) as { id: string }).id, id)
  assert.deepEqual(await judged(agent, true), { ...accepted, registration: 'fail' })
  remove(file)
  agent = await open()
  assert.deepEqual(await judged(agent, true), { ...accepted, registration: 'fail' })
  assert.deepEqual(await named(agent), [], 'what is over needs no file')
})

test('config.yaml: the last valid version counts while the agent runs, and none starts with it', async context => {
  const { open, write, home } = homeOf(context)
  const agent = await open()
  const valid = readFileSync(join(home, 'config.yaml'), 'utf8')
  write('config.yaml', `${valid}port: many\n`)
  assert.deepEqual(Object.keys(agent.config().tenants), ['blog'])
  assert.deepEqual(await named(agent), ['config.yaml'])
  assert.deepEqual(await judged(agent), all)
  await assert.rejects(open(), isRefusal('config-invalid', /config\.yaml: port: /))
  write('config.yaml', valid)
  assert.deepEqual(await named(await open()), [])
})

test('status, doctor and overview name it', async context => {
  const { open, write } = homeOf(context)
  write('checks/extra.yaml', broken)
  const agent = await open()
  for (const { setAside } of [
    await perform(agent, tester, 'status', {}),
    await perform(agent, tester, 'overview', {}),
  ]) {
    assert.deepEqual(
      setAside.map(({ file }) => file),
      ['checks/extra.yaml'],
    )
    assert.match(setAside[0]?.problem ?? '', /^line 3, column 1: [\s\S]*\nUntil it is mended, /)
  }
  const { items } = await perform(agent, commandActor(), 'doctor', {})
  const item = items.find(({ what }) => what === 'checks/extra.yaml')
  assert.equal(item?.ok, false)
})

test('a tenant that left config.yaml is listed, and counts for nothing current', async context => {
  const { open, home } = homeOf(context)
  const agent = await open()
  await judged(agent)
  editConfig(home, ['tenants', 'shop'], { service: 'fixture', target: { url: `${base}/shop` } })
  editConfig(home, ['tenants', 'blog'], undefined)
  const status = await perform(agent, tester, 'status', {})
  assert.deepEqual([status.assessments, status.unseen, status.left], [[], ['shop'], ['blog']])
  const overview = await perform(agent, tester, 'overview', {})
  assert.deepEqual([overview.tenants, overview.left], [1, ['blog']])
  const none = { 'pass': 0, 'fail': 0, 'unknown': 0, 'not-applicable': 0 }
  assert.deepEqual(overview.counts, none)
  const { tenants } = await perform(agent, tester, 'tenants', {})
  assert.deepEqual(
    tenants.map(({ id, service, left, counts, runs }) => [id, service, left, counts, runs.length]),
    [
      ['shop', 'fixture', false, none, 0],
      ['blog', 'fixture', true, none, 1],
    ],
  )
  assert.equal((await agent.store.findings('blog')).length, 3, 'its record stays')
})
