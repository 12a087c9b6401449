import type { Difference } from '../model/check.ts'
import type { Finding } from '../model/finding.ts'
import type { KeptSaid } from '../words/kept.ts'

/**
 * The differences of a check that explain one of its findings: those with its outcome that name
 * something it says. Everything else of its verdict must be stated too, by another difference between
 * the same outcomes: what fails for a further reason would fail for the outside tool as well. What is
 * said besides is about the verdict as a whole, and explains it alone.
 */
export function differencesOf(
  differences: readonly Difference[],
  finding: Pick<Finding, 'outcome'>,
): readonly Difference[] {
  const found = saidIn(finding)
  const also = besidesIn(finding)
  return differences.filter(difference => {
    if (difference.ours !== finding.outcome) return false
    if (also.some(node => states(difference, node))) return true
    const beside = differences.filter(
      ({ ours, theirs }) => ours === difference.ours && theirs === difference.theirs,
    )
    return found !== null && names(difference, found) && explained(beside, found)
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

function besidesIn(finding: object): readonly Node[] {
  return 'also' in finding && Array.isArray(finding.also)
    ? (finding.also as readonly KeptSaid[]).map(({ code, params }) => nodeOf(code, params))
    : []
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

function states({ saying, naming, showing }: Difference, { code, params, cut }: Node): boolean {
  if (!saying.includes(code)) return false
  if (showing && (cut || !shows(params, showing))) return false
  return naming === undefined || (!cut && textsIn(params).every(text => naming.includes(text)))
}

/** Whether each setting is shown (`{ name, value }`), with none but these values. */
function shows(params: unknown, values: NonNullable<Difference['showing']>): boolean {
  const shown = valuesIn(params)
  return Object.entries(values).every(([setting, wanted]) => {
    const found = shown.filter(({ name }) => name === setting)
    return found.length > 0 && found.every(({ value }) => wanted.includes(value))
  })
}

function valuesIn(value: unknown): readonly { readonly name: string; readonly value: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.values(value).flatMap(valuesIn)
  const isShown = 'name' in value && 'value' in value && typeof value.name === 'string'
  return isShown ? [{ name: String(value.name), value: String(value.value) }, ...below] : below
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
