import { isRealDay } from '../../common/model/day.ts'
import {
  Applicability,
  atLevel,
  leavesOf,
  ManualItem,
  onlyLeaves,
  Scope,
} from '../../common/model/index.ts'
import type { Framework } from '../../common/model/index.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { sha256 } from '../log/crypto.ts'
import { sealedDecisions } from '../log/sealed-decisions.ts'
import type { SealedDecision } from '../log/sealed-decisions.ts'
import { Problem } from '../problem.ts'
import { decide } from './decisions.ts'
import type { DecisionFile } from './decisions.ts'
import { assertLevel, assertNames } from './names.ts'

/** What people said of an evaluation by one framework; it changes nothing that is measured. */
export type Scoped = {
  readonly scope: SealedDecision<Scope> | null
  /** By requirement. */
  readonly applicability: ReadonlyMap<string, SealedDecision<Applicability>>
  readonly manual: readonly SealedDecision<ManualItem>[]
}

export async function scopedOf(agent: Pick<Agent, 'store'>, framework: string): Promise<Scoped> {
  const { store } = agent
  const isOf = ({ said }: { readonly said: { readonly framework: string } }): boolean =>
    said.framework === framework
  const lines = (await sealedDecisions(store, 'applicability', Applicability)).filter(isOf)
  return {
    scope: (await sealedDecisions(store, 'scope', Scope)).find(isOf) ?? null,
    applicability: new Map(lines.map(item => [item.said.requirement, item])),
    manual: (await sealedDecisions(store, 'manual', ManualItem)).filter(isOf),
  }
}

/** What of a framework is evaluated: at the level of the scope, without what does not apply. */
export function inScope(framework: Framework, { scope, applicability }: Scoped): Framework {
  return onlyLeaves(
    atLevel(framework, scope?.said.level),
    ({ id }) => applicability.get(id)?.said.applies ?? true,
  )
}

/**
 * Seals the target of an evaluation; a later one takes its place. @throws Problem
 * `framework-unknown`, `tenant-unknown`, `choice-unknown`, `requirement-unknown` for a weight of nothing
 */
export async function setScope(agent: Agent, actor: Actor, scope: Scope): Promise<void> {
  const framework = frameworkOf(agent, scope.framework)
  assertLevel([framework], scope.level)
  const unknown = Object.keys(scope.weights ?? {}).find(
    id => !framework.requirements.some(item => item.id === id),
  )
  if (unknown !== undefined)
    throw new Problem('requirement-unknown', { framework: framework.title, requirement: unknown })
  for (const tenant of scope.tenants) assertNames(agent, { tenant })
  const said = Scope.parse(scope)
  const key = scope.framework
  await decide(agent, actor, { about: 'scope', act: 'set', key, tenant: null, said })
}

/**
 * Seals whether a requirement applies, with the reason. @throws Problem `framework-unknown`,
 * `requirement-unknown`
 */
export async function setApplicability(
  agent: Agent,
  actor: Actor,
  line: Applicability,
): Promise<void> {
  assertRequirement(agent, line)
  const said = Applicability.parse(line)
  const key = `${line.framework}:${line.requirement}`
  await decide(agent, actor, { about: 'applicability', act: 'set', key, tenant: null, said })
}

/**
 * Seals evidence that no setting shows; one of the same title takes the place of the one before.
 * @throws Problem `framework-unknown`, `requirement-unknown`, `date-not-ahead`
 */
export async function setManual(
  agent: Agent,
  actor: Actor,
  { review, ...item }: Omit<ManualItem, 'document'>,
  file: DecisionFile | null,
): Promise<void> {
  assertRequirement(agent, item)
  const said = ManualItem.parse({ ...item, review: dayAhead(agent, '--review', review) })
  // The leaf names it, and can never be erased: a title may name a person.
  const title = Buffer.from(sha256(Buffer.from(item.title)))
    .toString('hex')
    .slice(0, 16)
  const key = `${item.framework}:${item.requirement}/${title}`
  await decide(agent, actor, { about: 'manual', act: 'set', key, tenant: null, said }, file)
}

/** @throws Problem `date-not-ahead` */
export function dayAhead(agent: Pick<Agent, 'clock'>, option: string, day: string): string {
  const end = new Date(day)
  if (!isRealDay(day) || Number.isNaN(end.getTime()) || end <= agent.clock())
    throw new Problem('date-not-ahead', { option, day })
  return end.toISOString()
}

/** @throws Problem `framework-unknown` */
export function frameworkOf(agent: Pick<Agent, 'config' | 'catalogue'>, id: string): Framework {
  assertNames(agent, { framework: id })
  const found = agent.catalogue().frameworks.find(item => item.id === id)
  if (!found) throw new Problem('framework-unknown', { framework: id, known: [] })
  return found
}

function assertRequirement(
  agent: Agent,
  { framework: id, requirement }: { readonly framework: string; readonly requirement: string },
): void {
  const framework = frameworkOf(agent, id)
  if (!leavesOf(framework).some(item => item.id === requirement))
    throw new Problem('requirement-unknown', { framework: framework.title, requirement })
}
