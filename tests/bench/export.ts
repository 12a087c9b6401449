// Exports of one year: 4 scans a day over 10,000 repositories, a thousandth of the findings
// changing each time. The record is written into the store as scans leave it (findings, value
// intervals, replies, manifests, one signed checkpoint a scan); only what the last
// assessment and scan seal is computed, as exports recompute only that.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { sealOf } from '../../agent/log/finding-lines.ts'
import { SNAPSHOT_TREE, snapshotRoot } from '../../agent/log/snapshot.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { exportTo } from '../../agent/export/export.ts'
import { formats } from '../../agent/export/formats.ts'
import type { Format } from '../../agent/export/formats.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { Finding } from '../../common/model/index.ts'

const [child, childHome, childFormat, out] = process.argv.slice(2)
if (child === '--child' && childHome && childFormat && out) {
  const { agent, close } = await openAgent(childHome, { secrets: memorySecrets() })
  const began = performance.now()
  await exportTo(agent, { format: childFormat as Format, out })
  process.stdout.write(
    `${childFormat}: ${((performance.now() - began) / 1000).toFixed(1)} s, ${(statSync(out).size / 1e6).toFixed(1)} MB written, peak memory ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB\n`,
  )
  await close()
} else await parent()

async function parent(): Promise<void> {
  const repositories = Number(process.env['WITNESSMARK_BENCH_REPOSITORIES'] ?? 10_000)
  const scans = Number(process.env['WITNESSMARK_BENCH_SCANS'] ?? 1460)
  const kept = process.env['WITNESSMARK_BENCH_HOME'] // a record kept from an earlier run
  const home = kept ?? mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
  try {
    if (!kept || !existsSync(join(home, 'witnessmark.sqlite')))
      await seed(home, repositories, scans)
    process.stdout.write(
      `${repositories.toLocaleString('en')} repositories, ${scans} scans: database ${(statSync(join(home, 'witnessmark.sqlite')).size / 1e6).toFixed(0)} MB\n`,
    )
    // Under a capped heap what is really held shows: without a cap Node collects late, and takes
    // memory because it is there.
    for (const cap of [['--max-old-space-size=150', '--max-semi-space-size=4'], []]) {
      process.stdout.write(cap.length > 0 ? 'heap capped at 150 MB\n' : 'heap as Node has it\n')
      for (const format of formats) {
        const { status } = spawnSync(
          process.execPath,
          [
            ...cap,
            fileURLToPath(import.meta.url),
            '--child',
            home,
            format,
            join(home, `export.${format}`),
          ],
          { stdio: 'inherit' },
        )
        if (status !== 0) process.exitCode = 1
        rmSync(join(home, `export.${format}`), { force: true })
      }
    }
  } finally {
    if (!kept) rmSync(home, { recursive: true, force: true })
  }
}

