import type { Value } from '../../model/value.ts'

const findings = (count: number): string => (count === 1 ? '1 finding' : `${count} findings`)

/** @param what id of a finding or check */
export function ifRepaired(what: string, count: number): string {
  return `${what} would pass (${findings(count)})`
}

export function ifAccepted(check: string, count: number, until: string): string {
  return `${check} would be accepted until ${until.slice(0, 10)} (${findings(count)})`
}

/** @param now the owner's own values that count now, which it would stand in place of */
export function ifTarget(metric: string, value: Value, now: readonly Value[]): string {
  const before = now.map(item => JSON.stringify(item)).join(', ')
  const place = before === '' ? '' : ` in place of the owner's own ${before}`
  return `${metric} would be held to ${JSON.stringify(value)}${place}`
}
