// What earlier versions sealed with sentences, judged by today's: codes from now on, and no history
// is broken.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { verifyBundle, verifyMembers } from '../../agent/export/verify-bundle.ts'
import { findingIndexOf } from '../../agent/judge/finding-index.ts'
import { pageOf, select } from '../../agent/judge/finding-list.ts'
import { startDoors } from '../../agent/serve.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { scan } from '../../agent/collect/scan.ts'
import { editConfig } from '../../agent/home/config.ts'
import { diff } from '../../common/assess/diff.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'
import { loadBundle, membersOf } from '../support/tamper.ts'
import {
  askMore,
  checkOf,
  earlierHomes,
  judgeAgain,
  openEarlierHome,
  verified,
} from '../support/homes/open.ts'

const tenant = 'aurora-labs'
const [home = assert.fail()] = earlierHomes()

test('the first assessment writes codes, keeps since, reports no change and no drift', async context => {
  const { agent } = await openEarlierHome(context, home)
  const index = findingIndexOf(agent)
  const shown = async () =>
    (await pageOf(agent, await select(agent, [await index.of(tenant)], {}), 0, 10_000)).map(
      ({ id, outcome, since, drift }) => ({ id, outcome, since, drift }),
    )
  const before = await shown()
  const written = await agent.store.findings(tenant)
  assert.ok(written.every(finding => finding.v === undefined))
  const changes = await judgeAgain(agent, tenant)
  const lost = new Set(
    changes.flatMap(({ after }) => (after && askMore.has(checkOf(after.id)) ? [after.id] : [])),
  )
  assert.deepEqual(
    changes.filter(({ after }) => !lost.has(after?.id ?? '')),
    [],
  )
  const now = await agent.store.findings(tenant)
  assert.ok(now.every(finding => finding.v === 2))
  const standing = new Map((await shown()).map(item => [item.id, item]))
  for (const { id, outcome, since } of before) {
    const { drift, ...item } = standing.get(id) ?? assert.fail(id)
    if (lost.has(id)) {
      assert.equal(item.outcome, 'unknown', id)
      continue
    }
    assert.deepEqual(item, { id, outcome, since })
    assert.ok(drift === null || drift === 'still-failing', `${id}: ${drift}`)
  }
  assert.ok(before.some(item => item.drift !== null && item.drift !== 'still-failing'))
})