async function seed(home: string, repositories: number, scans: number): Promise<void> {
  initHome(home)
  editConfig(home, ['tenants', 'acme'], {
    service: 'github',
    target: { organization: 'acme' },
    schedule: 'off',
  })
  let now = Date.parse('2025-11-01T00:00:00Z')
  const { agent, close } = await openAgent(home, {
    secrets: memorySecrets(),
    clock: () => new Date(now),
  })
  const checks = agent
    .catalogue()
    .checksOf('github')
    .map(item => item.check)
    .filter(check => check.resource === 'repository')
  const side = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  side.exec('PRAGMA synchronous = OFF; PRAGMA busy_timeout = 60000')
  const insert = side.prepare(
    'INSERT INTO finding (id, tenant, finding, run, valid_from, valid_to) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const subject = side.prepare(
    'INSERT INTO subject (tenant, type, resource, setting, source) VALUES (?, ?, ?, ?, ?) RETURNING id',
  )
  const observe = side.prepare(
    `INSERT INTO observation (subject, state, value, grade, at, evidence, run, valid_from, valid_to) VALUES (?, 'observed', ?, 'A', ?, '[]', ?, ?, ?)`,
  )
  const perReply = 50
  const replies = Math.ceil(repositories / perReply)
  const evidence: { index: number; commitment: string }[] = []
  const reply = (number: number, version: number): Uint8Array =>
    Buffer.from(
      JSON.stringify({
        page: number,
        nodes: Array.from({ length: perReply }, (_, index) => ({
          name: `repository-${number * perReply + index}`,
          version,
          isPrivate: true,
          rules: Array.from({ length: 8 }, (_, rule) => ({
            id: createHash('sha256').update(`${number}/${index}/${rule}/${version}`).digest('hex'),
            type: 'PULL_REQUEST',
            parameters: { requiredApprovingReviewCount: rule },
          })),
        })),
      }),
    )
  const finding = (
    check: (typeof checks)[number],
    repository: number,
    outcome: 'pass' | 'fail',
    at: string,
  ): Finding => ({
    v: 2,
    id: `acme/${check.id}/acme/repository-${repository}`,
    check: check.id,
    metric: check.metric,
    service: 'github',
    tenant: 'acme',
    resource: {
      type: 'repository',
      id: `acme/repository-${repository}`,
      name: `acme/repository-${repository}`,
    },
    outcome,
    reason: null,
    verdict: null,
    params: {},
    severity: check.severity,
    decided: check.reads.slice(0, 2).map(setting => ({ setting, value: outcome === 'pass' })),
    since: at,
    source: 'api',
    grade: 'A',
    evidence: [evidence[Math.floor(repository / perReply)] ?? { index: 0, commitment: '' }],
    exception: null,
    requirements: [],
  })
  const rows = new Map<string, { outcome: 'pass' | 'fail'; from: string }>()
  const settings = [...new Set(checks.flatMap(check => check.reads))]
  let changes = 0
  for (let scan = 0; scan < scans; scan++) {
    now = Date.parse('2025-11-01T00:00:00Z') + scan * 6 * 3_600_000
    const at = new Date(now).toISOString()
    const run = `run-${scan}`
    const ipe = {
      tenant: 'acme',
      collector: 'github@1',
      catalogue: 'bench',
      seenAt: at,
      recordedAt: at,
    }
    const changed =
      scan === 0
        ? Array.from({ length: replies }, (_, number) => number)
        : Array.from({ length: 10 }, (_, index) => (scan * 7 + index * 31) % replies)
    await agent.store.startRun({
      id: run,
      tenant: 'acme',
      kind: 'scan',
      startedAt: at,
      catalogue: 'bench',
    })
    await agent.log.commit(run, async () => {
      const refs = await agent.log.append(
        changed.map(number => ({
          kind: 'evidence',
          run,
          tenant: 'acme',
          subject: `acme POST /graphql page ${number}`,
          mediaType: 'application/json',
          body: reply(number, scan),
          ipe: { request: `POST https://api.example/graphql page ${number}`, ...ipe },
        })),
      )
      for (const [position, number] of changed.entries()) evidence[number] = refs[position]!
    })
    side.exec('BEGIN')
    if (scan === 0) {
      for (let repository = 0; repository < repositories; repository++) {
        for (const check of checks)
          rows.set(`${repository} ${check.id}`, {
            outcome: repository % 7 === 0 ? 'fail' : 'pass',
            from: at,
          })
        for (const setting of settings)
          observe.run(
            Number(
              subject.get('acme', 'repository', `acme/repository-${repository}`, setting, 'api')?.[
                'id'
              ],
            ),
            'true',
            at,
            run,
            at,
            null,
          )
      }
    } else {
      for (let change = 0; change < rows.size / 1000; change++, changes++) {
        const repository = (changes * 97) % repositories
        const check = checks[changes % checks.length]!
        const row = rows.get(`${repository} ${check.id}`)!
        if (row.from === at) continue
        const { id, ...rest } = finding(check, repository, row.outcome, row.from)
        insert.run(id, 'acme', JSON.stringify({ id, ...rest }), run, row.from, at)
        rows.set(`${repository} ${check.id}`, {
          outcome: row.outcome === 'pass' ? 'fail' : 'pass',
          from: at,
        })
      }
    }
    if (scan === scans - 1)
      for (const [key, { outcome, from }] of rows) {
        const [repository = '', id = ''] = key.split(' ')
        const current = finding(
          checks.find(check => check.id === id)!,
          Number(repository),
          outcome,
          from,
        )
        insert.run(current.id, 'acme', JSON.stringify(current), run, from, null)
      }
    side.exec('COMMIT')
    await agent.log.commit(run, async () => {
      const last = scan === scans - 1
      const seal = last
        ? {
            ...(await sealOf(agent.store.eachFinding('acme'))),
            current: await agent.store.currentDigest('acme'),
          }
        : { findings: 'not computed here' }
      const snapshot = last ? await snapshotRoot(agent.store.observations('acme')) : ''
      await agent.log.append([
        {
          kind: 'assessment',
          run,
          tenant: 'acme',
          subject: 'acme assessment',
          mediaType: 'application/json',
          body: canonicalBytes({
            run,
            tenant: 'acme',
            at,
            catalogue: 'bench',
            counts: {},
            ...seal,
          }),
          ipe: { request: 'assessment', ...ipe },
        },
        {
          kind: 'run',
          run,
          tenant: 'acme',
          subject: 'acme run',
          mediaType: 'application/json',
          body: canonicalBytes({
            kind: 'scan',
            run,
            tenant: 'acme',
            startedAt: at,
            snapshot,
            tree: SNAPSHOT_TREE,
            failures: [],
            requests: evidence.map(({ index }, number) => ({
              request: `page ${number}`,
              status: 200,
              evidence: index,
            })),
          }),
          ipe: { request: 'run manifest', ...ipe },
        },
      ])
      await agent.store.finishRun(run, {
        finishedAt: at,
        status: 'finished',
        requests: replies,
        snapshot,
        checkpoint: await agent.store.logSize(),
      })
    })
    if (process.stderr.isTTY && scan % 20 === 0) process.stderr.write(`\rscan ${scan} of ${scans}`)
  }
  side.close()
  await close()
}
