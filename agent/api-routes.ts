import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { diff } from '../common/assess/diff.ts'
import { evaluate } from '../common/assess/evaluate.ts'
import { reasonText } from '../common/model/index.ts'
import type { Finding } from '../common/model/index.ts'
import type { Agent } from './agent.ts'
import { addException, endException } from './cli/exception.ts'
import { matchesFilter } from './cli/findings.ts'
import type { ExtensionHub } from './handlers/extension.ts'
import { verifyLog } from './log/verify.ts'

export type RouteDeps = { readonly extensions: ExtensionHub; readonly scan: (tenants: readonly string[]) => Promise<unknown>; readonly port: () => number; readonly loginUrl: () => string }

const severities = ['critical', 'high', 'medium', 'low'] as const
const document = (kind: string, body: object): object => ({ format: `witnessmark/${kind}`, version: 1, ...body })
const ScanBody = z.object({ tenants: z.array(z.string()).default([]) })
const ExceptionBody = z.object({ tenant: z.string(), check: z.string(), resource: z.string().optional(), reason: z.string().min(1), until: z.string(), by: z.string().optional() })

/** The HTTP API under /api/v1: what the dashboard and commands read. JSON as in interfaces: format, version, lists sorted by id. */
export function apiRoutes(agent: Agent, deps: RouteDeps): Hono {
  const api = new Hono()
  const tenants = (): string[] => Object.keys(agent.config().tenants).sort()
  const allFindings = async (): Promise<Finding[]> => (await Promise.all(tenants().map(tenant => agent.store.findings(tenant)))).flat()
  const checkOf = (id: string) => agent.catalogue().services.flatMap(service => service.checks).find(check => check.id === id)
  const short = (finding: Finding): object => {
    const { evidence: _, observed: __, requirements: ___, ...rest } = finding
    return { ...rest, title: checkOf(finding.check)?.title ?? finding.check }
  }

  api.get('/overview', async context => {
    const found = await allFindings()
    const failing = found.filter(item => item.outcome === 'fail' && item.exception === null)
    const groups = [...Map.groupBy(failing, item => `${item.tenant}\n${item.check}`).values()]
      .map(group => ({ check: group[0]!.check, title: checkOf(group[0]!.check)?.title, tenant: group[0]!.tenant, severity: group[0]!.severity, expected: group[0]!.expected, since: group.map(item => item.since).sort().at(-1)!, count: group.length, of: found.filter(item => item.tenant === group[0]!.tenant && item.check === group[0]!.check).length, first: group[0]!.id, resources: group.slice(0, 4).map(item => item.resource.name) }))
      .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.since < b.since ? 1 : -1))
    const changes = (await Promise.all(tenants().map(async tenant => {
      const [, before] = await agent.store.runs({ tenant, status: 'finished', limit: 2 })
      return before?.finishedAt ? diff(await agent.store.findings(tenant, new Date(Date.parse(before.finishedAt) + 1).toISOString()), await agent.store.findings(tenant)).filter(change => change.drift !== 'still-failing') : []
    }))).flat().map(({ drift, before, after }) => ({ drift, ...short((after ?? before)!) }))
    const unknown = [...Map.groupBy(found.filter(item => item.outcome === 'unknown'), item => item.reason ?? 'malformed')].map(([reason, items]) => ({ reason, text: reasonText[reason], count: items.length })).sort((a, b) => b.count - a.count)
    const soon = new Date(agent.clock().getTime() + 14 * 86_400_000).toISOString()
    const now = agent.clock().toISOString()
    const ending = agent.exceptions().filter(item => !item.endedAt && item.until <= soon).map(item => ({ ...item, ended: item.until <= now }))
    return context.json(document('overview', { at: now, counts: countsOf(found), groups, changes, unknown, ending }))
  })

  api.get('/tenants', async context => context.json(document('tenants', {
    tenants: await Promise.all(tenants().map(async id => {
      const config = agent.config().tenants[id]!
      const service = agent.catalogue().services.find(item => item.id === config.service)
      return { id, service: config.service, title: service?.title, testedAgainst: service?.testedAgainst, schedule: config.schedule, target: config.target, counts: countsOf(await agent.store.findings(id)), resources: (await agent.store.resources(id)).length, runs: await agent.store.runs({ tenant: id, limit: 10 }) }
    })),
  })))

  api.get('/findings', async context => {
    const { tenant, outcome, severity, check, text, framework, page = '0' } = context.req.query()
    const filter = Object.fromEntries(Object.entries({ tenant, outcome, severity, check, text }).filter(([, value]) => value))
    const found = (await allFindings()).filter(item => matchesFilter(item, filter) && (!framework || item.requirements.some(id => id.startsWith(`${framework}:`))))
      .sort((a, b) => order(a) - order(b) || severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.id < b.id ? -1 : 1))
    const start = Math.max(0, Number(page)) * 100
    return context.json(document('findings', { total: found.length, counts: countsOf(found), findings: found.slice(start, start + 100).map(short) }))
  })

  api.get('/finding', async context => {
    const id = context.req.query('id') ?? ''
    const finding = (await allFindings()).find(item => item.id === id)
    if (!finding) return context.json({ error: `no finding "${id}"` }, 404)
    const evidence = await Promise.all(finding.evidence.map(async ref => {
      const stored = await agent.store.evidence(ref.index)
      return { ...ref, ipe: stored?.ipe ?? null, length: stored?.length ?? 0, mediaType: stored?.mediaType ?? '', erased: stored?.body === null }
    }))
    const history = (await agent.store.findingHistory(id)).map(item => ({ outcome: item.finding.outcome, reason: item.finding.reason, from: item.from, to: item.to }))
    const check = checkOf(finding.check)
    return context.json(document('finding', {
      finding, check: check ? { title: check.title, rationale: check.rationale, remediation: check.remediation, references: check.references ?? [] } : null, evidence, history,
      exception: agent.exceptions().find(item => item.id === finding.exception) ?? null, reasonText: finding.reason ? reasonText[finding.reason] : null,
    }))
  })

  // Evidence is untrusted: handed out as a download of plain bytes, never as a page.
  api.get('/evidence/:index', async context => {
    const stored = await agent.store.evidence(Number(context.req.param('index')))
    if (!stored?.body) return context.json({ error: 'no such evidence, or erased' }, 404)
    return context.body(new Uint8Array(stored.body), 200, { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="evidence-${stored.index}.bin"` })
  })

  api.get('/frameworks', async context => {
    const found = await allFindings()
    return context.json(document('frameworks', {
      frameworks: agent.catalogue().frameworks.map(framework => {
        const evaluations = new Map(evaluate(framework, found).map(item => [item.requirement, item]))
        return { id: framework.id, title: framework.title, version: framework.version, note: framework.note, requirements: framework.requirements.map(({ metrics, checks, ...item }) => ({ ...item, covered: metrics.length + checks.length > 0, status: evaluations.get(item.id)?.status, counts: evaluations.get(item.id)?.counts, failing: (evaluations.get(item.id)?.findings ?? []).slice(0, 20) })) }
      }),
    }))
  })

  api.get('/log', async context => {
    const checkpoints = await agent.store.checkpoints()
    const gaps: unknown[] = []
    for await (const item of agent.store.evidenceOf({})) if (item.kind === 'gap' && item.body) gaps.push({ index: item.index, ...JSON.parse(new TextDecoder().decode(item.body)) as object })
    return context.json(document('log', { origin: agent.log.origin, size: await agent.store.logSize(), checkpoints: checkpoints.slice(-50).map(({ size, root, at, run }) => ({ size, root, at, run })), gaps: gaps.slice(-50) }))
  })
  api.post('/verify', async context => context.json(document('verification', await verifyLog(agent.store))))

  api.get('/pairings', async context => context.json(document('pairings', { connected: deps.extensions.connected(), pairings: (await agent.store.pairings()).map(({ id, name, origin, pairedAt, lastSeen, revokedAt }) => ({ id, name, origin, pairedAt, lastSeen, revokedAt })), refusals: Object.fromEntries(deps.extensions.refusals) })))
  api.post('/pairings', context => {
    const { code, expiresAt } = deps.extensions.offer()
    return context.json(document('pairing', { text: `${deps.port()}-${code}`, expiresAt }))
  })
  api.delete('/pairings/:id', async context => {
    await deps.extensions.revoke(context.req.param('id'))
    return context.json({ ok: true })
  })

  api.get('/exceptions', context => context.json(document('exceptions', { exceptions: agent.exceptions() })))
  api.post('/exceptions', async context => {
    const body = ExceptionBody.safeParse(await context.req.json().catch(() => null))
    if (!body.success) return context.json({ error: body.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; ') }, 400)
    try {
      return context.json(document('exception', { exception: await addException(agent, body.data) }))
    } catch (error) {
      return context.json({ error: error instanceof Error ? error.message : String(error) }, 400)
    }
  })
  api.post('/exceptions/:id/end', async context => {
    try {
      return context.json(document('exception', { exception: await endException(agent, context.req.param('id')) }))
    } catch (error) {
      return context.json({ error: error instanceof Error ? error.message : String(error) }, 400)
    }
  })
  api.post('/scan', async context => {
    const body = ScanBody.safeParse(await context.req.json().catch(() => ({})))
    if (!body.success) return context.json({ error: 'tenants: a list of names' }, 400)
    try {
      return context.json(document('assessments', { assessments: await deps.scan(body.data.tenants) }))
    } catch (error) {
      return context.json({ error: error instanceof Error ? error.message : String(error) }, 400)
    }
  })
  api.post('/login', context => context.json({ url: deps.loginUrl() }))

  // The page asks again when something was assessed; the event carries no data of its own.
  api.get('/events', context => streamSSE(context, async stream => {
    const send = (event: 'changed' | 'progress') => (data: { readonly tenant: string }) => { void stream.writeSSE({ event, data: JSON.stringify(data) }) }
    const [changed, progress] = [send('changed'), send('progress')]
    agent.events.on('changed', changed).on('progress', progress)
    stream.onAbort(() => { agent.events.off('changed', changed).off('progress', progress) })
    while (!stream.aborted) { await stream.writeSSE({ event: 'alive', data: '' }); await stream.sleep(15_000) }
  }))
  return api
}

function order(finding: Finding): number {
  return finding.outcome === 'fail' ? (finding.exception ? 1 : 0) : { 'unknown': 2, 'pass': 3, 'not-applicable': 4 }[finding.outcome]
}

function countsOf(findings: readonly Finding[]): Record<Finding['outcome'], number> {
  const counts = { 'pass': 0, 'fail': 0, 'unknown': 0, 'not-applicable': 0 }
  for (const finding of findings) counts[finding.outcome]++
  return counts
}
