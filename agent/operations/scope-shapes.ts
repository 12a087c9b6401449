import { z } from 'zod'
import { Applicability, ManualItem, Scope, Time } from '../../common/model/index.ts'
import type { Scoped } from '../judge/scope.ts'
import type { SealedDecision } from '../log/sealed-decisions.ts'

/** When it was decided, who sealed it, and where. */
const sealed = { at: Time, actor: z.string().nullable(), entry: z.int() }

export const ScopeShape = z.strictObject({ ...Scope.shape, ...sealed })
export const ApplicabilityShape = z.strictObject({ ...Applicability.shape, ...sealed })
export const ManualShape = z.strictObject({
  ...ManualItem.shape,
  ...sealed,
  /** Its review is over. */
  due: z.boolean(),
})

function sealedBy<T extends object>({ said, at, actor, entry }: SealedDecision<T>) {
  return { ...said, at, actor, entry }
}

export function shapeOfScope({ scope }: Scoped): z.input<typeof ScopeShape> | null {
  return scope && sealedBy(scope)
}

/** What is stated of one requirement, beside what is measured. */
export function statedOf(
  { applicability, manual }: Scoped,
  requirement: string,
  now: Date,
): {
  readonly applicability: z.input<typeof ApplicabilityShape> | null
  readonly manual: z.input<typeof ManualShape>[]
} {
  const line = applicability.get(requirement)
  return {
    applicability: line ? sealedBy(line) : null,
    manual: manual
      .filter(item => item.said.requirement === requirement)
      .map(item => ({ ...sealedBy(item), due: item.said.review <= now.toISOString() })),
  }
}
