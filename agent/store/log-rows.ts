import type { Ipe } from '../../common/model/index.ts'
import { Problem } from '../problem.ts'
import { unpacked } from './body.ts'
import { bytesOrNull, text, textOrNull } from './row.ts'
import type { Row } from './row.ts'
import type { EvidenceHead, StoredCheckpoint, StoredEvidence } from './store.ts'

// Checkpoints and evidence as their rows say them, whichever engine keeps these.

export function toCheckpoint(row: Row): StoredCheckpoint {
  return {
    size: Number(row['size']),
    root: text(row, 'root'),
    note: text(row, 'note'),
    at: text(row, 'at'),
    run: textOrNull(row, 'run'),
    token: bytesOrNull(row, 'token'),
    tokenAt: textOrNull(row, 'token_at'),
  }
}

export function toHead(row: Row): EvidenceHead {
  return {
    index: Number(row['idx']),
    run: text(row, 'run'),
    tenant: text(row, 'tenant'),
    kind: text(row, 'kind') as StoredEvidence['kind'],
    mediaType: text(row, 'media_type'),
    length: Number(row['length']),
    commitment: text(row, 'commitment'),
    ipe: toIpe(row),
    personal: toFlag(row),
    erased: row['erased'] === 1,
  }
}

function toFlag(row: Row): boolean {
  if (row['personal'] !== 0 && row['personal'] !== 1)
    throw new Problem('evidence-unreadable', { entry: Number(row['idx']) })
  return row['personal'] === 1
}

function toIpe(row: Row): Ipe {
  const ipe = parsedIpe(row)
  // An engine that finds evidence by a column of its time: it says what was sealed.
  if ('recorded_at' in row && row['recorded_at'] !== ipe.recordedAt)
    throw new Problem('evidence-unreadable', { entry: Number(row['idx']) })
  return ipe
}

function parsedIpe(row: Row): Ipe {
  try {
    return JSON.parse(text(row, 'ipe')) as Ipe
  } catch {
    throw new Problem('evidence-unreadable', { entry: Number(row['idx']) })
  }
}

/** @param bodyOf gives the plain bytes of a row's body */
export function toEvidence(row: Row, bodyOf: (row: Row) => Uint8Array | null): StoredEvidence {
  const { erased: _, ...head } = toHead(row)
  return { ...head, salt: bytesOrNull(row, 'salt'), body: bodyOf(row) }
}

/** Of a row whose body stands by itself. */
export function wholeBody(row: Row): Uint8Array | null {
  const body = bytesOrNull(row, 'body')
  return body && unpacked(body, Number(row['length']))
}
