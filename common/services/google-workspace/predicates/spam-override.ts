import type { Value } from '../../../model/index.ts'
import { Undetermined } from '../../../model/service.ts'
import { said } from '../../../words/said.ts'

type Fields = { readonly [key: string]: Value }

/**
 * Rules of a list that are on: `states` says of each by its id. One of which it says nothing counts
 * as on. @throws Undetermined for rules that cannot be read
 */
export function rulesOn(rules: Value, states: Value): readonly Value[] {
  const off = new Set(
    (Array.isArray(states) ? (states as readonly Value[]) : [])
      .map(item => item as Fields)
      .filter(state => state['enabled'] === false)
      .map(state => state['ruleId']),
  )
  return rules === null ? [] : listOf(rules).filter(rule => !off.has(fieldsOf(rule)['ruleId']))
}

/**
 * Whole domains (not single addresses) in the address lists `lists` of those spam rules that have
 * `flag` on. A rule without the flag counts as on when it carries lists: leaving something out
 * never makes a rule harmless.
 */
export function domainsIn(rules: Value, flag: string, lists: string): string[] {
  return listOf(rules).flatMap(item => {
    const rule = fieldsOf(item)
    if (rule[flag] === false || (rule[lists] ?? null) === null) return []
    return listOf(rule[lists] ?? null)
      .flatMap(list =>
        listOf(Array.isArray(list) ? (list as Value) : (fieldsOf(list)['list'] ?? null)),
      )
      .map(entry => textOf(entry).trim())
      .filter(isDomain)
      .map(domain => `${String(rule['description'] ?? rule['ruleId'] ?? '')}: ${domain}`)
  })
}

/** @throws Undetermined where something else stands: what cannot be read may hold a domain */
function listOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[]
  throw unreadable()
}

function fieldsOf(value: Value): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw unreadable()
}

function textOf(value: Value): string {
  if (typeof value === 'string') return value
  throw unreadable()
}

function unreadable(): Undetermined {
  return new Undetermined(
    'malformed',
    said('section-malformed', { section: 'gmail_spam_override_lists' }),
  )
}

function isDomain(entry: string): boolean {
  return entry.replace(/^@/, '') !== '' && !/^[^@]+@/.test(entry)
}
