import { isAbout } from '../../common/assess/evaluate.ts'
import { permittedFrom, proposalsOf, ruleOf } from '../../common/assess/lifecycle.ts'
import type { Before, InScope, Measured, Proposal } from '../../common/assess/lifecycle.ts'
import { isRealDay } from '../../common/model/day.ts'
import { CertificateWords, leavesOf, mappingsOf } from '../../common/model/index.ts'
import type { CertificateState, Framework } from '../../common/model/index.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { certificateKey, sealedCertificates } from '../log/sealed-certificates.ts'
import type { CertificateStep } from '../log/sealed-certificates.ts'
import { Problem } from '../problem.ts'
import { decide } from './decisions.ts'
import { nonConformities } from './non-conformities.ts'
import { frameworkOf, inScope, scopedOf } from './scope.ts'
import type { Scoped } from './scope.ts'

/** What is said of the certificate by one framework; it changes nothing that is measured. */
export type Certified = {
  readonly framework: Framework
  readonly scope: Scoped['scope']
  /** In their order; the last one is the state. */
  readonly steps: readonly CertificateStep[]
  readonly state: Before
  readonly permitted: readonly CertificateState[]
  /** The scope is another than it was when the state was sealed. */
  readonly scopeChanged: boolean
}

/** @throws Problem `framework-unknown` */
export async function certificateOf(agent: Agent, id: string): Promise<Certified> {
  const framework = frameworkOf(agent, id)
  const { scope } = await scopedOf(agent, id)
  const steps = (await sealedCertificates(agent.store)).filter(step => step.framework === id)
  const last = steps.at(-1)
  const state = last?.state ?? 'none'
  const before = last?.said
  return {
    framework,
    scope,
    steps,
    state,
    permitted: permittedFrom(state),
    scopeChanged: before
      ? JSON.stringify(partOf(before)) !== JSON.stringify(partOf(scope?.said))
      : false,
  }
}

function partOf(
  of: { readonly tenants: readonly string[]; readonly level?: string | undefined } | undefined,
) {
  return [of?.tenants.toSorted() ?? [], of?.level ?? null]
}

/**
 * What the record proposes to ask the body for.
 * @param measured of the scope since the state is, where that was read
 */
export async function proposedFor(
  agent: Agent,
  { framework, steps }: Certified,
  measured: Measured | null,
): Promise<Proposal[]> {
  const last = steps.at(-1)
  if (!last) return []
  return proposalsOf({
    state: last.state,
    since: startOf(last.on),
    until: last.until === null ? null : endOf(last.until),
    now: agent.clock().toISOString(),
    items: await itemsInScope(agent, framework),
    measured,
  })
}

/** Non-conformities of what decides a requirement that applies, in the tenants of the scope. */
async function itemsInScope(agent: Agent, framework: Framework): Promise<InScope[]> {
  const scoped = await scopedOf(agent, framework.id)
  const tenants = scoped.scope?.said.tenants ?? []
  const deciding = leavesOf(inScope(framework, scoped))
    .flatMap(mappingsOf)
    .filter(({ strength }) => strength === 'decides')
  const { services } = agent.catalogue()
  const metrics = new Map(services.flatMap(({ checks }) => checks.map(it => [it.id, it.metric])))
  return (await nonConformities(agent))
    .filter(({ tenant }) => tenants.includes(tenant))
    .filter(({ check }) => {
      const metric = metrics.get(check) ?? ''
      return deciding.some(mapping => isAbout(mapping, { check, metric }))
    })
    .map(({ id, state, grade, plan, measured }) => ({
      id,
      state,
      major: grade === 'major',
      entries: [plan?.entry, measured?.entry].flatMap(entry => entry ?? []),
    }))
}

/** What a person says that the body decided. */
export type Transition = {
  readonly framework: string
  readonly state: CertificateState
  /** A day. */
  readonly on: string
  readonly until?: string | undefined
  readonly reason: string
  readonly by: string
  readonly body?: string | undefined
  readonly number?: string | undefined
}

/**
 * Seals that the body decided so, with what was proposed then.
 * @throws Problem `framework-unknown`, `scope-missing`, `certificate-transition`, `time-invalid`,
 * `certificate-day`, `certificate-until`
 */
export async function setCertificate(
  agent: Agent,
  actor: Actor,
  wanted: Transition,
  measured: Measured | null,
): Promise<void> {
  const certified = await certificateOf(agent, wanted.framework)
  const { scope, steps, state: from } = certified
  if (!scope) throw new Problem('scope-missing', { framework: certified.framework.title })
  const { state, on, reason, by, body, number } = wanted
  const rule = ruleOf(from, state)
  if (rule === 'never')
    throw new Problem('certificate-transition', { from, to: state, permitted: certified.permitted })
  const before = steps.at(-1) ?? null
  assertDay(agent, on, before)
  const until = untilOf(wanted, before)
  const proposed = (await proposedFor(agent, certified, measured)).filter(({ to }) => to === state)
  const { tenants, level } = scope.said
  const said = CertificateWords.parse({
    tenants,
    level,
    reason,
    by,
    body: body ?? (state === 'draft' ? undefined : before?.said?.body),
    number: number ?? (state === 'draft' ? undefined : before?.said?.number),
    ...(proposed.length > 0
      ? {
          proposed: {
            because: proposed.map(({ because }) => because),
            entries: proposed.flatMap(({ entries }) => entries),
          },
        }
      : {}),
  })
  const place = (before?.place ?? 0) + 1
  const key = certificateKey({ framework: wanted.framework, place, state, on, until })
  await decide(agent, actor, { about: 'certificate', act: 'set', key, tenant: null, said })
}

/** Not to come, and not before what was decided before. */
function assertDay(agent: Agent, on: string, before: CertificateStep | null): void {
  assertReal(on)
  if (startOf(on) > agent.clock().toISOString())
    throw new Problem('certificate-day', { day: on, before: null })
  if (before && on < before.on) throw new Problem('certificate-day', { day: on, before: before.on })
}

/** Until when it is valid: a new day where one is issued or renewed, otherwise what counted. */
function untilOf({ state, on, until }: Transition, before: CertificateStep | null): string | null {
  const problem = (why: 'missing' | 'needless' | 'early' | 'not-over'): Problem =>
    new Problem('certificate-until', { to: state, why, until: until ?? before?.until ?? null })
  const rule = ruleOf(before?.state ?? 'none', state)
  if (rule !== 'valid-until') {
    if (until !== undefined) throw problem('needless')
    const valid = state === 'draft' ? null : (before?.until ?? null)
    // The last day is a valid one.
    if (rule === 'validity-over' && valid !== null && on <= valid) throw problem('not-over')
    return valid
  }
  if (until === undefined) throw problem('missing')
  assertReal(until)
  const earlier = state === 'renewed' ? (before?.until ?? on) : on
  if (until <= on || until <= earlier) throw problem('early')
  return until
}

function assertReal(day: string): void {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !isRealDay(day))
    throw new Problem('time-invalid', { text: day })
}

function startOf(day: string): string {
  return `${day}T00:00:00.000Z`
}

function endOf(day: string): string {
  return `${day}T23:59:59.999Z`
}
