import { isAbsolute } from 'node:path'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { diff } from '../../common/assess/diff.ts'
import { evaluate } from '../../common/assess/evaluate.ts'
import { countOutcomes, reasonText, Value } from '../../common/model/index.ts'
import type { Finding } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { anchor, cosignedBy, waitingCount } from '../keep/anchor.ts'
import { timedDisagreements } from '../judge/disagreements.ts'
import { exportTo } from '../export/export.ts'
import { exportFormats, formats } from '../export/formats.ts'
import { ocsfClasses } from '../export/ocsf-class.ts'
import { oscalVersions } from '../export/oscal/names.ts'
import { ExportError } from '../export/window.ts'
import { erase, ErasureError } from '../keep/erasure.ts'
import { DocumentError, importDocument } from '../import/document.ts'
import { addException, endException } from '../judge/exceptions.ts'
import { createFindingIndex, severities } from '../judge/finding-index.ts'
import type { ListedFinding } from '../judge/finding-index.ts'
import { createExportJobs } from '../export/jobs.ts'
import type { ExtensionHub } from '../socket/extension.ts'
import { roundPages } from '../console/page.ts'
import { picturesOf } from '../console/picture.ts'
import { verifyLog } from '../log/verify.ts'
import { prune } from '../keep/retention.ts'

export type RouteDeps = {
  readonly extensions: ExtensionHub
  readonly scan: (tenants: readonly string[]) => Promise<unknown>
  readonly port: () => number
  readonly loginUrl: () => string
}

const PAGE = 100
const document = (kind: string, body: object): object => ({
  format: `witnessmark/${kind}`,
  version: 1,
  ...body,
})
const ScanBody = z.object({ tenants: z.array(z.string()).default([]) })
const ExceptionBody = z.object({
  tenant: z.string(),
  check: z.string(),
  resource: z.string().optional(),
  reason: z.string().min(1),
  until: z.string(),
  by: z.string().optional(),
})

const ExportBody = z.object({
  format: z.enum(formats),
  out: z.string().refine(isAbsolute, 'an absolute path'),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  tenants: z.array(z.string()).optional(),
  frameworks: z.array(z.string()).optional(),
  days: z.array(z.iso.date()).optional(),
  redact: z.boolean().optional(),
  oscalVersion: z.enum(oscalVersions).optional(),
  ocsfClass: z.literal(ocsfClasses).optional(),
})

const DocumentBody = z.object({
  tenant: z.string(),
  setting: z.string(),
  value: Value,
  resource: z.string().optional(),
  until: z.string().optional(),
  by: z.string(),
  name: z.string().min(1).max(2000),
  body: z.base64(),
})

const EraseBody = z.object({
  entries: z.array(z.int().nonnegative()).optional(),
  person: z.string().optional(),
  reason: z.string().min(1),
})
const KeyBody = z.object({ reason: z.string().min(1).optional() })

/**
 * The HTTP API under /api/v1: what the dashboard and commands read. JSON as in interfaces: format,
 * version, lists sorted by id.
 */
