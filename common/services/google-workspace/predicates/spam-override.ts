import type { Value } from '../../../model/index.ts'
import { Undetermined } from '../../../model/service.ts'
import { said, some } from '../../../words/said.ts'

type Fields = { readonly [key: string]: Value }

/**
 * Rules of a list that are on: `states` says of each by its id. One of which it says nothing counts
 * as on. @throws Undetermined for rules that cannot be read, or do not say what they are called while
 * some are off; for states that do not say whether their rule is on
 */
export function rulesOn(rules: Value, states: Value): readonly Value[] {
  const known = (Array.isArray(states) ? (states as readonly Value[]) : []).map(
    item => item as Fields,
  )
  const off = new Set(
    known.filter(state => state['enabled'] === false).map(state => state['ruleId']),
  )
  const silent = new Set(
    known.filter(state => state['enabled'] === undefined).map(state => state['ruleId']),
  )
  const on = rules === null ? [] : listOf(rules).filter(rule => !off.has(fieldsOf(rule)['ruleId']))
  const untold = on.filter(rule => {
    const id = fieldsOf(rule)['ruleId']
    return silent.has(id) || (id === undefined && off.size > 0)
  })
  if (untold.length > 0) throw notTold(untold)
  return on
}

/**
 * Whole domains (not single addresses) in the address lists `lists` of those spam rules that have
 * `flag` on.
 * @throws Undetermined for a rule with such domains that lacks the flag: neither on nor off
 */
export function domainsIn(rules: Value, flag: string, lists: string): string[] {
  return listOf(rules).flatMap(item => {
    const rule = fieldsOf(item)
    if (rule[flag] === false || (rule[lists] ?? null) === null) return []
    const domains = listOf(rule[lists] ?? null)
      .flatMap(list =>
        listOf(Array.isArray(list) ? (list as Value) : (fieldsOf(list)['list'] ?? null)),
      )
      .map(entry => textOf(entry).trim())
      .filter(isDomain)
    if (domains.length > 0 && rule[flag] === undefined) throw notTold([item])
    return domains.map(
      domain => `${String(rule['description'] ?? rule['ruleId'] ?? '')}: ${domain}`,
    )
  })
}

function notTold(rules: readonly Value[]): Undetermined {
  const names = rules.map(fieldsOf).map(rule => String(rule['description'] ?? rule['ruleId'] ?? ''))
  return new Undetermined('malformed', said('states-not-told', { names: some(names) }))
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
