import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { exportTo } from '../../agent/export/export.ts'
import { openZip } from '../../agent/export/read-zip.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { BundleManifest } from '../../common/log/bundle.ts'
import { atLevel, levelNote } from '../../common/model/index.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { organizationAt } from '../support/organization.ts'
import { say } from '../support/say.ts'

const tenant = 'aurora-labs'

test('an export of a level speaks of what the level asks for, and says which it is', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const { agent } = await testAgent(context, {
    [tenant]: organizationAt(replay),
  })
  await scan(agent, tester, tenant)
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-levels-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const eucs = frameworkOf(agent, 'eucs')
  const high = new Set(
    eucs.requirements.flatMap(item => (item.level === 'High' ? `eucs:${item.id}` : [])),
  )
  const file = join(folder, 'out')
  const written = async (
    format: 'requirements' | 'csv' | 'ocsf' | 'oscal',
    level?: string,
  ): Promise<string> => {
    await exportTo(agent, { format, out: file, frameworks: ['eucs'], level })
    return readFileSync(file, 'utf8')
  }
  for (const format of ['requirements', 'csv', 'ocsf', 'oscal'] as const) {
    const [all, basic] = [await written(format), await written(format, 'Basic')]
    const named = (text: string): number =>
      [...high].filter(id => text.includes(id) || text.includes(`,${id.slice(5)},`)).length
    if (format !== 'oscal') {
      assert.ok(named(all) > 0, `${format} of all levels names what High asks for`)
      assert.equal(named(basic), 0, `${format} of Basic does not`)
    }
    if (format === 'csv') continue
    const says = format === 'oscal' ? embeddedIn(basic) : basic
    assert.ok(says.includes(`${eucs.version}, level Basic`), `${format} says the level`)
  }
  const uuid = (text: string): string => /"uuid":\s*"([^"]+)"/.exec(text)?.[1] ?? ''
  assert.notEqual(uuid(await written('oscal')), uuid(await written('oscal', 'Basic')))

  await exportTo(agent, { format: 'bundle', out: file, frameworks: ['eucs'], level: 'High' })
  const manifest = await manifestOf(file)
  assert.equal(manifest.assurance, 'High')
  const sealed = await agent.store.lastEvidence('export', '')
  assert.match(Buffer.from(sealed?.body ?? []).toString(), /"assurance":"High"/)

  await assert.rejects(
    exportTo(agent, { format: 'csv', out: file, level: 'Medium' }),
    error => isProblem(error, 'choice-unknown') && /Basic, Substantial, High/.test(String(error)),
  )
  await assert.rejects(
    exportTo(agent, { format: 'csv', out: file, frameworks: ['dora'], level: 'Basic' }),
    error => isProblem(error, 'choice-unknown'),
  )
})

test('what the state of a draft is stands wherever a level is chosen', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const { agent, home, close } = await testAgent(context, { [tenant]: organizationAt(replay) })
  await scan(agent, tester, tenant)
  const told = /not adopted\. CSA2 \(January 2026\) and CADA \(June 2026\)/
  const framework = 'eucs'
  const { frameworks } = await perform(agent, tester, 'catalogue', {})
  const noted = frameworks.filter(item => told.test(levelNote(item) ?? '')).map(({ id }) => id)
  assert.deepEqual(noted, [framework], 'what the pages show beside their choice of a level')
  assert.match((await perform(agent, tester, 'tree', { framework })).framework.note ?? '', told)
  const out = join(home, 'report.html')
  const headOf = async (frameworks: readonly string[], level?: string) => {
    await exportTo(agent, { format: 'html', out, frameworks, level })
    return /<header>[^]*?<\/header>/.exec(readFileSync(out, 'utf8'))?.[0] ?? ''
  }
  const head = await headOf([framework], 'Basic')
  assert.match(head, told)
  assert.match(head, /draft of December 2020, level Basic\./)
  assert.doesNotMatch(await headOf(['dora']), told)
  await close()
  const eucs = { framework, level: 'Basic' }
  for (const [name, asked, says] of [
    ['tree', [[], eucs], true],
    ['tree', [[], { framework: 'dora' }], false],
    ['scope', [['set'], { ...eucs, tenants: tenant, responsibilities: 'We do', by: 'Ada' }], true],
    ['scope', [['show'], { framework }], true],
    ['export', [[], { ...eucs, format: 'csv', out: join(home, 'exports', 'a.csv') }], true],
    [
      'export',
      [[], { scope: framework, format: 'csv', out: join(home, 'exports', 'b.csv') }],
      true,
    ],
    ['export', [[], { format: 'csv', out: join(home, 'exports', 'c.csv') }], false],
  ] as const) {
    const { text } = await say(home, name, asked)
    assert.equal(told.test(text), says, `${name} ${JSON.stringify(asked)}: ${text}`)
  }
})

test('a level has what those before it ask for; a heading stays where something stands under it', () => {
  const framework = {
    id: 'rules',
    title: 'Rules',
    version: '1',
    publisher: 'House',
    levels: ['Low', 'High'],
    requirements: [
      { id: 'A', title: 'A', aspects: [] },
      { id: 'A1', title: 'A1', parent: 'A', aspects: [] },
      { id: 'A1.1', title: 'low', parent: 'A1', level: 'Low', aspects: [] },
      { id: 'B', title: 'B', aspects: [] },
      { id: 'B1', title: 'high', parent: 'B', level: 'High', aspects: [] },
      { id: 'C', title: 'of every level', aspects: [] },
    ],
  }
  const ids = (level?: string) => atLevel(framework, level).requirements.map(({ id }) => id)
  assert.deepEqual(ids('Low'), ['A', 'A1', 'A1.1', 'C'])
  assert.deepEqual(ids('High'), ['A', 'A1', 'A1.1', 'B', 'B1', 'C'])
  assert.equal(atLevel(framework, undefined), framework)
})

function frameworkOf(agent: Agent, id: string) {
  const found = agent.catalogue().frameworks.find(item => item.id === id)
  assert.ok(found)
  return found
}

/** The documents that a standalone export carries inside, one in the other. */
function embeddedIn(text: string): string {
  const inside = [...text.matchAll(/"value":\s*"([A-Za-z0-9+/=]{200,})"/g)].map(([, value]) =>
    Buffer.from(value ?? '', 'base64').toString(),
  )
  return [text, ...inside.map(embeddedIn)].join('\n')
}

async function manifestOf(file: string): Promise<BundleManifest> {
  const zip = await openZip(file)
  const text = (await zip.bytes('manifest.json')).toString()
  zip.close()
  return BundleManifest.parse(JSON.parse(text))
}
