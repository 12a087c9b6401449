import type { Difference } from '../model/check.ts'
import type { Finding } from '../model/finding.ts'

/**
 * The differences of a check that explain one of its findings: those with its outcome that name
 * something it says. Everything else that it says must be stated too, by another difference between
 * the same outcomes: what fails for a further reason would fail for the outside tool as well.
 */
export function differencesOf(
  differences: readonly Difference[],
  finding: Pick<Finding, 'outcome'>,
): readonly Difference[] {
  const found = saidIn(finding)
  if (!found) return []
  return differences.filter(difference => {
    const beside = differences.filter(
      ({ ours, theirs }) => ours === difference.ours && theirs === difference.theirs,
    )
    return (
      difference.ours === finding.outcome && names(difference, found) && explained(beside, found)
    )
  })
}

/** Something that is said, with what is said inside of it. */
type Node = {
  readonly code: string
  readonly params: unknown
  readonly inside: readonly Node[]
  /** A list inside was cut: not everything is known. */
  readonly cut: boolean
}

/** The first thing that a finding says stands in the line itself. */
function saidIn(finding: object): Node | null {
  return 'verdict' in finding && typeof finding.verdict === 'string'
    ? nodeOf(finding.verdict, 'params' in finding ? finding.params : {})
    : null
}

function nodeOf(code: string, params: unknown): Node {
  const inside: Node[] = []
  let cut = false
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('more' in value && typeof value.more === 'number' && value.more > 0) cut = true
    if ('code' in value && typeof value.code === 'string' && 'params' in value)
      inside.push(nodeOf(value.code, value.params))
    else for (const item of Object.values(value)) walk(item)
  }
  walk(params)
  return { code, params, inside, cut }
}

function names(difference: Difference, node: Node): boolean {
  return states(difference, node) || node.inside.some(item => names(difference, item))
}

function explained(differences: readonly Difference[], node: Node): boolean {
  return (
    differences.some(difference => states(difference, node)) ||
    (!node.cut && node.inside.length > 0 && node.inside.every(item => explained(differences, item)))
  )
}

function states({ saying, naming }: Difference, { code, params, cut }: Node): boolean {
  if (!saying.includes(code)) return false
  return naming === undefined || (!cut && textsIn(params).every(text => naming.includes(text)))
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
