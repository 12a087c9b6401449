import type { Value } from '../../../model/index.ts'

type Fields = { readonly [key: string]: Value }

/**
 * Rules of a list that are on: `states` says of each by its id. One of which it says nothing counts
 * as on.
 */
export function rulesOn(rules: Value, states: Value): readonly Value[] {
  const off = new Set(
    (Array.isArray(states) ? (states as readonly Value[]) : [])
      .map(item => item as Fields)
      .filter(state => state['enabled'] === false)
      .map(state => state['ruleId']),
  )
  return (Array.isArray(rules) ? (rules as readonly Value[]) : []).filter(
    rule => !off.has((rule as Fields)['ruleId']),
  )
}

/**
 * Whole domains (not single addresses) in the address lists `lists` of those spam rules that have
 * `flag` on. A rule without the flag counts as on when it carries lists: leaving something out
 * never makes a rule harmless.
 */
export function domainsIn(rules: Value, flag: string, lists: string): string[] {
  return (Array.isArray(rules) ? (rules as readonly Value[]) : []).flatMap(item => {
    const rule = item as Fields
    const found = rule[lists]
    if (rule[flag] === false || !Array.isArray(found)) return []
    return (found as readonly Value[]).flatMap(list => {
      const entries =
        typeof list === 'object' && list !== null && !Array.isArray(list)
          ? (list as Fields)['list']
          : list
      return (Array.isArray(entries) ? (entries as readonly Value[]) : [entries ?? null])
        .map(entry => String(entry ?? '').trim())
        .filter(isDomain)
        .map(domain => `${String(rule['description'] ?? rule['ruleId'] ?? '')}: ${domain}`)
    })
  })
}

function isDomain(entry: string): boolean {
  return entry.replace(/^@/, '') !== '' && !/^[^@]+@/.test(entry)
}
