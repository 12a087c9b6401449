import type { CheckSource } from './check.ts'

/** What a check says of itself, whatever it looks at. */
type Described = Pick<
  CheckSource,
  | 'id'
  | 'title'
  | 'metric'
  | 'severity'
  | 'expected'
  | 'rationale'
  | 'references'
  | 'differences'
  | 'target'
  | 'enabled'
> & {
  /** What to do about it, one step a line. */
  readonly steps: readonly string[]
  /** The page on which it is done, or the vendor's text about it. */
  readonly url?: string
  /** The day on which the steps were last followed in the console; none: only read about. */
  readonly seen?: string
}

/** What a check looks at and how it decides. */
export type Judgement = Pick<CheckSource, 'when' | 'expect' | 'test'> & {
  /** Settings: whole ids, or the last part alone where they are of the check's own resource. */
  readonly reads: readonly string[]
  readonly optional?: readonly string[]
}

/** Makes the judgement of one check, where a service writes many by one pattern. */
export type Rule = (check: Described) => Judgement

/** A check as its family's file says it: a record, one property a line. */
export type CheckDefinition = Described & (Judgement | { readonly rule: Rule })

/**
 * The check in the catalogue's shape; its resource type is the middle part of its id. Whether
 * metric, settings and expressions are there is told when the catalogue compiles it.
 */
export function defineCheck(definition: CheckDefinition): CheckSource {
  const { steps, url, seen = 'documented', reads, optional, ...check } = judged(definition)
  const [service = '', resource = ''] = check.id.split('.')
  const whole = (setting: string): string =>
    setting.includes('.') ? setting : `${service}.${resource}.${setting}`
  return {
    ...check,
    resource,
    reads: reads.map(whole),
    ...(optional ? { optional: optional.map(whole) } : {}),
    remediation: { steps: [...steps], ...(url === undefined ? {} : { url }), seen },
  }
}

function judged(definition: CheckDefinition): Described & Judgement {
  if (!('rule' in definition)) return definition
  const { rule, ...described } = definition
  return { ...described, ...rule(described) }
}
