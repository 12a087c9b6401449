import { canonical } from '../../../common/log/canonical.ts'
import { packed } from '../body.ts'
import { HASH, pagesOf, toCheckpoint, toEvidence, toHead, wholeBody } from '../log-rows.ts'
import { bytes, bytesOrNull } from '../row.ts'
import type { Store, StoredEvidence } from '../store.ts'
import { chunksOf, conditions, here, inserting } from './context.ts'
import type { Context } from './context.ts'

type LogMethods =
  | 'appendLeaves'
  | 'logSize'
  | 'leaves'
  | 'putNodes'
  | 'node'
  | 'nodes'
  | 'putCheckpoint'
  | 'checkpoints'
  | 'anchorCheckpoint'
  | 'putEvidence'
  | 'evidence'
  | 'entries'
  | 'evidenceHeads'
  | 'evidenceSpan'
  | 'lastEvidence'
  | 'evidenceOf'
  | 'eraseEvidence'

/** Bytes from which on a body is none to read, or to send, with many others. */
const LONG = 65_536
const HEAD =
  'idx, run, tenant, kind, media_type, length, commitment, ipe, recorded_at, personal, (body IS NULL)::integer AS erased'

/** Leaves, subtree hashes, checkpoints and evidence bodies. Append-only but for erasure. */
export function logStore({ query, write, walk }: Context): Pick<Store, LogMethods> {
  const insertLeaves = inserting(query, 'leaf', { idx: 'bigint', leaf: 'bytea', hash: 'bytea' })
  const insertNodes = inserting(query, 'node', { level: 'integer', idx: 'bigint', hash: 'bytea' })
  const insertEvidence = inserting(query, 'evidence', {
    idx: 'bigint',
    run: 'text',
    tenant: 'text',
    kind: 'text',
    media_type: 'text',
    length: 'bigint',
    commitment: 'text',
    salt: 'bytea',
    body: 'bytea',
    ipe: 'text',
    recorded_at: 'text',
    personal: 'integer',
  })
  const evidence: Store['evidence'] = async index => {
    const [row] = await query('SELECT * FROM evidence WHERE idx = $1', [index])
    return row ? toEvidence(row, wholeBody) : null
  }

  return {
    appendLeaves: write(async leaves => {
      const first = await here(query)
      for (const chunk of chunksOf(leaves.entries(), 5000))
        await insertLeaves(chunk.map(([offset, { leaf, hash }]) => [first + offset, leaf, hash]))
      return first
    }),
    logSize: () => here(query),
    leaves: walk(async function* (from, to) {
      for (let next = from; next < to;) {
        const rows = await query(
          'SELECT idx, leaf, hash FROM leaf WHERE idx >= $1 AND idx < $2 ORDER BY idx LIMIT 1000',
          [next, to],
        )
        if (rows.length === 0) return
        for (const row of rows)
          yield { index: Number(row['idx']), leaf: bytes(row, 'leaf'), hash: bytes(row, 'hash') }
        next = Number(rows.at(-1)?.['idx']) + 1
      }
    }),
    putNodes: write(async nodes => {
      for (const chunk of chunksOf(nodes, 5000))
        await insertNodes(chunk.map(item => [item.level, item.index, item.hash]))
    }),
    async node(level, index) {
      const [row] = await query('SELECT hash FROM node WHERE level = $1 AND idx = $2', [
        level,
        index,
      ])
      return bytesOrNull(row ?? {}, 'hash')
    },
    async nodes(level, from, to) {
      const [row] = await query(
        `SELECT string_agg(hash, ''::bytea ORDER BY idx) AS hashes FROM node WHERE level = $1 AND idx >= $2 AND idx < $3 AND octet_length(hash) = ${HASH}`,
        [level, from, to],
      )
      const hashes = bytesOrNull(row ?? {}, 'hashes') ?? new Uint8Array()
      return hashes.length === HASH * (to - from) ? hashes : null
    },
    putCheckpoint: write(async item => {
      await query(
        'INSERT INTO checkpoint (size, root, note, at, run, token, token_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        [item.size, item.root, item.note, item.at, item.run, item.token, item.tokenAt],
      )
    }),
    async checkpoints(filter = {}) {
      const { where, values } = conditions([
        ['at >= ?', filter.from],
        ['at <= ?', filter.to],
        ['size >= ?', filter.after],
      ])
      const order = filter.last ? 'size DESC, row_id DESC LIMIT 1' : 'size, row_id'
      return (await query(`SELECT * FROM checkpoint${where} ORDER BY ${order}`, values)).map(
        toCheckpoint,
      )
    },
    anchorCheckpoint: write(async (before, { note, token, tokenAt }) => {
      await query(
        'UPDATE checkpoint SET note = $1, token = coalesce($2, token), token_at = coalesce($3, token_at) WHERE note = $4',
        [note ?? before, token ?? null, tokenAt ?? null, before],
      )
    }),
    putEvidence: write(async items => {
      for (const chunk of bySize(items))
        await insertEvidence(
          chunk.map(item => [
            item.index,
            item.run,
            item.tenant,
            item.kind,
            item.mediaType,
            item.length,
            item.commitment,
            item.salt,
            item.body && packed(item.body),
            canonical(item.ipe),
            item.ipe.recordedAt,
            item.personal ? 1 : 0,
          ]),
        )
    }),
    evidence,
    entries: walk(async function* (from, to) {
      for (let next = from; next < to;) {
        // Long bodies are read one by one: a page has to fit into memory.
        const rows = await query(
          `SELECT leaf.idx, leaf, hash, evidence.idx AS beside, run, tenant, kind, media_type, length, commitment, salt, CASE WHEN greatest(length, octet_length(body)) <= ${LONG} THEN body END AS body, greatest(length, octet_length(body)) > ${LONG} AS long, ipe, recorded_at, personal
            FROM leaf LEFT JOIN evidence ON evidence.idx = leaf.idx WHERE leaf.idx >= $1 AND leaf.idx < $2 ORDER BY leaf.idx LIMIT 500`,
          [next, to],
        )
        if (rows.length === 0) return
        yield* pagesOf(rows, row =>
          row['long'] === true ? evidence(Number(row['idx'])) : toEvidence(row, wholeBody),
        )
        next = Number(rows.at(-1)?.['idx']) + 1
      }
    }),
    evidenceHeads: walk(async function* (filter) {
      for (let next = filter.after ?? 0; ;) {
        const { where, values } = conditions([
          ['kind = ?', filter.kind],
          ['tenant = ?', filter.tenant],
          ['recorded_at >= ?', filter.from],
          ['recorded_at <= ?', filter.to],
          ['idx >= ?', next],
        ])
        const rows = await query(
          `SELECT ${HEAD} FROM evidence${where} ORDER BY idx LIMIT 1000`,
          values,
        )
        for (const row of rows) yield toHead(row)
        if (rows.length < 1000) return
        next = Number(rows.at(-1)?.['idx']) + 1
      }
    }),
    async evidenceSpan() {
      const [row] = await query('SELECT min(idx) AS first, max(idx) AS last FROM evidence')
      const { first = null, last = null } = row ?? {}
      return first === null ? null : { first: Number(first), last: Number(last) }
    },
    async lastEvidence(kind, tenant) {
      const [row] = await query(
        'SELECT * FROM evidence WHERE kind = $1 AND tenant = $2 ORDER BY idx DESC LIMIT 1',
        [kind, tenant],
      )
      return row ? toEvidence(row, wholeBody) : null
    },
    evidenceOf: walk(async function* (filter) {
      const { where, values } = conditions([
        ['run = ?', filter.run],
        ['tenant = ?', filter.tenant],
        ['recorded_at >= ?', filter.from],
        ['recorded_at <= ?', filter.to],
      ])
      // Indexes first, bodies one by one: a year of evidence does not fit into memory.
      const rows = await query(`SELECT idx FROM evidence${where} ORDER BY idx`, values)
      for (const row of rows) {
        const found = await evidence(Number(row['idx']))
        if (found) yield found
      }
    }),
    eraseEvidence: write(async indexes => {
      await query('UPDATE evidence SET salt = NULL, body = NULL WHERE idx = ANY($1::bigint[])', [
        indexes,
      ])
      // A reply that can no longer be shown must be asked for again, not confirmed by a 304.
      await query('DELETE FROM cache WHERE evidence = ANY($1::bigint[])', [indexes])
    }),
  }
}

/** Together as long as they are short: one statement has to fit into memory. */
function* bySize(items: readonly StoredEvidence[]): Generator<StoredEvidence[]> {
  let [chunk, bytes]: [StoredEvidence[], number] = [[], 0]
  for (const item of items) {
    chunk.push(item)
    bytes += 1000 + item.length
    if (bytes < 16 * LONG) continue
    yield chunk
    ;[chunk, bytes] = [[], 0]
  }
  if (chunk.length > 0) yield chunk
}