export function apiRoutes(agent: Agent, deps: RouteDeps): Hono {
  const api = new Hono()
  const tenants = (): string[] => Object.keys(agent.config().tenants).sort()
  const index = createFindingIndex(agent)
  const checkOf = (id: string) =>
    agent
      .catalogue()
      .services.flatMap(service => service.checks)
      .find(check => check.id === id)

  api.get('/overview', async context => {
    const found = await index.all()
    const now = agent.clock().toISOString()
    const soon = new Date(agent.clock().getTime() + 14 * 86_400_000).toISOString()
    const recent = new Date(agent.clock().getTime() - 7 * 86_400_000).toISOString()
    const unknown = [
      ...Map.groupBy(
        found.filter(item => item.outcome === 'unknown'),
        item => item.reason ?? 'malformed',
      ),
    ]
      .map(([reason, items]) => ({ reason, text: reasonText[reason], count: items.length }))
      .sort((a, b) => b.count - a.count)
    const runs = (
      await Promise.all(tenants().map(tenant => agent.store.runs({ tenant, limit: 20 })))
    ).flat()
    return context.json(
      document('overview', {
        at: now,
        scannedAt:
          runs
            .map(run => run.finishedAt ?? '')
            .sort()
            .at(-1) || null,
        tenants: tenants().length,
        counts: countOutcomes(found),
        accepted: found.filter(item => item.outcome === 'fail' && item.exception !== null).length,
        groups: groupsOf(found),
        lost: found
          .filter(item => item.drift === 'lost-sight')
          .slice(0, PAGE)
          .map(short),
        good: found
          .filter(item => item.drift === 'fixed' || item.drift === 'seen-again')
          .slice(0, PAGE)
          .map(short),
        unknown,
        ending: agent
          .exceptions()
          .filter(item => !item.endedAt && item.until <= soon)
          .map(item => ({
            ...item,
            title: checkOf(item.check)?.title ?? item.check,
            ended: item.until <= now,
          })),
        pages: (await roundPages(agent))
          .filter(page => page.settings.some(setting => setting.state !== 'fresh'))
          .map(({ tenant, recipe, title, url, settings }) => ({
            tenant,
            recipe,
            title,
            url,
            open: settings.filter(setting => setting.state !== 'fresh').length,
            of: settings.length,
            at: settings.map(setting => setting.at ?? '').sort()[0] || null,
          })),
        failedRuns: runs
          .filter(run => run.status === 'interrupted' && run.startedAt >= recent)
          .map(({ id, tenant, kind, startedAt }) => ({ id, tenant, kind, startedAt })),
      }),
    )
  })

  api.get('/tenants', async context =>
    context.json(
      document('tenants', {
        tenants: await Promise.all(
          tenants().map(async id => {
            const config = agent.config().tenants[id]!
            const service = agent.catalogue().services.find(item => item.id === config.service)
            return {
              id,
              service: config.service,
              title: service?.title,
              testedAgainst: service?.testedAgainst,
              schedule: config.schedule,
              target: config.target,
              counts: countOutcomes(await index.of(id)),
              resources: (await agent.store.resources(id)).length,
              runs: await agent.store.runs({ tenant: id, limit: 10 }),
            }
          }),
        ),
      }),
    ),
  )

  api.get('/findings', async context => {
    const query = context.req.query()
    const found = (await index.all()).filter(filterOf(query))
    const start = Math.max(0, Math.trunc(Number(query['page'] ?? 0)) || 0) * PAGE
    return context.json(
      document('findings', {
        total: found.length,
        counts: countOutcomes(found),
        findings: found.slice(start, start + PAGE).map(short),
      }),
    )
  })

  api.get('/finding', async context => {
    const id = context.req.query('id') ?? ''
    const intervals = await agent.store.findingHistory(id)
    const finding = intervals.findLast(item => item.to === null)?.finding
    if (!finding || !agent.config().tenants[finding.tenant])
      return context.json({ error: `no finding "${id}" any more; its resource may be gone` }, 404)
    const evidence = await Promise.all(
      finding.evidence.map(async ref => {
        const stored = await agent.store.evidence(ref.index)
        return {
          ...ref,
          ipe: stored?.ipe ?? null,
          length: stored?.length ?? 0,
          mediaType: stored?.mediaType ?? '',
          erased: stored?.body === null,
        }
      }),
    )
    const history = historyOf(intervals)
    const check = checkOf(finding.check)
    const pages = agent
      .recipes()
      .filter(
        recipe =>
          recipe.service === finding.service &&
          recipe.settings.some(item => check?.reads.includes(item.setting)),
      )
    const pictures = (
      await Promise.all(
        pages.map(async recipe =>
          (await picturesOf(agent, finding.tenant, recipe.id)).map(({ index: entry, at }) => ({
            index: entry,
            at,
            page: recipe.title,
          })),
        ),
      )
    )
      .flat()
      .sort((a, b) => (a.at < b.at ? 1 : -1))
      .slice(0, 5)
    const disagreement =
      (await timedDisagreements(agent.store, finding.tenant, [finding])).get(finding.id) ?? []
    return context.json(
      document('finding', {
        finding,
        disagreement,
        pictures,
        check: check
          ? {
              title: check.title,
              rationale: check.rationale,
              remediation: check.remediation,
              references: check.references ?? [],
            }
          : null,
        evidence,
        history,
        settings: settingsOf(finding),
        requirements: requirementsOf(finding),
        testedAgainst:
          agent.catalogue().services.find(item => item.id === finding.service)?.testedAgainst ??
          null,
        now: agent.clock().toISOString(),
        exception: agent.exceptions().find(item => item.id === finding.exception) ?? null,
        reasonText: finding.reason ? reasonText[finding.reason] : null,
      }),
    )
  })

  // Evidence is untrusted: handed out as a download of plain bytes, never as a page.
  api.get('/evidence/:index', async context => {
    const stored = await agent.store.evidence(Number(context.req.param('index')))
    if (!stored?.body) return context.json({ error: 'no such evidence, or erased' }, 404)
    // A picture is one only by its first bytes, which the agent checked when it came: it can be
    // shown, and no script runs in it.
    const picture = /^image\/(png|webp)$/.exec(stored.mediaType)
    if (picture)
      return context.body(new Uint8Array(stored.body), 200, {
        'content-type': stored.mediaType,
        'content-disposition': `attachment; filename="evidence-${stored.index}.${picture[1]}"`,
      })
    // A document that somebody brought may be anything: bytes, under no name that a program would
    // open.
    if (stored.mediaType === 'application/octet-stream')
      return context.body(new Uint8Array(stored.body), 200, {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="evidence-${stored.index}.bin"`,
      })
    return context.body(new Uint8Array(stored.body), 200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="evidence-${stored.index}.txt"`,
    })
  })

  api.get('/frameworks', async context => {
    const found = await index.all()
    const byId = new Map(found.map(item => [item.id, item]))
    return context.json(
      document('frameworks', {
        frameworks: agent.catalogue().frameworks.map(framework => {
          const evaluations = new Map(
            evaluate(framework, found).map(item => [item.requirement, item]),
          )
          return {
            id: framework.id,
            title: framework.title,
            version: framework.version,
            note: framework.note,
            requirements: framework.requirements.map(({ metrics, checks, ...item }) => {
              const evaluation = evaluations.get(item.id)
              return {
                ...item,
                covered: metrics.length + checks.length > 0,
                status: evaluation?.status,
                counts: evaluation?.counts,
                checks: checksOf((evaluation?.findings ?? []).flatMap(id => byId.get(id) ?? [])),
              }
            }),
          }
        }),
      }),
    )
  })

  // Two assessments of one tenant: `from` and `to` are run ids; without them, the latest two scans.
  api.get('/diff', async context => {
    const tenant = context.req.query('tenant') ?? ''
    const runs = (await agent.store.runs({ tenant, status: 'finished' })).filter(
      run => run.finishedAt,
    )
    const to = runs.find(run => run.id === context.req.query('to')) ?? runs[0]
    const from =
      runs.find(run => run.id === context.req.query('from')) ??
      runs.find(
        run =>
          (run.kind === 'scan' || run.kind === 'import') &&
          to !== undefined &&
          run.startedAt < to.startedAt,
      )
    if (!to || !from) return context.json({ error: `"${tenant}" has no two runs to compare` }, 404)
    // A run's findings stand from its end until the next one begins.
    const after = (run: typeof to): string | undefined =>
      runs.filter(item => item.startedAt > run.startedAt).at(-1)?.startedAt
    const changes = diff(
      await agent.store.findings(tenant, after(from)),
      await agent.store.findings(tenant, after(to)),
    )
    return context.json(
      document('diff', {
        tenant,
        from: from.id,
        to: to.id,
        changes: changes
          .filter(change => change.drift !== 'still-failing')
          .map(({ drift, before, after: now }) => ({
            drift,
            id: (now ?? before)?.id,
            check: (now ?? before)?.check,
            title: checkOf((now ?? before)?.check ?? '')?.title,
            resource: (now ?? before)?.resource,
            before: before?.outcome ?? null,
            after: now?.outcome ?? null,
          })),
      }),
    )
  })

  api.get('/catalogue', context => {
    const { services, metrics, frameworks } = agent.catalogue()
    return context.json(
      document('catalogue', {
        counts: {
          services: services.length,
          settings: services.reduce((sum, item) => sum + item.settings.length, 0),
          checks: services.reduce((sum, item) => sum + item.checks.length, 0),
          metrics: metrics.length,
          frameworks: frameworks.length,
        },
        services: services.map(({ id, title, settings, checks }) => ({
          id,
          title,
          settings: settings.map(item => item.id).sort(),
          checks: checks.map(item => item.id).sort(),
        })),
        metrics: metrics.map(item => item.id).sort(),
        frameworks: frameworks.map(({ id, title, version }) => ({ id, title, version })),
      }),
    )
  })

  api.get('/log', async context => {
    const checkpoints = await agent.store.checkpoints()
    const gaps: unknown[] = []
    for await (const item of agent.store.evidenceOf({}))
      if (item.kind === 'gap' && item.body)
        gaps.push({
          index: item.index,
          ...(JSON.parse(new TextDecoder().decode(item.body)) as object),
        })
    const { timestampAuthority = null, witness = null } = agent.config()
    return context.json(
      document('log', {
        origin: agent.log.origin,
        key: agent.log.verifierKey(),
        size: await agent.store.logSize(),
        pruned: await agent.store.minimumIndex(),
        gaps: gaps.slice(-50),
        checkpoints: checkpoints.slice(-50).map(item => ({
          size: item.size,
          root: item.root,
          at: item.at,
          run: item.run,
          stampedAt: item.tokenAt,
          witnessed: witness !== null && cosignedBy(witness)(item),
        })),
        anchoring: {
          authority: timestampAuthority,
          witness: witness?.name ?? null,
          waiting: await waitingCount(agent),
        },
      }),
    )
  })
  api.post('/verify', async context =>
    context.json(document('verification', await verifyLog(agent.store))),
  )

  api.get('/pairings', async context =>
    context.json(
      document('pairings', {
        connected: deps.extensions.connected(),
        pairings: (await agent.store.pairings()).map(
          ({ id, name, origin, pairedAt, lastSeen, revokedAt }) => ({
            id,
            name,
            origin,
            pairedAt,
            lastSeen,
            revokedAt,
          }),
        ),
        refusals: Object.fromEntries(deps.extensions.refusals),
      }),
    ),
  )
  api.post('/pairings', context => {
    const { code, expiresAt } = deps.extensions.offer()
    return context.json(document('pairing', { text: `${deps.port()}-${code}`, expiresAt }))
  })
  api.delete('/pairings/:id', async context => {
    await deps.extensions.revoke(context.req.param('id'))
    return context.json({ ok: true })
  })

  api.get('/exceptions', context =>
    context.json(document('exceptions', { exceptions: agent.exceptions() })),
  )
  api.post('/exceptions', async context => {
    const body = ExceptionBody.safeParse(await context.req.json().catch(() => null))
    if (!body.success)
      return context.json(
        {
          error: body.error.issues
            .map(issue => `${issue.path.join('.')}: ${issue.message}`)
            .join('; '),
        },
        400,
      )
    try {
      return context.json(
        document('exception', { exception: await addException(agent, body.data) }),
      )
    } catch (error) {
      return context.json({ error: error instanceof Error ? error.message : String(error) }, 400)
    }
  })
  api.post('/exceptions/:id/end', async context => {
    try {
      return context.json(
        document('exception', { exception: await endException(agent, context.req.param('id')) }),
      )
    } catch (error) {
      return context.json({ error: error instanceof Error ? error.message : String(error) }, 400)
    }
  })
  api.post('/documents', async context => {
    const parsed = DocumentBody.safeParse(await context.req.json().catch(() => null))
    if (!parsed.success)
      return context.json(
        {
          error: parsed.error.issues
            .map(issue => `${issue.path.join('.')}: ${issue.message}`)
            .join('; '),
        },
        400,
      )
    try {
      return context.json(
        document('document', {
          document: await importDocument(agent, {
            ...parsed.data,
            body: Buffer.from(parsed.data.body, 'base64'),
          }),
        }),
      )
    } catch (error) {
      return context.json(
        { error: error instanceof Error ? error.message : String(error) },
        error instanceof DocumentError || !agent.config().tenants[parsed.data.tenant] ? 400 : 500,
      )
    }
  })
  api.post('/scan', async context => {
    const body = ScanBody.safeParse(await context.req.json().catch(() => ({})))
    if (!body.success) return context.json({ error: 'tenants: a list of names' }, 400)
    try {
      return context.json(
        document('assessments', { assessments: await deps.scan(body.data.tenants) }),
      )
    } catch (error) {
      return context.json({ error: error instanceof Error ? error.message : String(error) }, 400)
    }
  })
  api.post('/export', async context => {
    const body = ExportBody.safeParse(await context.req.json().catch(() => null))
    if (!body.success)
      return context.json(
        {
          error: body.error.issues
            .map(issue => `${issue.path.join('.')}: ${issue.message}`)
            .join('; '),
        },
        400,
      )
    try {
      return context.json(document('export', await exportTo(agent, body.data)))
    } catch (error) {
      return context.json(
        { error: error instanceof Error ? error.message : String(error) },
        error instanceof ExportError ? 400 : 500,
      )
    }
  })
  const exports = createExportJobs(agent)
  api.get('/exports', context =>
    context.json(
      document('exports', {
        formats: formats.map(id => ({ id, title: exportFormats[id].title })),
        jobs: exports.jobs(),
        files: exports.files(),
      }),
    ),
  )
  api.post('/exports', async context => {
    const body = ExportBody.omit({ out: true }).safeParse(
      await context.req.json().catch(() => null),
    )
    if (!body.success)
      return context.json(
        {
          error: body.error.issues
            .map(issue => `${issue.path.join('.')}: ${issue.message}`)
            .join('; '),
        },
        400,
      )
    return context.json(document('export-job', exports.start(body.data)))
  })
  // Handed out as a download, never as a page: a report is for the reader's disk, not for this
  // origin.
  api.get('/exports/:name', context => {
    const name = context.req.param('name')
    const file = exports.read(name)
    return file
      ? context.body(file.stream, 200, {
          'content-type': 'application/octet-stream',
          'content-length': String(file.bytes),
          'content-disposition': `attachment; filename="${name}"`,
        })
      : context.json({ error: 'no such export' }, 404)
  })
  api.delete('/exports/:name', context =>
    exports.remove(context.req.param('name'))
      ? context.json({ ok: true })
      : context.json({ error: 'no such export' }, 404),
  )
  const act = (
    path: string,
    schema: z.ZodType<object>,
    kind: string,
    work: (body: never) => Promise<object>,
  ): void => {
    api.post(path, async context => {
      const body = schema.safeParse(await context.req.json().catch(() => null))
      if (!body.success)
        return context.json(
          {
            error: body.error.issues
              .map(issue => `${issue.path.join('.')}: ${issue.message}`)
              .join('; '),
          },
          400,
        )
      try {
        return context.json(document(kind, await work(body.data as never)))
      } catch (error) {
        return context.json(
          { error: error instanceof Error ? error.message : String(error) },
          error instanceof ErasureError ? 400 : 500,
        )
      }
    })
  }
  act('/erase', EraseBody, 'erasure', (body: z.infer<typeof EraseBody>) => erase(agent, body))
  act('/prune', z.object({}), 'retention', () => prune(agent))
  act('/anchor', z.object({}), 'anchoring', () => anchor(agent))
  act('/key', KeyBody, 'key', async ({ reason }: z.infer<typeof KeyBody>) => ({
    key: reason ? await agent.log.rotate(reason) : agent.log.verifierKey(),
  }))
  api.post('/login', context => context.json({ url: deps.loginUrl() }))

  // The page asks again when something was assessed; the event carries no data of its own.
  api.get('/events', context =>
    streamSSE(context, async stream => {
      const send = (event: 'changed' | 'progress') => (data: { readonly tenant: string }) => {
        void stream.writeSSE({ event, data: JSON.stringify(data) })
      }
      const [changed, progress] = [send('changed'), send('progress')]
      agent.events.on('changed', changed).on('progress', progress)
      stream.onAbort(() => {
        agent.events.off('changed', changed).off('progress', progress)
      })
      while (!stream.aborted) {
        await stream.writeSSE({ event: 'alive', data: '' })
        await stream.sleep(15_000)
      }
    }),
  )
  /** The settings a finding was judged by, with their titles. */
  function settingsOf(finding: Finding): object[] {
    const settings =
      agent.catalogue().services.find(item => item.id === finding.service)?.settings ?? []
    return (checkOf(finding.check)?.reads ?? []).map(id => ({
      id,
      title: settings.find(item => item.id === id)?.title ?? id,
      console: settings.find(item => item.id === id)?.console ?? null,
      ...(id in finding.observed ? { observed: finding.observed[id] } : {}),
    }))
  }

  function requirementsOf(finding: Finding): object[] {
    return finding.requirements.map(id => {
      const framework = agent.catalogue().frameworks.find(item => id.startsWith(`${item.id}:`))
      const requirement = framework?.requirements.find(item => `${framework.id}:${item.id}` === id)
      return {
        id,
        framework: framework?.title ?? id,
        requirement: requirement?.id ?? id,
        title: requirement?.title ?? '',
      }
    })
  }

  return api
}