test('earlier lines are shown word for word, and the history of an outcome is one interval', async context => {
  const { agent } = await openEarlierHome(context, home)
  const written = await agent.store.findings(tenant)
  const catalogue = agent.catalogue()
  for (const line of written) {
    const finding = shownFinding(line, catalogue)
    const { v, verdict: _, params: __, decided: ___, ...same } = finding
    assert.equal(v, 1)
    assert.deepEqual(same, line)
  }
  await judgeAgain(agent, tenant)
  const server = await startDoors(agent, { port: 0 })
  context.after(() => server.close())
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${server.token}` },
    })
    assert.equal(response.status, 200)
    return (await response.json()) as Record<string, unknown>
  }
  for (const { id, since } of written) {
    const { finding, history } = await get(`/finding?id=${encodeURIComponent(id)}`)
    const rows = (await agent.store.findingHistory(id)).map(row => row.finding)
    const last = rows.at(-1) ?? assert.fail()
    const told = finding as Record<string, unknown>
    const changed = askMore.has(checkOf(id)) && last.outcome === 'unknown'
    assert.deepEqual([told['v'], told['since']], [2, changed ? last.since : since])
    for (const field of ['detail', 'expected', 'observed', 'params', 'decided'])
      assert.ok(field in told, field)
    // As many as there are changes of the outcome or its reason, however many lines there are.
    const changes = rows.filter(
      ({ outcome, reason }, at) =>
        rows[at - 1]?.outcome !== outcome || rows[at - 1]?.reason !== reason,
    )
    assert.ok(changed ? rows.length >= changes.length : rows.length > changes.length, id)
    assert.equal((history as unknown[]).length, changes.length, id)
    assert.equal(last.v, 2)
  }
})

test('seals of both kinds verify side by side, and a change under either is found', async context => {
  const { agent } = await openEarlierHome(context, home)
  await judgeAgain(agent, tenant)
  assert.equal((await verified(agent)).first, null)
  const database = new DatabaseSync(join(agent.home, 'witnessmark.sqlite'))
  context.after(() => {
    database.close()
  })
  // The erasure of the third day leaves only what was sealed after it to be recomputed.
  for (const [kind, where] of [
    ['flat', `finding NOT LIKE '{"v":2%' AND valid_from > '2026-10-05' AND valid_to IS NOT NULL`],
    ['tree', `finding LIKE '{"v":2%' AND valid_to IS NULL`],
  ] as const) {
    const row = database
      .prepare(`SELECT rowid AS place, finding, leaf FROM finding WHERE ${where} LIMIT 1`)
      .get()
    assert.ok(row, kind)
    const text = String(row['finding'])
    const write = database.prepare('UPDATE finding SET finding = ? WHERE rowid = ?')
    write.run(text.replace('"severity":"', '"severity":"x'), Number(row['place']))
    assert.match((await verified(agent)).first?.problem ?? '', /are not the ones/, kind)
    write.run(text, Number(row['place']))
    // A line that is written has no leaf any more until it is judged: the row as it was has.
    database
      .prepare('UPDATE finding SET leaf = ? WHERE rowid = ?')
      .run((row['leaf'] ?? null) as Uint8Array | null, Number(row['place']))
    assert.equal((await verified(agent)).first, null)
  }
})

test('bundles over either kind of seal are recomputed from their own files, and a changed line is found', async context => {
  const { agent } = await openEarlierHome(context, home)
  const out = join(temporaryFolder(context), 'bundle.zip')
  for (const kind of ['flat', 'tree'] as const) {
    if (kind === 'tree') await judgeAgain(agent, tenant)
    const to = agent.clock().toISOString()
    await exportTo(agent, { format: 'bundle', out, tenants: [tenant], to })
    const { ok, manifest, problems } = await verifyBundle(out)
    assert.ok(ok, JSON.stringify(problems))
    const [assessment = assert.fail()] = manifest?.tenants[0]?.assessments ?? []
    assert.equal(assessment.tree, kind === 'tree' ? 'rfc9162' : undefined)
    const contents = await loadBundle(out)
    const file = assessment.file ?? assert.fail()
    for (const change of [
      (text: string) => text.replace('"severity":"high"', '"severity":"low"'),
      (text: string) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1),
      (text: string) => `${text}${text.slice(text.lastIndexOf('\n', text.length - 2) + 1)}`,
    ]) {
      const changed = new Map(contents).set(
        file,
        Buffer.from(change(contents.get(file)?.toString('utf8') ?? '')),
      )
      const found = (await verifyMembers(membersOf(changed))).problems
      assert.ok(found.some(item => item.file === file && /entry \d+ sealed/.test(item.problem)))
    }
  }
})

test('the first scan after that reads with codes, and what it could not read before is no change', async context => {
  const { agent } = await openEarlierHome(context, home)
  const replay = await startGithubReplay({ repositories: 4, throttle: false })
  context.after(() => replay.close())
  await agent.secrets.set(tenant, demoToken)
  editConfig(agent.home, ['tenants', tenant, 'target'], {
    organization: tenant,
    url: replay.url,
  })
  const transport = { sleep: async () => undefined, timeoutMs: 5000, random: () => 0 }
  const before = await agent.store.findings(tenant)
  const hidden = before.filter(finding => finding.reason === 'forbidden').map(item => item.id)
  assert.ok(hidden.length > 0)
  await scan(agent, tester, tenant, { transport })
  const after = await agent.store.findings(tenant)
  const unread = (await Array.fromAsync(agent.store.observations(tenant))).flatMap(item =>
    item.reading.state === 'unobserved' ? [item.reading] : [],
  )
  assert.ok(unread.some(reading => reading.why !== undefined))
  assert.ok(unread.every(reading => reading.detail === undefined))
  assert.deepEqual(
    diff(before, after).filter(({ after: now }) => hidden.includes(now?.id ?? '')),
    [],
  )
  assert.equal((await verified(agent)).first, null)
})
