import type { Ipe } from '../../common/model/index.ts'
import { Problem } from '../problem.ts'
import { unpacked } from './body.ts'
import { bytes, bytesOrNull, text, textOrNull } from './row.ts'
import type { Row } from './row.ts'
import type { EvidenceHead, StoredCheckpoint, StoredEntry, StoredEvidence } from './store.ts'

// Checkpoints and evidence as their rows say them, whichever engine keeps these.

/** Bytes of a leaf's or a node's hash. */
export const HASH = 32

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
  return { ...sealedOf(row), erased: row['erased'] === 1 }
}

function sealedOf(row: Row): Omit<EvidenceHead, 'erased'> {
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
  return { ...sealedOf(row), salt: bytesOrNull(row, 'salt'), body: bodyOf(row) }
}

/** Bytes of bodies from which on no more are held together. */
const TOGETHER = 4 * 1024 * 1024

/**
 * Rows of leaves, with what stands beside them, as many together as fit into memory. What comes before
 * a row that cannot be read is given first.
 */
export async function* pagesOf(
  rows: readonly Row[],
  evidenceOf: (row: Row) => StoredEvidence | Promise<StoredEvidence | null>,
): AsyncGenerator<StoredEntry[]> {
  let [page, held]: [StoredEntry[], number] = [[], 0]
  for (const row of rows) {
    let evidence: StoredEvidence | null = null
    try {
      const found = row['beside'] === null ? null : evidenceOf(row)
      evidence = found instanceof Promise ? await found : found
    } catch (error) {
      yield page
      throw error
    }
    page.push({
      index: Number(row['idx']),
      leaf: bytes(row, 'leaf'),
      hash: bytes(row, 'hash'),
      evidence,
      said: evidence && text(row, 'ipe'),
    })
    held += evidence?.body?.length ?? 0
    if (held < TOGETHER) continue
    yield page
    ;[page, held] = [[], 0]
  }
  yield page
}

/** Of a row whose body stands by itself. */
export function wholeBody(row: Row): Uint8Array | null {
  const body = bytesOrNull(row, 'body')
  return body && unpacked(body, Number(row['length']))
}