const short = ({ requirements: _, ...rest }: ListedFinding): object => rest

type Query = Readonly<Record<string, string>>

/**
 * Every given part must fit; the text is looked for in title, check, resource, tenant and what is
 * wanted, in any case.
 */
function filterOf({
  tenant,
  outcome,
  severity,
  service,
  check,
  reason,
  drift,
  framework,
  requirement,
  text,
}: Query): (finding: ListedFinding) => boolean {
  const wanted = text?.trim().toLowerCase()
  return finding =>
    (!tenant || finding.tenant === tenant) &&
    (!outcome || finding.outcome === outcome) &&
    (!severity || finding.severity === severity) &&
    (!service || finding.service === service) &&
    (!check || finding.check === check) &&
    (!reason || finding.reason === reason) &&
    (!drift || finding.drift === drift) &&
    (!framework || finding.requirements.some(id => id.startsWith(`${framework}:`))) &&
    (!requirement || finding.requirements.includes(requirement)) &&
    (!wanted ||
      `${finding.title}\n${finding.check}\n${finding.resource.name}\n${finding.tenant}\n${finding.expected}`
        .toLowerCase()
        .includes(wanted))
}

/** Failing and not accepted, one a check and tenant: what is new first, then by severity. */
function groupsOf(found: readonly ListedFinding[]): object[] {
  const of = Map.groupBy(found, item => `${item.tenant}\n${item.check}`)
  return [
    ...Map.groupBy(
      found.filter(item => item.outcome === 'fail' && item.exception === null),
      item => `${item.tenant}\n${item.check}`,
    ),
  ]
    .map(([key, group]) => {
      const first = group[0] as ListedFinding
      return {
        check: first.check,
        title: first.title,
        tenant: first.tenant,
        severity: first.severity,
        expected: first.expected,
        found: group.length === 1 ? first.found : null,
        since:
          group
            .map(item => item.since)
            .sort()
            .at(-1) ?? first.since,
        fresh: group.some(item => item.drift === 'new-failing'),
        count: group.length,
        of: of.get(key)?.length ?? group.length,
        first: first.id,
        resources: group.slice(0, 3).map(item => item.resource.name),
      }
    })
    .sort(
      (a, b) =>
        Number(b.fresh) - Number(a.fresh) ||
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        (a.since < b.since ? 1 : a.since > b.since ? -1 : 0),
    )
}

