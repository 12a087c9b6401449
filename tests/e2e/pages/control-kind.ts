import type { Value } from '../../../common/model/value.ts'
import type { ControlPlan, Option } from './plan.ts'
import type { Random } from './random.ts'

/** What is special about a control of a kind. */
export type Row = {
  readonly variant: string
  readonly expect?: Exclude<ControlPlan['expect'], 'either'>
  readonly provokes?: readonly number[]
  readonly fixed?: true
  readonly reading?: Partial<ControlPlan['reading']>
  readonly texts?: ControlPlan['texts']
  readonly values?: readonly [Value, Value]
  /** Found by its attribute alone. */
  readonly css?: true
  /** Found by its name alone; by its name within its own section. */
  readonly named?: true
  readonly within?: true
  readonly names?: readonly string[]
  /** The recipe says what stands there for nothing. */
  readonly emptyNamed?: true
}
/** A kind of control, with all that may be special about it. */
export type Kind = {
  readonly names: readonly string[]
  readonly roles: readonly string[]
  readonly read: ControlPlan['reading']['read']
  readonly values: (random: Random, options: readonly Option[]) => readonly [Value, Value]
  readonly options?: readonly (readonly Option[])[]
  readonly map?: NonNullable<ControlPlan['reading']['map']>
  readonly rows: readonly Row[]
}
