import { hash } from 'node:crypto'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { leafHash } from '../../common/log/merkle.ts'
import type { Finding, Outcome, Reason, Severity } from '../../common/model/index.ts'
import { text, textOrNull } from './row.ts'
import type { Row } from './row.ts'
import type { FindingKey } from './store.ts'

// Findings as their rows say them.

const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer')

export function keyOf(row: Row): FindingKey {
  return {
    check: text(row, 'check'),
    outcome: text(row, 'outcome') as Outcome,
    severity: text(row, 'severity') as Severity,
    accepted: Number(row['accepted']) === 1,
  }
}

export function reasonOf(row: Row): Reason | null {
  return textOrNull(row, 'reason') as Reason | null
}

/** Of the finding as JSON, canonical. */
export function leafOf(json: string): Uint8Array {
  return leafHash(sha256, canonicalBytes(JSON.parse(json)))
}

export function parse(row: Row): Finding {
  return line(text(row, 'finding'))
}

export function line(json: string): Finding {
  return JSON.parse(json) as Finding
}