/** One row a check and outcome, failures first. */
function checksOf(found: readonly ListedFinding[]): object[] {
  const order = ['fail', 'unknown', 'pass', 'not-applicable']
  return [...Map.groupBy(found, item => `${item.tenant}\n${item.check}\n${item.outcome}`).values()]
    .flatMap(([first, ...more]) =>
      first
        ? [
            {
              check: first.check,
              title: first.title,
              tenant: first.tenant,
              outcome: first.outcome,
              count: more.length + 1,
              first: first.id,
            },
          ]
        : [],
    )
    .sort(
      (a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || (a.check < b.check ? -1 : 1),
    )
}

/** Outcome intervals: rows that differ in other things only are one. */
function historyOf(
  intervals: readonly {
    readonly finding: Finding
    readonly from: string
    readonly to: string | null
  }[],
): object[] {
  const history: {
    outcome: Finding['outcome']
    reason: Finding['reason']
    from: string
    to: string | null
  }[] = []
  for (const { finding, from, to } of intervals) {
    const last = history.at(-1)
    if (
      last &&
      last.outcome === finding.outcome &&
      last.reason === finding.reason &&
      last.to === from
    )
      last.to = to
    else history.push({ outcome: finding.outcome, reason: finding.reason, from, to })
  }
  return history
}
