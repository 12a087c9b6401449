import { text, textOrNull } from './row.ts'
import type { Row } from './row.ts'
import type { CacheEntry, Delivery, Pairing, Run } from './store.ts'

// What brought something into the record and what is on its way out, as their rows say it.

export function toRun(row: Row): Run {
  return {
    id: text(row, 'id'),
    tenant: text(row, 'tenant'),
    kind: text(row, 'kind') as Run['kind'],
    startedAt: text(row, 'started_at'),
    finishedAt: textOrNull(row, 'finished_at'),
    status: text(row, 'status') as Run['status'],
    catalogue: text(row, 'catalogue'),
    requests: Number(row['requests']),
    snapshot: textOrNull(row, 'snapshot'),
    checkpoint: row['checkpoint'] === null ? null : Number(row['checkpoint']),
  }
}

export function toPairing(row: Row): Pairing {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    origin: text(row, 'origin'),
    publicKey: text(row, 'public_key'),
    pairedAt: text(row, 'paired_at'),
    lastSeen: textOrNull(row, 'last_seen'),
    revokedAt: textOrNull(row, 'revoked_at'),
  }
}

export function toCacheEntry(row: Row): CacheEntry {
  return {
    tenant: text(row, 'tenant'),
    request: text(row, 'request'),
    etag: textOrNull(row, 'etag'),
    lastModified: textOrNull(row, 'last_modified'),
    link: textOrNull(row, 'link'),
    evidence: Number(row['evidence']),
    seal: textOrNull(row, 'seal'),
  }
}

export function deliveryOf(row: Row): Delivery {
  return {
    id: text(row, 'id'),
    channel: text(row, 'channel'),
    alert: text(row, 'alert'),
    state: text(row, 'state') as Delivery['state'],
    tries: Number(row['tries']),
    madeAt: text(row, 'made_at'),
    dueAt: text(row, 'due_at'),
    problem: textOrNull(row, 'problem'),
    sentAt: textOrNull(row, 'sent_at'),
  }
}
